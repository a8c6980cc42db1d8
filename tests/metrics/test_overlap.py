"""The overlap of neighbourhoods: 1 for the same codes turned, k / (n - 1) by chance."""

import numpy as np
import pytest

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import neighbor_overlap


def test_turning_and_scaling_changes_no_neighbour():
    codes = np.random.default_rng(0).normal(size=(200, 5))
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(5, 5)))[0]
    score = neighbor_overlap(codes, 3 * codes @ turn + 7)
    assert score.value == 1
    assert (score.per_sample == 1).all()


def test_unrelated_codes_share_what_chance_gives():
    first, second = np.random.default_rng(0).normal(size=(2, 1000, 8))
    score = neighbor_overlap(first, second, k=10)
    assert score.expected == pytest.approx(10 / 999)
    low, high = score.interval
    assert low <= score.expected <= high


def test_the_sample_that_moved_comes_first_and_its_neighbours_are_told():
    codes = np.random.default_rng(0).normal(size=(60, 2))
    codes[:30] -= 20
    moved = codes.copy()
    moved[7] += 40  # to the other cluster
    score = neighbor_overlap(codes, moved, k=5)
    assert score.changed[0] == 7
    assert score.per_sample[7] == 0
    assert (score.first[7] < 30).all()
    assert (score.second[7] >= 30).all()
    distances = np.linalg.norm(codes[score.first[7]] - codes[7], axis=1)
    assert (np.diff(distances) >= 0).all()


def test_dimensions_may_differ():
    codes = np.random.default_rng(0).normal(size=(100, 3))
    padded = np.concatenate([codes, np.zeros((100, 4))], axis=1)
    assert neighbor_overlap(codes, padded).value == 1


def test_bad_input_is_refused_in_a_sentence():
    codes = np.random.default_rng(0).normal(size=(30, 2))
    with pytest.raises(ShapeError, match="30 rows and the second 29"):
        neighbor_overlap(codes, codes[1:])
    with pytest.raises(OptionError, match="k = 15"):
        neighbor_overlap(codes, codes, k=15)
    with pytest.raises(DataError, match="NaN"):
        neighbor_overlap(codes, codes * np.nan)
