"""What a model is, and how any object that decodes becomes one."""

from latentwidgets.models.devices import choose_device, free_memory, is_out_of_memory
from latentwidgets.models.protocol import LatentModel, Posterior
from latentwidgets.models.wrap import wrap
from latentwidgets.models.wrapped import WrappedModel

__all__ = [
    "LatentModel",
    "Posterior",
    "WrappedModel",
    "choose_device",
    "free_memory",
    "is_out_of_memory",
    "wrap",
]
