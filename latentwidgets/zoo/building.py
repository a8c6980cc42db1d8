"""Built-in models as torch modules with their data, encoded here and now."""

from typing import TYPE_CHECKING, Any

from latentwidgets.zoo.registry import DATA, Entry
from latentwidgets.zoo.weights import load_weights

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["build_space"]


def build_space(entry: Entry, **space_options: Any) -> "LatentSpace":
    """Make the space of a built-in model from its weights and data.

    Parameters
    ----------
    entry
        The model.
    **space_options
        Of `LatentSpace`, over those that the model has.

    Raises
    ------
    ModelError
        The weights are damaged.
    """
    from latentwidgets.spaces import LatentSpace

    module = entry.build()
    load_weights(module, entry.weights_path)
    contents = DATA[entry.data]()
    defaults: dict[str, Any] = {
        "labels": contents.labels,
        "attributes": contents.attributes,
        "name": entry.name,
        "prior": "normal",
        "value_range": (0.0, 1.0),
        "latent_shape": (entry.latent_size,),
        "progress": False,
    }
    return LatentSpace(module, contents.images, **{**defaults, **space_options})
