"""A case's page with the probes in it, closed with its kernel; a hand that drags."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.devtools import PageError
from benchmarks.servers import VOILA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from benchmarks.devtools import Browser, Page
    from benchmarks.notebooks import Case
    from benchmarks.servers import Server

PROBES = Path(__file__).parent / "probes.js"
WIDTH, HEIGHT = 1280, 1400
MOVE_SECONDS = 1 / 60
MOST_MOVES_WAITING = 6
NOTEBOOK_READY = """(() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return Boolean(
    panel?.context?.isReady && panel.sessionContext.session?.kernel?.status === "idle");
})()"""
# Runs one cell and waits until the kernel has finished it.
RUN_CELL = """async ([index, marked]) => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = index;
  if (marked) window.bench.start = performance.now();
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""
ERRORS = """() => [...document.querySelectorAll(
  "[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText")]
  .map((element) => element.innerText.trim()).filter((text) => text)"""


@contextlib.asynccontextmanager
async def opened(browser: Browser, server: Server, case: Case, *more: str) -> AsyncIterator[Page]:
    """Open a case in a fresh profile, with `more` scripts in it; its clock starts with its display.

    That is the navigation in Voilà, and the run of the last cell in JupyterLab.
    """
    scripts = [f"window.benchCase = {json.dumps(case.selectors)};", PROBES.read_text(), *more]
    try:
        async with browser.page(width=WIDTH, height=HEIGHT, scripts=scripts) as page:
            try:
                await page.go(server.page_of(case.notebook))
                if server.kind != VOILA:
                    await _run_cells(page, len(case.cells))
                yield page
            except PageError as error:
                said = str(error).splitlines()[0]
                raise RuntimeError(f"{said} {await _kernel_error(page)}") from error
    finally:
        await asyncio.to_thread(server.end_kernels)


async def drag(
    page: Page, path: Callable[[float], tuple[float, float]], seconds: float, *, held: str = "left"
) -> None:
    """Move the mouse along ``path`` (of the seconds since the start), a place each frame.

    The page handles one mouse move for each animation frame, the latest: so that none is without
    one, moves are sent as often, whether or not the page has handled the ones before.
    """
    started = time.perf_counter()
    moves: set[asyncio.Future[object]] = set()
    n_sent = 0
    while (elapsed := time.perf_counter() - started) < seconds:
        if len(moves) < MOST_MOVES_WAITING:
            move = page.begin_move(*path(elapsed), held=held)
            moves.add(move)
            move.add_done_callback(moves.discard)
        n_sent += 1
        await asyncio.sleep(max(0, started + n_sent * MOVE_SECONDS - time.perf_counter()))
    await asyncio.gather(*moves)


async def _run_cells(page: Page, n_cells: int) -> None:
    await page.wait_for(NOTEBOOK_READY)
    for index in range(n_cells - 1):
        await page.evaluate(RUN_CELL, [index, False])
    # Not waited for here: what is measured is when the page shows its result.
    await page.evaluate(f"void ({RUN_CELL})({json.dumps([n_cells - 1, True])})")


async def _kernel_error(page: Page) -> str:
    """Return the last line of a traceback that the page shows, if it shows one."""
    with contextlib.suppress(PageError):
        texts = await page.evaluate(ERRORS)
        if texts:
            return f"The page says: {texts[-1].splitlines()[-1]}"
    return ""
