"""Threads of the kernel that decode and compute while the user's cells run.

A worker owns at most one daemon thread, started by the first job and ended when nothing has come
for a few seconds. The two differ in what they keep waiting: frames that nobody will look at any
more are dropped, computations are kept in order.
"""

import atexit
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

__all__ = ["BackgroundWorker", "FrameWorker"]

logger = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
MOST_PAGES = 64
MOST_WAITING = 256
EXIT_SECONDS = 5.0

_workers: "WeakSet[_Worker]" = WeakSet()


@dataclass(frozen=True)
class _Job:
    key: str
    run: Callable[[threading.Event], object]
    drop: Callable[[], object]
    cancelled: threading.Event = field(default_factory=threading.Event)


class _Worker:
    """The thread and its slots, each of one waiting job; a subclass says what shares a slot."""

    def __init__(self, name: str, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._name = name
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, _Job] = OrderedDict()
        self._running: _Job | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        _workers.add(self)

    @property
    def is_alive(self) -> bool:
        """Whether there is a thread at this moment."""
        with self._changed:
            return self._thread is not None

    def cancel(self, key: str) -> bool:
        """Drop a job that waits, or tell the one that runs to stop; False where there is none."""
        with self._changed:
            if self._running is not None and self._running.key == key:
                self._running.cancelled.set()
                return True
            slot = next((slot for slot, job in self._waiting.items() if job.key == key), None)
            job = None if slot is None else self._waiting.pop(slot)
        if job is None:
            return False
        job.drop()
        return True

    def close(self) -> None:
        """Drop what waits, tell what runs to stop, and end the thread; takes no job any more."""
        with self._changed:
            self._closed = True
            dropped = list(self._waiting.values())
            self._waiting.clear()
            if self._running is not None:
                self._running.cancelled.set()
            self._changed.notify_all()
        for job in dropped:
            job.drop()

    def join(self, timeout: float) -> None:
        """Wait for the thread of a closed worker to end."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _submit(self, slot: str, job: _Job, most: int) -> None:
        """Let a job wait in its slot, in the place of one that waits there."""
        with self._changed:
            replaced = self._waiting.get(slot)
            if self._closed or (replaced is None and len(self._waiting) >= most):
                replaced = job
            else:
                self._waiting[slot] = job
                self._wake()
        if replaced is not None:
            replaced.drop()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
            self._thread.start()
        else:
            self._changed.notify()

    def _loop(self) -> None:
        while (job := self._take()) is not None:
            try:
                job.run(job.cancelled)
            except Exception:
                logger.exception("A job of %s failed.", self._name)

    def _take(self) -> _Job | None:
        """Wait for a job; None tells the thread to end."""
        with self._changed:
            self._running = None
            if not self._waiting and not self._closed:
                self._changed.wait(self._idle_seconds)
            if not self._waiting:
                self._thread = None
                return None
            _, self._running = self._waiting.popitem(last=False)
            return self._running


class FrameWorker(_Worker):
    """Decodes frames: of each page the latest wins.

    One job runs; of each page at most one waits, and a newer one takes its place.
    """

    def submit(
        self,
        key: str,
        run: Callable[[threading.Event], object],
        drop: Callable[[], object],
        *,
        page: str,
    ) -> None:
        """Decode a frame for a page.

        Parameters
        ----------
        key
            Its id, for `cancel`.
        run
            Called on the worker's thread, with the event that says that it is not wanted any more.
        drop
            Called instead, on the thread that caused it, where a newer frame of the same page
            came first, it was cancelled, the worker was closed, or 64 pages wait already.
        page
            Names the page.
        """
        self._submit(page, _Job(key, run, drop), MOST_PAGES)


class BackgroundWorker(_Worker):
    """Computes what takes longer than a frame: first in, first out, each cancellable by its id."""

    def submit(
        self, key: str, run: Callable[[threading.Event], object], drop: Callable[[], object]
    ) -> None:
        """Compute something.

        Parameters
        ----------
        key
            Its id, for `cancel`; one that waits under the same id is dropped.
        run
            Called on the worker's thread, with the event that is set when it is cancelled.
        drop
            Called instead, on the thread that caused it, where it was cancelled before it began,
            the worker was closed, or 256 jobs wait already.
        """
        self._submit(key, _Job(key, run, drop), MOST_WAITING)


@atexit.register
def _end_all() -> None:
    """End every thread before the interpreter does: killed inside torch, one would abort it."""
    workers = list(_workers)
    for worker in workers:
        worker.close()
    for worker in workers:
        worker.join(EXIT_SECONDS)
