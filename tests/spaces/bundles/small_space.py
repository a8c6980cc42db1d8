"""A space of a few hundred weights, with every kind of label and attribute."""

import numpy as np

from latentwidgets import LatentSpace
from tests.spaces.small_models import SIDE, TinyVAE

N = 40


def make_space() -> LatentSpace:
    levels = np.random.default_rng(0).integers(0, 256, (N, 1, SIDE, SIDE)).astype(np.float32)
    numbers = np.arange(N)
    return LatentSpace(
        TinyVAE(),
        levels / np.float32(255),
        labels=["<img src=x onerror=alert(1)>" if n % 4 == 0 else f"kind {n % 4}" for n in numbers],
        attributes={
            "whole": numbers % 5,
            "byte": (numbers % 3).astype(np.uint8),
            "real": np.where(numbers % 7 == 0, np.nan, numbers / 3),
            "short": (numbers / 7).astype(np.float32),
            "half": (numbers / 9).astype(np.float16),
            "flag": numbers % 2 == 0,
            "maybe": [None if n % 5 == 0 else bool(n % 2) for n in numbers],
            "text": [None if n % 6 == 0 else f"t{n % 3}" for n in numbers],
            "long": ["x" * 100 + str(n % 2) for n in numbers],
        },
        latent_shape=3,
        name="tiny",
        progress=False,
    )
