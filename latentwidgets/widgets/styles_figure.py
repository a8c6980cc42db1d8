"""The grid of content and style: what keeps along a row, and what along a column."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.widgets.figures import blank_figure, draw_small, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.widgets.styles import StyleMixer

__all__ = ["styles_figure"]

SIDE = 3  # contents and styles


def styles_figure(mixer: "StyleMixer") -> "Figure":
    """Draw contents down the side, styles over the top, and what they make between."""
    space = mixer.space
    more = _spread(len(space.codes), 2 * (SIDE - 1))
    contents = np.stack([mixer.content, *space.codes[more[: SIDE - 1]]])
    styles = np.stack([mixer.style, *space.codes[more[SIDE - 1 :]]])
    chosen = {name: mixer.style_groups[name] for name in mixer.groups}
    rows = [
        space.mix_styles(content, styles, chosen, mixer.strength)
        if chosen
        else np.repeat(content[None], SIDE, axis=0)
        for content in contents
    ]
    width, height = (2.2, 0.9) if space.modality.kind == "text" else (1.6, 1.6)
    figure = blank_figure(width * (SIDE + 1), height * (SIDE + 1) + 0.5)
    axes = figure.subplots(SIDE + 1, SIDE + 1)
    axes[0, 0].axis("off")
    axes[0, 0].text(0.5, 0.5, "content ↓   style →", ha="center", va="center", fontsize=8)
    top, side = space.decode(styles), space.decode(contents)
    for i in range(SIDE):
        draw_small(axes[0, i + 1], space.modality, top[i])
        draw_small(axes[i + 1, 0], space.modality, side[i])
        for j, output in enumerate(space.decode(rows[i])):
            draw_small(axes[i + 1, j + 1], space.modality, output)
    names = ", ".join(mixer.groups) or "nothing"
    figure.suptitle(plain(f"of the style: {names}, strength {mixer.strength:.2g}"), fontsize=9)
    return figure


def _spread(n: int, k: int) -> NDArray[np.intp]:
    """Choose k of n samples, evenly: the same each time."""
    return np.linspace(0, n - 1, k + 2)[1:-1].astype(np.intp)
