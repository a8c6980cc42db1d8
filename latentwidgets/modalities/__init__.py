"""What a decoded output is: raw output ↔ canonical array ↔ payload for the page ↔ figure."""

from latentwidgets.modalities.atlas import atlas, resize, tile_shape
from latentwidgets.modalities.image import Image
from latentwidgets.modalities.payload import Payload, Values
from latentwidgets.modalities.protocol import Modality
from latentwidgets.modalities.text import Phrase, Text, Word

__all__ = [
    "Image",
    "Modality",
    "Payload",
    "Phrase",
    "Text",
    "Values",
    "Word",
    "atlas",
    "resize",
    "tile_shape",
]
