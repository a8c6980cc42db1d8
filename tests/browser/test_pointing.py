"""The decoded output pointed at: which dimensions move the place, by mouse and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from exported_page import ExportedPage, export
from media_spaces import unexportable_space
from playwright.sync_api import Browser, Locator, expect
from stage import Stage

import latentwidgets as lw
from latentwidgets.spaces.traversals import movers_of

pytestmark = pytest.mark.browser

SWITCH = "What moves this?"
WORDS = ".lw-pointing .lw-movers-words"
MOVER = ".lw-pointing .lw-mover"
LAYER = ".lw-point-layer"
# Of a pixel, from the fake's own decoder: [dimension, change, rise], the strongest first.
EXPECTED = """(() => {
  const [row, column] = [%d, %d];
  const { order, sd, dead } = fake.plain('sliders');
  const z = Array.from(fake.code(0));
  const at = (d, by) => {
    const code = Float32Array.from(z);
    code[d] += by * sd[d];
    return fake.decode(code)[4 * (row * 24 + column)] / 255;
  };
  return order.filter((d) => !dead[d])
    .map((d) => [d, Math.abs(at(d, 0.5) - at(d, -0.5)), at(d, 0.5) - at(d, -0.5)])
    .filter(([, change]) => change > 0)
    .sort((a, b) => b[1] - a[1]);
})()"""


def switch_on(stage: Stage) -> Locator:
    stage.page.get_by_role("button", name=SWITCH).click()
    layer = stage.page.locator(LAYER)
    expect(layer).to_be_focused()
    expect(stage.page.locator(".lw-pointing .lw-movers")).to_have_attribute("aria-busy", "false")
    return layer


def dimensions(movers: Locator) -> list[int]:
    return [int(each.get_attribute("data-dimension") or "-1") for each in movers.all()]


def hover(stage: Stage, across: float, down: float) -> None:
    box = stage.page.locator(LAYER).bounding_box()
    assert box
    stage.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])


def test_a_pixel_pointed_at_names_what_moves_it(stage: Stage) -> None:
    stage.mount("explorer")
    switch_on(stage)
    hover(stage, 9.5 / 24, 6.5 / 24)
    expect(stage.page.locator(WORDS)).to_contain_text("the pixel at row 6, column 9")
    expected = stage.js(EXPECTED % (6, 9))
    assert len(expected) > 3
    movers = stage.page.locator(MOVER)
    assert dimensions(movers) == [dimension for dimension, *_ in expected[:8]]
    figures = movers.locator(".lw-soft").all_text_contents()
    assert [float(figure[2:]) for figure in figures] == pytest.approx(
        [change for _, change, _ in expected[:8]], rel=0.06
    )
    assert [figure[0] for figure in figures] == [
        "↑" if rise > 0 else "↓" for *_, rise in expected[:8]
    ]


def test_a_click_keeps_the_place_and_a_mover_goes_to_its_slider_and_moves(stage: Stage) -> None:
    stage.mount("explorer")
    switch_on(stage)
    hover(stage, 9.5 / 24, 6.5 / 24)
    stage.page.mouse.down()
    stage.page.mouse.up()
    hover(stage, 0.9, 0.9)
    expect(stage.page.locator(WORDS)).to_contain_text("row 21, column 21")
    stage.page.mouse.move(5, 5)
    expect(stage.page.locator(WORDS)).to_contain_text("row 6, column 9")
    mover = stage.page.locator(MOVER).first
    dimension = dimensions(stage.page.locator(MOVER))[0]
    before = stage.js("Array.from(fake.code(0))")
    mover.click()
    expect(stage.page.get_by_label(f"dimension {dimension}", exact=True)).to_be_focused()
    stage.wait("fake.lastSaved('z')")
    after = stage.js("fake.lastSaved('z')")
    sd = stage.js("fake.plain('sliders').sd")[dimension]
    moved = [d for d in range(len(after)) if after[d] != pytest.approx(before[d])]
    assert moved == [dimension]
    assert abs(after[dimension] - before[dimension]) == pytest.approx(sd / 2, rel=1e-4)
    stage.sees(stage.decoded())
    # Measured anew where the code is now; one step of undo leads back.
    stage.wait("fake.count('outputs') === 2")
    stage.page.get_by_role("button", name="Undo").first.click()
    stage.wait(f"Math.abs(fake.lastSaved('z')[{dimension}] - {before[dimension]}) < 1e-5")


def test_by_keyboard_from_the_switch_to_the_slider_and_back(stage: Stage) -> None:
    stage.mount("explorer")
    button = stage.page.get_by_role("button", name=SWITCH)
    button.focus()
    keyboard = stage.page.keyboard
    keyboard.press("Enter")
    layer = stage.page.locator(LAYER)
    expect(layer).to_be_focused()
    keyboard.press("ArrowUp")
    expect(stage.page.locator(WORDS)).to_contain_text("row 12, column 12")
    keyboard.press("ArrowUp")
    expect(stage.page.locator(WORDS)).to_contain_text("row 11, column 12")
    keyboard.press("ArrowRight")
    expect(stage.page.locator(WORDS)).to_contain_text("row 11, column 13")
    expect(stage.page.locator(MOVER).first).to_be_visible()
    keyboard.press("Enter")
    expect(stage.page.locator(MOVER).first).to_be_focused()
    # A step along keeps the focus with its dimension, wherever the list puts it then.
    keyboard.press("Tab")
    name = stage.page.evaluate("document.activeElement.getAttribute('aria-label')")
    keyboard.press("Enter")
    stage.wait("fake.count('outputs') === 2")
    expect(stage.page.locator(".lw-pointing .lw-movers")).to_have_attribute("aria-busy", "false")
    expect(stage.page.get_by_label(name, exact=True)).to_be_focused()
    layer.focus()
    keyboard.press("Escape")
    expect(layer).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_slider_that_is_folded_away_is_brought(stage: Stage) -> None:
    stage.mount("explorer", dims=60, dead=0)
    switch_on(stage)
    # Stripes of the dimensions after the sixth: the pixel of one that has no slider yet.
    stage.js("document.querySelector('.lw-pointing button').scrollIntoView()")
    place = (40 - 6) - 20  # row 20, column 14
    hover(stage, (place + 0.5) / 24, 20.5 / 24)
    expect(stage.page.locator(WORDS)).to_contain_text(f"row 20, column {place}")
    expect(stage.page.locator(".lw-movers-foot")).to_contain_text(
        "Measured: the 32 most useful of 60 dimensions."
    )
    assert 40 not in dimensions(stage.page.locator(MOVER))
    stage.page.mouse.down()
    stage.page.mouse.up()
    stage.page.get_by_role("button", name="Measure all").click()
    mover = stage.page.locator(f'{MOVER}[data-dimension="40"]')
    expect(mover).to_be_visible()
    expect(stage.page.locator(".lw-movers-foot")).not_to_contain_text("Measured")
    mover.click()
    slider = stage.page.get_by_label("dimension 40", exact=True)
    expect(slider).to_be_focused()
    expect(slider).to_be_in_viewport()


def test_a_word_pointed_at(stage: Stage) -> None:
    stage.mount("decoded", medium="text", dims=6, dead=0)
    layer = switch_on(stage)
    word = stage.page.locator(".lw-big .lw-word").last.evaluate(
        "last => { const all = [...last.parentElement.children];"
        " const box = all.at(-2).getBoundingClientRect();"
        " return [all.at(-2).textContent, box.x + box.width / 2, box.y + box.height / 2]; }"
    )
    stage.page.mouse.move(word[1], word[2])
    expect(stage.page.locator(WORDS)).to_contain_text(f"“{word[0]}”")
    # A slot of the fake's grammar is turned by the dimension of its number alone.
    assert set(dimensions(stage.page.locator(MOVER))) <= {2, 3, 4, 5}
    # By key to the first word, whose phrase has the first three slots.
    for _ in range(9):
        layer.press("ArrowLeft")
    first = stage.page.locator(".lw-big .lw-word").first.text_content()
    expect(stage.page.locator(WORDS)).to_contain_text(f"“{first}”")
    assert set(dimensions(stage.page.locator(MOVER))) <= {0, 1, 2}
    mark = stage.page.locator(".lw-point-mark").bounding_box()
    shown = stage.page.locator(".lw-big .lw-word").first.bounding_box()
    assert mark
    assert shown
    assert mark["x"] == pytest.approx(shown["x"], abs=3)
    assert mark["width"] == pytest.approx(shown["width"], abs=3)


def test_a_note_pointed_at(stage: Stage) -> None:
    stage.mount("decoded", medium="melody", dims=6, dead=0)
    layer = switch_on(stage)
    layer.press("ArrowRight")
    words = stage.page.locator(WORDS)
    expect(words).to_contain_text(re.compile(r"the note [A-G]♯?\d, steps? \d+"))
    # What is over two rows of the roll is silent, or another key at least.
    first = words.text_content()
    layer.press("ArrowDown")
    expect(words).not_to_have_text(first or "")
    hover(stage, 0.5, 0.02)
    expect(words).to_contain_text("silent at step 16")
    assert dimensions(stage.page.locator(MOVER)) == []


def test_a_value_of_a_series_pointed_at(stage: Stage) -> None:
    stage.mount("decoded", medium="series", dims=6, dead=0)
    layer = switch_on(stage)
    layer.press("ArrowRight")
    words = stage.page.locator(WORDS)
    expect(words).to_contain_text("lead I at 0.60")
    layer.press("ArrowDown")
    layer.press("ArrowDown")
    expect(words).to_contain_text("breath at 0.60")
    assert dimensions(stage.page.locator(MOVER)) == [4]
    # The mark is on the line.
    mark = stage.page.locator(".lw-point-mark").bounding_box()
    assert mark
    stage.page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    expect(words).to_contain_text("breath at 0.60")


def test_a_moment_of_a_sound_pointed_at(stage: Stage) -> None:
    stage.mount("decoded", medium="audio", dims=6, dead=0)
    switch_on(stage)
    hover(stage, 0.51, 0.5)
    expect(stage.page.locator(WORDS)).to_contain_text("0.5–0.516 s")
    assert set(dimensions(stage.page.locator(MOVER))) == {0, 1, 2}


def test_beside_a_tool_of_its_own_the_output_answers_too(stage: Stage) -> None:
    stage.mount("traversal")
    layer = switch_on(stage)
    layer.press("ArrowRight")
    mover = stage.page.locator(MOVER).first
    expect(mover).to_be_visible()
    dimension = dimensions(stage.page.locator(MOVER))[0]
    mover.click()
    stage.wait("fake.lastSaved('z')")
    moved = stage.js(f"fake.lastSaved('z')[{dimension}] - fake.code(0)[{dimension}]")
    assert abs(moved) > 0.01


def test_what_the_kernel_cannot_tell_is_said(stage: Stage) -> None:
    stage.mount("explorer")
    stage.js("fake.kill()")
    stage.page.get_by_role("button", name=SWITCH).click()
    expect(stage.page.locator(WORDS)).to_contain_text("This did not come")


def test_an_exported_page_measures_as_python_does(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    space = lw.zoo.load("digits/vae")
    page = ExportedPage(browser, export(space, tmp_path / "page.html")).ready()
    page.frame.get_by_role("button", name="Random").click()
    z = page.moved(None)
    page.frame.get_by_role("button", name=SWITCH).click()
    page.frame.locator(LAYER).press("ArrowUp")
    words = page.frame.locator(WORDS)
    expect(words).to_contain_text("What moves the pixel at row")
    row, column = (int(found) for found in re.findall(r"\d+", words.inner_text())[:2])
    expected = movers_of(space, (row, column), z)
    assert dimensions(page.frame.locator(MOVER))[:3] == [dimension for dimension, _ in expected[:3]]
    page.close()


def test_an_exported_page_without_the_model_says_why_not(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    page = ExportedPage(browser, export(unexportable_space(), tmp_path / "page.html"))
    page.frame.locator(".lw-meter", has_text="nearest").wait_for()
    page.frame.get_by_role("button", name=SWITCH).click()
    expect(page.frame.locator(WORDS)).to_contain_text("takes the model")
    expect(page.frame.locator(LAYER)).to_have_count(0)
    page.close()
