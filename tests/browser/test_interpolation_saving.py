"""What the interpolation player saves: films, strips, tables, sounds."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PIL import Image
from player_page import CURVES, ENDS, PlayerPage
from stage import Stage

pytestmark = pytest.mark.browser

# The percentages that are there whenever the page is free for something else.
WATCH = """() => {
  const words = document.querySelector(".lw-saving-words");
  window.told = new Set();
  setInterval(() => { const [, percent] = /(\\d+) %/.exec(words.textContent) ?? [];
    if (percent) told.add(Number(percent)); });
}"""


def test_a_gif_has_its_frames_and_the_page_stays_alive(stage: Stage) -> None:
    view = PlayerPage(stage)
    stage.page.evaluate(WATCH)
    image = Image.open(io.BytesIO(view.save("GIF")))
    # The page was free while frames were encoded, which is the second half: more than once.
    told = stage.js("[...told]")
    assert sum(50 < percent < 100 for percent in told) > 2, told
    assert image.n_frames == 60
    assert image.size == (240, 240)  # 24 pixels, ten times as large
    first = np.asarray(image.convert("L").resize((24, 24), Image.Resampling.NEAREST), float)
    image.seek(30)
    middle = np.asarray(image.convert("L").resize((24, 24), Image.Resampling.NEAREST), float)
    wanted = [
        np.array(stage.decoded(f"fake.code({i})")).reshape(24, 24, 4)[..., 0] for i in (0, 30)
    ]
    assert np.abs(first - wanted[0]).mean() < 8
    assert np.abs(middle - wanted[1]).mean() < 8


def test_a_strip_and_a_table_are_saved(stage: Stage) -> None:
    view = PlayerPage(stage)
    strip = Image.open(io.BytesIO(view.save("PNG strip")))
    assert strip.size == (12 * 120 + 11 * 4, 120)
    rows = list(csv.reader(io.StringIO(view.save("CSV").decode())))
    assert rows[0] == ["position", *(f"z{d}" for d in range(16))]
    codes = np.array(rows[1:], float)
    assert codes.shape == (61, 17)
    assert np.array_equal(codes[0, 1:].astype(np.float32), np.float32(stage.js(ENDS)[0]))
    assert np.array_equal(codes[-1, 1:].astype(np.float32), np.float32(stage.js(ENDS)[1]))


def test_a_video_is_recorded_where_the_browser_can(stage: Stage) -> None:
    view = PlayerPage(stage)
    stage.page.get_by_label("Speed").select_option("4")
    data = view.save("Video")
    assert data[:4] == b"\x1aE\xdf\xa3" or data[4:8] == b"ftyp"
    assert len(data) > 2000


def test_a_browser_that_records_no_video_says_what_to_take(stage: Stage) -> None:
    stage.page.evaluate("() => { delete window.MediaRecorder; }")
    view = PlayerPage(stage)
    button = view.button("Video")
    assert button.is_disabled()
    assert "take the GIF" in (button.get_attribute("title") or "")


@pytest.mark.parametrize(
    ("medium", "name", "head"), [("melody", "MIDI", b"MThd"), ("audio", "WAV", b"RIFF")]
)
def test_sounds_are_saved_in_a_row(stage: Stage, medium: str, name: str, head: bytes) -> None:
    view = PlayerPage(stage, medium=medium, ready=False)
    stage.wait(CURVES)
    data = view.save(name)
    assert data[:4] == head


def test_texts_have_a_film_and_a_clip_too(stage: Stage) -> None:
    view = PlayerPage(stage, medium="text", ready=False)
    stage.wait("document.querySelectorAll('.lw-strip-text').length > 0")
    image = Image.open(io.BytesIO(view.save("GIF")))
    assert image.size == (384, 128)
