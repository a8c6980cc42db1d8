"""Melodies in the page: played, followed, exchanged without a click or a gap, saved."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from sound_page import ADDRESS, CLICK, SoundPage, largest_click, longest_silence, loudest
from stage import Stage

pytestmark = pytest.mark.browser

# Where the playhead is, at each frame, with the time.
WATCH = """(() => {
  window.places = [];
  const playhead = document.querySelector(".lw-big .lw-playhead");
  const look = () => {
    const at = Number(playhead.style.getPropertyValue("--lw-at"));
    places.push([performance.now(), at, playhead.hidden]);
    window.watching = requestAnimationFrame(look);
  };
  look();
})()"""


@pytest.fixture
def sounding(open_stage: Callable[..., Stage], bundles: Path) -> SoundPage:
    return SoundPage(open_stage(address=ADDRESS), bundles)


def drag_about(sounding: SoundPage, seconds: float) -> None:
    """Drag the first slider to and fro while the page records."""
    box = sounding.page.locator(".lw-slider input").first.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    mouse = sounding.page.mouse
    mouse.move(box["x"] + 0.5 * box["width"], y)
    mouse.down()
    end = monotonic() + seconds
    side = 1
    while monotonic() < end:
        side = -side
        mouse.move(box["x"] + (0.5 + 0.45 * side) * box["width"], y, steps=10)
    mouse.up()


def test_nothing_is_loaded_before_play_and_no_context_made(sounding: SoundPage) -> None:
    sounding.mount("melody")
    sounding.stage.wait("document.querySelector('.lw-big canvas').dataset.shown")
    assert sounding.asked == []
    assert sounding.stage.js("tap.created") == 0
    sounding.press("Play")
    sounding.wait_state("playing")
    assert sounding.asked == ["sound.js"]
    assert sounding.stage.js("tap.created") == 1


def test_a_melody_plays_on_while_the_slider_moves_without_click_or_gap(
    sounding: SoundPage,
) -> None:
    sounding.mount("melody", "decoded", "sliders")
    sounding.page.get_by_label("Instrument").select_option("flute")
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.wait_heard(0.5)
    sounding.stage.js(WATCH)
    drag_about(sounding, 4)
    sounding.wait_heard(0.5)
    places = sounding.stage.js("(cancelAnimationFrame(watching), places)")
    sounding.press("Pause")
    sounding.wait_state("stopped")
    sounding.wait_heard(0.5)
    samples = sounding.take()

    assert len(sounding.stage.js("fake.shown")) >= 10
    assert largest_click(samples) < CLICK
    assert longest_silence(samples, sounding.stage.js("tap.rate")) < 0.1
    assert abs(samples[-1][-2000:]).max() < 1e-4
    moves = [(b - a, after - before) for (before, a, _), (after, b, _) in pairwise(places)]
    assert sum(move < -1e-9 for move, _ in moves) <= 2  # where it repeats
    # Four seconds a round: never further in one frame than the time that it took, and two steps;
    # and never back, which would be nearly a round on.
    assert all((move + 1e-9) % 1 <= wait / 4000 + 2 / 32 for move, wait in moves), moves
    assert not any(hidden for _, _, hidden in places)


def test_a_cut_would_be_found(sounding: SoundPage) -> None:
    sounding.mount("melody")
    sounding.page.get_by_label("Instrument").select_option("flute")
    # What a player without envelopes would do: the sound ends from one sample to the next.
    sounding.stage.js(
        """(() => {
          const { connect } = AudioNode.prototype;
          window.outputs = [];
          AudioNode.prototype.connect = function (target, ...rest) {
            if (target instanceof AudioDestinationNode) outputs.push(this);
            return connect.call(this, target, ...rest);
          };
        })()"""
    )
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.wait_heard(1)
    sounding.stage.js("outputs.forEach(node => node.disconnect())")
    sounding.wait_heard(0.3)
    assert largest_click(sounding.take()) > CLICK


@pytest.mark.parametrize("instrument", ["piano", "organ", "strings", "flute", "pluck"])
def test_each_instrument_sounds_and_none_is_too_loud(sounding: SoundPage, instrument: str) -> None:
    sounding.mount("melody")
    sounding.page.get_by_label("Instrument").select_option(instrument)
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.wait_heard(1.5)
    samples = sounding.take()
    assert 0.03 < loudest(samples) < 1


def test_play_by_keyboard_loop_tempo_and_end(sounding: SoundPage) -> None:
    # Long enough that a busy page sees it play before it ends.
    sounding.mount("melody", media={"steps": 64})
    loop = sounding.page.get_by_role("button", name="Loop")
    loop.focus()
    sounding.page.keyboard.press("Space")
    assert loop.get_attribute("aria-pressed") == "false"
    tempo = sounding.page.get_by_label("Tempo")
    tempo.focus()
    sounding.page.keyboard.press("End")
    assert sounding.page.get_by_text("300 bpm").is_visible()
    sounding.page.get_by_role("group", name="Player").get_by_role("button", name="Play").focus()
    sounding.page.keyboard.press("Enter")
    sounding.wait_state("playing")
    sounding.wait_state("stopped")
    assert sounding.page.get_by_label("Position").input_value() == "0"


def test_play_begins_where_the_position_is_put(sounding: SoundPage) -> None:
    sounding.mount("melody")
    position = sounding.page.get_by_label("Position")
    position.fill("16")
    assert position.get_attribute("aria-valuetext") == "beat 5"
    at = "Number(document.querySelector('.lw-big .lw-playhead').style.getPropertyValue('--lw-at'))"
    assert sounding.stage.js(at) == 0.5
    sounding.press("Play")
    sounding.stage.wait(f"{at} > 0.55")


def test_a_voice_can_be_silenced(sounding: SoundPage) -> None:
    sounding.mount("melody", media={"names": ["<b>tune</b>", "chords"]})
    for name in ("<b>tune</b>", "chords"):
        sounding.page.get_by_role("button", name=name).click()
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.wait_heard(1)
    assert loudest(sounding.take()) < 1e-3
    sounding.page.get_by_role("button", name="chords").click()
    sounding.wait_heard(1)
    assert loudest(sounding.take()) > 0.02


def test_changes_since_the_last_rest_are_marked(sounding: SoundPage) -> None:
    sounding.mount("melody", "decoded", "sliders")
    mark = sounding.page.locator(".lw-sound-changed")
    assert not mark.is_visible()
    sounding.stage.js("fake.setZ(Array(16).fill(1.5))")
    mark.wait_for()


def test_midi_is_saved_under_a_safe_name(sounding: SoundPage, tmp_path: Path) -> None:
    sounding.mount("melody", name="../melodies/<vae>")
    with sounding.page.expect_download() as downloading:
        sounding.press("MIDI")
    assert downloading.value.suggested_filename == "melodies-vae.mid"
    target = tmp_path / "saved.mid"
    downloading.value.save_as(target)
    data = target.read_bytes()
    assert data[:14] == b"MThd\x00\x00\x00\x06\x00\x01\x00\x03\x01\xe0"
    assert data.count(b"MTrk") == 3
    assert b"harmony" in data


def test_steps_without_numbers_are_said(sounding: SoundPage) -> None:
    sounding.mount("melody", media={"gap": True})
    sounding.page.get_by_text("gave no number in 3 steps").wait_for()
    sounding.press("Play")
    sounding.wait_state("playing")


def test_the_nearest_sample_can_be_heard_beside_its_button(sounding: SoundPage) -> None:
    sounding.mount("melody", media={"steps": 8})
    small = sounding.page.get_by_role("button", name="Play nearest sample")
    small.click()
    sounding.page.get_by_role("button", name="Stop nearest sample").wait_for()
    sounding.wait_heard(0.5)
    assert loudest(sounding.take()) > 0.02
    assert sounding.stage.js("fake.count('sample')") == 0  # playing is not going there
    small.wait_for()


def test_one_plays_at_a_time(sounding: SoundPage) -> None:
    sounding.mount("melody")
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.page.get_by_role("button", name="Play nearest sample").click()
    sounding.wait_state("stopped")


def test_closing_gives_everything_back(sounding: SoundPage) -> None:
    before = sounding.stage.live()
    sounding.mount("melody", "decoded", "decoded")
    sounding.page.get_by_role("button", name="Play", exact=True).first.click()
    sounding.wait_state("playing")
    sounding.stage.close()
    sounding.stage.wait("tap.open === 0")
    assert sounding.stage.live() == before


def test_without_sound_the_picture_works_and_words_say_so(
    open_stage: Callable[..., Stage], bundles: Path
) -> None:
    stage = open_stage()
    stage.page.evaluate("delete window.AudioContext")
    page = SoundPage(stage, bundles)
    page.mount("melody")
    stage.page.get_by_text("This browser plays no sound").wait_for()
    assert stage.page.get_by_role("button", name="Play", exact=True).is_disabled()
    stage.wait("document.querySelector('.lw-big canvas').dataset.shown")


def test_sound_that_does_not_come_is_said_and_the_next_press_tries_again(
    sounding: SoundPage,
) -> None:
    sounding.mount("melody")
    sounding.stage.js(
        "(window.kept = fake.options, fake.state.onSend = ((send) => (c, b) => "
        "c.kind === 'asset' && !window.mended ? fake.state.fire('msg:custom', "
        "{kind: 'reply', id: c.id, ok: false, error: 'No <b>file</b>.'}, []) : "
        "send(c, b))(fake.state.onSend), true)"
    )
    sounding.press("Play")
    sounding.page.get_by_text("The sound could not start: No <b>file</b>.").wait_for()
    sounding.stage.js("window.mended = true")
    sounding.press("Play")
    sounding.wait_state("playing")


def test_five_voices_are_told_apart_and_each_is_heard(sounding: SoundPage) -> None:
    names = ["melody", "soprano", "alto", "tenor", "bass"]
    sounding.mount("melody", "decoded", "sliders", media={"names": names, "low": 40, "pitches": 57})
    sounding.stage.wait("document.querySelector('.lw-big canvas').dataset.shown")
    told = "b => b.style.getPropertyValue('--lw-voice-light')"
    colours = sounding.stage.js(f"[...document.querySelectorAll('.lw-sound-voice')].map({told})")
    assert len(set(colours)) == 5
    pixels = np.array(sounding.stage.pixels(".lw-big canvas")).reshape(-1, 4)[:, :3]
    for colour in colours:
        level = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert (np.abs(pixels - level).max(axis=1) <= 2).sum() > 20, colour
    for name in names[:4]:
        sounding.page.get_by_role("button", name=name, exact=True).click()
    sounding.press("Play")
    sounding.wait_state("playing")
    sounding.wait_heard(1.5)
    assert loudest(sounding.take()) > 0.01  # the bass alone
    sounding.page.get_by_role("button", name="bass", exact=True).click()
    sounding.wait_heard(2)
    sounding.take()
    sounding.wait_heard(1)
    assert loudest(sounding.take()) < 1e-3
    sounding.page.get_by_role("button", name="melody", exact=True).click()
    sounding.stage.js("fake.setZ(Array(16).fill(0.7))")
    sounding.wait_heard(1.5)
    assert loudest(sounding.take()) > 0.01
