import numpy as np
import pytest

from latentwidgets import zoo
from latentwidgets.zoo.data.digits import measure_strokes


@pytest.fixture(scope="module")
def digits():
    return zoo.data("digits")


def lone(image):
    return measure_strokes(np.asarray(image, np.float32)[None, None])


def test_the_digits_are_the_real_ones(digits):
    from sklearn.datasets import load_digits

    bunch = load_digits()
    assert digits.samples.shape == (1797, 1, 8, 8)
    assert digits.samples.dtype == np.float32
    np.testing.assert_array_equal(digits.samples[:, 0] * 16, bunch.images)
    np.testing.assert_array_equal(digits.labels, bunch.target)
    assert "1,797 samples of 1x8x8, 360 held out" in repr(digits)
    assert len(digits) == 1797


def test_the_split_is_fixed_and_keeps_the_classes_in_their_shares(digits):
    np.testing.assert_array_equal(digits.is_test, zoo.data("digits").is_test)
    shares = np.bincount(digits.labels[digits.is_test]) / np.bincount(digits.labels)
    np.testing.assert_allclose(shares, 360 / 1797, atol=0.01)
    np.testing.assert_array_equal(digits.attributes["split"] == "test", digits.is_test)


def test_attributes_are_measured_on_the_pixels():
    bar = np.zeros((8, 8))
    bar[:, 3] = 0.5
    upright = lone(bar)
    assert upright["ink"][0] == pytest.approx(0.5 / 8)
    assert upright["width"][0] == 0
    assert upright["slant"][0] == 0
    leaning = lone(np.eye(8)[::-1])  # one pixel right for each pixel up
    assert leaning["slant"][0] == pytest.approx(1)
    assert lone(np.eye(8))["slant"][0] == pytest.approx(-1)
    assert leaning["width"][0] == pytest.approx(np.arange(8).std())


def test_an_empty_image_has_no_width():
    empty = lone(np.zeros((8, 8)))
    assert empty["ink"][0] == 0
    assert np.isnan(empty["width"][0])
    assert np.isnan(empty["slant"][0])


def test_a_flat_line_has_no_slant():
    line = np.zeros((8, 8))
    line[4] = 1
    assert np.isnan(lone(line)["slant"][0])
