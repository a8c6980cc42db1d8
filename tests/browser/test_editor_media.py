"""One's own of every kind but pictures, and the camera and the microphone."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect
from stage import Stage
from test_editor import SECURE, choose, mount, placed, says, sent, words

pytestmark = pytest.mark.browser

PLACED = "fake.sent.filter(([m]) => m.kind === 'place').at(-1)"


def numbers(stage: Stage) -> list[float]:
    """The values that the last `place` sent."""
    return stage.js(
        f"Array.from(new Float32Array({PLACED}[1][0].buffer.slice?.("
        f"{PLACED}[1][0].byteOffset, {PLACED}[1][0].byteOffset + {PLACED}[1][0].byteLength)))"
    )


def file_head(stage: Stage, n: int) -> bytes:
    found = stage.js(
        f"Array.from(new Uint8Array({PLACED}[1][0].buffer, {PLACED}[1][0].byteOffset, {n}))"
    )
    return bytes(found)


# -- texts -----------------------------------------------------------------------------------


def test_a_sentence_is_typed_encoded_and_compared(stage: Stage) -> None:
    mount(stage, medium="text")
    field = stage.page.get_by_label("Your sentence")
    field.fill("the cat sleeps")
    stage.page.keyboard.press("Enter")
    placed(stage)
    assert sent(stage)["text"] == "the cat sleeps"
    own, made = (
        stage.js("fake.medium.text(fake.code(3))"),
        stage.js("fake.medium.text(fake.code(1))"),
    )
    sides = stage.page.locator(".lw-pair .lw-text-words")
    expect(sides.nth(0)).to_have_text(own)
    expect(sides.nth(1)).to_have_text(made)
    expect(stage.page.locator(".lw-editor-lost-words")).to_contain_text("words come out otherwise")
    # One's own words stay where the edit changes nothing: unmoved, all of them.
    keep = stage.page.get_by_label("Keep what the model lost")
    keep.focus()
    stage.page.keyboard.press("Space")
    stage.wait("fake.count('keep_lost') === 1")
    expect(sides.nth(1)).to_have_text(own)
    expect(stage.page.locator(".lw-editor-kept")).to_contain_text("not from the model")
    keep.click()
    expect(sides.nth(1)).to_have_text(made)
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save TXT").click()
    assert download.value.path().read_text(encoding="utf-8") == f"{made}\n"


def test_words_that_the_model_lacks_are_named_and_the_text_stays(stage: Stage) -> None:
    mount(stage, medium="text")
    field = stage.page.get_by_label("Your sentence")
    field.fill("the zebra <img src=x onerror=alert(1)> sleeps")
    stage.page.get_by_role("button", name="Encode").click()
    says(stage, "word 2 “zebra” is outside")
    expect(field).to_have_value("the zebra <img src=x onerror=alert(1)> sleeps")
    assert stage.js("fake.edit ?? null") is None


def test_the_undo_of_the_field_is_not_that_of_the_code(stage: Stage) -> None:
    stage.mount("explorer", medium="text")
    stage.page.get_by_role("tab", name="Edit").click()
    stage.page.locator(".lw-sliders").get_by_role("button", name="Reset").click()
    stage.wait("fake.lastSaved('z') !== null")
    moved = stage.js("fake.lastSaved('z')")
    stage.page.get_by_label("Your sentence").press_sequentially("the")
    stage.page.keyboard.press("Control+z")
    assert stage.js("fake.lastSaved('z')") == moved


def test_one_may_start_from_the_text_that_is_shown(stage: Stage) -> None:
    mount(stage, medium="text")
    stage.page.get_by_role("button", name="Start from what is shown").click()
    expect(stage.page.get_by_label("Your sentence")).to_have_value(
        stage.js("fake.medium.text(fake.code(0))")
    )


# -- series ----------------------------------------------------------------------------------


def test_numbers_are_pasted_and_the_edit_keeps_what_was_lost(stage: Stage) -> None:
    mount(stage, medium="series", media={"steps": 40})
    field = stage.page.get_by_label("Your numbers")
    field.fill("1,2,3\n4,5,6")
    stage.page.keyboard.press("Control+Enter")
    placed(stage)
    assert sent(stage)["text"] == "1,2,3\n4,5,6"
    stage.page.get_by_label("Keep what the model lost").check()
    stage.page.locator(".lw-sliders input[type=range]").first.focus()
    stage.page.keyboard.press("End")
    stage.wait("document.querySelector('.lw-root').dataset.lwRest === 'true'")
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == '"lead I (mV)","lead II (mV)","breath (l)"'
    saved = [float(cell) for line in lines[1:] for cell in line.split(",")]
    own, before, now = (
        stage.decoded(z) for z in ("fake.code(3)", "fake.code(1)", "fake.lastSaved('z')")
    )
    kept = [a + n - b for a, b, n in zip(own, before, now, strict=True)]
    assert saved == pytest.approx(kept, abs=1e-5)
    assert saved != pytest.approx(now, abs=1e-3)


# -- melodies --------------------------------------------------------------------------------


def test_notes_are_clicked_stretched_and_taken_away(stage: Stage) -> None:
    mount(stage, medium="melody", media={"steps": 16, "pitches": 12})
    roll = stage.page.locator(".lw-roll-canvas")
    box = roll.bounding_box()
    assert box is not None

    def place(step: float, pitch: float) -> tuple[float, float]:
        return (
            box["x"] + (step + 0.5) / 16 * box["width"],
            box["y"] + (11 - pitch + 0.5) / 12 * box["height"],
        )

    stage.page.mouse.move(*place(2, 5))
    stage.page.mouse.down()
    stage.page.mouse.move(*place(4, 5), steps=3)
    stage.page.mouse.up()
    stage.page.mouse.click(*place(8, 7))
    stage.page.mouse.click(*place(10, 7))
    stage.page.mouse.click(*place(10, 7))
    stage.page.get_by_role("button", name="Encode").click()
    placed(stage)
    values = numbers(stage)
    assert len(values) == 2 * 16 * 12
    cells = {(i // 12 % 16, i % 12): v for i, v in enumerate(values) if v}
    assert cells == {(2, 5): 1, (3, 5): 0.5, (4, 5): 0.5, (8, 7): 1}


def test_notes_are_written_by_keys_in_either_voice(stage: Stage) -> None:
    mount(stage, medium="melody", media={"steps": 16, "pitches": 12})
    stage.page.get_by_label("Voice to write in").select_option(label="harmony")
    roll = stage.page.locator(".lw-roll-canvas")
    roll.focus()
    for key in ("ArrowRight", "ArrowUp", "Enter", "Shift+ArrowRight", "Shift+ArrowRight"):
        stage.page.keyboard.press(key)
    expect(stage.page.locator(".lw-roll .lw-spoken")).to_have_text("G3, step 2, note")
    stage.page.get_by_role("button", name="Encode").click()
    placed(stage)
    values = numbers(stage)
    cells = {(i // 12 // 16, i // 12 % 16, i % 12): v for i, v in enumerate(values) if v}
    assert cells == {(1, 1, 7): 1, (1, 2, 7): 0.5, (1, 3, 7): 0.5}
    roll.focus()
    stage.page.keyboard.press("Delete")
    expect(stage.page.get_by_role("button", name="Encode")).to_be_disabled()


def test_a_midi_file_goes_to_the_kernel_as_it_is(stage: Stage) -> None:
    mount(stage, medium="melody", media={"steps": 16, "pitches": 12})
    choose(stage, name="a.mid", mimeType="audio/midi", buffer=b"MThd and so on")
    placed(stage)
    assert file_head(stage, 14) == b"MThd and so on"
    words = stage.page.locator(".lw-editor-lost-words")
    expect(words).to_contain_text("of yours missing")
    expect(words).to_contain_text("at step")
    expect(stage.page.get_by_label("Keep what the model lost")).to_be_visible()
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save MID").click()
    assert download.value.path().read_bytes()[:4] == b"MThd"


# -- sound -----------------------------------------------------------------------------------


def test_a_wav_file_is_loaded_and_the_result_saved(stage: Stage) -> None:
    mount(stage, medium="audio", media={"seconds": 0.2})
    choose(stage, name="a.wav", mimeType="audio/wav", buffer=b"RIFF and so on")
    placed(stage)
    assert file_head(stage, 4) == b"RIFF"
    expect(stage.page.get_by_label("Keep what the model lost")).to_be_visible()
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save WAV").click()
    head = download.value.path().read_bytes()[:44]
    assert struct.unpack("<I", head[24:28]) == (8000,)


def test_of_a_sound_whose_phase_was_found_nothing_can_be_kept(stage: Stage) -> None:
    mount(stage, medium="audio", media={"seconds": 0.2, "note": "by Griffin-Lim"})
    choose(stage, name="a.wav", mimeType="audio/wav", buffer=b"RIFF and so on")
    placed(stage)
    assert stage.page.get_by_label("Keep what the model lost").count() == 0


def test_a_file_that_the_browser_cannot_hear_is_said(stage: Stage) -> None:
    mount(stage, medium="audio", media={"seconds": 0.2})
    choose(stage, name="a.mp3", mimeType="audio/mpeg", buffer=b"no sound at all")
    says(stage, "no sound that this browser can read")
    assert stage.js("fake.count('place')") == 0


# -- camera and microphone -------------------------------------------------------------------


def camera(stage: Stage) -> None:
    stage.page.get_by_role("button", name="Webcam").click()
    stage.page.get_by_role("button", name="Turn the camera on").click()


def test_an_insecure_page_has_no_camera_and_says_so(stage: Stage) -> None:
    mount(stage)
    camera(stage)
    says(stage, "on https or localhost only")
    expect(stage.page.get_by_role("button", name="Take the picture")).to_be_disabled()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NotAllowedError", "was not allowed: allow it in the browser's address bar"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "close other programs that use it"),
    ],
)
def test_a_camera_that_is_refused_missing_or_in_use_is_said(
    open_stage: Callable[..., Stage], name: str, said: str
) -> None:
    stage = open_stage(address=SECURE)
    stage.page.evaluate(
        """name => {
          navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", name); };
        }""",
        name,
    )
    mount(stage)
    camera(stage)
    says(stage, said)
    # The other ways stay.
    choose(stage)
    placed(stage)
    assert words(stage) == ""


@pytest.fixture
def device_stage(with_devices: Browser, bundles) -> Iterator[Stage]:
    context = with_devices.new_context(permissions=["camera", "microphone"])
    stage = Stage(context.new_page(), bundles, SECURE)
    yield stage
    context.close()
    assert not stage.errors, stage.errors


def test_the_camera_gives_a_picture_and_is_turned_off(device_stage: Stage) -> None:
    stage = device_stage
    mount(stage)
    camera(stage)
    stage.wait("document.querySelector('.lw-webcam-video').videoWidth > 0", timeout=15_000)
    stage.page.get_by_role("button", name="Take the picture").click()
    placed(stage)
    assert file_head(stage, 4) == b"\x89PNG"
    stage.page.evaluate("window.track = document.querySelector('video').srcObject.getTracks()[0]")
    stage.page.get_by_role("button", name="Draw").click()  # it does not run unseen
    assert stage.js("track.readyState") == "ended"
    expect(stage.page.get_by_role("button", name="Encode")).to_be_visible()


def test_the_microphone_gives_a_sound(device_stage: Stage) -> None:
    stage = device_stage
    mount(stage, medium="audio", media={"seconds": 0.3})
    stage.page.get_by_role("button", name="Record").click()
    stage.wait("parseFloat(document.querySelector('.lw-record-clock').textContent) > 0.4", 15_000)
    stage.page.get_by_role("button", name="Stop").click()
    placed(stage)
    head = file_head(stage, 44)
    assert head[:4] == b"RIFF"
    assert struct.unpack("<I", head[24:28]) == (8000,)
    expect(stage.page.get_by_role("button", name="Record")).to_be_visible()
