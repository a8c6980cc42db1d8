"""SpaceComparison: two states, one selection, the figures told, bad pairs refused."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.widgets.state import SpaceState
from tests.widgets.conftest import Linear, N, revive


class Squeezed(Linear):
    """The same picture basis, with the codes' axes scaled differently."""

    def transform(self, x):
        return super().transform(x) * [3, 1, 1, 1]

    def inverse_transform(self, z):
        return super().inverse_transform(z / [3, 1, 1, 1])


@pytest.fixture
def pair(make_space):
    return make_space(name="one"), make_space(Squeezed(), name="other")


@pytest.fixture
def view(pair, page):
    view = lw.SpaceComparison(*pair)
    yield view
    view.close()


def ask(page, view, kind, **payload):
    """Send a request to the widget itself."""

    class Widget:
        state = view

    return page.ask(Widget, kind, **payload)


def test_the_page_is_told_both_states_and_the_figures(view, page):
    page.wait_for(lambda: any("report" in state for _, state in page.updates))
    assert view.state is not view.other
    assert view.other.space is view.spaces[1]
    report = revive(view.report)
    assert report["overlap"]["k"] == 10
    assert 0 < report["overlap"]["value"] < 1
    assert report["overlap"]["changed"].dtype == np.uint32
    names = [figure["name"] for figure in report["figures"]]
    assert names[0] == "dimensions"
    assert "reconstruction error" in names
    assert view.comparison.overlap.value == report["overlap"]["value"]


def test_maps_are_laid_over_one_another_and_neighbours_told(view, page):
    found = ask(page, view, "align", first="pca-2", second="pca-2")["alignment"]
    points = view.spaces[1].project("pca", 2).coordinates
    laid = (points - found["center"]) @ found["matrix"].reshape(2, 2) + found["target"]
    back = (laid - found["target"]) @ found["inverse"].reshape(2, 2) + found["center"]
    np.testing.assert_allclose(back, points, atol=1e-4)
    near = ask(page, view, "neighbors", index=4)
    own = set(view.comparison.overlap.first[4])
    assert set(near["stayed"]) | set(near["left"]) == own
    assert not set(near["came"]) & own


def test_one_selection_and_one_sample_for_both(view):
    view.selection = [3, 1]
    assert view.other.selection.tolist() == [3, 1]
    view.other.write("selection", [5])
    assert view.selection.tolist() == [5]
    view.choose(7)
    np.testing.assert_array_equal(view.z, view.spaces[0].codes[7])
    np.testing.assert_array_equal(view.other.z, view.spaces[1].codes[7])
    with pytest.raises(OptionError, match=f"0 to {N - 1}"):
        view.choose(N)


def test_what_a_page_sends_goes_through_the_door(view, page):
    class Widget:
        state = view

    assert "no whole number" in page.fails(Widget, "neighbors", index=N)
    assert "no map 'x'" in page.fails(Widget, "align", first="x", second="pca-2")
    assert "choose one of" in page.fails(Widget, "decode")
    page.say(view, {"method": "update", "state": {"report": 3}, "buffer_paths": []})
    page.say(view, {"method": "update", "state": {"follow": "nobody"}, "buffer_paths": []})
    assert view.report != 3
    assert view.follow == "sample"
    page.say(view, {"method": "update", "state": {"follow": "place"}, "buffer_paths": []})
    assert view.follow == "place"


def test_closing_lets_both_states_go(pair, page):
    view = lw.SpaceComparison(*pair)
    states = view.state, view.other
    view.close()
    assert all(state.comm is None for state in states)
    view.close()
    again = lw.SpaceComparison(*pair, follow="place")
    assert again.follow == "place"
    again.close()


def test_a_pair_that_does_not_match_leaves_nothing_open(make_space, images):
    one = make_space()
    other = make_space(labels=(np.arange(N) + 1) % 3)
    with pytest.raises(DataError, match="labels differ"):
        lw.SpaceComparison(one, other)
    with pytest.raises(OptionError, match="follow='x'"):
        lw.SpaceComparison(one, make_space(), follow="x")
    with pytest.raises(OptionError, match="projection='x'"):
        lw.SpaceComparison(one, make_space(), projection="x")
    state = SpaceState.of(one)
    assert state._n_views == 1
    state.release()


def test_the_figure_shows_both_maps(view):
    figure = view.figure()
    titles = [axes.get_title() for axes in figure.axes]
    assert any(title.startswith("one") for title in titles)
    assert any(title.startswith("other") for title in titles)
    assert "Procrustes" in figure.get_suptitle()


def test_built_in_models_are_matched_on_the_samples_both_hold():
    first, second = lw.SpaceComparison("cats/ae", "cats/vae").spaces
    assert first.n_samples == second.n_samples
