"""A glimpse of what each built-in model makes, for the table of `latentwidgets.zoo.list`."""

import base64
import html
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.files import replacing

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["glimpse_html", "write_glimpse"]

_N_PICTURES = 6
_N_TEXTS = 3
_SIZE = 48  # pixels of the longer side of a picture
_GAP = 4


def write_glimpse(space: "LatentSpace", path: Path) -> Path:
    """Write a few decoded codes of a space, spread over its samples.

    Parameters
    ----------
    path
        Without its suffix: ``.png``, a row of pictures, or ``.txt``, a text a line, is added.
    """
    rows = np.linspace(0, space.n_samples - 1, _N_PICTURES).astype(int)
    outputs = space.decode(space.codes[rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = space.modality.texts(outputs)
    if texts is not None:
        target = path.with_suffix(".txt")
        with replacing(target) as beside:
            beside.write_text("\n".join(texts[:_N_TEXTS]) + "\n", "utf-8")
        return target
    from PIL import Image

    from latentwidgets.modalities.payload import to_rgba

    tiles = [to_rgba(tile) for tile in space.modality.pictures(outputs, _SIZE)]
    height, width, _ = tiles[0].shape
    row = np.zeros((height, len(tiles) * (width + _GAP) - _GAP, 4), np.uint8)
    for number, tile in enumerate(tiles):
        left = number * (width + _GAP)
        row[:, left : left + width] = tile
    target = path.with_suffix(".png")
    with replacing(target) as beside:
        Image.fromarray(row).save(beside, "PNG", optimize=True)
    return target


def glimpse_html(path: Path) -> str:
    """Show a glimpse as HTML that needs no other file; `path` is without its suffix."""
    picture, text = path.with_suffix(".png"), path.with_suffix(".txt")
    if text.exists():
        lines = text.read_text("utf-8").splitlines()
        return "<br>".join(html.escape(line) for line in lines)
    data = base64.b64encode(picture.read_bytes()).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="six decoded codes">'
