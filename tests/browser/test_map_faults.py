"""What the map survives, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from map_page import BLUE, ORANGE, MapPage
from stage import Stage

pytestmark = pytest.mark.browser

# Notes contexts, the points of each draw by the picture they are for, and animation frames.
SPY = """
window.spy = {contexts: [], pictures: [[]], frames: 0};
const {getContext} = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...args) {
  const context = getContext.call(this, kind, ...args);
  if (kind === 'webgl2' && context && !spy.contexts.includes(context)) spy.contexts.push(context);
  return context;
};
const {clear, drawElements} = WebGL2RenderingContext.prototype;
WebGL2RenderingContext.prototype.clear = function (...args) {
  spy.pictures.push([]);
  return clear.apply(this, args);
};
WebGL2RenderingContext.prototype.drawElements = function (mode, count, ...args) {
  spy.pictures.at(-1).push(count);
  return drawElements.call(this, mode, count, ...args);
};
const ask = window.requestAnimationFrame;
window.requestAnimationFrame = (job) => { spy.frames += 1; return ask(job); };
window.plainFrame = ask.bind(window);
"""
NO_WEBGL = """
const {getContext} = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...args) {
  return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...args);
};
"""
PROJECT = """(rows) => fake.setTrait('projection', {
  ...fake.state.get('projection'),
  coordinates: {dtype: 'float32', shape: [rows.length, 2],
    data: new DataView(Float32Array.from(rows.flat()).buffer)},
})"""


def prepared(open_stage: Callable[..., Stage], script: str) -> Stage:
    stage = open_stage()
    stage.page.evaluate(f"(() => {{{script}}})()")
    return stage


def test_a_hundred_thousand_points_are_drawn_in_slices(
    open_stage: Callable[..., Stage],
) -> None:
    stage = prepared(open_stage, SPY)
    view = MapPage(stage, nSamples=100_000)
    assert stage.js("spy.pictures.at(-1)") == [20_000] * 5
    stage.page.evaluate("spy.pictures.length = 0")
    view.expect_redraw()
    view.drag((200, 200), (260, 220), button="right", steps=4)
    view.rest()
    pictures = stage.js("spy.pictures")
    assert len(pictures) > 1
    assert max(count for picture in pictures for count in picture) <= 20_000
    assert sum(pictures[-1]) == 100_000


def test_nothing_is_drawn_while_nothing_changes(open_stage: Callable[..., Stage]) -> None:
    stage = prepared(open_stage, SPY)
    MapPage(stage)
    asked = stage.page.evaluate("""() => new Promise(done => {
      spy.frames = 0;
      const next = left => left ? plainFrame(() => next(left - 1)) : done(spy.frames);
      next(20);
    })""")
    assert asked == 0


def test_without_webgl_the_map_is_drawn_and_says_what_is_missing(
    open_stage: Callable[..., Stage],
) -> None:
    stage = prepared(open_stage, NO_WEBGL)
    view = MapPage(stage, nSamples=30_000, categories=["a", "b"])
    notice = stage.page.locator(".lw-map-notice").inner_text()
    assert "no WebGL" in notice
    assert "20,000 of 30,000 points" in notice
    assert view.pixels(BLUE) > 1000
    assert view.pixels(ORANGE) > 1000
    view.drag((200, 200), (260, 240))
    stage.wait("fake.sent.some(([m]) => m.kind === 'decode' && m.point)")


def test_a_lost_context_comes_back(open_stage: Callable[..., Stage]) -> None:
    stage = prepared(open_stage, SPY)
    view = MapPage(stage, categories=["a", "b"])
    stage.page.evaluate("""() => {
      window.losing = spy.contexts[0].getExtension('WEBGL_lose_context');
      losing.loseContext();
    }""")
    stage.page.get_by_text("The graphics card dropped the map").wait_for()
    view.rest()
    assert view.pixels(BLUE) > 500
    view.expect_redraw()
    stage.page.evaluate("losing.restoreContext()")
    stage.page.locator(".lw-map-notice").wait_for(state="hidden")
    view.rest()
    assert stage.js("document.querySelector('.lw-map-points canvas').getContext('2d')") is None
    assert view.pixels(BLUE) > 500


@pytest.mark.parametrize(
    "rows", [[], [[0.5, -2.0]], [[3.0, 3.0]] * 50, [[0.0, 0.0], [float("inf"), 1.0], [1.0, 0.0]]]
)
def test_few_equal_or_broken_points(stage: Stage, rows: list[list[float]]) -> None:
    view = MapPage(stage, categories=["a"])
    view.expect_redraw()
    wire = [[str(value) for value in row] for row in rows]
    stage.page.evaluate(f"rows => ({PROJECT})(rows.map(row => row.map(Number)))", wire)
    view.rest()
    assert (view.pixels(BLUE) > 0) == bool(rows)
    assert stage.page.get_by_text("the map is empty").is_visible() == (not rows)
    view.drag((150, 200), (200, 220))
    stage.wait("fake.sent.some(([m]) => m.kind === 'decode' && m.point)")
    assert view.cross() == pytest.approx((200, 220), abs=1)
    assert all(abs(value) < 1e4 for value in view.sent("decode")[-1]["point"])


def test_labels_are_text(stage: Stage) -> None:
    evil = "<img src=x onerror=window.hit=1>"
    view = MapPage(stage, nSamples=30, categories=[evil, "</script><b>b</b>"], name=evil)
    assert stage.page.get_by_role("button", name=evil).is_visible()
    x, y = view.choose_nearest()
    view.move(x, y)
    stage.page.locator(".lw-map-tooltip").wait_for(state="visible")
    assert stage.js("document.querySelectorAll('.lw-map img').length") == 0
    assert stage.js("window.hit") is None


def test_the_kernel_stops_and_the_map_stays(stage: Stage) -> None:
    view = MapPage(stage, categories=["a", "b"])
    stage.page.evaluate("fake.kill()")
    stage.page.get_by_text("The kernel has stopped").wait_for()
    view.drag((200, 200), (260, 240))
    assert view.pixels(BLUE) > 500


def test_a_closed_map_leaves_nothing(open_stage: Callable[..., Stage]) -> None:
    stage = prepared(open_stage, SPY)
    before = stage.live()
    for _ in range(8):
        view = MapPage(stage, nSamples=200)
        view.drag((200, 200), (260, 240))
        stage.close()
        view.expect_redraw()
    assert stage.live() == before
    assert stage.js("document.querySelectorAll('.lw-map').length") == 0
    assert stage.js("spy.contexts.length") == 8
    stage.wait("spy.contexts.every(context => context.isContextLost())")


def test_closed_in_the_middle_of_everything(stage: Stage) -> None:
    view = MapPage(stage, nSamples=5000, tsneSteps=50)
    before = stage.live()
    stage.page.select_option("[aria-label=Projection]", "tsne")
    stage.wait("/step [0-9]+ of/.test(document.querySelector('.lw-map-running').innerText)")
    view.move(300, 250)
    stage.page.mouse.down()
    view.move(320, 260)
    stage.close()
    view.frames(10)
    stage.page.mouse.up()
    assert stage.live()["observers"] <= before["observers"]
    assert stage.js("document.querySelectorAll('.lw-map').length") == 0
