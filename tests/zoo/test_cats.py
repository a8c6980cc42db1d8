import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.data.cats import CAT_FACTORS, cat_factors, draw_cats, load_cats_data
from latentwidgets.zoo.data.painting import Canvas

NUMBERS = [name for name, kinds in CAT_FACTORS.items() if kinds is None]


def test_cats_are_pictures_with_known_factors():
    cats = load_cats_data(140)
    assert cats.samples.shape == (140, 3, 64, 64)
    assert cats.samples.dtype == np.float32
    assert 0 <= cats.samples.min() < cats.samples.max() <= 1
    assert list(cats.factors) == list(CAT_FACTORS)
    assert cats.factors["pattern"].dtype == np.int64
    assert set(cats.labels) == {"plain", "tabby", "patches", "siamese"}
    assert cats.is_test.sum() == 20
    np.testing.assert_array_equal(draw_cats(140, **cats.factors), cats.samples)


def test_the_first_cats_are_the_same_however_many_there_are():
    few, more = load_cats_data(21), load_cats_data(35)
    np.testing.assert_array_equal(few.samples, more.samples[:21])
    np.testing.assert_array_equal(few.is_test, more.is_test[:21])
    assert not np.array_equal(draw_cats(3, seed=1), draw_cats(3, seed=2))


def test_the_cats_are_those_that_the_models_were_trained_on():
    # The built-in models know these cats: whoever redraws them trains the models again.
    grey = load_cats_data(6).samples.mean(axis=(1, 2, 3))
    np.testing.assert_allclose(
        grey,
        [0.5767, 0.6572, 0.6690, 0.5580, 0.6806, 0.6417],
        atol=2e-4,
    )


@pytest.mark.parametrize("name", NUMBERS)
def test_each_factor_moves_the_picture_steadily(name):
    others = {key: 0.5 for key in NUMBERS if key != name}
    steps = draw_cats(21, pattern="tabby", **others, **{name: np.linspace(0, 1, 21)})
    change = np.sqrt(np.square(np.diff(steps, axis=0)).sum(axis=(1, 2, 3)))
    assert change.min() > 0.1
    assert change.max() < 12 * change.min()
    far = np.sqrt(np.square(steps[-1] - steps[0]).sum())
    assert far > 2 * change.max()


def test_each_pattern_is_another_cat():
    four = draw_cats(4, pattern=["plain", "tabby", "patches", "siamese"], fur_hue=0.8)
    np.testing.assert_array_equal(four, draw_cats(4, pattern=range(4), fur_hue=0.8))
    pairs = [np.abs(four[i] - four[j]).mean() for i in range(4) for j in range(i)]
    assert min(pairs) > 0.005


def test_a_given_factor_leaves_the_others_as_they_were():
    free, held = cat_factors(50, seed=3), cat_factors(50, seed=3, tilt=0.5)
    assert (held.pop("tilt") == 0.5).all()
    for name, values in held.items():
        np.testing.assert_array_equal(values, free[name])


def test_the_factors_are_independent_and_uniform():
    factors = cat_factors(4000)
    table = np.corrcoef([values.astype(float) for values in factors.values()])
    assert np.abs(table - np.eye(len(table))).max() < 0.06
    for name in NUMBERS:
        assert np.histogram(factors[name], bins=10, range=(0, 1))[0].min() > 320


def test_painting_in_a_window_cuts_nothing_off(monkeypatch):
    leaning = {"ear_size": 1.0, "whiskers": 1.0, "eye_size": 1.0, "tilt": [0.0, 1.0] * 4}
    cut = draw_cats(8, seed=1, **leaning)
    monkeypatch.setattr(Canvas, "window", lambda self, *edges: self)
    np.testing.assert_array_equal(draw_cats(8, seed=1, **leaning), cut)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tail": 0.5}, "There is no factor 'tail': choose from ear_size"),
        ({"tilt": 1.5}, "tilt must be numbers from 0 to 1"),
        ({"tilt": np.nan}, "tilt must be numbers from 0 to 1"),
        ({"tilt": "left"}, "tilt must be numbers from 0 to 1"),
        ({"tilt": [0.1, 0.2]}, r"tilt has shape \(2,\): give one value, or 3 of them"),
        ({"pattern": "striped"}, "There is no pattern 'striped': choose from plain, tabby"),
        ({"pattern": 4}, "pattern must be whole numbers from 0 to 3, or names: plain"),
        ({"pattern": 0.5}, "pattern must be whole numbers from 0 to 3"),
    ],
)
def test_a_factor_that_cannot_be_is_refused_by_name(given, message):
    with pytest.raises(ValueError, match=message):
        draw_cats(3, **given)


@pytest.mark.parametrize("n", [-1, 2.5, True, "many"])
def test_a_number_of_cats_that_is_none(n):
    with pytest.raises(ValueError, match="give the number of samples to draw"):
        draw_cats(n)


def test_no_cats_at_all():
    assert draw_cats(0).shape == (0, 3, 64, 64)


def test_cats_go_by_their_name(monkeypatch):
    monkeypatch.setattr(load_cats_data, "__defaults__", (14,))
    assert lw.zoo.data("cats").name == "cats"
