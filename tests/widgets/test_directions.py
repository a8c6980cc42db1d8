"""Directions as a page makes, measures and changes them."""

import json

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.widgets.html.contents import page_contents
from tests.widgets.conftest import DIMS


@pytest.fixture
def view(space):
    return lw.DirectionStudio(space)


def names(view):
    return [entry["name"] for entry in view.state.directions["entries"]]


def indices(*numbers):
    return np.array(numbers, np.uint32)


def test_an_attribute_becomes_a_direction(page, view, space):
    result = page.ask(view, "direction", attribute="ink")
    assert result == {"name": "ink", "before": 1, "after": 2}
    (entry,) = view.state.directions["entries"]
    expected = space.direction("ink")
    np.testing.assert_array_equal(entry["vector"], expected.vector)
    assert entry["scale"] == pytest.approx(expected.scale)
    assert entry["quality"] is None
    named = page.ask(view, "direction", attribute="label", value="2", method="lda")
    assert named["name"] == "label 2"
    assert names(view) == ["ink", "label 2"] == list(space.directions)


def test_two_groups_and_the_rest(page, view, space):
    first, second = indices(*range(20)), indices(*range(20, 45))
    page.ask(view, "direction", positive=first, negative=second, name="mine")
    expected = space.direction(positive=first, negative=second)
    np.testing.assert_array_equal(space.directions["mine"].vector, expected.vector)
    page.ask(view, "direction", positive=first)
    expected = space.direction(positive=first)
    np.testing.assert_array_equal(space.directions["groups"].vector, expected.vector)


def test_pairs_of_codes(page, view, space):
    codes = space.sample(4, seed=3)
    result = page.ask(view, "direction", pairs=codes.reshape(-1))
    assert result["name"] == "pairs"
    expected = space.direction(pairs=(codes[:2], codes[2:]))
    kept = space.directions["pairs"]
    np.testing.assert_array_equal(kept.vector, expected.vector)
    assert (kept.method, kept.recipe) == ("pairs", None)
    assert page.ask(view, "direction_quality", name="pairs")["quality"]["n_positive"] == 2


def test_pairs_of_samples_can_be_made_again(page, view, space):
    rows = indices(3, 5, 11, 2)
    page.ask(view, "direction", pairs=space.flat_codes[rows].reshape(-1), samples=rows, name="mine")
    kept = space.directions["mine"]
    assert kept.recipe == {"pairs": [[3, 11], [5, 2]], "method": "pairs"}
    np.testing.assert_array_equal(space.direction(**kept.recipe).vector, kept.vector)
    # Numbers of other data, as of a session: the codes are what counts.
    page.ask(view, "direction", pairs=space.flat_codes[rows].reshape(-1), samples=rows[::-1])
    np.testing.assert_array_equal(space.directions["pairs"].vector, kept.vector)
    assert space.directions["pairs"].recipe is None


def test_its_quality_comes_after_it_with_progress(page, view, space):
    page.ask(view, "direction", attribute="ink")
    quality = page.ask(view, "direction_quality", name="ink")["quality"]
    assert quality["words"] == space.directions["ink"].quality.words
    assert quality["auc"] > 0.6
    steps = [note["result"]["step"] for note in page.progress]
    assert steps == sorted(steps)
    assert steps
    (entry,) = view.state.directions["entries"]
    assert entry["quality"] == space.directions["ink"].quality.describe()
    before = len(page.progress)
    assert page.ask(view, "direction_quality", name="ink")["quality"] == quality
    assert len(page.progress) == before


def test_found_without_labels(page, view, space):
    assert page.ask(view, "find_direction", method="pca", index=1)["name"] == "pca 1"
    z = space.codes[3].copy()
    local = page.ask(view, "find_direction", method="jacobian", index=0, z=z)
    assert local["name"] == "jacobian 0"
    expected = space.direction(method="jacobian", code=z)
    np.testing.assert_array_equal(space.directions["jacobian 0"].vector, expected.vector)
    said = page.fails(view, "find_direction", method="sefa", index=0)
    assert "begins with a linear layer" in said


def test_changed_and_taken_back(page, view, space):
    page.ask(view, "direction", attribute="ink")
    page.ask(view, "find_direction", method="pca", index=0)
    start = view.state.directions["version"]
    kept = dict(space.directions)
    assert page.ask(view, "edit_direction", name="ink", act="rename", to="dark")["name"] == "dark"
    assert names(view) == ["dark", "pca 0"]
    page.ask(view, "edit_direction", name="dark", act="flip")
    np.testing.assert_array_equal(space.directions["dark"].vector, -kept["ink"].vector)
    page.ask(view, "edit_direction", name="dark", act="orthogonalise", others=["pca 0"])
    apart = space.directions["dark"].vector @ space.directions["pca 0"].vector
    assert abs(apart) < 1e-6
    page.ask(view, "edit_direction", name="pca 0", act="remove")
    assert names(view) == ["dark"]
    end = view.state.directions["version"]
    assert end == start + 4
    page.ask(view, "restore_directions", version=start)
    assert names(view) == ["ink", "pca 0"]
    assert space.directions["ink"] is kept["ink"]
    page.ask(view, "restore_directions", version=end)
    assert names(view) == ["dark"]


def test_from_a_file_of_the_page(page, view, space, tmp_path):
    text = space.direction("ink").save(tmp_path / "ink.json").read_bytes()
    file = np.frombuffer(text, np.uint8)
    assert page.ask(view, "keep_direction", file=file)["name"] == "ink"
    described = json.loads(text)
    described["vector"], described["latent_shape"] = [1, 0], [2]
    other = np.frombuffer(json.dumps(described).encode(), np.uint8)
    said = page.fails(view, "keep_direction", file=other)
    assert "belongs to another model" in said
    said = page.fails(view, "keep_direction", file=np.frombuffer(b"nothing", np.uint8))
    assert said.startswith("The file cannot be read as a direction")
    assert names(view) == ["ink"]
    described = {**json.loads(text), "fingerprint": "f" * 64, "name": "else"}
    other = np.frombuffer(json.dumps(described).encode(), np.uint8)
    result = page.ask(view, "keep_direction", file=other)
    assert "is of another model than" in result["notice"]
    assert space.directions["else"].label.endswith("made in another model")


def test_from_an_npz_of_the_page(page, view, space, tmp_path):
    made = space.direction("ink")
    _ = made.quality
    data = made.save(tmp_path / "ink.npz").read_bytes()
    result = page.ask(view, "keep_direction", file=np.frombuffer(data, np.uint8))
    assert result == {"name": "ink", "before": 1, "after": 2}
    np.testing.assert_array_equal(space.directions["ink"].vector, made.vector)
    assert space.directions["ink"].measured == made.quality
    for broken in (data[:200], data.replace(b"vector.npy", b"victor.npy")):
        said = page.fails(view, "keep_direction", file=np.frombuffer(broken, np.uint8))
        assert said.startswith("The file cannot be read as a direction")


def test_codes_of_samples(page, view, space):
    found = page.ask(view, "codes", indices=indices(3, 1))["codes"]
    np.testing.assert_array_equal(found.reshape(2, -1), space.codes[[3, 1]])


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        ("direction", {}, "Group A is empty"),
        ("direction", {"positive": indices(1), "negative": indices(1)}, "the same 1 samples"),
        (
            "direction",
            {"positive": indices(1, 2), "negative": indices(2, 3)},
            "1 sample is in both groups",
        ),
        ("direction", {"attribute": "inc"}, "did you mean 'ink'"),
        ("direction", {"attribute": "label"}, "3 kinds: choose one"),
        ("direction", {"attribute": "ink", "method": "pca"}, "for groups"),
        ("direction", {"attribute": ["ink"]}, "no text"),
        ("direction", {"pairs": np.ones(3 * DIMS, np.float32)}, "two for each pair"),
        ("direction", {"pairs": np.ones(2 * DIMS, np.float32)}, "nothing tells them apart"),
        ("direction", {"pairs": np.full(2 * DIMS, np.nan, np.float32)}, "NaN"),
        ("direction", {"pairs": np.ones(5, np.float32)}, "numbers: give"),
        ("direction", {"pairs": np.ones(130 * DIMS, np.float32)}, "pairs"),
        ("find_direction", {"method": "mean", "index": 0}, "without labels"),
        ("find_direction", {"method": "pca", "index": 99}, "whole number from 0"),
        ("find_direction", {"method": "jacobian", "index": 0}, "z is no array"),
        ("direction_quality", {"name": "none"}, "There is no direction 'none'"),
        ("edit_direction", {"name": "none", "act": "flip"}, "There is no direction"),
        ("restore_directions", {"version": 999}, "too long ago"),
        ("codes", {"indices": indices(10_000)}, "no indices"),
        ("keep_direction", {"file": "text"}, "no array"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(page, view, kind, payload, said):
    assert said in page.fails(view, kind, **payload)
    assert names(view) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"act": "explode"}, "choose one of"),
        ({"act": "rename", "to": ""}, "no text of 1 to 100"),
        ({"act": "rename", "to": "pca 0"}, "already"),
        ({"act": "orthogonalise"}, "tick some"),
        ({"act": "orthogonalise", "others": ["ink"]}, "Nothing of 'ink' remains"),
        ({"act": "orthogonalise", "others": [1]}, "no list of the names"),
    ],
)
def test_a_change_that_cannot_be_leaves_all_as_it_was(page, view, space, change, said):
    page.ask(view, "direction", attribute="ink")
    page.ask(view, "find_direction", method="pca", index=0)
    before = dict(space.directions)
    assert said in page.fails(view, "edit_direction", name="ink", **change)
    assert dict(space.directions) == before


def test_stopped_on_request(page, make_space):
    import threading

    started, go = threading.Event(), threading.Event()

    class Slow:
        n_features_in_ = 64

        def __init__(self):
            self.waits = False

        def transform(self, x):
            return x[:, :4]

        def inverse_transform(self, z):
            if self.waits:
                started.set()
                go.wait(10)
            return np.tile(z, (1, 16))

    model = Slow()
    view = lw.DirectionStudio(make_space(model))
    page.ask(view, "direction", attribute="ink")
    model.waits = True
    key = page.send(view, "direction_quality", name="ink")
    assert started.wait(10)
    page.ask(view, "cancel", target=key)
    model.waits = False
    go.set()
    content, _ = page.reply(key)
    assert content["cancelled"]
    assert view.state.directions["entries"][0]["quality"] is None
    assert page.ask(view, "direction_quality", name="ink")["quality"]["auc"] is not None


def test_what_python_keeps_the_page_sees(page, view, space):
    space.directions["tall"] = space.direction("ink")
    assert names(view) == ["tall"]
    _ = space.directions["tall"].quality
    assert view.state.directions["entries"][0]["quality"] is not None
    version = view.state.directions["version"]
    del space.directions["tall"]
    assert names(view) == []
    assert view.state.directions["version"] == version + 1
    assert len(view.directions) == 0


def test_there_again_when_the_space_is_viewed_later(space):
    first = lw.DirectionStudio(space)
    space.directions.keep(space.direction("ink"))
    first.close()
    space.directions.keep(space.direction(method="pca"))
    assert names(lw.DirectionStudio(space)) == ["ink", "pca 0"]


def test_in_an_exported_page(space):
    view = lw.LatentExplorer(space)
    kept = space.directions.keep(space.direction("ink"))
    _ = kept.quality
    (entry,) = page_contents(view.state, "float32")["traits"]["directions"]["entries"]
    assert entry["name"] == "ink"
    assert entry["quality"]["words"] == kept.quality.words


def test_the_figure(view, space):
    assert "No directions yet" in view.figure().texts[0].get_text()
    space.directions.keep(space.direction("ink", name="$ink$"))
    space.directions.keep(space.direction(method="pca"))
    figure = view.figure()
    assert len(figure.subfigs) == 2
    assert all(len(row.axes) == 7 for row in figure.subfigs)
    figure.savefig("/dev/null", format="png")


def test_in_a_saved_notebook_it_is_a_picture(view, space):
    space.directions.keep(space.direction("ink"))
    data, _ = view._repr_mimebundle_()
    assert "image/png" in data
