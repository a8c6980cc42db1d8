"""A picture of one's own: chosen as a user chooses, placed, compared, undone."""

from __future__ import annotations

import pytest
from stage import Stage

pytestmark = pytest.mark.browser

INPUT = ".lw-placing input"
WORDS = ".lw-placing-words"
FILE = {"name": "<img src=x>.png", "mimeType": "image/png", "buffer": b"\x89PNG and so on"}


def choose(stage: Stage, **changes: object) -> None:
    stage.page.set_input_files(INPUT, {**FILE, **changes})


def words(stage: Stage) -> str:
    return stage.page.locator(WORDS).inner_text()


def test_a_picture_is_placed_shown_beside_and_undone(stage: Stage) -> None:
    stage.mount("explorer")
    stage.wait("document.querySelector('.lw-badge').dataset.place")
    choose(stage)
    stage.wait("fake.lastSaved('z') !== null")
    assert stage.js("fake.lastSaved('z')") == stage.js("Array.from(fake.code(1))")
    first, second = ".lw-placing figure:first-child canvas", ".lw-placing figure:last-child canvas"
    stage.sees(stage.decoded("fake.code(3)"), first)
    stage.sees(stage.decoded("fake.code(1)"), second)
    stage.sees(stage.decoded("fake.code(1)"))
    assert words(stage) == "encoded: error 0.0200, 2.0 times that of the data's reconstructions"
    sent = stage.js("fake.sent.find(([m]) => m.kind === 'place')[0].file")
    assert sent["dtype"] == "uint8"
    assert sent["shape"] == [len(FILE["buffer"])]
    stage.page.get_by_role("button", name="Undo").click()
    stage.sees(stage.decoded("fake.code(0)"))
    choose(stage)  # the same file again
    stage.wait("fake.count('place') === 2")


def test_a_search_shows_how_far_it_is_and_can_be_cancelled(stage: Stage) -> None:
    stage.mount("decoded", canEncode=False, fromData=False, hasSamples=False, placeSteps=100_000)
    choose(stage)
    stage.wait("document.querySelector('.lw-placing-bar').value > 1")
    assert words(stage) == "searching, error 0.5000"
    stage.sees(stage.decoded("fake.code(2)"), ".lw-placing figure:last-child canvas")
    button = stage.page.get_by_role("button", name="Place a picture…")
    assert button.is_disabled()
    stage.page.locator(".lw-placing").get_by_role("button", name="Cancel").click()
    stage.wait("document.querySelector('.lw-placing-words').textContent === 'stopped'")
    assert button.is_enabled()
    assert stage.js("fake.waiting.size") == 0
    assert stage.js("fake.lastSaved('z')") is None


def test_what_is_no_picture_or_too_large_is_said(stage: Stage) -> None:
    stage.mount("decoded")
    choose(stage, buffer=b"x is no picture")
    stage.wait("document.querySelector('.lw-placing-words').textContent.includes('no picture')")
    choose(stage, buffer=b"0" * (7 * 2**20 + 1))
    stage.wait("document.querySelector('.lw-placing-words').textContent.includes('7.0 MiB')")
    assert stage.js("fake.count('place')") == 1
    assert stage.js("fake.lastSaved('z')") is None


def test_other_kinds_have_no_such_button(stage: Stage) -> None:
    stage.mount("decoded", medium="series")
    stage.wait("document.querySelector('.lw-decoded')")
    assert stage.page.locator(".lw-placing").count() == 0


def test_a_view_that_is_closed_gives_the_search_up(stage: Stage) -> None:
    stage.mount("decoded", placeSteps=100_000)
    choose(stage)
    stage.wait("document.querySelector('.lw-placing-bar').value > 1")
    stage.close()
    stage.wait("fake.waiting.size === 0")
    assert not stage.errors
