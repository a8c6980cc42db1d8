"""Sessions: saved, loaded, and refused where they are of another model or no sessions at all."""

import json
import logging
import re
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.widgets.journal import Entry
from latentwidgets.widgets.shown import Shown
from latentwidgets.widgets.tool_states import as_json
from tests.widgets.conftest import DIMS, Linear, N, revive

TINY = np.float32(0.1) + np.arange(DIMS, dtype=np.float32) / np.float32(3)


def entry(label, z, **more):
    known = {"time": 1.7e12, "undone": False, "map": "pca-2", "colour": "label", "selection": None}
    return Entry(label=label, z=np.asarray(z, np.float32), **{**known, **more})


def operand(name, z, kind="code"):
    return {"name": name, "kind": kind, "z": np.asarray(z, np.float32)}


TOOLS = {
    "arithmetic": {
        "terms": [
            {"operand": operand("sample_3", TINY, "sample"), "weight": 1.0},
            {"operand": None, "weight": -0.5},
        ],
        "text": "sample_3",
    },
    "styles": {
        "content": operand("<b>", TINY), "style": None, "groups": ["rest", "ears"],
        "strength": 0.25, "own": [{"name": "ears", "dims": np.array([0, 3], np.uint32)}],
    },
    "interpolation": {
        "anchors": [operand("a", TINY), None, operand("b", -TINY)], "path": "data", "pace": 2.0,
        "ping_pong": False, "constant_speed": True, "position": 0.3, "share": 0.4, "z": TINY,
    },
    "directions": {
        "from": TINY, "amounts": [{"name": "ink", "amount": 1.5}], "ticked": ["ink"],
        "a": np.array([3, 1], np.uint32), "b": np.array([], np.uint32),
        "pairs": [operand("sample_3", TINY, "sample"), operand("<b>", -TINY)],
    },
    "editor": {"wipe": 0.75},
}  # fmt: skip


def bring_own(view):
    """A direction is made, and a picture of one's own placed."""
    view.space.directions.keep(view.space.direction("ink"))
    editor = lw.SampleEditor(view.space)
    editor.load(view.space.samples([7])[0])
    editor.keep_residual = True
    editor.close()


@pytest.fixture
def view(page, space):
    view = lw.LatentExplorer(space)
    bring_own(view)
    view.state.tools = TOOLS
    view.z, view.selection = TINY, [4, 2]
    view.bookmarks = {"smile": np.ones(DIMS), "<b>": -TINY}
    chosen = np.array([4, 2])
    view.state.journal = (
        entry("moved z₀ to 1", np.ones(DIMS)),
        entry("selected 2 samples", TINY, selection=chosen, undone=True),
        entry("colour: ink", TINY, selection=chosen, colour="ink", map="pca-3"),
    )
    return view


def held(view):
    """All that a session holds, as plain values."""
    state = view.state
    journal = [
        (e.label, e.time, e.undone, e.map, e.colour, e.z.tolist(),
         None if e.selection is None else e.selection.tolist())
        for e in state.journal
    ]  # fmt: skip
    bookmarks = {name: code.tolist() for name, code in view.bookmarks.items()}
    shown = view.z.tolist(), view.selection.tolist(), bookmarks, state.shown, journal
    directions = [
        (one.name, one.vector.tolist(), one.scale, one.method, one.label)
        for one in view.space.directions.values()
    ]
    edits = state.context.edits
    own = edits.current and (
        edits.current.placement.original.tolist(), edits.current.placement.code.tolist(),
        edits.current.placement.reconstruction.tolist(), edits.current.placement.error,
        edits.current.notices,
    )  # fmt: skip
    return *shown, as_json(state.tools), directions, own, edits.keeps_lost


def reset(view):
    view.space.directions.clear()
    view.state.context.edits.restore(0)
    view.state.context.edits.keep(False)
    view.state.tools = {}
    view.z, view.selection, view.bookmarks = np.zeros(DIMS), [], {}
    view.state.journal = ()
    view.state.shown = Shown("pca-2", "label")


def test_a_session_comes_back_as_it_was(page, view, tmp_path):
    page.ask(view, "project", method="pca", dims=3)
    view.state.shown = Shown("pca-3", "ink")
    before = held(view)
    path = view.save_session(tmp_path / "mine.json")
    reset(view)
    assert held(view) != before
    page.updates.clear()
    view.load_session(path)
    assert held(view) == before
    told = [state for _, state in page.updates if "z" in state]
    assert len(told) == 1, "pages hear of it in one go"
    assert revive(told[0]["projection"])["dims"] == 3
    assert revive(told[0]["colour"])["name"] == "ink"
    assert revive(told[0]["tools"])["interpolation"]["path"] == "data"


def test_a_session_moves_to_a_new_space_of_the_same_model_and_data(view, make_space, tmp_path):
    path = view.save_session(tmp_path / "mine.json")
    before = held(view)
    other = lw.LatentExplorer(make_space())
    other.load_session(path)
    assert held(other) == before


def test_the_file_says_what_it_is_of(view, space, tmp_path):
    content = json.loads(view.save_session(tmp_path / "mine.json").read_text("utf-8"))
    assert (content["format"], content["version"]) == ("latentwidgets session", 2)
    assert content["latentwidgets"] == lw.__version__
    assert content["space"]["name"] == space.name
    assert (content["space"]["n_samples"], content["space"]["seed"]) == (N, 0)
    assert re.fullmatch("[0-9a-f]{64}", content["space"]["fingerprint"])
    np.testing.assert_array_equal(np.float32(content["z"]), TINY)
    assert len(content["selections"]) == 1, "equal selections stand once"


def test_a_map_that_takes_long_comes_later(page, view, make_space, tmp_path):
    page.ask(view, "project", method="tsne", dims=2, perplexity=7.0)
    view.state.shown = Shown("tsne-2-perplexity=7.0", "label")
    path = view.save_session(tmp_path / "mine.json")
    other = lw.LatentExplorer(make_space())
    other.load_session(path)
    page.wait_for(lambda: other.state.shown.map == "tsne-2-perplexity=7.0")
    assert other.state.current_map().options["perplexity"] == 7


def test_other_data_leave_the_selection_out_with_a_warning(view, images, tmp_path):
    path = view.save_session(tmp_path / "mine.json")
    turned = lw.LatentSpace(
        Linear(), images.reshape(N, -1)[::-1].copy(), value_range=(0, 1), output_shape=(8, 8),
        progress=False,
    )  # fmt: skip
    other = lw.LatentExplorer(turned)
    with pytest.warns(UserWarning, match="saved with other data.*no colour 'label' here"):
        other.load_session(path)
    np.testing.assert_array_equal(other.z, TINY)
    assert list(other.bookmarks) == ["smile", "<b>"]
    assert other.selection.tolist() == []
    assert other.state.tools["directions"]["a"].tolist() == []
    assert other.state.tools["directions"]["ticked"] == ["ink"]
    assert other.state.journal[-1].selection is None


class Doubled(Linear):
    """The same shape, and codes that mean something else."""

    def __init__(self):
        super().__init__()
        self.basis = 2 * self.basis


@pytest.mark.parametrize(
    ("model", "name", "said"),
    [
        (Doubled(), None, "with other weights|is 'Doubled'"),
        (Doubled(), "Linear", "with other weights than this one has"),
        (Linear(dims=5), None, r"codes have shape \(4,\).*codes of shape \(5,\)"),
    ],
)
def test_another_models_session_is_refused_and_the_state_kept(
    view, make_space, tmp_path, model, name, said
):
    path = view.save_session(tmp_path / "mine.json")
    other = lw.LatentExplorer(make_space(model, name=name))
    other.bookmarks = {"own": other.z}
    before = held(other)
    with pytest.raises(lw.SessionError, match=said):
        other.load_session(path)
    assert held(other) == before


def test_a_file_of_another_name_is_no_session(view, tmp_path):
    with pytest.raises(lw.OptionError, match=r"end it with \.json"):
        view.save_session(tmp_path / "mine.html")
    with pytest.raises(FileNotFoundError):
        view.load_session(tmp_path / "none.json")


def broken(content, **change):
    return json.dumps({**content, **change})


def tool(content, name, /, **change):
    return broken(content, tools={**content["tools"], name: {**content["tools"][name], **change}})


def operand_of(z):
    return {"name": "x", "kind": "code", "z": z}


def direction(content, **change):
    return broken(content, directions=[{**content["directions"][0], **change}])


def own(content, **change):
    edit = content["edit"]
    return broken(content, edit={**edit, "own": {**edit["own"], **change}})


BROKEN = {
    "nothing": lambda c: "",
    "no JSON": lambda c: "{",
    "deep": lambda c: "[" * 100_000,
    "a list": lambda c: "[1, 2]",
    "another format": lambda c: broken(c, format="notebook"),
    "a later version": lambda c: broken(c, version=3),
    "an earlier version": lambda c: broken(c, version=0),
    "a name twice": lambda c: json.dumps(c)[:-1] + ', "z": [1, 2, 3, 4]}',
    "not a number": lambda c: json.dumps(c).replace('"z": [', '"z": [NaN, ', 1),
    "infinite": lambda c: json.dumps(c).replace('"z": [', '"z": [1e999, ', 1),
    "too large for float32": lambda c: broken(c, z=[1e39] * DIMS),
    "a huge whole number": lambda c: broken(c, z=[10**400] * DIMS),
    "too few numbers": lambda c: broken(c, z=[1.0]),
    "no sample of its own": lambda c: broken(c, selection=[N]),
    "a sample twice": lambda c: broken(c, selection=[1, 1]),
    "two bookmarks of one name": lambda c: broken(c, bookmarks=c["bookmarks"][:1] * 2),
    "too many bookmarks": lambda c: broken(c, bookmarks=c["bookmarks"] * 300),
    "no map": lambda c: broken(c, map="../etc"),
    "more than is in one": lambda c: broken(c, more=1),
    "a selection that is not there": lambda c: broken(c, selections=[]),
    "no tools": lambda c: json.dumps({k: v for k, v in c.items() if k != "tools"}),
    "an unknown tool": lambda c: broken(c, tools={"magic": {}}),
    "half a pair": lambda c: tool(c, "directions", pairs=[operand_of([1.0] * DIMS)]),
    "pairs of nothing": lambda c: tool(c, "directions", pairs=[None, None]),
    "a tool of another shape": lambda c: tool(c, "styles", content=operand_of([1, 2])),
    "a tool without something": lambda c: broken(c, tools={"editor": {}}),
    "a tool with infinite codes": lambda c: tool(c, "styles", content=operand_of([1e39] * DIMS)),
    "a tool with huge numbers": lambda c: tool(c, "styles", content=operand_of([10**400] * DIMS)),
    "an unknown path": lambda c: tool(c, "interpolation", path="../x"),
    "a share beyond the way": lambda c: tool(c, "interpolation", share=2),
    "a group of no samples": lambda c: tool(c, "directions", a=[N]),
    "a group of halves": lambda c: tool(c, "directions", a=[0.5]),
    "a direction of another shape": lambda c: direction(c, latent_shape=[2], vector=[1, 0]),
    "a direction of no method": lambda c: direction(c, method="magic"),
    "a direction of a huge scale": lambda c: direction(c, scale=10**400),
    "two directions of one name": lambda c: broken(c, directions=c["directions"] * 2),
    "an edit of another size": lambda c: own(c, original=[0.5]),
    "an edit out of range": lambda c: own(c, original=[2] * 64),
    "an edit with a short code": lambda c: own(c, z=[1]),
    "an edit found by magic": lambda c: own(c, method="magic"),
    "another shape": lambda c: broken(c, space={**c["space"], "latent_shape": [2, 3]}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_session_is_refused_in_words(view, tmp_path, name):
    path = view.save_session(tmp_path / "mine.json")
    content = json.loads(path.read_text("utf-8"))
    path.write_text(BROKEN[name](content), "utf-8")
    before = held(view)
    with pytest.raises(lw.SessionError) as caught:
        view.load_session(path)
    assert str(caught.value).startswith("mine.json cannot be loaded as a session: ")
    assert len(str(caught.value)) < 400
    assert held(view) == before
    if name == "a later version":
        assert "update latentwidgets" in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(key=st.sampled_from(
    [
        "z", "selection", "bookmarks", "map", "colour", "journal", "selections", "space",
        "version", "tools", "directions", "edit",
    ]
), value=JSON)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_in_a_place_is_refused_or_taken_whole(view, tmp_path, key, value):
    path = view.save_session(tmp_path / "mine.json")
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**content, key: value}), "utf-8")
    before = held(view)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # something may be left out
        try:
            view.load_session(path)
        except lw.SessionError:
            assert held(view) == before


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_is_refused_or_taken_whole(view, tmp_path, data):
    path = tmp_path / "mine.json"
    whole = path.with_name("whole.json")
    whole = (whole if whole.exists() else view.save_session(whole)).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :])
    before = held(view)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # something may be left out
        try:
            view.load_session(path)
        except lw.SessionError:
            assert held(view) == before
    view.z.shape, view.state.journal  # noqa: B018  both are there


def test_a_session_of_the_first_version_is_read_and_leaves_the_tools_as_they_are(view, tmp_path):
    path = view.save_session(tmp_path / "mine.json")
    content = json.loads(path.read_text("utf-8"))
    older = {k: v for k, v in content.items() if k not in ("tools", "directions", "edit")}
    path.write_text(json.dumps({**older, "version": 1}), "utf-8")
    before = held(view)
    view.z, view.bookmarks = np.zeros(DIMS), {}
    view.load_session(path)
    assert held(view) == before


@given(tool=st.sampled_from(sorted(TOOLS)), data=st.data(), value=JSON)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_a_tool_is_set_to_is_refused_or_taken(view, tmp_path, tool, data, value):
    path = view.save_session(tmp_path / "mine.json")
    content = json.loads(path.read_text("utf-8"))
    key = data.draw(st.sampled_from(sorted(TOOLS[tool])))
    content["tools"][tool][key] = value
    path.write_text(json.dumps(content), "utf-8")
    before = held(view)
    try:
        view.load_session(path)
    except lw.SessionError:
        assert held(view) == before


def test_the_page_takes_what_a_session_keeps_and_gives_it(page, view):
    file = page.ask(view, "kept")["file"]
    before = held(view)
    reset(view)
    emptied = held(view)
    versions = page.ask(view, "take_kept", file=file)
    assert held(view)[6:] == before[6:]
    page.ask(view, "restore_directions", version=versions["before"]["directions"])
    page.ask(view, "restore_edit", version=versions["before"]["edit"])
    page.ask(view, "keep_lost", on=versions["before"]["keep_lost"])
    assert held(view) == emptied
    for data in (b"{", b"[]", b'{"directions": [], "edit": null}', file.tobytes()[:-9]):
        said = page.fails(view, "take_kept", file=np.frombuffer(data, np.uint8))
        assert said.endswith(".")
    assert held(view) == emptied


def test_what_the_page_says_of_its_tools_is_kept_or_refused(page, view, caplog):
    z = {"dtype": "float32", "shape": [DIMS], "data": TINY.tobytes()}
    state = {"content": {"name": "a", "kind": "code", "z": z}, "style": None, "groups": [],
             "strength": 1}  # fmt: skip
    page.say(view.state, {"method": "update", "state": {"tools": {"styles": state}}})
    assert list(view.state.tools) == ["styles"]
    np.testing.assert_array_equal(view.state.tools["styles"]["content"]["z"], TINY)
    before = held(view)
    for wrong in (None, {"magic": {}}, {"styles": {**state, "own": [{"name": "x", "dims": []}]}},
                  {"styles": {**state, "own": [{"name": "x", "dims": [0.5]}]}},
                  {"styles": {**state, "own": [{"name": "", "dims": [1]}]}},
                  {"styles": {**state, "own": [{"name": "x", "dims": [1, 1]}]}},
                  {"styles": {**state, "strength": float("nan")}},
                  {"styles": {**state, "style": {"dtype": "float32"}}},
                  {"editor": [[[[[[[[[]]]]]]]]]}):  # fmt: skip
        with caplog.at_level(logging.WARNING, "latentwidgets"):
            caplog.clear()
            page.say(view.state, {"method": "update", "state": {"tools": wrong}})
        assert "refused tools" in caplog.text
    assert held(view) == before


# -- what the page writes -------------------------------------------------------------------


def journal_wire(n=1, size=DIMS, **change):
    one = {
        "label": "moved", "time": 1.0, "undone": False, "map": "pca-2", "colour": None,
        "selection": None,
    }  # fmt: skip
    codes = {"dtype": "float32", "shape": [n, size], "data": bytes(4 * n * size)}
    return {"entries": [{**one, **change}] * n, "codes": codes, "selections": []}


def test_the_page_writes_the_journal_and_a_later_page_reads_it(page, view):
    page.say(view.state, {"method": "update", "state": {"journal": journal_wire(3)}})
    assert [e.label for e in view.state.journal] == ["moved"] * 3
    again = revive(view.state.get_state("journal")["journal"])
    assert [e["label"] for e in again["entries"]] == ["moved"] * 3
    assert again["codes"].shape == (3, DIMS)


@pytest.mark.parametrize(
    "journal",
    [
        None, [], {"entries": 1, "codes": 2, "selections": 3}, journal_wire(201),
        journal_wire(label=""), journal_wire(label="x" * 301), journal_wire(label=3),
        journal_wire(time="now"), journal_wire(time=-1), journal_wire(time=float("nan")),
        journal_wire(undone=1), journal_wire(map="x"), journal_wire(map=None),
        journal_wire(colour=3), journal_wire(selection=0), journal_wire(selection=True),
        journal_wire(size=3), {**journal_wire(), "codes": {"dtype": "float32"}},
        {**journal_wire(), "entries": [3]}, {**journal_wire(0), "selections": [3]},
    ],
)  # fmt: skip
def test_a_journal_that_is_none_is_refused(page, view, caplog, journal):
    before = held(view)
    with caplog.at_level(logging.WARNING, "latentwidgets"):
        page.say(view.state, {"method": "update", "state": {"journal": journal}})
    assert "refused journal" in caplog.text
    assert held(view) == before


@pytest.mark.parametrize(
    "shown", [None, {}, {"map": "tsne-2"}, {"map": "pca-2", "colour": "no"}, 3]
)
def test_what_cannot_be_shown_is_refused(page, view, caplog, shown):
    with caplog.at_level(logging.WARNING, "latentwidgets"):
        page.say(view.state, {"method": "update", "state": {"shown": shown}})
    assert "refused shown" in caplog.text
    assert view.state.shown == Shown("pca-2", "label")


def test_a_page_that_opens_later_shows_the_map_and_colour_of_the_last(page, view):
    page.ask(view, "project", method="pca", dims=3)
    shown = {"map": "pca-3", "colour": "ink"}
    page.say(view.state, {"method": "update", "state": {"shown": shown}})
    state = view.state.get_state()
    assert revive(state["projection"])["key"] == "pca-3"
    assert revive(state["colour"])["name"] == "ink"
    figure = view.figure()
    assert [axes.get_ylabel() for axes in figure.axes if axes.get_ylabel() == "ink"]


def test_a_closed_space_remembers_journal_and_map(page, view, space):
    page.ask(view, "project", method="pca", dims=3)
    view.state.shown = Shown("pca-3", "ink")
    before = held(view)
    view.close()
    assert held(lw.LatentExplorer(space)) == before
