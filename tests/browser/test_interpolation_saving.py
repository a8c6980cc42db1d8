"""What the interpolation player saves: films, strips, tables, sounds."""

from __future__ import annotations

import base64
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


# The recorder is given another canvas, which shows the film's so much later, or never (null).
BUSY = """(late) => {
  const { captureStream } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.captureStream = function (rate) {
    const recorded = document.createElement("canvas");
    [recorded.width, recorded.height] = [this.width, this.height];
    const context = recorded.getContext("2d");
    const copy = () => setInterval(() => context.drawImage(this, 0, 0), 30);
    if (late !== null) setTimeout(copy, late);
    return captureStream.call(recorded, rate);
  };
}"""
# Of a video, by base 64: how many seconds it plays, and the last picture.
PLAY = """async (base64) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = `data:video/${base64.startsWith("GkXfo") ? "webm" : "mp4"};base64,${base64}`;
  await video.play();
  await new Promise((done) => { video.onended = done; });
  const [width, height] = [video.videoWidth, video.videoHeight];
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(video, 0, 0);
  return [video.currentTime, width, [...context.getImageData(0, 0, width, height).data]];
}"""


def is_video(data: bytes) -> bool:
    return data[:4] == b"\x1aE\xdf\xa3" or data[4:8] == b"ftyp"


def test_a_video_is_recorded_to_its_end_where_the_browser_can(stage: Stage) -> None:
    view = PlayerPage(stage)
    stage.page.get_by_label("Speed").select_option("4")  # there and back in a second
    data = view.save("Video")
    assert is_video(data)
    seconds, size, levels = stage.page.evaluate(PLAY, base64.b64encode(data).decode())
    assert seconds > 0.95
    assert size == 240
    last = np.array(levels).reshape(24, 10, 24, 10, 4)[..., 0].mean(axis=(1, 3))
    start, middle = (
        np.array(stage.decoded(f"fake.code({i})")).reshape(24, 24, 4)[..., 0] for i in (0, 30)
    )
    assert np.abs(last - start).mean() < 6
    assert np.abs(last - middle).mean() > 20


def test_a_browser_that_is_late_to_code_has_time_for_it(stage: Stage) -> None:
    stage.page.evaluate(BUSY, 4000)
    view = PlayerPage(stage)
    stage.page.get_by_label("Speed").select_option("4")  # a film of a second
    assert is_video(view.save("Video"))


def test_a_video_of_which_nothing_was_recorded_is_said_and_not_saved(stage: Stage) -> None:
    saved: list[str] = []
    stage.page.on("download", lambda file: saved.append(file.suggested_filename))
    stage.page.evaluate(BUSY, None)
    view = PlayerPage(stage)
    stage.page.get_by_label("Speed").select_option("4")
    view.button("Video").click()
    stage.page.get_by_text("has recorded nothing: try again, or take the GIF").wait_for()
    assert not saved


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
