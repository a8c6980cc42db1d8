"""Many small outputs as one picture, or as texts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Image, Modality, Payload, atlas

__all__ = ["Sheet", "sheet_of"]


@dataclass(frozen=True)
class Sheet:
    """Tiles row by row: a picture of them, or of texts the texts themselves."""

    columns: int
    n: int
    size: int
    picture: Payload | None
    texts: tuple[str, ...] | None


def sheet_of(modality: Modality, outputs: NDArray[np.float32], *, columns: int, size: int) -> Sheet:
    """Make small tiles of canonical outputs ``(n, *shape)``."""
    n = len(outputs)
    texts = modality.texts(outputs)
    if texts is not None:
        return Sheet(columns, n, size, None, tuple(texts))
    pictures = outputs if isinstance(modality, Image) else modality.pictures(outputs, size)
    payload = atlas(pictures, columns=columns, size=size, square=True, max_raw_bytes=16_384)
    return Sheet(columns, n, size, payload, None)
