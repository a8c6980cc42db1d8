"""Real headless Chromium: a case's page with the probes in it, closed with its kernel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import Error, async_playwright

from benchmarks.servers import VOILA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from playwright.async_api import Browser, Page, ViewportSize

    from benchmarks.notebooks import Case
    from benchmarks.servers import Server

PROBES = Path(__file__).parent / "probes.js"
VIEWPORT: ViewportSize = {"width": 1280, "height": 1400}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WEBGL_ARGUMENTS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
TIMEOUT_MS = 120_000
MOVE_SECONDS = 1 / 60
MOST_MOVES_WAITING = 6
NOTEBOOK_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext.session?.kernel?.status === "idle";
}"""
# Runs one cell and waits until the kernel has finished it.
RUN_CELL = """async ([index, marked]) => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = index;
  if (marked) window.bench.start = performance.now();
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@contextlib.asynccontextmanager
async def chromium(*, webgl: bool) -> AsyncIterator[Browser]:
    """Start Chromium; with ``webgl`` it draws WebGL in software, as on a machine without a GPU.

    Raises
    ------
    RuntimeError
        Where there is no ``chromium`` on the PATH.
    """
    executable = shutil.which("chromium")
    if executable is None:
        raise RuntimeError("The benchmarks need a program named 'chromium' on the PATH.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=ARGUMENTS + WEBGL_ARGUMENTS * webgl
        )
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def opened(browser: Browser, server: Server, case: Case) -> AsyncIterator[Page]:
    """Open a case in a fresh profile; its clock starts with its display.

    That is the navigation in Voilà, and the run of the last cell in JupyterLab.
    """
    context = await browser.new_context(viewport=VIEWPORT)
    context.set_default_timeout(TIMEOUT_MS)
    await context.add_init_script(f"window.benchCase = {json.dumps(case.selectors)};")
    await context.add_init_script(path=PROBES)
    page = await context.new_page()
    try:
        await page.goto(server.page_of(case.notebook), wait_until="commit")
        if server.kind != VOILA:
            await _run_cells(page, len(case.cells))
        yield page
    except Error as error:
        raise RuntimeError(
            f"{error.message.splitlines()[0]} {await _kernel_error(page)}"
        ) from error
    finally:
        await context.close()
        await asyncio.to_thread(server.end_kernels)


async def drag(page: Page, path: Callable[[float], tuple[float, float]], seconds: float) -> None:
    """Move the mouse along ``path`` (of the seconds since the start), a place each frame.

    The page handles one mouse move for each animation frame, the latest: so that none is without
    one, moves are sent as often, whether or not the page has handled the ones before.
    """
    started = time.perf_counter()
    moves: set[asyncio.Task[None]] = set()
    n_sent = 0
    while (elapsed := time.perf_counter() - started) < seconds:
        if len(moves) < MOST_MOVES_WAITING:
            move = asyncio.create_task(page.mouse.move(*path(elapsed)))
            moves.add(move)
            move.add_done_callback(moves.discard)
        n_sent += 1
        await asyncio.sleep(max(0, started + n_sent * MOVE_SECONDS - time.perf_counter()))
    await asyncio.gather(*moves)


async def _run_cells(page: Page, n_cells: int) -> None:
    await page.wait_for_function(NOTEBOOK_READY)
    for index in range(n_cells - 1):
        await page.evaluate(RUN_CELL, [index, False])
    # Not waited for here: what is measured is when the page shows its result.
    await page.evaluate(f"void ({RUN_CELL})({json.dumps([n_cells - 1, True])})")


async def _kernel_error(page: Page) -> str:
    """Return the last line of a traceback that the page shows, if it shows one."""
    with contextlib.suppress(Error):
        shown = page.locator("[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText")
        texts = [text.strip() for text in await shown.all_inner_texts() if text.strip()]
        if texts:
            return f"The page says: {texts[-1].splitlines()[-1]}"
    return ""
