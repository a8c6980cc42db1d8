"""An exported page in Chromium without a network, opened as the file that it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import latentwidgets as lw
from latentwidgets.modalities.payload import to_rgba

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Locator

READ = """(selector) => {
  const canvas = document.querySelector(selector);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.height, canvas.width, Array.from(data)];
}"""
# Playwright's own waiting compiles its condition again and again, which the page's policy forbids.
WAIT = """([timeout, said]) => new Promise((done, fail) => {
  const end = performance.now() + timeout;
  const look = () => {
    if (%s) done();
    else if (performance.now() > end) fail(new Error(`${said}; the page says: ${
      document.body.innerText.slice(0, 2000)}`));
    else setTimeout(look, 20);
  };
  look();
})"""
# What the canvas shows when it is near enough or, never having been, at the end of the wait.
COMES = f"""([selector, height, width, wanted, levels]) => new Promise((done) => {{
  const end = performance.now() + 10_000;
  const look = () => {{
    const seen = document.querySelector(selector) && ({READ})(selector);
    const isSame = seen?.[0] === height && seen[1] === width &&
      wanted.every((level, i) => Math.abs(level - seen[2][i]) <= levels);
    if (isSame || performance.now() > end) done(seen);
    else setTimeout(look, 20);
  }};
  look();
}})"""
# The tracks of the sliders are drawn anew 250 ms after the last move, be the hand off or not.
STRIPS = """() => {
  const { prototype } = CanvasRenderingContext2D;
  const draw = prototype.drawImage;
  window.strips = 0;
  prototype.drawImage = function (...values) {
    draw.apply(this, values);
    if (this.canvas.matches?.(".lw-sliders .lw-strip")) window.strips += 1;
  };
}"""
# A page keeps what was done a second after the last act, and when it goes.
KEPT = "(dispatchEvent(new Event('pagehide')), JSON.parse(Object.values(localStorage)[0] ?? null))"
BIG, NEAREST, CHOSEN, REBUILT = (
    ".lw-big canvas",
    ".lw-figure:nth-child(1) canvas",
    ".lw-figure:nth-child(2) canvas",
    ".lw-figure:nth-child(3) canvas",
)


def export(space: lw.LatentSpace, path: Path, **options: Any) -> Path:
    """Write the page of a space."""
    explorer = lw.LatentExplorer(space)
    try:
        return explorer.save_html(path, **options)
    finally:
        explorer.close()


class ExportedPage:
    """One page, what it asked for and what its console said."""

    def __init__(
        self,
        browser: Browser,
        path: Path,
        *,
        script: str = "",
        width: int = 1280,
        height: int = 900,
        **more: Any,
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, **more
        )
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.furthest = 0
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", lambda request: self.requests.append(request.url))
        if script:
            self.page.add_init_script(script)
        self.address = path.as_uri()
        self.page.goto(self.address)
        self.frame: Frame = self.page.main_frame

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def close(self) -> None:
        """Close it; it must have asked for nothing but itself, and complained of nothing."""
        self.context.close()
        assert self.errors == [], self.errors
        elsewhere = [
            url for url in self.requests if url != self.address and not url.startswith("blob:")
        ]
        assert elsewhere == [], elsewhere

    def wait(self, expression: str, timeout: float = 10_000) -> None:
        """Wait until a JavaScript expression is true."""
        self.frame.evaluate(WAIT % expression, [timeout, expression])

    def ready(self) -> ExportedPage:
        """Wait until the page's own model decodes."""
        self.frame.locator(".lw-meter[title*='The model runs in this page']").wait_for()
        return self

    def text(self, selector: str) -> str:
        return self.frame.locator(selector).first.inner_text()

    def kept(self) -> dict[str, Any]:
        """What the page keeps over a reload."""
        return self.frame.evaluate(KEPT)

    def z(self) -> NDArray[np.float32]:
        """The current code, at rest."""
        return np.array(self.kept()["z"], np.float32)

    def rest(self) -> None:
        """Wait until the picture is that of the current code."""
        self.frame.locator("#lw-explorer[data-lw-rest=true]").wait_for()

    def moved(self, before: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        """Wait until the code is another and at rest; return it.

        Without `before`, until anything was done: to open a tool is no act.
        """
        if before is None:
            self.wait(f"{KEPT}?.journal.length > 0")
        else:
            old = json.dumps(before.tolist())
            now = f"JSON.stringify({KEPT}.z.map(Math.fround))"
            self.wait(f"{KEPT} && {now} !== JSON.stringify({old})")
        self.rest()
        return self.z()

    def picture(self, selector: str = BIG) -> NDArray[np.uint8]:
        """The RGBA levels of a canvas."""
        height, width, levels = self.frame.evaluate(READ, selector)
        return np.array(levels, np.uint8).reshape(height, width, 4)

    def sees(self, image: NDArray[np.float32], selector: str = BIG, levels: int = 1) -> None:
        """Wait until a canvas shows a canonical picture ``(H, W, C)``."""
        self.comes_to(to_rgba(image), selector, levels)

    def comes_to(self, rgba: NDArray[np.uint8], selector: str = BIG, levels: int = 1) -> None:
        """Wait until a canvas shows these levels ``(H, W, 4)``."""
        asked = [selector, *rgba.shape[:2], rgba.reshape(-1).tolist(), levels]
        seen = self.frame.evaluate(COMES, asked)
        assert seen is not None, f"no canvas at {selector}"
        height, width, shown = seen
        assert (height, width) == rgba.shape[:2]
        apart = int(np.abs(np.reshape(shown, rgba.shape) - rgba.astype(int)).max())
        self.furthest = max(self.furthest, apart)
        assert apart <= levels, f"{apart} levels apart"

    def slider(self, dimension: int) -> Locator:
        """The slider of a dimension, whether or not it has a name."""
        return self.frame.get_by_label(re.compile(rf"^dimension {dimension}(, .*)?$"))

    def slide(self, dimension: int, start: float, end: float) -> None:
        """Drag a slider's thumb by mouse from one place of its track to another."""
        self._drag(self.slider(dimension), start, end)

    def drag_map(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag the map's cursor by mouse, in fractions of the map."""
        self._drag(self.frame.locator(".lw-map-stage"), start, end)

    def _drag(self, locator: Any, start: Any, end: Any) -> None:
        locator.scroll_into_view_if_needed()
        box = locator.bounding_box()
        (x0, y0), (x1, y1) = (
            place if isinstance(place, tuple) else (place, 0.5) for place in (start, end)
        )
        mouse = self.page.mouse
        mouse.move(box["x"] + x0 * box["width"], box["y"] + y0 * box["height"])
        mouse.down()
        mouse.move(box["x"] + x1 * box["width"], box["y"] + y1 * box["height"], steps=8)
        mouse.up()
