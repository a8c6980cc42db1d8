"""What the honest map asks of the kernel, answered by a real space."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.support import Held, codes_on, support_of, veil_over
from tests.widgets.conftest import DIMS


@pytest.fixture
def view(page, space):
    return lw.LatentExplorer(space)


def places(*values):
    return np.array(values, np.float32)


def test_about_tells_density_and_doubt_as_the_space_does(page, view, space):
    z = space.codes[4] + np.float32(0.3)
    told, found = page.ask(view, "about", z=z), space.confidence(z)
    assert told["density"] == pytest.approx(found.densities[0])
    assert told["share"] == pytest.approx(found.density_shares[0])
    assert told["doubt"] == pytest.approx(found.doubts[0])


def test_the_table_gives_the_page_what_python_measures_by(page, view, space):
    table = page.ask(view, "support")
    density = support_of(space).density
    assert table["rows"] is None
    assert table["radius"] == pytest.approx(space.neighbor_radius())
    np.testing.assert_allclose(table["own"], density.own, rtol=1e-5, atol=1e-6)
    assert table["far"] <= table["low"] <= 0 <= table["high"]


def test_the_gap_is_read_against_those_of_the_data(page, view, space):
    gaps = page.ask(view, "gaps")
    assert gaps["n"] == len(space.codes)
    assert np.all(np.diff(gaps["own"]) >= 0)
    inside = page.ask(view, "gap", z=space.codes[0])["gap"]
    assert inside == pytest.approx(space.confidence(space.codes[:1], gap=True).gaps[0], abs=1e-6)
    # Pictures are clipped to [0, 1], so what is far out comes back nearer: it is not the same code.
    assert page.ask(view, "gap", z=space.codes[0] + 50)["gap"] > gaps["high"]


@pytest.mark.parametrize("off", [0, 0.5, 1])
def test_places_are_the_codes_and_the_doubt_of_the_cursor(page, view, space, off):
    key, projection = view.state.projection["key"], space.project("pca", 2)
    points, anchor = places(0.1, 0.2, -2.0, 1.0, 30.0, 30.0), space.codes[3]
    asked = {"points": points, "projection": key, "anchor": anchor, "off": off}
    codes = page.ask(view, "inverse", **asked)["codes"].reshape(-1, DIMS)
    held = Held(anchor, off)
    np.testing.assert_allclose(codes, codes_on(projection, points.reshape(-1, 2), held), atol=1e-5)
    doubt = page.ask(view, "veil", **asked)["doubt"]
    expected = veil_over(projection, support_of(space), points.reshape(-1, 2), held)
    np.testing.assert_allclose(doubt, expected, atol=1e-5)
    assert doubt[2] == 1
    held_there = {"projection": key, "anchor": anchor, "off": off}
    decoded = page.ask(view, "decode", point=points[:2].tolist(), **held_there)
    np.testing.assert_allclose(decoded["z"], codes[0], atol=1e-5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"off": 9}, "off is no number from 0 to 4"),
        ({"points": places(1.0, 2.0, 3.0)}, "give 2 a place"),
        ({"points": places(np.nan, 0)}, "NaN"),
        ({"projection": "tsne-9"}, "no map"),
        ({"anchor": places(1.0)}, "shape"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(page, view, space, change, said):
    asked = {
        "points": places(0.0, 0.0),
        "projection": view.state.projection["key"],
        "anchor": space.codes[0],
        "off": 1,
        **change,
    }
    assert said in page.fails(view, "veil", **asked)


def test_a_deterministic_encoder_has_no_posteriors(page, view):
    key = view.state.projection["key"]
    said = page.fails(view, "spread", indices=np.array([0], np.uint32), projection=key)
    assert "one code a sample, without a spread" in said
