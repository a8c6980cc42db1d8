"""Bookmarks, undo and the journal, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import Stage

pytestmark = pytest.mark.browser

AT_REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
CHIP = ".lw-bookmark-go"


def press_home(stage: Stage, dimension: int) -> None:
    stage.page.get_by_label(f"dimension {dimension}", exact=True).press("Home")


def bookmark(stage: Stage) -> None:
    stage.page.get_by_role("button", name="Bookmark this point").click()


def names(stage: Stage) -> list[str]:
    return [entry["name"] for entry in stage.js("fake.lastSaved('bookmarks')")]


def labels(stage: Stage) -> list[str]:
    """The journal's words, the newest first."""
    return stage.page.locator(".lw-journal-words").all_inner_texts()


def open_journal(stage: Stage) -> None:
    stage.page.get_by_role("button", name="Journal").click()


def undo_title(stage: Stage) -> str:
    return stage.page.get_by_role("button", name="Undo").get_attribute("title") or ""


def test_a_bookmark_is_renamed_by_double_click(stage: Stage) -> None:
    stage.mount("explorer")
    bookmark(stage)
    stage.page.locator(CHIP).dblclick()
    field = stage.page.get_by_label("New name of bookmark 1")
    field.fill("smile")
    field.press("Enter")
    assert names(stage) == ["smile"]
    assert stage.page.locator(CHIP).inner_text() == "smile"
    assert stage.js("document.activeElement.className") == "lw-bookmark-go"
    assert undo_title(stage) == "Undo: renamed bookmark 1 to smile (Ctrl+Z)"


def test_a_bookmark_is_renamed_and_removed_by_key(stage: Stage) -> None:
    stage.mount("explorer")
    bookmark(stage)
    stage.page.locator(CHIP).press("F2")
    field = stage.page.get_by_label("New name of bookmark 1")
    field.fill("not this")
    field.press("Escape")
    assert stage.page.locator(CHIP).inner_text() == "bookmark 1"
    stage.page.locator(CHIP).press("F2")
    stage.page.keyboard.type("<b>ears</b>")
    stage.page.keyboard.press("Enter")
    assert stage.page.locator(CHIP).inner_text() == "<b>ears</b>"
    stage.page.locator(CHIP).press("Delete")
    assert names(stage) == []
    assert stage.js("document.activeElement.title") == "Bookmark this point"
    stage.page.keyboard.press("Control+z")
    assert names(stage) == ["<b>ears</b>"]


def test_a_name_that_is_taken_is_said_and_a_click_elsewhere_ends(stage: Stage) -> None:
    stage.mount("explorer")
    bookmark(stage)
    press_home(stage, 0)
    stage.page.locator('[title="Bookmark this point"]').click()
    stage.page.locator(CHIP).last.press("F2")
    field = stage.page.get_by_label("New name of bookmark 2")
    field.fill("bookmark 1")
    field.press("Enter")
    assert field.evaluate("field => field.validationMessage") == (
        "There is a bookmark bookmark 1 already."
    )
    field.fill("nose")
    stage.page.locator(".lw-meta").click()
    assert names(stage) == ["bookmark 1", "nose"]
    stage.page.locator(CHIP).last.press("F2")
    stage.page.get_by_label("New name of nose").fill("")
    stage.page.locator(".lw-meta").click()
    assert stage.page.locator(CHIP).all_inner_texts() == ["bookmark 1", "nose"]


def test_a_point_bookmarked_already_is_told_by_the_star(stage: Stage) -> None:
    stage.mount("explorer")
    bookmark(stage)
    star = stage.page.get_by_role("button", name="Bookmark this point")
    assert star.get_attribute("title") == "Bookmarked as bookmark 1: remove it"
    assert star.inner_text() == "★"
    star.click()
    assert names(stage) == []


def test_chips_show_what_their_codes_decode_to(stage: Stage) -> None:
    stage.mount("explorer")
    bookmark(stage)
    stage.page.locator(".lw-bookmark canvas[data-shown]").wait_for()
    size = stage.js("document.querySelector('.lw-bookmark canvas').width")
    # The fake decodes at any size.
    stage.sees(
        stage.js(f"Array.from(fakeModule.decode(fake.code(0), {size}))"), ".lw-bookmark canvas"
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_many_bookmarks_do_not_break_the_header(
    open_stage: Callable[..., Stage], width: int
) -> None:
    stage = open_stage(width)
    stage.mount("explorer")
    height = "document.querySelector('.lw-header').offsetHeight"
    bookmark(stage)
    before = stage.js(height)
    for dimension in range(6):
        press_home(stage, dimension)
        stage.page.locator('[title="Bookmark this point"]').click()
    stage.page.evaluate(
        """() => {
          const z = fake.state.get("z");
          const names = Array.from({length: 120}, (_, i) => `a rather long name, ${i}`);
          fake.setTrait("bookmarks", names.map((name) => ({name, z})));
        }"""
    )
    assert stage.page.locator(CHIP).count() == 120
    assert stage.js(height) == before
    assert stage.js("document.documentElement.scrollWidth <= innerWidth")
    last = stage.page.locator(CHIP).last
    last.focus()
    box = last.bounding_box()
    assert box
    assert box["x"] + box["width"] <= width


def test_the_journal_lists_what_was_done(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    open_journal(stage)
    panel = stage.page.get_by_role("region", name="Journal")
    assert panel.get_by_text("Nothing has been done yet.").is_visible()
    stage.page.keyboard.press("Escape")
    press_home(stage, 3)
    low = stage.js("fake.lastSaved('z')[3]")
    stage.page.get_by_role("button", name="Random").click()
    stage.page.locator('[title^="Undo: drew"]').wait_for()
    bookmark(stage)
    stage.page.get_by_label("Colour by").select_option("slant")
    stage.page.locator('[title^="Undo: colour"]').wait_for()
    stage.page.get_by_label("Projection").select_option("tsne")
    stage.page.locator('[title^="Undo: map"]').wait_for()
    open_journal(stage)
    assert labels(stage)[:4] == [
        "map: t-SNE", "colour: slant", "added bookmark 1",
        "drew a random code",
    ]  # fmt: skip
    moved = labels(stage)[4]
    assert moved.startswith("moved z₃ to −")
    assert float(moved.split("−")[1]) == pytest.approx(-low, rel=0.01)
    stage.page.locator(".lw-journal canvas[data-shown]").nth(4).wait_for()


def test_a_click_in_the_journal_goes_back_there(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    press_home(stage, 0)
    first = stage.js("fake.lastSaved('z')")
    stage.page.get_by_label("Projection").select_option("tsne")
    stage.page.locator('[title^="Undo: map: t-SNE"]').wait_for()
    stage.page.get_by_role("button", name="Random").click()
    stage.page.locator('[title^="Undo: drew"]').wait_for()
    random = stage.js("fake.lastSaved('z')")
    open_journal(stage)
    stage.page.locator(".lw-journal-go", has_text="moved z₀").press("Enter")
    assert stage.js("fake.lastSaved('z')") == first
    assert stage.page.get_by_label("Projection").input_value() == "pca", "at once"
    assert labels(stage)[0].startswith("went back to: moved z₀")
    stage.page.keyboard.press("Escape")
    stage.page.keyboard.press("Control+z")
    assert stage.js("fake.lastSaved('z')") == random
    assert stage.page.get_by_label("Projection").input_value() == "tsne"


def test_what_is_undone_is_marked_in_the_journal(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    press_home(stage, 0)
    press_home(stage, 1)
    open_journal(stage)
    stage.page.locator(".lw-journal").press("Control+z")
    undone = stage.page.locator(".lw-undone .lw-journal-words").all_inner_texts()
    assert len(undone) == 1
    assert undone[0].startswith("moved z₁")
    stage.page.locator(".lw-journal").press("Control+y")
    assert stage.page.locator(".lw-undone").count() == 0


def test_selection_colour_and_map_are_undone_by_key(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    stage.page.get_by_label("Colour by").select_option("slant")
    stage.page.locator('[title^="Undo: colour: slant"]').wait_for()
    stage.page.get_by_label("Projection").select_option("tsne")
    stage.page.locator('[title^="Undo: map"]').wait_for()
    asked = stage.js("fake.count('colour')")
    stage.page.locator(".lw-map-stage").press("Control+z")
    assert stage.page.get_by_label("Projection").input_value() == "pca"
    stage.page.keyboard.press("Control+z")
    assert stage.page.get_by_label("Colour by").input_value() == "digit"
    assert stage.js("fake.count('colour')") == asked, "it was kept"
    stage.page.keyboard.press("Control+Shift+z")
    assert stage.page.get_by_label("Colour by").input_value() == "slant"


def test_closing_with_the_journal_open_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    for _ in range(3):
        stage.mount("explorer", nSamples=200)
        press_home(stage, 0)
        bookmark(stage)
        open_journal(stage)
        stage.close()
        stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    assert stage.live() == before
