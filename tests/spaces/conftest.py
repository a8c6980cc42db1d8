"""Data and models shared by the tests of spaces."""

import numpy as np
import pytest

from tests.spaces.small_models import SIDE, LinearModel, TinyVAE


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).random((40, SIDE, SIDE)).astype(np.float32)


@pytest.fixture
def linear() -> LinearModel:
    return LinearModel()


@pytest.fixture
def vae() -> TinyVAE:
    return TinyVAE()
