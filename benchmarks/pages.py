"""An exported page, opened from a file without a network: size, first picture, model."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.devtools import chromium

if TYPE_CHECKING:
    from benchmarks.devtools import Browser

MODEL = "digits/vae"
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
# The first drawing into the picture, and the first moment at which the model decodes.
PROBE = """
const found = { picture: null, model: null };
window.bench = found;
const draw = CanvasRenderingContext2D.prototype.putImageData;
CanvasRenderingContext2D.prototype.putImageData = function (...values) {
  draw.apply(this, values);
  if (this.canvas.closest(".lw-big")) found.picture ??= performance.now();
};
const look = () => {
  const said = document.querySelector(".lw-meter")?.textContent;
  if (said && !said.includes("starting")) found.model = performance.now();
  else requestAnimationFrame(look);
};
look();
"""
BOTH = "window.bench.picture !== null && window.bench.model !== null"
RESULT = """(() => ({
  picture_ms: window.bench.picture,
  model_ms: window.bench.model,
  requests: performance.getEntriesByType("resource")
    .filter(({ name }) => !name.startsWith("blob:")).length,
}))()"""


def measure(n_times: int) -> list[dict[str, Any]]:
    """Open the page of the built-in digits, each time in a fresh profile.

    Returns
    -------
    list of dict
        ``megabytes`` of the file; ``picture_ms`` and ``model_ms`` since the navigation, until the
        first picture is drawn and until the model decodes; ``requests`` beside the page itself.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        file = Path(temporary) / "digits.html"
        command = [sys.executable, "-m", "latentwidgets.app.cli", "export", MODEL]
        subprocess.run([*command, "-o", str(file)], check=True, stdout=subprocess.DEVNULL)
        megabytes = file.stat().st_size / 1e6
        opened = asyncio.run(_open_all(file.as_uri(), n_times))
    return [{"megabytes": megabytes, **found} for found in opened]


async def _open_all(address: str, n_times: int) -> list[dict[str, Any]]:
    async with chromium(webgl=True) as browser:
        return [await _open(browser, address) for _ in range(n_times)]


async def _open(browser: Browser, address: str) -> dict[str, Any]:
    async with browser.page(width=1280, height=1000, scripts=[PROBE]) as page:
        await page.send("Network.enable")
        await page.send("Network.emulateNetworkConditions", **OFFLINE)
        await page.go(address)
        await page.wait_for(BOTH)
        found: dict[str, Any] = await page.evaluate(RESULT)
    return found
