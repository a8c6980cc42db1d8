"""What a decoded output is: raw output ↔ canonical array ↔ payload for the page ↔ figure."""

from latentwidgets.modalities.atlas import atlas, resize, tile_shape
from latentwidgets.modalities.image import Image
from latentwidgets.modalities.payload import Payload

__all__ = ["Image", "Payload", "atlas", "resize", "tile_shape"]
