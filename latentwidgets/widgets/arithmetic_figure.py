"""The classic figure of vector arithmetic: a column for each operand, and one for the result.

As in Radford et al., *Unsupervised Representation Learning with Deep Convolutional Generative
Adversarial Networks*, 2016, figure 7: over each mean some of the samples that it is of.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.widgets.figures import blank_figure, draw_small, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.arithmetic import Computation, Term

__all__ = ["arithmetic_figure"]

Indices = NDArray[np.intp]

SAMPLES = 3  # over a mean
MOST_COLUMNS = 8
LONGEST_TITLE = 24


def arithmetic_figure(space: "LatentSpace", computed: "Computation") -> "Figure":
    """Draw a computation; of more than 7 operands the first, which the title says."""
    terms = computed.terms[: MOST_COLUMNS - 1]
    members = [_typical(space, term) for term in terms]
    rows = 1 + max(map(len, members))
    width, height = (2.2, 0.9) if space.modality.kind == "text" else (1.7, 1.7)
    figure = blank_figure(width * (len(terms) + 1), height * rows + 0.4)
    axes = figure.subplots(rows, len(terms) + 1, squeeze=False)
    for each in axes.flat:
        each.axis("off")
    decoded = space.decode(np.stack([*(term.z for term in terms), computed.z]))
    for column, term in enumerate(terms):
        outputs = [*_outputs(space, members[column]), decoded[column]]
        shown = axes[-len(outputs) :, column]
        for place, output in zip(shown, outputs, strict=True):
            draw_small(place, space.modality, output)
        shown[0].set_title(_title(term, first=column == 0), fontsize=9)
    draw_small(axes[-1, -1], space.modality, decoded[-1])
    axes[-1, -1].set_title("= result", fontsize=9)
    if left_out := len(computed.terms) - len(terms):
        figure.suptitle(f"{left_out:,} further terms are not drawn", fontsize=9)
    return figure


def _typical(space: "LatentSpace", term: "Term") -> Indices:
    """Choose a few of the samples that a mean is of: those nearest to it."""
    groups = space.names.groups() if term.kind == "mean" else []
    members = next((group.members for group in groups if group.name == term.name), None)
    if members is None:
        return np.empty(0, np.intp)
    away = space.flat_codes[members] - term.z.reshape(-1)
    nearest = np.argsort((away**2).sum(axis=1), kind="stable")[:SAMPLES]
    return np.asarray(members[nearest], np.intp)


def _outputs(space: "LatentSpace", members: Indices) -> NDArray[np.float32]:
    """Show samples; of a generator, which has none, what their codes decode to."""
    if len(members) == 0:
        return np.empty((0, *space.modality.shape), np.float32)
    return space.samples(members) if space.has_samples else space.decode(space.codes[members])


def _title(term: "Term", *, first: bool) -> str:
    sign = "−" if term.weight < 0 else "" if first else "+"
    weight = "" if abs(term.weight) == 1 else f"{abs(term.weight):.3g} × "
    name = term.name if len(term.name) <= LONGEST_TITLE else f"{term.name[: LONGEST_TITLE - 1]}…"
    return f"{sign} {weight}{plain(name)}".strip()
