import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import DataError

TUNE = lw.Melody(steps=16, low=0, pitches=128, form="tokens")
HEAD = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\x10"


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    path = tmp_path_factory.mktemp("midi") / "valid.mid"
    rng = np.random.default_rng(0)
    TUNE.write_midi(TUNE.to_canonical(rng.integers(0, 130, (1, 1, 16)))[0], path)
    return path.read_bytes()


def read(data, folder):
    path = folder / "bad.mid"
    path.write_bytes(data)
    return TUNE.read_midi(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused(valid, tmp_path_factory, data):
    damaged = bytearray(valid)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    folder = tmp_path_factory.mktemp("damaged")
    for content in (bytes(damaged), bytes(damaged[:cut])):
        try:
            roll = read(content, folder)
        except DataError as error:
            assert str(error).startswith("bad.mid")  # noqa: PT017
        else:
            assert roll.shape == (1, 1, 16, 128)
            assert set(np.unique(roll)) <= {0, 0.5, 1}


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"\xff" * 1_000_000,  # one time of 7 million bits
        HEAD + b"\xff" * 4000 + b"\x00\x90\x40\x40",
        HEAD + b"\x00\xff\x59\x02\x7f\x7f" + b"\x00" * 20,  # a key that there is not
        b"MThd\0\0\0\6\0\1\x7f\xff\1\xe0" + b"MTrk\0\0\0\0" * 30_000,
        HEAD[:12] + b"\xe7\x28" + HEAD[14:] + b"\x00\x90\x40\x40" * 4,  # time in frames
        HEAD[:12] + b"\0\0" + HEAD[14:] + b"\x00\x90\x40\x40" * 4,  # no ticks in a beat
    ],
    ids=["endless time", "long time", "no key", "empty tracks", "frames", "no ticks"],
)
def test_hostile_files_end_soon_and_with_a_word(data, tmp_path):
    with pytest.raises(DataError, match=r"^bad\.mid"):
        read(data, tmp_path)


def test_percussion_is_left_out_and_a_chord_kept(tmp_path):
    path = tmp_path / "song.mid"
    song = mido.MidiFile(ticks_per_beat=96)
    for channel, notes in ((9, (36,)), (0, (60, 64, 67))):
        track = mido.MidiTrack()
        for note in notes:
            track.append(mido.Message("note_on", note=note, velocity=80, channel=channel))
        for number, note in enumerate(notes):
            wait = 96 if number == 0 else 0
            track.append(mido.Message("note_off", note=note, time=wait, channel=channel))
        song.tracks.append(track)
    song.save(path)
    roll = TUNE.read_midi(path)[0, 0]
    assert np.flatnonzero(roll.any(axis=0)).tolist() == [60, 64, 67]
    assert roll[:5, 60].tolist() == [1, 0.5, 0.5, 0.5, 0]
    song.tracks.pop()
    song.save(path)
    with pytest.raises(DataError, match="no notes, percussion aside"):
        TUNE.read_midi(path)


def test_notes_off_the_grid_go_to_the_nearest_step(tmp_path):
    path = tmp_path / "late.mid"
    song = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    track.append(mido.Message("note_on", note=60, velocity=80, time=50))
    track.append(mido.Message("note_on", note=60, velocity=0, time=20))
    track.append(mido.Message("note_on", note=62, velocity=80, time=480 * 9))
    track.append(mido.Message("note_off", note=62, time=10))
    song.tracks.append(track)
    song.save(path)
    roll = TUNE.read_midi(path)[0, 0]
    assert np.argwhere(roll).tolist() == [[0, 60]]  # the last comes after the last step


def test_sixteen_voices_are_written_and_read_in_order(tmp_path):
    many = lw.Melody(voices=16, steps=2, low=60, pitches=16, form="tokens")
    tokens = np.stack([np.arange(16) + 2, np.ones(16, int)], axis=1)[None]
    roll = many.to_canonical(tokens)
    path = many.write_midi(roll[0], tmp_path / "many.mid")
    np.testing.assert_array_equal(many.read_midi(path), roll)
