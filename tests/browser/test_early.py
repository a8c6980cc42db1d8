"""The hand is followed before the browser's own event, which comes at the start of a frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from map_page import MapPage
from stage import Stage

pytestmark = pytest.mark.browser

# Chromium tells early places on such pages only: https, or this machine's own.
SECURE = "https://latent.test/"

# More than as long as what counts as a rest.
REST_MS = 130
LOG = """() => {
  window.said = [];
  const note = ({target, isTrusted}) => said.push([isTrusted, target.value]);
  document.addEventListener("input", note, true);
}"""
NEXT_FRAMES = """() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
# Without the listeners of ours.
BARE = "(input) => { const twin = input.cloneNode(); input.replaceWith(twin); }"


@pytest.fixture
def stage(open_stage: Callable[..., Stage]) -> Stage:
    return open_stage(address=SECURE)


def move_over(stage: Stage, value_of: str, places: list[float]) -> list[str]:
    """The values of slider 0 where the mouse drags it to these places, each after a rest."""
    slider = stage.page.get_by_label("dimension 0", exact=True)
    box = slider.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + box["width"] / 2, y)
    stage.page.mouse.down()
    values = []
    for place in places:
        stage.page.wait_for_timeout(REST_MS)
        stage.page.mouse.move(box["x"] + place * box["width"], y)
        stage.page.evaluate(NEXT_FRAMES)
        values.append(stage.js(value_of))
    stage.page.mouse.up()
    return values


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_handle_is_where_the_browser_would_move_it(stage: Stage, direction: str) -> None:
    places = [0.05, 0.31, 0.333, 0.5, 0.777, 0.99, 1.2, -0.3]
    stage.mount("sliders")
    stage.page.evaluate(f"document.body.style.direction = '{direction}'")
    stage.page.evaluate(LOG)
    value = "document.querySelector('[data-dimension=\"0\"] input').value"
    ours = move_over(stage, value, places)
    early = [said for trusted, said in stage.js("said") if not trusted]
    assert len(early) >= len(places) - 2  # beyond the track no move is told early
    stage.page.evaluate("said.splice(0)")
    stage.page.eval_on_selector('[data-dimension="0"] input', BARE)
    assert move_over(stage, value, places) == ours
    assert all(trusted for trusted, _ in stage.js("said"))


def test_a_move_is_decoded_once(stage: Stage) -> None:
    stage.mount("sliders", "decoded")
    value = "fake.count('decode')"
    stage.idle()
    before = stage.js(value)
    counts = move_over(stage, value, [0.2, 0.4, 0.6])
    assert counts == [before + 2, before + 3, before + 4]  # the press is a move too


def test_a_drag_that_began_elsewhere_leaves_the_slider_alone(stage: Stage) -> None:
    stage.mount("sliders")
    slider = stage.page.get_by_label("dimension 0", exact=True)
    box = slider.bounding_box()
    assert box
    before = slider.input_value()
    stage.page.mouse.move(box["x"] + 40, box["y"] - 14)
    stage.page.mouse.down()
    for at in (0.2, 0.5, 0.8):
        stage.page.wait_for_timeout(REST_MS)
        stage.page.mouse.move(box["x"] + at * box["width"], box["y"] + box["height"] / 2)
    stage.page.mouse.up()
    assert slider.input_value() == before


def test_the_maps_cursor_is_decoded_once_where_it_stands(stage: Stage) -> None:
    shown = MapPage(stage)
    page = stage.page
    page.evaluate(
        """() => { window.told = 0; document.querySelector('.lw-map-stage').addEventListener(
             'pointermove', () => { told = fake.count('decode'); }, true); }"""
    )
    x, y = shown.left + shown.width / 2 - 160, shown.top + shown.height / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)  # a press on a sample becomes a drag
    for step in range(1, 4):
        page.wait_for_timeout(REST_MS)
        before = stage.js("fake.count('decode')")
        page.mouse.move(x + 20 + 30 * step, y + 10)
        shown.frames()
        assert stage.js("told") == before + 1  # asked before the browser's own event
        assert stage.js("fake.count('decode')") == before + 1
    page.mouse.up()
