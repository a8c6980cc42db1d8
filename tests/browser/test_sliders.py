"""The bank of sliders, driven by mouse, keyboard and finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import Stage

pytestmark = pytest.mark.browser

ORDER = [3, 1, 0, 2, 4, 5, 6, 7]


def shown(stage: Stage) -> list[int]:
    """The dimensions whose sliders are there, in order."""
    stage.idle()  # rows come a few at a time
    return stage.js("[...document.querySelectorAll('.lw-slider')].map(e => +e.dataset.dimension)")


def drag(stage: Stage, dimension: int, start: float, end: float) -> None:
    """Drag a slider's thumb from one place of its track to another, in fractions of it."""
    box = stage.page.get_by_label(f"dimension {dimension}", exact=True).bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + start * box["width"], y)
    stage.page.mouse.down()
    for step in range(1, 11):
        at = start + (end - start) * step / 10
        stage.page.mouse.move(box["x"] + at * box["width"], y)
    stage.page.mouse.up()


def limit(stage: Stage, name: str, dimension: int) -> float:
    return stage.js(
        f"""(() => {{ const a = fake.state.get('sliders').{name};
            return new Float32Array(a.data.buffer, a.data.byteOffset)[{dimension}]; }})()"""
    )


def test_the_most_useful_eight_come_first_in_order(stage: Stage) -> None:
    stage.mount("sliders")
    assert shown(stage) == ORDER
    assert stage.page.locator(".lw-slider-name").first.inner_text() == "z₃"


def test_the_rest_comes_on_request_and_dead_ones_stay_folded(stage: Stage) -> None:
    stage.mount("sliders", dims=32, dead=3)
    stage.page.get_by_role("button", name="8 more").click()
    assert len(shown(stage)) == 16
    stage.page.get_by_role("button", name="All 29").click()
    stage.wait("document.querySelectorAll('.lw-slider').length === 29")
    assert set(shown(stage)) == set(range(29))
    stage.page.get_by_role("button", name="Fewer").click()
    assert shown(stage) == ORDER
    stage.page.get_by_role("button", name="3 dead").click()
    assert set(shown(stage)) - set(ORDER) == {29, 30, 31}
    assert stage.page.get_by_text("Dead dimensions").is_visible()
    stage.page.get_by_role("button", name="3 dead").click()
    assert not stage.page.get_by_text("Dead dimensions").is_visible()


def test_dragging_decodes_what_the_slider_says(stage: Stage) -> None:
    stage.mount("sliders", "decoded")
    drag(stage, 0, 0.5, 0.9)
    stage.wait("fake.lastSaved('z')")
    low, high = limit(stage, "low", 0), limit(stage, "high", 0)
    z = stage.js("fake.lastSaved('z')")
    assert z[0] == pytest.approx(low + 0.9 * (high - low), abs=0.02 * (high - low))
    assert z[1:] == stage.js("Array.from(fake.code(0))")[1:]
    stage.sees(stage.decoded())
    assert stage.js("fake.count('decode')") >= 3


@pytest.mark.parametrize("let_go", ["on the track", "beside it"])
def test_a_handle_brought_back_to_where_it_was_comes_to_rest(stage: Stage, let_go: str) -> None:
    stage.mount("sliders", "decoded")
    slider = stage.page.get_by_label("dimension 0", exact=True)
    box = slider.bounding_box()
    assert box
    before = slider.input_value()
    low, high = (float(slider.get_attribute(name) or "nan") for name in ("min", "max"))
    x = box["x"] + (float(before) - low) / (high - low) * box["width"]
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 60, y, steps=5)
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'false'")
    stage.page.mouse.move(x, y, steps=5)
    assert slider.input_value() == before
    if let_go == "beside it":
        stage.page.mouse.move(x, y + 200)
    stage.page.mouse.up()
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'true'")


def test_a_drag_is_one_word_to_the_kernel(stage: Stage) -> None:
    stage.mount("sliders")
    drag(stage, 0, 0.5, 0.9)
    stage.wait("fake.lastSaved('z')")
    assert stage.js("fake.state.saved.filter(([name]) => name === 'z').length") == 1


def test_keys_move_the_focused_slider(stage: Stage) -> None:
    stage.mount("sliders", "decoded")
    slider = stage.page.get_by_label("dimension 0", exact=True)
    low, high = limit(stage, "low", 0), limit(stage, "high", 0)
    slider.focus()
    stage.page.keyboard.press("Home")
    assert stage.js("fake.lastSaved('z')[0]") == pytest.approx(low, abs=1e-5)
    stage.page.keyboard.press("ArrowRight")
    one = stage.js("fake.lastSaved('z')[0]")
    assert one == pytest.approx(low + (high - low) / 200, abs=1e-4)
    stage.page.keyboard.press("PageUp")
    assert stage.js("fake.lastSaved('z')[0]") > one + (high - low) / 30
    stage.page.keyboard.press("End")
    assert stage.js("fake.lastSaved('z')[0]") == pytest.approx(high, abs=0.01 * (high - low))
    stage.sees(stage.decoded())
    assert "standard deviations" in (slider.get_attribute("aria-valuetext") or "")


def test_a_held_key_is_one_word_to_the_kernel(stage: Stage) -> None:
    stage.mount("sliders")
    stage.page.get_by_label("dimension 0", exact=True).focus()
    for _ in range(5):
        stage.page.keyboard.down("ArrowRight")
    assert stage.js("fake.state.saved.length") == 0
    stage.page.keyboard.up("ArrowRight")
    # The journal is told right after it.
    assert stage.js("fake.state.saved.filter(([name]) => name === 'z').length") == 1


def test_keys_do_not_reach_the_notebook(stage: Stage) -> None:
    stage.mount("sliders")
    stage.page.evaluate(
        "document.body.addEventListener('keydown', () => { window.leaked = true; })"
    )
    slider = stage.page.get_by_label("dimension 0", exact=True)
    slider.press("d")
    assert stage.js("window.leaked") is None
    assert slider.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_a_finger_moves_the_slider(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(390, 800, touch=True)
    stage.mount("sliders", "decoded")
    slider = stage.page.get_by_label("dimension 0", exact=True)
    box = slider.bounding_box()
    assert box
    stage.page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 10)
    stage.wait("fake.lastSaved('z')")
    low, high = limit(stage, "low", 0), limit(stage, "high", 0)
    expected = low + 0.8 * (high - low)
    assert stage.js("fake.lastSaved('z')[0]") == pytest.approx(expected, abs=0.03 * (high - low))
    stage.sees(stage.decoded())
    style = "getComputedStyle(document.querySelector('.lw-range')).touchAction"
    assert stage.js(style) == "pan-y"


def test_double_click_puts_one_slider_back_to_the_mean(stage: Stage) -> None:
    stage.mount("sliders")
    box = stage.page.get_by_label("dimension 0", exact=True).bounding_box()
    assert box
    stage.page.mouse.dblclick(box["x"] + 10, box["y"] + 10)
    mean = limit(stage, "mean", 0)
    stage.wait(f"Math.abs((fake.lastSaved('z') ?? [9])[0] - {mean}) < 1e-6")
    stage.page.locator("[data-dimension='0']").get_by_text("0.00 sd", exact=True).wait_for()


def test_reset_and_random(stage: Stage) -> None:
    stage.mount("sliders", "decoded")
    stage.page.get_by_role("button", name="Random").click()
    stage.wait("fake.lastSaved('z')")
    random = stage.js("fake.lastSaved('z')")
    stage.sees(stage.decoded())
    stage.page.get_by_role("button", name="Reset").click()
    z = stage.js("fake.lastSaved('z')")
    assert z != random
    assert z == pytest.approx([limit(stage, "mean", d) for d in range(16)], abs=1e-6)
    stage.sees(stage.decoded())


def test_a_value_beyond_the_range_is_shown_true_and_marked(stage: Stage) -> None:
    stage.mount("sliders")
    stage.js("fake.setZ([30, ...Array(15).fill(0)])")
    stage.wait("document.querySelector('[data-dimension=\"0\"]').matches('.lw-beyond')")
    value = stage.page.locator("[data-dimension='0'] .lw-slider-value").inner_text()
    mean, sd = limit(stage, "mean", 0), limit(stage, "sd", 0)
    assert value == f"▸ +{(30 - mean) / sd:.2f} sd"
    slider = stage.page.get_by_label("dimension 0", exact=True)
    assert float(slider.input_value()) == pytest.approx(limit(stage, "high", 0), rel=0.02)
    assert "beyond the data" in (slider.get_attribute("aria-valuetext") or "")


ROWS_ASKED = """fake.sent.filter(([m]) => m.kind === 'tiles')
  .map(([m]) => m.codes.shape[0] / fake.options.dims / m.columns)"""


def test_strips_show_what_each_visible_slider_does_once_the_hand_rests(stage: Stage) -> None:
    stage.mount("sliders")
    stage.wait("document.querySelectorAll('.lw-strip[data-shown]').length === 8")
    assert stage.js(ROWS_ASKED) == [8]
    drag(stage, 0, 0.5, 0.9)
    # The strip of the slider that moved is still true.
    stage.wait(f"{ROWS_ASKED}[1] === 7")


def test_the_strip_shows_the_decoded_outputs(stage: Stage) -> None:
    stage.mount("sliders", size=38)
    stage.wait("document.querySelectorAll('.lw-strip[data-shown]').length === 8")
    steps = stage.js("fake.sent.find(([m]) => m.kind === 'tiles')[0].columns")
    tile = stage.page.evaluate(
        """([column]) => {
          const strip = document.querySelector('[data-dimension="1"] .lw-strip');
          return Array.from(strip.getContext("2d").getImageData(column * 38, 0, 38, 38).data);
        }""",
        [steps - 1],
    )
    z = stage.js("Array.from(fake.code(0))")
    z[1] = limit(stage, "high", 1)
    expected = stage.js(f"Array.from(fake.decode(Float32Array.from({z})))")
    assert max(abs(a - b) for a, b in zip(tile, expected, strict=True)) <= 1


def test_a_new_order_is_taken_and_the_focus_stays(stage: Stage) -> None:
    stage.mount("sliders")
    stage.page.get_by_label("dimension 0", exact=True).focus()
    stage.js(
        """(() => {
          const sliders = { ...fake.state.get("sliders") };
          const order = Uint32Array.from({ length: 16 }, (_, i) => 15 - i);
          sliders.order = { dtype: "uint32", shape: [16], data: new DataView(order.buffer) };
          sliders.dead = { dtype: "uint8", shape: [16], data: new DataView(new ArrayBuffer(16)) };
          fake.setTrait("sliders", sliders);
        })()"""
    )
    assert shown(stage) == [15, 14, 13, 12, 11, 10, 9, 8]
    assert not stage.page.get_by_role("button", name="dead").is_visible()


def test_512_dimensions_without_a_pause(stage: Stage) -> None:
    stage.mount("sliders", dims=512, dead=12, nSamples=200)
    # The fake kernel answers in the page: silent, so that only the view's own work is measured.
    stage.js("fake.dead = true")
    session = stage.page.context.new_cdp_session(stage.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        """Seconds of processor time of the page's main thread so far."""
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    before = busy()
    frames = stage.page.evaluate(
        """async () => {
          [...document.querySelectorAll("button")].find(b => b.textContent === "All 500").click();
          let frames = 0;
          while (document.querySelectorAll(".lw-slider").length < 500) {
            await new Promise(requestAnimationFrame);
            frames += 1;
          }
          return frames;
        }"""
    )
    assert frames > 1
    assert busy() - before < 2
    before = busy()
    stage.page.evaluate(
        """async () => {
          for (let i = 0; i < 20; i++) {
            fake.setZ(Array(512).fill(i / 20));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    assert (busy() - before) / 20 < 0.08  # 0.014 on a quiet machine; built anew 0.12


def test_strips_are_asked_for_the_sliders_in_sight_only(stage: Stage) -> None:
    stage.mount("sliders", dims=512, dead=12, nSamples=200, size=8)
    stage.page.get_by_role("button", name="All 500").click()
    stage.page.wait_for_function("document.querySelectorAll('.lw-slider').length === 500")
    stage.wait("document.querySelectorAll('.lw-strip[data-shown]').length > 30", 20_000)
    assert sum(stage.js(ROWS_ASKED)) < 150


def test_one_dimension(stage: Stage) -> None:
    stage.mount("sliders", "decoded", dims=1, dead=0)
    assert shown(stage) == [0]
    assert not stage.page.get_by_role("button", name="more").is_visible()
    drag(stage, 0, 0.5, 0.7)
    stage.wait("fake.lastSaved('z')")
    stage.sees(stage.decoded())


def test_two_banks_of_one_space_stay_in_step(stage: Stage) -> None:
    stage.mount("sliders", "sliders")
    first = stage.page.locator("[aria-label='dimension 0']").nth(0)
    second = stage.page.locator("[aria-label='dimension 0']").nth(1)
    first.focus()
    stage.page.keyboard.press("Home")
    stage.page.wait_for_function(
        "([a, b]) => a.value === b.value && Math.abs(a.value - a.min) < 1e-4",
        arg=[first.element_handle(), second.element_handle()],
    )


def test_a_closed_bank_leaves_nothing_behind(stage: Stage) -> None:
    before = stage.live()
    stage.mount("sliders")
    stage.wait("document.querySelectorAll('.lw-strip[data-shown]').length === 8")
    drag(stage, 0, 0.2, 0.8)
    stage.close()
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
