"""The map: when it is first drawn in full, and how it follows the hand that pans it."""

from __future__ import annotations

import itertools
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.browser import drag, opened

if TYPE_CHECKING:
    from benchmarks.devtools import Browser
    from benchmarks.notebooks import Case
    from benchmarks.servers import Server

PAN_SECONDS = 4.0
# The hand draws circles: no point leaves the map for good, and the speed is that of a hand.
PAN_RADIUS = 80.0
CIRCLE_SECONDS = 2.0
# A map that has not changed for so long has been drawn in full.
STILL_MS = 2000
CANVAS_BOX = """() => {
  const box = window.bench.canvas().getBoundingClientRect();
  return [box.x, box.y, box.width, box.height];
}"""


@dataclass(frozen=True)
class Pan:
    """What the page showed while the map was panned.

    Parameters
    ----------
    frames_per_second : float
        Frames in which the map's pixels differ from those before.
    animation_frames_per_second : float
        Animation frames that the page had at all.
    longest_gap_ms : float
        The longest time between two of them.
    longest_block_ms : float
        The longest task of the page's main thread (0 where none took 50 ms).
    """

    frames_per_second: float
    animation_frames_per_second: float
    longest_gap_ms: float
    longest_block_ms: float


async def measure(browser: Browser, server: Server, case: Case, _round: int) -> dict[str, Any]:
    """Measure one map once.

    Returns
    -------
    dict
        ``first_display_ms``, ``load_block_ms`` (the longest task until then), ``canvas`` (its
        width and height in CSS pixels) and the fields of `Pan`.
    """
    async with opened(browser, server, case) as page:
        await page.wait_for("window.bench.paints.length > 0")
        await page.evaluate("(still) => window.bench.quiet(window.bench.paints, still)", STILL_MS)
        loaded = await page.evaluate("window.bench")
        start, drawn = loaded["start"], loaded["paints"][-1][0]
        x, y, width, height = await page.evaluate(CANVAS_BOX)
        centre = (x + width / 2, y + height / 2)
        start_place = _circle(centre, 0)
        await page.move(*start_place)
        await page.press(*start_place, button=case.pan_button)
        began = await page.evaluate("performance.now()")
        await drag(
            page, lambda elapsed: _circle(centre, elapsed), PAN_SECONDS, held=case.pan_button
        )
        ended = await page.evaluate("performance.now()")
        await page.release(*_circle(centre, PAN_SECONDS), button=case.pan_button)
        seen = await page.evaluate("window.bench")
    blocks = [length for at, length in loaded["blocks"] if start <= at <= drawn]
    return {
        "first_display_ms": drawn - start,
        "load_block_ms": max(blocks, default=0.0),
        "canvas": [width, height],
        **asdict(analyse_pan(seen["paints"], seen["ticks"], seen["blocks"], (began, ended))),
    }


def analyse_pan(
    paints: list[tuple[float, int, int]],
    ticks: list[float],
    blocks: list[tuple[float, float]],
    window: tuple[float, float],
) -> Pan:
    """Read a pan's figures off what the page noted.

    Parameters
    ----------
    paints : list of (time in ms, hash, ink)
        Each change of the map's pixels.
    ticks : list of float
        Time of each animation frame.
    blocks : list of (start, duration)
        Tasks of 50 ms or more.
    window : (float, float)
        When the hand began and ended, in ms.
    """
    began, ended = window
    seconds = (ended - began) / 1000
    during = [at for at in ticks if began <= at <= ended]
    edges = [began, *during, ended]
    return Pan(
        frames_per_second=sum(began <= at <= ended for at, *_ in paints) / seconds,
        animation_frames_per_second=len(during) / seconds,
        longest_gap_ms=max(later - at for at, later in itertools.pairwise(edges)),
        longest_block_ms=max(
            (length for at, length in blocks if began <= at <= ended), default=0.0
        ),
    )


def _circle(centre: tuple[float, float], elapsed: float) -> tuple[float, float]:
    angle = 2 * math.pi * elapsed / CIRCLE_SECONDS
    return centre[0] + PAN_RADIUS * math.cos(angle), centre[1] + PAN_RADIUS * math.sin(angle)
