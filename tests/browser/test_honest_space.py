"""Maps in space: why no veil, lattice or posteriors are drawn, and the badge at each frame."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from exported_page import ExportedPage, export
from map_page import MapPage
from playwright.sync_api import Browser, expect
from stage import Stage

import latentwidgets as lw

pytestmark = pytest.mark.browser

# What picture and badge say at each frame of the screen.
WATCH = """() => {
  window.frames_seen = [];
  const look = () => {
    const canvas = document.querySelector(".lw-big canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const picture = copy.getImageData(0, 0, canvas.width, canvas.height).data.join();
    const distance = document.querySelector(".lw-badge").title.split("\\n")[0];
    frames_seen.push([picture, distance]);
    requestAnimationFrame(look);
  };
  look();
}"""
COUNT = """() => {
  let [moved, told] = [0, 0];
  for (let i = 1; i < frames_seen.length; i++) {
    const [before, now] = [frames_seen[i - 1], frames_seen[i]];
    if (before[0] === now[0]) continue;
    moved += 1;
    if (before[1] !== now[1]) told += 1;
  }
  return [moved, told];
}"""


def test_in_space_a_layer_says_why_it_is_not_drawn(stage: Stage) -> None:
    view = MapPage(stage)
    lattice = stage.page.get_by_role("button", name="Lattice")
    lattice.click()
    stage.wait("!document.querySelector('.lw-map-lattice').hidden")
    stage.page.get_by_role("button", name="3-D").click()
    stage.wait("document.querySelector('.lw-map-lattice').hidden")
    view.rest()
    notice = stage.page.locator(".lw-map-notice")
    expect(notice).to_be_hidden()
    expect(lattice).to_have_attribute("aria-disabled", "true")
    lattice.focus()
    stage.page.keyboard.press("Enter")
    expect(notice).to_contain_text("in 3-D they would hide the points behind them")
    expect(lattice).to_have_attribute("aria-pressed", "true")  # it waits for the flat map
    stage.page.get_by_role("button", name="Posteriors").click(force=True)
    expect(notice).to_contain_text("flat maps only")
    stage.page.get_by_role("button", name="About this map").click()
    expect(stage.page.locator(".lw-map-guide")).to_contain_text("In 3-D there is none")
    stage.page.keyboard.press("Escape")
    stage.page.get_by_role("button", name="3-D").click()
    stage.wait("!document.querySelector('.lw-map-lattice').hidden")
    expect(notice).to_be_hidden()
    expect(lattice).to_have_attribute("aria-disabled", "false")
    stage.page.get_by_role("button", name="About this map").click()
    expect(stage.page.locator(".lw-map-guide")).to_contain_text("Light ground")


def test_in_space_the_badge_is_true_at_each_frame(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    space = lw.zoo.load("digits/vae")
    page = ExportedPage(browser, export(space, tmp_path / "page.html")).ready()
    page.frame.get_by_role("button", name="3-D").click()
    page.frame.get_by_text("13 held").wait_for()
    page.rest()
    page.wait("document.querySelector('.lw-map-cross').style.display !== 'none'")
    before = page.kept()
    cross = page.frame.locator(".lw-map-cross").bounding_box()
    assert cross
    x, y = cross["x"] + cross["width"] / 2, cross["y"] + cross["height"] / 2
    page.frame.evaluate(WATCH)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    for step in range(1, 25):
        page.page.mouse.move(x + 5 * step, y - 3 * step)
        page.frame.evaluate("new Promise(requestAnimationFrame)")
    page.page.mouse.up()
    z = page.moved(None if before is None else np.array(before["z"], np.float32))
    moved, told = page.frame.evaluate(COUNT)
    assert moved > 5
    assert told == moved
    told_of = space.confidence(z[None])
    shown = page.frame.locator(".lw-badge").get_attribute("title") or ""
    figure = re.search(r"is ([\d.]+) away", shown)
    assert figure
    assert float(figure[1]) == pytest.approx(told_of.distances[0], rel=6e-3)
    page.close()
