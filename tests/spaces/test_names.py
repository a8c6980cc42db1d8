"""Names of codes: bookmarks, directions, means of classes and attributes, single samples."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.groups import groups_of

N = 24


@pytest.fixture
def space(linear, pictures):
    return lw.LatentSpace(
        linear,
        pictures[:N],
        labels=["siamese", "ginger cat", "tabby"] * (N // 3),
        attributes={
            "glasses": np.arange(N) % 2 == 0,
            "tense": ["past", None, "future", "past"] * (N // 4),
            "size": np.arange(N) / 7,
            "legs": np.arange(N) % 4,
        },
        progress=False,
    )


def mean(space, members):
    return space.codes[members].mean(axis=0)


def test_classes_go_by_their_own_text_and_attributes_by_theirs(space):
    every = np.arange(N)
    expected = {
        "siamese": every % 3 == 0,
        "ginger cat": every % 3 == 1,
        "tabby": every % 3 == 2,
        "glasses": every % 2 == 0,
        "no_glasses": every % 2 == 1,
        "tense_past": (every % 4 == 0) | (every % 4 == 3),
        "tense_future": every % 4 == 2,
        "size": every >= 18,
        "low_size": every < 6,
        **{f"legs_{k}": every % 4 == k for k in range(4)},
    }
    assert set(space.names) == set(expected)
    for name, members in expected.items():
        np.testing.assert_allclose(space.names[name], mean(space, members), atol=1e-6)
        found = space.names.find(name)
        assert (found.kind, found.count) == ("mean", members.sum())


def test_a_sample_is_found_by_its_number_and_not_listed(space):
    np.testing.assert_array_equal(space.names["sample_3"], space.codes[3])
    assert "sample_23" in space.names
    for unknown in (f"sample_{N}", "sample_03", "sample_-1", "sample_", "nobody", 3):
        assert unknown not in space.names
    with pytest.raises(KeyError, match="nobody"):
        space.names["nobody"]
    assert len(space.names) == len(list(space.names)) == 13


def test_bookmarks_come_first_and_follow_the_views(space):
    view = lw.DecodedView(space)
    view.bookmarks = {"tabby": np.ones(4), "mine": view.z}
    np.testing.assert_array_equal(space.names["tabby"], np.ones(4))
    assert space.names.find("mine").kind == "bookmark"
    view.bookmarks = {}
    assert "mine" not in space.names
    np.testing.assert_allclose(space.names["tabby"], mean(space, np.arange(2, N, 3)), atol=1e-6)
    view.close()


def test_directions_are_named_too_and_what_is_named_cannot_be_changed(space):
    step = np.full(4, 0.5)
    space.names.keep_directions({"smile": step})
    step[:] = 9
    assert space.names.find("smile").kind == "direction"
    np.testing.assert_array_equal(space.names["smile"], np.full(4, 0.5))
    with pytest.raises(ValueError, match="read-only"):
        space.names["smile"][0] = 1
    assert "'smile'" in repr(space.names)


def test_many_numbers_are_a_quantity_and_many_classes_are_cut_to_the_largest():
    values = np.arange(60) % 20
    names = [group.name for group in groups_of(None, {"notes": values})]
    assert names == ["notes", "low_notes"]
    labels = np.repeat(np.arange(200), np.where(np.arange(200) >= 100, 3, 1)).astype(str)
    groups = groups_of(labels, {})
    assert {len(group.members) for group in groups} == {3}
    assert len(groups) == 100


def test_missing_values_and_constant_quantities_make_no_group():
    attributes = {"same": np.full(9, 0.25), "gaps": np.array([np.nan, 0.1, 0.2, 0.3, np.nan])}
    found = {group.name: group.members.tolist() for group in groups_of(None, attributes)}
    assert found == {"gaps": [3], "low_gaps": [1]}


def test_two_that_would_have_one_name_leave_it_to_the_first():
    labels = np.array(["glasses", "hat"])
    groups = groups_of(labels, {"glasses": np.array([True, False])})
    assert [(group.name, group.of) for group in groups] == [
        ("glasses", "label"),
        ("hat", "label"),
        ("no_glasses", "glasses"),
    ]
