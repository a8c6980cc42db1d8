"""Directions, made and moved along by mouse, keyboard and finger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

STORE = "globalThis[Symbol.for('latentwidgets.stores.v1')].get(fake.id).store"
SELECT = STORE + ".setSelection(Uint32Array.from({}))"


def make(stage: Stage, attribute: str, kind: str | None = None) -> None:
    """Make a direction of an attribute, as a person does."""
    stage.page.get_by_label("attribute", exact=True).select_option(attribute)
    if kind is not None:
        choice = stage.page.get_by_label("kind", exact=True)
        expect(choice).to_be_enabled()
        choice.select_option(kind)
    stage.page.get_by_role("button", name="Make", exact=True).click()


def entry(stage: Stage, place: int = 0) -> dict:
    return stage.js(
        f"""(() => {{ const one = fake.directions.entries[{place}];
            return {{...one, vector: Array.from(one.vector)}}; }})()"""
    )


def z(stage: Stage) -> list[float]:
    return stage.js("fake.lastSaved('z')")


def slider(stage: Stage, name: str):
    return stage.page.get_by_role("slider", name=name, exact=True)


def drag(stage: Stage, name: str, start: float, end: float) -> None:
    box = slider(stage, name).bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + start * box["width"], y)
    stage.page.mouse.down()
    for step in range(1, 9):
        at = start + (end - start) * step / 8
        stage.page.mouse.move(box["x"] + at * box["width"], y)
    stage.page.mouse.up()


def along(stage: Stage, before: list[float], after: list[float], place: int = 0) -> float:
    """How many sd apart two codes are along a direction; they must differ in nothing else."""
    one = entry(stage, place)
    amounts = [
        (b - a) / (one["scale"] * v)
        for a, b, v in zip(before, after, one["vector"], strict=True)
        if abs(v) > 0.05
    ]
    assert max(amounts) - min(amounts) < 1e-3
    return sum(amounts) / len(amounts)


def start(stage: Stage) -> list[float]:
    return stage.js("Array.from(fake.code(0))")


def test_an_attribute_becomes_a_slider_that_moves_the_picture(stage: Stage) -> None:
    stage.mount("directions")
    assert stage.page.get_by_text("No directions yet").is_visible()
    make(stage, "digit", "3")
    expect(slider(stage, "digit 3")).to_be_focused()
    assert not stage.page.get_by_text("No directions yet").is_visible()
    drag(stage, "digit 3", 0.5, 0.9)
    stage.wait("fake.lastSaved('z')")
    assert along(stage, start(stage), z(stage)) == pytest.approx(2.4, abs=0.15)
    stage.sees(stage.decoded())
    assert stage.js("fake.count('decode')") >= 3
    assert stage.js("fake.state.saved.filter(([name]) => name === 'z').length") == 1


def test_a_kind_is_told_from_another_on_request(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.get_by_label("attribute", exact=True).select_option("digit")
    against = stage.page.get_by_label("told from")
    expect(against).to_be_visible()
    stage.page.get_by_label("kind", exact=True).select_option("3")
    against.select_option("against 7")
    stage.page.get_by_role("button", name="Make", exact=True).click()
    expect(slider(stage, "digit 3")).to_be_focused()
    sent = stage.js("fake.sent.findLast(([m]) => m.kind === 'direction')[0]")
    assert (sent["value"], sent["against"]) == ("3", "7")
    stage.page.get_by_label("attribute", exact=True).select_option("slant")
    expect(against).to_be_hidden()


def test_keys_move_it_and_the_value_is_said(stage: Stage) -> None:
    stage.mount("directions")
    make(stage, "slant")
    control = slider(stage, "slant")
    expect(control).to_be_focused()
    for _ in range(4):
        stage.page.keyboard.press("ArrowRight")
    assert along(stage, start(stage), z(stage)) == pytest.approx(0.2, abs=1e-3)
    assert control.get_attribute("aria-valuetext") == "+0.20 standard deviations"
    stage.page.keyboard.press("End")
    assert along(stage, start(stage), z(stage)) == pytest.approx(3, abs=1e-3)
    stage.page.get_by_role("button", name="Back to 0").click()
    assert z(stage) == pytest.approx(start(stage), abs=1e-6)


def test_directions_add_up_and_another_move_begins_anew(stage: Stage) -> None:
    stage.mount("directions", "sliders")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    make(stage, "digit", "1")
    expect(slider(stage, "digit 1")).to_be_focused()
    drag(stage, "slant", 0.5, 0.75)
    stage.wait("fake.lastSaved('z')")
    first = z(stage)
    drag(stage, "digit 1", 0.5, 0.25)
    stage.wait(f"JSON.stringify(fake.lastSaved('z')) !== {json.dumps(json.dumps(first))}")
    both = z(stage)
    assert along(stage, first, both, 1) == pytest.approx(-1.5, abs=0.15)
    assert float(slider(stage, "slant").input_value()) == pytest.approx(1.5, abs=0.15)
    # A plain slider is another hand: both stand at 0 from there.
    stage.page.get_by_label("dimension 0", exact=True).press("End")
    expect(slider(stage, "slant")).to_have_value("0")
    expect(slider(stage, "digit 1")).to_have_value("0")
    here = z(stage)
    slider(stage, "slant").press("ArrowRight")
    assert along(stage, here, z(stage)) == pytest.approx(0.05, abs=1e-3)
    stage.page.get_by_role("button", name="All to 0").click()
    assert z(stage) == pytest.approx(here, abs=1e-6)


def fill(stage: Stage, label: str, text: str) -> None:
    """Put a code into a slot of a pair, by the keyboard."""
    slot = stage.page.get_by_role("group", name=label, exact=True)
    slot.locator(".lw-slot-box").press("Enter")
    chooser = stage.page.get_by_role("combobox", name=f"Choose {label}")
    chooser.fill(text)
    stage.page.locator(".lw-choice").first.wait_for()
    chooser.press("Enter")
    expect(slot).to_contain_text(text)


def test_pairs_become_a_slider(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Directions").click()
    add = stage.page.get_by_role("button", name="Add pair")
    made = stage.page.get_by_role("button", name="Make from pairs")
    pairs = stage.page.get_by_role("list", name="Pairs").get_by_role("listitem")
    expect(add).to_be_disabled()
    expect(made).to_be_disabled()
    for before, after in (
        ("sample_3", "sample_14"),
        ("sample_7", "sample_9"),
        ("sample_5", "sample_6"),
    ):
        fill(stage, "without it", before)
        expect(add).to_be_disabled()
        fill(stage, "with it", after)
        add.press("Enter")
        empty = stage.page.get_by_role("button", name="without it: empty")
        expect(empty).to_be_focused()
    expect(pairs).to_have_count(3)
    expect(pairs.first).to_contain_text("sample_3 → sample_14")
    stage.page.get_by_role("button", name="Take out the pair sample_5 → sample_6").click()
    expect(pairs).to_have_count(2)
    stage.page.get_by_role("button", name="Undo").click()
    expect(pairs).to_have_count(3)
    stage.page.get_by_role("button", name="Redo").click()
    expect(pairs).to_have_count(2)
    made.click()
    expect(slider(stage, "pairs")).to_be_focused()
    sent = stage.js("fake.sent.findLast(([m]) => m.kind === 'direction')[0]")
    assert set(sent) >= {"pairs", "samples"}
    way = stage.js(
        """(() => { const [a, b, c, d] = [3, 7, 14, 9].map((i) => fake.code(i));
            return Array.from(a, (_, i) => c[i] - a[i] + d[i] - b[i]); })()"""
    )
    length = sum(x * x for x in way) ** 0.5
    assert entry(stage)["vector"] == pytest.approx([x / length for x in way], abs=1e-5)
    drag(stage, "pairs", 0.5, 0.8)
    stage.wait("fake.lastSaved('z')")
    stage.sees(stage.decoded())


@pytest.mark.parametrize("others", [(), ("map",)])
def test_without_a_map_it_says_where_one_is_had(stage: Stage, others: tuple[str, ...]) -> None:
    stage.mount("directions", *others)
    where = "on the map" if others else "on a map of the same space, lw.LatentMap(space)"
    expect(stage.page.locator(".lw-groups-hint")).to_have_text(
        f"Draw a lasso {where}, then put it into a group."
    )
    expect(stage.page.locator(".lw-directions-empty")).to_contain_text(f"a lasso {where} around")


def test_two_lassos_become_a_slider(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Directions").click()
    assert stage.page.get_by_role("button", name="A against B").is_disabled()
    stage.page.evaluate(SELECT.format("[1, 2, 3, 4]"))
    assert stage.page.get_by_text("4 samples selected").is_visible()
    stage.page.get_by_role("button", name="Selection → A").click()
    stage.page.evaluate(SELECT.format("[10, 11, 12]"))
    stage.page.get_by_role("button", name="Selection → B").click()
    assert stage.page.get_by_text("A: 4 samples").is_visible()
    assert stage.page.get_by_text("B: 3 samples").is_visible()
    stage.wait("document.querySelectorAll('.lw-map-overlay-a circle').length === 4")
    stage.wait("document.querySelectorAll('.lw-map-overlay-b circle').length === 3")
    stage.page.get_by_role("button", name="A against B").click()
    expect(slider(stage, "groups")).to_be_focused()
    expected = stage.js("Array.from(fake.directions.between([1, 2, 3, 4], [10, 11, 12]))")
    assert entry(stage)["vector"] == pytest.approx(expected, abs=1e-6)
    slider(stage, "groups").press("PageUp")
    stage.wait("fake.lastSaved('z')")
    stage.sees(stage.decoded())
    stage.page.get_by_role("button", name="Empty group A").click()
    assert stage.page.get_by_role("button", name="A against B").is_disabled()
    stage.wait("document.querySelectorAll('.lw-map-overlay-a').length === 0")


def test_the_selection_against_the_rest(stage: Stage) -> None:
    stage.mount("directions")
    assert stage.page.get_by_role("button", name="Selection against the rest").is_disabled()
    stage.page.evaluate(SELECT.format("[1, 2, 3]"))
    stage.page.get_by_role("button", name="Selection against the rest").click()
    expect(slider(stage, "groups")).to_be_focused()
    assert stage.js("fake.sent.findLast(([m]) => m.kind === 'direction')[0].negative") is None


def test_groups_that_overlap_are_refused_and_nothing_changes(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.evaluate(SELECT.format("[1, 2, 3]"))
    stage.page.get_by_role("button", name="Selection → A").click()
    stage.page.get_by_role("button", name="Selection → B").click()
    stage.page.get_by_role("button", name="A against B").click()
    alert = stage.page.get_by_role("alert").filter(has_text="3 samples are in both groups")
    alert.wait_for()
    assert stage.page.locator(".lw-direction").count() == 0
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    assert not alert.is_visible()


def test_the_quality_comes_after_the_slider_with_the_side_effects(stage: Stage) -> None:
    stage.mount("directions")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    line = stage.page.locator(".lw-quality-words")
    expect(line).to_have_text("AUC 0.98. Changes slant.")
    assert stage.page.locator(".lw-verdict").get_attribute("data-verdict") == "good"
    opener = stage.page.get_by_role("button", name="What else moves")
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    rows = stage.page.locator(".lw-side-effects tbody tr")
    assert rows.all_inner_texts()[2].startswith("<b>ink</b>")  # text, whatever it holds
    assert rows.nth(1).locator(".lw-effect-bar").get_attribute("data-sign") == "minus"
    assert stage.page.get_by_text("circular").is_visible()


def test_a_high_auc_without_effect_is_shown_as_no_handle(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.evaluate(
        "fake.directions.keep('a trap', fake.directions.between([1, 2], [3, 4]), 'mean')"
    )
    stage.page.get_by_role("button", name="Measure").click()
    expect(stage.page.locator(".lw-quality-words")).to_have_text(
        "But moving along it does not change it. No handle."
    )
    assert stage.page.locator(".lw-verdict").get_attribute("data-verdict") == "bad"


def test_measuring_can_be_stopped_and_done_later(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.evaluate("fake.directions.measureSteps = 1e9")
    make(stage, "slant")
    stage.page.get_by_text("measuring on held-out samples").wait_for()
    slider(stage, "slant").press("End")  # the slider does not wait
    stage.wait("fake.lastSaved('z')")
    stage.page.get_by_role("button", name="Cancel").click()
    stage.page.get_by_text("stopped").wait_for()
    stage.page.evaluate("fake.directions.measureSteps = 2")
    stage.page.get_by_role("button", name="Measure").click()
    stage.page.get_by_text("AUC 0.98").wait_for()


def test_renamed_turned_removed_and_taken_back(stage: Stage) -> None:
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Directions").click()
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    before = entry(stage)["vector"]
    stage.page.get_by_role("button", name="Rename slant").click()
    stage.page.keyboard.type("leaning <i>")
    stage.page.keyboard.press("Enter")
    expect(slider(stage, "leaning <i>")).to_be_visible()
    stage.page.get_by_role("button", name="Turn round").click()
    stage.wait(f"Math.abs(fake.directions.entries[0].vector[0] + {before[0]}) < 1e-6")
    stage.page.get_by_role("button", name="Remove", exact=True).click()
    expect(slider(stage, "leaning <i>")).to_have_count(0)
    stage.page.get_by_role("button", name="Undo").click()
    expect(slider(stage, "leaning <i>")).to_be_visible()
    stage.page.get_by_role("button", name="Undo").click()
    stage.wait(f"Math.abs(fake.directions.entries[0].vector[0] - {before[0]}) < 1e-6")
    stage.page.get_by_role("button", name="Undo").click()
    expect(slider(stage, "slant")).to_be_visible()
    stage.page.get_by_role("button", name="Redo").click()
    expect(slider(stage, "leaning <i>")).to_be_visible()


def test_undo_brings_amounts_ticks_and_groups_back_with_the_code(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer")
    stage.page.get_by_role("tab", name="Directions").click()
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    make(stage, "digit", "1")
    expect(slider(stage, "digit 1")).to_be_focused()
    undo = stage.page.get_by_role("button", name="Undo")
    redo = stage.page.get_by_role("button", name="Redo")
    slider(stage, "slant").press("End")
    first = z(stage)
    slider(stage, "digit 1").press("Home")
    both = z(stage)
    tick = stage.page.get_by_label("Leave slant as it is")
    tick.press("Space")
    stage.page.evaluate(SELECT.format("[1, 2, 3, 4]"))
    stage.page.get_by_role("button", name="Selection → A").press("Enter")
    group = stage.page.get_by_text("A: 4 samples")
    expect(group).to_be_visible()
    stage.page.get_by_label("dimension 0", exact=True).press("End")
    expect(slider(stage, "slant")).to_have_value("0")  # another hand begins there

    undo.click()  # the plain slider: both stand where they stood
    expect(slider(stage, "slant")).to_have_value("3")
    expect(slider(stage, "digit 1")).to_have_value("-3")
    undo.click()
    expect(group).to_be_hidden()
    expect(undo).to_have_attribute("title", "Undo: selected 4 samples (Ctrl+Z)")
    undo.click()
    undo.click()
    expect(tick).not_to_be_checked()
    slider(stage, "digit 1").press("Control+z")
    expect(slider(stage, "digit 1")).to_have_value("0")
    expect(slider(stage, "slant")).to_have_value("3")
    assert z(stage) == first
    undo.click()
    expect(slider(stage, "slant")).to_have_value("0")
    assert z(stage) == start(stage)
    for _ in range(3):
        redo.click()
    expect(slider(stage, "digit 1")).to_have_value("-3")
    expect(tick).to_be_checked()
    assert z(stage) == both
    redo.click()
    redo.click()
    expect(group).to_be_visible()


def test_a_rename_is_given_up_by_escape(stage: Stage) -> None:
    stage.mount("directions")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    stage.page.get_by_role("button", name="Rename slant").click()
    stage.page.keyboard.type("x")
    stage.page.keyboard.press("Escape")
    assert slider(stage, "slant").is_visible()
    assert stage.js("fake.count('edit_direction')") == 0


def test_orthogonalised_against_what_is_ticked(stage: Stage) -> None:
    stage.mount("directions")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    make(stage, "digit", "1")
    expect(slider(stage, "digit 1")).to_be_focused()
    row = stage.page.get_by_label("Direction digit 1")
    apart = row.get_by_role("button", name="Orthogonalise")
    assert apart.is_disabled()
    stage.page.get_by_label("Leave slant as it is").check()
    apart.click()
    stage.wait("fake.directions.entries[1].label.includes('orthogonal to slant')")
    dot = sum(
        a * b for a, b in zip(entry(stage, 0)["vector"], entry(stage, 1)["vector"], strict=True)
    )
    assert abs(dot) < 1e-6
    expect(row.locator(".lw-quality-words")).to_contain_text("AUC 0.98")  # measured anew


def test_a_refusal_says_why_and_leaves_all_as_it_was(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.evaluate("fake.directions.fail = 'label has one value for all samples.'")
    make(stage, "slant")
    stage.page.get_by_text("label has one value for all samples.").wait_for()
    assert stage.page.locator(".lw-direction").count() == 0


def test_found_without_labels_one_after_the_other(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.get_by_label("method without labels").select_option("sefa")
    find = stage.page.get_by_role("button", name="Find")
    find.click()
    expect(slider(stage, "sefa 0")).to_be_visible()
    find.click()
    expect(slider(stage, "sefa 1")).to_be_visible()


def test_saved_to_a_file_and_loaded_again(stage: Stage, tmp_path: Path) -> None:
    stage.mount("directions")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    with stage.page.expect_download() as waited:
        stage.page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / "slant.json"
    waited.value.save_as(path)
    described = json.loads(path.read_text())
    assert described["name"] == "slant"
    assert described["vector"] == pytest.approx(entry(stage)["vector"], rel=1e-8)
    assert described["fingerprint"] == "ab" * 32
    stage.page.locator(".lw-making input[type=file]").set_input_files(path)
    expect(slider(stage, "slant 2")).to_be_visible()
    path.write_text(json.dumps(described | {"fingerprint": "cd" * 32}))
    stage.page.locator(".lw-making input[type=file]").set_input_files(path)
    expect(slider(stage, "slant 3")).to_be_visible()
    said = stage.page.get_by_role("alert").filter(has_text="is of another model")
    expect(said).to_be_visible()


def test_the_film_of_the_track_and_of_the_selection(stage: Stage) -> None:
    stage.mount("directions")
    make(stage, "slant")
    stage.wait("document.querySelector('.lw-direction-strip canvas[data-shown]')")
    stage.page.get_by_role("button", name="Try on the selection").click()
    stage.page.get_by_text("Select some samples on a map of the same space").wait_for()
    stage.page.evaluate(SELECT.format("Array.from({length: 40}, (_, i) => i)"))
    stage.page.get_by_role("button", name="Try on the selection").click()
    stage.wait("document.querySelectorAll('.lw-film-strip canvas[data-shown]').length === 12")
    assert stage.page.get_by_text("12 of 40 selected samples").is_visible()
    stage.page.get_by_role("button", name="Close").click()
    assert stage.page.locator(".lw-film-strip").count() == 0


def test_what_python_keeps_appears(stage: Stage) -> None:
    stage.mount("directions")
    stage.page.evaluate(
        "fake.directions.keep('from python', fake.directions.between([1], [2]), 'lda')"
    )
    expect(slider(stage, "from python")).to_be_visible()
    assert stage.js("fake.count('direction_quality')") == 0


def test_of_texts_the_film_is_words(stage: Stage) -> None:
    stage.mount("directions", medium="text")
    make(stage, "slant")
    stage.wait("document.querySelector('.lw-direction-strip .lw-strip-text')")


def test_on_a_phone_it_stays_within_the_page(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(390, 800, touch=True)
    stage.mount("directions")
    make(stage, "digit", "3")
    expect(slider(stage, "digit 3")).to_be_visible()
    box = slider(stage, "digit 3").bounding_box()
    assert box
    stage.page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 10)
    stage.wait("fake.lastSaved('z')")
    assert stage.js("document.documentElement.scrollWidth") <= 390


def test_closed_it_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    stage.mount("directions")
    make(stage, "slant")
    expect(slider(stage, "slant")).to_be_focused()
    stage.close()
    assert stage.live() == before
