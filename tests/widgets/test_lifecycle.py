"""Nothing is left behind: threads, widgets, observers, memory."""

import gc
import sys
import threading
import types
import weakref

import numpy as np
import psutil
import pytest
from ipywidgets.widgets.widget import _instances

import latentwidgets as lw
from latentwidgets.widgets import cells
from latentwidgets.widgets.shown import Shown
from latentwidgets.widgets.state import _states
from tests.widgets.conftest import DIMS, Linear


def lane_threads():
    return [thread for thread in threading.enumerate() if "latentwidgets" in thread.name]


def join_lanes():
    for thread in lane_threads():
        thread.join(20)
    assert lane_threads() == []


def test_the_last_view_closes_the_state(page, space):
    one, other = lw.LatentSliders(space), lw.DecodedView(space)
    state = one.state
    one.close()
    one.close()
    assert state.comm is not None
    other.close()
    assert state.comm is None
    assert space not in _states
    assert page.opened == {}
    assert len(_instances) == 0


def test_a_closed_view_hears_and_says_nothing(page, space):
    one, other = lw.LatentSliders(space), lw.DecodedView(space)
    one.close()
    before = one.z
    other.z = np.ones(DIMS)
    np.testing.assert_array_equal(one.z, before)
    one.z = np.full(DIMS, 3)
    np.testing.assert_array_equal(other.z, np.ones(DIMS))


def test_a_layout_of_the_users_stays(space):
    import ipywidgets

    layout = ipywidgets.Layout(height="300px")
    view = lw.LatentMap(space, layout=layout)
    view.close()
    assert layout.comm is not None


def test_closing_ends_the_threads(page, space):
    view = lw.LatentExplorer(space)
    page.ask(view, "decode", z=view.z)
    page.ask(view, "random")
    page.ask(view, "project", method="pca", dims=3)
    assert lane_threads()
    view.close()
    join_lanes()


def test_a_state_without_work_has_no_thread(space):
    view = lw.LatentExplorer(space)
    assert lane_threads() == []
    view.close()


def test_a_view_and_its_space_are_freed(page, make_space):
    space = make_space()
    view = lw.LatentExplorer(space)
    page.ask(view, "decode", z=view.z)
    gone = [weakref.ref(view), weakref.ref(view.state), weakref.ref(space)]
    view.close()
    join_lanes()
    del view, space
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]


def test_what_was_measured_of_a_space_does_not_hold_it(page, make_space):
    space = make_space(prior="normal")
    report, coverage = lw.DiagnosisView(space), lw.CoverageView(space)
    assert report.diagnosis.sections
    assert coverage.coverage.verdict
    gone = weakref.ref(space)
    report.close()
    coverage.close()
    join_lanes()
    del report, coverage, space
    gc.collect()
    assert gone() is None


@pytest.mark.slow
def test_500_cycles_leave_nothing(page, space):
    process = psutil.Process()
    sizes = []
    for cycle in range(500):
        view = lw.LatentExplorer(space)
        if cycle % 50 == 0:
            page.ask(view, "decode", z=view.z)
        view.close()
        page.updates.clear()
        page.replies.clear()
        if cycle % 100 == 99:
            join_lanes()
            gc.collect()
            sizes.append(process.memory_info().rss)
    assert len(_instances) == 0
    assert len(_states) == 0
    assert sizes[-1] - sizes[1] < 8 * 2**20, [size // 2**20 for size in sizes]


@pytest.fixture
def run_cell(monkeypatch):
    """Execute a function as the cell with an id, as ipykernel would."""
    parent = {}
    kernel = types.SimpleNamespace(get_parent=lambda: parent)
    shell = types.SimpleNamespace(kernel=kernel)
    count = iter(range(10**6))
    monkeypatch.setattr(cells, "_runs", {})

    def run(cell, function, msg_type="execute_request"):
        header = {"msg_type": msg_type, "msg_id": str(next(count))}
        parent.update({"header": header, "metadata": {"cellId": cell}})
        # Only while the cell runs: comm itself asks IPython for its shell.
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
            return function()

    return run


def test_running_a_cell_50_times_leaves_one_view(run_cell, make_space):
    for _ in range(50):
        view = run_cell("a", lambda: lw.explore(make_space()))
    states = [widget for widget in _instances.values() if isinstance(widget, type(view.state))]
    assert len(states) <= 1
    assert view.comm is not None
    view.close()
    assert len(_instances) == 0


def test_running_a_cell_again_keeps_the_state_of_the_space(run_cell, space):
    view = run_cell("a", lambda: lw.explore(space))
    view.z, view.bookmarks = np.ones(DIMS), {"kept": np.zeros(DIMS)}
    again = run_cell("a", lambda: lw.explore(space))
    assert view.comm is None
    np.testing.assert_array_equal(again.z, np.ones(DIMS))
    assert list(again.bookmarks) == ["kept"]


def test_a_cell_that_makes_its_space_again_goes_on_where_it_was(run_cell, page, make_space):
    view = run_cell("a", lambda: lw.explore(make_space()))
    page.ask(view, "project", method="tsne", dims=2)
    view.z, view.selection, view.bookmarks = np.ones(DIMS), [3, 1], {"kept": np.zeros(DIMS)}
    view.state.shown = Shown("tsne-2", "ink")
    again = run_cell("a", lambda: lw.explore(make_space()))
    assert again.space is not view.space
    assert view.comm is None
    np.testing.assert_array_equal(again.z, np.ones(DIMS))
    assert again.selection.tolist() == [3, 1]
    assert list(again.bookmarks) == ["kept"]
    assert again.state.shown.colour == "ink"
    page.wait_for(lambda: again.state.shown.map == "tsne-2")


def test_a_cell_that_makes_its_space_again_keeps_tools_directions_and_what_is_edited(
    run_cell, make_space
):
    def cell():
        space = make_space()
        space.directions["own"] = space.direction("ink")
        return lw.SampleEditor(space)

    view = run_cell("a", cell)
    view.space.directions["ink"] = view.space.direction("ink").flipped()
    view.load(view.space.samples([7])[0])
    view.keep_residual = True
    view.state.tools = {"editor": {"wipe": 0.25}}
    again = run_cell("a", cell)
    assert again.space is not view.space
    assert list(again.space.directions) == ["own", "ink"]
    described = again.state.directions["entries"]
    assert [entry["name"] for entry in described] == ["own", "ink"]
    assert again.keep_residual
    np.testing.assert_array_equal(again.original, again.space.samples([7])[0])
    assert again.state.edit == {"version": 1, "keep_lost": True}
    assert again.state.tools == {"editor": {"wipe": 0.25}}


@pytest.mark.parametrize("wrong", [{"dims": 7}, {"runtime": "no"}])
def test_what_a_run_left_outlives_one_that_fails(run_cell, make_space, wrong):
    view = run_cell("a", lambda: lw.explore(make_space()))
    view.bookmarks = {"kept": np.ones(DIMS)}
    with pytest.raises(lw.OptionError):
        run_cell("a", lambda: lw.explore(make_space(), **wrong))
    again = run_cell("a", lambda: lw.explore(make_space()))
    assert list(again.bookmarks) == ["kept"]
    assert view.comm is None


def test_two_spaces_of_one_cell_each_find_their_own(run_cell, make_space):
    def cell():
        return lw.explore(make_space()), lw.explore(make_space(Linear(dims=3)))

    first, other = run_cell("a", cell)
    first.bookmarks, other.bookmarks = {"four": np.ones(4)}, {"three": np.ones(3)}
    again = run_cell("a", cell)
    assert [list(view.bookmarks) for view in again] == [["four"], ["three"]]


def test_another_model_other_data_or_another_cell_begin_afresh(run_cell, make_space, images):
    view = run_cell("a", lambda: lw.explore(make_space()))
    view.bookmarks = {"kept": np.ones(DIMS)}
    assert not run_cell("b", lambda: lw.explore(make_space())).bookmarks
    turned = images.reshape(len(images), -1)[::-1].copy()
    options = {"value_range": (0, 1), "output_shape": (8, 8), "progress": False}
    others = run_cell("a", lambda: lw.explore(lw.LatentSpace(Linear(), turned, **options)))
    assert not others.bookmarks


def test_two_views_of_one_run_and_views_of_other_cells_stay(run_cell, space):
    pair = run_cell("a", lambda: (lw.LatentSliders(space), lw.DecodedView(space)))
    other = run_cell("b", lambda: lw.LatentMap(space))
    assert all(view.comm is not None for view in (*pair, other))
    run_cell("a", lambda: lw.LatentSliders(space))
    assert [view.comm is None for view in (*pair, other)] == [True, True, False]


def test_a_view_made_by_a_button_closes_nothing(run_cell, space):
    view = run_cell("a", lambda: lw.LatentSliders(space))
    run_cell("a", lambda: lw.DecodedView(space), msg_type="comm_msg")
    assert view.comm is not None
