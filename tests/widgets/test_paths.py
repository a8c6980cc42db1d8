"""`locate` and `path`, asked as a page asks them."""

import numpy as np
import pytest

import latentwidgets as lw
from tests.widgets.conftest import DIMS


@pytest.fixture
def view(page, space):
    return lw.LatentMap(space)


def test_codes_are_placed_on_the_map_that_is_named(page, view, space):
    key = view.state.projection["key"]
    shown = view.state.context.maps.current()[0]
    codes = space.flat_codes[:5]
    points = page.ask(view, "locate", codes=codes.reshape(-1), projection=key)["points"]
    np.testing.assert_allclose(points, space.project("pca", 2).locate(codes), atol=1e-5)
    assert view.state.context.maps.current()[0] == shown


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (np.zeros(DIMS + 1, np.float32), "no codes of 4"),
        (np.zeros(0, np.float32), "no codes of 4"),
        (np.full(DIMS, np.nan, np.float32), "NaN"),
        (np.zeros(DIMS * 1025, np.float32), "elements|sizes"),
        (np.zeros(DIMS), "no array of float32"),
    ],
)
def test_what_are_no_codes_is_refused(page, view, codes, words):
    import re

    key = view.state.projection["key"]
    assert re.search(words, page.fails(view, "locate", codes=codes, projection=key))


def test_a_map_that_is_gone_is_named(page, view):
    codes = np.zeros(DIMS, np.float32)
    assert "no map 'umap-9'" in page.fails(view, "locate", codes=codes, projection="umap-9")
