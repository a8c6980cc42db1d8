"""What the views of a space share, seen from Python and from the page."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.widgets.state import SpaceState
from tests.widgets.conftest import DIMS, N, revive


def code(*values):
    return np.array(values, np.float32)


def test_views_of_a_space_move_together(page, space):
    sliders, picture = lw.LatentSliders(space), lw.DecodedView(space)
    assert sliders.state is picture.state
    sliders.z = [0.1, 0.2, 0.3, 0.4]
    np.testing.assert_array_equal(picture.z, code(0.1, 0.2, 0.3, 0.4))
    sent = [state["z"] for comm_id, state in page.updates if "z" in state]
    assert len(sent) == 1, "the page hears once"
    np.testing.assert_array_equal(revive(sent[0]), picture.z)


def test_views_of_two_spaces_do_not(page, make_space):
    one, other = lw.LatentSliders(make_space()), lw.LatentSliders(make_space())
    before = other.z
    one.z = np.zeros(DIMS)
    np.testing.assert_array_equal(other.z, before)


def test_the_page_moves_every_view_and_is_not_told_its_own_word(page, space):
    one, other = lw.LatentSliders(space), lw.LatentMap(space)
    seen = []
    other.observe(lambda change: seen.append(change["new"]), "z")
    page.updates.clear()
    page.set(one.state, "z", code(1, 2, 3, 4))
    np.testing.assert_array_equal(one.z, code(1, 2, 3, 4))
    np.testing.assert_array_equal(seen, [code(1, 2, 3, 4)])
    assert [state for _, state in page.updates if "z" in state] == []


def test_an_equal_value_says_nothing(page, space):
    view = lw.LatentSliders(space)
    view.z, view.selection = np.ones(DIMS), [1, 2]
    seen = []
    view.observe(seen.append, ["z", "selection", "bookmarks"])
    view.z, view.selection, view.bookmarks = np.ones(DIMS), [1, 2], {}
    assert seen == []


def test_z_has_the_shape_of_a_code_and_cannot_be_changed_in_place(page, space):
    view = lw.LatentSliders(space)
    given = np.zeros(DIMS)
    view.z = given
    given[0] = 7
    assert view.z[0] == 0
    assert view.z.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        view.z[0] = 1


def test_spatial_codes_keep_their_shape_in_python_and_are_flat_in_the_page(page):
    space = lw.LatentSpace(
        lambda z: z.reshape(len(z), -1)[:, :16], latent_shape=(2, 3, 3), output_shape=(4, 4),
        prior="normal", n_samples=5, value_range=(-3, 3),
    )  # fmt: skip
    view = lw.DecodedView(space)
    assert view.z.shape == (2, 3, 3)
    assert page.opened[view.state.model_id]["z"]["shape"] == [18]
    page.set(view.state, "z", np.arange(18, dtype=np.float32))
    np.testing.assert_array_equal(view.z, np.arange(18).reshape(2, 3, 3))


def test_selection_takes_indices_or_a_mask(page, space):
    view = lw.LatentMap(space)
    view.selection = space.labels == 2
    np.testing.assert_array_equal(view.selection, np.arange(2, N, 3))
    page.set(view.state, "selection", np.array([3, 1], np.uint32))
    np.testing.assert_array_equal(space.codes[view.selection], space.codes[[3, 1]])


def test_bookmarks_are_codes_by_name(page, space):
    view = lw.LatentExplorer(space)
    view.bookmarks = {**view.bookmarks, "mine": view.z, "<b>": np.zeros(DIMS)}
    sent = revive(page.updates[-1][1]["bookmarks"])
    assert [entry["name"] for entry in sent] == ["mine", "<b>"]
    with pytest.raises(TypeError):
        view.bookmarks["other"] = view.z
    z = np.full(DIMS, 2, np.float32)
    entry = {"name": "theirs", "z": {"dtype": "float32", "shape": [DIMS]}}
    page.say(
        view.state,
        {"method": "update", "state": {"bookmarks": [entry]},
         "buffer_paths": [["bookmarks", 0, "z", "data"]]},
        [memoryview(z.tobytes())],
    )  # fmt: skip
    assert list(view.bookmarks) == ["theirs"]
    np.testing.assert_array_equal(view.bookmarks["theirs"], z)


def test_the_page_begins_with_a_picture_a_map_and_sliders(page, space):
    view = lw.LatentExplorer(space)
    state = {
        name: revive(value)
        for name, value in page.opened[view.state.model_id].items()
        if name in SpaceState.class_traits(sync=True)
    }
    description = state["description"]
    assert (description["n_samples"], description["latent_size"]) == (N, DIMS)
    assert description["modality"] == {"kind": "image", "height": 8, "width": 8, "channels": 1}
    assert description["colours"] == [
        {"name": "label", "kind": "categorical"}, {"name": "ink", "kind": "numeric"},
    ]  # fmt: skip
    assert (description["projections"], description["dropped"]) == (["pca", "tsne"], 0)
    np.testing.assert_array_equal(state["z"], view.z.ravel())
    frame = state["frame"]["pixels"].reshape(8, 8, 4)[..., 0]
    np.testing.assert_array_equal(frame, np.rint(space.decode(view.z)[0, ..., 0] * 255))
    assert state["projection"]["coordinates"].shape == (N, 2)
    assert state["colour"]["name"] == "label"
    sliders = state["sliders"]
    assert sliders["ready"] is True
    np.testing.assert_array_equal(sliders["order"], np.argsort(-space.effects(), kind="stable"))
    assert sliders["histogram"].shape == (DIMS, 24)
    assert sliders["histogram"].max(axis=1) == pytest.approx(1)
    assert (sliders["low"] < sliders["high"]).all()


def test_the_first_code_is_a_sample(page, space):
    view = lw.DecodedView(space)
    assert space.nearest(view.z)[1][0] == 0


def test_dimensions_that_do_nothing_are_marked(page, images):
    class Lazy:
        """Uses 2 of 4 dimensions."""

        n_features_in_ = 64

        def transform(self, x):
            return np.column_stack([x[:, :2], x[:, 2:4] + x[:, 4:6]]).astype(np.float32)

        def inverse_transform(self, z):
            return np.clip(z[:, [0, 2]] @ np.ones((2, 64), np.float32) / 4, 0, 1)

    space = lw.LatentSpace(
        Lazy(), np.random.default_rng(0).random((50, 64)).astype(np.float32),
        value_range=(0, 1), output_shape=(8, 8), progress=False,
    )  # fmt: skip
    sliders = lw.LatentSliders(space).state.sliders
    np.testing.assert_array_equal(sliders["dead"], [0, 1, 0, 1])
    assert set(sliders["order"][:2].tolist()) == {0, 2}


def test_slow_effects_come_later(page, make_space, monkeypatch):
    monkeypatch.setattr("latentwidgets.widgets.initial.SLOW_SECONDS", 0)
    view = lw.LatentSliders(make_space())
    first = page.opened[view.state.model_id]["sliders"]
    assert first["ready"] is False
    page.wait_for(lambda: any("sliders" in state for _, state in page.updates))
    (later,) = (state["sliders"] for _, state in page.updates if "sliders" in state)
    assert later["ready"] is True
    np.testing.assert_array_equal(revive(later["effect"]), view.space.effects())


def test_before_effects_are_known_named_dimensions_come_first(page, make_space, monkeypatch):
    monkeypatch.setattr("latentwidgets.widgets.initial.SLOW_SECONDS", 0)
    space = make_space()
    sd = space.flat_codes.std(axis=0)
    least, *rest = np.argsort(sd).tolist()
    space.dimension_names[least] = "glow"
    view = lw.LatentSliders(space)
    first = page.opened[view.state.model_id]["sliders"]
    assert revive(first["order"]).tolist() == [least, *rest[::-1]]
    (axes,) = view.figure().axes
    assert f"$z_{{{least}}}$ glow" in [label.get_text() for label in axes.get_yticklabels()]


def test_a_page_that_opens_late_gets_the_picture_of_now_or_none(page, space):
    view = lw.DecodedView(space)
    view.z = np.zeros(DIMS)
    assert view.state.get_state("frame")["frame"] is None, "no picture of another code"
    page.ask(view, "decode", z=np.zeros(DIMS, np.float32))
    frame = revive(view.state.get_state("frame")["frame"])
    np.testing.assert_array_equal(frame["z"], np.zeros(DIMS))


def test_a_closed_space_remembers_what_it_held(page, space):
    view = lw.LatentExplorer(space)
    view.z, view.selection, view.bookmarks = np.ones(DIMS), [4, 2], {"a": np.zeros(DIMS)}
    view.close()
    again = lw.LatentSliders(space)
    assert again.state is not view.state
    np.testing.assert_array_equal(again.z, np.ones(DIMS))
    np.testing.assert_array_equal(again.selection, [4, 2])
    assert list(again.bookmarks) == ["a"]


def test_a_map_outlives_the_views_that_asked_for_it(page, space):
    view = lw.LatentMap(space)
    first = page.ask(view, "project", method="tsne", dims=2)
    view.close()
    told = len(page.progress)
    again = page.ask(lw.LatentMap(space), "project", method="tsne", dims=2)
    np.testing.assert_array_equal(first["coordinates"], again["coordinates"])
    assert len(page.progress) == told


def test_the_map_begins_as_asked(page, space):
    view = lw.LatentMap(space, colour="ink", dims=3)
    assert view.state.colour["name"] == "ink"
    assert view.state.projection["dims"] == 3


def test_tsne_at_the_start_comes_when_it_is_ready(page, space):
    view = lw.LatentExplorer(space, projection="tsne")
    assert view.state.projection["method"] == "pca"
    page.wait_for(lambda: any("projection" in state for _, state in page.updates))
    assert view.state.projection["method"] == "tsne"
