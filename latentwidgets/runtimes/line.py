"""A websocket of the kernel's own, for a page on the same machine.

A widget's message that goes by Jupyter's server crosses two processes and four threads each way,
beside the page's own drawing: on two cores that is most of a frame's time. Where the page runs on
this machine it may speak to the kernel straight. The port is bound to the loopback interface, an
address holds 32 random bytes that only the widget's page is told, and pages that come from
elsewhere are refused; what is said goes through the same door as any message.
"""

import asyncio
import json
import logging
import math
import os
import secrets
import struct
import threading
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

__all__ = ["SWITCH", "LocalLine", "frame", "is_loopback", "local_line", "unframe"]

logger = logging.getLogger(__name__)

SWITCH = "LATENTWIDGETS_LINE"  # "0" in the kernel's environment turns the line off
HOST = "127.0.0.1"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_BYTES = 16 * 2**20
START_SECONDS = 5.0
ALIGNMENT = 8  # of each part of a message, so that the page can read arrays where they lie

Answer = Callable[[Any, "Sequence[memoryview] | None"], object]
Receive = Callable[[Any, list[memoryview], Answer], object]


def frame(content: Any, buffers: "Sequence[memoryview] | None" = None) -> bytes:
    """Write a message with its buffers as one binary websocket message.

    Four bytes (little-endian) hold the length of the JSON that follows, ``{"content", "sizes"}``;
    then come the buffers, `sizes` their lengths. Each part begins at a multiple of 8 bytes.
    """
    buffers = buffers or []
    header = {"content": content, "sizes": [memoryview(buffer).nbytes for buffer in buffers]}
    text = json.dumps(header, allow_nan=False).encode()
    parts: list[bytes | memoryview] = [
        struct.pack("<I", len(text)),
        text,
        b"\0" * _gap(4 + len(text)),
    ]
    for buffer in buffers:
        parts += [buffer, b"\0" * _gap(memoryview(buffer).nbytes)]
    return b"".join(parts)


def unframe(message: bytes) -> tuple[Any, list[memoryview]]:
    """Read what `frame` wrote.

    Raises
    ------
    ValueError
        Where it is no such message.
    """
    data = memoryview(message)
    if data.nbytes < 4:
        raise ValueError("A message of less than 4 bytes.")
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(bytes(data[4 : 4 + length]))
    sizes = header.get("sizes") if isinstance(header, dict) else None
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise ValueError("A message without the sizes of its buffers.")
    buffers, start = [], 4 + length + _gap(4 + length)
    for size in sizes:
        buffers.append(data[start : start + size])
        start += size + _gap(size)
    if start != data.nbytes:
        raise ValueError(f"A message of {data.nbytes:,} bytes and not of {start:,}.")
    return header.get("content"), buffers


def _gap(length: int) -> int:
    return ALIGNMENT * math.ceil(length / ALIGNMENT) - length


class LocalLine:
    """The port and its thread: begun with the first address, ended with the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._receivers: dict[str, Receive] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._port = 0

    def open(self, receive: Receive) -> str | None:
        """Give out an address; None where this system gives no port, or the switch is off.

        Parameters
        ----------
        receive
            Called on the line's thread with each message's content and buffers, and a function
            that answers, from any thread.
        """
        if os.environ.get(SWITCH, "1") == "0":
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            if self._thread is None and not self._start():
                return None
            self._receivers[token] = receive
            return f"ws://{HOST}:{self._port}/{token}"

    def close(self, address: str) -> None:
        """Take an address back; a page that still speaks on it is cut off."""
        with self._lock:
            self._receivers.pop(address.rpartition("/")[2], None)
            if self._receivers or self._thread is None:
                return
            thread, self._thread = self._thread, None
            if self._loop is not None and self._stop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)
        if thread is not threading.current_thread():
            thread.join(START_SECONDS)

    def receiver(self, token: str) -> Receive | None:
        """Return who hears of messages to an address."""
        return self._receivers.get(token)

    def _start(self) -> bool:
        started = threading.Event()
        thread = threading.Thread(
            target=self._run, args=(started,), name="latentwidgets-line", daemon=True
        )
        self._port = 0
        try:
            thread.start()
        except RuntimeError:  # a Python without threads, as in a browser
            return False
        started.wait(START_SECONDS)
        if self._port:
            self._thread = thread
        return bool(self._port)

    def _run(self, started: threading.Event) -> None:
        try:
            asyncio.run(self._serve(started))
        except OSError as error:
            logger.info("There is no line to a page on this machine: %s", error)
        finally:
            started.set()

    async def _serve(self, started: threading.Event) -> None:
        from tornado.httpserver import HTTPServer
        from tornado.netutil import bind_sockets
        from tornado.web import Application

        from latentwidgets.runtimes.line_socket import LineSocket

        sockets = bind_sockets(0, HOST)
        application = Application(
            [(r"/([\w-]+)", LineSocket, {"line": self})],
            log_function=lambda _: None,
            websocket_max_message_size=MOST_BYTES,
        )
        server = HTTPServer(application)
        server.add_sockets(sockets)
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._port = sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.stop()
        await server.close_all_connections()


def is_loopback(origin: str) -> bool:
    """Tell whether a page comes from a server on this machine."""
    return urlsplit(origin).hostname in LOOPBACK


local_line = LocalLine()
