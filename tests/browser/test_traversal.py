"""Each dimension alone: cells that go there, what moves a place, by mouse and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

WORDS = ".lw-trav .lw-movers-words"


def test_a_cell_goes_there_and_changes_one_dimension(stage: Stage) -> None:
    stage.mount("traversal")
    stage.wait("document.querySelectorAll('.lw-trav-cell canvas').length === 72")
    # Most useful first: the order of the fake is not that of the dimensions.
    expect(stage.page.locator(".lw-trav-row-name").first).to_have_text("z₃")
    before = stage.js("Array.from(fake.code(0))")
    stage.page.get_by_role("button", name="z₃, step 1 of 9").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        stage.page.keyboard.press(key)
    stage.wait("fake.lastSaved('z')")
    after = stage.js("fake.lastSaved('z')")
    assert [d for d in range(len(after)) if after[d] != pytest.approx(before[d])] == [1]
    stage.sees(stage.decoded())
    assert stage.errors == []


def test_a_place_pointed_at_shows_what_moves_it_and_goes_to_the_slider(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Traverse").click()
    field = stage.page.locator(".lw-trav-field")
    expect(stage.page.locator(WORDS)).to_contain_text("Point at a place")
    field.focus()
    field.press("ArrowRight")
    expect(stage.page.locator(WORDS)).to_contain_text("row 12, column 13")
    movers = stage.page.locator(".lw-trav .lw-mover")
    expect(movers.first).to_be_visible()
    changes = [float(text[2:]) for text in movers.locator(".lw-soft").all_text_contents()]
    assert changes == sorted(changes, reverse=True)
    name = movers.first.locator(".lw-mover-name").text_content()
    movers.first.click()
    dimension = int("".join(str("₀₁₂₃₄₅₆₇₈₉".index(digit)) for digit in (name or "")[1:]))
    expect(stage.page.get_by_label(f"dimension {dimension}", exact=True)).to_be_focused()
    chosen = stage.page.locator('.lw-trav-row-name[aria-pressed="true"]')
    expect(chosen).to_have_text(name or "")
