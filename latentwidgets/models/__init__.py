"""What a model is, and how any object that decodes becomes one."""

from typing import TYPE_CHECKING

from latentwidgets.lazy import lazily

if TYPE_CHECKING:
    from latentwidgets.models.devices import choose_device, free_memory, is_out_of_memory
    from latentwidgets.models.protocol import LatentModel, Posterior
    from latentwidgets.models.wrapped import WrappedModel
    from latentwidgets.models.wrapping import wrap

__all__ = [
    "LatentModel",
    "Posterior",
    "WrappedModel",
    "choose_device",
    "free_memory",
    "is_out_of_memory",
    "wrap",
]

# A bundle is opened without what wraps a model.
__getattr__ = lazily(
    __name__,
    {
        "LatentModel": "protocol",
        "Posterior": "protocol",
        "WrappedModel": "wrapped",
        "choose_device": "devices",
        "free_memory": "devices",
        "is_out_of_memory": "devices",
        "wrap": "wrapping",
    },
)
