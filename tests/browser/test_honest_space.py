"""Maps in space: the lattice that faces the viewer, why no veil or posteriors, the badge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from exported_page import STRIPS, ExportedPage, export
from map_page import MapPage
from playwright.sync_api import Browser, expect
from readings import COUNT_PICTURES, WATCH_PICTURES
from stage import Stage

import latentwidgets as lw

pytestmark = pytest.mark.browser

# Codes that the page's worker was asked to decode as tiles; the lattice, and the codes it shows.
TELL = """
window.told = [];
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (asked, ...more) {
  const {kind, codes, columns} = asked.message;
  if (kind === "tiles") told.push({columns, codes: Array.from(codes)});
  post.call(this, asked, ...more);
};
"""
LATTICE = "!document.querySelector('.lw-map-lattice').hidden"
GRID = """() => {
  const {x, y, width, height} = document.querySelector(".lw-map-lattice").getBoundingClientRect();
  const {columns} = told.at(-1);  // a row of square cells a message
  const rows = Math.round((columns * height) / width);
  return [{x, y, width, height}, columns, told.slice(-rows).flatMap(({codes}) => codes)];
}"""


def cursor(page: ExportedPage) -> tuple[float, float]:
    """Where the cursor is."""
    cross = page.frame.locator(".lw-map-cross").bounding_box()
    assert cross
    return cross["x"] + cross["width"] / 2, cross["y"] + cross["height"] / 2


def test_in_space_a_layer_says_why_it_is_not_drawn(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.get_by_role("button", name="3-D").click()
    view.rest()
    notice = stage.page.locator(".lw-map-notice")
    expect(notice).to_be_hidden()
    posteriors = stage.page.get_by_role("button", name="Posteriors")
    expect(posteriors).to_have_attribute("aria-disabled", "true")
    posteriors.focus()
    stage.page.keyboard.press("Enter")
    expect(notice).to_contain_text("flat maps only")
    expect(posteriors).to_have_attribute("aria-pressed", "false")
    stage.page.get_by_role("button", name="About this map").click()
    expect(stage.page.locator(".lw-map-guide")).to_contain_text("In 3-D there is none")
    stage.page.keyboard.press("Escape")
    stage.page.get_by_role("button", name="3-D").click()
    view.rest()
    expect(notice).to_be_hidden()
    expect(posteriors).to_have_attribute("aria-disabled", "false")
    stage.page.get_by_role("button", name="About this map").click()
    expect(stage.page.locator(".lw-map-guide")).to_contain_text("Light ground")


@pytest.fixture(scope="module")
def digits() -> lw.LatentSpace:
    return lw.zoo.load("digits/vae")


@pytest.fixture
def in_space(
    browser: Browser, digits: lw.LatentSpace, tmp_path: Path, built_parts: None
) -> Iterator[ExportedPage]:
    page = ExportedPage(browser, export(digits, tmp_path / "page.html"), script=TELL).ready()
    page.frame.get_by_role("button", name="3-D").click()
    page.frame.get_by_text("13 held").wait_for()
    page.rest()
    page.wait("document.querySelector('.lw-map-cross').style.display !== 'none'")
    yield page
    page.close()


def test_the_lattice_in_space_shows_what_a_drag_to_a_tile_decodes(
    in_space: ExportedPage, digits: lw.LatentSpace
) -> None:
    page = in_space
    page.frame.get_by_role("button", name="Lattice").click()
    page.wait(LATTICE)
    box, columns, codes = page.frame.evaluate(GRID)
    codes = np.array(codes, np.float32).reshape(-1, digits.latent_size)
    rows = len(codes) // columns
    # All lie on one plane through the current code, at right angles to what is held.
    z = lw.LatentExplorer(digits).z.reshape(-1)
    axes = digits.project("pca", 3).components
    beside = (codes - z) @ (np.eye(digits.latent_size) - axes.T @ axes)
    assert np.abs(beside).max() < 1e-4
    spread = np.linalg.svd(codes - codes.mean(axis=0), compute_uv=False)
    assert spread[1] > 1
    assert spread[2] < 1e-3 * spread[1]
    # The cursor dragged to a tile's middle decodes what the tile shows.
    tile = (rows // 2) * columns + columns // 2 + 2
    to = [
        box["x"] + (tile % columns + 0.5) * box["width"] / columns,
        box["y"] + (tile // columns + 0.5) * box["height"] / rows,
    ]
    x, y = cursor(page)
    page.frame.evaluate(STRIPS)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(*to, steps=5)
    page.page.mouse.up()
    moved = page.moved(z)
    step = np.linalg.norm(codes[1] - codes[0])
    assert np.linalg.norm(moved - codes[tile]) < 0.06 * step  # a pixel or two
    # Turned, it stands on another plane through where the cursor is now.
    page.wait("window.strips > 0")  # the worker has time for the tiles
    stage = page.frame.locator(".lw-map-stage").bounding_box()
    assert stage
    page.page.mouse.move(stage["x"] + 40, stage["y"] + 100)
    page.page.mouse.down()
    page.page.mouse.move(stage["x"] + 240, stage["y"] + 130, steps=6)
    page.wait(f"!({LATTICE})")  # not while it turns
    page.page.mouse.up()
    page.wait(LATTICE)
    _, _, turned = page.frame.evaluate(GRID)
    turned = np.array(turned, np.float32).reshape(-1, digits.latent_size)
    both = np.concatenate([codes - codes[0], turned - codes[0]])
    spread = np.linalg.svd(both - both.mean(axis=0), compute_uv=False)
    assert spread[2] > 0.1 * spread[1]


def test_in_space_the_badge_is_true_at_each_frame(
    in_space: ExportedPage, digits: lw.LatentSpace
) -> None:
    page = in_space
    before = page.kept()
    x, y = cursor(page)
    page.frame.evaluate(WATCH_PICTURES)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    for step in range(1, 25):
        page.page.mouse.move(x + 5 * step, y - 3 * step)
        page.frame.evaluate("new Promise(requestAnimationFrame)")
    page.page.mouse.up()
    z = page.moved(None if before is None else np.array(before["z"], np.float32))
    moved, told = page.frame.evaluate(COUNT_PICTURES)
    assert moved > 5
    assert told == moved
    told_of = digits.confidence(z[None])
    shown = page.frame.locator(".lw-badge").get_attribute("title") or ""
    figure = re.search(r"is ([\d.]+) away", shown)
    assert figure
    assert float(figure[1]) == pytest.approx(told_of.distances[0], rel=6e-3)
