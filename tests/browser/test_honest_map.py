"""The honest map: the veil, the way off it, the lattice, posteriors; by mouse and keyboard."""

from __future__ import annotations

import pytest
from map_page import MapPage
from stage import Stage

pytestmark = pytest.mark.browser

# The share of the veil's ground at a pixel of the map: 1 where the data carry it.
GROUND = """(([x, y]) => {
  const canvas = document.querySelector('.lw-map-veil');
  const box = canvas.getBoundingClientRect();
  const stage = document.querySelector('.lw-map-stage').getBoundingClientRect();
  const column = Math.floor((x + stage.left - box.left) / box.width * canvas.width);
  const row = Math.floor((y + stage.top - box.top) / box.height * canvas.height);
  return canvas.getContext('2d').getImageData(column, row, 1, 1).data[3] / 255;
})"""
VEILED = "document.querySelector('.lw-map-veiled') !== null"
# The first two codes that the lattice last asked for.
TWO_CODES = """(() => {
  const [{codes}, buffers] = fake.sent.filter(([m]) => m.kind === 'tiles').at(-1);
  const buffer = buffers[codes.buffer];
  const flat = new Float32Array(buffer.buffer, buffer.byteOffset, codes.shape[0]);
  return {first: Array.from(flat.slice(0, 16)), next: Array.from(flat.slice(16, 32))};
})()"""
LATTICE = "!document.querySelector('.lw-map-lattice').hidden"


def test_the_veil_lies_where_the_cursor_would_decode_far_from_the_data(stage: Stage) -> None:
    view = MapPage(stage)
    stage.wait(VEILED)
    asked = view.sent("veil")[-1]
    assert asked["projection"] == "pca-2"
    assert asked["off"] == 1
    middle = (view.width / 2, view.height / 2)
    assert stage.page.evaluate(f"{GROUND}({list(middle)})") == 1
    # Held far from the data, no place of the map is carried by them, wherever points lie.
    stage.js("fake.setZ(Array.from(fake.code(0)).map((x, d) => d < 2 ? x : x + 6))")
    stage.wait("fake.count('veil') === 2")
    stage.wait(f"{GROUND}({list(middle)}) === 0")


def test_beyond_where_it_is_measured_the_veil_is_as_at_its_edge(stage: Stage) -> None:
    view = MapPage(stage, doubt=0.5)
    stage.wait(VEILED)
    stage.page.locator(".lw-map-stage").focus()
    for _ in range(4):
        stage.page.keyboard.press("-")
    right, bottom = view.width - 4, view.height - 4
    for place in [(4, 4), (right, 4), (4, bottom), (right, bottom)]:
        assert stage.page.evaluate(f"{GROUND}({list(place)})") == pytest.approx(0.5, abs=0.01)


def test_another_map_holds_what_the_code_has_beside_that_one(stage: Stage) -> None:
    MapPage(stage)
    slider = stage.page.get_by_label("Off the map")
    slider.focus()
    stage.page.keyboard.press("End")
    stage.wait("fake.lastSaved('z') !== null")
    z = stage.js("fake.lastSaved('z')")
    stage.page.select_option("[aria-label=Projection]", "tsne")
    store = "[...globalThis[Symbol.for('latentwidgets.stores.v1')].values()][0].store"
    stage.wait(f"{store}.projection.method === 'tsne'")
    assert stage.js(f"[{store}.held.off, Array.from({store}.held.anchor)]") == [1, z]
    stage.wait("document.querySelector('.lw-map-off').value === '1'")
    # The veil is asked for anew, about what the cursor would decode from here on.
    stage.wait("fake.sent.some(([m]) => m.kind === 'veil' && m.projection === 'tsne-2')")
    asked = stage.js("fake.sent.map(([m]) => m).filter(m => m.kind === 'veil').at(-1)")
    assert (asked["projection"], asked["off"]) == ("tsne-2", 1)


def test_a_map_that_misleads_says_so_unasked(stage: Stage) -> None:
    view = MapPage(stage)
    words = stage.page.locator(".lw-map-quality")
    assert "mean little" not in words.inner_text()
    view.expect_redraw()
    stage.page.select_option("[aria-label=Projection]", "tsne")
    view.rest()
    assert words.inner_text().startswith("distances between groups mean little · trustworthiness")


def test_a_drag_on_the_map_asks_for_no_new_veil(stage: Stage) -> None:
    view = MapPage(stage)
    stage.wait(VEILED)
    x, y = view.width / 2, view.height / 2
    view.drag((x, y), (x + 60, y + 20))
    stage.wait("fake.lastSaved('z') !== null")
    stage.idle()
    assert stage.js("fake.count('veil')") == 1


def test_the_way_off_the_map_by_keyboard(stage: Stage) -> None:
    view = MapPage(stage)
    start = stage.js("Array.from(fake.code(0))")
    slider = stage.page.get_by_label("Off the map")
    slider.focus()
    stage.page.keyboard.press("Home")
    stage.wait("fake.lastSaved('z') !== null")
    # On the plane: the fake's is its first two dimensions, the rest nought.
    assert stage.js("fake.lastSaved('z')") == pytest.approx(start[:2] + 14 * [0], abs=1e-6)
    cross = view.cross()
    for _ in range(25):
        stage.page.keyboard.press("ArrowRight")
    half = start[:2] + [value / 2 for value in start[2:]]
    stage.wait(f"Math.abs(fake.lastSaved('z')[2] - {half[2]}) < 1e-5")
    assert stage.js("fake.lastSaved('z')") == pytest.approx(half, abs=1e-5)
    assert view.cross() == pytest.approx(cross, abs=0.01)
    # A drag keeps that much of it; another sample begins anew.
    x, y = view.width / 2, view.height / 2
    view.drag((x, y), (x + 50, y))
    stage.wait("fake.sent.some(([m]) => m.kind === 'decode' && m.point && m.off === 0.5)")
    view.choose_nearest()
    stage.wait("document.querySelector('.lw-map-off').value === '1'")


def test_undo_comes_back_from_off_the_map(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(
        "document.querySelector('.lw-map-off') && !document.querySelector('.lw-map-off').disabled"
    )
    stage.page.get_by_label("Off the map").focus()
    stage.page.keyboard.press("Home")
    undo = stage.page.get_by_role("button", name="Undo")
    stage.wait("fake.lastSaved('z') !== null")
    assert "moved off the map to 0.0" in (undo.get_attribute("title") or "")
    undo.click()
    stage.wait("String(fake.lastSaved('z')) === String(Array.from(fake.code(0)))")


def test_on_the_plane_there_is_nothing_to_move(stage: Stage) -> None:
    MapPage(stage)
    stage.js("fake.setZ([1, 0.5].concat(Array(14).fill(0)))")
    stage.wait("document.querySelector('.lw-map-off').disabled")


def test_the_lattice_shows_what_is_decoded_at_each_place(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.get_by_role("button", name="Lattice").click()
    stage.wait(LATTICE)
    asked = view.sent("tiles")[-1]
    columns = asked["columns"]
    assert 4 <= columns <= 64
    seen = stage.js(TWO_CODES)
    start = stage.js("Array.from(fake.code(0))")
    assert seen["first"][2:] == pytest.approx(start[2:], abs=1e-5)  # held as the cursor holds it
    assert seen["next"][0] > seen["first"][0]
    assert seen["next"][1] == pytest.approx(seen["first"][1], abs=1e-5)
    # Nearer, it is drawn anew at rest, in smaller steps.
    count = stage.js("fake.count('tiles')")
    view.move(view.width / 2, view.height / 2)
    stage.page.mouse.wheel(0, -240)
    stage.wait(f"fake.count('tiles') > {count}")
    finer = stage.js(TWO_CODES)
    step = seen["next"][0] - seen["first"][0]
    assert 0 < finer["next"][0] - finer["first"][0] < 0.9 * step
    stage.page.get_by_role("button", name="Lattice").click()
    stage.wait("document.querySelector('.lw-map-lattice').hidden")


def test_posteriors_are_ellipses_of_the_chosen_sample_then_of_the_selection(stage: Stage) -> None:
    view = MapPage(stage)
    view.choose_nearest()
    stage.page.get_by_role("button", name="Posteriors").click()
    stage.wait("document.querySelectorAll('.lw-map-posteriors ellipse').length === 1")
    place = stage.js("""(() => {
      const e = document.querySelector('.lw-map-posteriors ellipse');
      return ['cx', 'cy', 'rx', 'ry'].map(name => Number(e.getAttribute(name)));
    })()""")
    assert place[:2] == pytest.approx(view.ring(), abs=0.2)
    assert place[2] == pytest.approx(2 * place[3], rel=1e-3)  # variances of 0.04 and 0.01
    store = "globalThis[Symbol.for('latentwidgets.stores.v1')].get(fake.id).store"
    stage.page.evaluate(f"{store}.setSelection(Uint32Array.of(1, 2, 3))")
    stage.wait("document.querySelectorAll('.lw-map-posteriors ellipse').length === 3")


def test_posteriors_that_cannot_be_had_say_why(stage: Stage) -> None:
    MapPage(stage, spreadError="This encoder gives one code a sample.")
    stage.page.get_by_role("button", name="Posteriors").click()
    stage.page.get_by_text("No posteriors: This encoder gives one code a sample.").wait_for()
    stage.page.get_by_role("button", name="Posteriors").click()
    stage.wait("document.querySelector('.lw-map-notice').hidden")
