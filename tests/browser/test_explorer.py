"""The explorer: map, picture and sliders over one state, driven as a person would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import Stage

pytestmark = pytest.mark.browser

AT_REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
RUDE = '<img src=x onerror="window.hacked = true"></script><b>'


def map_point(stage: Stage, across: float, down: float) -> tuple[float, float]:
    """A place on the map, in fractions of it, as page coordinates."""
    box = stage.page.locator(".lw-map-stage").bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def press_home(stage: Stage, dimension: int) -> None:
    stage.page.get_by_label(f"dimension {dimension}", exact=True).press("Home")


def test_it_says_what_is_explored(stage: Stage) -> None:
    stage.mount("explorer")
    assert stage.page.locator("header").inner_text().startswith("digits/fake")
    assert stage.page.get_by_text("16 dimensions · 1,797 samples").is_visible()
    assert stage.page.get_by_role("group", name="Latent explorer: digits/fake").is_visible()


def test_a_picture_is_there_before_the_kernel_answers(stage: Stage) -> None:
    stage.mount("explorer", delay=60_000, aboutDelay=60_000)
    stage.sees(stage.decoded("fake.code(0)"))
    assert stage.js("fake.count('decode')") == 0


def test_dragging_on_the_map_decodes_there(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    stage.page.mouse.move(*map_point(stage, 0.5, 0.5))
    stage.page.mouse.down()
    for step in range(1, 12):
        stage.page.mouse.move(*map_point(stage, 0.5 + 0.01 * step, 0.5 - 0.01 * step))
    stage.page.mouse.up()
    stage.wait(f"fake.lastSaved('z') && {AT_REST}")
    before, after = stage.js("Array.from(fake.code(0))"), stage.js("fake.lastSaved('z')")
    assert before[:2] != after[:2]
    # What the plane does not show is held.
    assert before[2:] == after[2:]
    stage.sees(stage.decoded())


def test_a_hand_on_the_map_is_no_rest_before_its_first_picture_comes(stage: Stage) -> None:
    stage.mount("explorer", delay=60_000)
    stage.wait(AT_REST)
    stage.page.mouse.move(*map_point(stage, 0.5, 0.5))
    stage.page.mouse.down()
    stage.page.mouse.move(*map_point(stage, 0.6, 0.5), steps=4)
    stage.wait("fake.count('decode') === 1")
    assert not stage.js(AT_REST)


def test_clicking_a_point_takes_the_sample(stage: Stage) -> None:
    stage.mount("explorer", nSamples=1)
    stage.wait(AT_REST)
    stage.js("fake.setZ(Array(16).fill(0.5))")
    stage.wait(AT_REST)
    spot = stage.page.evaluate(
        """() => {
          const { x, y, width, height } = document.querySelector(".lw-map-stage")
            .getBoundingClientRect();
          // A lone point lies amid what the controls at the edges leave free.
          const [tools, bottom] = [".lw-map-tools", ".lw-map-bottom"]
            .map((name) => document.querySelector(name).offsetHeight);
          return [x + width / 2, y + (height + tools - bottom) / 2];
        }"""
    )
    stage.page.mouse.click(*spot)
    stage.wait("fake.lastSaved('z')")
    stage.page.get_by_text("chosen 0, label").wait_for()
    assert stage.js("fake.lastSaved('z')") == stage.js("Array.from(fake.code(0))")


def test_sliders_follow_the_map(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    slider = stage.page.get_by_label("dimension 0", exact=True)
    before = float(slider.input_value())
    stage.page.locator(".lw-map-stage").focus()
    for _ in range(5):
        stage.page.keyboard.press("ArrowRight")
    stage.wait(f"fake.lastSaved('z') && {AT_REST}")
    stage.page.wait_for_function(
        "([slider, before]) => slider.valueAsNumber > before",
        arg=[slider.element_handle(), before],
    )


def test_undo_and_redo_by_button_and_by_key(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    undo = stage.page.get_by_role("button", name="Undo")
    redo = stage.page.get_by_role("button", name="Redo")
    assert undo.is_disabled()
    assert redo.is_disabled()
    first = stage.js("Array.from(fake.code(0))")
    press_home(stage, 0)
    second = stage.js("fake.lastSaved('z')")
    undo.click()
    assert stage.js("fake.lastSaved('z')") == first
    redo.click()
    assert stage.js("fake.lastSaved('z')") == second
    press_home(stage, 1)
    stage.page.keyboard.press("Control+z")
    stage.page.keyboard.press("Control+z")
    assert stage.js("fake.lastSaved('z')") == first
    stage.page.keyboard.press("Control+Shift+z")
    assert stage.js("fake.lastSaved('z')") == second
    stage.sees(stage.decoded())


def test_bookmarks_are_kept_gone_to_and_removed(stage: Stage) -> None:
    stage.mount("explorer")
    star = stage.page.get_by_role("button", name="Bookmark this point")
    star.click()
    assert star.get_attribute("aria-pressed") == "true"
    first = stage.js("Array.from(fake.code(0))")
    assert stage.js("fake.lastSaved('bookmarks')") == [{"name": "bookmark 1", "z": first}]
    press_home(stage, 0)
    stage.wait('document.querySelector(\'[aria-pressed="false"][title="Bookmark this point"]\')')
    stage.page.get_by_role("button", name="bookmark 1", exact=True).click()
    assert stage.js("fake.lastSaved('z')") == first
    stage.page.get_by_role("button", name="Remove bookmark 1").click()
    assert stage.js("fake.lastSaved('bookmarks')") == []


def test_the_change_is_read_out_at_rest(stage: Stage) -> None:
    stage.mount("explorer")
    press_home(stage, 4)
    spoken = "document.querySelector('.lw-spoken').textContent"
    index = "document.querySelector('figcaption').textContent.match(/\\d+/)?.[0]"
    stage.wait(f"![undefined, '0'].includes({index})")  # 0 was the nearest at first
    told = f"`Decoded; nearest sample ${{{index}}}, digit ${{fake.labels[{index}]}}; `"
    stage.wait(f"{spoken}.startsWith({told})")
    assert "the data" in stage.js(spoken)


def test_help_tells_the_three_acts_and_closes(stage: Stage) -> None:
    stage.mount("explorer")
    opener = stage.page.get_by_role("button", name="Help")
    panel = stage.page.get_by_role("region", name="Help")
    assert not panel.is_visible()
    opener.click()
    for act in ("Drag a slider.", "Wander on the map.", "Pick a sample."):
        assert panel.get_by_text(act).is_visible()
    stage.page.keyboard.press("Escape")
    assert not panel.is_visible()
    opener.click()
    stage.page.mouse.click(*map_point(stage, 0.5, 0.9))
    assert not panel.is_visible()


def test_names_and_labels_are_text_everywhere(stage: Stage) -> None:
    stage.mount("explorer", name=RUDE, categories=[RUDE, "plain"], fail=RUDE)
    stage.page.evaluate(
        """(name) => {
          const z = fake.state.get("z");
          fake.setTrait("bookmarks", [{ name, z }]);
          fake.setZ(Array(16).fill(0.3));
        }""",
        RUDE,
    )
    stage.page.locator(".lw-note", has_text="onerror").wait_for()
    stage.js("fake.options.fail = null")
    stage.page.get_by_role("button", name="nearest sample").click()
    stage.wait("document.querySelectorAll('.lw-filled').length === 3")
    stage.page.mouse.move(*map_point(stage, 0.5, 0.5))
    assert stage.page.locator(".lw-explorer img, .lw-explorer script").count() == 0
    assert stage.page.locator(".lw-name").inner_text() == RUDE
    assert stage.page.locator(".lw-bookmark-go").inner_text() == RUDE
    assert stage.js("window.hacked") is None


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (820, True), (380, False)])
def test_the_layout_fits_its_width(
    open_stage: Callable[..., Stage], width: int, *, beside: bool
) -> None:
    stage = open_stage(width)
    stage.mount("explorer")
    stage.wait(AT_REST)
    places = stage.js(
        """['.lw-explorer-map', '.lw-explorer-decoded', '.lw-explorer-sliders'].map(name => {
             const { left, right, top, bottom } = document.querySelector(name)
               .getBoundingClientRect();
             return [left, right, top, bottom]; })"""
    )
    map_box, decoded_box, sliders_box = places
    assert (decoded_box[0] >= map_box[1]) is beside
    assert (decoded_box[2] >= map_box[3]) is not beside
    assert sliders_box[2] >= decoded_box[3]
    assert stage.js("document.documentElement.scrollWidth <= innerWidth")
    overflowing = """[...document.querySelectorAll('.lw-explorer button:not([hidden])')]
      .filter(e => e.offsetWidth && (e.getBoundingClientRect().right > innerWidth
        || e.scrollWidth > e.clientWidth + 1)).map(e => e.textContent)"""
    assert stage.js(overflowing) == []


def test_the_height_stays_whatever_is_said(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    height = "document.querySelector('.lw-explorer').offsetHeight"
    before = stage.js(height)
    stage.page.get_by_role("button", name="Bookmark this point").click()
    stage.js("fake.setZ(Array(16).fill(8))")
    stage.wait("document.querySelector('.lw-badge').dataset.place === 'far'")
    stage.page.get_by_role("button", name="nearest sample").click()
    stage.wait("document.querySelectorAll('.lw-filled').length === 3")
    assert stage.js(height) == before


def test_explorer_and_single_widgets_share_the_state(stage: Stage) -> None:
    stage.mount("explorer", "decoded")
    press_home(stage, 0)
    stage.wait("fake.lastSaved('z')")
    stage.sees(stage.decoded(), ".mount-explorer .lw-big canvas")
    stage.sees(stage.decoded(), ".mount-decoded .lw-big canvas")
    assert stage.js("fake.count('decode')") == 1


def test_a_dead_kernel_leaves_the_explorer_standing(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait(AT_REST)
    stage.js("fake.kill()")
    note = stage.page.locator(".lw-note-words")  # the announcer says it too, a little later
    note.get_by_text("The kernel has stopped; the last picture stays.").wait_for()
    press_home(stage, 0)
    stage.page.get_by_role("button", name="Random").click()
    stage.page.get_by_role("button", name="Bookmark this point").click()
    stage.page.get_by_role("button", name="Undo").click()
    stage.sees(stage.decoded("fake.code(0)"))


def test_closing_leaves_nothing_behind(stage: Stage) -> None:
    before = stage.live()
    for _ in range(5):
        stage.mount("explorer", nSamples=200)
        press_home(stage, 0)
        stage.page.get_by_role("button", name="Help").click()
        stage.close()
        stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
    assert stage.js("globalThis[Symbol.for('latentwidgets.stores.v1')].size") == 0
