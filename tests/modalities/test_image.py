import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwidgets.exceptions import OptionError, ShapeError
from latentwidgets.modalities import Image

RANGES = [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0), (0.0, 16.0), (-2.1, 2.6)]


@st.composite
def modalities(draw):
    channels = draw(st.sampled_from([1, 3, 4]))
    layouts = ["CHW", "HWC", "flat", "flat-CHW"] + (["HW"] if channels == 1 else [])
    return Image(
        draw(st.integers(1, 9)),
        draw(st.integers(1, 9)),
        channels,
        draw(st.sampled_from(layouts)),
        draw(st.sampled_from(RANGES)),
    )


@given(modalities(), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_raw_outputs_survive_the_round_trip(modality, n, seed):
    images = np.random.default_rng(seed).random((n, *modality.shape), np.float32)
    images[images < 0.1] = np.nan
    raw = modality.from_canonical(images)
    assert raw.shape == (n, *modality.raw_shape)
    assert raw.dtype == np.float32
    np.testing.assert_allclose(modality.to_canonical(raw), images, atol=2e-6)


@given(modalities(), st.integers(0, 2**32 - 1))
def test_the_layout_puts_each_number_in_its_place(modality, seed):
    images = np.random.default_rng(seed).random((2, *modality.shape), np.float32)
    raw = dataclasses.replace(modality, value_range=(0.0, 1.0)).from_canonical(images)
    height, width, channels = modality.shape
    if modality.layout in ("CHW", "flat-CHW"):
        expected = images.reshape(2, height * width, channels).transpose(0, 2, 1)
    else:
        expected = images
    np.testing.assert_array_equal(raw.ravel(), expected.ravel())


@pytest.mark.parametrize(
    ("raw", "sample", "output_shape", "expected"),
    [
        ((784,), None, None, ("flat", 28, 28, 1)),
        ((784,), (28, 28), None, ("flat", 28, 28, 1)),
        ((784,), (1, 28, 28), None, ("flat", 28, 28, 1)),
        ((784,), (784,), None, ("flat", 28, 28, 1)),
        ((600,), (20, 30), None, ("flat", 20, 30, 1)),
        ((600,), None, (20, 30), ("flat", 20, 30, 1)),
        ((192,), (8, 8, 3), None, ("flat", 8, 8, 3)),
        ((192,), (3, 8, 8), None, ("flat-CHW", 8, 8, 3)),
        ((192,), None, (3, 8, 8), ("flat-CHW", 8, 8, 3)),
        ((256,), (8, 8, 4), None, ("flat", 8, 8, 4)),
        ((8, 9), None, None, ("HW", 8, 9, 1)),
        ((1, 8, 9), None, None, ("CHW", 8, 9, 1)),
        ((3, 8, 9), None, None, ("CHW", 8, 9, 3)),
        ((4, 8, 9), None, None, ("CHW", 8, 9, 4)),
        ((8, 9, 1), None, None, ("HWC", 8, 9, 1)),
        ((8, 9, 3), None, None, ("HWC", 8, 9, 3)),
        ((8, 9, 4), None, None, ("HWC", 8, 9, 4)),
        ((4, 8, 3), None, None, ("CHW", 8, 3, 4)),
        ((4, 8, 3), (5, 5, 3), None, ("HWC", 4, 8, 3)),
        ((1, 784), None, (28, 28), ("flat", 28, 28, 1)),
        ((1, 8, 9), None, (8, 9), ("CHW", 8, 9, 1)),
    ],
)
def test_layouts_are_inferred(raw, sample, output_shape, expected):
    data = None if sample is None else np.full((2, *sample), 0.5)
    modality = Image.infer(np.full((2, *raw), 0.5), sample=data, output_shape=output_shape)
    assert (modality.layout, *modality.shape) == expected


@pytest.mark.parametrize(
    ("raw", "output_shape", "error", "words"),
    [
        ((600,), None, ShapeError, "give output_shape="),
        ((3072,), None, ShapeError, "give output_shape="),
        ((2, 8, 8), None, ShapeError, "channels"),
        ((3, 4, 8, 8), None, ShapeError, "give output_shape="),
        ((600,), (20, 20), ShapeError, "400 numbers.*600"),
        ((600,), (600,), OptionError, "no shape of a picture"),
        ((), None, ShapeError, r"must be \(n, H\*W\)"),
    ],
)
def test_outputs_that_fit_no_picture_are_asked_about(raw, output_shape, error, words):
    with pytest.raises(error, match=words):
        Image.infer(np.zeros((2, *raw)), output_shape=output_shape)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, (0, 1)),
        (0.3, 0.6, (0, 1)),
        (-1.0, 1.0, (-1, 1)),
        (-0.8, 0.7, (-1, 1)),
        (0.0, 16.0, (0, 16)),
        (0.0, 13.0, (0, 16)),
        (0.0, 255.0, (0, 255)),
        (3.0, 210.0, (0, 255)),
        (-2.1, 2.6, (-2.1, 2.6)),
        (0.0, 40.0, (0, 40)),
        (-900.0, 900.0, (-900, 900)),
    ],
)
def test_the_range_is_the_standard_one_that_the_data_fill(low, high, expected):
    data = np.linspace(low, high, 2 * 64).reshape(2, 8, 8)
    assert Image.infer(np.full((2, 64), 0.5), sample=data).value_range == expected
    assert Image.infer(data.reshape(2, 64), sample=data).value_range == expected
    assert Image.infer(data).value_range == expected


def test_the_data_set_the_range_of_outputs_that_overstep_it():
    data = np.linspace(0, 1, 128).reshape(2, 64)
    assert Image.infer(data * 6 - 3, sample=data).value_range == (0, 1)


def test_outputs_in_other_units_than_the_data_set_their_own_range():
    levels = np.linspace(0, 255, 128).reshape(2, 64)
    unit = np.linspace(0, 1, 128).reshape(2, 64)
    assert Image.infer(unit, sample=levels).value_range == (0, 1)
    assert Image.infer(levels, sample=unit).value_range == (0, 255)


@pytest.mark.parametrize("value", [0.0, 0.5, -0.5, 7.0, 300.0, -5.0])
def test_a_constant_output_has_a_range(value):
    modality = Image.infer(np.full((2, 8, 8), value))
    images = modality.to_canonical(np.full((2, 8, 8), value))
    assert np.isfinite(images).all()


def test_eight_bit_outputs_are_known_by_their_type():
    assert Image.infer(np.ones((2, 8, 8), np.uint8)).value_range == (0, 255)


def test_outputs_without_a_finite_value_still_have_a_range():
    assert Image.infer(np.full((2, 8, 8), np.nan)).value_range == (0, 1)


def test_not_finite_values_are_kept_as_nan_and_the_rest_clipped():
    raw = np.array([[[np.nan, np.inf, -np.inf], [-3e38, 3e38, 0.25]]], np.float32)
    images = Image(2, 3, 1, "HW", (-0.1, 0.4)).to_canonical(raw)[0, ..., 0]
    np.testing.assert_allclose(images, [[np.nan] * 3, [0, 1, 0.7]], rtol=1e-6)


def test_the_raw_array_is_not_changed():
    raw = np.array([[[np.inf, 2.0]]], np.float32)
    Image(1, 2, 1, "HW").to_canonical(raw)
    np.testing.assert_array_equal(raw, [[[np.inf, 2.0]]])


@pytest.mark.parametrize(
    "options",
    [
        {"height": 0, "width": 3},
        {"height": 3, "width": 3, "channels": 2},
        {"height": 3, "width": 3, "layout": "WH"},
        {"height": 3, "width": 3, "channels": 3, "layout": "HW"},
        {"height": 3, "width": 3, "value_range": (1.0, 1.0)},
        {"height": 3, "width": 3, "value_range": (0.0, float("nan"))},
    ],
)
def test_an_impossible_picture_is_refused(options):
    with pytest.raises(OptionError):
        Image(**options)


def test_a_wrong_shape_is_refused_both_ways():
    modality = Image(4, 5, 3, "CHW")
    with pytest.raises(ShapeError, match=r"\(n, 3, 4, 5\) was expected"):
        modality.to_canonical(np.zeros((2, 59)))
    with pytest.raises(ShapeError, match=r"\(n, 4, 5, 3\) was expected"):
        modality.from_canonical(np.zeros((2, 3, 4, 5), np.float32))


def test_the_description_is_plain_json():
    assert Image(4, 5, 3).describe() == {"kind": "image", "height": 4, "width": 5, "channels": 3}
