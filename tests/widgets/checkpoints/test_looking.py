"""The thread beside a training: within its budget, ending when told, and not unnoticed."""

import threading
import time

import pytest

import latentwidgets as lw
from latentwidgets.spaces.checkpoints import Recording, pack
from latentwidgets.widgets.checkpoints import looking
from tests.widgets.checkpoints.models import TinyVAE, join_threads, pictures

TIMEOUT = 60


@pytest.fixture
def watch(page):
    data, labels = pictures()
    watch = lw.watch(TinyVAE(), data, labels=labels, value_range=(0, 1), budget=1.0)
    yield watch
    watch.close()


def told_up_to(timeline):
    curve = timeline.curves.get("loss")
    return None if curve is None else curve["at"][-1]


def test_curves_are_told_beside_the_training_and_not_too_often(page, monkeypatch):
    data, _ = pictures()
    watch = lw.watch(TinyVAE(), data, every=10**6, value_range=(0, 1), budget=0.5)
    timeline = watch.timeline
    timeline.wait(TIMEOUT)
    cost, told = 0.05, []

    def slow(change=watch.reel.changed):
        told.append((time.perf_counter(), threading.current_thread().name))
        time.sleep(cost)
        change()

    monkeypatch.setattr(watch.reel, "changed", slow)
    began = time.perf_counter()
    at = 0
    while time.perf_counter() - began < 1.5:
        at += 1
        watch.step(at, loss=1 / at)
        time.sleep(0.005)
    trained = time.perf_counter() - began
    page.wait_for(lambda: told_up_to(timeline) == at)
    assert {name for _, name in told} == {"latentwidgets-watch"}
    assert watch.seconds_waited < 0.3 * trained
    while_training = sum(when < began + trained for when, _ in told)
    assert 1 <= while_training <= trained * 0.5 / cost / 2
    watch.close()


def test_training_on_after_the_end_is_given_its_time_again(watch):
    watch.budget = 0.03
    watch.step(1)
    assert watch._looking._pause(1.0) > 10
    watch.finish(TIMEOUT)
    assert watch._looking._pause(1.0) == 0
    watch.step(2)
    assert watch._looking._pause(1.0) > 10


def test_closing_keeps_what_waits_and_ends_the_thread(page, monkeypatch, caplog, tmp_path):
    data, _ = pictures()
    watch = lw.watch(TinyVAE(), data, value_range=(0, 1), budget=1.0)
    watch.timeline.wait(TIMEOUT)

    def slow(weights):
        time.sleep(0.1)
        return pack(weights)

    monkeypatch.setattr(looking, "pack", slow)
    for epoch in range(1, 6):
        watch.step(epoch)
    watch.close()
    join_threads()
    assert watch.recording.rounds == (0, 1, 2, 3, 4, 5)
    assert not caplog.records
    watch.step(6)
    path = watch.save(tmp_path / "run.safetensors")
    assert Recording.load(path).rounds[-1] == 6, "what waits is in the file"
    watch.close()


def test_closing_breaks_a_look_off(page):
    class Slow(TinyVAE):
        def decode(self, z):
            if threading.current_thread().name == "latentwidgets-watch":
                looked.set()
                time.sleep(0.4)
            return super().decode(z)

    looked = threading.Event()
    data, _ = pictures()
    watch = lw.watch(Slow(), data, value_range=(0, 1), budget=1.0)
    _ = watch.timeline
    assert looked.wait(TIMEOUT)
    watch.close()
    join_threads()
    assert watch.reel.taken == ()


def test_a_failure_beside_the_training_is_said_and_stays_said(watch, page, monkeypatch, caplog):
    timeline = watch.timeline
    timeline.wait(TIMEOUT)

    def fail(weights):
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(looking, "pack", fail)
        watch.step(1, loss=1.0)
        page.wait_for(lambda: timeline.progress["trouble"] == "no room")
    watch.step(2, loss=0.5)
    page.wait_for(lambda: told_up_to(timeline) == 2)
    assert timeline.progress["trouble"] == "no room"
    assert watch.recording.rounds == (0, 2), "weights are kept all the same"
    with pytest.raises(MemoryError):
        timeline.wait(TIMEOUT)
    timeline.close()
    watch.timeline.wait(TIMEOUT)
    assert watch.reel.taken == (0, 2)
