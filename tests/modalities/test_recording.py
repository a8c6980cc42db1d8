"""Sounds of one's own: WAV files of every common kind, and what is none."""

import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import DataError
from latentwidgets.modalities.recording import fit_sound, read_wav

SOUND = lw.Audio(sample_rate=8000, samples=800, channels=1)


def wav(data, *, coding=1, channels=1, rate=8000, bits=16, extra=b""):
    frame = channels * bits // 8
    head = struct.pack("<HHIIHH", coding, channels, rate, rate * frame % 2**32, frame, bits) + extra
    parts = b"fmt " + struct.pack("<I", len(head)) + head
    parts += b"LIST" + struct.pack("<I", 3) + b"abc\0"  # of odd length, passed over
    parts += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def tone(pitch, seconds, rate):
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)


@pytest.mark.parametrize(
    ("bits", "coding", "pack"),
    [
        (8, 1, lambda x: np.round(x * 127 + 128).astype(np.uint8).tobytes()),
        (16, 1, lambda x: np.round(x * 32767).astype("<i2").tobytes()),
        (
            24,
            1,
            lambda x: b"".join(
                int(v).to_bytes(3, "little", signed=True) for v in np.round(x * 8388607)
            ),
        ),
        (32, 1, lambda x: np.round(x * 2147483647).astype("<i4").tobytes()),
        (32, 3, lambda x: x.astype("<f4").tobytes()),
        (64, 3, lambda x: x.astype("<f8").tobytes()),
    ],
)
def test_every_common_coding_is_read(bits, coding, pack):
    sound = tone(440, 0.1, 8000)
    waves, rate = read_wav(wav(pack(sound), bits=bits, coding=coding))
    assert rate == 8000
    assert waves.shape == (800, 1)
    np.testing.assert_allclose(waves[:, 0], sound, atol=0.008 if bits == 8 else 1e-4)


def test_what_python_itself_writes_is_read_in_two_channels():
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(np.array([[0, 16384], [-32768, 32767]], "<i2").tobytes())
    waves, rate = read_wav(buffer.getvalue())
    assert rate == 44100
    np.testing.assert_allclose(waves, [[0, 0.5], [-1, 1]], atol=1e-4)


def test_the_extensible_form_says_its_coding_further_on():
    extra = struct.pack("<HHIH", 22, 32, 0, 3) + b"\0" * 14
    data = np.array([0.25, -0.25], "<f4").tobytes()
    waves, _ = read_wav(wav(data, coding=0xFFFE, bits=32, extra=extra))
    np.testing.assert_array_equal(waves[:, 0], [0.25, -0.25])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no WAV file"),
        (b"ID3\x03 an mp3", "no WAV file"),
        (b"RIFF\0\0\0\0WAVE", "no samples"),
        (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", "header is cut off"),
        (wav(b"", bits=16), "holds no sound"),
        (wav(b"ab", coding=85), "coded as number 85"),
        (wav(b"abcd", channels=0), "0 channels"),
        (wav(b"abcd", rate=4_000_000_000), "4,000,000,000 Hz"),
        (wav(np.array([np.nan], "<f4").tobytes(), coding=3, bits=32), "NaN"),
        (b"RIFF" + b"\0" * (7 * 2**20), "7.0 MiB"),
    ],
)
def test_what_is_no_sound_is_refused_with_the_reason(data, words):
    with pytest.raises(DataError, match=words):
        read_wav(data)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(data):
    for start in (b"", b"RIFF\0\0\0\0WAVE", wav(b"abcdef")[:40]):
        try:
            waves, _ = read_wav(start + data)
        except DataError:
            continue
        assert np.isfinite(waves).all()
        assert np.abs(waves).max() <= 1


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000])
def test_a_tone_keeps_its_pitch_at_another_rate(rate):
    output, notices = fit_sound(tone(1000, 0.1, rate)[:, None], rate, SOUND)
    assert output.shape == (800, 1)
    assert [("resampled" in notice) for notice in notices] == [True] * (rate != 8000)
    np.testing.assert_allclose(output[50:-50, 0], tone(1000, 0.1, 8000)[50:-50], atol=2e-3)


def test_what_the_new_rate_cannot_hold_is_not_folded_back():
    output, _ = fit_sound(tone(7000, 0.1, 48000)[:, None], 48000, SOUND)  # above 4,000 Hz
    assert np.abs(output[50:-50]).max() < 0.02


def test_a_longer_sound_is_cut_from_where_it_is_loud_and_a_shorter_one_is_followed_by_silence():
    quiet = np.concatenate([np.zeros(4000), tone(500, 0.5, 8000), np.zeros(2000)])
    output, notices = fit_sound(quiet[:, None], 8000, SOUND)
    assert "from 0.48 s on" in notices[0]
    np.testing.assert_allclose(output[:, 0], quiet[3841:4641], atol=0.2)
    assert np.abs(output[200:]).max() > 0.4
    short, notices = fit_sound(tone(500, 0.05, 8000)[:, None], 8000, SOUND)
    assert "silence follows" in notices[0]
    np.testing.assert_array_equal(short[400:], 0)


def test_channels_are_mixed_or_repeated():
    two = np.stack([tone(500, 0.1, 8000), -tone(500, 0.1, 8000)], axis=1)
    output, notices = fit_sound(two, 8000, SOUND)
    np.testing.assert_allclose(output, 0, atol=1e-6)
    assert notices == ["Its 2 channels were mixed."]
    stereo = lw.Audio(sample_rate=8000, samples=800, channels=2)
    output, notices = fit_sound(two[:, :1], 8000, stereo)
    np.testing.assert_array_equal(output[:, 0], output[:, 1])
    assert notices == []
