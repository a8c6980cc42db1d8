"""Train a built-in model, measure it, and write its weights and its card."""

import argparse
from dataclasses import asdict, replace
from pathlib import Path

import torch

from latentwidgets import zoo
from latentwidgets.zoo.registry import Entry, find
from latentwidgets.zoo.train.card import write_card
from latentwidgets.zoo.train.checkpoint import save_weights
from latentwidgets.zoo.train.evaluation import evaluate
from latentwidgets.zoo.train.loop import train
from latentwidgets.zoo.train.recipes import RECIPES
from latentwidgets.zoo.weights import load_weights


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m latentwidgets.zoo.train", description=__doc__)
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--output", type=Path, help="folder for weights and card (default: here)")
    parser.add_argument("--checkpoint", type=Path, help="go on from this file, and keep it current")
    parser.add_argument("--evaluate-only", action="store_true", help="of the weights there are")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    entry = find(options.name)
    weights, card = _paths(entry, options.output)
    recipe = RECIPES[entry.name]
    if options.epochs is not None:
        recipe = replace(recipe, n_epochs=options.epochs)
    contents = zoo.data(entry.data)
    torch.manual_seed(recipe.seed)
    module = entry.build()
    if options.evaluate_only:
        load_weights(module, weights)
        module.eval()
    else:
        images = torch.from_numpy(contents.images[~contents.is_test])
        train(module, images, recipe, checkpoint=options.checkpoint)
        weights.parent.mkdir(parents=True, exist_ok=True)
        save_weights(module.state_dict(), weights, {"name": entry.name, "licence": entry.licence})
    figures = evaluate(module, contents, recipe) | {"recipe": asdict(recipe)}
    write_card(entry, figures, card)
    print(card.read_text("utf-8"))


def _paths(entry: Entry, output: Path | None) -> tuple[Path, Path]:
    if output is None:
        return entry.weights_path, entry.card_path
    return output / entry.weights_path.name, output / entry.card_path.name


if __name__ == "__main__":
    main()
