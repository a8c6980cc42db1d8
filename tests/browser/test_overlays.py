"""What tools draw over the map, as they ask the store for it."""

from __future__ import annotations

import pytest
from map_page import MapPage
from stage import Stage

pytestmark = pytest.mark.browser

STORE = "globalThis[Symbol.for('latentwidgets.stores.v1')].get(fake.id).store"
PATH = """{
  kind: 'path', at: 1, labels: ['start', '', 'end'],
  codes: Float32Array.from([0, 5, 9].flatMap(i => Array.from(fake.code(i)))),
}"""
LINE = """(() => {
  const line = document.querySelector('.lw-map-overlay-line');
  return line && line.getAttribute('points').split(' ').map(pair => pair.split(',').map(Number));
})()"""


def mark(stage: Stage) -> list[float]:
    return stage.js("""(() => {
      const mark = document.querySelector('.lw-map-overlay-mark');
      return [Number(mark.getAttribute('cx')), Number(mark.getAttribute('cy'))];
    })()""")


def test_a_path_lies_where_its_codes_lie_and_follows_the_camera(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.evaluate(f"{STORE}.setOverlay('way', {PATH})")
    start, middle, end = stage.js(LINE)
    assert view.cross() == pytest.approx(start, abs=0.1)  # the fake begins at code 0
    assert mark(stage) == pytest.approx(middle, abs=0.1)
    texts = stage.js(
        "Array.from(document.querySelectorAll('.lw-map-overlay text'), t => t.textContent)"
    )
    assert texts == ["start", "end"]
    view.move(view.width / 2, view.height / 2)
    stage.page.mouse.wheel(0, -240)
    view.frames()
    assert stage.js(LINE)[2] != end
    assert view.cross() == pytest.approx(stage.js(LINE)[0], abs=0.1)
    stage.page.evaluate("window.lineBefore = document.querySelector('.lw-map-overlay-line')")
    stage.page.evaluate(f"{STORE}.moveOverlay('way', 0.5)")
    # A scrubber moves the mark each frame: the way's many parts are not drawn again for it.
    assert stage.js("document.querySelector('.lw-map-overlay-line') === lineBefore")
    a, b = stage.js(LINE)[:2]
    assert mark(stage) == pytest.approx([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], abs=0.2)
    assert stage.js("fake.count('locate')") == 0
    stage.page.evaluate(f"{STORE}.setOverlay('way', null)")
    assert stage.js(LINE) is None


def test_another_map_shows_the_path_anew_in_space_too(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.evaluate(f"{STORE}.setOverlay('way', {PATH})")
    flat = stage.js(LINE)
    stage.page.get_by_label("Projection").select_option("tsne")
    stage.wait("fake.count('locate') > 0")
    stage.wait("document.querySelector('.lw-map-overlay-line') !== null")
    assert stage.js(LINE) != flat
    assert view.cross() == pytest.approx(stage.js(LINE)[0], abs=0.5)
    stage.page.get_by_role("button", name="3-D").click()
    stage.wait(f"{STORE}.projection.dims === 3")
    stage.wait("document.querySelector('.lw-map-overlay-line') !== null")
    stage.wait("document.querySelector('.lw-map-cross').style.display !== 'none'")
    view.frames()
    assert view.cross() == pytest.approx(stage.js(LINE)[0], abs=0.5)


def test_a_cloud_has_its_ellipse_and_points_their_names(stage: Stage) -> None:
    MapPage(stage)
    stage.page.evaluate(f"""{STORE}.setOverlay('cloud', {{
      kind: 'spread', codes: fake.codes.slice(0, 40 * fake.options.dims),
    }})""")
    stage.page.evaluate(f"""{STORE}.setOverlay('named', {{
      kind: 'points', labels: ['<b>A</b>'], codes: fake.code(3),
    }})""")
    cloud = stage.js("""(() => {
      const ellipse = document.querySelector('.lw-map-overlay-cloud');
      const dots = document.querySelectorAll('.lw-map-overlay-spread .lw-map-overlay-dot');
      return {rx: Number(ellipse.getAttribute('rx')), dots: dots.length};
    })()""")
    assert cloud["dots"] == 40
    assert cloud["rx"] > 20
    assert stage.page.locator(".lw-map-overlay text").text_content() == "<b>A</b>"
