"""Sounds in the page: seen, played, exchanged without a click, saved."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sound_page import ADDRESS, CLICK, SoundPage, largest_click, longest_silence, loudest
from stage import Stage

pytestmark = pytest.mark.browser

# A dull tone: its fourth differences are small, so that a click shows.
TONE = "const z = Array(16).fill(0); z[1] = -8; z[2] = -8"


@pytest.fixture
def sounding(open_stage: Callable[..., Stage], bundles: Path) -> SoundPage:
    return SoundPage(open_stage(address=ADDRESS), bundles)


def set_pitch(sounding: SoundPage, pitch: float) -> None:
    sounding.page.evaluate(f"() => {{ {TONE}; z[0] = {pitch}; fake.setZ(z); }}")


def test_no_context_is_made_before_play(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"seconds": 2})
    sounding.stage.wait("document.querySelector('.lw-big canvas').dataset.shown")
    set_pitch(sounding, 1)
    sounding.stage.wait("fake.shown.length === 1")
    assert sounding.stage.js("tap.created") == 0
    sounding.press("Play")
    sounding.wait_state("playing")
    assert sounding.stage.js("tap.created") == 1


def test_start_exchange_and_stop_do_not_click(sounding: SoundPage) -> None:
    sounding.mount("audio")
    set_pitch(sounding, 0)
    sounding.page.get_by_role("button", name="Loop").click()
    sounding.press("Play")
    sounding.wait_state("playing")
    for step in range(30):
        set_pitch(sounding, step / 30)
        sounding.wait_heard(0.07)
    sounding.press("Stop")
    sounding.wait_state("stopped")
    sounding.wait_heard(0.4)
    samples = sounding.take()
    assert loudest(samples) > 0.1
    assert largest_click(samples) < CLICK
    assert longest_silence(samples, sounding.stage.js("tap.rate")) < 0.06
    assert abs(samples[-1][-2000:]).max() < 1e-5


def test_it_ends_by_itself_and_the_playhead_goes_with_it(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"seconds": 2})
    set_pitch(sounding, 0)
    sounding.press("Play")
    playhead = sounding.page.locator(".lw-big .lw-playhead")
    playhead.wait_for()
    at = "Number(document.querySelector('.lw-big .lw-playhead').style.getPropertyValue('--lw-at'))"
    sounding.stage.wait(f"{at} > 0.3")
    sounding.wait_state("stopped")
    assert not playhead.is_visible()
    sounding.wait_heard(0.2)
    assert largest_click(sounding.take()) < CLICK


def test_play_on_change_is_off_at_first_and_stays_on(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"seconds": 2})
    switch = sounding.page.get_by_role("button", name="Play on change")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    sounding.wait_state("stopped")
    sounding.page.evaluate("tap.take()")
    for pitch in (1, 2):
        set_pitch(sounding, pitch)
        sounding.wait_state("playing")
        sounding.wait_state("stopped")
    switch.click()
    set_pitch(sounding, 3)
    sounding.stage.wait("fake.shown.length === 3")
    sounding.wait_heard(0.2)
    sounding.wait_state("stopped")


def test_missing_numbers_are_silent_marked_and_said(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"gap": True})
    set_pitch(sounding, 0)
    words = "Silent where the model gave no number: 0.40 s – 0.50 s."
    sounding.page.get_by_text(words).wait_for()
    sounding.press("Play")
    # A busy machine may first look when it has played already.
    sounding.wait_heard(0.3)
    sounding.wait_state("stopped")
    sounding.wait_heard(0.2)
    samples = sounding.take()
    assert largest_click(samples) < CLICK
    silence = longest_silence(samples, sounding.stage.js("tap.rate"))
    assert silence == pytest.approx(0.1, abs=0.03)


def test_the_note_of_the_phase_is_shown_as_text(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"note": "phase by <b>Griffin-Lim</b>"})
    sounding.page.get_by_text("phase by <b>Griffin-Lim</b>").wait_for()


def test_wav_is_saved_as_it_is_shown(sounding: SoundPage) -> None:
    sounding.mount("audio", name="tones/vae", media={"channels": 2, "rate": 11025, "seconds": 0.5})
    with sounding.page.expect_download() as downloading:
        sounding.press("WAV")
    assert downloading.value.suggested_filename == "tones-vae.wav"
    with wave.open(io.BytesIO(Path(downloading.value.path()).read_bytes())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (11025, 2, 2)
        levels = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    expected = np.array(sounding.stage.js("Array.from(fake.decode(fake.code(0)))"), np.float32)
    assert np.array_equal(levels, np.rint(np.clip(expected, -1, 1) * 32767).astype(np.int16))


def test_the_nearest_sample_can_be_heard(sounding: SoundPage) -> None:
    sounding.mount("audio")
    sounding.page.get_by_role("button", name="Play nearest sample").click()
    sounding.page.get_by_role("button", name="Stop nearest sample").wait_for()
    sounding.wait_heard(0.3)
    assert loudest(sounding.take()) > 0.02
    sounding.press("Play")
    sounding.page.get_by_role("button", name="Play nearest sample").wait_for()


def test_a_rate_that_the_browser_cannot_play_is_said(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"rate": 100, "seconds": 5})
    sounding.press("Play")
    sounding.page.get_by_text("The sound could not start").wait_for()
    sounding.wait_state("stopped")


def test_a_browser_that_holds_sound_back_is_said(sounding: SoundPage) -> None:
    sounding.mount("audio", media={"seconds": 2})
    sounding.stage.js(
        "(window.kept = AudioContext.prototype.resume, "
        "AudioContext.prototype.resume = () => new Promise(() => {}), "
        "Object.defineProperty(AudioContext.prototype, 'state', "
        "{configurable: true, get: () => window.free ? 'running' : 'suspended'}), true)"
    )
    sounding.press("Play")
    sounding.page.get_by_text("press Play again").wait_for()
    sounding.stage.js("(window.free = true)")
    sounding.press("Play")
    sounding.wait_state("playing")


def test_closing_in_the_midst_gives_everything_back(sounding: SoundPage) -> None:
    before = sounding.stage.live()
    sounding.mount("audio", "decoded", "decoded")
    for which in (0, 1):
        button = sounding.page.locator(".lw-sound-play").nth(which)
        button.click()
        sounding.page.locator(".lw-big [data-state=playing]").wait_for(state="attached")
    assert sounding.stage.js("tap.created") == 1  # shared
    sounding.stage.close()
    sounding.stage.wait("tap.open === 0")
    assert sounding.stage.live() == before


def test_without_sound_the_picture_works_and_words_say_so(
    open_stage: Callable[..., Stage], bundles: Path
) -> None:
    stage = open_stage()
    stage.page.evaluate("delete window.AudioContext")
    SoundPage(stage, bundles).mount("audio")
    stage.page.get_by_text("This browser plays no sound").wait_for()
    assert stage.page.get_by_role("button", name="Play", exact=True).is_disabled()
    stage.wait("document.querySelector('.lw-big canvas').dataset.shown")
