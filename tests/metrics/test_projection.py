import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import (
    continuity,
    neighbor_recall,
    neighborhood_scores,
    projection,
    trustworthiness,
)

FINITE = st.floats(-100, 100, width=32)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize("k", [1, 5, 15, 39])
def test_agrees_with_scikit_learn(rng, k):
    from sklearn.manifold import trustworthiness as reference

    codes = rng.standard_normal((80, 6))
    coordinates = codes[:, :2] + 0.3 * rng.standard_normal((80, 2))
    assert trustworthiness(codes, coordinates, k=k).value == pytest.approx(
        reference(codes, coordinates, n_neighbors=k), abs=1e-12
    )
    assert continuity(codes, coordinates, k=k).value == pytest.approx(
        reference(coordinates, codes, n_neighbors=k), abs=1e-12
    )


def test_recall_agrees_with_sets_of_neighbours(rng):
    from sklearn.neighbors import NearestNeighbors

    codes = rng.standard_normal((70, 5))
    coordinates = codes[:, :3]
    near = [NearestNeighbors(n_neighbors=6).fit(a).kneighbors()[1] for a in (codes, coordinates)]
    shared = [len(set(a) & set(b)) / 6 for a, b in zip(*near, strict=True)]
    assert neighbor_recall(codes, coordinates, k=6).value == pytest.approx(np.mean(shared))


@settings(max_examples=60, deadline=None)
@given(
    codes=hnp.arrays(np.float32, st.tuples(st.integers(5, 30), st.integers(1, 4)), elements=FINITE),
    k=st.integers(1, 2),
)
def test_a_map_equal_to_the_codes_is_perfect_even_with_duplicates(codes, k):
    assume((codes != codes[0]).any())
    scores = neighborhood_scores(codes, codes, k=k)
    assert [score.value for score in scores] == [1.0, 1.0, 1.0]
    assert all(score.interval == (1.0, 1.0) for score in scores)


@settings(max_examples=60, deadline=None)
@given(
    codes=hnp.arrays(np.float32, (20, 3), elements=FINITE),
    coordinates=hnp.arrays(np.float32, (20, 2), elements=FINITE),
    k=st.integers(1, 9),
)
def test_figures_stay_between_0_and_1_and_roles_exchange(codes, coordinates, k):
    assume((codes != codes[0]).any() and (coordinates != coordinates[0]).any())
    there = neighborhood_scores(codes, coordinates, k=k)
    back = neighborhood_scores(coordinates, codes, k=k)
    assert all(0 <= score.value <= 1 for score in there)
    assert there.trustworthiness.value == back.continuity.value
    low, high = there.trustworthiness.interval
    assert low <= there.trustworthiness.value + 1e-9
    assert there.trustworthiness.value <= high + 1e-9


def test_an_unrelated_map_scores_what_is_expected(rng):
    codes, coordinates = rng.standard_normal((600, 4)), rng.standard_normal((600, 2))
    for score in neighborhood_scores(codes, coordinates, k=15):
        assert score.value == pytest.approx(score.expected, abs=0.03)
        assert score.interval[0] < score.value < score.interval[1]


def test_faults_cost_their_rank_in_a_case_done_by_hand():
    codes = np.array([0.0, 1.0, 2.0, 3.0, 4.0])[:, None]
    coordinates = np.array([0.0, 10.0, 20.5, 9.5, 0.4])[:, None]
    faults = [4 - 1, 2 - 1, 3 - 1, 2 - 1, 4 - 1]
    assert trustworthiness(codes, coordinates, k=1).value == pytest.approx(
        1 - 2 / (5 * 1 * (10 - 3 - 1)) * sum(faults)
    )


def test_blocks_do_not_change_the_figures(rng, monkeypatch):
    codes, coordinates = rng.standard_normal((90, 4)), rng.standard_normal((90, 2))
    whole = neighborhood_scores(codes, coordinates, k=7)
    monkeypatch.setattr(projection, "_BLOCK_ELEMENTS", 90 * 7)
    assert [s.value for s in neighborhood_scores(codes, coordinates, k=7)] == pytest.approx(
        [s.value for s in whole]
    )


def test_spatial_codes_are_flattened_and_the_label_names_the_settings(rng):
    codes = rng.standard_normal((40, 2, 3, 3))
    score = trustworthiness(codes, codes[:, 0, 0, :2], k=4)
    assert score.value == trustworthiness(codes.reshape(40, -1), codes[:, 0, 0, :2], k=4).value
    assert "k = 4" in score.label
    assert f"{score.value:.3f}" in str(score)
    assert float(score) == score.value


@pytest.mark.parametrize(
    ("codes", "coordinates", "k", "error", "words"),
    [
        (np.zeros((9, 2)), np.zeros((8, 2)), 1, ShapeError, "one row a sample"),
        (np.zeros((9, 2)), np.zeros((9, 2)), 5, OptionError, "k < n / 2"),
        (np.zeros((9, 2)), np.zeros((9, 2)), 0, OptionError, "k < n / 2"),
        (np.full((9, 2), np.nan), np.zeros((9, 2)), 1, DataError, "NaN"),
    ],
)
def test_what_cannot_be_measured_is_refused(codes, coordinates, k, error, words):
    with pytest.raises(error, match=words):
        neighborhood_scores(codes, coordinates, k=k)


def test_codes_that_are_all_equal_are_refused():
    with pytest.raises(DataError, match="All codes are equal: no neighbour is nearer"):
        neighborhood_scores(np.ones((60, 3)), np.zeros((60, 2)), k=5)
