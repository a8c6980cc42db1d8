"""Read the description of an output, of whatever kind."""

import math
from typing import Any

from latentwidgets.exceptions import OptionError
from latentwidgets.modalities.audio import Audio
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.image import Image
from latentwidgets.modalities.melody import Melody
from latentwidgets.modalities.protocol import Modality
from latentwidgets.modalities.series import Series
from latentwidgets.modalities.text import Text

__all__ = ["modality_from"]

MOST_VALUES = 1 << 26  # of one output: 256 MiB

KINDS: dict[str, type[Modality]] = {
    kind.kind: kind for kind in (Image, Text, Melody, Audio, Series)
}


def modality_from(description: Any) -> Modality:
    """Make a modality of what its `describe_raw` gave; it may come from a stranger.

    Raises
    ------
    OptionError
        Where the kind is unknown, a field is missing or cannot be, or outputs are too large.
    """
    kind = Fields(description, "any").text("kind")
    if kind not in KINDS:
        raise OptionError(f"Outputs of kind {kind!r:.40} are unknown: {', '.join(KINDS)}.")
    modality = KINDS[kind].from_description(description)
    for name, shape in (("output", modality.shape), ("raw output", modality.raw_shape)):
        if math.prod(shape) > MOST_VALUES:
            raise OptionError(
                f"A {kind} {name} of {' x '.join(map(str, shape))} numbers is larger than the "
                f"{MOST_VALUES:,} that can be shown."
            )
    return modality
