"""Which dimension is which factor: the table by mouse and keys, names accepted and taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser


def cell(stage: Stage, name: str):
    return stage.page.get_by_role("button", name=name, exact=True)


def test_a_cell_shows_its_traversal_and_scatter_and_moves_the_code(stage: Stage) -> None:
    stage.mount("disentanglement")
    expect(stage.page.get_by_text("z₀ and z₂ share digit")).to_be_visible()
    expect(stage.page.get_by_text("at most 0.81")).to_be_visible()
    cell(stage, "z₁, slant: 0.81").click()
    expect(cell(stage, "z₁, slant: 0.81")).to_have_attribute("aria-pressed", "true")
    stage.wait("document.querySelector('.lw-disent-strip canvas').dataset.shown")
    expect(stage.page.get_by_text("Rank correlation 1.00")).to_be_visible()
    before = stage.js("Array.from(fake.code(0))")
    stage.page.get_by_role("slider", name="Move z₁").press("End")
    stage.wait("fake.lastSaved('z')")
    after = stage.js("fake.lastSaved('z')")
    assert [d for d in range(len(after)) if after[d] != pytest.approx(before[d])] == [1]
    stage.sees(stage.decoded())
    assert stage.errors == []


def test_keys_walk_the_table_and_open_a_cell(stage: Stage) -> None:
    stage.mount("disentanglement")
    first = stage.page.locator(".lw-disent-cell").first
    first.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        stage.page.keyboard.press(key)
    expect(cell(stage, "z₁, slant: 0.81")).to_be_focused()
    expect(stage.page.get_by_role("heading", name="z₁ and slant")).to_be_visible()


def test_an_accepted_name_labels_the_sliders_and_is_undone(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Diagnose").click()
    expect(stage.page.get_by_text("z₁ ≈ slant, 0.81")).to_be_visible()
    stage.page.get_by_role("button", name="Call z₁ slant").press("Enter")
    slider = stage.page.get_by_label("dimension 1, slant", exact=True)
    expect(slider).to_be_visible()
    expect(stage.page.locator(".lw-slider-name", has_text="z₁ slant")).to_be_visible()
    store = "globalThis[Symbol.for('latentwidgets.stores.v1')].get(fake.id).store"
    assert stage.js(f"{store}.undoing") == "called z₁ slant"
    stage.page.evaluate(f"{store}.undo()")
    expect(slider).to_have_count(0)
    stage.page.evaluate(f"{store}.redo()")
    expect(slider).to_be_visible()


def test_importances_tell_their_progress_and_can_be_cancelled(stage: Stage) -> None:
    stage.mount("disentanglement", importancesDelay=400)
    stage.page.get_by_role("button", name="importances (DCI)").click()
    expect(stage.page.get_by_text("measuring … 25")).to_be_visible()
    stage.page.get_by_role("button", name="Cancel").click()
    expect(stage.page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(cell(stage, "z₁, slant: 0.81")).to_be_visible()
    stage.page.evaluate("fake.options.importancesDelay = 5")
    stage.page.get_by_role("button", name="importances (DCI)").click()
    expect(cell(stage, "z₁, slant: 0.41")).to_be_visible()
    expect(stage.page.get_by_text("dci figure", exact=True)).to_be_visible()
    stage.page.get_by_role("button", name="classes by a line (SAP-SVM)").click()
    expect(stage.page.get_by_text("sap figure", exact=True)).to_be_visible()
    expect(stage.page.get_by_text("Left out: slant.")).to_be_visible()


def test_factors_are_chosen_and_without_any_it_says_why(stage: Stage) -> None:
    stage.mount("disentanglement")
    stage.page.get_by_role("button", name="Factors: 2 of 2").click()
    stage.page.get_by_role("checkbox", name="slant").uncheck()
    expect(stage.page.get_by_text("No name is proposed")).to_be_visible()
    expect(stage.page.get_by_role("rowheader", name="slant")).to_have_count(0)
    stage.close()
    stage.page.evaluate("document.body.replaceChildren()")
    stage.mount("disentanglement", noFactors=True)
    expect(stage.page.get_by_text("The space has no factors: give attributes.")).to_be_visible()
