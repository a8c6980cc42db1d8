"""What directions do, as a matplotlib figure: a row of outputs each."""

import textwrap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.widgets.state import SpaceState

__all__ = ["directions_figure"]

AMOUNTS = np.linspace(-3, 3, 7)
MOST_ROWS = 12
INK, SOFT = "#1b1f24", "#59626c"


def directions_figure(state: "SpaceState") -> "Figure":
    """Draw outputs along each direction kept, up to 12 of them, with what is known of it."""
    from matplotlib.figure import Figure

    space = state.space
    kept = list(space.directions.values())[:MOST_ROWS]
    if not kept:
        figure = Figure(figsize=(6.0, 1.0), layout="constrained")
        figure.text(0.5, 0.5, "No directions yet.", ha="center", va="center", color=SOFT)
        return figure
    wide = 1.0 if space.modality.kind == "image" else 1.9
    figure = Figure(figsize=(len(AMOUNTS) * wide, len(kept) * 1.75 + 0.2), layout="constrained")
    rows = figure.subfigures(len(kept), 1, squeeze=False)[:, 0]
    for number, (row, direction) in enumerate(zip(rows, kept, strict=True)):
        known = direction.measured
        row.suptitle(_plain(direction.name), fontsize=9, x=0.01, ha="left", color=INK)
        if known is not None:
            words = "\n".join(textwrap.wrap(_plain(known.words), int(18 * len(AMOUNTS) * wide)))
            row.supxlabel(words, fontsize=7, x=0.01, ha="left", color=SOFT)
        outputs = space.decode(
            np.concatenate([direction.apply(state.z, amount) for amount in AMOUNTS])
        )
        for axes, output, amount in zip(
            row.subplots(1, len(AMOUNTS)), outputs, AMOUNTS, strict=True
        ):
            space.modality.draw(axes, output)
            axes.set_xticks([])
            axes.set_yticks([])
            axes.set_title(_signed(amount) if number == 0 else "", fontsize=7, color=SOFT)
    return figure


def _plain(text: str) -> str:
    r"""Write a user's text as it is: between dollars matplotlib would read mathematics."""
    return text.replace("$", r"\$")


def _signed(amount: float) -> str:
    return f"{amount:+.0f} sd".replace("-", "−") if amount else "current"
