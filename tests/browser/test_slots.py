"""What goes into slots: one's own, by the menu, by hand and as a file; means and directions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from stage import Stage

pytestmark = pytest.mark.browser

REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
NAMES = ["0", "ginger cat", "woman"]
FILE = {"name": "mine.png", "mimeType": "image/png", "buffer": b"\x89PNG and so on"}
YOURS = "fake.code(1)[d]"
PLACED = "fake.sent.filter(([m]) => m.kind === 'place')"
# Over what a drag goes, as a browser tells it; gives what became of each event.
DROP = """(element, [name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  return ["dragenter", "dragover", "drop"].map((type) => {
    const options = {dataTransfer, bubbles: true, cancelable: true, composed: true};
    element.dispatchEvent(new DragEvent(type, options));
    return element.classList.contains("lw-drop");
  });
}"""
STRAY = """(element) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["x"], "stray.png"));
  return ["dragover", "drop"].map((type) => {
    const options = {dataTransfer, bubbles: true, cancelable: true, composed: true};
    return element.dispatchEvent(new DragEvent(type, options));
  });
}"""


@pytest.fixture
def tall(open_stage: Callable[..., Stage]) -> Stage:
    return open_stage(height=2400)  # what is dragged and where it goes are in sight


def slot(stage: Stage, letter: str) -> Locator:
    return stage.page.get_by_role("group", name=letter, exact=True)


def box(stage: Stage, letter: str) -> Locator:
    return slot(stage, letter).locator(".lw-slot-box")


def comes_to(stage: Stage, expression: str) -> None:
    stage.wait(
        f"""fake.lastSaved('z')?.every((value, d) =>
            Math.abs(value - ({expression})) < 1e-5 * Math.max(1, Math.abs(value)))"""
    )


def place(stage: Stage) -> None:
    stage.page.set_input_files(".lw-editor-file", FILE)
    stage.wait("fake.edit?.version === 1")
    comes_to(stage, YOURS)


def test_ones_own_stays_in_the_menu_when_the_code_has_moved_on(tall: Stage) -> None:
    tall.mount("editor", "arithmetic")
    tall.wait("fake.count('edited') >= 1")
    box(tall, "A").click()
    expect(tall.page.get_by_role("option", name="current point")).to_be_visible()
    assert tall.page.get_by_role("option", name="your own sample").count() == 0
    tall.page.keyboard.press("Escape")
    place(tall)
    tall.page.get_by_role("textbox", name="Expression").fill("sample_5 - sample_6")
    comes_to(tall, "fake.code(5)[d] - fake.code(6)[d]")
    box(tall, "B").press("Enter")
    chooser = tall.page.get_by_role("combobox", name="Choose B")
    chooser.fill("your own")
    tall.page.get_by_role("option", name="your own sample").wait_for()
    chooser.press("Enter")
    expect(slot(tall, "B")).to_contain_text("yours")
    comes_to(tall, f"fake.code(5)[d] - {YOURS}")
    expect(tall.page.get_by_role("textbox", name="Expression")).to_have_value("sample_5 − yours")


@pytest.mark.parametrize("medium", [None, "text"])
def test_ones_own_is_dragged_from_the_editor(tall: Stage, medium: str | None) -> None:
    tall.mount("editor", "arithmetic", **({"medium": medium} if medium else {}))
    tall.wait("fake.count('edited') >= 1")
    if medium:
        tall.page.evaluate("fake.load()")
    else:
        place(tall)
    grip = tall.page.locator(".lw-editor-compare").get_by_text("before", exact=True)
    expect(grip).to_have_attribute("draggable", "true")
    grip.drag_to(slot(tall, "A"))
    expect(slot(tall, "A")).to_contain_text("yours")
    comes_to(tall, YOURS)
    if not medium:  # it is no grip of the divider, which stays in the middle
        expect(tall.page.get_by_role("slider", name="Divider")).to_have_attribute(
            "aria-valuenow", "50"
        )


def test_a_file_dropped_on_a_slot_is_placed_and_what_is_edited_stays(stage: Stage) -> None:
    stage.mount("arithmetic", "interpolation", drawn=True)
    stage.wait(REST)
    marked = slot(stage, "A").first.evaluate(DROP, ["my <b>cat</b>.png", "\x89PNG"])
    assert marked == [True, True, False]
    comes_to(stage, YOURS)
    expect(slot(stage, "A").first).to_contain_text("my <b>cat</b>.png")
    sent = stage.js(f"{PLACED}[0][0]")
    assert (sent["aside"], sent["like_data"]) == (True, True)
    assert stage.js("fake.edit ?? null") is None
    expect(stage.page.get_by_role("textbox", name="Expression")).to_have_value(
        '"my <b>cat</b>.png"'
    )
    anchors = stage.page.locator(".lw-anchors .lw-slot")
    anchors.nth(1).evaluate(DROP, ["sample_3", "\x89PNG"])
    expect(anchors.nth(1)).to_contain_text("yours")  # no name that is a sample's


def test_a_file_that_cannot_be_placed_is_refused_and_the_slot_stays(stage: Stage) -> None:
    stage.mount("arithmetic")
    stage.wait(REST)
    stage.page.get_by_role("textbox", name="Expression").fill("sample_5")
    comes_to(stage, "fake.code(5)[d]")
    said = slot(stage, "A").get_by_role("alert")
    slot(stage, "A").evaluate(DROP, ["no.png", "x"])
    expect(said).to_have_text("The file is no picture.")
    slot(stage, "A").evaluate(DROP, ["large.png", "y" * (7 * 2**20 + 1)])
    expect(said).to_have_text("This file has 7.0 MiB: choose one of at most 7 MiB.")
    expect(slot(stage, "A")).to_contain_text("sample_5")
    comes_to(stage, "fake.code(5)[d]")


def test_without_an_encoder_a_picture_is_searched_until_something_else_is_wanted(
    stage: Stage,
) -> None:
    stage.mount("arithmetic", canEncode=False, placeSteps=400)
    stage.wait(REST)
    said = slot(stage, "A").get_by_role("alert")
    slot(stage, "A").evaluate(DROP, ["cat.png", "\x89PNG"])
    expect(said).to_have_text("searching its code: off by 50.0 %")
    stage.page.get_by_role("textbox", name="Expression").fill("sample_5")
    comes_to(stage, "fake.code(5)[d]")
    stage.wait("fake.count('cancel') === 1")
    expect(said).to_be_hidden()
    expect(slot(stage, "A")).to_contain_text("sample_5")


def test_without_an_encoder_what_is_no_picture_is_refused_in_words(stage: Stage) -> None:
    stage.mount("arithmetic", medium="text", canEncode=False)
    stage.wait(REST)
    slot(stage, "A").evaluate(DROP, ["mine.txt", "a cat"])
    expect(slot(stage, "A").get_by_role("alert")).to_contain_text("This model has no encoder")
    assert stage.js(f"{PLACED}.length") == 0


@pytest.mark.parametrize("view", ["explorer", "sliders", "map", "decoded", "editor"])
def test_a_file_dropped_anywhere_else_never_takes_the_place_of_the_page(
    stage: Stage, view: str
) -> None:
    stage.mount(view)
    stage.page.locator(".mount *").first.wait_for()
    assert stage.page.locator(".mount *").first.evaluate(STRAY) == [False, False]
    stage.close()
    assert stage.page.locator(".mount").evaluate(STRAY) == [True, True]


# -- means and directions --------------------------------------------------------------------


def test_a_class_of_the_legend_is_dragged_as_its_mean(tall: Stage) -> None:
    tall.mount("map", "arithmetic", categories=NAMES)
    tall.wait("document.querySelectorAll('.lw-map-chip[data-class]').length === 3")
    tall.wait(REST)
    chip = tall.page.locator(".lw-map-legend").get_by_role("button", name="ginger cat")
    chip.drag_to(slot(tall, "A"))
    expect(slot(tall, "A")).to_contain_text("digit_ginger cat")
    comes_to(tall, "fake.names().find(({name}) => name === 'ginger cat').z[d]")
    chip.click()  # still hides the class
    expect(chip).to_have_attribute("aria-pressed", "false")


def test_a_direction_is_dragged_by_its_name_and_in_the_menu_once_it_is_made(tall: Stage) -> None:
    tall.mount("directions", "arithmetic")
    tall.wait(REST)
    box(tall, "A").click()  # the names are asked for before the direction is there
    expect(tall.page.get_by_role("option", name="current point")).to_be_visible()
    tall.page.keyboard.press("Escape")
    asked = tall.js("fake.count('names')")
    tall.page.get_by_label("attribute", exact=True).select_option("digit")
    tall.page.get_by_label("kind", exact=True).select_option("3")
    tall.page.get_by_role("button", name="Make", exact=True).click()
    name = tall.page.get_by_role("button", name="Rename digit 3")
    name.drag_to(slot(tall, "A"))
    expect(slot(tall, "A")).to_contain_text("digit 3")
    expect(box(tall, "A")).to_contain_text("→")
    comes_to(tall, "fake.directions.entries[0].vector[d] * fake.directions.entries[0].scale")
    box(tall, "B").click()
    tall.page.get_by_role("option", name="current point").wait_for()
    assert tall.js("fake.count('names')") > asked
