"""The kernel's threads: what runs, what waits, what is dropped, when they end."""

import subprocess
import sys
import threading
from queue import Queue

import pytest

from latentwidgets.runtimes import BackgroundWorker, FrameWorker

TIMEOUT = 10


class Gate:
    """A job that says when it has begun and waits to be let through."""

    def __init__(self):
        self.begun, self.open = threading.Event(), threading.Event()

    def __call__(self, cancelled):
        self.begun.set()
        assert self.open.wait(TIMEOUT)


@pytest.fixture(params=[FrameWorker, BackgroundWorker])
def worker(request):
    worker = request.param("test worker", idle_seconds=0.05)
    yield worker
    worker.close()


def submit(worker, key, run, drop=lambda: None, page="page"):
    extra = {"page": page} if isinstance(worker, FrameWorker) else {}
    worker.submit(key, run, drop, **extra)


def held(worker, page="page") -> Gate:
    """Keep the worker busy."""
    gate = Gate()
    submit(worker, "gate", gate, page=page)
    assert gate.begun.wait(TIMEOUT)
    return gate


def wait_until_over(thread_name="test worker"):
    for thread in threading.enumerate():
        if thread.name == thread_name:
            thread.join(TIMEOUT)
            assert not thread.is_alive()


def test_a_thread_begins_with_the_first_job_and_ends_when_idle(worker):
    assert not worker.is_alive
    done = threading.Event()
    submit(worker, "a", lambda _: done.set())
    assert done.wait(TIMEOUT)
    wait_until_over()
    assert not worker.is_alive
    again = threading.Event()
    submit(worker, "b", lambda _: again.set())
    assert again.wait(TIMEOUT), "and begins again"


def test_a_job_that_raises_does_not_end_the_work(worker, caplog):
    def fail(_):
        raise ValueError("broken job")

    done = threading.Event()
    gate = held(worker)
    submit(worker, "a", fail, page="one")
    submit(worker, "b", lambda _: done.set(), page="two")
    gate.open.set()
    assert done.wait(TIMEOUT)
    assert "broken job" in caplog.text


def test_closing_drops_what_waits_and_tells_what_runs(worker):
    told, dropped = Queue(), Queue()
    begun = threading.Event()

    def run(cancelled):
        begun.set()
        told.put(cancelled.wait(TIMEOUT))

    submit(worker, "a", run)
    assert begun.wait(TIMEOUT)
    submit(worker, "b", lambda _: None, lambda: dropped.put("b"))
    worker.close()
    assert dropped.get(timeout=TIMEOUT) == "b"
    assert told.get(timeout=TIMEOUT) is True
    wait_until_over()
    submit(worker, "c", lambda _: None, lambda: dropped.put("c"))
    assert dropped.get(timeout=TIMEOUT) == "c", "a closed worker takes nothing"


def test_a_waiting_job_is_cancelled_by_its_id(worker):
    ran, dropped = [], []
    gate = held(worker)
    submit(worker, "a", lambda _: ran.append("a"), lambda: dropped.append("a"))
    assert worker.cancel("a")
    assert not worker.cancel("a")
    assert not worker.cancel("never heard of")
    last = threading.Event()
    submit(worker, "b", lambda _: last.set())
    gate.open.set()
    assert last.wait(TIMEOUT)
    assert (ran, dropped) == ([], ["a"])


def test_a_running_job_hears_that_it_is_cancelled(worker):
    begun, heard = threading.Event(), Queue()

    def run(cancelled):
        begun.set()
        heard.put(cancelled.wait(TIMEOUT))

    submit(worker, "a", run)
    assert begun.wait(TIMEOUT)
    assert worker.cancel("a")
    assert heard.get(timeout=TIMEOUT) is True


def test_of_a_thousand_frames_the_first_and_the_last_are_decoded():
    worker = FrameWorker("test worker")
    decoded, dropped, last = [], [], threading.Event()
    gate = held(worker)
    for number in range(1000):
        worker.submit(
            str(number),
            lambda _, n=number: (decoded.append(n), last.set()),
            lambda n=number: dropped.append(n),
            page="page",
        )
    gate.open.set()
    assert last.wait(TIMEOUT)
    worker.close()
    assert decoded == [999]
    assert dropped == list(range(999))


def test_each_page_has_its_own_latest_frame():
    worker = FrameWorker("test worker")
    decoded = []
    gate = held(worker)
    for page in ("a", "b"):
        for number in range(3):
            key = f"{page}{number}"
            worker.submit(key, lambda _, k=key: decoded.append(k), lambda: None, page=page)
    end = threading.Event()
    worker.submit("end", lambda _: end.set(), lambda: None, page="end")
    gate.open.set()
    assert end.wait(TIMEOUT)
    worker.close()
    assert decoded == ["a2", "b2"]


def test_a_crowd_of_invented_pages_is_turned_away():
    worker = FrameWorker("test worker")
    dropped = []
    gate = held(worker)
    for number in range(1000):
        worker.submit("k", lambda _: None, lambda: dropped.append(1), page=str(number))
    assert len(dropped) == 1000 - 64
    worker.close()
    gate.open.set()


def test_computations_keep_their_order():
    worker = BackgroundWorker("test worker")
    done, last = [], threading.Event()
    gate = held(worker)
    for number in range(20):
        worker.submit(str(number), lambda _, n=number: done.append(n), lambda: None)
    worker.submit("last", lambda _: last.set(), lambda: None)
    gate.open.set()
    assert last.wait(TIMEOUT)
    worker.close()
    assert done == list(range(20))


def test_the_interpreter_ends_while_a_thread_computes():
    """A daemon thread that is killed inside torch would abort the process."""
    script = """
import torch
from latentwidgets.runtimes import BackgroundWorker

worker = BackgroundWorker("test worker")
begun = __import__("threading").Event()

def run(cancelled):
    while not cancelled.is_set():
        torch.nn.functional.conv2d(torch.ones(8, 8, 64, 64), torch.ones(8, 8, 3, 3))
        begun.set()

worker.submit("a", run, lambda: None)
assert begun.wait(60)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
