"""The page decodes by itself: real ONNX Runtime in a worker, beside a fake kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_model import DIMS, NAN_FROM, READY, REFUSED, SIDE, STORE, ExportedDecoder
from stage import Stage

pytestmark = pytest.mark.browser

AT_REST = "document.querySelector('.mount').dataset.lwRest === 'true'"
METER = "document.querySelector('.lw-meter').innerText"
SAVES_OF_Z = "fake.state.saved.filter(([name]) => name === 'z').length"
# Whether each question for tiles was answered with tiles.
WATCH_TILES = """() => {
  const Real = window.Worker;
  window.tilesAnswered = [];
  window.Worker = class extends Real {
    #asked = new Set();
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({data: {id, ok}}) => {
        if (this.#asked.delete(id)) tilesAnswered.push(ok);
      });
    }
    postMessage(posted, ...more) {
      if (posted.message.kind === "tiles") this.#asked.add(posted.id);
      super.postMessage(posted, ...more);
    }
  };
}"""
START = 60_000  # ms: ONNX Runtime compiles 13 MB of wasm, on a busy machine


@pytest.fixture
def model(bundles: Path) -> ExportedDecoder:
    return ExportedDecoder(bundles)


@pytest.fixture
def open_page(stage: Stage, model: ExportedDecoder) -> Callable[..., Stage]:
    """A function that mounts an explorer over a kernel that has a model for the page."""

    def open_(*names: str, until: str = READY, sheet: dict | None = None, **options: object):
        model.serve(stage)
        stage.mount(*(names or ("explorer",)), **model.options(**(sheet or {})), **options)
        if until:
            stage.wait(until, timeout=START)
        return stage

    return open_


def meter_title(stage: Stage) -> str:
    return stage.page.locator(".lw-meter").get_attribute("title") or ""


def moved_to(stage: Stage) -> list[float]:
    """Wait until the hand rests and the kernel has heard; the code it has heard."""
    stage.wait(f"fake.lastSaved('z') && {AT_REST}")
    z = stage.js("fake.lastSaved('z')")
    assert stage.js(f"Array.from({STORE}.z)") == z
    return z


def place(stage: Stage, across: float, down: float) -> tuple[float, float]:
    """A place on the map, in fractions of it, as page coordinates."""
    box = stage.page.locator(".lw-map-stage").bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def drag_on_map(stage: Stage, start: tuple[float, float], end: tuple[float, float]) -> None:
    stage.page.mouse.move(*place(stage, *start))
    stage.page.mouse.down()
    stage.page.mouse.move(*place(stage, *end), steps=10)
    stage.page.mouse.up()


def test_the_page_takes_over_when_it_is_ready(open_page, model: ExportedDecoder) -> None:
    stage = open_page(until="")
    stage.js("fake.setZ(Array(16).fill(0.1))")
    stage.wait(f"{METER}.startsWith('kernel · ')")
    stage.wait(READY, timeout=START)
    decodes = stage.js("fake.count('decode')")
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait(f"{METER}.startsWith('page · ') && {METER}.endsWith(' ms · cpu')")
    model.assert_shown(stage, [0.25] * 16)
    assert "The model runs in this page" in meter_title(stage)
    assert stage.js("fake.count('decode')") == decodes


def test_a_dragged_slider_is_decoded_in_the_page_alone(open_page, model: ExportedDecoder) -> None:
    stage = open_page()
    decodes = stage.js("fake.count('decode')")
    before = stage.js("Array.from(fake.code(0))")
    box = stage.page.get_by_label("dimension 1", exact=True).bounding_box()
    middle = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + 0.4 * box["width"], middle)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 0.9 * box["width"], middle, steps=15)
    assert stage.js(SAVES_OF_Z) == 0, "the kernel hears at rest only"
    stage.page.mouse.up()
    after = moved_to(stage)
    assert [i for i in range(16) if before[i] != after[i]] == [1]
    model.assert_shown(stage, after)
    assert stage.js(SAVES_OF_Z) == 1
    assert stage.js("fake.count('decode')") == decodes


def test_the_strips_are_left_to_the_page_that_prepares(
    stage: Stage, model: ExportedDecoder
) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    model.serve(stage)
    stage.page.route("**/files/*", hold)
    stage.mount("sliders", **model.options())
    stage.wait(f"{STORE}.status.page.state === 'preparing'")
    stage.idle()
    assert stage.js("fake.count('tiles')") == 0
    stage.page.unroute("**/files/*", hold)
    for route in held:
        route.fallback()
    stage.wait(READY, timeout=START)
    stage.wait("document.querySelector('.lw-strip[data-shown]')")


def test_without_the_page_the_kernel_draws_the_strips(open_page, stage: Stage) -> None:
    open_page("sliders", until=REFUSED, pageError="no export")
    stage.wait("document.querySelector('.lw-strip[data-shown]')")
    assert stage.js("fake.count('tiles')") == 1


def test_tiles_given_up_end_in_the_worker(open_page, stage: Stage) -> None:
    stage.page.evaluate(WATCH_TILES)
    open_page("decoded")
    ask = f"""(n, stop) => {{
      const end = new AbortController();
      const codes = new Float32Array(n * {DIMS});
      const asked = {STORE}.tiles(codes, {{columns: 16, size: 8}}, {{signal: end.signal}});
      if (stop) end.abort();
      return asked.then(() => "shown", () => "given up");
    }}"""
    assert stage.page.evaluate(f"() => ({ask})(16, false)") == "shown"
    assert stage.page.evaluate(f"() => ({ask})(256, true)") == "given up"
    stage.wait("tilesAnswered.length === 2", timeout=20_000)
    assert stage.js("tilesAnswered") == [True, False]


def test_of_a_nearest_sample_the_kernel_is_asked_for_the_picture_once(open_page) -> None:
    stage = open_page()
    stage.wait("fake.count('support') === 1")

    def visit(*indices: int) -> int:
        for index in indices:
            stage.js(f"fake.setZ(Array.from(fake.code({index})))")
            stage.wait(f"{STORE}.about?.nearest.index === {index}")
        return stage.js("fake.count('about')")

    asked = visit(0, 1, 2)
    assert visit(0, 1, 2, 1, 0) == asked
    assert visit(3) == asked + 1


def test_keys_move_a_slider_and_the_page_decodes(open_page, model: ExportedDecoder) -> None:
    stage = open_page()
    slider = stage.page.get_by_label("dimension 0", exact=True)
    for key in ("Home", "ArrowRight", "ArrowRight"):
        slider.press(key)
    after = moved_to(stage)
    assert after[0] == pytest.approx(float(slider.input_value()), abs=1e-3)
    model.assert_shown(stage, after)
    assert stage.js("fake.count('decode')") == 0


def test_a_drag_on_the_plane_is_found_and_decoded_in_the_page(
    open_page, model: ExportedDecoder
) -> None:
    stage = open_page()
    before = stage.js("Array.from(fake.code(0))")
    drag_on_map(stage, (0.5, 0.5), (0.62, 0.4))
    after = moved_to(stage)
    model.assert_shown(stage, after)
    # The fake's plane is the first two dimensions, and the rest is held.
    assert stage.js(f"{STORE}.point") == pytest.approx(after[:2], abs=1e-5)
    assert after[2:] == before[2:]
    assert after[:2] != pytest.approx(before[:2], abs=0.05)
    assert (stage.js("fake.count('decode')"), stage.js(SAVES_OF_Z)) == (0, 1)
    x, y = place(stage, 0.62, 0.4)
    cross = stage.page.locator(".lw-map-cross").bounding_box()
    assert cross["x"] + cross["width"] / 2 == pytest.approx(x, abs=1.5)
    assert cross["y"] + cross["height"] / 2 == pytest.approx(y, abs=1.5)


def test_a_drag_on_a_tsne_map_is_decoded_in_the_page_by_its_codes(
    open_page, model: ExportedDecoder
) -> None:
    stage = open_page()
    stage.page.select_option("[aria-label=Projection]", "tsne")
    stage.wait(f"{STORE}.projection.method === 'tsne' && {READY} && {AT_REST}")
    # Until the page has the map the kernel decodes on it: none of that any more.
    stage.wait("fake.sent.some(([m]) => m.kind === 'asset' && m.name === 'codes.f32')")
    probe = f"fake.setZ(Array.from({STORE}.z, x => x + 0.01)) ?? true"
    stage.wait(f"({probe}) && {METER}.startsWith('page · ')")
    stage.wait(AT_REST)
    decodes = stage.js("fake.count('decode')")
    drag_on_map(stage, (0.5, 0.5), (0.55, 0.42))
    after = moved_to(stage)
    model.assert_shown(stage, after)
    assert stage.js("fake.count('decode')") == decodes
    assert stage.js("fake.sent.filter(([m]) => m.name === 'codes.f32').length") == 1
    # At a point of the map the code is that sample's own, where nothing is held beside the map.
    place_of = "fake.locate(fake.code(7), 'tsne', 2)"
    stage.js(f"{STORE}.setZ(fake.code(7))")
    stage.wait(f"{STORE}.point && {STORE}.frame.z[0] === fake.code(7)[0]")
    assert stage.js(f"{STORE}.point") == pytest.approx(stage.js(place_of), rel=1e-5)


def test_no_picture_is_blank_or_old_while_the_page_takes_over(
    open_page, model: ExportedDecoder
) -> None:
    stage = open_page(until="")
    seen = stage.page.evaluate(
        """async () => {
          const canvas = document.querySelector(".lw-big canvas");
          const seen = {blank: 0, runtimes: []};
          let after = 0;
          for (let i = 0; after < 20; i++) {
            fake.setZ(Array(16).fill(Math.sin(i / 9)));
            await new Promise(requestAnimationFrame);
            const { data } = canvas.getContext("2d")
              .getImageData(0, 0, canvas.width, canvas.height);
            if (!data.some((value, i) => i % 4 < 3 && value > 60)) seen.blank += 1;
            const runtime = document.querySelector(".lw-meter").innerText.split(" ")[0];
            if (seen.runtimes.at(-1) !== runtime) seen.runtimes.push(runtime);
            if (runtime === "page") after += 1;
          }
          return seen;
        }"""
    )
    assert seen == {"blank": 0, "runtimes": ["kernel", "page"]}
    stage.wait(AT_REST)
    model.assert_shown(stage, stage.js(f"Array.from({STORE}.z)"))


@pytest.mark.parametrize("told", [True, False])
def test_pictures_go_on_when_the_kernel_dies(
    open_page, model: ExportedDecoder, *, told: bool
) -> None:
    stage = open_page()
    stage.wait("document.querySelector('.lw-badge').dataset.place")
    stage.js("fake.kill()" if told else "fake.killSilently()")
    drag_on_map(stage, (0.5, 0.5), (0.6, 0.45))
    stage.page.locator(".lw-note", has_text="pictures are still decoded in the page").wait_for()
    stage.wait(AT_REST)
    model.assert_shown(stage, stage.js(f"Array.from({STORE}.z)"))
    assert stage.js(METER).startswith("page · ")
    # The page has the data's codes and still measures by them; the nearest sample is not shown.
    assert stage.page.locator(".lw-badge").get_attribute("data-place")
    assert stage.page.locator(".lw-three button").is_disabled()


def test_outputs_that_differ_keep_the_kernel_and_the_meter_says_why(
    open_page, model: ExportedDecoder
) -> None:
    stage = open_page(until=REFUSED, sheet={"disturbed": 2e-3})
    assert "the model's outputs differ by 2.0e-3, and 1e-4 is allowed." in meter_title(stage)
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait("fake.shown.length === 1")
    stage.wait(f"{METER}.startsWith('kernel · ')")
    model.assert_shown(stage, [0.25] * 16)
    assert stage.js("workers.live.size") == 0


def test_a_model_that_cannot_be_exported_stays_with_the_kernel(open_page) -> None:
    reason = "<b>PCA</b> is no torch model. The kernel goes on decoding it."
    stage = open_page(until=REFUSED, pageError=reason)
    assert meter_title(stage).endswith(f"They do not come from the page: {reason}")
    assert stage.js("workers.made") == 0


def test_a_page_that_may_have_no_workers_keeps_the_kernel(
    stage: Stage, model: ExportedDecoder
) -> None:
    model.serve(stage)
    stage.page.evaluate("delete window.Worker")
    stage.mount("decoded", **model.options())
    stage.wait(REFUSED, timeout=START)
    assert meter_title(stage).endswith("from the page: this page may have no workers.")
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait("fake.shown.length === 1")
    assert not stage.page.locator(".lw-note").is_visible()


def test_a_worker_that_a_policy_forbids_is_said(stage: Stage, model: ExportedDecoder) -> None:
    model.serve(stage)
    model.files["decoder-worker.js"] = b"throw new Error('no wasm here')"
    stage.mount("decoded", **model.options())
    stage.wait(REFUSED, timeout=START)
    assert "the page's worker failed: Uncaught Error: no wasm here" in meter_title(stage)
    assert stage.js("workers.live.size") == 0
    stage.errors.clear()  # the script's own


def test_runtime_kernel_asks_nothing_of_the_page(open_page) -> None:
    stage = open_page("decoded", until="", runtime="kernel")
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait("fake.shown.length === 1")
    assert stage.js("fake.count('page_model') + workers.made") == 0
    assert stage.js("fake.sent.every(([m]) => m.kind !== 'asset' || m.name === 'codes.f32')")


def test_nan_is_marked_and_said(open_page, model: ExportedDecoder) -> None:
    stage = open_page("decoded")
    far = [NAN_FROM + 1, *[0] * 15]
    stage.js(f"fake.setZ({far})")
    stage.page.get_by_text(f"NaN or infinity in {SIDE} values").wait_for()
    pixels = stage.pixels(".lw-big canvas")
    colours = {tuple(pixels[4 * i : 4 * i + 3]) for i in range(SIDE)}
    assert colours == {(255, 0, 255), (0, 0, 0)}
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait("document.querySelector('.lw-note').hidden")
    model.assert_shown(stage, [0.25] * 16)


def test_the_last_view_ends_the_worker(open_page) -> None:
    stage = open_page("decoded", "sliders")
    assert (stage.js("workers.live.size"), stage.js("workers.made")) == (1, 1)
    stage.page.evaluate("closers.shift()()")
    assert stage.js("workers.live.size") == 1
    stage.close()
    assert stage.js("workers.live.size") == 0


def test_twenty_runs_of_the_cell_leave_no_worker(stage: Stage, model: ExportedDecoder) -> None:
    model.serve(stage)
    before = stage.live()
    for run in range(20):
        stage.mount("decoded", **model.options(n_samples=20))
        if run % 5 == 0:
            stage.wait(READY, timeout=START)
        elif run % 5 == 1:  # in the midst of the worker's start
            made = stage.js("workers.made")
            stage.wait(f"workers.made > {made}", timeout=START)
        stage.close()
        assert stage.js("workers.live.size") == 0
    assert stage.live() == before
    stage.mount("decoded", **model.options())
    stage.wait(READY, timeout=START)
    assert stage.js("workers.live.size") == 1


def test_the_runtime_is_brought_once_and_kept_in_the_browser(
    stage: Stage, model: ExportedDecoder, bundles: Path
) -> None:
    model.serve(stage)
    stage.mount("decoded", **model.options())
    stage.wait(READY, timeout=START)
    assert model.asked.count("onnxruntime.wasm.gz") >= 1
    model.asked.clear()
    later = Stage(stage.page.context.new_page(), bundles)
    model.serve(later)
    later.mount("decoded", **model.options())
    later.wait(READY, timeout=START)
    assert set(model.asked) == {"decoder.onnx", "probe.f32"}
    assert later.errors == []


def test_a_page_without_a_store_decodes_all_the_same(stage: Stage, model: ExportedDecoder) -> None:
    model.serve(stage)
    stage.page.evaluate(
        """Object.defineProperty(window, 'indexedDB', {
          get() { throw new DOMException('not here', 'SecurityError'); },
        })"""
    )
    stage.mount("decoded", **model.options())
    stage.wait(READY, timeout=START)
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait(f"{METER}.startsWith('page · ')")
    model.assert_shown(stage, [0.25] * 16)
