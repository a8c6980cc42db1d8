"""How dense the data lie about a code."""

import numpy as np
import pytest
from sklearn.neighbors import KernelDensity

from latentwidgets.spaces.paths import measure_density


def codes(n=400, d=6, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def test_differences_of_density_are_those_of_another_implementation():
    data, queries = codes() + 50, codes(20, seed=1) + 50
    density = measure_density(data)
    other = KernelDensity(bandwidth=density.bandwidth).fit(data).score_samples(queries)
    found = density.at(queries)
    np.testing.assert_allclose(np.diff(found), np.diff(other), atol=2e-3)


def test_half_of_the_data_lie_denser_than_0_and_nine_tenths_are_typical():
    data = codes(3000)
    density = measure_density(data[:1500])
    unseen = density.at(data[1500:])
    assert np.median(unseen) == pytest.approx(0, abs=0.15)
    assert ((unseen > density.low) & (unseen < density.high)).mean() == pytest.approx(0.9, abs=0.03)
    assert density.at(np.full((1, 6), 8.0))[0] < density.low - 10


def test_gradients_are_those_of_the_values():
    density = measure_density(codes())
    at, h = codes(5, seed=2).astype(np.float64), 1e-4
    _, slopes = density.with_gradient(at)
    for d in range(6):
        step = np.zeros(6)
        step[d] = h
        numeric = (density.at(at + step) - density.at(at - step)) / (2 * h)
        np.testing.assert_allclose(slopes[:, d], numeric, atol=1e-5)


def test_many_codes_are_thinned_and_the_label_says_so():
    density = measure_density(codes(6000, 2))
    assert density.centers.shape == (5000, 2)
    assert "5,000 of 6,000 codes" in density.label
    assert f"bandwidth {density.bandwidth:.3g}" in density.label


@pytest.mark.parametrize(
    "data", [np.zeros((1, 3)), np.ones((40, 3)), np.eye(2, 3), np.repeat(np.eye(3), 20, axis=0)]
)
def test_few_or_equal_codes_have_a_density_too(data):
    density = measure_density(data.astype(np.float32))
    values, slopes = density.with_gradient(np.array([[0.1, 0.2, 0.3], [50, 0, 0]]))
    assert np.isfinite(values).all()
    assert np.isfinite(slopes).all()
    assert density.bandwidth > 0
