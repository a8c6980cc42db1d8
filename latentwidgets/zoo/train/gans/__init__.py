"""Training of the generators: digits, cats with styles, and cats that collapse."""

from dataclasses import asdict, replace
from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.train.gans.card import collapse_card, digits_card, style_card
from latentwidgets.zoo.train.gans.evaluation import (
    evaluate_cats,
    evaluate_collapse,
    evaluate_digits,
)
from latentwidgets.zoo.train.gans.loop import Trainer
from latentwidgets.zoo.train.gans.recipes import RECIPES
from latentwidgets.zoo.train.gans.sources import DrawnCats, FromSet
from latentwidgets.zoo.train.training import Run, Training

__all__ = ["TRAININGS"]

_COLLAPSED = "cats/collapsed-gan"


def _train(name: str, module: Any, dataset: Dataset, run: Run) -> dict[str, Any]:
    recipe = RECIPES[name]
    if run.epochs is not None:
        recipe = replace(recipe, n_epochs=run.epochs, warm_up=min(recipe.warm_up, run.epochs))
    drawn = dataset.name == "cats"
    pictures = DrawnCats(recipe.batch_size * recipe.steps) if drawn else FromSet(dataset)
    Trainer(module, pictures, recipe).run(checkpoint=run.checkpoint, keep=run.watch)
    return asdict(recipe)


TRAININGS = {
    "digits/gan": Training(
        train=lambda module, dataset, run: _train("digits/gan", module, dataset, run),
        evaluate=evaluate_digits,
        card=digits_card,
    ),
    "cats/style-gan": Training(
        train=lambda module, dataset, run: _train("cats/style-gan", module, dataset, run),
        evaluate=evaluate_cats,
        card=style_card,
    ),
    _COLLAPSED: Training(
        train=lambda module, dataset, run: _train(_COLLAPSED, module, dataset, run),
        evaluate=lambda module, dataset: evaluate_collapse(module, dataset, _COLLAPSED),
        card=collapse_card,
        kept=RECIPES[_COLLAPSED].milestones,
    ),
}
