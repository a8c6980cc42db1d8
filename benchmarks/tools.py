"""What stands beside the plain sliders, in the exported page of a built-in model of faces.

A direction's slider and the scrubber of an interpolation against a plain slider, dragged in turns;
the badge at the cursor in a drag over the map, and the same where the kernel decodes, in Voilà; the
tracks of sixteen sliders, after a jump. And in the exported page of the benchmarks' decoder of 256
by 256 pixels a way saved as a GIF.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import latentwidgets as lw
from benchmarks import live
from benchmarks.browser import PROBES, WIDTH, drag, opened
from benchmarks.cases.decoder import LATENT_SIZE, BarcodeDecoder
from benchmarks.devtools import chromium
from benchmarks.notebooks import OURS, Case
from benchmarks.servers import VOILA, serve
from benchmarks.zoo import DECODES_IN_PAGE, HEIGHT, PICTURE, SLIDER
from latentwidgets import zoo

if TYPE_CHECKING:
    from benchmarks.devtools import Browser, Page

MODEL = "faces/vae"
# The tab to open for each, and its slider.
SLIDERS = {
    "plain slider": (None, SLIDER),
    "direction's slider": ("Directions", ".lw-direction .lw-range"),
    "scrubber of an interpolation": ("Interpolate", ".lw-film .lw-range"),
}
MAP = ".lw-map-stage"
BADGE = ".lw-badge"
MAP_SECONDS, N_TURNS = 4.0, 2
N_JUMPS = 10
WIDE, TALL = 1440, 1300  # a track holds nine frames; all tracks are in sight
N_CLIPS = 5
CLIP_SIZE = 256
# How long the page did nothing else while the clip was decoded and packed.
CLIP = """async () => {
  const words = document.querySelector(".lw-saving-words");
  const saving = [...document.querySelectorAll(".lw-saving button")];
  let [longest, last, over] = [0, performance.now(), false];
  const began = last;
  const watch = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!over) setTimeout(watch);
  };
  setTimeout(watch);
  const saved = new Promise((resolve) => {
    new MutationObserver(() => {
      if (!words.textContent.includes("%")) resolve(words.textContent);
    }).observe(words, { childList: true, characterData: true, subtree: true });
  });
  saving.find((button) => button.innerText === "GIF").click();
  const said = await saved;
  over = true;
  return [said, (performance.now() - began) / 1000, longest];
}"""
# When tiles are asked of the worker, how many; when a track is drawn; in how many frames the badge
# changes its figures.
EXTRA = """(() => {
  const found = { asked: [], drawn: [], badges: 0, frame: -1 };
  window.tools = found;
  window.Worker = class extends Worker {
    postMessage(message, ...rest) {
      const { kind, codes } = message.message;
      if (kind === "tiles") found.asked.push([performance.now(), codes.length]);
      return super.postMessage(message, ...rest);
    }
  };
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...values) {
    draw.apply(this, values);
    if (this.canvas.matches(".lw-sliders .lw-strip")) found.drawn.push(performance.now());
  };
  new MutationObserver((changes) => {
    const of = ({ target }) => (target.closest ? target : target.parentElement);
    const frame = window.bench?.ticks.length;
    if (frame === found.frame || !changes.some((change) => of(change)?.closest("dd"))) return;
    found.frame = frame;
    found.badges += 1;
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();"""
OPEN_TAB = """(title) => {
  [...document.querySelectorAll("[role=tab]")].find((tab) => tab.innerText === title).click();
}"""
PRESS = """(text) => {
  [...document.querySelectorAll(".lw-sliders button")]
    .find((button) => button.innerText.trim().startsWith(text)).click();
}"""
N_SLIDERS = "document.querySelectorAll('.lw-sliders .lw-range').length"
SCREEN = """(() => {
  const { tools, bench } = window;
  return [tools.badges, bench.frames.length];
})()"""


def measure(rounds: int) -> dict[str, Any]:
    """Measure in one page, the sliders in turns.

    Returns
    -------
    dict
        ``sliders``: for each of `SLIDERS` what `live.slide` gives, a round each. ``badge``, by
        runtime, ``page`` and ``kernel``: ``changes`` of its figures and ``pictures`` in a drag
        over the map. ``tracks``: how many
        ``sliders``, how many ``frames`` on all of them, and ``seconds``, a list, from the question
        to the last track drawn. ``clip``: from the press of "GIF" until 60 frames of `CLIP_SIZE`
        pixels, to and fro over 31, are decoded, packed and saved, ``seconds``, and the
        ``longest_ms`` in which the page did nothing else, lists.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        file, large = Path(temporary) / "faces.html", Path(temporary) / "large.html"
        command = [sys.executable, "-m", "latentwidgets.app.cli", "export", MODEL, "-o", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        decoder = BarcodeDecoder(CLIP_SIZE)
        explorer = lw.explore(decoder, latent_shape=LATENT_SIZE, prior="normal", n_samples=500)
        explorer.save_html(large)
        return asyncio.run(_measure(file.as_uri(), large.as_uri(), rounds))


async def _measure(address: str, large: str, rounds: int) -> dict[str, Any]:
    async with chromium(webgl=False) as browser:
        sliders: dict[str, list[dict[str, Any]]] = {name: [] for name in SLIDERS}
        for number in range(rounds):
            for name, (tab, slider) in SLIDERS.items():
                found = await _slide(browser, address, tab, slider, number)
                print(name, found["frames_per_second"], flush=True)
                sliders[name].append(found)
        return {
            "sliders": sliders,
            "badge": {
                "page": await _badge_in_page(browser, address),
                "kernel": await _badge_by_kernel(browser),
            },
            "tracks": await _tracks(browser, address),
            "clip": await _clip(browser, large),
        }


def _selectors(slider: str) -> dict[str, str]:
    return {"picture": PICTURE, "reading": "pixels", "slider": slider}


def _scripts(slider: str) -> list[str]:
    return [f"window.benchCase = {json.dumps(_selectors(slider))};", PROBES.read_text(), EXTRA]


async def _open(page: Page, address: str) -> None:
    await page.go(address)
    await page.wait_for(DECODES_IN_PAGE)
    await live.rest(page, 1000)


async def _slide(
    browser: Browser, address: str, tab: str | None, slider: str, seed: int
) -> dict[str, Any]:
    async with browser.page(width=WIDTH, height=HEIGHT, scripts=_scripts(slider)) as page:
        await _open(page, address)
        if tab is not None:
            await page.evaluate(OPEN_TAB, tab)
            await page.wait_for(f"document.querySelector({json.dumps(slider)})?.offsetHeight > 0")
            await live.rest(page, 1000)
        return await live.slide(page, slider, seed=seed)


async def _badge_in_page(browser: Browser, address: str) -> dict[str, int]:
    async with browser.page(width=WIDTH, height=HEIGHT, scripts=_scripts(SLIDER)) as page:
        await _open(page, address)
        return await _badge(page)


async def _badge_by_kernel(browser: Browser) -> dict[str, int]:
    case = Case(
        name="badge",
        group="tools",
        size=64,
        distribution=OURS,
        module=OURS,
        cells=("import latentwidgets as lw", f"lw.LatentExplorer({MODEL!r}, runtime='kernel')"),
        selectors=_selectors(SLIDER),
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        case.write(Path(temporary))
        with serve(VOILA, Path(temporary)) as server:
            async with opened(browser, server, case, EXTRA) as page:
                await page.wait_for("window.bench.code() !== -1")
                await live.rest(page, 2000)  # the codes are there
                return await _badge(page)


async def _badge(page: Page) -> dict[str, int]:
    """Drag the cursor over the map with the badge's figures open."""
    await page.click(BADGE)
    box = await page.box(MAP)
    start = box.at(0.5, 0.5)  # where the circle begins
    await page.move(*start)
    await page.press(*start)
    await live.rest(page, 500)
    before = await page.evaluate(SCREEN)

    def circle(elapsed: float) -> tuple[float, float]:
        angle = 2 * math.pi * N_TURNS * elapsed / MAP_SECONDS
        return box.at(0.5 + 0.25 * math.sin(angle), 0.75 - 0.25 * math.cos(angle))

    await drag(page, circle, MAP_SECONDS)
    after = await page.evaluate(SCREEN)
    codes = await page.evaluate("window.bench.frames.map(([, code]) => code)")
    await page.release(*circle(MAP_SECONDS))
    shown = codes[before[1] - 1 : after[1]]
    return {
        "changes": after[0] - before[0],
        "pictures": sum(now != last for last, now in itertools.pairwise(shown)),
    }


async def _tracks(browser: Browser, address: str) -> dict[str, Any]:
    """Jump to random codes; the tracks of all sliders in sight are then decoded in one question."""
    async with browser.page(width=WIDE, height=TALL, scripts=_scripts(SLIDER)) as page:
        await _open(page, address)
        await page.evaluate(PRESS, "8 more")
        await live.rest(page, 1500)
        n_sliders = await page.evaluate(N_SLIDERS)
        seconds, frames = [], 0
        for _ in range(N_JUMPS):
            await page.evaluate("() => { tools.asked.length = tools.drawn.length = 0; }")
            await page.evaluate(PRESS, "Random")
            await page.wait_for(f"window.tools.drawn.length >= {n_sliders}")
            asked, drawn = await page.evaluate("[tools.asked, tools.drawn.at(-1)]")
            seconds.append((drawn - asked[0][0]) / 1000)
            numbers = sum(length for _, length in asked)
            frames = numbers // math.prod(zoo.find(MODEL).latent_shape)
    return {"sliders": n_sliders, "frames": frames, "seconds": seconds}


async def _clip(browser: Browser, address: str) -> dict[str, list[float]]:
    """Save the way between the two anchors that the player begins with."""
    async with browser.page(width=WIDTH, height=HEIGHT, scripts=_scripts(SLIDER)) as page:
        await _open(page, address)
        await page.evaluate(OPEN_TAB, "Interpolate")
        await page.wait_for("document.querySelector('.lw-saving button')?.disabled === false")
        await live.rest(page, 1000)
        found = [await page.evaluate(CLIP) for _ in range(N_CLIPS)]
    assert all(said == "GIF saved." for said, _, _ in found), found
    return {"seconds": [each[1] for each in found], "longest_ms": [each[2] for each in found]}
