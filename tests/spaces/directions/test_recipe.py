"""How directions were made: kept where the space gives them again, read as from a stranger."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.directions.recipe import read_recipe


@pytest.fixture(scope="module")
def space():
    return lw.zoo.load("digits/vae")


@pytest.mark.parametrize(
    "options",
    [
        {"attribute": "label", "value": "3"},
        {"attribute": "label", "value": 3, "against": 8, "method": "svm"},
        {"attribute": "slant"},
        {"positive": np.arange(20), "negative": [40, 41], "method": "logistic"},
        {"positive": range(500)},
        {"pairs": [[0, 1], [2, 3]]},
        {"pairs": np.array([[5, 9]])},
        {"method": "pca", "index": 1},
        {"method": "sefa"},
    ],
)
def test_the_recipe_makes_it_again_to_the_bit(space, options, tmp_path):
    made = space.direction(**options)
    assert made.recipe is not None
    np.testing.assert_array_equal(space.direction(**made.recipe).vector, made.vector)
    for suffix in (".json", ".npz"):
        assert lw.Direction.load(made.save(tmp_path / f"a{suffix}")).recipe == made.recipe


def test_what_was_changed_or_is_of_codes_has_none(space):
    made = space.direction("label", value="3")
    other = space.direction("label", value="1")
    assert made.renamed("three").recipe == made.recipe
    assert made.flipped().recipe is None
    assert made.orthogonal_to(other).recipe is None
    assert space.direction(positive=range(1001)).recipe is None
    assert space.direction(pairs=(space.codes[:2], space.codes[2:4])).recipe is None


@pytest.mark.parametrize(
    "wrong",
    [
        None, 3, [], {}, {"method": "mean"}, {"attribute": 3}, {"attribute": ""},
        {"attribute": "x" * 2001}, {"attribute": "x", "index": 0}, {"index": "0"},
        {"index": 2**40}, {"index": True}, {"positive": []}, {"positive": [-1]},
        {"pairs": []}, {"pairs": [[0, 1, 2]]}, {"pairs": [[0, -1]]}, {"pairs": [0, 1]},
        {"pairs": [[0, 1]], "index": 0}, {"positive": [0.5]}, {"positive": "12"},
        {"attribute": "x", "code": "os.system()"},
    ],
)  # fmt: skip
def test_what_is_no_recipe_is_none(wrong):
    assert read_recipe(wrong) is None
