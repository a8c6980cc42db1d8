"""Training of the autoencoders of pictures: cats, faces, shapes."""

import importlib
from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.networks.vae import Autoencoder
from latentwidgets.zoo.train.images.card import card
from latentwidgets.zoo.train.images.evaluation import evaluate
from latentwidgets.zoo.train.images.loop import Draw, fit
from latentwidgets.zoo.train.images.recipes import RECIPES
from latentwidgets.zoo.train.training import Training

__all__ = ["TRAININGS"]


def _drawing(data: str) -> Draw:
    """Return the function that draws pictures of a kind of data: ``draw_cats`` for cats."""
    module = importlib.import_module(f"latentwidgets.zoo.data.{data}")
    draw: Draw = getattr(module, f"draw_{data}")
    return draw


def _evaluate(module: Autoencoder, dataset: Dataset) -> dict[str, Any]:
    figures = evaluate(module, dataset)
    if dataset.name == "faces":
        from latentwidgets.zoo.train.images.faces import directions

        figures |= directions(module, dataset)
    return figures | {"headline": _headline(figures)}


def _headline(figures: dict[str, Any]) -> str:
    if "add_sunglasses" in figures:
        added = figures["add_sunglasses"]
        return (
            f"Sunglasses added to {added['recognised']:.0%} of faces; each other attribute "
            f"unchanged on {added['unchanged_least']:.0%} or more, {added['unchanged_mean']:.0%} "
            "on average"
        )
    found = figures["disentanglement"]
    gap = found["mig"]
    return (
        f"MIG {gap['value']:.2f} of at most {gap['ceiling']:.2f}; {found['n_owned']} of "
        f"{len(found['factors'])} factors owned by one dimension"
    )


def _training(name: str) -> Training:
    recipe = RECIPES[name]
    return Training(
        train=lambda module, dataset, run: fit(module, _drawing(dataset.name), recipe, run),
        evaluate=_evaluate,
        card=card,
    )


TRAININGS = {name: _training(name) for name in RECIPES}
