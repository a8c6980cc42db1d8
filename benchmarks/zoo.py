"""The built-in models: how soon each is loaded, and how it follows a slider in an exported page."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import live
from benchmarks.browser import PROBES, WIDTH
from benchmarks.devtools import chromium
from latentwidgets import zoo

if TYPE_CHECKING:
    from benchmarks.devtools import Browser

HEIGHT = 1000
SLIDER = ".lw-track input"
PICTURE = ".lw-decoded .lw-big canvas"
OUTPUT = ".lw-decoded .lw-big"
DECODES_IN_PAGE = """(() => {
  const said = document.querySelector(".lw-meter")?.textContent;
  return Boolean(said) && !said.includes("starting");
})()"""
# A process of its own: a second load finds the libraries imported.
LOAD = """
import sys, time
import latentwidgets as lw
started = time.perf_counter()
space = lw.zoo.load({name!r})
print(time.perf_counter() - started, "torch" in sys.modules)
"""


def measure(n_times: int) -> list[dict[str, Any]]:
    """Load each built-in model, and drag the first slider of its page.

    Returns
    -------
    list of dict
        ``model``, ``kind`` and ``megabytes`` of its page; ``load_seconds``, a list, and
        ``loads_torch``; what `live.slide` gives, whose "pictures" are, of text, music, sound and
        series, the outputs that the page was given.
    """
    return asyncio.run(_measure_all(n_times))


async def _measure_all(n_times: int) -> list[dict[str, Any]]:
    records = []
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        bytecode = str(Path(temporary) / "bytecode")
        _load(zoo.list()[0].name, bytecode)
        async with chromium(webgl=False) as browser:
            for entry in zoo.list():
                loads = [_load(entry.name, bytecode) for _ in range(n_times)]
                file = Path(temporary) / "page.html"
                command = [sys.executable, "-m", "latentwidgets.app.cli", "export", entry.name]
                await asyncio.to_thread(
                    subprocess.run,
                    [*command, "-o", str(file)],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                kind = zoo.load(entry.name).modality.kind
                record = {
                    "model": entry.name,
                    "kind": kind,
                    "megabytes": file.stat().st_size / 1e6,
                    "load_seconds": [seconds for seconds, _ in loads],
                    "loads_torch": any(torch for _, torch in loads),
                    **await _drag(browser, file.as_uri(), kind),
                }
                print(entry.name, record["latencies_ms"], record["frames_per_second"], flush=True)
                records.append(record)
    return records


def _load(name: str, bytecode: str) -> tuple[float, bool]:
    """Load in a process that finds compiled modules, as where the package was installed."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", LOAD.format(name=name)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    seconds, torch = done.stdout.split()
    return float(seconds), torch == "True"


async def _drag(browser: Browser, address: str, kind: str) -> dict[str, Any]:
    selectors = {
        "picture": PICTURE if kind == "image" else OUTPUT,
        "reading": "pixels" if kind == "image" else "answers",
        "slider": SLIDER,
    }
    scripts = [f"window.benchCase = {json.dumps(selectors)};", PROBES.read_text()]
    async with browser.page(width=WIDTH, height=HEIGHT, scripts=scripts) as page:
        await page.go(address)
        await page.wait_for(DECODES_IN_PAGE)
        await live.rest(page, 1000)
        return await live.slide(page, SLIDER, seed=0)
