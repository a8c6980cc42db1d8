"""What directions do, as a matplotlib figure: a row of outputs each."""

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
    figure = Figure(figsize=(len(AMOUNTS) * wide, len(kept) * 1.45 + 0.3), layout="constrained")
    rows = figure.subfigures(len(kept), 1, squeeze=False)[:, 0]
    for number, (row, direction) in enumerate(zip(rows, kept, strict=True)):
        known = direction.measured
        said = f"{direction.name} — {known.words}" if known is not None else direction.name
        row.suptitle(_short(said), fontsize=8, x=0.01, ha="left", color=INK)
        outputs = space.decode(
            np.concatenate([direction.apply(state.z, amount) for amount in AMOUNTS])
        )
        for axes, output, amount in zip(
            row.subplots(1, len(AMOUNTS)), outputs, AMOUNTS, strict=True
        ):
            space.modality.draw(axes, output)
            axes.set_title("")
            axes.set_xticks([])
            axes.set_yticks([])
            if number == len(kept) - 1:
                axes.set_xlabel(f"{amount:+.0f} sd" if amount else "0", fontsize=7, color=SOFT)
    return figure


def _short(text: str, most: int = 150) -> str:
    text = text.replace("$", r"\$")
    return text if len(text) <= most else text[: most - 1] + "…"
