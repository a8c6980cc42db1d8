"""Train a built-in model, measure it, and write its weights and its card."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from latentwidgets import zoo
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.registry import find
from latentwidgets.zoo.timeline import Timeline, read_timeline, write_timeline
from latentwidgets.zoo.train.catalogue import TRAININGS
from latentwidgets.zoo.train.checkpoint import save_weights
from latentwidgets.zoo.train.training import Run, Training
from latentwidgets.zoo.weights import load_weights

_SEED = 0  # of the first weights


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m latentwidgets.zoo.train", description=__doc__)
    parser.add_argument("name", choices=sorted(TRAININGS))
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, help="folder for weights and card (default: here)")
    parser.add_argument("--checkpoint", type=Path, help="go on from this file, and keep it current")
    parser.add_argument("--evaluate-only", action="store_true", help="of the weights there are")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    entry, training = find(options.name), TRAININGS[options.name]
    weights, card = _paths(entry, options.output)
    dataset = zoo.data(entry.data)
    torch.manual_seed(_SEED)
    module = entry.build()
    if options.evaluate_only:
        load_weights(module, weights)
        known = json.loads(card.with_suffix(".json").read_text("utf-8"))
        settings = {key: known[key] for key in ("recipe", "minutes", "threads") if key in known}
    else:
        weights.parent.mkdir(parents=True, exist_ok=True)
        watch = _keeper(entry, training, weights.with_name(entry.timeline_path.name))
        goes_on = options.checkpoint is not None and options.checkpoint.exists()
        start = time.perf_counter()
        recipe = training.train(module, dataset, Run(options.checkpoint, options.epochs, watch))
        settings = {"recipe": recipe}
        if not goes_on:  # how long it took before is not known
            minutes = (time.perf_counter() - start) / 60
            settings |= {"minutes": minutes, "threads": options.threads}
        about = {"name": entry.name, "licence": entry.licence}
        save_weights(_rounded_to(entry.precision, module.state_dict()), weights, about)
        load_weights(module, weights)  # what is measured is what is kept
    figures = _rounded({**training.evaluate(module.eval(), dataset), **settings})
    text = training.card(entry, figures, dataset)
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(text, "utf-8")
    card.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(text)


def _rounded_to(precision: str, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Tensors as the bundle has them: of a model in half precision, halves."""
    if precision == "float32":
        return tensors
    return {
        name: value.half() if value.is_floating_point() else value
        for name, value in tensors.items()
    }


def _paths(entry: Entry, output: Path | None) -> tuple[Path, Path]:
    if output is None:
        return entry.weights_path, entry.card_path
    return output / entry.weights_path.name, output / entry.card_path.name


def _keeper(
    entry: Entry, training: Training, path: Path
) -> Callable[[int, torch.nn.Module], None] | None:
    """Return what keeps the weights of chosen rounds in the time line's file."""
    if not training.kept:
        return None

    def keep(at: int, module: torch.nn.Module) -> None:
        if at not in training.kept:
            return
        earlier = {} if at == min(training.kept) else dict(read_timeline(path).states)
        now = {name: value.detach().numpy() for name, value in module.state_dict().items()}
        states = {**{key: state for key, state in earlier.items() if key < at}, at: now}
        write_timeline(path, Timeline(entry.name, training.unit, states), licence=entry.licence)

    return keep


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
