"""Drawings that look like the data: as large as theirs, and standing where they stand.

Handwriting is centred and scaled before a model sees it; a drawing that is not is far from all
that the model knows, however well it is drawn.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Image
from latentwidgets.modalities.resample import resize

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Ink", "ink_of"]

Array = NDArray[np.float32]

_N_LOOKED_AT = 256
_PLAIN = 0.04  # how far half of a border's pixels may be from the paper
_MOST_BORDERS = 0.8  # share of the data that must stand on paper
_MOST_INK = 0.5  # mean; above, it is no drawing on paper
_EDGE = 0.01  # share of the ink left out at each side, where its extent is measured
_FAINT = 0.15  # of the strongest ink: below it is the paper's own grain
_OVER = 320  # pixels of a side at which a drawing is moved, at least

_known: "WeakKeyDictionary[LatentSpace, Ink]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Ink:
    """How the pictures of a space are drawn.

    Attributes
    ----------
    paper
        ``(C,)`` in [0, 1]: the median colour of their borders.
    is_drawn
        Whether they are grey drawings on plain paper, so that a drawing can be fitted to them.
    extent
        Longer side of the ink, as a share of the picture's longer side; the median.
    centre
        Of the ink's mass, as shares of height and width; the mean.
    """

    paper: NDArray[np.float32]
    is_drawn: bool
    extent: float
    centre: tuple[float, float]

    def fit(self, picture: Array, modality: Image) -> Array:
        """Move and scale a drawing so that it is as large as the data and stands where they do.

        Where it is dark on light and the data are light on dark, or the other way round, it is
        inverted.

        Parameters
        ----------
        picture
            ``(h, w, 1)`` in [0, 1], of any size.
        modality
            Of the model.

        Returns
        -------
        float32, (H, W, 1)

        Raises
        ------
        DataError
            Where nothing is drawn on it.
        """
        paper, own = float(self.paper[0]), float(np.median(_border(picture)))
        light = 1.0 if paper < 0.5 else -1.0  # ink is lighter than the paper, or darker
        ink = np.abs(picture[..., 0] - own)
        ink = np.where(ink < _FAINT * max(float(ink.max()), 1e-6), 0, ink)
        if float(ink.max(initial=0)) < 0.05:
            raise DataError("Nothing is drawn yet: draw something on it.")
        drawn = _moved(ink, modality.height, modality.width, self.extent, self.centre)
        room = 1 - paper if light > 0 else paper
        drawn = np.float32(paper) + np.float32(light * room) * drawn / max(float(drawn.max()), 1e-6)
        return np.clip(drawn, 0, 1)[..., None].astype(np.float32)


def ink_of(space: "LatentSpace") -> Ink:
    """Look at how a space's pictures are drawn; measured once.

    Raises
    ------
    DataError
        Where its outputs are no pictures.
    """
    if not isinstance(space.modality, Image):
        raise DataError(f"{space.name} makes no pictures, which alone are drawn.")
    if space not in _known:
        _known[space] = _measure(space)
    return _known[space]


def _measure(space: "LatentSpace") -> Ink:
    n = space.n_samples
    rows = np.linspace(0, n - 1, min(n, _N_LOOKED_AT)).astype(np.intp)
    pictures = space.samples(rows) if space.has_samples else space.decode(space.codes[rows])
    pictures = np.nan_to_num(pictures)
    borders = np.stack([np.median(_border(picture), axis=0) for picture in pictures])
    paper = np.median(borders, axis=0).astype(np.float32)
    if pictures.shape[3] != 1:
        return Ink(paper, False, 1.0, (0.5, 0.5))
    ink = np.abs(pictures[..., 0] - paper[0])
    apart = [np.median(np.abs(_border(picture) - paper)) for picture in pictures]
    plain = float((np.array(apart) < _PLAIN).mean())
    drawn = [
        (_extent(one), _centre(one)) for one in _without_grain(ink) if float(one.max()) > _FAINT
    ]
    if plain < _MOST_BORDERS or float(ink.mean()) > _MOST_INK or not drawn:
        return Ink(paper, False, 1.0, (0.5, 0.5))
    longer = max(pictures.shape[1:3])
    extent = float(np.median([max(extent) for extent, _ in drawn])) / longer
    y, x = np.mean([centre for _, centre in drawn], axis=0)
    return Ink(paper, True, min(extent, 1.0), (float(y), float(x)))


def _without_grain(ink: Array) -> Array:
    strongest = ink.max(axis=(1, 2), keepdims=True)
    kept: Array = np.where(ink < _FAINT * strongest, 0, ink)
    return kept


def _border(picture: Array) -> Array:
    """Pixels of the four edges, ``(n, C)``."""
    edges = [picture[0], picture[-1], picture[:, 0], picture[:, -1]]
    return np.concatenate([edge.reshape(-1, picture.shape[2]) for edge in edges])


def _extent(ink: Array) -> tuple[float, float]:
    """Height and width of the ink in pixels: where its mass begins and ends."""
    return _between(ink.sum(axis=1)), _between(ink.sum(axis=0))


def _between(profile: Array) -> float:
    low, high = _ends(profile)
    return high - low


def _ends(profile: Array) -> tuple[float, float]:
    """Where the mass along one axis begins and ends, to a fraction of a pixel."""
    total = np.concatenate([[0.0], np.cumsum(profile, dtype=np.float64)])
    total /= total[-1]
    at = np.interp([_EDGE, 1 - _EDGE], total, np.arange(len(total)))
    return float(at[0]), float(at[1])


def _centre(ink: Array) -> tuple[float, float]:
    """Centre of mass, as shares of height and width."""
    height, width = ink.shape
    mass = float(ink.sum())
    y = float(ink.sum(axis=1) @ (np.arange(height) + 0.5)) / mass / height
    x = float(ink.sum(axis=0) @ (np.arange(width) + 0.5)) / mass / width
    return y, x


def _moved(
    ink: Array, height: int, width: int, extent: float, centre: tuple[float, float]
) -> Array:
    """Place the ink on a sheet of many times the pixels, then average these."""
    over = max(1, round(_OVER / max(height, width)))
    rows, columns = height * over, width * over
    longer = max(_extent(ink))
    scale = extent * max(rows, columns) / max(longer, 1e-6)
    y, x = _centre(ink)
    # From a place on the sheet back to the drawing.
    down = (np.arange(rows) + 0.5 - centre[0] * rows) / scale + y * ink.shape[0]
    across = (np.arange(columns) + 0.5 - centre[1] * columns) / scale + x * ink.shape[1]
    weights_down = _hats(down, ink.shape[0])
    weights_across = _hats(across, ink.shape[1])
    sheet = weights_down @ ink @ weights_across.T
    return resize(sheet.astype(np.float32)[None, ..., None], height, width)[0, ..., 0]


def _hats(at: NDArray[np.float64], n: int) -> NDArray[np.float32]:
    """Weights ``(len(at), n)`` of linear interpolation between pixels' centres; 0 outside."""
    apart = np.abs(at[:, None] - 0.5 - np.arange(n))
    weights: NDArray[np.float32] = np.clip(1 - apart, 0, None).astype(np.float32)
    return weights
