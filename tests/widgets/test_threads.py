"""Slow and failing decoders, crowds of messages, messages on another thread than the cells'."""

import queue
import threading

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.widgets.lanes import Lanes
from tests.widgets.conftest import DIMS, TIMEOUT, Linear
from tests.widgets.test_editing import as_file


class Gated(Linear):
    """Decodes only when let through, once `closed`."""

    def __init__(self):
        super().__init__()
        self.gate, self.begun = threading.Event(), threading.Event()
        self.gate.set()
        self.calls = []

    def inverse_transform(self, z):
        if not self.gate.is_set():
            self.calls.append(z.copy())
            self.begun.set()
            assert self.gate.wait(TIMEOUT)
        return super().inverse_transform(z)


@pytest.fixture
def gated(page, make_space):
    model = Gated()
    view = lw.DecodedView(make_space(model))
    yield model, view
    model.gate.set()


def code(value):
    return np.full(DIMS, value, np.float32)


def test_1000_moves_are_few_decodes_and_the_last_is_shown(page, gated):
    model, view = gated
    model.gate.clear()
    keys = [page.send(view, "decode", z=code(step / 1000)) for step in range(1000)]
    assert model.begun.wait(TIMEOUT)
    model.gate.set()
    content, _ = page.reply(keys[-1])
    assert content["ok"]
    assert len(model.calls) <= 2
    dropped = [page.reply(key)[0] for key in keys[1:-1]]
    assert all(answer["cancelled"] for answer in dropped if not answer["ok"])
    assert sum(answer["ok"] for answer in dropped) <= 1


def test_a_slow_decode_keeps_neither_python_nor_queries_waiting(page, gated):
    model, view = gated
    model.gate.clear()
    page.send(view, "decode", z=code(0))
    assert model.begun.wait(TIMEOUT)
    view.z = code(1)
    page.set(view.state, "z", code(2))
    np.testing.assert_array_equal(view.z, code(2))
    assert page.ask(view, "about", z=code(0))["nearest"]["index"] >= 0
    assert page.ask(view, "colour", name="label")["name"] == "label"


def test_many_outputs_keep_neither_queries_nor_files_waiting(page, gated):
    model, view = gated
    model.gate.clear()
    strips = page.send(view, "tiles", codes=np.zeros(8 * DIMS, np.float32), columns=8, size=8)
    assert model.begun.wait(TIMEOUT)
    assert page.ask(view, "about", z=code(0))["nearest"]["index"] >= 0
    name = page.ask(view, "support")["codes"]["name"]
    assert len(page.ask(view, "asset", name=name, start=0)["data"]) > 0
    assert strips not in page.replies
    page.ask(view, "cancel", target=strips)
    model.gate.set()
    assert page.reply(strips)[0]["cancelled"] is True
    assert len(model.calls) == 1
    assert len(model.calls[0]) == 1  # a frame would have waited for one code, not for eight


def test_a_long_projection_keeps_neither_placing_nor_measuring_waiting(page, space, monkeypatch):
    """A t-SNE of many samples takes a minute; a drawn digit and a new direction are at once."""
    view = lw.DirectionStudio(space)
    gate, begun = threading.Event(), threading.Event()
    project = lw.LatentSpace.project

    def slow(self, *args, **options):
        begun.set()
        assert gate.wait(TIMEOUT)
        return project(self, *args, **options)

    monkeypatch.setattr(lw.LatentSpace, "project", slow)
    key = page.send(view, "project", method="tsne", dims=2)
    assert begun.wait(TIMEOUT)
    placed = page.ask(view, "place", file=as_file(space.samples([7])[0]))
    np.testing.assert_allclose(placed["z"], space.codes[7], atol=0.05)
    page.ask(view, "direction", attribute="ink")
    assert page.ask(view, "direction_quality", name="ink")["quality"]["auc"] > 0.6
    assert page.ask(view, "find_direction", method="pca", index=0)["name"] == "pca 0"
    assert key not in page.replies
    gate.set()
    assert page.reply(key)[0]["ok"]


def test_a_waiting_decode_is_cancelled(page, gated):
    model, view = gated
    model.gate.clear()
    first = page.send(view, "decode", z=code(0))
    assert model.begun.wait(TIMEOUT)
    second = page.send(view, "decode", z=code(1))
    page.ask(view, "cancel", target=second)
    assert page.reply(second)[0]["cancelled"] is True
    model.gate.set()
    assert page.reply(first)[0]["ok"] is True
    assert page.ask(view, "decode", z=code(2))["width"] == 8


def test_a_view_closed_in_mid_decode_gets_no_answer(page, gated):
    model, view = gated
    model.gate.clear()
    key = page.send(view, "decode", z=code(0))
    assert model.begun.wait(TIMEOUT)
    waiting = page.send(view, "decode", z=code(1))
    threads = [thread for thread in threading.enumerate() if "latentwidgets" in thread.name]
    view.close()
    model.gate.set()
    for thread in threads:
        thread.join(TIMEOUT)
        assert not thread.is_alive()
    assert key not in page.replies
    assert waiting not in page.replies


def test_a_decoder_that_raises_says_so_and_the_next_move_works(page, make_space):
    class Touchy(Linear):
        def inverse_transform(self, z):
            if (z == 9).any():
                raise ArithmeticError("nine is too much")
            return super().inverse_transform(z)

    view = lw.DecodedView(make_space(Touchy()))
    assert "nine is too much" in page.fails(view, "decode", z=code(9))
    assert page.ask(view, "decode", z=code(1))["width"] == 8


def test_an_answer_that_cannot_be_packed_is_a_failure_that_the_page_hears_of():
    heard = queue.SimpleQueue()
    lanes = Lanes(
        None,
        lambda content, _: heard.put(content),
        answer=lambda *_: {"z": np.zeros(3, np.float64)},
    )
    lanes.receive({"protocol": 1, "id": "p-1", "kind": "about", "z": [0]}, [])
    said = heard.get(timeout=TIMEOUT)
    lanes.close()
    assert (said["id"], said["ok"]) == ("p-1", False)
    assert "float64" in said["error"]


def test_nan_is_counted_and_marked(page, make_space):
    class Broken(Linear):
        def inverse_transform(self, z):
            return np.where(z[:, :1] > 5, np.nan, super().inverse_transform(z))

    view = lw.DecodedView(make_space(Broken()))
    result = page.ask(view, "decode", z=code(6))
    assert result["not_finite"] == 64
    assert page.ask(view, "decode", z=code(0))["not_finite"] == 0


def test_messages_on_a_subshell_thread_while_a_cell_runs(page, space):
    """Both set z all the time: no deadlock, no torn value, both views in step at the end."""
    one, other = lw.LatentExplorer(space), lw.LatentSliders(space)
    seen, errors = [], []
    other.observe(lambda change: seen.append(change["new"]), "z")
    start = threading.Barrier(3)

    def subshell():
        start.wait(TIMEOUT)
        for step in range(200):
            page.set(one.state, "z", code(step))
            page.set(one.state, "selection", np.array([step % 60], np.uint32))

    def queries():
        start.wait(TIMEOUT)
        for _ in range(50):
            page.ask(one, "random")
            page.ask(one, "decode", z=code(1))

    def guarded(function):
        try:
            function()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in (subshell, queries)]
    for thread in threads:
        thread.start()
    start.wait(TIMEOUT)
    for step in range(200):
        other.z = code(-step)
        one.bookmarks = {f"b{step}": code(step)}
    for thread in threads:
        thread.join(TIMEOUT)
        assert not thread.is_alive(), "deadlock"
    assert errors == []
    assert all(len(np.unique(z)) == 1 for z in seen), "each value whole"
    one.z = code(0.5)
    np.testing.assert_array_equal(one.z, other.z)
    np.testing.assert_array_equal(one.z, one.state.z)


def test_the_order_of_the_pages_moves_is_kept(page, space):
    view = lw.LatentSliders(space)
    seen = []
    view.observe(lambda change: seen.append(float(change["new"][0])), "z")
    thread = threading.Thread(
        target=lambda: [page.set(view.state, "z", code(step)) for step in range(100)]
    )
    thread.start()
    thread.join(TIMEOUT)
    assert seen == list(range(100))


def test_an_observer_may_move_the_view_it_observes(page, space):
    view = lw.LatentSliders(space)
    view.observe(lambda change: setattr(view, "z", np.round(change["new"])), "z")
    page.set(view.state, "z", code(0.7))
    np.testing.assert_array_equal(view.z, code(1))
    np.testing.assert_array_equal(view.state.z, code(1))
