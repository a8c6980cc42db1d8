"""The journal's buttons: a session saved, loaded and refused; the figure as Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
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
