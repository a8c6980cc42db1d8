"""Real pictures for a training: of a set, or drawn without end."""

import torch
from torch import Tensor

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.cats import draw_cats

__all__ = ["DrawnCats", "FromSet"]

_SEED = 1_000_000  # far from the seed of the set that is held out


class FromSet:
    """Pictures of a set that are not held out, drawn with replacement."""

    def __init__(self, dataset: Dataset) -> None:
        self.pictures = torch.from_numpy(dataset.samples[~dataset.is_test])

    def start(self, epoch: int) -> None:
        """Do nothing: the pictures are the same in every epoch."""

    def __call__(self, n: int, draw: torch.Generator) -> Tensor:
        """Draw ``(n, c, h, w)`` in [0, 1]."""
        return self.pictures[torch.randint(len(self.pictures), (n,), generator=draw)]


class DrawnCats:
    """Cats drawn anew for each epoch, `n` of them, never those of the set `cats`."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.pictures = torch.empty(0)
        self.start(0)

    def start(self, epoch: int) -> None:
        """Draw the cats of an epoch, the same on every run."""
        self.pictures = torch.from_numpy(draw_cats(self.n, seed=_SEED + epoch))

    def __call__(self, n: int, draw: torch.Generator) -> Tensor:
        """Draw ``(n, 3, 64, 64)`` in [0, 1]."""
        return self.pictures[torch.randint(len(self.pictures), (n,), generator=draw)]
