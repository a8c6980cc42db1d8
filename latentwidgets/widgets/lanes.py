"""The kernel's end of the channel: each request goes to a thread, each is answered once."""

import itertools
import logging
import threading
from collections.abc import Callable
from typing import Any

from latentwidgets.exceptions import Cancelled, LatentWidgetsError
from latentwidgets.runtimes import BackgroundWorker, FrameWorker, local_line
from latentwidgets.widgets.handlers import (
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
Answer = Callable[[Any, Request, Job], dict[str, Any]]


class Lanes:
    """Answers requests on threads, one for each `Lane`.

    Parameters
    ----------
    context
        What the handlers share.
    send
        Sends one message to the page through Jupyter's server; called from any thread. An answer
        goes the way that its question came.
    on_answer
        Hears of each answer before it is sent.
    answer, lane_of
        Of a widget that has messages of its own: the result of a request; on which lane it is
        found, which raises where there is no such kind.
    """

    def __init__(
        self,
        context: Any,
        send: Send,
        on_answer: Callable[[Request, dict[str, Any]], object] = lambda *_: None,
        *,
        answer: Answer = handle,
        lane_of: Callable[[str], Lane] = lane_of,
    ) -> None:
        self._context = context
        self._send = send
        self._on_answer = on_answer
        self._handle = answer
        self._lane_of = lane_of
        self._frames = FrameWorker("latentwidgets-frames")
        self._background = {
            lane: BackgroundWorker(f"latentwidgets-{lane.value}")
            for lane in Lane
            if lane is not Lane.FRAMES
        }
        self._own_jobs = itertools.count()
        self._line: str | None = None
        self._line_lock = threading.Lock()
        self._closed = False

    @property
    def _workers(self) -> "tuple[FrameWorker | BackgroundWorker, ...]":
        return (self._frames, *self._background.values())

    def receive(self, content: Any, buffers: Any, send: Send | None = None) -> None:
        """Take a message of the page, whatever it is; `send` is the way back."""
        send = self._send if send is None else send
        try:
            request = read_request(content, buffers)
            if request.kind == "cancel":
                self._cancel(request, send)
            elif request.kind == "line":
                self._reply(request.id, pack({"address": self._line_address()}), send)
            else:
                self._submit(request, send)
        except LatentWidgetsError as error:
            logger.warning("Refused a message from the page: %s", error)
            if (key := read_id(content)) is not None:
                self._fail(key, error, send)

    def compute(self, run: Callable[[Job], object]) -> None:
        """Run something of the kernel's own among the computations; failures are logged."""

        def guarded(cancelled: threading.Event) -> None:
            try:
                run(Job(cancelled))
            except Cancelled:
                logger.debug("A computation was stopped.")

        key = f"own {next(self._own_jobs)}"
        self._background[Lane.COMPUTATIONS].submit(key, guarded, lambda: None)

    def close(self) -> None:
        """End the threads; what still runs is not answered."""
        with self._line_lock:
            self._closed = True
        if self._line is not None:
            local_line.close(self._line)
        for worker in self._workers:
            worker.close()

    def _line_address(self) -> str | None:
        """Where a page on this machine can speak to this kernel straight, if it can."""
        with self._line_lock:
            if self._line is None and not self._closed:
                self._line = local_line.open(self.receive)
            return self._line

    def _submit(self, request: Request, send: Send) -> None:
        lane = self._lane_of(request.kind)

        def run(cancelled: threading.Event) -> None:
            self._answer(request, cancelled, send)

        def drop() -> None:
            self._fail(request.id, Cancelled("Something newer came first."), send)

        if lane is Lane.FRAMES:
            self._frames.submit(request.id, run, drop, page=page_of(request.id))
        else:
            self._background[lane].submit(request.id, run, drop)

    def _cancel(self, request: Request, send: Send) -> None:
        target = request.text("target")
        for worker in self._workers:
            if worker.cancel(target):
                break
        self._reply(request.id, pack({}), send)

    def _answer(self, request: Request, cancelled: threading.Event, send: Send) -> None:
        def progress(result: Any) -> None:
            content, buffers = pack(result)
            self._transmit({"kind": "progress", "id": request.id, "result": content}, buffers, send)

        try:
            result = self._handle(self._context, request, Job(cancelled, progress))
            self._on_answer(request, result)
            # Here, so that the page hears of an answer that cannot be packed.
            packed = pack(result)
        except LatentWidgetsError as error:
            self._fail(request.id, error, send)
        except Exception as error:
            logger.exception("The request %r failed.", request.kind)
            self._fail(request.id, error, send)
        else:
            self._reply(request.id, packed, send)

    def _reply(self, key: str, packed: tuple[Any, list[memoryview]], send: Send) -> None:
        content, buffers = packed
        self._transmit({"kind": "reply", "id": key, "ok": True, "result": content}, buffers, send)

    def _fail(self, key: str, error: Exception, send: Send) -> None:
        text = str(error) or type(error).__name__
        content = {"kind": "reply", "id": key, "ok": False, "error": text[:LONGEST_ERROR]}
        if isinstance(error, Cancelled):
            content["cancelled"] = True
        self._transmit(content, [], send)

    def _transmit(self, content: Any, buffers: list[memoryview], send: Send) -> None:
        if self._closed:
            return
        send(content, buffers or None)
