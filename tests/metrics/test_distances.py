"""Fréchet and kernel distances, on distributions whose distance is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.metrics import _neighbors, frechet_distance, kernel_distance


@pytest.fixture
def rng():
    return np.random.default_rng(31)


def gaussian(rng, n, mean, covariance):
    rows = rng.standard_normal((n, len(mean)))
    rows = (rows - rows.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(rows.T))).T
    return mean + rows @ np.linalg.cholesky(np.asarray(covariance)).T  # these moments, exactly


def test_gaussians_are_as_far_apart_as_the_closed_form_says(rng):
    real = gaussian(rng, 400, [0, 0], [[1, 0], [0, 4]])
    generated = gaussian(rng, 300, [3, -1], [[9, 0], [0, 1]])
    score = frechet_distance(real, generated, features="φ")
    assert score.value == pytest.approx(9 + 1 + (1 - 3) ** 2 + (2 - 1) ** 2)
    assert score.interval[0] < score.value < score.interval[1]
    assert "FID" not in score.label
    assert "squared, 2 features, in φ" in score.label


def test_gaussians_that_share_no_axes(rng):
    from scipy.linalg import sqrtm

    a = np.array([[2, 0.5, 0], [0.5, 1, 0.3], [0, 0.3, 0.8]])
    b = np.array([[1, -0.4, 0.2], [-0.4, 2, 0], [0.2, 0, 1.5]])
    value = frechet_distance(
        gaussian(rng, 300, np.zeros(3), a), gaussian(rng, 300, np.ones(3), b)
    ).value
    assert value == pytest.approx(3 + np.trace(a + b - 2 * sqrtm(a @ b).real))


@pytest.mark.parametrize(("n", "m"), [(400, 400), (900, 300)])
def test_what_chance_gives_is_expected(n, m):
    scores = []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        scores.append(frechet_distance(rng.standard_normal((n, 5)), rng.standard_normal((m, 5))))
    assert np.mean([s.value for s in scores]) == pytest.approx(
        np.mean([s.expected for s in scores]), rel=0.2
    )


def test_the_frechet_interval_is_as_wide_as_fresh_samples_are_apart():
    values, widths = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        score = frechet_distance(
            rng.standard_normal((400, 3)), 1.5 * rng.standard_normal((300, 3)) + 0.5
        )
        values.append(score.value)
        widths.append(score.interval[1] - score.interval[0])
    assert np.mean(widths) == pytest.approx(2 * 1.96 * np.std(values, ddof=1), rel=0.35)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.sampled_from([1e-6, 1.0, 1e6]))
def test_turning_moving_and_scaling_the_features(seed, scale):
    rng = np.random.default_rng(seed)
    real, generated = rng.standard_normal((80, 3)), 2 * rng.standard_normal((60, 3))
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    value = frechet_distance(real, generated).value
    moved = frechet_distance(scale * (real @ turn + 5), scale * (generated @ turn + 5)).value
    assert moved == pytest.approx(scale**2 * value, rel=1e-6)
    assert frechet_distance(real, real).value == pytest.approx(0, abs=1e-9)


def brute(x, y):
    d, n, m = x.shape[1], len(x), len(y)
    k = [(a @ b.T / d + 1) ** 3 for a, b in ((x, x), (y, y), (x, y))]
    own = [
        (matrix.sum() - np.trace(matrix)) / (len(matrix) * (len(matrix) - 1)) for matrix in k[:2]
    ]
    return own[0] + own[1] - 2 * k[2].sum() / (n * m)


def test_the_kernel_distance_is_the_unbiased_one_in_any_blocks(rng, monkeypatch):
    real, generated = rng.standard_normal((130, 7)), rng.standard_normal((90, 7)) + 0.3
    score = kernel_distance(real, generated)
    assert score.value == pytest.approx(brute(real, generated))
    monkeypatch.setattr(_neighbors, "_BLOCK_ELEMENTS", 130 * 11)
    assert kernel_distance(real, generated).value == pytest.approx(score.value)
    assert "(x·y/7 + 1)³" in score.label


def test_a_shift_along_one_axis_has_its_closed_form():
    # d = 1: E(xy + 1)³ of N(a, 1) and N(b, 1), from their moments.
    def moments(shift):
        return [1, shift, shift**2 + 1, shift**3 + 3 * shift]

    def mean(a, b):
        return sum(c * p * q for c, p, q in zip((1, 3, 3, 1), moments(a), moments(b), strict=True))

    exact = mean(0, 0) + mean(0.5, 0.5) - 2 * mean(0, 0.5)
    values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        score = kernel_distance(rng.standard_normal((300, 1)), rng.standard_normal((200, 1)) + 0.5)
        values.append(score.value)
    assert np.mean(values) == pytest.approx(exact, abs=3 * np.std(values) / np.sqrt(60))


def test_of_one_distribution_the_null_holds_nineteen_of_twenty():
    inside, covered, values = 0, 0, []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        score = kernel_distance(rng.standard_normal((150, 3)), rng.standard_normal((220, 3)))
        low, high = score.null
        inside += low <= score.value <= high
        covered += score.interval[0] <= 0 <= score.interval[1]
        values.append(score.value)
        assert score.differs == (score.value > high)
    assert inside >= 52
    assert covered >= 50
    assert score.expected == 0
    assert np.mean(values) == pytest.approx(0, abs=3 * np.std(values) / np.sqrt(60))


def test_the_null_of_many_is_narrower_in_proportion(rng):
    few = kernel_distance(rng.standard_normal((600, 3)), rng.standard_normal((600, 3)))
    many = kernel_distance(rng.standard_normal((2400, 3)), rng.standard_normal((2400, 3)))
    ratio = np.subtract(*few.null) / np.subtract(*many.null)
    assert ratio == pytest.approx(4, rel=0.4)


GOOD = np.random.default_rng(0).standard_normal((100, 3))


def test_of_few_samples_the_frechet_distance_says_that_it_is_biased():
    many = np.random.default_rng(1).standard_normal((5000, 2))
    words = "too high below 5,000 samples"
    assert words in frechet_distance(many, many[:4999]).label
    assert words not in frechet_distance(many, many + 1).label


@pytest.mark.parametrize("measure", [frechet_distance, kernel_distance])
@pytest.mark.parametrize(
    ("real", "generated", "error", "words"),
    [
        (GOOD, GOOD[:, :2], ShapeError, "same features"),
        (GOOD[:30], GOOD, DataError, "30 real samples are too few"),
        (GOOD, np.where(GOOD > 2, np.nan, GOOD), DataError, "NaN"),
    ],
)
def test_what_cannot_be_measured_is_refused(measure, real, generated, error, words):
    with pytest.raises(error, match=words):
        measure(real, generated)


def test_a_covariance_needs_more_samples_than_features(rng):
    wide = rng.standard_normal((60, 80))
    with pytest.raises(DataError, match=r"covariance of 80 features .* give at least 81"):
        frechet_distance(wide, wide)
    assert kernel_distance(wide, rng.standard_normal((60, 80))).differs is False
