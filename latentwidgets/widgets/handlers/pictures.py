"""Outputs as parts of an answer: one whole, or many small ones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Image, Modality, Payload, Values, atlas

__all__ = ["Tiles", "picture"]


def picture(payload: Payload | Values) -> dict[str, Any]:
    """Describe an encoded output as the *picture* of the protocol."""
    if isinstance(payload, Values):
        return {"values": payload.values, "not_finite": payload.not_finite}
    return {
        "pixels": np.frombuffer(payload.data, np.uint8),
        "encoding": payload.encoding,
        "width": payload.width,
        "height": payload.height,
        "not_finite": payload.not_finite,
    }


class Tiles:
    """Many outputs, made small one part after the other: pictures, or the texts themselves.

    Parameters
    ----------
    modality
        Of the outputs.
    columns, size, square
        As of `latentwidgets.modalities.atlas`.
    """

    def __init__(self, modality: Modality, *, columns: int, size: int, square: bool) -> None:
        self.modality = modality
        self.columns, self.size, self.square = columns, size, square
        self._texts: list[str] = []
        self._pictures: list[NDArray[np.float32]] = []

    def add(self, outputs: NDArray[np.float32]) -> None:
        """Add canonical outputs ``(m, *shape)``; pictures may be of any one size."""
        texts = self.modality.texts(outputs)
        if texts is not None:
            self._texts.extend(texts)
        elif isinstance(self.modality, Image):
            self._pictures.append(outputs)  # the atlas makes them small
        else:
            self._pictures.append(self.modality.pictures(outputs, self.size))

    def answer(self, *, exact: bool = False) -> dict[str, Any]:
        """Return the part of an answer: ``atlas`` or ``texts``, and the size of its grid."""
        grid = {"columns": self.columns, "size": self.size}
        if self.modality.kind == "text":
            return {"texts": self._texts, **grid}
        pictures = np.concatenate(self._pictures)
        payload = atlas(
            pictures, columns=self.columns, size=self.size, square=self.square, exact=exact
        )
        return {"atlas": picture(payload), **grid}

    @property
    def aspect(self) -> float:
        """Width of one tile by its height; 1 of texts."""
        if not self._pictures:
            return 1.0
        _, height, width, _ = self._pictures[0].shape
        return float(width / height)
