"""An exported page where something is missing, forbidden or hostile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exported_page import BIG, CHOSEN, NEAREST, ExportedPage, export
from playwright.sync_api import Browser

import latentwidgets as lw

pytestmark = pytest.mark.browser

NO_WEBGL = """
const {getContext} = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...args) {
  return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...args);
};
"""
BLOCKED_WORKER = """
window.Worker = class {
  constructor() {
    setTimeout(() => this.onerror(new ErrorEvent('error', {message: 'blocked'})));
  }
  postMessage() {}
  terminate() {}
};
"""
CHOSEN_CAPTION = "figure:nth-child(2) figcaption"


def take_nearest(page: ExportedPage) -> int:
    """Take the sample nearest to the map's cursor by keyboard; return its number."""
    page.frame.locator(".lw-map-stage").press("Enter")
    page.frame.locator(CHOSEN_CAPTION, has_text=", label").wait_for()
    return int(page.text(CHOSEN_CAPTION).split(",")[0].split()[1])


@pytest.fixture(scope="module")
def space() -> lw.LatentSpace:
    return lw.zoo.load("digits/vae-2d")


@pytest.fixture(scope="module")
def path(
    space: lw.LatentSpace, tmp_path_factory: pytest.TempPathFactory, built_parts: None
) -> Path:
    return export(space, tmp_path_factory.mktemp("page") / "page.html")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("delete globalThis.WebAssembly;", "it has no WebAssembly."),
        ("delete globalThis.Worker;", "this page may have no workers."),
        (BLOCKED_WORKER, "the page's worker failed: blocked."),
    ],
)
def test_where_the_model_cannot_run_the_rest_is_there(
    browser: Browser, path: Path, space: lw.LatentSpace, script: str, said: str
) -> None:
    page = ExportedPage(browser, path, script=script)
    page.frame.locator(".lw-meter", has_text="page · cannot decode").wait_for()
    note = page.frame.locator(".lw-note")
    assert note.inner_text() == f"This browser cannot run the model: {said}"
    first = page.picture()
    page.frame.locator(".lw-badge", has_text="inside the data").wait_for()
    index = take_nearest(page)
    for selector in (CHOSEN, NEAREST):
        page.sees(space.samples([index])[0], selector, levels=0)
    np.testing.assert_array_equal(page.picture(), first)
    page.slide(0, 0.4, 0.6)
    page.wait("localStorage.length > 0")
    assert page.z()[0] != space.codes[index][0]
    assert note.inner_text() == f"This browser cannot run the model: {said}"
    assert page.frame.get_by_text("still decoding").count() == 0
    page.close()


def test_without_webgl_the_map_is_drawn_and_works(
    browser: Browser, path: Path, space: lw.LatentSpace
) -> None:
    page = ExportedPage(browser, path, script=NO_WEBGL).ready()
    assert "no WebGL" in page.text(".lw-map-notice")
    page.drag_map((0.5, 0.5), (0.55, 0.6))
    page.sees(space.decode(page.moved()[None])[0])
    page.close()


def test_an_older_browser_is_told_and_shown_the_still_picture(browser: Browser, path: Path) -> None:
    page = ExportedPage(browser, path, script="delete globalThis.DecompressionStream;")
    page.frame.get_by_role("alert").get_by_text("needs a browser of 2023 or newer").wait_for()
    still = page.frame.get_by_role("img", name="a still picture")
    assert still.is_visible()
    page.wait("document.querySelector('#lw-explorer img').naturalWidth > 300")
    page.close()


def test_a_damaged_page_says_so(browser: Browser, path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    at = text.index('id="lw-data">') + 2000
    damaged = tmp_path / "damaged.html"
    damaged.write_text(text[:at] + "AAAA" * 50 + text[at + 200 :], "utf-8")
    page = ExportedPage(browser, damaged)
    page.frame.get_by_role("alert").wait_for()
    assert page.frame.get_by_role("alert").inner_text() == (
        "This file is damaged: get it again from where it came from."
    )
    assert page.frame.get_by_role("img", name="a still picture").is_visible()
    page.close()


def test_without_scripts_there_is_a_still_picture(browser: Browser, path: Path) -> None:
    page = ExportedPage(browser, path, java_script_enabled=False)
    box = page.frame.get_by_role("img", name="a still picture").bounding_box()
    assert box
    assert min(box["width"], box["height"]) > 300
    assert page.frame.locator("noscript p").is_visible()
    page.close()


def test_in_a_sandbox_it_works_and_keeps_nothing(
    browser: Browser, path: Path, space: lw.LatentSpace
) -> None:
    around = path.with_name("course.html")
    around.write_text(
        '<!doctype html><iframe sandbox="allow-scripts" src="page.html" '
        'style="width: 1200px; height: 850px"></iframe>',
        "utf-8",
    )
    page = ExportedPage(browser, around)
    page.page.frame_locator("iframe").locator(".lw-big").wait_for()
    page.frame = page.page.frames[1]
    page.ready()
    index = take_nearest(page)
    page.rest()
    page.sees(space.decode(space.codes[[index]])[0], BIG)
    page.frame.get_by_role("button", name="Bookmark this point").click()
    assert page.frame.get_by_role("button", name="bookmark 1", exact=True).is_visible()
    assert (
        page.frame.evaluate(
            "(() => { try { return localStorage.length; } catch { return 'none'; } })()"
        )
        == "none"
    )
    page.requests.remove(path.as_uri())
    page.close()
