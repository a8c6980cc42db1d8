"""The interpolation player, driven by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from map_page import MapPage
from player_page import ENDS, PlayerPage
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser


def test_it_begins_between_the_current_point_and_a_sample(stage: Stage) -> None:
    view = PlayerPage(stage)
    assert "auto took lerp: codes of encoded data" in view.words()
    names = stage.page.locator(".lw-slot-name").all_inner_texts()
    assert names == ["point", "sample_30"]
    strip = stage.page.locator(".lw-plots").inner_text()
    assert "length" in strip
    assert "90 % of the data" in strip
    assert stage.js("fake.lastSaved('z')") is None  # looking moves nothing


def test_the_scrubber_moves_the_code_without_the_kernel(stage: Stage) -> None:
    view = PlayerPage(stage)
    asked = stage.js("fake.sent.length")
    view.scrub(0.5)
    a, b = stage.js(ENDS)
    position = view.position()
    assert position == pytest.approx(0.5, abs=0.02)
    stage.wait("fake.lastSaved('z') !== null")
    wanted = [(1 - position) * x + position * y for x, y in zip(a, b, strict=True)]
    assert stage.js("fake.lastSaved('z')") == pytest.approx(wanted, abs=1e-5)
    stage.sees(stage.decoded())
    kinds = stage.js(f"[...new Set(fake.sent.slice({asked}).map(([m]) => m.kind))]")
    assert set(kinds) <= {"decode", "about", "gap", "gaps"}  # the gaps once the hand rests


def test_arrow_keys_scrub_and_letting_go_is_one_act(stage: Stage) -> None:
    view = PlayerPage(stage)
    stage.page.locator(".lw-film .lw-range").focus()
    for _ in range(3):
        stage.page.keyboard.down("ArrowRight")
    stage.page.keyboard.up("ArrowRight")
    stage.wait("fake.lastSaved('z') !== null")
    assert view.position() == pytest.approx(3 / 400)
    assert stage.js("fake.state.saved.filter(([name]) => name === 'z').length") == 1
    stage.page.keyboard.press("End")
    stage.wait("String(fake.lastSaved('z')) === String(Array.from(fake.code(30)))")


def test_undo_brings_anchors_path_pace_and_place_back(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer", nSamples=60)
    page = stage.page
    page.get_by_role("tab", name="Interpolate").click()
    view = PlayerPage(stage, mounted=True)
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    names = page.locator(".lw-player .lw-slot-name")
    expect(undo).to_be_disabled()  # what it begins with is no act
    first = "[...fake.code(0)]"
    view.scrub(0.5)
    expect(undo).to_have_attribute("title", "Undo: moved along the way (Ctrl+Z)")
    halfway = view.position()
    view.choose("slerp")
    page.get_by_label("Speed").select_option("2")
    view.button("+ this point").click()
    expect(names).to_have_text(["point", "sample_30", "point"])
    # By the keyboard, with the focus on the anchor that goes.
    page.locator(".lw-player .lw-slot-box").last.press("Control+z")
    expect(names).to_have_text(["point", "sample_30"])
    expect(page.locator(".lw-player .lw-slot-box").last).to_be_focused()
    page.locator(".lw-player .lw-slot-box").last.press("Control+z")
    expect(page.get_by_label("Speed")).to_have_value("1")
    # By the mouse; the place on the way and the code are one step.
    undo.click()
    expect(page.get_by_label("Path", exact=True)).to_have_value("auto")
    assert view.position() == halfway
    undo.click()
    stage.wait(f"String(fake.lastSaved('z')) === String({first})")
    assert view.position() == 0
    expect(undo).to_be_disabled()
    for _ in range(4):
        redo.click()
    expect(redo).to_be_disabled()
    expect(names).to_have_text(["point", "sample_30", "point"])
    expect(page.get_by_label("Path", exact=True)).to_have_value("slerp")
    expect(page.get_by_label("Speed")).to_have_value("2")
    assert view.position() == halfway
    # What plays is paused, and the play itself is taken back.
    before = stage.js("fake.lastSaved('z')")
    view.button("▶ Play").click()
    stage.wait(f"Number(document.querySelector('.lw-film .lw-range').value) !== {halfway}")
    undo.click()
    view.button("▶ Play").wait_for()
    expect(redo).to_have_attribute("title", re.compile("played the way"))
    assert view.position() == halfway
    assert stage.js("fake.lastSaved('z')") == before


def test_it_plays_to_and_fro_until_it_is_paused_or_another_hand_moves(stage: Stage) -> None:
    view = PlayerPage(stage, "sliders")
    stage.page.get_by_label("Speed").select_option("2")
    view.button("▶ Play").click()
    scrubber = "Number(document.querySelector('.lw-film .lw-range').value)"
    stage.wait(f"{scrubber} > 0.7", timeout=20_000)
    stage.wait(f"{scrubber} < 0.5", timeout=20_000)  # back again
    view.button("❚❚ Pause").click()
    position = view.position()
    stage.wait("fake.lastSaved('z') !== null")
    a, b = stage.js(ENDS)
    wanted = [(1 - position) * x + position * y for x, y in zip(a, b, strict=True)]
    assert stage.js("fake.lastSaved('z')") == pytest.approx(wanted, abs=0.02)
    view.button("▶ Play").click()
    stage.page.locator(".lw-slider .lw-range").first.press("ArrowRight")
    view.button("▶ Play").wait_for()


def test_the_way_is_drawn_on_the_map_with_the_scrubbers_place(stage: Stage) -> None:
    view = PlayerPage(stage, "map")
    line = "document.querySelector('.lw-map-overlay-line').getAttribute('points').split(' ')"
    stage.wait("document.querySelector('.lw-map-overlay-line')")
    assert stage.js(f"{line}.length") == 33
    labels = "Array.from(document.querySelectorAll('.lw-map-overlay text'), t => t.textContent)"
    assert stage.js(labels) == ["A", "B"]
    view.scrub(1)
    x, y = map(float, stage.js(f"{line}.at(-1)").split(","))
    mark = stage.js("""(() => { const m = document.querySelector('.lw-map-overlay-mark');
      return [Number(m.getAttribute('cx')), Number(m.getAttribute('cy'))]; })()""")
    assert mark == pytest.approx((x, y), abs=1)
    stage.close()
    assert stage.js("document.querySelector('.lw-map-overlay-line')") is None


def test_a_way_through_the_data_tells_its_progress_and_can_be_given_up(stage: Stage) -> None:
    view = PlayerPage(stage, pathSteps=200)
    view.choose("data")
    stage.wait("document.querySelector('.lw-way-busy').textContent.includes('%')")
    assert "each sample's neighbours" in stage.page.locator(".lw-way-busy").inner_text()
    view.button("Cancel").first.click()
    stage.wait("document.querySelector('.lw-way-busy').hidden")
    assert stage.page.get_by_label("Path", exact=True).input_value() == "auto"
    stage.page.evaluate("fake.options.pathSteps = 2")
    view.choose("data")
    stage.wait("document.querySelector('.lw-way-words').textContent.startsWith('data: from')")
    view.scrub(1 / 3)
    position = view.position()
    a, knot = stage.js("[0, 8].map(i => Array.from(fake.code(i)))")
    share = 3 * position if position <= 1 / 3 else 1
    wanted = [(1 - share) * x + share * y for x, y in zip(a, knot, strict=True)]
    stage.wait("fake.lastSaved('z') !== null")
    assert stage.js("fake.lastSaved('z')") == pytest.approx(wanted, abs=0.05)


def test_a_way_that_cannot_be_had_says_why_and_the_one_before_stays(stage: Stage) -> None:
    view = PlayerPage(stage)
    view.choose("slerp")
    stage.wait("document.querySelector('.lw-way-words').textContent.startsWith('slerp')")
    view.choose("geodesic")
    alert = stage.page.locator(".lw-way-error")
    alert.wait_for()
    assert alert.inner_text() == "A geodesic needs gradients."
    assert stage.page.get_by_label("Path", exact=True).input_value() == "slerp"
    view.scrub(0.4)
    stage.wait("fake.lastSaved('z') !== null")


def test_constant_speed_places_the_steps_evenly(stage: Stage) -> None:
    view = PlayerPage(stage)
    fastest = ".lw-plot-speed .lw-plot-head span:last-child"
    before = stage.page.locator(fastest).inner_text()
    view.button("constant speed").click()
    stage.wait(f"document.querySelector('{fastest}').textContent.includes('1.0×')")
    assert "1.0×" not in before
    view.scrub(0.5)
    stage.wait("fake.lastSaved('z') !== null")
    a, b = (np.array(code) for code in stage.js(ENDS))
    z = np.array(stage.js("fake.lastSaved('z')"))
    share = float((z - a) @ (b - a) / ((b - a) @ (b - a)))
    shares = np.linspace(0, 1, 65)[:, None]
    gone = np.cumsum(np.linalg.norm(np.diff((a + shares * (b - a)) ** 3, axis=0), axis=1))
    expected = np.interp(view.position() * gone[-1], np.append(0, gone), shares[:, 0])
    assert share == pytest.approx(expected, abs=0.01)


def test_curves_that_fail_are_said_and_the_scrubber_works(stage: Stage) -> None:
    view = PlayerPage(stage, ready=False, curvesError="The model raised ValueError: no.")
    words = stage.page.locator(".lw-plots-words")
    stage.wait("document.querySelector('.lw-plots-words').textContent")
    assert words.inner_text() == "No curves: The model raised ValueError: no."
    view.scrub(0.5)
    stage.wait("fake.lastSaved('z') !== null")


def test_three_anchors_have_a_palette_for_pointer_and_keys(stage: Stage) -> None:
    view = PlayerPage(stage)
    pad = stage.page.locator(".lw-pad-surface")
    assert not pad.is_visible()
    view.scrub(0.3)
    view.button("+ this point").click()
    assert stage.page.locator(".lw-slot").count() == 3
    pad.wait_for()
    here = stage.js("fake.lastSaved('z')")
    box = pad.bounding_box()
    assert box
    stage.page.mouse.move(box["x"] + 100, box["y"] + 100)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    stage.page.mouse.up()
    a, b = stage.js(ENDS)
    wanted = [0.5 * (0.75 * x + 0.25 * y) + 0.5 * w for x, y, w in zip(a, b, here, strict=True)]
    saved = "fake.lastSaved('z')"
    stage.wait(f"String({saved}) !== '{','.join(map(str, here))}'")
    assert stage.js(saved) == pytest.approx(wanted, abs=0.02)
    pad.focus()
    for _ in range(20):
        stage.page.keyboard.press("ArrowUp")
    stage.page.keyboard.press("Home")
    stage.wait(f"String({saved}) === String(Array.from(fake.code(0)))")
    assert pad.get_attribute("aria-valuetext") == "0\u00a0% from the left, 0\u00a0% from the top"
    stage.page.get_by_role("button", name="Empty C").click()
    pad.wait_for(state="hidden")


def test_the_palette_shows_its_cursor_only_where_the_picture_is_its_mix(stage: Stage) -> None:
    view = PlayerPage(stage)
    pad, cursor = (stage.page.locator(f".lw-pad-{part}") for part in ("surface", "cursor"))
    view.scrub(0.3)
    view.button("+ this point").click()
    pad.wait_for()
    assert not cursor.is_visible(), "the hand was not here yet"
    away = "The current point is none of the hand's on the palette"
    assert pad.get_attribute("aria-valuetext") == away
    box = pad.bounding_box()
    assert box
    stage.page.mouse.move(box["x"] + 30, box["y"] + 30)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    stage.page.mouse.up()
    assert cursor.is_visible()
    first = pad.get_attribute("aria-valuetext")
    pad.press("ArrowLeft")
    second = pad.get_attribute("aria-valuetext")
    assert second not in (first, away)
    pad.press("Control+z")  # the cursor goes back with the picture
    assert pad.get_attribute("aria-valuetext") == first
    assert cursor.is_visible()
    pad.press("Control+z")
    assert pad.get_attribute("aria-valuetext") == away
    assert not cursor.is_visible()
    pad.press("Control+y")
    pad.press("Control+y")
    assert pad.get_attribute("aria-valuetext") == second
    assert cursor.is_visible()


def test_without_two_anchors_it_says_what_to_do(stage: Stage) -> None:
    view = PlayerPage(stage)
    stage.page.get_by_role("button", name="Empty B").click()
    assert "Choose two points" in view.words()
    assert stage.page.locator(".lw-film .lw-range").is_disabled()
    assert view.button("▶ Play").is_disabled()
    assert view.button("GIF").is_disabled()
    view.button("+ this point").click()
    assert not stage.page.locator(".lw-film .lw-range").is_disabled()


def test_python_sets_anchors_path_and_position_and_hears_of_them(stage: Stage) -> None:
    stage.page.evaluate("() => { window.kept = null; }")
    stage.mount("sliders", nSamples=60)
    stage.page.evaluate(
        """async () => {
          const codes = Float32Array.from([3, 5].flatMap(i => Array.from(fake.code(i))));
          const data = new DataView(codes.buffer);
          const anchors = {dtype: 'float32', shape: [codes.length], data};
          const traits = {anchors, path: 'slerp', position: 0.25, playing: false,
                          constant_speed: false};
          const element = document.createElement('div');
          document.body.append(element);
          const make = fakeModule.FakeModel;
          window.player = new make({state: `anywidget:${fake.id}`, ...traits});
          closers.push(await fake.mount(widgets.interpolation, element, {model: player}));
        }"""
    )
    stage.wait("document.querySelector('.lw-way-words').textContent.startsWith('slerp')")
    assert stage.page.locator(".lw-slot-name").all_inner_texts() == ["anchor 1", "anchor 2"]
    assert float(stage.page.locator(".lw-film .lw-range").input_value()) == 0.25
    assert stage.js("player.saved.length") == 0
    stage.page.evaluate("() => player.set('position', 0.75)")
    stage.wait("document.querySelector('.lw-film .lw-range').value === '0.75'")
    stage.page.locator(".lw-film .lw-range").press("End")
    stage.wait("player.saved.some(([name, value]) => name === 'position' && value === 1)")
    stage.page.get_by_label("Path", exact=True).select_option("lerp")
    stage.wait("player.saved.some(([name, value]) => name === 'path' && value === 'lerp')")
    stage.page.get_by_role("button", name="Reverse the way").click()
    stage.wait("player.saved.some(([name]) => name === 'anchors')")


def test_all_ends_with_the_view(stage: Stage) -> None:
    before = stage.live()
    view = PlayerPage(stage)
    view.button("▶ Play").click()
    stage.close()
    assert stage.live() == before
    assert not stage.page.locator(".lw-player").count()


def test_in_the_explorers_drawer_it_opens_and_closes_with_its_tab(stage: Stage) -> None:
    stage.mount("explorer", nSamples=60)
    tab = stage.page.get_by_role("tab", name="Interpolate")
    tab.click()
    stage.wait("document.querySelector('.lw-map-overlay-line')")
    stage.page.get_by_role("button", name="▶ Play").click()
    tab.click()
    stage.wait("document.querySelector('.lw-map-overlay-line') === null")
    position = stage.js("document.querySelector('.lw-film .lw-range').value")
    MapPage.frames(type("View", (), {"page": stage.page})(), 5)  # type: ignore[arg-type]
    assert stage.js("document.querySelector('.lw-film .lw-range').value") == position
