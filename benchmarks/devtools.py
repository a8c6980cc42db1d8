"""A page of Chromium, driven by the few commands of its DevTools protocol that measuring needs.

A general driver follows every request, every websocket message and every frame of the page: that
takes a fifth of two cores, more of a view that shows more frames. This one hears only answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["Browser", "Page", "PageError", "chromium"]

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--remote-debugging-port=0",
]
WEBGL_ARGUMENTS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LARGEST_MESSAGE = 2**28
START_SECONDS = 30.0
WAIT_SECONDS = 120.0
POLL_SECONDS = 0.05
# The value of an expression, or of the function that it is, called with the argument.
CALL = "((value, argument) => typeof value === 'function' ? value(argument) : value)({}, {})"
BOX = """(selector) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({block: "nearest", inline: "nearest"});
  const {x, y, width, height} = element.getBoundingClientRect();
  return {x, y, width, height};
}"""


class PageError(RuntimeError):
    """What was asked of a page failed."""


@dataclass(frozen=True)
class Box:
    """An element's place in the window, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    def at(self, across: float, down: float = 0.5) -> tuple[float, float]:
        """Return the point at these fractions of width and height."""
        return self.x + across * self.width, self.y + down * self.height


class Browser:
    """The connection to a running Chromium."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count(1)

    async def listen(self) -> None:
        """Take answers until the browser closes."""
        while (text := await self._connection.read_message()) is not None:
            message = json.loads(text)
            answer = self._answers.pop(message.get("id", 0), None)
            if answer is not None and not answer.done():
                answer.set_result(message)
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(PageError("Chromium has closed."))

    def begin(self, method: str, session: str | None = None, **parameters: Any) -> asyncio.Future:
        """Send a command; the future is its answer, an error included."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        command = {"id": number, "method": method, "params": parameters}
        self._connection.write_message(
            json.dumps(command if session is None else {**command, "sessionId": session})
        )
        return answer

    async def send(
        self, method: str, session: str | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Send a command and return its result.

        Raises
        ------
        PageError
            Where the browser answers with an error.
        """
        answer = await asyncio.wait_for(self.begin(method, session, **parameters), WAIT_SECONDS)
        if "error" in answer:
            raise PageError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    @contextlib.asynccontextmanager
    async def page(self, *, width: int, height: int, scripts: list[str]) -> AsyncIterator[Page]:
        """Open a page in a fresh profile; `scripts` run in it before its own."""
        profile = (await self.send("Target.createBrowserContext"))["browserContextId"]
        target = (
            await self.send("Target.createTarget", url="about:blank", browserContextId=profile)
        )["targetId"]
        attached = await self.send("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, attached["sessionId"])
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await page.send("Emulation.setDeviceMetricsOverride", **screen)
        await page.send("Page.enable")
        for source in scripts:
            await page.send("Page.addScriptToEvaluateOnNewDocument", source=source)
        try:
            yield page
        finally:
            await self.send("Target.disposeBrowserContext", browserContextId=profile)


class Page:
    """One page: its scripts, its mouse."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command to this page; see `Browser.send`."""
        return await self._browser.send(method, self._session, **parameters)

    async def go(self, url: str) -> None:
        """Navigate; the page may still be loading when this returns."""
        await self.send("Page.navigate", url=url)

    async def evaluate(self, script: str, argument: Any = None) -> Any:
        """Return the value of a JavaScript expression, or of a function called with an argument.

        Raises
        ------
        PageError
            Where it throws.
        """
        answer = await self.send(
            "Runtime.evaluate",
            expression=CALL.format(script, json.dumps(argument)),
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    async def wait_for(self, condition: str, seconds: float = WAIT_SECONDS) -> None:
        """Wait until a JavaScript expression is true, across a navigation too.

        Raises
        ------
        PageError
            Where it is not in time.
        """
        end = time.monotonic() + seconds
        said = "false"
        while time.monotonic() < end:
            try:
                if await self.evaluate(condition):
                    return
            except PageError as error:  # the page is on its way to another document
                said = str(error).splitlines()[0]
            await asyncio.sleep(POLL_SECONDS)
        raise PageError(f"Not true within {seconds:.0f} s: {condition.strip()[:80]} ({said})")

    async def busy_seconds(self) -> dict[str, float]:
        """Return how long the page's main thread has run ``scripts`` (style and layout included).

        ``tasks`` are all that it has run, painting too.
        """
        await self.send("Performance.enable")
        metrics = (await self.send("Performance.getMetrics"))["metrics"]
        seconds = {metric["name"]: float(metric["value"]) for metric in metrics}
        of_scripts = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
        return {
            "scripts": sum(seconds[name] for name in of_scripts),
            "tasks": seconds["TaskDuration"],
        }

    async def box(self, selector: str) -> Box:
        """Return where the first element of a selector is, brought into sight.

        Raises
        ------
        PageError
            Where there is none.
        """
        box = await self.evaluate(BOX, selector)
        if box is None:
            raise PageError(f"There is no element {selector!r} in the page.")
        return Box(**box)

    def begin_move(self, x: float, y: float, *, held: str = "none") -> asyncio.Future:
        """Move the mouse, with a button held or none; done when the page has handled it."""
        buttons = {"none": 0, "left": 1, "right": 2}[held]
        return self._mouse("mouseMoved", x, y, button=held, buttons=buttons)

    async def move(self, x: float, y: float) -> None:
        """Move the mouse and wait until the page has handled it."""
        await self.begin_move(x, y)

    async def press(self, x: float, y: float, *, button: str = "left") -> None:
        """Press a button of the mouse and hold it."""
        await self._mouse("mousePressed", x, y, button=button, clickCount=1)

    async def release(self, x: float, y: float, *, button: str = "left") -> None:
        """Let a button of the mouse go."""
        await self._mouse("mouseReleased", x, y, button=button, clickCount=1)

    async def click(self, selector: str) -> None:
        """Click in the middle of the first element of a selector."""
        place = (await self.box(selector)).at(0.5)
        await self.move(*place)
        await self.press(*place)
        await self.release(*place)

    def _mouse(self, kind: str, x: float, y: float, **parameters: Any) -> asyncio.Future:
        return self._browser.begin(
            "Input.dispatchMouseEvent", self._session, type=kind, x=x, y=y, **parameters
        )


@contextlib.asynccontextmanager
async def chromium(*, webgl: bool) -> AsyncIterator[Browser]:
    """Start Chromium; with ``webgl`` it draws WebGL in software, as on a machine without a GPU.

    Raises
    ------
    RuntimeError
        Where there is no ``chromium`` on the PATH, or it does not start.
    """
    executable = shutil.which("chromium")
    if executable is None:
        raise RuntimeError("The benchmarks need a program named 'chromium' on the PATH.")
    with tempfile.TemporaryDirectory(prefix="bench-profile-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            executable,
            *ARGUMENTS,
            *WEBGL_ARGUMENTS * webgl,
            f"--user-data-dir={folder}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            address = await _address(Path(folder) / "DevToolsActivePort")
            connection = await websocket_connect(address, max_message_size=LARGEST_MESSAGE)
            browser = Browser(connection)
            listening = asyncio.create_task(browser.listen())
            yield browser
            connection.close()
            await listening
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _address(file: Path) -> str:
    """Wait until Chromium has written where it listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if len(lines := _lines(file)) == 2:  # a port and a path
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        await asyncio.sleep(POLL_SECONDS)
    raise RuntimeError(f"Chromium did not start within {START_SECONDS:.0f} s.")


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
