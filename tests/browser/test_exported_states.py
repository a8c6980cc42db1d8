"""What tools are set to in an exported page: over a reload, in sessions, as Python that runs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from exported_page import ExportedPage, export
from playwright.sync_api import Browser, Locator, expect

import latentwidgets as lw

pytestmark = pytest.mark.browser

BEFORE = ".lw-wipe canvas:first-child"
WRITES = """window.writes = 0;
const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (...item) { window.writes += 1; setItem.apply(this, item); };
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
SUM = "sample_3 + sample_4 - sample_5"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, built_parts: None) -> Path:
    return export(lw.zoo.load("digits/vae"), tmp_path_factory.mktemp("states") / "digits.html")


def open_tab(page: ExportedPage, name: str) -> None:
    tab = page.frame.get_by_role("tab", name=name)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()


def put(page: ExportedPage, slot: str, name: str) -> None:
    group = page.frame.get_by_role("group", name=slot, exact=True)
    group.locator(".lw-slot-box").click()
    page.frame.get_by_role("combobox", name=f"Choose {slot}").fill(name)
    page.frame.locator(".lw-choice").first.click()


def slider(page: ExportedPage, name: str) -> Locator:
    return page.frame.get_by_role("slider", name=name, exact=True)


def make_direction(page: ExportedPage, attribute: str) -> None:
    open_tab(page, "Directions")
    page.frame.get_by_label("attribute", exact=True).select_option(attribute)
    page.frame.get_by_role("button", name="Make", exact=True).click()


def copied(page: ExportedPage) -> str:
    """The lines of Copy as Python, where the page may not write to the clipboard."""
    opener = page.frame.get_by_role("button", name="Journal")
    opener.click()
    page.frame.get_by_role("button", name="Copy as Python").click()
    lines = page.frame.get_by_label("Python that reproduces this figure")
    lines.wait_for()
    text = lines.input_value()
    opener.click()
    return text


def runs(page: ExportedPage, z: np.ndarray, *words: str) -> None:
    """Execute what is copied, in a space of its own, and compare the code with the page's."""
    text = copied(page)
    for word in words:
        assert word in text, text
    names: dict[str, object] = {}
    exec(compile(text, "cell", "exec"), names)
    np.testing.assert_allclose(np.reshape(names["z"], -1), z, atol=1e-5)
    assert names["figure"].axes  # type: ignore[attr-defined]
    names["view"].close()  # type: ignore[attr-defined]


def test_the_lines_that_are_copied_run_and_give_what_each_tool_made(
    browser: Browser, path: Path
) -> None:
    page = ExportedPage(browser, path, height=1600, script=NO_CLIPBOARD).ready()
    page.frame.get_by_role("button", name="Random", exact=True).click()
    page.frame.get_by_role("button", name="Bookmark this point").click()
    z = page.moved()
    runs(page, z, "z = np.array(")

    open_tab(page, "Arithmetic")
    field = page.frame.get_by_role("textbox", name="Expression")
    field.fill('"bookmark 1" / 3 - 0.5 * ("1" - sample_7) + low_ink')
    field.press("Enter")
    z = page.moved(z)
    runs(page, z, "z = space.compute(", 'codes["bookmark 1"] = np.array(', "0.5 * sample_7")

    open_tab(page, "Style")
    page.frame.locator(".lw-style-cell canvas").nth(8).wait_for()
    put(page, "content", "12")
    put(page, "style", "40")
    z = page.moved(z)
    page.frame.get_by_label("Strength").press("PageDown")
    z = page.moved(z)
    runs(page, z, "content = space.flat_codes[12]", "z = space.mix_styles(content, style, [")

    open_tab(page, "Interpolate")
    put(page, "A", "12")
    put(page, "B", "1500")
    page.frame.get_by_label("Path", exact=True).select_option("data")
    page.frame.get_by_role("button", name="constant speed").click()
    expect(page.frame.locator(".lw-player progress")).to_be_hidden(timeout=30_000)
    scrub = page.frame.get_by_role("slider", name="Position on the way")
    for _ in range(4):
        scrub.press("PageUp")
    z = page.moved(z)
    runs(page, z, "way = space.path([anchor_0, anchor_1], 33, ", "z = way.at(")

    make_direction(page, "slant")
    slider(page, "slant").press("End")
    z = page.moved(z)
    runs(page, z, 'attribute="slant"', "z = direction_0.apply(z, 3.0)[0]")
    page.frame.get_by_role("button", name="Turn round").click()
    slider(page, "slant").press("Home")
    z = page.moved(z)
    runs(page, z, "direction_0 = lw.Direction(")
    page.close()


def work(page: ExportedPage, space: lw.LatentSpace, folder: Path) -> np.ndarray:
    """A sum, a picture of one's own, a direction moved along; the code that it comes to."""
    open_tab(page, "Arithmetic")
    field = page.frame.get_by_role("textbox", name="Expression")
    field.fill(SUM)
    field.press("Enter")
    z = page.moved()
    open_tab(page, "Edit")
    with_picture = lw.SampleEditor(space).load(space.samples([7])[0])
    page.frame.locator(".lw-editor-file").set_input_files(with_picture.save(folder / "seven.png"))
    with_picture.close()
    z = page.moved(z)
    page.frame.get_by_label("Keep what the model lost").check()
    make_direction(page, "slant")
    slider(page, "slant").press("End")
    return page.moved(z)


def test_a_reload_keeps_what_tools_are_set_to(browser: Browser, path: Path, tmp_path: Path) -> None:
    page = ExportedPage(browser, path, height=1600).ready()
    z = work(page, lw.zoo.load("digits/vae"), tmp_path)
    page.page.reload()
    page.ready()
    page.rest()
    np.testing.assert_array_equal(page.z(), z)
    open_tab(page, "Directions")
    expect(slider(page, "slant")).to_have_value("3")
    open_tab(page, "Arithmetic")
    expect(page.frame.get_by_role("textbox", name="Expression")).to_have_value(SUM)
    open_tab(page, "Edit")
    expect(page.frame.get_by_label("Keep what the model lost")).to_be_checked()
    page.frame.locator(BEFORE).wait_for()
    page.close()


def test_acts_are_written_when_the_hand_rests_and_before_the_page_goes(
    browser: Browser, path: Path
) -> None:
    page = ExportedPage(browser, path, script=WRITES).ready()
    bookmark = page.frame.get_by_role("button", name="Bookmark this point")
    assert bookmark.evaluate("button => { button.click(); return window.writes; }") == 0
    page.wait("window.writes === 1")
    undo = page.frame.get_by_role("button", name="Undo")
    with page.page.expect_navigation():
        undo.evaluate("button => { button.click(); setTimeout(() => location.reload()); }")
    page.ready()
    page.frame.get_by_role("button", name="Journal").click()
    assert page.frame.locator(".lw-journal-words").all_inner_texts() == ["added bookmark 1"]
    assert page.frame.locator(".lw-bookmark").count() == 0
    page.close()


def test_python_and_the_page_load_one_anothers_sessions(
    browser: Browser, path: Path, tmp_path: Path
) -> None:
    page = ExportedPage(browser, path, height=1600).ready()
    space = lw.zoo.load("digits/vae")
    z = work(page, space, tmp_path)
    page.frame.get_by_role("button", name="Journal").click()
    with page.page.expect_download() as download:
        page.frame.get_by_role("button", name="Save session").click()
    file = tmp_path / "mine.json"
    download.value.save_as(file)
    content = json.loads(file.read_text("utf-8"))
    assert content["version"] == 2
    arithmetic, editor = lw.VectorArithmetic(space), lw.SampleEditor(space)
    arithmetic.load_session(file)
    np.testing.assert_array_equal(arithmetic.z.reshape(-1), z)
    assert arithmetic.expression == SUM
    assert list(space.directions) == ["slant"]
    assert editor.keep_residual
    original = np.float32(content["edit"]["own"]["original"])
    np.testing.assert_array_equal(editor.original.reshape(-1), original)

    # And back: what Python has saved, the page takes up; what is none, it refuses.
    editor.keep_residual = False
    arithmetic.expression = "sample_9 - sample_8 + sample_7"
    del space.directions["slant"]
    arithmetic.save_session(file)
    page.frame.locator(".lw-session input[type=file]").set_input_files(file)
    page.frame.get_by_text("Loaded mine.json.").wait_for()
    np.testing.assert_allclose(page.z(), arithmetic.z.reshape(-1), atol=1e-6)
    broken = json.loads(file.read_text("utf-8"))
    broken["edit"]["own"]["original"][0] = 7
    file.write_text(json.dumps(broken), "utf-8")
    page.frame.locator(".lw-session input[type=file]").set_input_files(file)
    page.frame.get_by_text("what is edited in it is no output of this model").wait_for()
    page.frame.get_by_role("button", name="Journal").click()
    keep = page.frame.get_by_label("Keep what the model lost")
    open_tab(page, "Edit")
    expect(keep).not_to_be_checked()
    page.frame.get_by_role("button", name="Undo", exact=True).click()
    expect(keep).to_be_checked()
    open_tab(page, "Directions")
    expect(slider(page, "slant")).to_have_value("3")
    for view in (arithmetic, editor):
        view.close()
    page.close()
