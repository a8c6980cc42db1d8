"""Two models side by side: choose on the left and see it on the right, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

# Two fake spaces of the same samples, and the comparison's own model, which answers as Python does:
# the second map is laid over the first by a quarter turn and a factor of two.
MOUNT = """async (options) => {
  const pair = [0, 1].map((k) =>
    new fakeModule.FakeSpace({ nSamples: 300, name: k ? "model b" : "model a", ...options[k] }));
  window.pair = pair;
  window.fake = pair[0];
  const wire = (array) => ({
    dtype: array.constructor.name.replace("Array", "").toLowerCase(),
    shape: [array.length],
    data: new DataView(array.buffer),
  });
  const floats = (...values) => wire(Float32Array.from(values));
  const alignment = {
    matrix: floats(0, 2, -2, 0), inverse: floats(0, -0.5, 0.5, 0),
    center: floats(0, 0), target: floats(1, 1),
    residual: 0.25, expected: 0.99, words: "turned and scaled by 2 to lie over the other",
  };
  const figure = (name, better, values) => ({
    name, better,
    values: values.map(([value, interval]) =>
      ({ value, interval, reference: "", label: "", why: value === null ? "no variances" : "" })),
  });
  window.report = {
    overlap: {
      value: 0.4, expected: 0.034, interval: [0.38, 0.42], label: "overlap", k: 10,
      changed: wire(Uint32Array.of(7, 3, 250)), shares: floats(0, 0.1, 0.2),
    },
    codes: null,
    figures: [
      figure("reconstruction error", "low", [[0.08, [0.07, 0.085]], [0.12, [0.11, 0.13]]]),
      figure("information (KL)", "", [[null, null], [21.5, [20, 23]]]),
    ],
  };
  window.asked = [];
  window.own = new fakeModule.FakeModel(
    { state: "anywidget:a", other: "anywidget:b", follow: "sample", report: null, trouble: "" },
    (content) => {
      asked.push(content);
      const { id, kind } = content;
      if (kind === "cancel") return;
      const result = kind === "align"
        ? { alignment: options.alone ? null : alignment }
        : { index: content.index, stayed: wire(Uint32Array.of(content.index + 1)),
            left: wire(Uint32Array.of(2, 4)), came: wire(Uint32Array.of(5)) };
      setTimeout(() => own.fire("msg:custom", { kind: "reply", id, ok: true, result }, []), 5);
    },
  );
  const contexts = [[], []];
  const host = { getModel: async (reference) => {
    const k = reference.endsWith("b") ? 1 : 0;
    const context = Symbol("context");
    contexts[k].push(context);
    return pair[k].state.proxy(context, undefined);
  } };
  const element = document.createElement("div");
  element.className = "mount";
  document.body.append(element);
  const cleanup = await widgets.comparison.render({
    model: own.proxy(Symbol("view"), undefined), el: element, host,
  });
  closers.push(() => {
    pair.forEach((space, k) => { for (const c of contexts[k]) space.state.off(null, null, c); });
    cleanup();
  });
}"""
STORES = "[...globalThis[Symbol.for('latentwidgets.stores.v1')].values()].map((e) => e.store)"


def open_pair(stage: Stage, *, report: bool = True, **options: object) -> None:
    stage.page.evaluate(MOUNT, {"0": {}, "1": {"seed": 1}, **options})
    stage.page.locator(".lw-comparison").wait_for()
    if report:
        stage.page.evaluate("own.set('report', report)")
    stage.page.locator(".lw-map-stage").nth(1).wait_for()
    stage.wait("performance.getEntriesByName('lw-map-full-draw').length > 0", timeout=20_000)


def shows(stage: Stage, side: int, index: int) -> None:
    """Wait until the code of one side is that of a sample."""
    stage.wait(
        f"""{STORES}[{side}].z.every((value, d) =>
            Math.abs(value - pair[{side}].code({index})[d]) < 1e-6)"""
    )


def both_show(stage: Stage, index: int) -> None:
    for side in (0, 1):
        shows(stage, side, index)


def asked_samples(side: int) -> str:
    """The samples that one side has asked for, in JavaScript."""
    return f"pair[{side}].sent.map(([m]) => m).filter((m) => m.kind === 'sample')"


def last_sample(stage: Stage, side: int, *, after: int = 0) -> int:
    """The sample that one side has asked for last, once there were more than `after`."""
    stage.wait(f"{asked_samples(side)}.length > {after}")
    return stage.js(f"{asked_samples(side)}.at(-1).index")


def test_a_sample_chosen_on_the_left_by_keyboard_is_shown_on_the_right(stage: Stage) -> None:
    open_pair(stage)
    stage.page.locator(".lw-map-stage").first.focus()
    stage.page.keyboard.press("Enter")
    index = last_sample(stage, 0)
    both_show(stage, index)
    sample = stage.page.get_by_label("The chosen sample in both")
    expect(sample.get_by_text(f"sample {index}")).to_be_visible()
    expect(sample.get_by_text("rebuilt by model b")).to_be_visible()
    expect(stage.page.get_by_role("button", name=f"Go to sample {index + 1}")).to_be_visible()
    expect(stage.page.get_by_text("Near in model a only (2)")).to_be_visible()


def test_and_on_the_right_by_mouse_it_is_shown_on_the_left(stage: Stage) -> None:
    open_pair(stage)
    expect(stage.page.get_by_text("The second map is turned")).to_be_visible()
    # The cursor is hidden as long as the points are on their way.
    expect(stage.page.locator(".lw-map-cross").nth(1)).to_be_visible()
    right = stage.page.locator(".lw-map-stage").nth(1)
    right.focus()
    for _ in range(5):
        stage.page.keyboard.press("ArrowDown")
    right.press("Enter")
    both_show(stage, last_sample(stage, 1))
    box = right.bounding_box()
    assert box
    before = stage.js(f"{asked_samples(0)}.length")
    stage.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.55 * box["height"])
    shows(stage, 0, last_sample(stage, 0, after=before))


def test_those_that_changed_most_are_listed_and_lead_there(stage: Stage) -> None:
    open_pair(stage)
    row = stage.page.locator(".lw-comparison-changed .lw-compared")
    expect(row).to_have_count(3)
    expect(row.first).to_have_attribute("aria-label", "Go to sample 7, 0 % stayed")
    row.nth(2).focus()
    stage.page.keyboard.press("Enter")
    both_show(stage, 250)
    expect(stage.page.get_by_text("40 % are the same in both")).to_be_visible()


def test_a_cursor_that_moves_takes_the_other_to_the_same_sample(stage: Stage) -> None:
    open_pair(stage)
    stage.page.locator(".lw-map-stage").first.focus()
    for _ in range(8):
        stage.page.keyboard.press("ArrowRight")
    shows(stage, 1, last_sample(stage, 1))
    # It is the nearest on the map to where the hand let go.
    stage.wait("document.querySelector('.mount').dataset.lwRest === 'true'")
    nearest = stage.js(
        f"""(() => {{
          const {{ point, projection }} = {STORES}[0];
          const c = projection.coordinates;
          const away = (i) => (c[2 * i] - point[0]) ** 2 + (c[2 * i + 1] - point[1]) ** 2;
          return Array.from({{ length: c.length / 2 }}, (_, i) => i)
            .reduce((best, i) => (away(i) < away(best) ? i : best), 0);
        }})()"""
    )
    shows(stage, 1, nearest)


def test_or_to_the_same_place_on_the_map_laid_over_it(stage: Stage) -> None:
    open_pair(stage)
    expect(stage.page.get_by_text("The second map is turned and scaled by 2")).to_be_visible()
    follow = stage.page.get_by_label("The other map's cursor goes to")
    follow.select_option("place")
    assert stage.js("own.saved.at(-1)") == ["follow", "place"]
    stage.page.locator(".lw-map-stage").first.focus()
    stage.page.keyboard.press("ArrowRight")
    asked = "pair[{}].sent.map(([m]) => m).filter((m) => m.kind === 'decode' && m.point).at(-1)"
    stage.wait(f"{asked.format(1)} !== undefined")
    stage.wait("document.querySelector('.mount').dataset.lwRest === 'true'")
    x, y = stage.js(asked.format(0))["point"]
    u, v = stage.js(asked.format(1))["point"]
    # As in MOUNT: a quarter turn, twice as large, moved by one.
    assert [-2 * v + 1, 2 * u + 1] == pytest.approx([x, y], abs=1e-5)
    expect(follow.locator("option[value=code]")).to_be_disabled()


def test_one_selection(stage: Stage) -> None:
    open_pair(stage)
    stage.page.evaluate(
        """() => {
          const [first] = [...globalThis[Symbol.for('latentwidgets.stores.v1')].values()];
          first.store.setSelection(Uint32Array.of(4, 9));
        }"""
    )
    stage.wait("JSON.stringify(pair[1].lastSaved('selection')) === '[4,9]'")


def test_figures_say_what_is_better_and_why_there_is_none(stage: Stage) -> None:
    open_pair(stage)
    error = stage.page.get_by_role("row", name="reconstruction error")
    expect(error.get_by_role("cell").first).to_contain_text("0.08 0.07 to 0.085 better")
    expect(error.get_by_role("cell").nth(1)).not_to_contain_text("better")
    expect(stage.page.get_by_role("row", name="information")).to_contain_text("no variances")


def test_maps_with_other_axes_stand_as_they_are_which_is_said(stage: Stage) -> None:
    open_pair(stage, alone=True, report=False)
    expect(stage.page.get_by_text("The second map stands as it is")).to_be_visible()
    expect(stage.page.get_by_text("Comparing neighbourhoods and figures")).to_be_visible()
    expect(stage.page.locator("option[value=place]")).to_be_disabled()
    stage.page.evaluate("own.set('trouble', 'The two cannot be compared: <b>no</b>')")
    expect(stage.page.get_by_text("cannot be compared: <b>no</b>")).to_be_visible()


def test_narrow_the_maps_are_stacked_and_nothing_sticks_out(open_stage) -> None:
    stage = open_stage(width=390, height=844)
    open_pair(stage)
    boxes = [stage.page.locator(".lw-comparison-side").nth(k).bounding_box() for k in (0, 1)]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert stage.js("document.documentElement.scrollWidth") <= 390


def test_closing_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    open_pair(stage)
    stage.close()
    stage.wait("document.querySelector('.lw-comparison') === null")
    assert stage.js("own.listeners.size") == 0
    assert stage.js("pair.map((space) => space.state.listeners.size)") == [0, 0]
    after = stage.live()
    assert {name: after[name] for name in before if after[name] > before[name]} == {}
