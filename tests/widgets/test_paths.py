"""`locate`, `path` and `curves`, asked as a page asks them."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.paths import Plan, make_track
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
        (np.zeros(DIMS + 1, np.float32), "codes of 4 each"),
        (np.zeros(0, np.float32), "codes of 4 each"),
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


def test_a_path_is_the_spaces_own(page, view, space):
    anchors = space.flat_codes[[3, 30, 7]]
    for name in ("auto", "slerp", "data"):
        found = page.ask(view, "path", anchors=anchors.reshape(-1), path=name)
        track = make_track(space, anchors, Plan(name))
        np.testing.assert_array_equal(found["knots"], track.knots)
        np.testing.assert_allclose(found["shares"], track.shares, atol=1e-6)
        assert found["between"] == track.between
        assert found["name"] == ("lerp" if name == "auto" else name)
        assert found["reason"]
    described = view.state.description["path"]
    assert described["name"] == "lerp"
    assert "encoded" in described["reason"]


def test_curves_are_those_of_a_path(page, view, space):
    path = space.path(space.codes[[3, 30]], 16)
    found = page.ask(view, "curves", codes=path.codes.reshape(-1))
    np.testing.assert_allclose(found["speed"], path.speed, rtol=1e-5)
    np.testing.assert_allclose(found["density"], path.density, rtol=1e-4, atol=1e-5)
    assert [found["low"], found["high"]] == pytest.approx(path.typical)
    assert found["speed_label"] == path.speed_label
    assert found["density_label"] == path.density_label


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"anchors": np.zeros(DIMS, np.float32), "path": "lerp"}, "1 anchor was given"),
        ({"anchors": np.zeros(2 * DIMS + 1, np.float32), "path": "lerp"}, "codes of 4 each"),
        ({"anchors": np.zeros(2 * DIMS, np.float32), "path": "arc"}, "path='arc'"),
        ({"anchors": np.zeros(2 * DIMS, np.float32), "path": 3}, "path is no text"),
        ({"anchors": np.zeros(2 * DIMS, np.float32), "path": "geodesic"}, "path='data'"),
    ],
)
def test_what_is_no_path_is_refused_in_words(page, view, request_, words):
    assert words in page.fails(view, "path", **request_)
    assert page.ask(view, "path", anchors=np.zeros(2 * DIMS, np.float32), path="lerp")["name"]


def test_a_search_tells_how_far_it_is_and_stops_on_request(page, view, monkeypatch):
    def build(self, on_rows, should_stop):
        on_rows(0, 10)
        while not should_stop():
            pass
        raise lw.Cancelled("Stopped.")

    monkeypatch.setattr("latentwidgets.spaces.paths.graph.GraphBuilder.build", build)
    key = page.send(view, "path", anchors=np.zeros(2 * DIMS, np.float32), path="data")
    page.wait_for(lambda: any(entry["id"] == key for entry in page.progress))
    assert page.progress[-1]["result"] == {"stage": "graph", "done": 0, "total": 10}
    page.send(view, "cancel", target=key)
    content, _ = page.reply(key)
    assert content["cancelled"]
