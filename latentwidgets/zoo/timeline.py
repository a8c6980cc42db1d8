"""Weights kept over a training, so that one can watch a model learn, or fail.

One safetensors file a model. Tensors ``"<round>/<name>"``: int8 of the weight's shape, with
``"<round>/<name>/scale"``, float32, one for each of its first dimension's rows (the weight is their
product); float16 without a scale where a weight has one dimension. A round is what the training
counts: epochs, or steps. The metadata are of the model: ``name``, ``licence``, ``unit``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError, OptionError
from latentwidgets.files import replacing
from latentwidgets.spaces.checkpoints.packing import pack, tensors_of

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Timeline", "read_timeline", "write_timeline"]

_SCALE = "scale"

State = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Timeline:
    """Weights of one model at several rounds of its training.

    Attributes
    ----------
    name, unit
        Of the model; what its rounds are: ``"epochs"`` or ``"steps"``.
    states
        Round → name → weights, float32; in the order of the rounds.
    """

    name: str
    unit: str
    states: Mapping[int, State]

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds kept, ascending; 0 is before the training."""
        return tuple(self.states)

    def load_into(self, module: "nn.Module", at: int) -> None:
        """Fill a module with the weights of one round.

        Raises
        ------
        OptionError
            That round was not kept.
        ModelError
            The weights are not those of the module.
        """
        import torch

        from latentwidgets.zoo.weights import fill

        if at not in self.states:
            kept = ", ".join(map(str, self.rounds))
            raise OptionError(f"Round {at} was not kept: choose from {kept}.")
        tensors = {name: torch.from_numpy(value) for name, value in self.states[at].items()}
        fill(module, tensors, f"{self.name} at round {at}")


def write_timeline(path: Path, timeline: Timeline, *, licence: str) -> None:
    """Write the weights, rounded to 8 bits a row, beside the target, then rename."""
    from safetensors.numpy import save_file

    tensors: dict[str, NDArray[Any]] = {}
    for at, state in timeline.states.items():
        for name, value in tensors_of(pack(state)):
            tensors[f"{at}/{name}"] = value
    about = {"name": timeline.name, "unit": timeline.unit, "licence": licence}
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as beside:
        save_file(
            {key: np.ascontiguousarray(value) for key, value in tensors.items()}, beside, about
        )
        beside.chmod(0o644)  # safetensors writes for the owner alone; weights are for all


def read_timeline(path: Path) -> Timeline:
    """Read what `write_timeline` wrote, as float32.

    Raises
    ------
    ModelError
        The file is missing, damaged, or no time line.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            about = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        states: dict[int, dict[str, NDArray[Any]]] = {}
        for key in sorted(tensors, key=lambda key: int(key.partition("/")[0])):
            at, _, name = key.partition("/")
            if name.endswith(f"/{_SCALE}"):
                continue
            value = tensors[key].astype(np.float32)
            if tensors[key].dtype == np.int8:
                value *= tensors[f"{key}/{_SCALE}"]
            states.setdefault(int(at), {})[name] = value
        return Timeline(about["name"], about["unit"], states)
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"The time line {path.name} cannot be read ({error}): install the package again."
        ) from error
