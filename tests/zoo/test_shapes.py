import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.data.shapes import (
    SHAPE_FACTORS,
    draw_shapes,
    load_shapes_data,
    shape_factors,
)

KINDS = ("square", "ellipse", "heart")


def centre(image):
    rows, columns = np.mgrid[:64, :64]
    return (image * rows).sum() / image.sum(), (image * columns).sum() / image.sum()


def test_shapes_are_pictures_with_known_factors():
    shapes = load_shapes_data(60)
    assert shapes.samples.shape == (60, 1, 64, 64)
    assert shapes.samples.dtype == np.float32
    assert shapes.samples.min() == 0
    assert shapes.samples.max() == 1
    assert shapes.is_test.sum() == 10
    assert set(shapes.labels) == set(KINDS)
    assert {name: values.dtype for name, values in shapes.factors.items()} == dict.fromkeys(
        SHAPE_FACTORS, np.dtype(np.int64)
    )
    np.testing.assert_array_equal(draw_shapes(60, **shapes.factors), shapes.samples)
    np.testing.assert_array_equal(load_shapes_data(30).samples, shapes.samples[:30])


def test_no_shape_leaves_the_picture():
    corners = draw_shapes(
        240, shape=np.arange(240) % 3, scale=5, x=[0, 31] * 120, y=[0, 0, 31, 31] * 60
    )
    assert corners[:, :, [0, -1], :].max() == 0
    assert corners[:, :, :, [0, -1]].max() == 0


@pytest.mark.parametrize("shape", KINDS)
def test_a_shape_is_where_and_as_large_as_its_factors_say(shape):
    given = {"shape": shape, "orientation": 7}
    low, high = draw_shapes(2, scale=3, x=[0, 31], y=[31, 0], **given)[:, 0]
    down, across = np.subtract(centre(high), centre(low))
    assert across == pytest.approx(2 * 0.58 * 32, abs=0.2)
    assert down == pytest.approx(-2 * 0.58 * 32, abs=0.2)
    areas = draw_shapes(6, scale=range(6), x=16, y=16, **given).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(np.sqrt(areas / areas[5]), np.arange(5, 11) / 10, atol=0.01)


def test_areas_are_those_of_the_figures():
    areas = draw_shapes(3, shape=KINDS, scale=5, orientation=0, x=15, y=15).sum(axis=(1, 2, 3))
    pixel = (2 / 64) ** 2
    exact = [0.51**2, np.pi * 0.375 * 0.19, 0.37**2 * (1 + np.pi / 4)]
    np.testing.assert_allclose(areas * pixel, exact, rtol=0.01)


def test_shapes_turn_counter_clockwise_and_come_back_by_their_symmetry():
    turns = np.arange(40)
    given = {"scale": 5, "x": 16, "y": 16}
    squares = draw_shapes(40, shape="square", orientation=turns, **given)
    ellipses = draw_shapes(40, shape="ellipse", orientation=turns, **given)
    hearts = draw_shapes(40, shape="heart", orientation=turns, **given)
    np.testing.assert_allclose(squares[10], squares[0], atol=2e-5)
    np.testing.assert_allclose(ellipses[20], ellipses[0], atol=2e-5)
    for i in range(40):
        for j in range(i):
            assert np.square(hearts[i] - hearts[j]).sum() > 1
    up, right = np.argwhere(
        ellipses[5, 0] > 0.5
    ).T  # an eighth of a turn: from lower left to upper right
    assert np.corrcoef(up, right)[0, 1] < -0.5


def test_the_factors_are_independent_and_uniform():
    factors = shape_factors(6000)
    table = np.corrcoef([values.astype(float) for values in factors.values()])
    assert np.abs(table - np.eye(len(table))).max() < 0.05
    assert np.bincount(factors["x"]).min() > 120
    assert np.bincount(factors["shape"]).min() > 1800


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": 32}, "x must be whole numbers from 0 to 31"),
        ({"x": 0.5}, "x must be whole numbers from 0 to 31"),
        ({"shape": "star"}, "There is no shape 'star': choose from square, ellipse, heart"),
        ({"colour": 1}, "There is no factor 'colour': choose from shape, scale"),
    ],
)
def test_a_factor_that_cannot_be_is_refused_by_name(given, message):
    with pytest.raises(ValueError, match=message):
        draw_shapes(2, **given)


def test_shapes_go_by_their_name(monkeypatch):
    monkeypatch.setattr(load_shapes_data, "__defaults__", (12,))
    assert lw.zoo.data("shapes").name == "shapes"
