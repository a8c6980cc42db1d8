"""A visitor sends anything at all: refused, logged, nothing changed, the kernel alive."""

import logging

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from tests.widgets.conftest import DIMS, N, revive


@pytest.fixture
def view(page, space):
    view = lw.LatentExplorer(space)
    view.selection, view.bookmarks = [1, 2], {"a": view.z}
    page.updates.clear()
    return view


def shared(view):
    bookmarks = {name: code.tolist() for name, code in view.bookmarks.items()}
    return view.z.tolist(), view.selection.tolist(), bookmarks


def wire(dtype, shape):
    return {"dtype": dtype, "shape": shape}


NOISE = np.random.default_rng(0).bytes(10 * 2**20)
BAD_Z = {
    "NaN": (wire("float32", [DIMS]), np.array([0, np.nan, 0, 0], np.float32).tobytes()),
    "infinite": (wire("float32", [DIMS]), np.array([0, np.inf, 0, 0], np.float32).tobytes()),
    "too long": (wire("float32", [5]), bytes(20)),
    "too short": (wire("float32", [3]), bytes(12)),
    "fewer bytes than said": (wire("float32", [DIMS]), bytes(15)),
    "another dtype": (wire("float64", [DIMS]), bytes(32)),
    "a pickle of a dtype": (wire("O", [DIMS]), bytes(32)),
    "a negative shape": (wire("float32", [-4]), bytes(16)),
    "a huge shape": (wire("float32", [2**62, 4]), bytes(16)),
    "a shape of text": (wire("float32", "4"), bytes(16)),
    "a shape of floats": (wire("float32", [4.0]), bytes(16)),
    "10 MB of noise": (wire("float32", [len(NOISE) // 4]), NOISE),
    "noise as a small array": (wire("float32", [DIMS]), NOISE),
}


@pytest.mark.parametrize("name", BAD_Z)
def test_a_wrong_z_is_refused_and_the_page_told(page, view, caplog, name):
    before = shared(view)
    value, data = BAD_Z[name]
    with caplog.at_level(logging.WARNING, "latentwidgets"):
        page.say(
            view.state,
            {"method": "update", "state": {"z": value}, "buffer_paths": [["z", "data"]]},
            [memoryview(data)],
        )
    assert shared(view) == before
    assert "refused z" in caplog.text
    np.testing.assert_array_equal(revive(page.updates[-1][1]["z"]), view.z)


@pytest.mark.parametrize(
    "value", [None, 3, "text", [1, 2], {}, {"dtype": "float32"}, {"data": "AAAA"}]
)
@pytest.mark.parametrize("name", ["z", "selection", "bookmarks"])
def test_a_value_of_another_type_is_refused(page, view, name, value):
    before = shared(view)
    page.say(view.state, {"method": "update", "state": {name: value}})
    assert shared(view) == before
    assert [list(state) for _, state in page.updates] == [[name]]


@pytest.mark.parametrize("indices", [[N], [2**32 - 1], [1, 1], [*range(N), 0]])
def test_a_wrong_selection_is_refused(page, view, indices):
    page.set(view.state, "selection", np.array(indices, np.uint32))
    assert view.selection.tolist() == [1, 2]


@pytest.mark.parametrize(
    "names",
    [
        [""], ["x" * 101], [3], [None], [["a"]], [{}], ["twice", "twice"],
        [f"b{i}" for i in range(501)],
    ],
)  # fmt: skip
def test_wrong_bookmarks_are_refused(page, view, names):
    z = np.zeros(DIMS, np.float32)
    entries = [{"name": name, "z": wire("float32", [DIMS])} for name in names]
    paths = [["bookmarks", index, "z", "data"] for index in range(len(names))]
    page.say(
        view.state,
        {"method": "update", "state": {"bookmarks": entries}, "buffer_paths": paths},
        [memoryview(z.tobytes())] * len(names),
    )
    assert list(view.bookmarks) == ["a"]


@pytest.mark.parametrize(
    "name", ["sliders", "description", "projection", "frame", "protocol", "_esm", "layout", "keys"]
)
def test_the_page_sets_nothing_but_the_three(page, view, name):
    before = getattr(view.state, name)
    page.say(view.state, {"method": "update", "state": {name: "evil"}})
    assert getattr(view.state, name) is before


@pytest.mark.parametrize("name", ["_esm", "state", "z", "_css", "layout"])
def test_the_page_sets_nothing_of_a_view(page, view, name):
    before = getattr(view, name)
    page.say(view, {"method": "update", "state": {name: "evil"}})
    assert getattr(view, name) is before


def test_what_is_valid_is_taken_beside_what_is_not(page, view):
    z = np.full(DIMS, 2, np.float32)
    page.say(
        view.state,
        {
            "method": "update",
            "state": {"z": wire("float32", [DIMS]), "selection": 7},
            "buffer_paths": [["z", "data"]],
        },
        [memoryview(z.tobytes())],
    )
    np.testing.assert_array_equal(view.z, z)
    assert view.selection.tolist() == [1, 2]


REQUESTS = [
    {"kind": "nonsense"},
    {"kind": "decode"},
    {"kind": "decode", "z": [0, 0, 0, 0]},
    {"kind": "decode", "z": np.zeros(5, np.float32)},
    {"kind": "decode", "z": np.full(DIMS, np.nan, np.float32)},
    {"kind": "decode", "z": {"dtype": "float32", "shape": [DIMS], "buffer": 9}},
    {"kind": "decode", "z": {"dtype": "float32", "shape": [DIMS], "buffer": -1}},
    {"kind": "decode", "z": np.zeros(DIMS, np.float32), "exact": "yes"},
    {"kind": "decode", "point": [0, 0]},
    {"kind": "decode", "point": [0, 0], "projection": "unknown"},
    {"kind": "decode", "point": [0, 0, 0], "projection": "pca-2"},
    {"kind": "decode", "point": [0, 1e300], "projection": "pca-2"},
    {"kind": "decode", "point": [0, float("nan")], "projection": "pca-2"},
    {"kind": "decode", "point": [0, True], "projection": "pca-2"},
    {"kind": "about", "z": "z"},
    {"kind": "sample", "index": N},
    {"kind": "sample", "index": -1},
    {"kind": "sample", "index": 1.5},
    {"kind": "sample", "index": True},
    {"kind": "thumbnails", "indices": np.array([N], np.uint32), "size": 8},
    {"kind": "thumbnails", "indices": np.zeros(0, np.uint32), "size": 8},
    {"kind": "thumbnails", "indices": np.zeros(1025, np.uint32), "size": 8},
    {"kind": "thumbnails", "indices": np.zeros(3, np.uint32), "size": 10**9},
    {"kind": "tiles", "codes": np.zeros(DIMS + 1, np.float32), "columns": 1, "size": 8},
    {"kind": "tiles", "codes": np.zeros(0, np.float32), "columns": 1, "size": 8},
    {"kind": "tiles", "codes": np.full(DIMS, np.nan, np.float32), "columns": 1, "size": 8},
    {"kind": "tiles", "codes": np.zeros(257 * DIMS, np.float32), "columns": 5, "size": 8},
    {"kind": "tiles", "codes": np.zeros(2 * DIMS, np.float32), "columns": 3, "size": 8},
    {"kind": "project", "method": "umap", "dims": 2},
    {"kind": "project", "method": "pca", "dims": 4},
    {"kind": "project", "method": "tsne", "dims": 2, "perplexity": float("inf")},
    {"kind": "project", "method": "tsne", "dims": 2, "seed": -1},
    {"kind": "colour", "name": "unknown"},
    {"kind": "colour", "name": 5},
    {"kind": "cancel"},
    {"kind": "random", "noise": np.frombuffer(NOISE, np.uint8)},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: f"{r['kind']}-{len(str(r))}")
def test_a_wrong_request_gets_a_sentence(page, view, request_):
    before = shared(view)
    payload = dict(request_)
    error = page.fails(view, payload.pop("kind"), **payload)
    assert error.endswith(".")
    assert "Traceback" not in error
    assert shared(view) == before
    assert page.ask(view, "random")["z"].shape == (DIMS,), "the next works"


MALFORMED = [
    None, [], "text", {}, {"method": None}, {"method": "unknown"}, {"method": "custom"},
    {"method": "custom", "content": 3}, {"method": "custom", "content": {"kind": "random"}},
    {"method": "custom", "content": {"kind": "random", "id": 5}},
    {"method": "custom", "content": {"kind": "random", "id": "x" * 1000}},
    {"method": "custom", "content": {"kind": ["list"], "id": "a"}},
    {"method": "update"}, {"method": "update", "state": []},
    {"method": "update", "state": {"z": 1}, "buffer_paths": [["z", "data"]]},
    {"method": "update", "state": {}, "buffer_paths": "z"},
]  # fmt: skip


@pytest.mark.parametrize("data", MALFORMED, ids=str)
def test_a_malformed_message_is_refused(page, view, data):
    before = shared(view)
    page.say(view.state, data)
    page.say(view, data)
    assert shared(view) == before
    assert page.ask(view, "random")["z"].shape == (DIMS,)


@pytest.mark.parametrize(
    "path", [[], ["z"], ["no", "where"], ["selection", 5, "x"], ["selection", "0"], [None], [["z"]]]
)
def test_a_buffer_that_leads_nowhere_is_refused(page, view, path):
    before = shared(view)
    state = {"z": {"dtype": "float32", "shape": [4]}, "selection": [1]}
    data = {"method": "update", "state": state, "buffer_paths": [path]}
    page.say(view.state, data, [memoryview(bytes(16))])
    assert shared(view) == before


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
names = st.sampled_from(["z", "selection", "bookmarks", "sliders", "_esm", "x"])
kinds = st.sampled_from(["decode", "about", "sample", "tiles", "thumbnails", "project", "colour"])
fields = st.sampled_from(
    ["z", "codes", "index", "point", "projection", "dims", "size", "columns", "name", "method"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    state=st.dictionaries(names, json, max_size=3),
    kind=kinds | st.text(max_size=5),
    payload=st.dictionaries(fields, json, max_size=4),
    paths=st.lists(st.lists(json, max_size=3), max_size=2),
)
def test_no_json_breaks_the_kernel(page, view, state, kind, payload, paths):
    before = shared(view)
    buffers = [memoryview(bytes(16))] * len(paths)
    page.say(view.state, {"method": "update", "state": state, "buffer_paths": paths}, buffers)
    content, _ = page.reply(page.send(view, kind, **payload))
    assert isinstance(content["ok"], bool)
    assert shared(view)[0] == before[0]
