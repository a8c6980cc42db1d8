"""The editor of exported pages: melodies, sounds, series of one's own, encoded without Python."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pytest
from exported_page import ExportedPage, export
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

import latentwidgets as lw
from latentwidgets.spaces.own import Placement, edited, place, read_file, read_text, read_values
from latentwidgets.spaces.own.reading import Own

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("built_parts")]

Open = Callable[..., ExportedPage]
EXACT = 1e-3  # of the largest number of a code
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, built_parts: None) -> Callable[[str], Path]:
    folder, made = tmp_path_factory.mktemp("own"), dict[str, Path]()

    def page_of(name: str) -> Path:
        if name not in made:
            made[name] = export(lw.zoo.load(name), folder / f"{name.replace('/', '-')}.html")
        return made[name]

    return page_of


@pytest.fixture
def open_page(browser: Browser, pages: Callable[[str], Path]) -> Iterator[Open]:
    opened: list[ExportedPage] = []

    def open_(name: str, **options: Any) -> ExportedPage:
        opened.append(open_editor(ExportedPage(browser, pages(name), **options)))
        return opened[-1]

    yield open_
    for page in opened:
        page.close()


def open_editor(page: ExportedPage) -> ExportedPage:
    page.ready().frame.get_by_role("tab", name="Edit").click()
    page.frame.locator(".lw-editor-bring").wait_for()
    return page


def upload(page: ExportedPage, data: bytes, name: str) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.frame.locator(".lw-editor-file").set_input_files([file])


def says(page: ExportedPage, text: str) -> None:
    expect(page.frame.locator(".lw-editor-words")).to_contain_text(text)


@cache
def first_code(name: str) -> NDArray[np.float32]:
    """Return the code that a page begins with."""
    explorer = lw.LatentExplorer(lw.zoo.load(name))
    try:
        return np.array(explorer.z, np.float32).reshape(-1)
    finally:
        explorer.close()


def comes_to(page: ExportedPage, own: Own, name: str) -> Placement:
    """Wait until the page has moved to where Python places it, and says the same of it."""
    space = lw.zoo.load(name)
    z = page.moved(first_code(name))
    placed = place(space, own.output)
    code = placed.code.reshape(-1)
    assert np.abs(z - code).max() <= EXACT * np.abs(code).max()
    for notice in own.notices:
        says(page, notice)
    return placed


def save(page: ExportedPage) -> bytes:
    with page.page.expect_download() as download:
        page.frame.locator(".lw-editor-compare").get_by_role("button", name="Save").click()
    return Path(download.value.path()).read_bytes()


def keep(page: ExportedPage) -> None:
    page.frame.get_by_role("checkbox", name="Keep what the model lost").check()


def stays(page: ExportedPage, z: NDArray[np.float32]) -> None:
    page.rest()
    np.testing.assert_array_equal(page.z(), z)
    assert page.frame.locator("img[src='x']").count() == 0


# -- melodies --------------------------------------------------------------------------------


def tune(*notes: tuple[float, float, int], channel: int = 0) -> bytes:
    """Write a MIDI file of notes (start and end in beats, pitch)."""
    events = sorted(
        event for start, end, pitch in notes for event in ((end, 0, pitch), (start, 1, pitch))
    )
    track, now = mido.MidiTrack(), 0
    for beats, loud, pitch in events:
        ticks = round(480 * beats)
        track.append(
            mido.Message(
                "note_on", note=pitch, velocity=90 * loud, channel=channel, time=ticks - now
            )
        )
        now = ticks
    made = mido.MidiFile(ticks_per_beat=480, tracks=[track])
    file = io.BytesIO()
    made.save(file=file)
    return file.getvalue()


SONG = [(0.5 * i, 0.5 * i + 0.5, pitch) for i, pitch in enumerate((60, 62, 64, 65, 67, 65, 64, 60))]


def test_a_midi_file_is_placed_where_python_places_it_edited_and_saved(open_page: Open) -> None:
    name = "melodies/vae"
    page, space = open_page(name), lw.zoo.load(name)
    low = tune(*((a, b, pitch - 24) for a, b, pitch in SONG), (9.0, 10.0, 40))
    upload(page, low, f"{HOSTILE}.mid")
    own = read_file(space, low)
    assert len(own.notices) == 2  # a note too late, and octaves
    placed = comes_to(page, own, name)
    assert page.frame.locator("img[src='x']").count() == 0
    # The posterior's spread is drawn on the map.
    assert page.frame.evaluate("document.querySelector('.lw-map-overlay') !== null")
    assert read_file(space, save(page)).output.tolist() == placed.reconstruction.tolist()
    keep(page)
    page.slide(int(space.effects().argmax()), 0.5, 0.9)
    z = page.moved(placed.code.reshape(-1))
    expected = edited(placed, space.decode(z[None])[0], space, keep_lost=True)
    saved = save(page)
    assert saved[:4] == b"MThd"
    assert read_file(space, saved).output.tolist() == expected.tolist()
    page.frame.get_by_role("button", name="Back to yours").click()
    code = placed.code.reshape(-1)
    assert np.abs(page.moved(z) - code).max() <= EXACT * np.abs(code).max()


def test_notes_are_clicked_into_the_roll_and_encoded(open_page: Open) -> None:
    name = "melodies/vae"
    page, space = open_page(name), lw.zoo.load(name)
    _, steps, pitches = space.modality.shape
    roll = page.frame.locator(".lw-roll-canvas")
    roll.scroll_into_view_if_needed()
    box = roll.bounding_box()
    assert box is not None
    values = np.zeros(space.modality.shape, np.float32)
    for step, pitch in ((0, 8), (4, 12), (8, 15), (16, 12)):
        page.page.mouse.click(
            box["x"] + (step + 0.5) / steps * box["width"],
            box["y"] + (pitches - pitch - 0.5) / pitches * box["height"],
        )
        values[0, step, pitch] = 1
    page.frame.get_by_role("button", name="Encode").click()
    comes_to(page, read_values(space, values), name)


def test_voices_of_a_midi_file_go_to_those_of_the_model(open_page: Open) -> None:
    name = "harmonies/vae"
    page, space = open_page(name), lw.zoo.load(name)
    made = mido.MidiFile(ticks_per_beat=480)
    for pitch in (72, 67, 64, 48):
        part = mido.MidiFile(file=io.BytesIO(tune(*((2 * i, 2 * i + 2, pitch) for i in range(8)))))
        made.tracks += part.tracks
    file = io.BytesIO()
    made.save(file=file)
    upload(page, file.getvalue(), "four.mid")
    comes_to(page, read_file(space, file.getvalue()), name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file cannot be read as a MIDI file (it is cut off)."),
        (HOSTILE.encode(), "The file cannot be read as a MIDI file (it does not begin as one)."),
        (tune(*SONG)[:-9], "The file cannot be read as a MIDI file (it is cut off)."),
        (tune(*SONG, channel=9), "The file has no notes, percussion aside."),
        (tune((0, 1, 20), (1, 2, 110)), "no octave brings it into that range"),
        (bytes(2**20 + 1), "The file is larger than the 1,048,576 bytes of a MIDI file here."),
        (bytes(7 * 2**20 + 1), "This file has 7.0 MiB: choose one of at most 7 MiB."),
    ],
)
def test_what_is_no_tune_is_refused_and_the_one_before_stays(
    open_page: Open, data: bytes, said: str
) -> None:
    page = open_page("melodies/vae")
    upload(page, tune(*SONG), "song.mid")
    z = page.moved(first_code("melodies/vae"))
    upload(page, data, f"{HOSTILE}.mid")
    says(page, said)
    stays(page, z)
    assert page.frame.locator(".lw-pair").is_visible()


# -- sounds ----------------------------------------------------------------------------------


def sound(rate: int, seconds: float, pitch: float = 262.0) -> NDArray[np.float64]:
    """Make a tone with some harmonics, after a silence."""
    time = np.arange(round(rate * seconds)) / rate
    rise = np.clip(time / 0.03 - 1, 0, 1) * np.exp(-time)
    parts = [np.sin(2 * np.pi * pitch * n * time) / n**2 for n in range(1, 6)]
    return 0.5 * rise * np.sum(parts, axis=0)


def wav(waves: NDArray[np.float64], rate: int, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(2)
        made.setframerate(rate)
        made.writeframes(np.rint(32767 * waves).astype("<i2").tobytes())
    return file.getvalue()


def floats(waves: NDArray[np.floating], rate: int) -> bytes:
    data = waves.astype("<f4").tobytes()
    head = struct.pack("<HHIIHH", 3, 1, rate, 4 * rate, 4, 32)
    parts = b"fmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def test_a_wav_file_is_placed_where_python_places_it_edited_and_saved(open_page: Open) -> None:
    name = "tones/vae"
    page, space = open_page(name), lw.zoo.load(name)
    data = wav(np.repeat(sound(44_100, 1.2), 2), 44_100, 2)
    upload(page, data, "tone.wav")
    own = read_file(space, data)
    assert len(own.notices) == 3  # mixed, resampled, cut
    placed = comes_to(page, own, name)
    keep(page)
    page.slide(int(space.effects().argmax()), 0.5, 0.8)
    z = page.moved(placed.code.reshape(-1))
    expected = edited(placed, space.decode(z[None])[0], space, keep_lost=True)
    saved = read_file(space, save(page)).output
    assert np.abs(saved - expected).max() <= 2e-2  # codes differ a little, and so do phases


def test_another_sound_is_decoded_by_the_browser_and_placed_near_where_it_is(
    open_page: Open,
) -> None:
    name = "tones/vae"
    page, space = open_page(name), lw.zoo.load(name)
    data = wav(sound(16_000, 0.75), 16_000)
    upload(page, data, "tone.wav")
    z = page.moved(first_code(name))
    # AIFF, as a Mac records: big-endian, with no RIFF at its head.
    upload(page, b"FORM" + bytes(60), "tone.aiff")
    says(page, "The file is no sound that this browser can read: give a WAV file.")
    stays(page, z)
    placed = place(space, read_file(space, data).output)
    assert np.abs(z - placed.code.reshape(-1)).max() <= EXACT * np.abs(placed.code).max()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (floats(np.array([0.1, np.nan, 0.2]), 16_000), "The sound holds NaN or infinite values"),
        (wav(np.zeros(0), 16_000), "The WAV file holds no sound."),
        (b"RIFF....WAVEfmt ", "The WAV file is damaged: it has no samples."),
        (bytes(8 * 2**20), "This file has 8.0 MiB: choose one of at most 7 MiB."),
    ],
)
def test_what_is_no_sound_is_refused_and_the_one_before_stays(
    open_page: Open, data: bytes, said: str
) -> None:
    page = open_page("tones/vae")
    upload(page, wav(sound(16_000, 0.75), 16_000), "tone.wav")
    z = page.moved(first_code("tones/vae"))
    upload(page, data, f"{HOSTILE}.wav")
    says(page, said)
    stays(page, z)


def test_a_sound_is_recorded_in_the_page(
    with_devices: Browser, pages: Callable[[str], Path]
) -> None:
    page = open_editor(ExportedPage(with_devices, pages("tones/vae"), permissions=["microphone"]))
    page.frame.get_by_role("button", name="Record").click()
    clock = "document.querySelector('.lw-record-clock').textContent"
    page.wait(f"parseFloat({clock}) > 1", 15_000)
    page.frame.get_by_role("button", name="Stop").click()
    page.moved(first_code("tones/vae"))
    assert page.frame.locator(".lw-pair").is_visible()
    page.close()


# -- series ----------------------------------------------------------------------------------


def beats(steps: int) -> str:
    """Write two leads as a table with a header and a column of time."""
    time = np.linspace(0, 2.55, steps)
    lead = np.exp(-(((time % 0.8 - 0.3) / 0.03) ** 2))
    rows = [f"{t:.4f};{a:.4f};{0.6 * a + 0.1:.4f}" for t, a in zip(time, lead, strict=True)]
    return "\n".join(["time;lead I;lead II", *rows]) + "\n"


def test_a_table_is_placed_where_python_places_it_edited_and_saved(open_page: Open) -> None:
    name = "heartbeats/vae"
    page, space = open_page(name), lw.zoo.load(name)
    data = b"\xef\xbb\xbf" + beats(300).encode()
    upload(page, data, "beats.csv")
    own = read_file(space, data)
    assert len(own.notices) == 2  # the time left out, and stretched
    placed = comes_to(page, own, name)
    said = page.text(".lw-editor-lost-words").replace("\u00a0", " ")
    assert f"Off by {100 * placed.error:.0f} %" in said
    assert "the data's own samples are off by" in said
    keep(page)
    page.slide(int(space.effects().argmax()), 0.5, 0.9)
    z = page.moved(placed.code.reshape(-1))
    expected = edited(placed, space.decode(z[None])[0], space, keep_lost=True)
    saved = read_text(space, save(page).decode()).output
    assert np.abs(saved - expected).max() <= 5e-3


def test_numbers_are_pasted_and_encoded_by_keys(open_page: Open) -> None:
    name = "heartbeats/vae"
    page, space = open_page(name), lw.zoo.load(name)
    field = page.frame.get_by_role("textbox", name="Your numbers")
    text = beats(256)
    field.fill(text)
    field.press("Control+Enter")
    comes_to(page, read_text(space, text), name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There are no numbers yet: paste some, or load a CSV file."),
        (b"1,2\n3," + HOSTILE.encode(), "Line 2 has '<img' where a number was expected"),
        (b"1,2\nnan,3\n", "Line 2 has 'nan' where a number was expected"),
        (b"1,2,3,4\n5,6,7,8\n9,1,2,3", "There are 4 columns and the model has 2 channels"),
        (b"\xff\xfe1\x002\x00", "The file is no text in UTF-8: save it as such."),
        (b"1,1e99\n2,3", "A number is too large: give numbers in the units of the data."),
        (b"1 " * (2**21 + 1), "The file has 4.0 MiB: give a text of at most 4 MiB."),
    ],
)
def test_what_is_no_table_is_refused_and_the_one_before_stays(
    open_page: Open, data: bytes, said: str
) -> None:
    page = open_page("heartbeats/vae")
    upload(page, beats(256).encode(), "beats.csv")
    z = page.moved(first_code("heartbeats/vae"))
    upload(page, data, f"{HOSTILE}.csv")
    says(page, said)
    stays(page, z)
