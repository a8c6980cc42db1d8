"""Weights by name, put into a module: every one or none."""

from typing import TYPE_CHECKING

from latentwidgets.exceptions import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor, nn

__all__ = ["fill"]

_MAX_LISTED = 6


def fill(module: "nn.Module", tensors: "Mapping[str, Tensor]", source: str) -> None:
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
