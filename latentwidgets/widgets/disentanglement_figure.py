"""The table of factors and dimensions as a matplotlib figure."""

from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.widgets.figures import blank_figure, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.metrics import DisentanglementScore
    from latentwidgets.widgets.state import SpaceState

__all__ = ["disentanglement_figure"]

MOST_DIMENSIONS = 32


def disentanglement_figure(state: "SpaceState") -> "Figure":
    """Draw what each dimension tells about each factor, the most useful dimensions first."""
    space = state.space
    found = space.disentanglement()
    dims = state.sliders["order"][:MOST_DIMENSIONS]
    shares = found.shares[dims].T
    figure = blank_figure(2.8 + 0.34 * len(dims), 1.9 + 0.3 * len(shares))
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="viridis", vmin=0, vmax=1, aspect="auto")
    names = space.dimension_names
    titles = [
        f"$z_{{{dim}}}$" + (f" {plain(names[int(dim)])}" if int(dim) in names else "")
        for dim in dims
    ]
    longest = max(map(len, titles))
    axes.set_xticks(np.arange(len(dims)), titles, fontsize=8, rotation=90 if longest > 9 else 0)
    axes.set_yticks(np.arange(len(shares)), [plain(name) for name in found.names], fontsize=8)
    for proposal in found.proposals:
        if proposal.dimension in dims:
            place = (
                int(np.flatnonzero(dims == proposal.dimension)[0]),
                found.names.index(proposal.factors[0]),
            )
            axes.text(
                *place, f"{proposal.share:.2f}".lstrip("0"), ha="center", va="center", fontsize=7,
                color="white" if proposal.share < 0.6 else "black",
            )  # fmt: skip
    bar = figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
    bar.set_label("share of the factor told", fontsize=7)
    bar.ax.tick_params(labelsize=7)
    scores = found.scores
    figures = {"MIG": scores.mig, "SAP by R²": scores.sap, "modularity": scores.modularity}
    said = [_said(name, score) for name, score in figures.items() if score is not None]
    axes.set_title("\n".join([plain(space.name), "   ".join(said), f"n = {found.n:,}"]), fontsize=8)
    return figure


def _said(name: str, score: "DisentanglementScore") -> str:
    return f"{name} {score.value:.2f} (at most {score.ceiling:.2f})"
