"""What the command needs of each family's training."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.entries import Entry

__all__ = ["Run", "Training"]


@dataclass(frozen=True)
class Run:
    """How one training is to be run.

    Attributes
    ----------
    checkpoint
        Go on from this file where there is one, and keep it current.
    epochs
        Instead of the recipe's number of rounds.
    watch
        Called with the round (0 before the first) and the module, by trainings of a model whose
        time line is kept.
    """

    checkpoint: Path | None = None
    epochs: int | None = None
    watch: Callable[[int, Any], None] | None = None


@dataclass(frozen=True)
class Training:
    """How a built-in model is trained and measured.

    Attributes
    ----------
    train
        Trains a fresh module on the samples of a set that are not held out, and returns the
        settings that it was trained with, as JSON takes them.
    evaluate
        Measures it on the held-out ones: figures as JSON takes them, with ``headline``, one short
        line.
    card
        Writes the model card, Markdown, of an entry, its figures (with ``recipe``, the settings)
        and its data.
    kept
        Rounds whose weights are kept for the time line; none for most models.
    unit
        What the rounds are: ``"epochs"`` or ``"steps"``.
    """

    train: Callable[[Any, Dataset, Run], dict[str, Any]]
    evaluate: Callable[[Any, Dataset], dict[str, Any]]
    card: Callable[[Entry, dict[str, Any], Dataset], str]
    kept: tuple[int, ...] = ()
    unit: str = "epochs"
