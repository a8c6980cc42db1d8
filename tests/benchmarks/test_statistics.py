import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics import median, percentile, pooled, ratio

VALUES = st.lists(st.floats(0.1, 1e6), min_size=1, max_size=30)


@given(VALUES, st.floats(0, 100))
def test_a_percentile_lies_among_the_values(values, q):
    at = percentile(values, q)
    assert min(values) <= at <= max(values) or np.isclose(at, [min(values), max(values)]).any()


@given(VALUES)
def test_p95_is_not_below_the_median(values):
    assert percentile(values, 95) >= median(values)


def test_nothing_measured_is_said():
    with pytest.raises(ValueError, match="nothing was measured"):
        median([])


def test_pooling_takes_lists_and_single_figures():
    assert pooled([{"a": [1.0, 2.0]}, {"a": 3.0}], "a") == [1.0, 2.0, 3.0]


def test_a_ratio_compares_within_the_round():
    # The second round met a machine twice as slow: the ratio does not see it.
    base = [{"round": 0, "ms": 100.0}, {"round": 1, "ms": 200.0}]
    ours = [{"round": 0, "ms": [24.0, 25.0, 26.0]}, {"round": 1, "ms": [50.0]}]
    assert ratio(ours, base, "ms") == pytest.approx(0.25)


def test_a_ratio_needs_a_round_with_both():
    assert ratio([{"round": 0, "ms": 1.0}], [{"round": 1, "ms": 1.0}], "ms") is None
    assert ratio([{"round": 0, "ms": 1.0}], [{"round": 0, "ms": 0.0}], "ms") is None
