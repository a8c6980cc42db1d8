"""Small models whose codes are known, for the tests of spaces."""

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from latentwidgets.modalities import Image
from latentwidgets.models import Posterior

SIDE = 8


class LinearModel:
    """A `LatentModel` whose codes are known: four averages of the picture, and back."""

    name = "linear"
    device = "cpu"

    def __init__(
        self,
        *,
        latent_shape: tuple[int, ...] = (4,),
        prior: str | None = "normal",
        can_encode: bool = True,
        before: Callable[[np.ndarray], Any] | None = None,
    ) -> None:
        self.latent_shape = latent_shape
        self.prior = prior
        self.can_encode = can_encode
        self.before = before  # sees each batch that is encoded, and may raise
        self.modality = Image(SIDE, SIDE, 1, "HW")
        size = int(np.prod(latent_shape))
        self.weights = np.random.default_rng(7).normal(size=(SIDE * SIDE, size)) / SIDE
        self.moved: list[str] = []

    def encode(self, samples: np.ndarray) -> Posterior:
        if self.before is not None:
            self.before(samples)
        codes = samples.reshape(len(samples), -1) @ self.weights
        return Posterior(codes.astype(np.float32).reshape(-1, *self.latent_shape))

    def decode(self, codes: np.ndarray) -> np.ndarray:
        pixels = codes.reshape(len(codes), -1) @ self.weights.T + 0.5
        return np.clip(pixels, 0, 1).reshape(-1, SIDE, SIDE, 1).astype(np.float32)

    def fingerprint(self) -> str:
        return hashlib.sha256(self.weights.tobytes()).hexdigest()

    def to(self, device: str) -> None:
        self.moved.append(device)
        self.device = device


class TinyVAE(nn.Module):
    """A convolutional VAE of a few hundred weights, with pictures CHW."""

    def __init__(self, *, channels: int = 1, size: int = 3, tanh: bool = False) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.features = nn.Sequential(nn.Conv2d(channels, 4, 3, 2, 1), nn.Tanh(), nn.Flatten())
        self.mean, self.log_variance = nn.Linear(64, size), nn.Linear(64, size)
        self.decoder = nn.Sequential(
            nn.Linear(size, 64),
            nn.Unflatten(1, (4, 4, 4)),
            nn.ConvTranspose2d(4, channels, 4, 2, 1),
            nn.Tanh() if tanh else nn.Sigmoid(),
        )

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.features(x)
        return self.mean(features), self.log_variance(features)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.decoder(z)
