import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import _neighbors, coverage_scores, density_coverage, precision_recall


@pytest.fixture(autouse=True, scope="module")
def any_number_of_samples():
    """What is counted by hand has few; that few are refused is tested in `test_modes`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("latentwidgets.metrics.coverage.neighbors.check_enough", lambda *_: None)
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("shift", [0.0, 0.7, 3.0])
def test_agrees_with_the_authors_implementation(rng, k, shift):
    from prdc import compute_prdc

    real = rng.standard_normal((150, 6))
    generated = 0.8 * rng.standard_normal((110, 6)) + shift
    theirs = compute_prdc(real, generated, nearest_k=k)
    ours = precision_recall(real, generated, k=k), density_coverage(real, generated, k=k)
    assert ours[0].precision.value == pytest.approx(theirs["precision"], abs=1e-12)
    assert ours[0].recall.value == pytest.approx(theirs["recall"], abs=1e-12)
    assert ours[1].density.value == pytest.approx(theirs["density"], abs=1e-12)
    assert ours[1].coverage.value == pytest.approx(theirs["coverage"], abs=1e-12)


@pytest.mark.parametrize(("n", "m", "k"), [(60, 60, 5), (40, 90, 3), (80, 30, 1)])
def test_two_samples_of_one_distribution_score_the_closed_form(rng, n, m, k):
    scores = [
        density_coverage(rng.standard_normal((n, 2)), rng.standard_normal((m, 2)), k=k)
        for _ in range(60)
    ]
    for found in (
        [score.density for score in scores],
        [score.coverage for score in scores],
    ):
        values = [score.value for score in found]
        spread = np.std(values) / math.sqrt(len(values))
        assert np.mean(values) == pytest.approx(found[0].expected, abs=4 * spread)


def test_the_expectation_for_many_samples_is_that_of_the_paper(rng):
    scores = density_coverage(rng.standard_normal((3000, 2)), rng.standard_normal((3000, 2)))
    assert scores.coverage.expected == pytest.approx(0.969, abs=5e-4)
    assert scores.density.expected == 1
    low, high = scores.coverage.interval
    assert low < scores.coverage.value < high


def test_precision_and_recall_of_one_distribution_are_near_their_reference(rng):
    real, generated = rng.standard_normal((600, 3)), rng.standard_normal((600, 3))
    scores = precision_recall(real, generated)
    for score in (scores.precision, scores.recall):
        assert score.value == pytest.approx(score.expected, abs=0.06)


def test_a_mode_that_is_missing_costs_its_share(rng):
    there, missing = rng.standard_normal((100, 3)), rng.standard_normal((100, 3)) + 50
    generated = rng.standard_normal((400, 3))
    real = np.concatenate([there, missing])
    among = precision_recall(there, generated), density_coverage(there, generated)
    assert precision_recall(real, generated).recall.value == among[0].recall.value / 2
    assert density_coverage(real, generated).coverage.value == among[1].coverage.value / 2
    assert precision_recall(real, generated).precision.value == among[0].precision.value


def test_points_on_a_line_counted_by_hand():
    real = np.array([0.0, 1, 3, 7])[:, None]  # radii for k = 1: 1, 1, 2, 4
    generated = np.array([0.5, 2.5, 20.0])[:, None]  # radii: 2, 2, 17.5
    first = precision_recall(real, generated, k=1)
    second = density_coverage(real, generated, k=1)
    assert first.precision.value == pytest.approx(2 / 3)
    assert first.recall.value == 1  # the far one's ball holds 3 and 7
    assert second.density.value == pytest.approx((2 + 1) / 3)
    assert second.coverage.value == pytest.approx(3 / 4)


@pytest.mark.parametrize("n_outputs", [1, 2])
def test_a_collapsed_generator_is_said_to_be_one(rng, n_outputs):
    real = rng.standard_normal((200, 4))
    generated = np.repeat(real[:n_outputs] + 0.01, 300 // n_outputs, axis=0)
    scores = precision_recall(real, generated), density_coverage(real, generated)
    assert scores[0].duplicates == scores[1].duplicates == (0, 300 - n_outputs)
    assert f"{300 - n_outputs} of the generated are copies" in scores[0].recall.label
    assert scores[0].precision.value == 1
    assert scores[0].recall.value == 0
    assert 0 < scores[1].coverage.value < 0.2


def test_copies_among_the_real_do_not_shrink_their_balls(rng):
    real = rng.standard_normal((80, 3))
    generated = rng.standard_normal((90, 3))
    once = density_coverage(real, generated)
    often = density_coverage(np.repeat(real, 9, axis=0), generated)
    assert often.duplicates.real == 8 * 80
    assert often.coverage.value == pytest.approx(once.coverage.value)
    assert often.density.value == pytest.approx(9 * once.density.value)


@settings(max_examples=60, deadline=None)
@given(
    real=hnp.arrays(np.float64, (12, 2), elements=st.floats(-9, 9), unique=True),
    generated=hnp.arrays(
        np.float64, st.tuples(st.integers(1, 9), st.just(2)), elements=st.floats(-9, 9)
    ),
)
def test_shares_are_shares_and_a_generator_that_copies_all_is_perfect(real, generated):
    scores = precision_recall(real, generated, k=2)
    covered = density_coverage(real, generated, k=2).coverage
    for score in (scores.precision, scores.recall, covered):
        assert 0 <= score.value <= 1
    assert precision_recall(real, real, k=2).recall.value == 1
    assert density_coverage(real, real, k=2).coverage.value == 1


def test_neither_place_nor_blocks_change_the_figures(rng, monkeypatch):
    real, generated = rng.standard_normal((70, 4)), rng.standard_normal((50, 4))
    figures = [*precision_recall(real, generated)[:2], *density_coverage(real, generated)[:2]]
    monkeypatch.setattr(_neighbors, "_BLOCK_ELEMENTS", 70 * 7)
    far = 1e4
    moved = [
        *precision_recall(real + far, generated + far)[:2],
        *density_coverage(real + far, generated + far)[:2],
    ]
    assert [score.value for score in moved] == [score.value for score in figures]


def test_pictures_are_flattened_and_the_feature_space_is_named(rng):
    real = rng.random((30, 4, 4, 3))
    scores = density_coverage(real, real[:20], features="raw pixels")
    assert (
        scores.coverage.value
        == density_coverage(real.reshape(30, -1), real[:20].reshape(20, -1)).coverage.value
    )
    assert "in raw pixels" in scores.coverage.label
    assert "k = 5" in scores.density.label


@pytest.mark.parametrize("measure", [precision_recall, density_coverage])
@pytest.mark.parametrize(
    ("real", "generated", "k", "error", "words"),
    [
        (np.eye(9), np.eye(8), 3, ShapeError, "same features"),
        (np.eye(9), np.eye(9), 0, OptionError, "from 1"),
        (np.eye(9), np.eye(9), 2.5, OptionError, "from 1"),
        (np.eye(9), np.eye(9), True, OptionError, "from 1"),
        (np.eye(9), np.empty((0, 9)), 3, ShapeError, "one row"),
        (np.full((9, 2), np.nan), np.zeros((9, 2)), 3, DataError, "real samples hold NaN"),
        (np.eye(9), np.full((9, 9), np.inf), 3, DataError, "generated samples hold NaN"),
        (np.ones((50, 2)), np.ones((50, 2)), 3, DataError, "1 of the 50 real samples are distinct"),
    ],
)
def test_what_cannot_be_measured_is_refused(measure, real, generated, k, error, words):
    with pytest.raises(error, match=words):
        measure(real, generated, k=k)


def test_one_pass_gives_the_figures_of_each_measure_and_who_is_covered(rng):
    real, generated = rng.standard_normal((120, 5)), 0.7 * rng.standard_normal((90, 5))
    together = coverage_scores(real, generated, features="PCA")
    first = precision_recall(real, generated, features="PCA")
    second = density_coverage(real, generated, features="PCA")
    assert together[:4] == (*first[:2], *second[:2])
    assert together.covered.mean() == together.coverage.value
    assert together.inside.mean() == together.precision.value


@settings(max_examples=60, deadline=None)
@given(
    grid=hnp.arrays(np.int8, (14, 3), elements=st.integers(-3, 3)),
    scale=st.sampled_from([2.0**-90, 1.0, 2.0**90]),
    k=st.integers(1, 4),
)
def test_equal_distances_are_neighbours_of_the_same_rank_at_any_scale(grid, scale, k):
    rows = np.unique(grid, axis=0).astype(float)
    points = _neighbors.Points(rows * scale)
    k = min(k, len(rows) - 1)
    if k < 1:
        return
    found = _neighbors.nearest_neighbors(points, None, k).squared_distances
    distances = ((rows[:, None] - rows) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_allclose(
        found * points.scale**2, np.sort(distances, axis=1)[:, :k] * scale**2, rtol=1e-12
    )
    (inside,) = _neighbors.count_within(points, points, [found[:, -1:].T])
    np.testing.assert_array_equal(
        inside[1], 1 + (distances <= np.sort(distances, axis=1)[:, k - 1]).sum(axis=0)
    )
