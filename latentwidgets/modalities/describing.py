"""Read the description of an output, of whatever kind."""

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

KINDS: dict[str, type[Modality]] = {
    kind.kind: kind for kind in (Image, Text, Melody, Audio, Series)
}


def modality_from(description: Any) -> Modality:
    """Make a modality of what its `describe_raw` gave; it may come from a stranger.

    Raises
    ------
    OptionError
        Where the kind is unknown, or a field is missing or cannot be.
    """
    kind = Fields(description, "any").text("kind")
    if kind not in KINDS:
        raise OptionError(f"Outputs of kind {kind!r:.40} are unknown: {', '.join(KINDS)}.")
    return KINDS[kind].from_description(description)
