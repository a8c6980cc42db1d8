"""One page on the line; see `latentwidgets.runtimes.line`. Imported with tornado, when needed."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from latentwidgets.runtimes.line import frame, is_loopback, unframe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwidgets.runtimes.line import LocalLine, Receive

__all__ = ["LineSocket"]

NOT_UNDERSTOOD = 1003


class LineSocket(WebSocketHandler):
    """Passes a page's messages on, and the answers back."""

    def initialize(self, line: "LocalLine") -> None:
        """Take the line, whose addresses are known."""
        self._line = line
        self._token = ""

    def check_origin(self, origin: str) -> bool:
        """Refuse pages of servers on other machines."""
        return is_loopback(origin)

    async def get(self, token: str) -> None:
        """Shake hands where the address is one given out."""
        if self._line.receiver(token) is None:
            self.set_status(404)
            await self.finish()
            return
        self._token = token
        self._loop = asyncio.get_running_loop()
        await super().get(token)

    def open(self, *_: str, **__: str) -> None:
        """Send each answer at once; see docs/nodelay.md."""
        self.set_nodelay(True)

    def on_message(self, message: str | bytes) -> None:
        """Pass a message on; one that is nonsense ends the connection."""
        receive: Receive | None = self._line.receiver(self._token)
        if receive is None:
            self.close()
            return
        try:
            content, buffers = unframe(message if isinstance(message, bytes) else b"")
        except (ValueError, RecursionError):  # JSON's and Unicode's errors are ValueErrors
            self.close(NOT_UNDERSTOOD, "not understood")
            return
        receive(content, buffers, self.answer)

    def answer(self, content: Any, buffers: "Sequence[memoryview] | None" = None) -> None:
        """Send an answer, from any thread; dropped where the page has gone."""
        message = frame(content, buffers)
        with suppress(RuntimeError):  # the line has ended
            self._loop.call_soon_threadsafe(self._write, message)

    def _write(self, message: bytes) -> None:
        with suppress(WebSocketClosedError):
            self.write_message(message, binary=True)
