import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.data.faces import (
    FACE_FACTORS,
    draw_faces,
    face_attributes,
    face_factors,
    load_faces_data,
)
from latentwidgets.zoo.data.painting import Canvas

NUMBERS = [name for name, kinds in FACE_FACTORS.items() if kinds is None]
KINDS = {name: kinds for name, kinds in FACE_FACTORS.items() if kinds is not None}
PLAIN = {"hat": "none", "eyewear": "none", "hairstyle": "parted", "hair_colour": "brown"}


def together(attributes, first, second):
    return np.corrcoef(attributes[first], attributes[second])[0, 1]


def test_faces_are_pictures_with_factors_and_attributes():
    faces = load_faces_data(120)
    assert faces.samples.shape == (120, 3, 64, 64)
    assert faces.samples.dtype == np.float32
    assert 0 <= faces.samples.min() < faces.samples.max() <= 1
    assert list(faces.factors) == list(FACE_FACTORS)
    assert faces.is_test.sum() == 20
    np.testing.assert_array_equal(draw_faces(120, **faces.factors), faces.samples)
    np.testing.assert_array_equal(faces.labels == "glasses", faces.attributes["glasses"])


def test_the_first_faces_are_the_same_however_many_there_are():
    few, more = load_faces_data(18), load_faces_data(36)
    np.testing.assert_array_equal(few.samples, more.samples[:18])
    np.testing.assert_array_equal(few.is_test, more.is_test[:18])


def test_the_faces_are_those_that_the_models_were_trained_on():
    # The built-in models know these faces: whoever redraws them trains the models again.
    grey = load_faces_data(6).samples.mean(axis=(1, 2, 3))
    np.testing.assert_allclose(grey, [0.5643, 0.6603, 0.5387, 0.5936, 0.5519, 0.6343], atol=2e-4)


@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_moves_the_picture(name):
    others = {key: 0.5 for key in NUMBERS if key != name}
    steps = draw_faces(11, **PLAIN, **others, **{name: np.linspace(0, 1, 11)})
    change = np.sqrt(np.square(np.diff(steps, axis=0)).sum(axis=(1, 2, 3)))
    far = np.sqrt(np.square(steps[-1] - steps[0]).sum())
    assert far > 1.5
    assert change.max() < 0.75 * far  # no step is the whole way


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_another_face(name):
    others = {key: value for key, value in PLAIN.items() if key != name}
    faces = draw_faces(
        len(KINDS[name]), **others, **{name: list(KINDS[name])}, **dict.fromkeys(NUMBERS, 0.5)
    )
    for i in range(len(faces)):
        for j in range(i):
            assert np.square(faces[i] - faces[j]).sum() > 5


def test_attributes_say_what_was_drawn():
    factors = face_factors(
        4,
        eyewear=["none", "glasses", "sunglasses", "none"],
        hair_colour=["black", "red", "blond", "grey"],
        hat=["cap", "none", "beanie", "none"],
        smile=[0, 0.7, 1, 0.2],
        age=[0.1, 0.9, 0.2, 0.8],
        hair_length=[0, 0.3, 0.7, 1],
    )
    attributes = face_attributes(factors)
    assert attributes["glasses"].tolist() == [False, True, False, False]
    assert attributes["sunglasses"].tolist() == [False, False, True, False]
    assert attributes["smiling"].tolist() == [False, True, True, False]
    assert attributes["wearing_hat"].tolist() == [True, False, True, False]
    assert attributes["old"].tolist() == [False, True, False, True]
    assert attributes["long_hair"].tolist() == [False, False, True, True]
    assert attributes["hair_colour"].tolist() == ["black", "red", "blond", "grey"]
    hair = [attributes[name] for name in ("dark_hair", "red_hair", "blond_hair", "grey_hair")]
    np.testing.assert_array_equal(hair, np.eye(4, dtype=bool))


def test_no_face_is_between_smiling_and_not():
    factors = face_factors(2000)
    for name in ("smile", "age", "hair_length"):
        assert not ((factors[name] > 0.4) & (factors[name] < 0.6)).any()
        assert np.mean(factors[name] > 0.5) == pytest.approx(0.5, abs=0.04)


def test_factors_are_independent_unless_they_are_to_go_together():
    alone = face_factors(6000)
    table = np.corrcoef([values.astype(float) for values in alone.values()])
    assert np.abs(table - np.eye(len(table))).max() < 0.05
    shares = [np.bincount(alone[name]) / 6000 for name in ("eyewear", "hat")]
    np.testing.assert_allclose(shares, [[0.5, 0.25, 0.25], [0.6, 0.2, 0.2]], atol=0.02)

    life = face_attributes(face_factors(6000, correlated=True))
    assert together(life, "glasses", "old") > 0.4
    assert together(life, "grey_hair", "old") > 0.5
    assert together(life, "sunglasses", "wearing_hat") > 0.3
    assert together(life, "eyebrows", "dark_hair") > 0.3
    assert abs(together(life, "smiling", "glasses")) < 0.05
    assert 0.2 < life["glasses"].mean() < 0.5  # none of them is rare
    assert 0.1 < life["sunglasses"].mean() < 0.3


def test_a_given_factor_bears_on_those_that_go_with_it():
    old = face_attributes(face_factors(1000, correlated=True, age=0.9))
    young = face_attributes(face_factors(1000, correlated=True, age=0.1))
    assert old["glasses"].mean() > young["glasses"].mean() + 0.3
    np.testing.assert_array_equal(old["smile"], young["smile"])


def test_painting_in_a_window_cuts_nothing_off(monkeypatch):
    wide = {"face_shape": 1.0, "hair_length": 1.0, "smile": 1.0, "age": 1.0}
    kinds = {"hat": [0, 1, 2] * 4, "eyewear": [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]}
    cut = draw_faces(12, **wide, **kinds)
    monkeypatch.setattr(Canvas, "window", lambda self, *edges: self)
    np.testing.assert_allclose(draw_faces(12, **wide, **kinds), cut, atol=0.02)


def test_a_factor_that_cannot_be_is_refused_by_name():
    with pytest.raises(ValueError, match="There is no factor 'beard': choose from age"):
        draw_faces(3, beard=1)
    with pytest.raises(ValueError, match="There is no hat 'crown': choose from none, beanie, cap"):
        draw_faces(3, hat="crown")
    with pytest.raises(ValueError, match="smile must be numbers from 0 to 1"):
        draw_faces(3, smile=[0, 1, 2])


def test_faces_go_by_their_name(monkeypatch):
    monkeypatch.setattr(load_faces_data, "__defaults__", (12,))
    assert lw.zoo.data("faces").name == "faces"
