"""Weights as safetensors: numbers only, nothing in the file is ever run."""

from pathlib import Path
from typing import TYPE_CHECKING

from latentwidgets.exceptions import ModelError

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["fill", "load_weights"]

_MAX_LISTED = 6


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


def fill(module: "nn.Module", tensors: "dict[str, Tensor]", source: str) -> None:
    """Fill a module from tensors by name, every one or none.

    Raises
    ------
    ModelError
        These are not exactly the module's tensors; `source` says which were given.
    """
    expected = {name: tuple(value.shape) for name, value in module.state_dict().items()}
    given = {name: tuple(value.shape) for name, value in tensors.items()}
    faults = [
        *(f"missing {name}" for name in sorted(expected.keys() - given.keys())),
        *(f"unexpected {name}" for name in sorted(given.keys() - expected.keys())),
        *(
            f"{name} is {given[name]}, expected {expected[name]}"
            for name in sorted(expected.keys() & given.keys())
            if given[name] != expected[name]
        ),
    ]
    if faults:
        listed = "; ".join(faults[:_MAX_LISTED])
        more = f"; and {len(faults) - _MAX_LISTED} more" if len(faults) > _MAX_LISTED else ""
        raise ModelError(
            f"The weights {source} do not fit {type(module).__name__}: {listed}{more}."
        )
    module.load_state_dict(tensors)
