"""The views that diagnose, over real models of sentences, melodies, sounds and series."""

from __future__ import annotations

import numpy as np
import pytest
from live import Live, widgets_in
from playwright.sync_api import expect
from stage import Stage

import latentwidgets as lw
from latentwidgets.spaces.traversals import traversal
from latentwidgets.widgets.covering import covering_of
from tests.spaces import media

pytestmark = pytest.mark.browser

ZOO = {
    "text": "sentences/vae",
    "melody": "melodies/vae",
    "audio": "tones/vae",
    "series": "heartbeats/vae",
}
N = 80
SIZE = 48  # pixels of a cell of the traversals
LONG = 90_000
NONSENSE = ("undefined", "NaN", "[object", "null", "Infinity")

# Of all canvases that are seen: those on which nothing is drawn, or that are of no size.
BLANK = """(root) => [...document.querySelectorAll(`${root} canvas`)].flatMap((canvas) => {
  const { width, height } = canvas.getBoundingClientRect();
  if (!canvas.checkVisibility() || canvas.closest("[hidden]")) return [];
  const name = `${canvas.className} in ${canvas.parentElement.className}`;
  if (width < 8 || height < 8) return [`${name}: ${width} by ${height}`];
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set(new Uint32Array(data.buffer));
  return colours.size > 1 ? [] : [`${name}: blank`];
})"""
# What is wider than the box that it lies in, where that does not scroll.
STICKING_OUT = """() => [...document.querySelectorAll(".mount *")].filter((each) => {
  if (!each.checkVisibility()) return false;
  const box = each.getBoundingClientRect();
  for (let around = each.parentElement; around; around = around.parentElement) {
    const style = getComputedStyle(around);
    if (style.overflowX !== "visible") return false;
    if (around.classList.contains("mount")) return box.right > innerWidth + 1;
  }
  return false;
}).map((each) => each.className)"""


def reads_well(stage: Stage, root: str = ".mount") -> None:
    """No blank tile, no word of a program, nothing that sticks out."""
    stage.wait(f"({BLANK})('{root}').length === 0", timeout=LONG)
    words = stage.page.locator(root).all_inner_texts()
    for nonsense in NONSENSE:
        assert nonsense not in "\n".join(words), "\n".join(words)
    assert stage.page.evaluate(STICKING_OUT) == []


def at_each_size(stage: Stage) -> None:
    """In the dark, and on a telephone, it reads well too."""
    reads_well(stage)
    stage.page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
    expect(stage.page.locator(".mount").first).to_have_attribute("data-lw-theme", "dark")
    reads_well(stage)
    stage.page.set_viewport_size({"width": 390, "height": 844})
    reads_well(stage)
    assert stage.js("document.documentElement.scrollWidth") <= 390


def levels(stage: Stage, selector: str, place: int) -> np.ndarray:
    """The RGBA levels of a canvas."""
    found = stage.page.locator(selector).nth(place).evaluate(
        """canvas => [canvas.height, canvas.width, Array.from(canvas.getContext("2d")
             .getImageData(0, 0, canvas.width, canvas.height).data)]"""
    )  # fmt: skip
    return np.array(found[2], float).reshape(found[0], found[1], 4)


def shows(stage: Stage, selector: str, space: lw.LatentSpace, outputs: np.ndarray, size: int):
    """The first tiles are those of these outputs."""
    texts = space.modality.texts(outputs)
    if texts is not None:
        assert stage.page.locator(selector).all_inner_texts()[: len(texts)] == texts
        return
    pictures = space.modality.pictures(outputs, size)
    for place, picture in enumerate(pictures):
        shown = levels(stage, f"{selector} canvas", place)
        top = (shown.shape[0] - picture.shape[0]) // 2
        inner = shown[top : top + picture.shape[0]]
        assert inner.shape == picture.shape
        clear = picture[..., 3] == 0
        assert np.array_equal(inner[..., 3] == 0, clear)
        assert np.abs(inner - 255 * picture)[~clear].max(initial=0) <= 3


@pytest.fixture
def live(stage: Stage):
    with widgets_in(stage) as live:
        yield live


@pytest.mark.parametrize("kind", ZOO)
def test_what_is_wrong_with_a_model_is_seen_of_any_medium(stage: Stage, live: Live, kind) -> None:
    space = lw.zoo.load(ZOO[kind])
    noted = {"runtime": "kernel"}
    grid = lw.TraversalGrid(space, **noted)
    coverage = lw.CoverageView(space, n=N, **noted)
    diagnosis = lw.DiagnosisView(space, n=N, **noted)
    live.show(grid, lw.DisentanglementView(space, **noted), coverage, diagnosis)
    _traversals(stage, grid)
    _factors(stage)
    _coverage(stage, space)
    _report(stage, diagnosis)
    at_each_size(stage)


def _traversals(stage: Stage, grid: lw.TraversalGrid) -> None:
    space, page = grid.space, stage.page
    cells = page.locator(".lw-trav-cell")
    words = page.locator(".lw-trav-panel .lw-movers-words")
    expect(words).to_contain_text("Bright", timeout=LONG)
    first = int(grid.state.sliders["order"][0])
    outputs = space.decode(traversal(space, first, 9, grid.z))
    if texts := space.modality.texts(outputs):
        titles = page.locator(".lw-trav-words").evaluate_all("all => all.map((one) => one.title)")
        assert titles[:9] == texts
    else:
        shows(stage, ".lw-trav-cell", space, outputs, SIZE)
    cells.nth(8).click()
    high = float(space.slider_ranges()[1][first])
    stage.wait(f"Math.abs({STORE}.z[{first}] - {high}) < 1e-4")
    expect(page.locator(".of-TraversalGrid")).to_have_attribute("data-lw-rest", "true")
    moved = grid.moved(first)
    row, column = np.unravel_index(moved.argmax(), moved.shape)
    field = page.locator(".lw-trav-field")
    box = field.bounding_box()
    assert box
    sizes = (column, moved.shape[1], box["width"]), (row, moved.shape[0], box["height"])
    x, y = (float((at + 0.5) / n * size) for at, n, size in sizes)
    field.click(position={"x": x, "y": y})
    place = {"text": "slot", "melody": "at step", "audio": "the sound at", "series": "at"}
    expect(words).to_contain_text(place[space.modality.kind], timeout=LONG)
    if space.modality.kind != "melody":  # a note may stay as it is over one sd
        expect(page.locator(".lw-trav-panel .lw-mover").first).to_be_visible(timeout=LONG)


STORE = "[...globalThis[Symbol.for('latentwidgets.stores.v1')].values()][0].store"


def _factors(stage: Stage) -> None:
    page = stage.page
    expect(page.locator(".lw-disent-cell").first).to_be_visible(timeout=LONG)
    page.locator(".lw-disent-cell").first.click()
    shown = page.locator(".lw-disent-strip [data-shown]")
    expect(shown).to_have_count(1, timeout=LONG)
    expect(page.locator(".lw-disent-scatter-words")).to_contain_text("each dot is one of")
    assert page.locator(".lw-disent-score").count() >= 1


def _coverage(stage: Stage, space: lw.LatentSpace) -> None:
    page = stage.page
    made = page.locator(".lw-coverage-group[data-set=generated]")
    expect(made).to_be_visible(timeout=LONG)
    found = covering_of(space).found
    assert found
    expect(page.locator(".lw-coverage-verdict")).to_contain_text(found.verdict)
    tiles = ".lw-coverage-group[data-set=generated] .lw-coverage-tile"
    expect(page.locator(tiles)).to_have_count(8)
    shows(stage, tiles, space, found.generated[:8], 56)
    for measure in found.measures:
        name = page.locator(".lw-coverage-name").get_by_text(measure.name, exact=True)
        expect(name).to_be_visible()
    bins = page.locator(".lw-coverage-bin")
    if bins.count():
        bins.first.click()
        expect(page.locator(".lw-coverage-open")).to_contain_text("real samples in this bin")


def _report(stage: Stage, view: lw.DiagnosisView) -> None:
    page = stage.page
    page.get_by_role("button", name="Diagnose", exact=True).click()
    cards = page.locator(".lw-diagnosis-card")
    expect(cards).to_have_count(6, timeout=LONG)
    for card, section in zip(cards.all(), view.diagnosis.sections, strict=True):
        expect(card).to_contain_text(section.verdict)
    stage.wait(
        "[...document.querySelectorAll('.lw-diagnosis-picture')].every((each) => each.naturalWidth)"
    )
    assert page.locator(".lw-diagnosis-picture").count() >= 4


@pytest.mark.parametrize("kind", ZOO)
def test_two_models_and_a_training_are_seen_of_any_medium(stage: Stage, live: Live, kind) -> None:
    n, labels = 80, np.arange(80) % 3
    spaces = [media.make_medium(kind, n, change, name=f"by {change}") for change in (0.0, 0.2)]
    pair = lw.SpaceComparison(*spaces, runtime="kernel")
    models = [media.make_model(kind, change) for change in (0.5, 0.2, 0.0)]
    told = {"modality": media.modality_of(kind), "labels": labels}
    film = lw.CheckpointTimeline(models, media.make_data(kind, n), **told)
    film.wait(60)
    live.show(pair, film)
    page = stage.page
    expect(page.locator(".lw-comparison-laid")).to_contain_text("Procrustes", timeout=LONG)
    expect(page.locator(".lw-comparison-overlap")).to_contain_text("are the same in both")
    row = page.locator(".lw-comparison-changed .lw-compared")
    expect(row.first).to_be_visible(timeout=LONG)
    row.first.click()
    expect(page.get_by_label("The chosen sample in both").locator(".lw-filled")).to_have_count(
        3, timeout=LONG
    )
    error = page.get_by_role("row", name="reconstruction error")
    expect(error.get_by_role("cell").first).to_contain_text("to")
    slider = page.get_by_role("slider", name="Checkpoint")
    expect(slider).to_have_attribute("aria-valuetext", "checkpoints 2 · 3 of 3", timeout=LONG)
    if kind == "text":
        space = spaces[0]
        lines = page.locator(".lw-training-texts li").all_inner_texts()
        assert len(lines) == 12
        rows = np.unique(np.linspace(0, n - 1, 24).astype(int))[:12]
        assert lines == space.modality.texts(space.decode(space.codes[rows]))
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "checkpoints 0 · 1 of 3")
    at_each_size(stage)
