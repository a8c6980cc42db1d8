import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities import modality_from

HEART = lw.Series(
    10, ("lead I", "lead II"), ("mV", "mV"), 0.02, "s", layout="CT", value_range=(-2, 2)
)
values = arrays(np.float32, (2, 2, 10), elements=st.floats(-5, 5, width=32))


@settings(max_examples=40, deadline=None)
@given(values)
def test_raw_outputs_and_series_go_both_ways(raw):
    series = HEART.to_canonical(raw)
    np.testing.assert_array_equal(series, raw.swapaxes(1, 2))
    np.testing.assert_array_equal(HEART.from_canonical(series), raw)
    np.testing.assert_array_equal(HEART.from_samples(series), series)
    np.testing.assert_array_equal(HEART.from_samples(raw), series)


@pytest.mark.parametrize(
    ("shape", "layout", "size"),
    [((3, 50), "T", (50, 1)), ((3, 50, 2), "TC", (50, 2)), ((3, 2, 50), "CT", (50, 2))],
)
def test_the_arrangement_is_told_from_outputs(shape, layout, size):
    raw = np.random.default_rng(0).normal(size=shape)
    series = lw.Series().fitted(raw)
    assert (series.layout, series.shape, series.raw_shape) == (layout, size, shape[1:])
    low, high = series.value_range
    assert low < raw.min() < raw.max() < high


def test_the_range_is_that_of_the_data_where_there_are_some():
    series = lw.Series().fitted(np.zeros((2, 5)), sample=np.array([[0.0, 10, np.nan, 3, 2]]))
    assert series.value_range == (-0.5, 10.5)
    assert lw.Series().fitted(np.full((2, 5), 3.0)).value_range == (2.0, 4.0)
    assert lw.Series().fitted(np.full((2, 5), np.nan)).value_range == (0.0, 1.0)


def test_what_was_not_computed_stays_visible():
    raw = np.zeros((1, 2, 10), np.float32)
    raw[0, 0, 3], raw[0, 1, 4] = np.nan, np.inf
    series = HEART.to_canonical(raw)
    assert np.argwhere(np.isnan(series[0])).tolist() == [[3, 0], [4, 1]]
    assert HEART.to_payload(series[0]).not_finite == 2


def test_the_distance_is_a_share_of_the_range():
    zeros = np.zeros((1, 10, 2), np.float32)
    assert HEART.distance(zeros, zeros + 1)[0] == pytest.approx(0.25)
    assert HEART.distance(zeros, zeros + 100)[0] == 1
    assert HEART.distance(zeros, np.full_like(zeros, np.nan))[0] == 0


def test_a_small_picture_shows_a_level_where_it_is():
    flat = np.zeros((1, 10, 2), np.float32)
    flat[..., 0], flat[..., 1] = 2, -2
    picture = HEART.pictures(flat, 30)[0]
    assert picture.shape == (20, 30, 4)
    rows = np.flatnonzero(picture[..., 3].any(axis=1))
    assert rows.tolist() == [0, 19]
    assert picture[[0, 19], :, 3].all()
    step = np.concatenate([np.full((1, 5, 2), -2), np.full((1, 5, 2), 2)], axis=1)
    assert HEART.pictures(step.astype(np.float32), 30)[0, :, :, 3].all(axis=0).any()


def test_a_description_makes_the_same_series_again():
    assert modality_from(HEART.describe_raw()) == HEART


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": 0}, "steps=0"),
        ({"steps": 1e9}, "steps="),
        ({"channels": ["a"]}, "2 units for 1 channels"),
        ({"channels": [1, 2]}, "channels="),
        ({"interval": float("nan")}, "interval=nan"),
        ({"interval": 0}, "interval=0"),
        ({"value_range": [2, -2]}, "value_range"),
        ({"value_range": [0]}, "value_range="),
        ({"layout": "XY"}, "layout='XY'"),
        ({"units": ["x" * 2000, ""]}, "units="),
    ],
)
def test_a_strangers_description_is_refused(change, words):
    with pytest.raises(OptionError, match=words):
        modality_from({**HEART.describe_raw(), **change})


def test_what_is_no_series_is_refused():
    with pytest.raises(ShapeError, match="no series"):
        lw.Series().fitted(np.zeros((2, 3, 4, 5)))
    with pytest.raises(ShapeError, match="steps=9, 2 channels"):
        lw.Series(9, ("a", "b")).fitted(np.zeros((2, 2, 10)))
    with pytest.raises(ShapeError, match="was expected"):
        HEART.to_canonical(np.zeros((1, 3, 10)))
    with pytest.raises(DataError, match="are numbers"):
        HEART.from_samples(["a beat"])


def test_a_figure_names_lines_and_units():
    axes = Figure().subplots()
    HEART.draw(axes, np.zeros((10, 2), np.float32))
    assert [line.get_label() for line in axes.lines] == ["lead I (mV)", "lead II (mV)"]
    assert axes.get_xlabel() == "time (s)"
    assert axes.get_ylim() == (-2, 2)
