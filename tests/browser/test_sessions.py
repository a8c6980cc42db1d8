"""The journal's buttons: a session saved, loaded and refused; the figure as Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

AT_REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
WORDS = ".lw-session-words"


def open_journal(stage: Stage) -> None:
    stage.page.get_by_role("button", name="Journal").click()


def said(stage: Stage, words: str) -> None:
    stage.page.locator(WORDS, has_text=words).wait_for()


def press_home(stage: Stage, dimension: int) -> None:
    stage.page.get_by_label(f"dimension {dimension}", exact=True).press("Home")


def do_things(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    press_home(stage, 0)
    stage.page.get_by_role("button", name="Bookmark this point").click()
    stage.page.get_by_label("Colour by").select_option("slant")
    stage.page.locator('[title^="Undo: colour"]').wait_for()


def save(stage: Stage, path: Path) -> dict[str, Any]:
    open_journal(stage)
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save session").click()
    assert download.value.suggested_filename == "digits-fake-session.json"
    said(stage, "Saved as digits-fake-session.json.")
    download.value.save_as(path)
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def load(stage: Stage, path: Path) -> None:
    stage.page.locator(".lw-session input[type=file]").set_input_files(path)


def test_a_session_is_saved_and_another_page_goes_on_from_it(
    open_stage: Callable[..., Stage], tmp_path: Path
) -> None:
    one = open_stage()
    do_things(one)
    z = one.js("fake.lastSaved('z')")
    content = save(one, tmp_path / "mine.json")
    assert content["z"] == z
    assert [entry["label"] for entry in content["journal"]][1:] == [
        "added bookmark 1", "colour: slant",
    ]  # fmt: skip
    other = open_stage()
    other.mount("explorer")
    open_journal(other)
    load(other, tmp_path / "mine.json")
    said(other, "Loaded mine.json.")
    assert other.js("fake.lastSaved('z')") == z
    other.sees(other.decoded())
    assert other.page.locator(".lw-bookmark-go").inner_text() == "bookmark 1"
    other.page.wait_for_function(
        "() => document.querySelector('[aria-label=\"Colour by\"]').value === 'slant'"
    )
    assert other.page.locator(".lw-journal-words").first.inner_text() == "loaded a session"
    assert other.page.locator(".lw-journal-words").count() == 4
    other.page.locator(".lw-journal-go").first.press("Control+z")
    assert other.page.locator(".lw-bookmark-go").count() == 0
    other.sees(other.decoded("fake.code(0)"))


def test_what_cannot_be_loaded_is_said_and_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    do_things(stage)
    content = save(stage, tmp_path / "mine.json")
    before = stage.js("fake.state.saved.length")
    files = {
        "note.json": "hello",
        "other.json": json.dumps(
            {**content, "space": {**content["space"], "name": "faces", "fingerprint": "00"}}
        ),
        "later.json": json.dumps({**content, "version": 7}),
    }
    words = {
        "note.json": "note.json cannot be loaded: it is no JSON, or cut short.",
        "other.json": "it is a session of another model, faces: load it where that model is shown.",
        "later.json": "it is of a later latentwidgets",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        load(stage, tmp_path / name)
        said(stage, words[name])
    assert stage.js("fake.state.saved.length") == before


def test_the_lines_can_be_copied_by_hand_where_the_clipboard_is_refused(stage: Stage) -> None:
    do_things(stage)
    open_journal(stage)
    stage.page.get_by_role("button", name="Copy as Python").press("Enter")
    said(stage, "press Ctrl+C")
    field = stage.page.get_by_label("Python that reproduces this figure")
    text = field.input_value()
    assert text.startswith("# latentwidgets 1.2.3\nimport numpy as np\n")
    assert 'LatentSpace of the model "digits/fake"' in text
    assert 'view.show_map("pca", 2, colour="slant")' in text
    assert stage.js("document.activeElement.selectionEnd") == len(text)
    assert "window.hacked" not in text


def test_the_lines_go_to_the_clipboard(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(
        address="https://latent.test/", permissions=["clipboard-read", "clipboard-write"]
    )
    stage.mount("explorer", source='lw.zoo.load("digits/fake")')
    stage.wait(AT_REST)
    open_journal(stage)
    stage.page.get_by_role("button", name="Copy as Python").click()
    said(stage, "Copied: paste it into a cell.")
    text = stage.page.evaluate("navigator.clipboard.readText()")
    assert 'space = lw.zoo.load("digits/fake")\n' in text
    assert not stage.page.get_by_label("Python that reproduces this figure").is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_panel_fits_its_width(open_stage: Callable[..., Stage], width: int) -> None:
    stage = open_stage(width)
    do_things(stage)
    open_journal(stage)
    stage.page.get_by_role("button", name="Copy as Python").click()
    said(stage, "press Ctrl+C")
    box = stage.page.locator(".lw-journal").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert stage.js("document.documentElement.scrollWidth <= innerWidth")


def set_tools(stage: Stage) -> None:
    """A direction is made and moved along, a mix chosen, a picture of one's own placed."""
    page = stage.page
    page.get_by_role("tab", name="Directions").click()
    page.get_by_label("attribute", exact=True).select_option("slant")
    page.get_by_role("button", name="Make", exact=True).click()
    slant = page.get_by_role("slider", name="slant", exact=True)
    expect(slant).to_be_focused()
    page.get_by_role("tab", name="Edit").click()
    stage.wait("fake.count('edited') === 1")
    page.set_input_files(
        ".lw-editor-file", {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    )
    expect(page.locator(".lw-editor-empty")).to_be_hidden()
    page.get_by_label("Keep what the model lost").press("Space")
    page.get_by_role("slider", name="Divider between before and after").press("End")
    page.get_by_role("tab", name="Style").click()
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    page.get_by_label("Strength").press("Home")
    page.get_by_role("tab", name="Interpolate").click()
    page.get_by_label("Path", exact=True).select_option("slerp")
    page.get_by_role("tab", name="Directions").click()
    slant.press("End")


def open_tab(stage: Stage, name: str) -> None:
    tab = stage.page.get_by_role("tab", name=name)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()


def sees_tools(stage: Stage, z: list[float]) -> None:
    page = stage.page
    open_tab(stage, "Directions")
    expect(page.get_by_role("slider", name="slant", exact=True)).to_have_value("3")
    assert stage.js("fake.lastSaved('z')") == z
    open_tab(stage, "Edit")
    expect(page.get_by_label("Keep what the model lost")).to_be_checked()
    divider = page.get_by_role("slider", name="Divider between before and after")
    expect(divider).to_have_attribute("aria-valuenow", "100")
    open_tab(stage, "Style")
    expect(page.get_by_label("Strength")).to_have_value("0")
    open_tab(stage, "Interpolate")
    expect(page.get_by_label("Path", exact=True)).to_have_value("slerp")


def test_what_tools_are_set_to_comes_back_and_is_taken_back(
    open_stage: Callable[..., Stage], tmp_path: Path
) -> None:
    one = open_stage(height=1800)
    one.mount("explorer")
    one.wait(AT_REST)
    set_tools(one)
    z = one.js("fake.lastSaved('z')")
    content = save(one, tmp_path / "mine.json")
    assert sorted(content["tools"]) == ["directions", "editor", "interpolation", "styles"]
    other = open_stage(height=1800)
    other.mount("explorer")
    other.wait(AT_REST)
    open_journal(other)
    load(other, tmp_path / "mine.json")
    said(other, "Loaded mine.json.")
    open_journal(other)
    sees_tools(other, z)
    other.page.get_by_role("button", name="Undo", exact=True).click()
    open_tab(other, "Directions")
    expect(other.page.get_by_role("slider", name="slant", exact=True)).to_have_count(0)
    other.sees(other.decoded("fake.code(0)"))
    assert other.js("fake.edit") is None
    other.page.get_by_role("button", name="Redo", exact=True).click()
    sees_tools(other, z)


def test_tools_that_cannot_be_are_said_and_change_nothing(stage: Stage, tmp_path: Path) -> None:
    do_things(stage)
    content = save(stage, tmp_path / "mine.json")
    short = {
        "name": "x",
        "vector": [1.0],
        "scale": 1,
        "method": "mean",
        "label": "",
        "quality": None,
    }
    files = {
        "unknown.json": ({"tools": {"magic": {}}}, "of a tool that is not known here, magic"),
        "shape.json": ({"tools": {"editor": {"wipe": 7}}}, "is no number from 0 to 1"),
        "short.json": ({"directions": [short]}, "is of codes of another shape"),
    }
    before = stage.js("fake.state.saved.length")
    for name, (change, words) in files.items():
        (tmp_path / name).write_text(json.dumps({**content, **change}))
        load(stage, tmp_path / name)
        said(stage, words)
    assert stage.js("fake.state.saved.length") == before


# -- by itself ------------------------------------------------------------------------------


def again(stage: Stage, **options: Any) -> None:
    """The kernel has begun anew, and the cell has run again, in the same browser."""
    stage.close()
    stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    stage.mount("explorer", **options)


def test_a_kernel_that_begins_anew_is_offered_what_was_done(stage: Stage) -> None:
    do_things(stage)
    assert not stage.page.locator(".lw-offer").is_visible()
    z = stage.js("fake.lastSaved('z')")
    again(stage)
    stage.page.get_by_text("Last time here: 1 bookmark, 3 acts.").wait_for()
    assert stage.page.locator(".lw-bookmark").count() == 0, "nothing without being asked"
    stage.page.get_by_role("button", name="Go on from there").click()
    assert stage.js("fake.lastSaved('z')") == z
    assert stage.page.locator(".lw-bookmark-go").inner_text() == "bookmark 1"
    stage.sees(stage.decoded())
    assert not stage.page.locator(".lw-offer").is_visible()


def test_a_kernel_that_begins_anew_is_offered_what_tools_were_set_to(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer")
    stage.wait(AT_REST)
    set_tools(stage)
    z = stage.js("fake.lastSaved('z')")
    stage.wait("Object.values(localStorage).some((text) => text.includes('\"own\":{'))")
    again(stage)
    stage.page.get_by_role("button", name="Go on from there").click()
    sees_tools(stage, z)


def test_what_is_on_offer_stays_until_it_is_refused(stage: Stage) -> None:
    do_things(stage)
    again(stage)
    stage.page.get_by_text("Last time here: 1 bookmark, 3 acts.").wait_for()
    press_home(stage, 2)
    again(stage)
    stage.page.get_by_text("Last time here: 1 bookmark, 3 acts.").wait_for()
    stage.page.get_by_role("button", name="Begin afresh").press("Enter")
    press_home(stage, 2)
    again(stage)
    stage.page.get_by_text("Last time here: 1 act.").wait_for()


def test_what_was_done_before_the_kernel_said_which_model_it_is_is_kept(stage: Stage) -> None:
    stage.mount("explorer", identityDelay=400)
    press_home(stage, 2)
    stage.wait("Object.keys(localStorage).some((key) => key.startsWith('latentwidgets-session-'))")
    again(stage)
    stage.page.get_by_text("Last time here: 1 act.").wait_for()


def test_nothing_is_offered_where_nothing_was_done(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait("fake.count('identity') === 1")
    again(stage)
    stage.wait("fake.count('identity') === 1")
    assert not stage.page.locator(".lw-offer").is_visible()
    press_home(stage, 2)
    stage.close()
    # Rubbish of another hand is passed over.
    stage.page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.includes("-session-"));
          localStorage.setItem(key, "rubbish");
        }"""
    )
    again(stage)
    stage.wait("fake.count('identity') === 1")
    assert not stage.page.locator(".lw-offer").is_visible()
