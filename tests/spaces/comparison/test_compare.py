"""Two spaces of the same samples: what is refused, who moved, which figures stand."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.comparison import compare

N, SIDE = 80, 8


class Turned:
    """4 averages of an 8 by 8 picture, turned; a transformer as scikit-learn's."""

    n_features_in_ = SIDE * SIDE

    def __init__(self, seed, dims=4):
        self.basis = np.linalg.qr(np.random.default_rng(0).normal(size=(SIDE * SIDE, 4)))[0]
        self.turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(4, 4)))[0][:, :dims]

    def transform(self, x):
        return (x - 0.5) @ self.basis @ self.turn

    def inverse_transform(self, z):
        return np.clip(0.5 + z @ self.turn.T @ self.basis.T, 0, 1)


@pytest.fixture(scope="module")
def data():
    codes = np.random.default_rng(3).normal(size=(N, 4)) * [1.0, 0.6, 0.3, 0.2]
    basis = Turned(0).basis
    return np.clip(0.5 + codes @ basis.T, 0, 1).astype(np.float32)


def space_of(data, seed, labels=None, dims=4, **options):
    options = {"value_range": (0, 1), "output_shape": (SIDE, SIDE), **options}
    labels = np.arange(len(data)) % 3 if labels is None else labels
    return lw.LatentSpace(
        Turned(seed, dims), data, labels=labels, progress=False, name=f"turn {seed}", **options
    )


def test_codes_that_were_only_turned_lie_over_one_another(data):
    found = compare(space_of(data, 1), space_of(data, 2))
    assert found.codes.residual == pytest.approx(0, abs=1e-6)
    assert found.map.residual == pytest.approx(0, abs=1e-6)
    assert found.overlap.value == pytest.approx(1)
    changed = found.neighbors(5)
    assert len(changed.stayed) == found.overlap.k
    assert len(changed.left) == len(changed.came) == 0
    errors = next(pair for pair in found.figures if pair[0].key == "error")
    assert errors[0].value == pytest.approx(errors[1].value, abs=1e-4)


def test_codes_of_other_sizes_have_no_alignment_and_their_maps_have(data):
    found = compare(space_of(data, 1), space_of(data, 2, dims=3))
    assert found.codes is None
    assert found.map is not None
    left, came = found.neighbors(5).left, found.neighbors(5).came
    assert len(left) == len(came)
    assert not set(left) & set(came)


def test_other_data_are_refused_in_words(data):
    first = space_of(data, 1)
    with pytest.raises(OptionError, match="compared with itself"):
        compare(first, first)
    with pytest.raises(DataError, match="80 samples and turn 2 79"):
        compare(first, space_of(data[1:], 2))
    with pytest.raises(DataError, match="labels differ at 80 of 80"):
        compare(first, space_of(data, 2, labels=(np.arange(N) + 1) % 3))
    shuffled = np.where(np.arange(N) % 2, np.arange(N), 1 - np.arange(N) % 2 + np.arange(N))
    with pytest.raises(DataError, match="is another than that of turn 2"):
        compare(first, space_of(1 - data[shuffled % N], 2))


def test_drawn_codes_match_nothing(data):
    class Generator:
        latent_dim = 4

        def __call__(self, z):
            return np.clip(np.asarray(z) @ Turned(0).basis.T + 0.5, 0, 1)

    drawn = lw.LatentSpace(
        Generator(), latent_shape=4, prior="normal", n_samples=N, output_shape=(SIDE, SIDE),
        value_range=(0, 1), progress=False,
    )  # fmt: skip
    with pytest.raises(DataError, match="drawn from its prior"):
        compare(space_of(data, 1), drawn)


def test_few_samples_have_no_figures(data):
    found = compare(space_of(data[:12], 1), space_of(data[:12], 2))
    assert found.overlap is not None
    error = next(pair for pair in found.figures if pair[0].key == "error")
    assert error[0].value is None
    assert "too few" in error[0].why
    assert "turn 1 and turn 2" in str(found)
