"""Undo, bookmarks, the journal and the lines, in every view that is a widget of its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

AT_REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
TOOLS = {
    "arithmetic": "VectorArithmetic",
    "directions": "DirectionStudio",
    "disentanglement": "DisentanglementView",
    "editor": "SampleEditor",
    "interpolation": "InterpolationPlayer",
    "styles": "StyleMixer",
    "traversal": "TraversalGrid",
}
CHIP = ".lw-bookmark-go"
UNDO = "Undo"


def names(stage: Stage) -> list[str]:
    return [entry["name"] for entry in stage.js("fake.lastSaved('bookmarks')")]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_alone_keeps_undoes_and_gives_its_lines(stage: Stage, name: str) -> None:
    stage.mount(name, mount_options={"traits": {"python_class": TOOLS[name]}})
    stage.wait(AT_REST)
    page = stage.page
    undo = page.get_by_role("button", name=UNDO, exact=True)
    expect(undo).to_be_disabled()  # opening is no act
    page.get_by_role("button", name="Bookmark this point").click()
    expect(page.locator(CHIP)).to_have_text("bookmark 1")
    undo.click()
    expect(page.locator(CHIP)).to_have_count(0)
    assert names(stage) == []
    page.get_by_role("button", name="Redo").click()
    assert names(stage) == ["bookmark 1"]
    in_tool = page.locator(".lw-tool-panel :is(button, input, select):enabled:visible").first
    in_tool.focus()
    page.keyboard.press("Control+z")
    assert names(stage) == []
    expect(undo).to_be_disabled()
    page.keyboard.press("Control+y")
    assert names(stage) == ["bookmark 1"]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    assert names(stage) == ["bookmark 1"]
    page.get_by_role("button", name="Journal").click()
    expect(page.locator(".lw-journal-words").first).to_have_text("added bookmark 1")
    page.get_by_role("button", name="Copy as Python").click()
    lines = page.get_by_label("Python that reproduces this figure")
    expect(lines).to_have_value(f"view = lw.{TOOLS[name]}(space)\n")


@pytest.mark.parametrize("name", ["editor", "sliders"])
def test_a_slider_is_undone_by_key(stage: Stage, name: str) -> None:
    stage.mount(name)
    stage.wait(AT_REST)
    slider = stage.page.get_by_label("dimension 0", exact=True)
    before = slider.input_value()
    slider.press("Home")
    low = slider.input_value()
    assert low != before
    slider.press("Control+z")
    expect(slider).to_have_value(before)
    slider.press("Control+Shift+z")
    expect(slider).to_have_value(re.compile(re.escape(low[:8])))


def test_what_a_tool_does_is_undone_with_its_slots(stage: Stage) -> None:
    stage.mount("styles")
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    strength = stage.page.get_by_label("Strength")
    before = strength.input_value()
    strength.press("Home")
    assert strength.input_value() != before
    stage.page.get_by_role("button", name=UNDO, exact=True).click()
    expect(strength).to_have_value(before)
    strength.press("Control+y")
    expect(strength).to_have_value("0")


def test_widgets_of_one_space_undo_the_same_acts_once(stage: Stage) -> None:
    stage.mount("editor", "styles", "map")
    stage.wait(AT_REST)
    page = stage.page
    for dimension in (0, 1):
        page.get_by_label(f"dimension {dimension}", exact=True).press("Home")
    first, second = page.get_by_role("button", name=UNDO, exact=True).all()
    title = second.get_attribute("title") or ""
    assert title.startswith("Undo: moved z₁")
    assert first.get_attribute("title") == title
    page.get_by_label("Strength").press("Control+z")  # in another widget: one step, not two
    expect(first).to_have_attribute("title", re.compile("^Undo: moved z₀"))
    page.locator(".lw-map-stage").press("Control+z")
    expect(first).to_be_disabled()
    expect(second).to_be_disabled()


@pytest.mark.parametrize("name", TOOLS)
def test_closing_leaves_nothing(stage: Stage, name: str) -> None:
    before = stage.live()
    stage.mount(name)
    stage.wait(AT_REST)
    stage.page.get_by_role("button", name="Journal").click()
    stage.close()
    stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
