import itertools
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import Cancelled, DataError, OptionError
from latentwidgets.metrics import infomec
from latentwidgets.metrics.disentanglement.ksg import jittered, pointwise_information


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def spread(factors, rng, noise=0.05):
    return factors + noise * rng.standard_normal(factors.shape)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), classes=st.integers(1, 12), k=st.integers(1, 12))
def test_neighbours_are_counted_as_the_definition_says(seed, classes, k):
    from scipy.special import digamma

    rng = np.random.default_rng(seed)
    y = rng.integers(classes, size=90)
    x = y + 2 * rng.standard_normal(90)
    counts = np.bincount(y)
    n = counts[counts > 1].sum()
    kept = counts[y] > 1
    expected = np.zeros(90)
    for i in np.flatnonzero(kept):
        near = min(k, counts[y[i]] - 1)
        radius = np.sort(np.abs(x[y == y[i]] - x[i]))[near]
        inside = (np.abs(x[kept] - x[i]) < radius).sum()
        expected[i] = digamma(n) + digamma(near) - digamma(counts[y[i]]) - digamma(inside)
    np.testing.assert_allclose(pointwise_information(x, y, k), expected, atol=1e-9)


@pytest.mark.parametrize("noise", [0.0, 0.5, 3.0])
def test_the_estimate_is_that_of_scikit_learn(rng, noise):
    from sklearn.feature_selection import mutual_info_classif

    y = rng.integers(6, size=2000)
    x = y + noise * rng.standard_normal(2000)
    x /= x.std()
    found = pointwise_information(jittered(x, 0), y, 10).mean()
    theirs = mutual_info_classif(x[:, None], y, discrete_features=False, n_neighbors=10)[0]
    assert found == pytest.approx(theirs, abs=0.01)


def test_a_gaussian_channel_has_its_closed_form(rng):
    # y = the sign of x: all of the sign's entropy, whatever the scale.
    x = rng.standard_normal(4000)
    told = pointwise_information(x, (x > 0).astype(int), 10).mean()
    assert told == pytest.approx(np.log(2), abs=0.01)


def test_a_perfect_code_is_modular_compact_and_as_explicit_as_a_line_can_be(rng):
    factors = rng.integers(5, size=(1500, 3))
    scores = infomec(spread(factors, rng), factors)
    assert scores.modularity.value > 0.97
    assert scores.compactness.value > 0.97
    assert scores.explicitness.value == pytest.approx(scores.explicitness.ceiling, abs=0.05)
    assert np.argmax(scores.information, axis=0).tolist() == [0, 1, 2]
    assert scores.active == (0, 1, 2)
    assert "KSG, k = 10" in scores.modularity.label
    assert "logistic regression" in scores.explicitness.label
    for score in scores[:3]:
        assert score.interval[0] <= score.value <= score.interval[1]
        assert score.ceiling > 0.9


def test_a_turned_code_is_explicit_only(rng):
    rows = np.array(list(itertools.product(range(2), range(2))) * 400, dtype=float)
    a, b = spread(rows, rng).T
    scores = infomec(np.stack([a + b, a - b], axis=1), rows)
    assert scores.modularity.value < 0.1
    assert scores.compactness.value < 0.1
    assert scores.explicitness.value > 0.95


def test_a_duplicated_code_is_modular_and_not_compact(rng):
    factors = rng.integers(4, size=(900, 2))
    scores = infomec(np.repeat(spread(factors, rng), 2, axis=1), factors)
    assert scores.modularity.value > 0.95
    assert scores.compactness.value == pytest.approx((0.5 - 0.25) / 0.75, abs=0.03)


def test_sleeping_dimensions_are_pruned_and_scales_do_not_count(rng):
    factors = rng.integers(4, size=(600, 2))
    codes = spread(factors, rng) * [1, 7]
    sleeping = 0.001 * rng.standard_normal((600, 2))
    alone = infomec(codes, factors)
    scores = infomec(np.concatenate([sleeping, codes, np.ones((600, 1))], axis=1), factors)
    assert scores.active == (2, 3)
    assert list(scores.modularity.parts) == ["z2", "z3"]
    assert scores.modularity.value == pytest.approx(alone.modularity.value, abs=1e-3)
    assert (scores.information[[0, 1, 4]] == 0).all()
    assert "2 of 5 dimensions active" in scores.modularity.label


def test_an_unrelated_code_scores_what_is_expected(rng):
    factors = rng.integers(3, size=(800, 2))
    scores = infomec(rng.standard_normal((800, 3)), factors)
    assert scores.explicitness.value < 0.02
    assert scores.explicitness.value == pytest.approx(scores.explicitness.expected, abs=0.02)


def test_it_is_seeded_tells_its_steps_and_stops_on_request(rng):
    factors = rng.integers(3, size=(300, 2))
    codes = spread(factors, rng, 1.0)
    seen, stop = [], Event()
    first = infomec(codes, factors, on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(step, 12) for step in range(1, 13)]
    assert infomec(codes, factors)[:3] == first[:3]

    def halt(done, of):
        stop.set()

    with pytest.raises(Cancelled, match="InfoMEC"):
        infomec(codes, factors, on_progress=halt, cancel=stop)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda z, y: infomec(z[:150], y[:150]), DataError, "150 samples are too few"),
        (lambda z, y: infomec(z, y[:, 0]), DataError, "two or more"),
        (lambda z, y: infomec(z, y, k=0), OptionError, "from 1"),
        (lambda z, y: infomec(np.ones((300, 2)), y), DataError, "No code dimension varies"),
        (lambda z, y: infomec(np.tile(z, 80), y), DataError, "160 active dimensions"),
    ],
)
def test_what_cannot_be_measured_is_refused(rng, call, error, words):
    with pytest.raises(error, match=words):
        call(rng.standard_normal((300, 2)), rng.integers(3, size=(300, 2)))
