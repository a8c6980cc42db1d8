"""The editor of an exported page: a picture of one's own, encoded without Python."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from exported_page import ExportedPage, export
from PIL import Image as Pillow
from playwright.sync_api import Browser, expect

import latentwidgets as lw
from latentwidgets.spaces.own import place, read_file, read_text

pytestmark = pytest.mark.browser

CANVAS = ".lw-draw-canvas"
BEFORE, AFTER = ".lw-wipe canvas:first-child", ".lw-wipe-after"
TYPED = "The fairies carried splendid boxes by the river."
DRAWN = """() => new Promise((done) => document.querySelector(".lw-draw-canvas").toBlob(
  async (blob) => done(Array.from(new Uint8Array(await blob.arrayBuffer())))))"""


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory, built_parts: None) -> Path:
    return export(lw.zoo.load("digits/vae"), tmp_path_factory.mktemp("editor") / "digits.html")


@pytest.fixture
def page(browser: Browser, digits: Path) -> Iterator[ExportedPage]:
    page = ExportedPage(browser, digits).ready()
    page.frame.get_by_role("tab", name="Edit").click()
    page.frame.locator(CANVAS).wait_for()
    yield page
    page.close()


def draw(page: ExportedPage, *places: tuple[float, float]) -> None:
    canvas = page.frame.locator(CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    first, *rest = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.page.mouse.move(*first)
    page.page.mouse.down()
    for to in rest:
        page.page.mouse.move(*to, steps=6)
    page.page.mouse.up()


def png(picture: Pillow.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def upload(page: ExportedPage, data: bytes, name: str = "mine.png") -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": data}
    page.frame.locator(".lw-editor-file").set_input_files([file])


def says(page: ExportedPage, text: str) -> None:
    expect(page.frame.locator(".lw-editor-words")).to_contain_text(text)


def test_a_drawing_moves_the_code_to_where_python_places_it(page: ExportedPage) -> None:
    space = lw.zoo.load("digits/vae")
    draw(page, (0.35, 0.2), (0.65, 0.2), (0.45, 0.8))
    z = page.moved()
    says(page, "It was centred and scaled as the data are.")
    drawn = bytes(page.frame.evaluate(DRAWN))
    own = read_file(space, drawn, like_data=True)
    placed = place(space, own.output)
    apart = np.abs(z - placed.code.reshape(-1)).max() / np.abs(placed.code).max()
    assert apart <= 1e-2  # weights in half precision
    page.sees(own.output, BEFORE)
    page.sees(placed.reconstruction, AFTER, levels=4)
    said = page.text(".lw-editor-lost-words")
    assert f"Off by {100 * placed.error:.0f}" in said.replace("\u00a0", " ")
    assert "the data's own samples are off by 5" in said.replace("\u00a0", " ")
    # A slider edits it; what the model lost is kept on request, and unmoved it is one's own.
    keep = page.frame.get_by_role("checkbox", name="Keep what the model lost")
    keep.check()
    page.sees(own.output, AFTER)
    page.slide(12, 0.5, 0.9)
    moved = page.moved(z)
    change = space.decode(moved)[0] - space.decode(z)[0]
    page.sees(np.clip(own.output + change, 0, 1), AFTER, levels=2)
    keep.uncheck()
    page.sees(space.decode(moved)[0], AFTER)
    page.frame.get_by_role("button", name="Back to yours").click()
    np.testing.assert_allclose(page.moved(moved), z, atol=1e-6)


def test_a_picture_is_loaded_by_keyboard_and_drawn_strokes_are_taken_back(
    page: ExportedPage,
) -> None:
    space = lw.zoo.load("digits/vae")
    like = page.frame.get_by_role("checkbox", name="Centre and scale as the data")
    like.press("Space")
    expect(like).not_to_be_checked()
    rng = np.random.default_rng(3)
    levels = rng.integers(0, 256, (30, 41, 3)).astype(np.uint8)
    levels[8:22, 18:22] = 255
    data = png(Pillow.fromarray(levels))
    choose = page.frame.get_by_role("button", name="File…")
    choose.focus()
    with page.page.expect_file_chooser() as opened:
        choose.press("Enter")
    opened.value.set_files([{"name": "mine.png", "mimeType": "image/png", "buffer": data}])
    z = page.moved()
    own = read_file(space, data)
    placed = place(space, own.output)
    assert np.abs(z - placed.code.reshape(-1)).max() <= 1e-2 * np.abs(placed.code).max()
    page.sees(own.output, BEFORE)
    draw(page, (0.5, 0.2), (0.5, 0.8))
    page.moved(z)
    undo = page.frame.get_by_role("button", name="Undo stroke")
    expect(undo).to_be_enabled()
    page.frame.locator(CANVAS).press("Control+z")
    expect(undo).to_be_disabled()


def test_what_is_no_picture_is_refused_and_the_sample_before_stays(page: ExportedPage) -> None:
    levels = np.zeros((9, 9), np.uint8)
    levels[2:7, 4] = 255
    upload(page, png(Pillow.fromarray(levels)))
    z = page.moved()
    upload(page, b"\x89PNG and so on", "<img src=x onerror=alert(1)>.png")
    says(page, "The file is no picture that this browser can read: give a PNG, JPEG")
    np.testing.assert_array_equal(page.z(), z)
    assert page.frame.locator(BEFORE).is_visible()
    upload(page, png(Pillow.fromarray(np.zeros((9, 9), np.uint8))))
    says(page, "Nothing is drawn yet: draw something on it.")
    np.testing.assert_array_equal(page.z(), z)


def test_a_sentence_is_typed_and_placed_where_python_places_it(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    space = lw.zoo.load("sentences/vae")
    page = ExportedPage(browser, export(space, tmp_path / "page.html")).ready()
    page.frame.get_by_role("tab", name="Edit").click()
    field = page.frame.get_by_role("textbox", name="Your sentence")
    field.fill(TYPED)
    field.press("Enter")
    z = page.moved()
    placed = place(space, read_text(space, TYPED).output)
    apart = np.abs(z - placed.code.reshape(-1)).max() / np.abs(placed.code).max()
    assert apart <= 1e-2
    shown = "".join(page.text(".lw-editor-compare").split())
    assert shown.count("".join(TYPED.split())) == 2  # before and after
    expect(page.frame.locator(".lw-editor-lost-words")).to_have_text(
        "Nothing: the model says it word for word."
    )
    field.fill("the zebra sleeps")
    field.press("Enter")
    says(page, "word 2 “zebra”")
    np.testing.assert_array_equal(page.z(), z)
    page.close()


DROP = """([selector, name, bytes]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
  const options = {dataTransfer, bubbles: true, cancelable: true};
  const element = document.querySelector(selector);
  return ["dragenter", "dragover", "drop"].map((type) =>
    element.dispatchEvent(new DragEvent(type, options)));
}"""


def test_a_picture_is_dropped_into_a_slot_and_nowhere_else(page: ExportedPage) -> None:
    space = lw.zoo.load("digits/vae")
    data = png(Pillow.fromarray((255 * space.samples([12])[0][..., 0]).astype(np.uint8)))
    for place_ in ("body", ".lw-map", ".lw-sliders"):
        assert page.frame.evaluate(DROP, [place_, "stray.png", list(data)])[1:] == [False, False]
    page.frame.get_by_role("tab", name="Arithmetic").click()
    anchor = ".lw-equation .lw-slot"
    page.frame.locator(anchor).first.wait_for()
    page.frame.evaluate(DROP, [anchor, "no.png", [1, 2, 3]])
    said = page.frame.locator(anchor).first.get_by_role("alert")
    expect(said).to_contain_text("no picture that this browser can read")
    page.frame.evaluate(DROP, [anchor, "mine.png", list(data)])
    expect(page.frame.locator(anchor).first).to_contain_text("mine.png")
    z = page.moved(None)
    placed = place(space, read_file(space, data, like_data=True).output)
    code = placed.code.reshape(-1)
    assert np.abs(z - code).max() <= 1e-3 * np.abs(code).max()
    assert page.frame.url == page.address
    page.frame.get_by_role("tab", name="Edit").click()
    page.frame.locator(".lw-editor-empty").wait_for()  # nothing is edited by that


def test_a_generator_without_encoder_says_what_to_do(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    path = export(lw.zoo.load("digits/gan"), tmp_path / "gan.html")
    page = ExportedPage(browser, path).ready()
    page.frame.get_by_role("tab", name="Edit").click()
    refusal = page.frame.locator(".lw-refusal")
    expect(refusal).to_contain_text("must be searched by gradients, which this page cannot")
    expect(refusal).to_contain_text("open the space in a notebook, lw.SampleEditor(space).")
    page.frame.get_by_role("tab", name="Arithmetic").click()
    slot = page.frame.locator(".lw-equation .lw-slot").first
    slot.wait_for()
    page.frame.evaluate(DROP, [".lw-equation .lw-slot", "mine.png", [1]])
    expect(slot.get_by_role("alert")).to_contain_text("which this page cannot")
    page.close()
