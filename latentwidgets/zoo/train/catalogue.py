"""Which training belongs to which built-in model."""

from latentwidgets.zoo.train import digits, gans
from latentwidgets.zoo.train.training import Training

__all__ = ["TRAININGS"]

TRAININGS: dict[str, Training] = {**digits.TRAININGS, **gans.TRAININGS}
