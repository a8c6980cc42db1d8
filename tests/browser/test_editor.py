"""A picture of one's own: drawn, loaded, dropped, pasted; placed, compared, kept, saved."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

INPUT = ".lw-editor-file"
FILE = {"name": "<img src=x>.png", "mimeType": "image/png", "buffer": b"\x89PNG and so on"}
SECURE = "http://localhost/"

GIVE = """([event, name, type, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, {type}));
  const view = document.querySelector(".lw-editor");
  const options = {bubbles: true, cancelable: true, composed: true};
  view.dispatchEvent(event === "paste"
    ? new ClipboardEvent("paste", {...options, clipboardData: transfer})
    : new DragEvent(event, {...options, dataTransfer: transfer}));
}"""


def words(stage: Stage) -> str:
    return stage.page.locator(".lw-editor-words").inner_text()


def says(stage: Stage, text: str) -> None:
    stage.page.wait_for_function(
        "text => document.querySelector('.lw-editor-words').textContent.includes(text)",
        arg=text,
        timeout=15_000,
    )


def choose(stage: Stage, **changes: object) -> None:
    stage.page.set_input_files(INPUT, {**FILE, **changes})


def mount(stage: Stage, **options: object) -> None:
    stage.mount("editor", **options)
    stage.wait("fake.count('edited') === 1")
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'true'")


def draw(stage: Stage, *places: tuple[float, float]) -> None:
    box = stage.page.locator(".lw-draw-canvas").bounding_box()
    assert box is not None
    first, *rest = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    stage.page.mouse.move(*first)
    stage.page.mouse.down()
    for place in rest:
        stage.page.mouse.move(*place, steps=4)
    stage.page.mouse.up()


def ink(stage: Stage) -> int:
    """How many pixels of the drawing are not paper."""
    pixels = stage.pixels(".lw-draw-canvas")
    return sum(1 for level in pixels[::4] if level > 128)


def sent(stage: Stage) -> dict[str, object]:
    return stage.js("fake.sent.filter(([m]) => m.kind === 'place').at(-1)[0]")


def placed(stage: Stage, n: int = 1) -> None:
    stage.wait(f"fake.edit?.version === {n}")
    stage.page.wait_for_selector(".lw-editor-compare .lw-wipe, .lw-editor-compare .lw-pair")
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'true'")


# -- pictures --------------------------------------------------------------------------------


def test_a_stroke_is_encoded_when_the_hand_lifts_and_shown_before_and_after(stage: Stage) -> None:
    mount(stage)
    expect(stage.page.locator(".lw-editor-empty")).to_be_visible()
    draw(stage, (0.3, 0.2), (0.7, 0.2), (0.4, 0.8))
    assert ink(stage) > 1000
    placed(stage)
    assert sent(stage)["like_data"] is True
    file = stage.js(
        "Array.from(new Uint8Array(fake.sent.at(-1)[1]?.[0]?.buffer ?? []).slice(0, 4))"
    )
    buffer = "fake.sent.filter(([m]) => m.kind === 'place').at(-1)[1][0]"
    file = stage.js(f"Array.from(new Uint8Array({buffer}.buffer, {buffer}.byteOffset, 4))")
    assert file == [0x89, 0x50, 0x4E, 0x47]
    expect(stage.page.locator(".lw-editor-empty")).to_be_hidden()
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe canvas:first-child")
    stage.sees(stage.decoded("fake.code(1)"), ".lw-wipe-after")
    assert stage.js("fake.lastSaved('z')") == stage.js("Array.from(fake.code(1))")
    assert stage.page.locator(".lw-editor-lost-words").inner_text().replace("\u00a0", " ") == (
        "Off by 11 % of full brightness on average, where the data's own samples are off by 5 %."
    )


def test_strokes_can_be_undone_cleared_and_erased_and_the_switch_left_off(stage: Stage) -> None:
    mount(stage)
    page = stage.page
    draw(stage, (0.2, 0.2), (0.8, 0.2))
    one = ink(stage)
    draw(stage, (0.2, 0.8), (0.8, 0.8))
    two = ink(stage)
    assert two > 1.8 * one
    page.get_by_role("button", name="Undo stroke").click()
    assert ink(stage) == one
    page.locator(".lw-draw-canvas").focus()
    page.keyboard.press("Control+z")
    assert ink(stage) == 0
    expect(page.get_by_role("button", name="Undo stroke")).to_be_disabled()
    draw(stage, (0.2, 0.5), (0.8, 0.5))
    page.get_by_role("button", name="Eraser").click()
    draw(stage, (0.5, 0.5), (0.8, 0.5))
    assert 0 < ink(stage) < 0.8 * one
    page.get_by_role("button", name="Clear").click()
    assert ink(stage) == 0
    expect(page.get_by_role("button", name="Encode")).to_be_disabled()
    page.get_by_role("button", name="Undo stroke").click()
    assert ink(stage) > 0
    page.get_by_role("button", name="Eraser").click()
    page.get_by_label("Centre and scale as the data").uncheck()
    page.get_by_role("button", name="Encode").click()
    stage.wait("fake.sent.filter(([m]) => m.kind === 'place').at(-1)?.[0].like_data === false")


def test_a_finger_draws_too(open_stage) -> None:
    stage = open_stage(touch=True, width=390)
    mount(stage)
    stage.page.locator(".lw-draw-canvas").tap()
    assert ink(stage) > 100
    placed(stage)


def test_where_the_data_are_no_drawings_the_switch_is_not_offered_and_colours_are(
    stage: Stage,
) -> None:
    mount(stage, drawn=False, channels=3)
    page = stage.page
    expect(page.get_by_label("Centre and scale as the data")).to_be_hidden()
    # Paper is black: the pen is white, not near-black.
    expect(page.get_by_role("button", name="Colour #ffffff")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Colour #d55e00").click()
    draw(stage, (0.2, 0.5), (0.8, 0.5))
    middle = stage.page.eval_on_selector(
        ".lw-draw-canvas",
        "c => Array.from(c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data)",
    )
    assert middle == [0xD5, 0x5E, 0x00, 255]
    placed(stage)
    assert sent(stage)["like_data"] is False


def test_one_may_draw_over_what_is_shown(stage: Stage) -> None:
    mount(stage)
    assert ink(stage) == 0
    stage.page.get_by_role("button", name="Start from what is shown").click()
    stage.page.wait_for_function(
        "() => !document.querySelector('.lw-draw-canvas').parentElement"
        ".querySelector('.lw-primary').disabled"
    )
    assert ink(stage) > 1000
    assert stage.js("fake.count('place')") == 0  # nothing is one's own yet
    stage.page.get_by_role("button", name="Encode").click()
    placed(stage)


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_file_is_dropped_or_pasted(stage: Stage, event: str) -> None:
    mount(stage)
    if event == "drop":
        stage.page.evaluate(GIVE, ["dragover", "a.png", "image/png", "PNG"])
        expect(stage.page.locator(".lw-editor-drop")).to_be_visible()
    stage.page.evaluate(GIVE, [event, "a.png", "image/png", "PNG of mine"])
    placed(stage)
    expect(stage.page.locator(".lw-editor-drop")).to_be_hidden()
    assert sent(stage)["file"]["shape"] == [len("PNG of mine")]


def test_a_file_that_is_no_picture_or_too_large_is_said_and_the_drawing_stays(
    stage: Stage,
) -> None:
    mount(stage)
    draw(stage, (0.3, 0.2), (0.7, 0.8))
    placed(stage)
    drawn = ink(stage)
    choose(stage, buffer=b"x is no picture")
    says(stage, "no picture")
    assert stage.page.locator(".lw-editor-words").get_attribute("data-tone") == "bad"
    choose(stage, buffer=b"0" * (7 * 2**20 + 1))
    says(stage, "This file has 7.0 MiB: choose one of at most 7 MiB.")
    assert stage.js("fake.count('place')") == 2
    # Nothing is lost: the drawing, what was placed, and where it lies.
    assert ink(stage) == drawn
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe canvas:first-child")
    assert stage.js("fake.edit.version") == 1
    choose(stage)
    placed(stage, 2)
    assert words(stage) == ""


def test_the_divider_is_moved_by_keys_and_by_hand(stage: Stage) -> None:
    mount(stage)
    choose(stage)
    placed(stage)
    divider = stage.page.get_by_role("slider", name="Divider between before and after")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    divider.focus()
    for _ in range(5):
        stage.page.keyboard.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "60")
    stage.page.keyboard.press("PageDown")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    stage.page.keyboard.press("Home")
    expect(divider).to_have_attribute("aria-valuetext", "0 % before, 100 % after")
    clip = "getComputedStyle(document.querySelector('.lw-wipe-after')).clipPath"
    assert re.search(r"inset\(0(px)?( 0(px)?)*( 0%)?\)|0%\)", stage.js(clip))
    stage.page.keyboard.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "100")
    box = stage.page.locator(".lw-wipe").bounding_box()
    assert box is not None
    stage.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 20)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 30, steps=3)
    stage.page.mouse.up()
    assert abs(int(divider.get_attribute("aria-valuenow") or 0) - 25) <= 1


def test_what_the_model_lost_is_kept_in_the_edit_live(stage: Stage) -> None:
    mount(stage)
    choose(stage)
    placed(stage)
    keep = stage.page.get_by_label("Keep what the model lost")
    assert not keep.is_checked()
    keep.check()
    stage.wait("fake.count('keep_lost') === 1")
    # Unmoved it is one's own picture to the last bit.
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe-after")
    expect(stage.page.get_by_text("This part is yours and not from the model")).to_be_visible()
    # Moved it is one's own and the change.
    slider = stage.page.locator(".lw-sliders input[type=range]").first
    slider.focus()
    stage.page.keyboard.press("End")
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'true'")
    own, before, now = (
        stage.decoded(z) for z in ("fake.code(3)", "fake.code(1)", "fake.lastSaved('z')")
    )
    kept = [max(0, min(255, a + n - b)) for a, b, n in zip(own, before, now, strict=True)]
    assert kept not in (own, now)
    stage.sees(kept, ".lw-wipe-after")
    keep.uncheck()
    stage.sees(now, ".lw-wipe-after")
    stage.page.get_by_role("button", name="Back to yours").click()
    stage.sees(before, ".lw-wipe-after")


def test_the_difference_picture_is_around_mid_grey(stage: Stage) -> None:
    mount(stage)
    choose(stage)
    placed(stage)
    own, before = stage.decoded("fake.code(3)"), stage.decoded("fake.code(1)")
    lost = [
        255 if i % 4 == 3 else int(127.5 + (a - b) / 2 + 0.5)
        for i, (a, b) in enumerate(zip(own, before, strict=True))
    ]
    stage.sees(lost, ".lw-editor-lost canvas")


def test_the_result_is_saved_as_png_with_a_tame_name(stage: Stage) -> None:
    mount(stage, name="../<b>x</b>")
    choose(stage)
    placed(stage)
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save PNG").click()
    assert download.value.suggested_filename == "b-x-b-edited.png"
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"


def test_without_an_encoder_the_search_is_begun_by_hand_watched_and_cancelled(
    stage: Stage,
) -> None:
    mount(stage, canEncode=False, fromData=False, hasSamples=False, placeSteps=100_000)
    draw(stage, (0.3, 0.2), (0.7, 0.8))
    stage.idle()
    assert stage.js("fake.count('place')") == 0
    stage.page.get_by_role("button", name="Encode").click()
    stage.wait("document.querySelector('.lw-editor-bar').value > 1")
    assert words(stage) == "searching its code: off by 50.0 %"
    stage.sees(stage.decoded("fake.code(2)"), ".lw-wipe-after")
    stage.page.locator(".lw-editor").get_by_role("button", name="Cancel").click()
    says(stage, "stopped")
    stage.wait("fake.waiting.size === 0")
    assert ink(stage) > 0
    assert stage.js("fake.lastSaved('z')") is None


def test_a_newer_drawing_takes_the_place_of_one_that_is_being_read(stage: Stage) -> None:
    mount(stage, placeDelay=1500)
    draw(stage, (0.3, 0.2), (0.7, 0.2))
    stage.wait("fake.count('place') === 1")
    draw(stage, (0.3, 0.6), (0.7, 0.6))
    stage.wait("fake.count('place') === 2")
    placed(stage)
    assert stage.js("fake.count('cancel')") == 1
    assert words(stage) == ""


# -- in step ---------------------------------------------------------------------------------


def test_what_python_loads_is_shown_and_so_is_what_it_keeps(stage: Stage) -> None:
    mount(stage)
    stage.js("fake.load(true)")
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe canvas:first-child")
    assert stage.page.get_by_label("Keep what the model lost").is_checked()
    assert stage.js("fake.count('place')") == 0


def test_a_page_that_is_loaded_again_finds_the_edit(stage: Stage) -> None:
    mount(stage)
    choose(stage)
    placed(stage)
    stage.close()
    stage.page.evaluate(
        """async () => {
          const element = document.createElement("div");
          document.body.append(element);
          closers.push(await fake.mount(widgets.editor, element));
        }"""
    )
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe canvas:first-child")


def test_the_posterior_is_drawn_on_the_map(stage: Stage) -> None:
    stage.mount("map", "editor")
    stage.wait("fake.count('edited') === 1")
    choose(stage)
    placed(stage)
    stage.page.wait_for_selector(".lw-map-overlay-spread circle", state="attached")
    assert stage.page.locator(".lw-map-overlay-spread circle").count() == 128
    assert "yours" in stage.page.locator(".lw-map-overlay-points").text_content()


def test_the_explorer_has_it_in_its_drawer(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Edit").click()
    stage.wait("fake.count('edited') === 1")
    choose(stage)
    placed(stage)
    stage.sees(stage.decoded("fake.code(1)"))
    stage.page.locator(".lw-header").get_by_role("button", name="Undo").click()
    stage.sees(stage.decoded("fake.code(0)"))
    expect(stage.page.locator(".lw-editor-empty")).to_be_visible()


def test_undo_brings_back_what_is_edited_the_switch_and_the_divider(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    page = stage.page
    stage.mount("explorer")
    page.get_by_role("tab", name="Edit").click()
    stage.wait("fake.count('edited') === 1")
    header = page.locator(".lw-header")
    undo, redo = (header.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    choose(stage)
    placed(stage)
    stage.sees(stage.decoded("fake.code(1)"))
    keep = page.get_by_label("Keep what the model lost")
    keep.press("Space")
    divider = page.get_by_role("slider", name="Divider between before and after")
    divider.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "100")
    expect(undo).to_have_attribute("title", "Undo: moved the divider (Ctrl+Z)")

    divider.press("Control+z")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    undo.click()
    expect(keep).not_to_be_checked()
    assert not stage.js("fake.keepLost"), "Python hears of it"
    undo.click()
    stage.sees(stage.decoded("fake.code(0)"))
    expect(page.locator(".lw-editor-empty")).to_be_visible()
    assert stage.js("fake.edit") is None
    expect(undo).to_be_disabled()
    for _ in range(3):
        redo.click()
    expect(redo).to_be_disabled()
    stage.sees(stage.decoded("fake.code(1)"))
    stage.sees(stage.decoded("fake.code(3)"), ".lw-wipe canvas:first-child")
    expect(keep).to_be_checked()
    expect(divider).to_have_attribute("aria-valuenow", "100")


@pytest.mark.parametrize("medium", ["text", "melody", "audio", "series"])
def test_without_an_encoder_other_kinds_say_why_they_cannot(stage: Stage, medium: str) -> None:
    stage.mount("editor", medium=medium, canEncode=False)
    refusal = stage.page.locator(".lw-refusal")
    expect(refusal).to_contain_text("This model has no encoder")
    assert stage.page.locator(".lw-editor").count() == 0


def test_a_view_that_is_closed_leaves_nothing_behind(stage: Stage) -> None:
    stage.mount("map")
    before = stage.live()
    stage.page.evaluate(
        """async () => {
          const element = document.createElement("div");
          document.body.append(element);
          window.closeEditor = await fake.mount(widgets.editor, element);
        }"""
    )
    stage.wait("fake.count('edited') === 1")
    choose(stage)
    placed(stage)
    stage.page.evaluate("() => closeEditor()")
    stage.wait("document.querySelectorAll('.lw-map-overlay-spread').length === 0")
    assert stage.live() == before
