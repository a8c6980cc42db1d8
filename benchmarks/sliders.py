"""A bank of sliders: when it is there, what constructing it costs, how it follows Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.browser import opened

if TYPE_CHECKING:
    from benchmarks.devtools import Browser, Page
    from benchmarks.notebooks import Case
    from benchmarks.servers import Server

# Our bank shows the most useful eight, and has a button for eight more and one for all.
OUR_FIRST_PAGE = 8
MARK_REST = """() => [...document.querySelectorAll(".lw-sliders button")]
  .filter((button) => !button.hidden && /^(\\d+ more|All \\d+)$/.test(button.textContent))
  .at(-1).classList.add("bench-rest")"""
UPDATE_BUTTON = ".bench-set-all"
AT_LEAST = """async (count) => {
  await window.bench.when(() => (window.bench.shown.at(-1)?.[1] ?? 0) >= count, 120000);
  return window.bench.shown.find((entry) => entry[1] >= count)[0];
}"""
SIGHT_SHOWS = """async (value) => {
  const pressed = window.bench.moves.at(-1);
  return (await window.bench.when(() => window.bench.slidersInSightShow(value), 60000)) - pressed;
}"""


async def measure(browser: Browser, server: Server, case: Case, _round: int) -> dict[str, Any]:
    """Measure one bank of sliders once.

    Returns
    -------
    dict
        ``construction_s``: Python's share; ``first_shown_ms``: until it can be used, which is
        all sliders or our first page of them; ``all_shown_ms``: until every slider is there,
        our button for them included; ``update_ms``: from the press of a button whose callback
        sets all of them to the frame in which those in sight show it.
    """
    server.construction.unlink(missing_ok=True)
    async with opened(browser, server, case) as page:
        n_first = min(case.size, OUR_FIRST_PAGE) if case.is_ours else case.size
        first = await page.evaluate(AT_LEAST, n_first) - await page.evaluate("window.bench.start")
        everything = first
        if n_first < case.size:
            await page.evaluate(MARK_REST)
            await page.click(".bench-rest")
            pressed = await page.evaluate("window.bench.moves.at(-1)")
            everything += await page.evaluate(AT_LEAST, case.size) - pressed
        updates = [await _update(page, value) for value in (1, -1, 1)]
    construction = json.loads(server.construction.read_text())["seconds"]
    return {
        "construction_s": construction,
        "first_shown_ms": first,
        "all_shown_ms": everything,
        "update_ms": updates,
    }


async def _update(page: Page, value: int) -> float:
    await page.click(UPDATE_BUTTON)
    elapsed: float = await page.evaluate(SIGHT_SHOWS, value)
    return elapsed
