"""The interpolation player as Python holds it."""

import numpy as np
import pytest

import latentwidgets as lw
from tests.widgets.conftest import DIMS


@pytest.fixture
def player(page, space):
    return lw.InterpolationPlayer(space, anchors=space.codes[[3, 30]], path="slerp")


def test_it_begins_without_anchors_or_with_those_given(page, space, player):
    assert lw.InterpolationPlayer(space).anchors.shape == (0, DIMS)
    np.testing.assert_array_equal(player.anchors, space.codes[[3, 30]])
    assert (player.path, player.position, player.playing) == ("slerp", 0, False)
    named = lw.InterpolationPlayer(space, anchors=["sample_3", space.codes[30]])
    np.testing.assert_array_equal(named.anchors, player.anchors)


def test_the_position_moves_the_code_along_the_way(space, player):
    player.position = 0.25
    np.testing.assert_allclose(player.z, player.way().at(0.25)[0])
    np.testing.assert_allclose(
        player.z, space.interpolate(*space.codes[[3, 30]], 5, "slerp")[1], atol=1e-6
    )
    player.path, player.constant_speed = "lerp", True
    player.position = 1
    np.testing.assert_array_equal(player.z, space.codes[30])


def test_the_way_is_measured_once_until_something_changes(space, player):
    way = player.way()
    assert player.way() is way
    assert way.name == "slerp"
    player.path = "data"
    assert player.way().name == "data"
    player.constant_speed = True
    assert player.way().evenness < way.evenness


@pytest.mark.parametrize(
    ("name", "value", "error", "words"),
    [
        ("anchors", [[1.0] * (DIMS + 1)], lw.ShapeError, r"\(5,\)"),
        ("anchors", [[np.nan] * DIMS], lw.DataError, "NaN"),
        ("anchors", ["nobody", "sample_1"], lw.DataError, "Nothing is called 'nobody'"),
        ("path", "arc", lw.OptionError, "path='arc'"),
        ("position", 1.5, lw.OptionError, "position=1.5"),
        ("position", "half", lw.OptionError, "position='half'"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_stays(player, name, value, error, words):
    before = np.array(player.anchors), player.path, player.position
    with pytest.raises(error, match=words):
        setattr(player, name, value)
    np.testing.assert_array_equal(player.anchors, before[0])
    assert (player.path, player.position) == before[1:]


def test_a_player_that_cannot_begin_leaves_nothing_open(page, space):
    with pytest.raises(lw.OptionError):
        lw.InterpolationPlayer(space, path="arc")
    assert not page.opened


def test_the_page_sets_anchors_and_the_rest(page, space, player):
    page.set(player, "anchors", space.flat_codes[[7, 8, 9]].reshape(-1))
    np.testing.assert_array_equal(player.anchors, space.codes[[7, 8, 9]])
    z = player.z
    update = {"method": "update", "state": {"position": 0.5, "path": "lerp"}, "buffer_paths": []}
    page.say(player, update)
    assert (player.position, player.path) == (0.5, "lerp")
    np.testing.assert_array_equal(player.z, z)  # it comes by the state that all views share


@pytest.mark.parametrize(
    ("name", "value"),
    [("position", 7), ("position", None), ("path", "arc"), ("path", ["lerp"]), ("playing", "yes")],
)
def test_nonsense_of_a_page_is_refused(page, player, name, value):
    before = getattr(player, name)
    page.say(player, {"method": "update", "state": {name: value}, "buffer_paths": []})
    assert getattr(player, name) == before


def test_anchors_of_another_size_are_refused(page, player):
    before = np.array(player.anchors)
    page.set(player, "anchors", np.zeros(DIMS + 1, np.float32))
    page.set(player, "anchors", np.full(DIMS, np.inf, np.float32))
    np.testing.assert_array_equal(player.anchors, before)


def test_its_figure_shows_film_and_curves(space, player):
    figure = player.figure()
    titles = [axes.get_title() for part in figure.subfigs for axes in part.axes]
    assert any("lowest density" in title for title in titles)
    assert len(figure.subfigs[0].axes) == 12
    assert len(lw.InterpolationPlayer(space).figure().axes) == 1  # nothing but the decoded code
