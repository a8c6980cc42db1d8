"""What a decoded output is: raw output ↔ canonical array ↔ payload for the page ↔ figure."""

from latentwidgets.modalities.atlas import atlas, resize, tile_shape
from latentwidgets.modalities.audio import Audio
from latentwidgets.modalities.describing import modality_from
from latentwidgets.modalities.image import Image
from latentwidgets.modalities.melody import Melody
from latentwidgets.modalities.payload import Payload, Values
from latentwidgets.modalities.protocol import Modality
from latentwidgets.modalities.series import Series
from latentwidgets.modalities.text import Phrase, Text, Word

__all__ = [
    "Audio",
    "Image",
    "Melody",
    "Modality",
    "Payload",
    "Phrase",
    "Series",
    "Text",
    "Values",
    "Word",
    "atlas",
    "modality_from",
    "resize",
    "tile_shape",
]
