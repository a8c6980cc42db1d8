"""Which training belongs to which built-in model."""

from latentwidgets.zoo.train import (
    digits,
    gans,
    harmonies,
    heartbeats,
    images,
    melodies,
    sentences,
    tones,
)
from latentwidgets.zoo.train.training import Training

__all__ = ["TRAININGS"]

_FAMILIES = (digits, images, gans, sentences, melodies, harmonies, tones, heartbeats)
TRAININGS: dict[str, Training] = {
    name: training for family in _FAMILIES for name, training in family.TRAININGS.items()
}
