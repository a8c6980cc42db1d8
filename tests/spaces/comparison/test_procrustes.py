"""Laying points over others: exact where they differ by a turn, a mirroring, a scale, a shift."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.spaces.comparison import align


def turned(points, seed, *, mirror, scale, shift):
    """A copy of points, and what was done to them."""
    q = points.shape[1]
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(q, q)))[0]
    if (np.linalg.det(turn) < 0) != mirror:
        turn[:, 0] *= -1
    return scale * points @ turn + shift


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000),
    q=st.sampled_from([2, 3, 7]),
    mirror=st.booleans(),
    scale=st.floats(1e-3, 1e3),
    shift=st.floats(-1e3, 1e3),
)
def test_a_turned_mirrored_scaled_and_shifted_copy_lies_over_its_original(
    seed, q, mirror, scale, shift
):
    fixed = np.random.default_rng(seed).normal(size=(40, q))
    moving = turned(fixed, seed + 1, mirror=mirror, scale=scale, shift=shift)
    found = align(moving, fixed)
    np.testing.assert_allclose(found.apply(moving), fixed, atol=1e-7)
    np.testing.assert_allclose(found.invert(fixed), moving, atol=1e-6 * max(1, abs(shift), scale))
    assert found.residual == pytest.approx(0, abs=1e-9)
    assert found.mirrored == mirror
    assert found.scale == pytest.approx(1 / scale, rel=1e-6)


def test_the_residual_is_the_share_of_variance_that_stays_apart():
    rng = np.random.default_rng(0)
    fixed, moving = rng.normal(size=(2, 300, 2))
    moving = fixed + moving  # as much noise as there is of the points
    found = align(moving, fixed)
    laid = found.apply(moving)
    apart = ((laid - fixed) ** 2).sum() / ((fixed - fixed.mean(axis=0)) ** 2).sum()
    assert found.residual == pytest.approx(apart, abs=1e-12)
    assert 0.4 < found.residual < 0.6
    assert "remains apart" in str(found)


def test_unrelated_points_score_what_chance_gives():
    first, second = np.random.default_rng(1).normal(size=(2, 500, 2))
    found = align(first, second)
    assert found.residual == pytest.approx(found.expected, abs=0.02)
    assert found.expected > 0.95


def test_points_all_in_one_place_are_left_as_they_are():
    found = align(np.ones((5, 2)), np.random.default_rng(0).normal(size=(5, 2)))
    assert found.residual == 1
    assert np.isfinite(found.apply(np.ones((5, 2)))).all()
    assert align(np.ones((5, 2)), np.zeros((5, 2))).residual == 0


def test_other_shapes_and_missing_numbers_are_refused():
    with pytest.raises(ShapeError, match=r"\(5, 2\) and \(5, 3\)"):
        align(np.ones((5, 2)), np.ones((5, 3)))
    with pytest.raises(DataError, match="NaN"):
        align(np.full((5, 2), np.nan), np.ones((5, 2)))
