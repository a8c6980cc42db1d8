"""Training state as safetensors and JSON: nothing pickled."""

import json
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from latentwidgets.files import replacing

__all__ = ["read_checkpoint", "save_weights", "write_checkpoint"]


def save_weights(tensors: dict[str, Tensor], path: Path, about: dict[str, str]) -> None:
    """Write tensors beside the target, then rename: never half a file."""
    with replacing(path) as beside:
        save_file({name: value.contiguous() for name, value in tensors.items()}, beside, about)
        beside.chmod(0o644)  # safetensors writes for the owner alone; weights are for all


def write_checkpoint(
    path: Path, epoch: int, module: nn.Module, optimizer: Optimizer, generators: dict[str, Tensor]
) -> None:
    """Save all that the next epoch depends on."""
    state = optimizer.state_dict()
    tensors = {f"module.{name}": value for name, value in module.state_dict().items()}
    tensors |= {f"generator.{name}": value for name, value in generators.items()}
    for index, moments in state["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in moments.items()}
    about = {"epoch": str(epoch), "groups": json.dumps(state["param_groups"])}
    save_weights(tensors, path, about)


def read_checkpoint(
    path: Path, module: nn.Module, optimizer: Optimizer
) -> tuple[int, dict[str, Tensor]]:
    """Restore module and optimizer; return the epoch and the generators' states."""
    with safe_open(path, framework="pt") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    parts: dict[str, dict[str, Any]] = {"module": {}, "generator": {}, "optimizer": {}}
    for name, value in tensors.items():
        part, _, rest = name.partition(".")
        parts[part][rest] = value
    module.load_state_dict(parts["module"])
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in parts["optimizer"].items():
        index, _, moment = name.partition(".")
        moments.setdefault(int(index), {})[moment] = value
    optimizer.load_state_dict({"state": moments, "param_groups": json.loads(about["groups"])})
    return int(about["epoch"]), parts["generator"]
