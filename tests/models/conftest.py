import numpy as np
import pytest
import torch


@pytest.fixture(autouse=True)
def _seeded():
    torch.manual_seed(0)


@pytest.fixture
def grey():
    """Pictures (n, 8, 8) in [0, 1]."""
    return np.random.default_rng(0).random((6, 8, 8), np.float32)


@pytest.fixture
def colour():
    """Pictures (n, 3, 8, 8) in [-1, 1]."""
    return np.random.default_rng(0).uniform(-1, 1, (6, 3, 8, 8)).astype(np.float32)


@pytest.fixture(scope="session")
def digits():
    from sklearn.datasets import load_digits

    return load_digits().images  # (1797, 8, 8) in 0..16
