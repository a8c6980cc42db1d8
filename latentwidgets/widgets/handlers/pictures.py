"""A payload as a part of an answer."""

from typing import Any

import numpy as np

from latentwidgets.modalities import Payload

__all__ = ["picture"]


def picture(payload: Payload) -> dict[str, Any]:
    """Describe a payload as the *picture* of the protocol."""
    return {
        "pixels": np.frombuffer(payload.data, np.uint8),
        "encoding": payload.encoding,
        "width": payload.width,
        "height": payload.height,
        "not_finite": payload.not_finite,
    }
