"""Texts: words that change, what else might have stood there, tracks and labels of texts."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from map_page import MapPage
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

NOUN, NUMBER, VERB, TENSE = 1, 2, 3, 4
HOSTILE = "<img/src=x/onerror=alert(1)>"


def mount(stage: Stage, *names: str, media: dict[str, Any] | None = None, **options: Any) -> None:
    stage.mount(*names, medium="text", media=media or {}, dims=6, dead=0, **options)
    stage.wait("document.querySelector('[data-lw-rest=true]')")


def said(stage: Stage) -> str:
    return stage.page.locator(".lw-text-words").inner_text()


def expected(stage: Stage, z: str = "fake.lastSaved('z')") -> str:
    return stage.js(f"fake.medium.text({z})")


def set_slider(stage: Stage, dimension: int, place: float) -> None:
    """Press a slider's track at a fraction of its width."""
    box = stage.page.get_by_label(f"dimension {dimension}", exact=True).bounding_box()
    assert box
    stage.page.mouse.click(box["x"] + place * box["width"], box["y"] + box["height"] / 2)


def words(stage: Stage, mark: str) -> list[str]:
    return stage.page.locator(f".lw-word-{mark}").all_inner_texts()


def test_the_text_is_that_of_the_code(stage: Stage) -> None:
    mount(stage, "decoded", "sliders")
    assert said(stage) == expected(stage, "fake.code(0)")
    for place in (0.02, 0.98):
        set_slider(stage, VERB, place)
        stage.wait(
            "document.querySelector('.lw-text-words').innerText ==="
            " fake.medium.text(fake.lastSaved('z') ?? [])"
        )


def test_the_words_that_changed_since_the_last_rest_are_marked(stage: Stage) -> None:
    mount(stage, "decoded", "sliders")
    assert words(stage, "changed") == []
    set_slider(stage, VERB, 0.02)
    stage.wait("document.querySelector('[data-lw-rest=true]') && fake.lastSaved('z')")
    set_slider(stage, VERB, 0.98)
    stage.wait("document.querySelector('.lw-word-changed')?.textContent.startsWith('jump')")
    assert [word.rstrip("s") for word in words(stage, "changed")] == ["jump"]
    assert stage.page.locator(".lw-key-changed").is_visible()
    # What changes next is compared with this rest.
    stage.wait("document.querySelector('[data-lw-rest=true]')")
    before = said(stage)
    set_slider(stage, NOUN, 0.02)
    stage.wait(f"document.querySelector('.lw-text-words').innerText !== {before!r}")
    assert not {word.rstrip("s") for word in words(stage, "changed")} & {"jump", "."}


def test_a_word_without_form_and_one_that_is_unsure_are_marked_and_said(stage: Stage) -> None:
    # "every" with many: no form of the fake grammar.
    mount(stage, "decoded", media={"wrongAt": -9}, firstFrame=True)
    code = "[9, 0, 9, 0, 0, 0]"
    stage.js(f"fake.setZ({code})")
    stage.wait("document.querySelectorAll('.lw-word-wrong').length > 0")
    assert words(stage, "wrong") == ["Every", "dog", "many"]
    assert stage.page.locator(".lw-key-wrong").is_visible()
    assert words(stage, "unsure")
    stage.page.locator(".lw-word-wrong").first.hover()
    expect(stage.page.get_by_role("tooltip")).to_contain_text("no form of the grammar")


def test_hovering_a_word_shows_what_else_might_stand_there(stage: Stage) -> None:
    mount(stage, "decoded")
    stage.js("fake.setZ([0, -3, -3, -3, -0.4, -3])")
    stage.wait("document.querySelector('.lw-text-words').innerText.startsWith('The cat ')")
    stage.page.get_by_text("sleeps", exact=True).hover()
    tooltip = stage.page.get_by_role("tooltip")
    expect(tooltip).to_be_visible()
    rows = tooltip.locator(".lw-alternative").all_inner_texts()
    shown = [row.split("\n") for row in rows]
    assert ["sleep", "100\u00a0%"] in shown
    tense = dict(row for row in shown if row[0] in ("now", "before"))
    assert len(tense) == 2
    assert sum(int(share.rstrip("\u00a0%")) for share in tense.values()) == pytest.approx(
        100, abs=1
    )
    stage.page.mouse.move(5, 700)
    expect(tooltip).to_be_hidden()


def test_words_are_reached_by_keys_and_escape_closes(stage: Stage) -> None:
    mount(stage, "decoded")
    tooltip = stage.page.get_by_role("tooltip")
    stage.page.keyboard.press("Tab")
    expect(tooltip).to_be_visible()
    first = stage.page.locator(".lw-word:focus").inner_text()
    stage.page.keyboard.press("ArrowRight")
    second = stage.page.locator(".lw-word:focus")
    assert second.inner_text() != first
    assert second.get_attribute("aria-describedby") == tooltip.get_attribute("id")
    stage.page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()
    stage.page.keyboard.press("Enter")
    expect(tooltip).to_be_visible()
    # One stop for the tab key: the next is beyond the text.
    stage.page.keyboard.press("Tab")
    assert stage.page.locator(".lw-word:focus").count() == 0


def test_what_is_open_follows_the_code(stage: Stage) -> None:
    mount(stage, "decoded")
    stage.js("fake.setZ([0, -3, -3, -3, -0.4, -3])")
    stage.wait("document.querySelector('.lw-text-words').innerText.startsWith('The cat ')")
    stage.page.get_by_text("sleeps", exact=True).hover()
    before = stage.page.get_by_role("tooltip").inner_text()
    stage.js("fake.setZ([0, -3, -3, -3, -0.1, -3])")
    stage.wait(f"document.querySelector('[role=tooltip]').innerText !== {before!r}")
    assert said(stage).startswith("The cat ")


def test_a_track_shows_each_text_once_with_ticks_where_it_flips(stage: Stage) -> None:
    mount(stage, "sliders")
    track = stage.page.locator(f".lw-slider[data-dimension='{VERB}'] .lw-strip-text")
    expect(track).to_have_count(3)
    assert [text.rstrip("s") for text in track.all_inner_texts()] == ["sleep", "sing", "jump"]
    places = track.evaluate_all("all => all.map(e => [e.offsetLeft, e.offsetLeft + e.offsetWidth])")
    assert places[0][0] == 0
    for (_, end), (start, _) in itertools.pairwise(places):
        assert abs(end - start) <= 1
    stage.page.get_by_label(f"dimension {VERB}", exact=True).hover()
    title = stage.page.locator(f".lw-slider[data-dimension='{VERB}']").get_attribute("title")
    assert title is not None
    assert len(title.split("\n")) == 4
    assert all(line.endswith(".") for line in title.split("\n")[1:])
    # The determiner does not turn within the data: that is said.
    expect(stage.page.locator(".lw-slider[data-dimension='0'] .lw-strip-text")).to_have_text(
        "no change"
    )


def test_what_a_text_says_is_never_markup(stage: Stage) -> None:
    mount(stage, "explorer", media={"nouns": [HOSTILE, "</script>"]}, categories=[HOSTILE])
    assert HOSTILE in said(stage) or "</script>" in said(stage)
    stage.page.get_by_text(HOSTILE.replace(">", "")).first.wait_for()
    stage.page.locator(".lw-word").nth(1).hover()
    expect(stage.page.get_by_role("tooltip")).to_contain_text(HOSTILE)
    expect(stage.page.locator(".lw-strip-text").first).to_be_visible()
    assert stage.page.locator(".lw-root img").count() == 0


def test_right_to_left_text_reads_from_the_right(stage: Stage) -> None:
    nouns = ["\u05d7\u05ea\u05d5\u05dc", "\u05db\u05dc\u05d1"]
    mount(stage, "decoded", media={"nouns": nouns, "determiners": ["\u05d4\u05d9\u05d5\u05dd"]})
    direction = stage.page.locator(".lw-text-words").evaluate("e => getComputedStyle(e).direction")
    assert direction == "rtl"
    first, second = (stage.page.locator(".lw-word").nth(i).bounding_box() for i in (0, 1))
    assert first
    assert second
    assert first["x"] > second["x"]


def test_what_was_not_computed_is_shown_and_said(stage: Stage) -> None:
    mount(stage, "decoded", media={"missing": True})
    assert "\u25a1" in said(stage)
    expect(stage.page.locator(".lw-note")).to_contain_text("NaN or infinity in 3 values")


def test_the_nearest_sample_and_the_chosen_one_are_texts(stage: Stage) -> None:
    mount(stage, "decoded")
    box = stage.page.get_by_title("Go to sample 0")
    expect(box).to_contain_text(expected(stage, "fake.code(0)"))
    box.click()
    chosen = stage.page.locator(".lw-three .lw-text-plain")
    expect(chosen).to_have_text([expected(stage, "fake.code(0)")] * 3)


def test_hovering_a_point_reads_the_sentence_and_its_reconstruction(stage: Stage) -> None:
    page = MapPage(stage, medium="text", dims=6, dead=0)
    page.move(*page.choose_nearest())
    shown = stage.page.locator(".lw-map-tooltip .lw-text-plain")
    expect(shown.first).to_have_text(expected(stage, "fake.code(0)"))
    expect(shown).to_have_count(2)


def test_close_up_the_map_shows_texts(stage: Stage) -> None:
    MapPage(stage, medium="text", dims=6, dead=0, nSamples=40)
    stage.wait("fake.count('thumbnails') > 0")
    stage.page.wait_for_function(
        """() => { const canvas = document.querySelector('.lw-map-thumbnails');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return !canvas.hidden && data.some((level) => level > 0); }"""
    )


def test_an_empty_view_waits_for_its_first_text(stage: Stage) -> None:
    stage.mount("decoded", medium="text", dims=6, dead=0, firstFrame=False, delay=60_000)
    assert stage.page.get_by_text("The first text is on its way").is_visible()
    assert not stage.page.locator(".lw-text-words").is_visible()


def test_a_closed_view_leaves_nothing_behind(stage: Stage) -> None:
    before = stage.live()
    mount(stage, "explorer")
    stage.page.locator(".lw-word").first.hover()
    stage.close()
    assert stage.live() == before
