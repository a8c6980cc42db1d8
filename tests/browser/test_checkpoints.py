"""A timeline: scrubbed by mouse and keyboard, played, growing while a model trains."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

# Snapshots of which each can be told: point i of round r is at (i + 1) r, tiles are grey by round.
MOUNT = """async ({ rounds, taken, live, traits }) => {
  const wire = (array) => ({
    dtype: array.constructor.name.replace("Array", "").toLowerCase(),
    shape: [array.length],
    data: new DataView(array.buffer),
  });
  const sheet = (grey, columns, n) => {
    const [size, rows] = [4, Math.ceil(n / columns)];
    const pixels = new Uint8Array(4 * size * size * columns * rows).fill(255);
    for (let i = 0; i < pixels.length; i += 4) pixels.fill(grey, i, i + 3);
    const [width, height] = [size * columns, size * rows];
    return { columns, n, size,
             atlas: { pixels: wire(pixels), encoding: "rgba8", width, height, not_finite: 0 } };
  };
  window.snapshot = (at) => ({
    at,
    points: wire(Float32Array.from({ length: 60 }, (_, i) =>
      (i % 2 ? Math.sin(i) : Math.cos(i)) * (at + 1))),
    box: [-at - 1, -at - 1, at + 1, at + 1],
    lattice: sheet(200 - at, 12, 144),
    fixed: sheet(at, 6, 24),
    figures: [
      { key: "error", name: "error", value: 1 / (at + 1), expected: null, against: "", label: "e" },
      { key: "kept", name: "kept", value: 0.5, expected: 0.1, against: "chance", label: "k" },
    ],
    words: `laid at ${at}`,
    trouble: at === 99 ? "no <b>finite</b> number" : "",
  });
  const labels = Uint16Array.from({ length: 30 }, (_, i) => i % 3);
  window.described = {
    name: "<i>mine</i>", unit: "epochs", encodes: true, live, n: 30, real: null,
    modality: { kind: "image", height: 8, width: 8, channels: 1 },
    colour: { name: "label", kind: "categorical", categories: ["a", "b", "c"],
              values: wire(labels), low: 0, high: 0, note: "" },
  };
  window.asked = [];
  window.own = new fakeModule.FakeModel(
    { at: 0, described, progress: { rounds, taken, trouble: "" }, curves: {}, ...traits },
    (content) => {
      asked.push(content);
      const { id, at } = content;
      setTimeout(() => own.fire("msg:custom",
        { kind: "reply", id, ok: true, result: snapshot(at) }, []), 5);
    },
  );
  const element = document.createElement("div");
  element.className = "mount";
  document.body.append(element);
  closers.push(await widgets.checkpoints.render(
    { model: own.proxy(Symbol("view"), undefined), el: element }));
}"""
ROUNDS = [0, 10, 40, 80]


def open_film(
    stage: Stage, rounds: list[int] = ROUNDS, taken: list[int] | None = None, **traits: object
) -> None:
    taken = rounds if taken is None else taken
    live = bool(traits.pop("live", False))
    stage.page.evaluate(MOUNT, {"rounds": rounds, "taken": taken, "live": live, "traits": traits})
    stage.page.locator(".lw-training").wait_for()
    if taken:
        stage.wait(f"Number(document.querySelector('.lw-training-range').max) === {len(taken) - 1}")


def shows(stage: Stage, at: int) -> None:
    """Words, outputs and figures are all of one checkpoint."""
    expect(stage.page.locator(".lw-training-round")).to_contain_text(f"epochs {at} ·")
    expect(stage.page.locator(".lw-training-words")).to_have_text(f"laid at {at}")
    stage.wait(
        f"""(() => {{
          const canvas = document.querySelector('.lw-training-fixed');
          const {{ width, height }} = canvas;
          const [grey] = canvas.getContext('2d')
            .getImageData(width / 12, height / 8, 1, 1).data;
          return grey === {at};
        }})()"""
    )
    value = f"{1 / (at + 1):.3g}"
    expect(stage.page.locator(".lw-training-curve").first.locator("b")).to_have_text(value)


def range_(stage: Stage):
    return stage.page.get_by_role("slider", name="Checkpoint")


def test_it_opens_at_the_last_and_is_scrubbed_by_keyboard(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    range_(stage).focus()
    stage.page.keyboard.press("ArrowLeft")
    shows(stage, 40)
    assert stage.js("own.saved.at(-1)") == ["at", 40]
    stage.page.keyboard.press("Home")
    shows(stage, 0)
    expect(range_(stage)).to_have_attribute("aria-valuetext", "epochs 0 · 1 of 4")


def test_by_mouse_on_the_scrubber_and_on_a_curve_and_asks_nothing(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    n_asked = stage.js("asked.length")
    box = range_(stage).bounding_box()
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + box["width"] - 8, y)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + box["width"] / 3, y, steps=5)
    stage.page.mouse.up()
    shows(stage, 10)
    curve = stage.page.locator(".lw-training-curve svg").nth(1).bounding_box()
    stage.page.mouse.click(curve["x"] + 2, curve["y"] + 10)
    shows(stage, 0)
    assert stage.js("asked.length") == n_asked


def test_the_map_moves_by_keys_and_a_sample_is_followed(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    film_map = stage.page.locator(".lw-training-map")
    film_map.focus()
    stage.page.keyboard.press("n")
    stage.page.keyboard.press("n")
    followed = stage.page.locator(".lw-training-followed")
    expect(followed).to_have_text("following sample 1, label b")
    stage.page.keyboard.press("ArrowLeft")
    shows(stage, 40)
    expect(followed).to_have_text("following sample 1, label b")
    stage.page.keyboard.press("Escape")
    expect(followed).to_have_text("click a point to follow its sample")


def test_a_class_is_hidden_by_its_chip(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    coloured = """(() => {
      const canvas = document.querySelector('.lw-training-canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        count += data[i + 1] - data[i] > 60 && data[i + 1] - data[i + 2] > 20;
      }
      return count;
    })()"""
    stage.wait(f"{coloured} > 20")  # green, the third class
    stage.page.get_by_role("button", name="c", exact=True).click()
    stage.wait(f"{coloured} === 0")


def test_it_plays_to_the_end_and_pauses(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    stage.page.get_by_role("button", name="Play").click()
    expect(stage.page.get_by_role("button", name="Pause")).to_be_visible()
    expect(stage.page.locator(".lw-training-round")).to_contain_text("epochs 10 ·")
    expect(stage.page.get_by_role("button", name="Play")).to_be_visible(timeout=30_000)
    shows(stage, 80)


def test_it_grows_while_a_model_trains(stage: Stage) -> None:
    open_film(stage, [], live=True)
    expect(stage.page.get_by_text("waiting for the first step")).to_be_visible()
    expect(range_(stage)).to_be_disabled()
    push = """(at) => {
      own.fire("msg:custom", { kind: "snapshot", result: snapshot(at) }, []);
      const rounds = [...own.get("progress").rounds, at];
      own.set("progress", { rounds, taken: rounds, trouble: "" });
    }"""
    stage.page.evaluate(push, 0)
    shows(stage, 0)
    stage.page.evaluate(push, 10)
    shows(stage, 10)
    range_(stage).focus()
    stage.page.keyboard.press("Home")
    stage.page.evaluate(push, 20)
    stage.wait("document.querySelector('.lw-training-range').max === '2'")
    shows(stage, 0)  # who looks back is left there


def test_rounds_that_went_are_not_shown_and_noted_figures_are(stage: Stage) -> None:
    open_film(stage)
    shows(stage, 80)
    stage.page.evaluate(
        """() => {
          const wire = (...values) => {
            const array = Float32Array.from(values);
            return { dtype: "float32", shape: [values.length], data: new DataView(array.buffer) };
          };
          own.set("progress", { rounds: [0, 40, 80], taken: [0, 40, 80], trouble: "" });
          own.set("curves", { loss: { at: wire(0, 20, 80), values: wire(9, 5, 1) } });
        }"""
    )
    shows(stage, 80)
    loss = stage.page.locator(".lw-training-curve").filter(has_text="loss")
    expect(loss.locator("b")).to_have_text("1")
    range_(stage).focus()
    stage.page.keyboard.press("ArrowLeft")
    shows(stage, 40)
    # Between the rounds 20 and 80, which stand half a place and a place and a half away.
    expect(loss.locator("b")).to_have_text("3.67")


def test_troubles_are_said_as_text(stage: Stage) -> None:
    open_film(stage, [0, 99])
    expect(stage.page.locator(".lw-training-words")).to_have_text("no <b>finite</b> number")
    expect(stage.page.locator(".lw-title")).to_have_text("<i>mine</i>")
    stage.page.evaluate(
        "own.set('progress', { rounds: [0, 99, 100], taken: [0, 99], trouble: '<u>out</u>' })"
    )
    expect(stage.page.locator(".lw-training-progress")).to_have_text("Stopped: <u>out</u>")


def test_narrow_nothing_sticks_out(open_stage) -> None:
    stage = open_stage(width=390, height=844)
    open_film(stage)
    shows(stage, 80)
    assert stage.js("document.documentElement.scrollWidth") <= 390


def test_closing_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    open_film(stage)
    shows(stage, 80)
    stage.close()
    assert stage.js("own.listeners.size") == 0
    after = stage.live()
    assert {name: after[name] for name in before if after[name] > before[name]} == {}
