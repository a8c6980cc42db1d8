"""The map, driven by mouse, keyboard and finger."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from map_page import BLUE, GREEN, ORANGE, MapPage
from stage import Stage

pytestmark = pytest.mark.browser


def middle(view: MapPage) -> tuple[float, float]:
    return view.width / 2, view.height / 2


def test_each_class_is_drawn_in_its_colour(stage: Stage) -> None:
    view = MapPage(stage, categories=["a", "b", "c"])
    assert all(view.pixels(colour) > 500 for colour in (BLUE, ORANGE, GREEN))
    assert stage.js("performance.getEntriesByName('lw-map-first-full-draw').length") == 1


def test_dragging_decodes_where_the_cursor_is(stage: Stage) -> None:
    view = MapPage(stage)
    x, y = middle(view)
    view.drag((x - 160, y + 20), (x - 60, y - 40), (x + 40, y + 30))
    stage.wait("fake.lastSaved('z') !== null")
    last = view.sent("decode")[-1]
    assert last["projection"] == "pca-2"
    cross = view.cross()
    assert cross == pytest.approx((x + 40, y + 30), abs=1)
    # The plane of the fake's PCA is its first two dimensions; the rest is held.
    z, start = stage.js("fake.lastSaved('z')"), stage.js("Array.from(fake.code(0))")
    assert z[:2] == pytest.approx(last["point"], abs=1e-5)
    assert z[2:] == pytest.approx(start[2:])
    shown = stage.js("""(() => {
      const canvas = document.querySelector('.lw-map-picture');
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const expected = fake.decode(Float32Array.from(fake.lastSaved('z')));
      return {same: data.every((value, i) => value === expected[i]), size: data.length};
    })()""")
    assert shown == {"same": True, "size": 4 * 24 * 24}


def test_a_press_on_free_ground_moves_the_cursor_at_once(stage: Stage) -> None:
    view = MapPage(stage, nSamples=3)
    view.move(60, view.height / 2)
    stage.page.mouse.down()
    stage.wait("fake.sent.some(([m]) => m.kind === 'decode' && m.point)")
    assert view.cross() == pytest.approx((60, view.height / 2), abs=1)
    stage.page.mouse.up()


def test_a_click_on_a_point_takes_that_sample(stage: Stage) -> None:
    view = MapPage(stage, nSamples=40)
    x, y = view.choose_nearest()
    index = view.sent("sample")[-1]["index"]
    view.drag((60, 200), (70, 210))
    view.click(x + 2, y - 2)
    stage.wait("fake.count('sample') >= 2")
    assert view.sent("sample")[-1]["index"] == index
    stage.wait(f"String(fake.lastSaved('z')) === String(Array.from(fake.code({index})))")
    assert view.cross() == pytest.approx(view.ring(), abs=0.1)
    assert f"14 held at sample {index}" in stage.page.locator(".lw-map-held").inner_text()


def test_the_wheel_zooms_about_the_pointer_and_a_right_drag_pans(stage: Stage) -> None:
    view = MapPage(stage)
    x, y = view.choose_nearest()
    view.move(x, y)
    for _ in range(4):
        stage.page.mouse.wheel(0, -120)
    view.frames()
    # A wheel event's place is in whole pixels.
    assert view.ring() == pytest.approx((x, y), abs=2)
    view.move(x - 50, y)
    stage.page.mouse.wheel(0, -240)
    view.frames()
    ring = view.ring()
    assert ring
    assert ring[0] > x + 10
    view.drag((x, y), (x - 30, y + 25), button="right")
    view.frames()
    assert view.ring() == pytest.approx((ring[0] - 30, ring[1] + 25), abs=0.5)
    stage.page.get_by_role("button", name="Fit").click()
    stage.wait(
        "new DOMMatrix(getComputedStyle(document.querySelector('.lw-map-ring')).transform)"
        f".translateSelf(-({x}), -({y})).e ** 2 < 1"
    )
    assert all("point" not in message for message in view.sent("decode"))


def test_space_and_drag_pans(stage: Stage) -> None:
    view = MapPage(stage)
    x, y = view.choose_nearest()
    stage.page.keyboard.down("Space")
    view.drag((200, 200), (240, 190))
    stage.page.keyboard.up("Space")
    view.frames()
    assert view.ring() == pytest.approx((x + 40, y - 10), abs=0.5)


def test_arrow_keys_move_the_cursor_and_letting_go_settles(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.locator(".lw-map-stage").focus()
    before = view.cross()
    assert before
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("Shift+ArrowUp")
    assert view.cross() == pytest.approx((before[0] + 6, before[1] - 1), abs=0.01)
    stage.wait("fake.lastSaved('z') !== null")
    assert len(view.sent("decode")) >= 1


def test_a_chip_hides_its_class_and_a_double_click_leaves_it_alone(stage: Stage) -> None:
    view = MapPage(stage, categories=["a", "b", "c"])
    chip = stage.page.get_by_role("button", name="b", exact=True)
    view.expect_redraw()
    chip.focus()
    stage.page.keyboard.press("Enter")
    view.rest()
    assert chip.get_attribute("aria-pressed") == "false"
    assert view.pixels(ORANGE) == 0
    assert view.pixels(BLUE) > 500
    view.expect_redraw()
    chip.dblclick()
    view.rest()
    assert view.pixels(ORANGE) > 500
    assert view.pixels(BLUE) == view.pixels(GREEN) == 0
    view.expect_redraw()
    stage.page.get_by_role("button", name="show all").click()
    view.rest()
    assert view.pixels(BLUE) > 500


def test_values_get_a_bar_and_missing_ones_a_chip(stage: Stage) -> None:
    view = MapPage(stage)
    view.expect_redraw()
    stage.page.get_by_label("Colour by").select_option("slant")
    stage.page.locator(".lw-map-bar").wait_for()
    assert stage.page.locator(".lw-map-bar").inner_text().split() == ["-2", "2"]
    grey = (163, 169, 176)
    view.rest()
    assert view.pixels(grey) > 0
    view.expect_redraw()
    stage.page.get_by_role("button", name="missing").click()
    view.rest()
    assert view.pixels(grey) == 0


def test_many_classes_are_counted_and_found_by_name(stage: Stage) -> None:
    view = MapPage(stage, categories=[f"person {k}" for k in range(48)])
    stage.page.get_by_role("button", name="and 38 more").click()
    search = stage.page.get_by_role("searchbox", name="Find a class")
    search.fill("person 47")
    found = stage.page.locator(".lw-map-found button")
    stage.wait("document.querySelectorAll('.lw-map-found button').length === 1")
    view.expect_redraw()
    found.dblclick()
    view.rest()
    assert stage.js("document.querySelectorAll('[data-class][aria-pressed=true]').length") == 1
    stage.page.keyboard.press("Escape")
    assert not search.is_visible()


def test_the_lasso_selects_and_the_button_clears(stage: Stage) -> None:
    view = MapPage(stage, nSamples=300, categories=["a", "b"])
    stage.page.keyboard.press("Tab")
    stage.page.get_by_role("button", name="a", exact=True).click()
    lasso = stage.page.get_by_role("button", name="Lasso")
    lasso.click()
    assert lasso.get_attribute("aria-pressed") == "true"
    view.loop_around_all()
    expected = stage.js("Array.from(fake.labels.keys()).filter(i => fake.labels[i] === 1)")
    assert stage.js("fake.lastSaved('selection')") == expected
    assert lasso.get_attribute("aria-pressed") == "false"
    clear = stage.page.get_by_role("button", name=f"Clear the selection of {len(expected)}")
    assert clear.inner_text() == f"{len(expected)} selected ✕"
    clear.click()
    assert stage.js("fake.lastSaved('selection')") == []
    assert all("point" not in message for message in view.sent("decode"))


def test_a_selection_from_elsewhere_dims_the_rest(stage: Stage) -> None:
    view = MapPage(stage, nSamples=300, categories=["a", "b"])
    before = view.pixels(ORANGE)
    view.expect_redraw()
    stage.js(
        """fake.setTrait('selection', {dtype: 'uint32', shape: [300],
      data: new DataView(Uint32Array.from(fake.labels.keys()).filter(i => !fake.labels[i]).buffer)})
      """.replace("[300]", "[fake.labels.filter(k => !k).length]")
    )
    view.rest()
    assert before > 200
    assert view.pixels(ORANGE) == 0
    assert view.pixels(BLUE) > 200


def test_escape_gives_a_lasso_up(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.locator(".lw-map-stage").focus()
    stage.page.keyboard.press("l")
    view.move(100, 200)
    stage.page.mouse.down()
    view.move(300, 300)
    stage.page.keyboard.press("Escape")
    view.move(300, 380)
    stage.page.mouse.up()
    assert stage.js("fake.lastSaved('selection')") is None


def test_hovering_shows_the_sample_and_asks_for_it_once(stage: Stage) -> None:
    view = MapPage(stage, nSamples=40, hasSamples=True)
    x, y = view.choose_nearest()
    index = view.sent("sample")[-1]["index"]
    tooltip = stage.page.locator(".lw-map-tooltip")
    for _ in range(2):
        view.move(x, y)
        tooltip.wait_for(state="visible")
        stage.wait("document.querySelector('.lw-map-tooltip dd') !== null")
        view.move(5, view.height / 2)
        tooltip.wait_for(state="hidden")
    label = stage.js(f"fake.options.categories[fake.labels[{index}]]")
    assert tooltip.locator("b").text_content() == f"{label} · sample {index}"
    assert len(view.sent("sample")) == 2  # one for the choice, one for the hover


def test_close_up_the_samples_take_the_place_of_dots(stage: Stage) -> None:
    view = MapPage(stage)
    x, y = view.choose_nearest()
    view.move(x, y)
    for _ in range(12):
        stage.page.mouse.wheel(0, -200)
    stage.wait("fake.count('thumbnails') > 0")
    asked = view.sent("thumbnails")[-1]
    assert 1 <= asked["indices"]["shape"][0] <= 150
    drawn = """(() => {
      const canvas = document.querySelector('.lw-map-thumbnails');
      if (canvas.hidden) return 0;
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((count, value, i) => count + (i % 4 === 3 && value === 255), 0);
    })()"""
    stage.wait(f"{drawn} > 500")
    view.page.keyboard.press("0")
    stage.wait(f"{drawn} === 0")


def test_touch_one_finger_decodes_and_two_zoom(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(420, 800, touch=True)
    view = MapPage(stage)
    x, y = view.choose_nearest()
    chosen = len(view.sent("decode"))
    client = stage.page.context.new_cdp_session(stage.page)

    def touch(kind: str, *spots: tuple[float, float]) -> None:
        points = [{"x": view.left + a, "y": view.top + b} for a, b in spots]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x - 30, y))
    touch("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 7):
        touch("touchMove", (x - 30 - 5 * step, y), (x + 30 + 5 * step, y))
    touch("touchEnd")
    view.frames()
    assert len(view.sent("decode")) == chosen
    assert view.ring() == pytest.approx((x, y), abs=3)
    touch("touchStart", (x, y + 60))
    for step in range(1, 7):
        touch("touchMove", (x + 5 * step, y + 60))
    touch("touchEnd")
    stage.wait("fake.sent.some(([m]) => m.kind === 'decode' && m.point)")
    cross = view.cross()
    assert cross
    assert math.dist(cross, (x + 30, y + 60)) < 1


def test_the_theme_changes_the_colours(stage: Stage) -> None:
    view = MapPage(stage, categories=["a", "b"])
    view.expect_redraw()
    stage.page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
    view.rest()
    assert view.pixels(BLUE) == 0
    assert view.pixels((74, 148, 224)) > 500
    fill = stage.page.locator(".lw-map-chip path").first.get_attribute("fill")
    assert fill == "#4a94e0"


def test_what_the_map_hides_is_said(stage: Stage) -> None:
    MapPage(stage)
    assert "trustworthiness 0.83 · 12 % of neighbours kept" in stage.page.inner_text(".lw-map-top")
    held = stage.page.inner_text(".lw-map-held > span")
    assert held == "2 of 16 dimensions · 29\u00a0% of the variance · 14 held"
    stage.page.get_by_role("button", name="About this map").click()
    guide = stage.page.locator(".lw-map-guide").inner_text()
    assert "A flat shadow" in guide
    assert "0.29" in guide
