"""The kernel's end of the channel: each request goes to a thread, each is answered once."""

import itertools
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from latentwidgets.exceptions import Cancelled, LatentWidgetsError
from latentwidgets.runtimes import BackgroundWorker, FrameWorker
from latentwidgets.widgets.handlers import (
    Context,
    Job,
    Lane,
    Request,
    handle,
    lane_of,
    page_of,
    read_id,
    read_request,
)
from latentwidgets.widgets.wire import pack

__all__ = ["Lanes"]

logger = logging.getLogger(__name__)

LONGEST_ERROR = 500

Send = Callable[[Any, list[memoryview] | None], object]


class Lanes:
    """Answers requests on three threads: frames, queries, computations.

    Parameters
    ----------
    context
        What the handlers share.
    send
        Sends one message to the page; called from any thread.
    on_answer
        Hears of each answer before it is sent.
    """

    def __init__(
        self,
        context: Context,
        send: Send,
        on_answer: Callable[[Request, dict[str, Any]], object] = lambda *_: None,
    ) -> None:
        self._context = context
        self._send = send
        self._on_answer = on_answer
        self._frames = FrameWorker("latentwidgets-frames")
        self._queries = BackgroundWorker("latentwidgets-queries")
        self._computations = BackgroundWorker("latentwidgets-computations")
        self._own_jobs = itertools.count()
        self._closed = False

    @property
    def is_busy(self) -> bool:
        """Whether a thread lives."""
        workers = (self._frames, self._queries, self._computations)
        return any(worker.is_alive for worker in workers)

    def receive(self, content: Any, buffers: Any) -> None:
        """Take a message of the page, whatever it is."""
        try:
            request = read_request(content, buffers)
            if request.kind == "cancel":
                self._cancel(request)
            else:
                self._submit(request)
        except LatentWidgetsError as error:
            logger.warning("Refused a message from the page: %s", error)
            if (key := read_id(content)) is not None:
                self._fail(key, error)

    def compute(self, run: Callable[[Job], object]) -> None:
        """Run something of the kernel's own among the computations; failures are logged."""

        def guarded(cancelled: threading.Event) -> None:
            try:
                run(Job(cancelled))
            except Cancelled:
                logger.debug("A computation was stopped.")

        key = f"own {next(self._own_jobs)}"
        self._computations.submit(key, guarded, lambda: None)

    def close(self) -> None:
        """End the threads; what still runs is not answered."""
        self._closed = True
        for worker in (self._frames, self._queries, self._computations):
            worker.close()

    def _submit(self, request: Request) -> None:
        lane = lane_of(request.kind)

        def run(cancelled: threading.Event) -> None:
            self._answer(request, cancelled)

        def drop() -> None:
            self._fail(request.id, Cancelled("Something newer came first."))

        if lane is Lane.FRAMES:
            self._frames.submit(request.id, run, drop, page=page_of(request.id))
        else:
            worker = self._queries if lane is Lane.QUERIES else self._computations
            worker.submit(request.id, run, drop)

    def _cancel(self, request: Request) -> None:
        target = request.text("target")
        for worker in (self._frames, self._queries, self._computations):
            if worker.cancel(target):
                break
        self._reply(request.id, {})

    def _answer(self, request: Request, cancelled: threading.Event) -> None:
        def progress(result: Any) -> None:
            content, buffers = pack(result)
            self._transmit({"kind": "progress", "id": request.id, "result": content}, buffers)

        try:
            result = handle(self._context, request, Job(cancelled, progress))
        except LatentWidgetsError as error:
            self._fail(request.id, error)
        except Exception as error:
            logger.exception("The request %r failed.", request.kind)
            self._fail(request.id, error)
        else:
            self._on_answer(request, result)
            self._reply(request.id, result)

    def _reply(self, key: str, result: Mapping[str, Any]) -> None:
        content, buffers = pack(result)
        self._transmit({"kind": "reply", "id": key, "ok": True, "result": content}, buffers)

    def _fail(self, key: str, error: Exception) -> None:
        text = str(error) or type(error).__name__
        content = {"kind": "reply", "id": key, "ok": False, "error": text[:LONGEST_ERROR]}
        if isinstance(error, Cancelled):
            content["cancelled"] = True
        self._transmit(content, [])

    def _transmit(self, content: Any, buffers: list[memoryview]) -> None:
        if self._closed:
            return
        self._send(content, buffers or None)
