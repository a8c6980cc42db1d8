"""Training of the models of handwritten digits."""

from latentwidgets.zoo.train.digits.card import card
from latentwidgets.zoo.train.digits.evaluation import evaluate
from latentwidgets.zoo.train.digits.loop import fit
from latentwidgets.zoo.train.digits.recipes import RECIPES
from latentwidgets.zoo.train.training import Training

__all__ = ["TRAININGS"]


# Ever farther apart, as ever less happens.
_KEPT = {"digits/vae": (0, 1, 2, 4, 7, 12, 20, 35, 60, 110, 200, 400)}


def _training(name: str) -> Training:
    recipe = RECIPES[name]
    return Training(
        train=lambda module, dataset, run: fit(module, dataset, recipe, run),
        evaluate=lambda module, dataset: evaluate(module, dataset, recipe),
        card=card,
        kept=_KEPT.get(name, ()),
    )


TRAININGS = {name: _training(name) for name in RECIPES}
