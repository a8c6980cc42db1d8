"""The badge of an exported page: at rest the re-encoding gap, Python's; else why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from exported_page import STRIPS, ExportedPage, export
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, expect

import latentwidgets as lw
from latentwidgets.spaces.support import gap_at, gaps_of

pytestmark = pytest.mark.browser

MEASURED = re.compile(r"the output lands ([\d.]+) from the code: further than <?(\d+)")
WAITS = "Measured when the hand rests."


@pytest.fixture(scope="module", params=["shapes/beta-vae", "digits/vae"])
def space(request: pytest.FixtureRequest) -> lw.LatentSpace:
    return lw.zoo.load(request.param)


@pytest.fixture(scope="module")
def path(
    space: lw.LatentSpace, tmp_path_factory: pytest.TempPathFactory, built_parts: None
) -> Path:
    return export(space, tmp_path_factory.mktemp("gap") / "page.html")


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[ExportedPage]:
    page = ExportedPage(browser, path).ready()
    page.frame.locator(".lw-badge").click()
    yield page
    page.close()


def row(page: ExportedPage) -> Locator:
    return page.frame.locator(".lw-badge-details dd").nth(2)


def check(page: ExportedPage, space: lw.LatentSpace, z: NDArray[np.float32]) -> float:
    """Compare what the badge tells with what Python measures; three figures are shown."""
    expect(row(page)).to_have_text(MEASURED)
    found = MEASURED.search(row(page).inner_text())
    assert found is not None
    gap, share = float(found[1]), int(found[2]) / 100
    expected = gap_at(space, z.reshape(1, *space.latent_shape))
    # In whole precision the page's encoder gives Python's numbers; of digits/vae it has halves.
    off = 1e-3 if space.name == "shapes/beta-vae" else 2e-3
    assert gap == pytest.approx(expected[0], rel=5e-3 if gap >= 1 else 0, abs=off)
    assert share == pytest.approx(gaps_of(space).share_below(expected)[0], abs=0.02)
    return gap


def test_the_badge_tells_the_gap_that_python_measures(
    page: ExportedPage, space: lw.LatentSpace
) -> None:
    own = gaps_of(space)
    check(page, space, lw.LatentExplorer(space).z)
    assert f"95 % of {len(own.own)} land within {own.high:.3g})" in row(page).inner_text()
    dimension = int(np.argmax(space.effects()))
    page.slide(dimension, 0.5, 0.97)
    z = page.moved()
    check(page, space, z)
    page.slide(dimension, 0.97, 0.4)
    check(page, space, page.moved(z))


def test_it_is_not_measured_while_the_hand_is_on(page: ExportedPage, space: lw.LatentSpace) -> None:
    expect(row(page)).to_have_text(MEASURED)
    dimension = int(np.argmax(space.effects()))
    slider = page.slider(dimension)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    mouse = page.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    page.frame.evaluate(STRIPS)
    mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2, steps=5)
    expect(row(page)).to_have_text(WAITS)
    page.wait("window.strips > 0")  # so long it has rested, which is not enough
    assert row(page).inner_text() == WAITS
    mouse.up()
    check(page, space, page.moved())


def test_a_page_without_encoder_says_why(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    page = ExportedPage(browser, export(lw.zoo.load("digits/gan"), tmp_path / "gan.html")).ready()
    page.frame.locator(".lw-badge").click()
    expect(row(page)).to_have_text("Not measured: the model has no encoder.")
    page.close()
