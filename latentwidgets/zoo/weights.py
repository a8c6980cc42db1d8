"""Weights as safetensors: numbers only, nothing in the file is ever run."""

from pathlib import Path
from typing import TYPE_CHECKING

from latentwidgets.exceptions import ModelError
from latentwidgets.models.filling import fill

if TYPE_CHECKING:
    from torch import nn

__all__ = ["fill", "load_weights"]


def load_weights(module: "nn.Module", path: Path) -> None:
    """Fill a module from a safetensors file, every tensor or none; half precision is widened.

    Raises
    ------
    ModelError
        The file is missing, damaged, or does not hold exactly the module's tensors.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"The weights {path.name} cannot be read ({error}): install the package again."
        ) from error
    fill(module, tensors, path.name)
