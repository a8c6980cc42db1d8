"""A network that reads what a cat was drawn from, unrelated to any model that makes cats."""

from functools import cache
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm.auto import tqdm

from latentwidgets.zoo.data.cats import CAT_FACTORS, cat_factors, draw_cats

__all__ = ["NUMBERS", "CatJudge", "cat_judge"]

NUMBERS = tuple(name for name, kinds in CAT_FACTORS.items() if kinds is None)
_KINDS = len(cast("tuple[str, ...]", CAT_FACTORS["pattern"]))
_CHANNELS = (16, 32, 48, 64)
_N_FEATURES = 64
_N_DRAWN, _N_TEST = 8000, 1000
_N_EPOCHS, _BATCH = 8, 50
_RATE = 2e-3
_SEED, _TEST_SEED = 2_000_000, 2_000_001  # far from those of the set and of the training
_AT_ONCE = 250

Images = NDArray[np.float32]


class CatJudge(nn.Module):
    """Reads eight numbers and the pattern from cats ``(n, 3, 64, 64)`` in [0, 1]."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        n_in = 3
        for n_out in _CHANNELS:
            layers += [nn.Conv2d(n_in, n_out, 4, stride=2, padding=1), nn.SiLU()]
            n_in = n_out
        layers += [nn.Flatten(), nn.Linear(16 * n_in, _N_FEATURES), nn.SiLU()]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(_N_FEATURES, len(NUMBERS) + _KINDS)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Numbers ``(n, 8)``, and scores of the patterns ``(n, 4)``."""
        read = self.head(self.body(images * 2 - 1))
        return read[:, : len(NUMBERS)], read[:, len(NUMBERS) :]

    def features(self, images: Images) -> NDArray[np.float32]:
        """Give what it reads from, ``(n, 64)``."""
        with torch.inference_mode():
            parts = [self.body(torch.from_numpy(part) * 2 - 1) for part in _parts(images)]
        return np.asarray(torch.cat(parts))

    def read(self, images: Images) -> dict[str, NDArray[Any]]:
        """Read the factors: float32 ``(n,)`` each, and ``pattern``, int64."""
        with torch.inference_mode():
            parts = [self(torch.from_numpy(part)) for part in _parts(images)]
        numbers = np.concatenate([np.asarray(part[0]) for part in parts])
        kinds = np.concatenate([np.asarray(part[1]) for part in parts])
        found: dict[str, NDArray[Any]] = dict(zip(NUMBERS, numbers.T, strict=True))
        return {**found, "pattern": kinds.argmax(axis=1)}

    def accuracy(self) -> dict[str, float]:
        """R² of each number, share of right patterns, on cats drawn for the test."""
        factors = cat_factors(_N_TEST, seed=_TEST_SEED)
        read = self.read(draw_cats(_N_TEST, seed=_TEST_SEED))
        found = {
            name: float(1 - np.square(read[name] - factors[name]).mean() / factors[name].var())
            for name in NUMBERS
        }
        return {**found, "pattern": float((read["pattern"] == factors["pattern"]).mean())}


@cache
def cat_judge() -> CatJudge:
    """Train the judge on 8,000 cats drawn for it alone; some minutes, once a process."""
    torch.manual_seed(_SEED)
    judge = CatJudge()
    factors = cat_factors(_N_DRAWN, seed=_SEED)
    images = torch.from_numpy(draw_cats(_N_DRAWN, seed=_SEED))
    numbers = torch.from_numpy(np.stack([factors[name] for name in NUMBERS], axis=1))
    kinds = torch.from_numpy(factors["pattern"])
    optimizer = torch.optim.AdamW(judge.parameters(), lr=_RATE, weight_decay=0.01)
    n_steps = _N_EPOCHS * _N_DRAWN // _BATCH
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=n_steps)
    for _ in tqdm(range(_N_EPOCHS), desc="judge", unit="epoch"):
        for rows in torch.split(torch.randperm(_N_DRAWN), _BATCH):
            found, scores = judge(images[rows])
            loss = 20 * functional.mse_loss(found, numbers[rows])
            loss = loss + functional.cross_entropy(scores, kinds[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            rates.step()
    return judge.eval()


def _parts(images: Images) -> list[Images]:
    return [images[start : start + _AT_ONCE] for start in range(0, len(images), _AT_ONCE)]
