"""Vector arithmetic and its slots: by mouse, by keyboard, by drag and drop, by typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from stage import Stage

pytestmark = pytest.mark.browser

REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
NAMES = ["0", "ginger cat", "woman"]


def open_tool(stage: Stage, **options: object) -> None:
    stage.mount("arithmetic", categories=NAMES, **options)
    stage.page.get_by_role("button", name="A: empty").wait_for()
    stage.wait(REST)


def field(stage: Stage) -> Locator:
    return stage.page.get_by_role("textbox", name="Expression")


def slot(stage: Stage, letter: str) -> Locator:
    return stage.page.get_by_role("group", name=letter, exact=True)


def box(stage: Stage, letter: str) -> Locator:
    return slot(stage, letter).locator(".lw-slot-box")


def choose(stage: Stage, letter: str, text: str) -> None:
    """Open a slot's list, filter it, take what comes first: all by the keyboard."""
    box(stage, letter).press("Enter")
    chooser = stage.page.get_by_role("combobox", name=f"Choose {letter}")
    chooser.fill(text)
    stage.page.locator(".lw-choice").first.wait_for()
    chooser.press("Enter")


def comes_to(stage: Stage, expression: str) -> None:
    """Wait until the code is what the JavaScript `expression` of coordinate d says, to float32."""
    stage.wait(
        f"""fake.lastSaved('z')?.every((value, d) =>
            Math.abs(value - ({expression})) < 1e-5 * Math.max(1, Math.abs(value)))"""
    )
    stage.sees(stage.decoded(), ".lw-big canvas")


MEAN = "fake.names().find((entry) => entry.name === '{}').z[d]".format


def test_codes_chosen_from_the_list_by_keyboard_make_the_sum(stage: Stage) -> None:
    open_tool(stage)
    choose(stage, "A", "wom")
    comes_to(stage, MEAN("woman"))
    choose(stage, "B", "ginger")
    choose(stage, "C", "12")
    comes_to(stage, f"{MEAN('woman')} - {MEAN('ginger cat')} + fake.code(12)[d]")
    expect(field(stage)).to_have_value('woman − "ginger cat" + sample_12')
    expect(box(stage, "C")).to_be_focused()
    stage.wait("fake.sent.some(([m]) => m.kind === 'nearest' && m.left_out)")
    stage.page.get_by_text("sample 12 is not counted").wait_for()
    assert not stage.page.get_by_role("button", name="Go to sample 12,").count()


def test_typing_fills_the_slots(stage: Stage) -> None:
    open_tool(stage)
    field(stage).fill('2 * woman − 0.5*("0" - sample_3)')
    comes_to(stage, f"2 * {MEAN('woman')} - 0.5 * ({MEAN('0')} - fake.code(3)[d])")
    for letter, name, weight in (("A", "woman", "2"), ("B", "0", "-0.5"), ("C", "sample_3", "0.5")):
        expect(slot(stage, letter)).to_contain_text(name)
        number = stage.page.get_by_label(f"Weight of {letter}, as a number")
        expect(number).to_have_value(weight)
    # What was typed is left as it is.
    expect(field(stage)).to_have_value('2 * woman − 0.5*("0" - sample_3)')


def test_a_weight_moves_the_result_live_and_rewrites_the_text(stage: Stage) -> None:
    open_tool(stage)
    field(stage).fill("woman - sample_1")
    comes_to(stage, f"{MEAN('woman')} - fake.code(1)[d]")
    stage.page.get_by_label("Weight of B", exact=True).press("Home")
    comes_to(stage, f"{MEAN('woman')} - 2 * fake.code(1)[d]")
    expect(field(stage)).to_have_value("woman − 2 * sample_1")
    stage.page.get_by_label("Weight of A, as a number").fill("0.25")
    stage.page.get_by_label("Weight of A, as a number").press("Enter")
    comes_to(stage, f"0.25 * {MEAN('woman')} - 2 * fake.code(1)[d]")
    stage.page.get_by_label("Weight of A, as a number").fill("1e9")
    expect(stage.page.get_by_label("Weight of A, as a number")).to_have_attribute(
        "aria-invalid", ""
    )
    expect(field(stage)).to_have_value("0.25 * woman − 2 * sample_1")


@pytest.mark.parametrize(
    ("text", "wrong", "said"),
    [
        ("woman + ginger", "ginger", 'Nothing is called ginger. Did you mean "ginger cat"?'),
        ("woman + 0", "+", 'The class 0 is written in quotes, "0".'),
        ("woman * (sample_1", "(", "This parenthesis is not closed."),
        ("woman +", "\u00a0", "was expected at the end."),
        ("<img src=x>", "<", "“<” means nothing here"),
    ],
)
def test_what_cannot_be_read_is_marked_and_the_sum_stays(
    stage: Stage, text: str, wrong: str, said: str
) -> None:
    open_tool(stage)
    field(stage).fill("woman")
    comes_to(stage, MEAN("woman"))
    field(stage).fill(text)
    status = stage.page.locator(".lw-complaint")
    expect(status).to_contain_text(said)
    assert status.locator("mark").inner_text() == wrong
    expect(field(stage)).to_have_attribute("aria-invalid", "")
    expect(slot(stage, "A")).to_contain_text("woman")
    comes_to(stage, MEAN("woman"))
    field(stage).fill("sample_1")
    expect(status).to_be_hidden()
    comes_to(stage, "fake.code(1)[d]")


def test_a_sample_and_a_slot_are_dragged_into_slots(stage: Stage) -> None:
    open_tool(stage)
    nearest = stage.page.locator(".lw-three button").first
    stage.wait("!document.querySelector('.lw-three button').disabled")
    nearest.drag_to(box(stage, "B"))
    comes_to(stage, "-fake.code(0)[d]")
    box(stage, "B").drag_to(slot(stage, "C"))
    expect(field(stage)).to_have_value("−sample_0 + sample_0")
    comes_to(stage, "0 * d")
    expect(slot(stage, "C")).to_contain_text("sample_0")


def test_what_comes_from_another_space_is_refused_and_the_slot_stays(stage: Stage) -> None:
    open_tool(stage)
    choose(stage, "A", "woman")
    drop = """(element, data) => {
      const transfer = new DataTransfer();
      transfer.setData("application/x-latentwidgets-operand", data);
      for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true}));
      }
    }"""
    box(stage, "A").evaluate(drop, '{"name": "smile", "kind": "mean", "z": [1, 2]}')
    said = "“smile” comes from another space: it has 2 numbers"
    expect(slot(stage, "A").get_by_role("alert")).to_contain_text(said)
    expect(slot(stage, "A")).to_contain_text("woman")
    assert "lw-drop" not in (slot(stage, "A").get_attribute("class") or "")


def test_what_comes_from_another_training_is_refused(stage: Stage) -> None:
    """Two models of one class, name and size: only their weights differ."""
    stage.mount("arithmetic", categories=NAMES, width=560)
    stage.mount("arithmetic", categories=NAMES, width=560, fingerprint="cd" * 32)
    # Side by side: a drag that scrolls begins elsewhere.
    stage.page.evaluate("document.body.style.display = 'flex'")
    here, there = stage.page.locator(".mount").all()
    for view, name in ((here, "woman"), (there, "ginger cat")):
        view.locator(".lw-slot-box").first.press("Enter")
        chooser = view.get_by_role("combobox", name="Choose A")
        chooser.fill(name)
        view.locator(".lw-choice").first.wait_for()
        chooser.press("Enter")
        expect(view.get_by_role("group", name="A", exact=True)).to_contain_text(name)
    there.locator(".lw-slot-box").first.drag_to(here.locator(".lw-slot-box").nth(1))
    said = "“ginger cat” comes from another space, where its numbers mean something else"
    second = here.get_by_role("group", name="B", exact=True)
    expect(second.get_by_role("alert")).to_contain_text(said)
    expect(second.get_by_role("button", name="B: empty")).to_be_visible()
    here.locator(".lw-slot-box").first.drag_to(here.locator(".lw-slot-box").nth(1))
    expect(second).to_contain_text("woman")


def test_the_list_is_left_by_escape_and_says_what_is_not_there(stage: Stage) -> None:
    open_tool(stage)
    box(stage, "B").click()
    chooser = stage.page.get_by_role("combobox", name="Choose B")
    expect(box(stage, "B")).to_have_attribute("aria-expanded", "true")
    chooser.fill("nobody")
    stage.page.get_by_text("There is no “nobody”.").wait_for()
    chooser.press("Escape")
    expect(chooser).to_have_count(0)
    expect(box(stage, "B")).to_be_focused()
    expect(box(stage, "B")).to_have_attribute("aria-expanded", "false")


def test_the_point_the_selection_and_bookmarks_are_offered(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)  # what is dragged and where it goes are in sight
    stage.mount("explorer", categories=NAMES)
    stage.wait(REST)
    stage.page.get_by_role("button", name="Bookmark this point").click()
    stage.page.evaluate(
        """() => {
          const data = new DataView(Uint32Array.of(2, 4, 9).buffer);
          fake.setTrait("selection", {dtype: "uint32", shape: [3], data});
        }"""
    )
    stage.page.get_by_role("tab", name="Arithmetic").click()
    choose(stage, "A", "mean of the selection")
    expect(slot(stage, "A")).to_contain_text("selection")
    mean = "(fake.code(2)[d] + fake.code(4)[d] + fake.code(9)[d]) / 3"
    comes_to(stage, mean)
    choose(stage, "B", "bookmark 1")
    comes_to(stage, f"{mean} - fake.code(0)[d]")
    choose(stage, "C", "current point")
    comes_to(stage, f"2 * ({mean} - fake.code(0)[d])")
    expect(field(stage)).to_have_value('selection − "bookmark 1" + point')
    bookmark = stage.page.get_by_role("button", name="bookmark 1", exact=True)
    bookmark.drag_to(box(stage, "A"))
    expect(slot(stage, "A")).to_contain_text("bookmark 1")


def test_terms_are_added_and_taken_out(stage: Stage) -> None:
    open_tool(stage)
    field(stage).fill("woman - sample_1 + sample_2")
    expect(slot(stage, "C")).to_contain_text("sample_2")
    stage.page.get_by_role("button", name="add a term").click()
    expect(box(stage, "D")).to_be_focused()
    choose(stage, "D", "sample_7")
    comes_to(stage, f"{MEAN('woman')} - fake.code(1)[d] + fake.code(2)[d] + fake.code(7)[d]")
    stage.page.get_by_role("button", name="Take B out").click()
    comes_to(stage, f"{MEAN('woman')} + fake.code(2)[d] + fake.code(7)[d]")
    box(stage, "A").press("Delete")
    comes_to(stage, "fake.code(2)[d] + fake.code(7)[d]")
    expect(field(stage)).to_have_value("sample_2 + sample_7")


def test_all_slots_empty_keep_the_code_and_offer_an_example(stage: Stage) -> None:
    open_tool(stage)
    example = 'sample_0 + "0" − "ginger cat"'
    stage.page.get_by_role("button", name=example).click()
    comes_to(stage, f"fake.code(0)[d] + {MEAN('0')} - {MEAN('ginger cat')}")
    before = stage.js("fake.lastSaved('z')")
    field(stage).fill("")
    expect(box(stage, "A")).to_have_attribute("aria-label", "A: empty. Choose another")
    assert stage.js("fake.lastSaved('z')") == before
    expect(stage.page.get_by_role("button", name=example)).to_be_visible()


def test_one_goes_back_to_the_result_and_to_a_sample_near_it(stage: Stage) -> None:
    open_tool(stage)
    field(stage).fill("woman")
    comes_to(stage, MEAN("woman"))
    stage.page.get_by_role("button", name="Go to sample").first.click()
    stage.wait("fake.lastSaved('z')[0] !== fake.names()[2].z[0]")
    stage.page.get_by_role("button", name="Go to the result").click()
    comes_to(stage, MEAN("woman"))


def test_python_sets_and_hears_the_expression(stage: Stage) -> None:
    stage.mount(
        "arithmetic",
        categories=NAMES,
        mount_options={"traits": {"expression": "woman - sample_4", "operands": []}},
    )
    comes_to(stage, f"{MEAN('woman')} - fake.code(4)[d]")
    expect(field(stage)).to_have_value("woman - sample_4")


def test_undo_brings_slots_weights_and_text_back_with_the_code(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer", categories=NAMES)
    stage.wait(REST)
    stage.page.get_by_role("tab", name="Arithmetic").click()
    weight = stage.page.get_by_label("Weight of A", exact=True)
    number = stage.page.get_by_label("Weight of B, as a number")
    undo = stage.page.get_by_role("button", name="Undo")
    choose(stage, "A", "woman")
    comes_to(stage, MEAN("woman"))
    choose(stage, "B", "sample_12")
    comes_to(stage, f"{MEAN('woman')} - fake.code(12)[d]")
    weight.press("End")
    comes_to(stage, f"2 * {MEAN('woman')} - fake.code(12)[d]")
    stage.page.get_by_role("button", name="add a term").click()
    expect(undo).to_have_attribute("title", "Undo: added a term to the sum (Ctrl+Z)")

    # By the keyboard: the focus is on the term that goes.
    box(stage, "D").press("Control+z")
    expect(box(stage, "D")).to_have_count(0)
    expect(box(stage, "C")).to_be_focused()
    box(stage, "C").press("Control+z")  # the weight and the code, by one press
    expect(weight).to_have_js_property("value", "1")
    expect(field(stage)).to_have_value("woman − sample_12")
    comes_to(stage, f"{MEAN('woman')} - fake.code(12)[d]")
    # By the mouse.
    undo.click()
    expect(box(stage, "B")).to_have_attribute("aria-label", "B: empty. Choose another")
    expect(field(stage)).to_have_value("woman")
    comes_to(stage, MEAN("woman"))
    undo.click()
    expect(field(stage)).to_have_value("")
    comes_to(stage, "fake.code(0)[d]")
    expect(undo).to_be_disabled()
    redo = stage.page.get_by_role("button", name="Redo")
    for _ in range(4):
        redo.click()
    expect(redo).to_be_disabled()
    expect(box(stage, "D")).to_be_visible()
    expect(field(stage)).to_have_value("2 * woman − sample_12")
    comes_to(stage, f"2 * {MEAN('woman')} - fake.code(12)[d]")

    # What is typed and not finished is taken back too, and nothing before it.
    number.fill("0.5")
    expect(field(stage)).to_have_value("2 * woman + 0.5 * sample_12")
    number.press("Control+z")
    expect(number).to_have_value("-1")
    expect(field(stage)).to_have_value("2 * woman − sample_12")
    comes_to(stage, f"2 * {MEAN('woman')} - fake.code(12)[d]")


def test_an_emptied_sum_and_an_unreadable_text_are_undone(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer", categories=NAMES)
    stage.wait(REST)
    stage.page.get_by_role("tab", name="Arithmetic").click()
    undo = stage.page.get_by_role("button", name="Undo")
    field(stage).fill("woman + sample_3")
    field(stage).press("Enter")
    expect(undo).to_have_attribute("title", "Undo: computed woman + sample_3 (Ctrl+Z)")
    field(stage).fill("")
    field(stage).press("Enter")
    expect(undo).to_have_attribute("title", "Undo: emptied the sum (Ctrl+Z)")
    field(stage).fill("woman +")
    expect(stage.page.locator(".lw-complaint")).to_contain_text("was expected at the end")
    field(stage).press("Control+z")
    expect(stage.page.locator(".lw-complaint")).to_be_hidden()
    expect(field(stage)).to_have_value("woman + sample_3")
    expect(slot(stage, "B")).to_contain_text("sample_3")
    comes_to(stage, f"{MEAN('woman')} + fake.code(3)[d]")


def test_closing_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    open_tool(stage)
    box(stage, "A").click()
    stage.page.locator(".lw-choice").first.wait_for()
    stage.close()
    stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
