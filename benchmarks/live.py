"""The live slider: one move to new pixels, one press to new pixels, and a drag of five seconds."""

from __future__ import annotations

import asyncio
import itertools
import random
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.browser import drag, opened

if TYPE_CHECKING:
    from benchmarks.devtools import Browser, Page
    from benchmarks.notebooks import Case
    from benchmarks.servers import Server

N_MOVES = 24
DRAG_SECONDS = 5.0
# One sweep of the track and back: slow as a hand, yet each frame's move is a new value.
SWEEP_SECONDS = 2.5
FRAME_SECONDS = 1 / 60
BLANK = -1
# The pictures of single moves are this far apart, in parts of the track.
LEAST_STEP = 0.15
QUIET_MS = 300
READY_MS = 25_000
FOLLOW_MS = 10_000
FOLLOWED = """async (timeout) => {
  const { bench } = window;
  const { code: from, moves, frames, draws } = bench.before;
  const isNew = (code) => code !== from && code !== -1;
  await bench.when(() => isNew(bench.code()) && bench.moves.length > moves, timeout);
  // It may have been shown while this was on its way.
  const [shown] = bench.frames.slice(frames).find(([, code]) => isNew(code));
  const [move, hand] = [bench.moves[moves], bench.hands[moves]];
  // An image can be shown before its load event comes.
  const drawn = Math.min(bench.draws[draws] ?? shown, shown);
  return [shown - move, shown - hand, drawn - hand];
}"""
NOTE = """() => {
  const { bench } = window;
  const lengths = ["moves", "frames", "draws"].map((name) => [name, bench[name].length]);
  bench.before = { code: bench.code(), ...Object.fromEntries(lengths) };
}"""

Frames = list[tuple[float, int]]
# Until a frame shows the new pixels, from the page's event and from the mouse's own time; and until
# they are drawn, from the mouse's time.
Latencies = list[tuple[float, float, float]]


@dataclass(frozen=True)
class Drag:
    """What the page showed during a drag.

    Parameters
    ----------
    frames_per_second : float
        Pictures, each different from the one before, for each second of the drag.
    moves_per_second : float
        Values that the slider was given.
    lag_ms : float
        From the last move to the first frame from which on its picture stays.
    blank_frames : int
        Animation frames without a readable picture, of ``animation_frames``.
    animation_frames : int
    """

    frames_per_second: float
    moves_per_second: float
    lag_ms: float
    blank_frames: int
    animation_frames: int


async def measure(
    browser: Browser, server: Server, case: Case, round_number: int
) -> dict[str, Any]:
    """Measure one case once.

    Returns
    -------
    dict
        Lists of milliseconds for single moves (``latencies_ms``, ``hand_ms``, ``drawn_ms``) and
        presses (``press_latencies_ms``), the fields of `Drag`, ``script_ms_per_move``
        and ``task_ms_per_move`` (see `Page.busy_seconds`),
        ``first_picture_ms`` since the display was asked for, ``switch_ms`` from then until a page
        runtime has taken over (None where there is none), and ``final_is_right``: whether the
        picture at the end is that of the slider's value.
    """
    async with opened(browser, server, case) as page:
        await page.wait_for("window.bench.code() !== -1")
        first, start = await page.evaluate("[window.bench.frames[0][0], window.bench.start]")
        ready = None
        if case.ready:
            wait = f"(timeout) => window.bench.when(() => {case.ready}, timeout)"
            ready = await page.evaluate(wait, READY_MS)
        await rest(page, 1000)
        await page.evaluate("window.bench.relocate()")  # The layout may have moved while it loaded.
        random_numbers = random.Random(round_number)
        press_latencies = await _presses(page, case, random_numbers)
        moved = await slide(page, case.selectors["slider"], seed=round_number)
        right = await page.evaluate(
            "Math.abs(window.bench.code() - window.bench.sliderCode()) <= 1"
        )
    return {
        "first_picture_ms": first - start,
        "switch_ms": None if ready is None else ready - first,
        "press_latencies_ms": [shown for shown, _, _ in press_latencies],
        "final_is_right": right,
        **moved,
    }


async def slide(page: Page, slider: str, *, seed: int) -> dict[str, Any]:
    """Move a slider by single moves, then drag it; what `measure` returns of these."""
    latencies = await single_moves(page, slider, seed=seed)
    blank_in_moves = await page.evaluate("window.bench.frames.filter((f) => f[1] === -1).length")
    busy = await _busy_ms(page)
    n_frames, n_moves, place = await drag_to_and_fro(page, slider)
    busy_after = await _busy_ms(page)
    await rest(page, 1000)
    frames = await page.evaluate("(n) => window.bench.frames.slice(n)", n_frames)
    moves = await page.evaluate("(n) => window.bench.moves.slice(n)", n_moves)
    await page.release(*place)
    return {
        "latencies_ms": [shown for shown, _, _ in latencies],
        "hand_ms": [shown for _, shown, _ in latencies],
        "drawn_ms": [drawn for _, _, drawn in latencies],
        "script_ms_per_move": (busy_after["scripts"] - busy["scripts"]) / len(moves),
        "task_ms_per_move": (busy_after["tasks"] - busy["tasks"]) / len(moves),
        "blank_frames_in_moves": blank_in_moves,
        **asdict(analyse_drag(frames, moves)),
    }


def analyse_drag(frames: Frames, moves: list[float]) -> Drag:
    """Read a drag's figures off what the page showed.

    Parameters
    ----------
    frames : list of (time in ms, code)
        One for each animation frame; `BLANK` where no picture could be read.
    moves : list of float
        Time of each move, in ms, in order.

    Raises
    ------
    ValueError
        Where there are fewer than two moves.
    """
    if len(moves) < 2:
        raise ValueError(f"A drag has at least two moves, but the page noted {len(moves)}.")
    seconds = (moves[-1] - moves[0]) / 1000
    # The frames before the first move belong to the picture that the drag starts from.
    during = [code for at, code in frames if moves[0] <= at <= moves[-1]]
    before = [code for at, code in frames if at < moves[0]]
    seen = [code for code in before[-1:] + during if code != BLANK]
    distinct = sum(now != last for last, now in itertools.pairwise(seen))
    final = frames[-1][1]
    stays_from = frames[-1][0]
    for at, code in reversed(frames):
        if code != final:
            break
        stays_from = at
    return Drag(
        frames_per_second=distinct / seconds,
        moves_per_second=(len(moves) - 1) / seconds,
        lag_ms=max(0.0, stays_from - moves[-1]),
        blank_frames=sum(code == BLANK for at, code in frames if at >= moves[0]),
        animation_frames=sum(at >= moves[0] for at, _ in frames),
    )


async def _presses(page: Page, case: Case, random_numbers: random.Random) -> Latencies:
    """Press the track at random places; milliseconds from each press to its picture."""
    latencies = []
    across = 0.5
    for _ in range(N_MOVES):
        across = _elsewhere(across, random_numbers)
        place = (await page.box(case.selectors["slider"])).at(across)
        await page.move(*place)
        await page.evaluate(NOTE)
        await asyncio.sleep(random_numbers.uniform(0, FRAME_SECONDS))
        await page.press(*place)
        latencies.append(await page.evaluate(FOLLOWED, FOLLOW_MS))
        await page.release(*place)
        await rest(page, QUIET_MS)
    return latencies


async def single_moves(page: Page, slider: str, *, seed: int) -> Latencies:
    """Hold the handle and move it, a move at a time; milliseconds from each to its picture."""
    random_numbers = random.Random(seed)
    box = await page.box(slider)
    across = 0.5
    await _hold(page, box.at(across))
    latencies = []
    for _ in range(N_MOVES):
        across = _elsewhere(across, random_numbers)
        await page.evaluate(NOTE)
        # A hand does not keep step with the screen: each move falls anywhere between two frames.
        await asyncio.sleep(random_numbers.uniform(0, FRAME_SECONDS))
        await page.begin_move(*box.at(across), held="left")
        latencies.append(await page.evaluate(FOLLOWED, FOLLOW_MS))
        await rest(page, QUIET_MS)
    await page.release(*box.at(across))
    await rest(page, QUIET_MS)
    return latencies


async def _busy_ms(page: Page) -> dict[str, float]:
    """Return how long the main thread has worked, without what the probes took."""
    own: float = await page.evaluate("window.bench.ownMs")
    return {name: 1000 * value - own for name, value in (await page.busy_seconds()).items()}


def _elsewhere(across: float, random_numbers: random.Random) -> float:
    """Draw a place on the track that is not near this one."""
    while abs((new := random_numbers.uniform(0.1, 0.9)) - across) < LEAST_STEP:
        pass
    return new


async def _hold(page: Page, place: tuple[float, float]) -> None:
    """Press the handle at a place of the track, and keep the button held."""
    await page.move(*place)
    # The first press brings the handle here; only a press on the handle itself can drag it.
    await page.press(*place)
    await page.release(*place)
    await rest(page, QUIET_MS)
    await page.press(*place)
    await rest(page, QUIET_MS)


async def drag_to_and_fro(page: Page, slider: str) -> tuple[int, int, tuple[float, float]]:
    """Drag the handle to and fro; the mouse stays where the drag ends, its button held.

    Returns
    -------
    n_frames, n_moves : int
        How many the page had noted before the drag.
    place : (float, float)
        Where the mouse is.
    """
    box = await page.box(slider)
    await _hold(page, box.at(_sweep(0)))
    n_frames, n_moves = await page.evaluate(
        "[window.bench.frames.length - 1, window.bench.moves.length]"
    )
    await drag(page, lambda elapsed: box.at(_sweep(elapsed)), DRAG_SECONDS)
    return n_frames, n_moves, box.at(_sweep(DRAG_SECONDS))


def _sweep(elapsed: float) -> float:
    """Place on the track after so many seconds: 0.1 to 0.9 and back."""
    phase = (elapsed / SWEEP_SECONDS) % 1
    return 0.1 + 1.6 * min(phase, 1 - phase)


async def rest(page: Page, milliseconds: int) -> None:
    """Wait until the picture has stayed the same for so long."""
    await page.evaluate("(quiet) => window.bench.quiet(window.bench.frames, quiet)", milliseconds)
