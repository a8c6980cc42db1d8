"""A reader of pictures that no model has seen: it says what is on a decoded face.

Trained on drawn faces alone, with seeds of its own, and never shipped: asking a model's own encoder
whether its decoder drew glasses would be asking the accused.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm.auto import tqdm

from latentwidgets.zoo.data.causes import Causes
from latentwidgets.zoo.train.schedule import cycle

__all__ = ["Judge", "train_judge"]

_SEED = 3_000_000  # far from those of the data sets and of the models' pictures
_AT_ONCE = 500
_BATCH = 64
_LEARNING_RATE = 2e-3

Drawn = tuple[NDArray[np.float32], Mapping[str, NDArray[Any]]]


class Judge(nn.Module):
    """A small convolutional network with one answer a cause: a number, or a score for each kind."""

    def __init__(self, causes: Causes, channels: int = 3) -> None:
        super().__init__()
        self.causes = causes
        self._widths = [_kinds(kinds) for kinds in causes.values()]
        layers: list[nn.Module] = []
        for before, after in ((channels, 32), (32, 64), (64, 96), (96, 96)):
            layers += [nn.Conv2d(before, after, 3, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(
            *layers,
            nn.Flatten(),
            nn.Linear(96 * 16, 128),
            nn.ReLU(),
            nn.Linear(128, sum(self._widths)),
        )

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """Answer for each cause: ``(n, kinds)`` scores, or ``(n, 1)`` a number."""
        parts = torch.split(self.layers(images), self._widths, dim=1)
        return dict(zip(self.causes, parts, strict=True))

    def read(self, images: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
        """Read pictures ``(n, C, 64, 64)``: numbers, or positions of kinds, each ``(n,)``."""
        return {
            name: answer[:, 0] if self.causes[name] is None else answer.argmax(axis=1)
            for name, answer in self._answers(images).items()
        }

    def probability(
        self, images: NDArray[np.float32], cause: str, kinds: tuple[int, ...]
    ) -> NDArray[Any]:
        """Say how sure it is of one of the kinds, ``(n,)``."""
        scores = self._answers(images)[cause]
        chances = functional.softmax(torch.from_numpy(scores), dim=1).numpy()
        sure: NDArray[Any] = chances[:, list(kinds)].sum(axis=1)
        return sure

    def _answers(self, images: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
        with torch.inference_mode():
            parts = [self(batch) for batch in torch.split(torch.from_numpy(images), _AT_ONCE)]
        return {name: torch.cat([part[name] for part in parts]).numpy() for name in self.causes}


def train_judge(
    draw: Callable[[int, int], Drawn], causes: Causes, *, n: int = 16_000, n_epochs: int = 2
) -> Judge:
    """Train a judge on `n` fresh pictures, and return it ready to read."""
    torch.manual_seed(0)
    judge = Judge(causes)
    images, truth = draw(n, _SEED)
    samples = torch.from_numpy(images)
    targets = {name: torch.from_numpy(np.asarray(truth[name])) for name in causes}
    optimizer = torch.optim.AdamW(judge.parameters(), lr=_LEARNING_RATE, weight_decay=0.01)
    generator = torch.Generator().manual_seed(0)
    steps = n_epochs * -(-n // _BATCH)
    progress = tqdm(total=steps, desc="judge", unit="step")
    for _ in range(n_epochs):
        for batch in torch.split(torch.randperm(n, generator=generator), _BATCH):
            for group in optimizer.param_groups:
                group["lr"] = _LEARNING_RATE * cycle(progress.n / steps)
            answers = judge(samples[batch])
            losses = [_misreading(answers[name], targets[name][batch]) for name in causes]
            loss = torch.stack(losses).sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            progress.update()
    progress.close()
    return judge.eval()


def _kinds(cause: tuple[str, ...] | int | None) -> int:
    """Return how many answers a cause has: 1, a number, where it has no kinds."""
    if cause is None:
        return 1
    return cause if isinstance(cause, int) else len(cause)


def _misreading(answer: Tensor, truth: Tensor) -> Tensor:
    if truth.is_floating_point():
        return 20 * (answer[:, 0] - truth).square().mean()  # of the size of a class's entropy
    return functional.cross_entropy(answer, truth)
