"""Exported pages of melodies and sounds: decoded and played without a kernel or a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from exported_page import ExportedPage, export
from playwright.sync_api import Browser

from tests.spaces import media

pytestmark = pytest.mark.browser

STATE = "document.querySelector('.lw-big [data-state]').dataset.state"
# The page's policy lets no recorder in: an analyser hears what goes to the loudspeaker.
TAP = """(() => {
  const { connect } = AudioNode.prototype;
  const heard = new Map();
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      if (!heard.has(this.context)) heard.set(this.context, this.context.createAnalyser());
      connect.call(this, heard.get(this.context));
    }
    return connect.call(this, target, ...rest);
  };
  window.isLoud = () => [...heard.values()].some((analyser) => {
    const wave = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(wave);
    return wave.some((value) => Math.abs(value) > 1e-3);
  });
})()"""


@pytest.mark.parametrize("kind", ["melody", "audio"])
def test_it_plays_what_the_page_decodes(
    browser: Browser, tmp_path: Path, built_parts: None, kind: str
) -> None:
    space = media.make_medium(kind)
    path = export(space, tmp_path / "page.html")
    page = ExportedPage(browser, path, script=TAP).ready()
    if kind == "audio":
        page.frame.get_by_role("button", name="Loop").click()
    page.frame.get_by_role("button", name="Play", exact=True).click()
    page.wait(f"{STATE} === 'playing'")
    page.wait("isLoud()")
    dimension = page.frame.locator(".lw-slider").first.get_attribute("data-dimension")
    page.slide(int(dimension or 0), 0.5, 0.8)
    page.moved()
    page.wait("isLoud()")
    assert page.frame.evaluate(STATE) == "playing"
    page.close()
