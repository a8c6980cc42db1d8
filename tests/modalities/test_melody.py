import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities import modality_from

TUNE = lw.Melody(voices=2, steps=8, low=60, pitches=12, form="tokens", names=("tune", "bass"))
tokens = arrays(np.int64, (3, 2, 8), elements=st.integers(0, 13))


def scored(form, pitches=12):
    return lw.Melody(voices=2, steps=8, low=60, pitches=pitches, form=form)


def one(*numbers):
    return np.array([[numbers, [0] * 8]])


@settings(max_examples=40, deadline=None)
@given(tokens)
def test_tokens_come_back_but_for_holds_of_nothing(raw):
    melody = TUNE.to_canonical(raw)
    assert set(np.unique(melody)) <= {0, 0.5, 1}
    assert ((melody > 0).sum(axis=-1) <= 1).all()
    again = TUNE.from_canonical(melody)
    kept = (again == raw) | ((raw == 1) & (again == 0))
    assert kept.all()
    np.testing.assert_array_equal(TUNE.to_canonical(again), melody)
    np.testing.assert_array_equal(TUNE.from_samples(raw), melody)


@settings(max_examples=30, deadline=None)
@given(tokens, st.sampled_from(["token-logits", "heads"]))
def test_scores_stand_for_the_tokens_of_which_they_are_largest(raw, form):
    melody = TUNE.to_canonical(raw)
    other = scored(form)
    np.testing.assert_array_equal(other.to_canonical(other.from_canonical(melody)), melody)
    assert other.from_canonical(melody).shape[1:] == other.raw_shape


@settings(max_examples=40, deadline=None)
@given(arrays(np.float32, (2, 2, 8, 12), elements=st.floats(0, 1, width=32)))
def test_a_piano_roll_sounds_from_a_half_on(raw):
    melody = scored("roll").to_canonical(raw)
    np.testing.assert_array_equal(melody > 0, raw >= 0.5)
    starts = melody == 1
    assert (starts[:, :, 1:] == ((melody > 0)[:, :, 1:] & ~(melody > 0)[:, :, :-1])).all()


def test_a_note_is_held_until_a_rest_or_the_next():
    melody = TUNE.to_canonical(one(2, 1, 1, 0, 1, 4, 5, 1))[0, 0]
    assert melody[:, 0].tolist() == [1, 0.5, 0.5, 0, 0, 0, 0, 0]
    assert melody[5].tolist()[2] == 1
    assert melody[6:, 3].tolist() == [1, 0.5]


def test_a_step_that_was_not_computed_is_marked_throughout():
    raw = np.zeros((1, 2, 8, 15), np.float32)
    raw[0, 1, 3, 0] = np.nan
    melody = scored("heads").to_canonical(raw)
    assert np.isnan(melody[0, 1, 3]).all()
    assert np.isnan(melody).sum() == 12
    assert scored("heads").to_payload(melody[0]).not_finite == 12


@pytest.mark.parametrize(
    ("melody", "shape", "expected"),
    [
        (lw.Melody(form="heads", low=48), (3, 16, 27), (1, 16, 24)),
        (lw.Melody(form="heads", low=48), (3, 4, 16, 27), (4, 16, 24)),
        (lw.Melody(pitches=24), (3, 4, 16, 26), (4, 16, 24)),
        (lw.Melody(pitches=24), (3, 16, 24), (1, 16, 24)),
    ],
)
def test_the_size_is_told_from_outputs(melody, shape, expected):
    fitted = melody.fitted(np.zeros(shape, np.float32))
    assert fitted.shape == expected
    assert fitted.raw_shape == shape[1:]


def test_a_tune_without_an_axis_for_its_voice():
    melody = lw.Melody(low=60, pitches=12).fitted(np.array([[2, 1, 0, 3]]))
    assert (melody.form, melody.raw_shape, melody.shape) == ("tokens", (4,), (1, 4, 12))


@pytest.mark.parametrize("form", ["tokens", "heads", "roll"])
def test_midi_files_go_both_ways(form, tmp_path):
    melody = scored(form)
    roll = TUNE.to_canonical(np.array([[[2, 1, 0, 4, 4, 1, 1, 1], [9, 1, 1, 1, 10, 1, 1, 0]]]))
    path = melody.write_midi(roll[0], tmp_path / "tune.mid")
    np.testing.assert_array_equal(melody.read_midi(path), roll)
    assert [file.name for file in tmp_path.iterdir()] == ["tune.mid"]


def test_a_midi_file_has_the_tempo_and_the_pitches(tmp_path):
    import mido

    fast = lw.Melody(voices=1, steps=4, low=60, pitches=12, form="tokens", tempo=150)
    roll = fast.to_canonical(np.array([[[2, 1, 6, 1]]]))
    midi = mido.MidiFile(fast.write_midi(roll[0], tmp_path / "a.mid"))
    assert [m.note for m in midi if m.type == "note_on" and m.velocity] == [60, 64]
    assert next(m.tempo for m in midi if m.type == "set_tempo") == 400_000
    assert midi.length == pytest.approx(4 / 4 * 60 / 150)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read as a MIDI file"),
        (b"MThd\x00\x00\x00\x06\x00\x01", "cannot be read as a MIDI file"),
        (b"not a song", "cannot be read as a MIDI file"),
        (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\xff\xff\xff\xff", "cannot be read as a MIDI file"),
        (b"MThd\0\0\0\6\0\1\0\0\1\xe0", "has no notes"),
        (b"\0" * 2_000_000, "larger than the 1,048,576 bytes"),
    ],
    ids=["empty", "cut", "text", "track of 4 GB", "no track", "huge"],
)
def test_a_broken_or_huge_midi_file_is_refused(content, words, tmp_path):
    path = tmp_path / "bad.mid"
    path.write_bytes(content)
    with pytest.raises(DataError, match=rf"bad\.mid .*{words}"):
        TUNE.read_midi(path)
    with pytest.raises(DataError, match=r"none\.mid cannot be read"):
        TUNE.read_midi(tmp_path / "none.mid")


def test_other_voices_or_pitches_than_expected_are_named(tmp_path):
    path = TUNE.write_midi(TUNE.to_canonical(np.full((1, 2, 8), 5))[0], tmp_path / "two.mid")
    single = lw.Melody(voices=1, steps=8, low=60, pitches=12, form="tokens")
    assert (single.read_midi(path) > 0).sum() == 8
    high = lw.Melody(voices=2, steps=8, low=70, pitches=12, form="tokens")
    with pytest.raises(DataError, match="has the pitch 63 and pitches from 70 to 81"):
        high.read_midi(path)
    three = lw.Melody(voices=3, steps=8, low=60, pitches=12, form="tokens")
    path = three.write_midi(three.to_canonical(np.full((1, 3, 8), 5))[0], tmp_path / "three.mid")
    with pytest.raises(DataError, match="has 3 voices and 2 were expected"):
        TUNE.read_midi(path)


def test_the_distance_counts_the_steps_that_differ():
    first, second = (TUNE.to_canonical(one(*notes)) for notes in ([2] * 8, [2] * 4 + [3] * 4))
    assert TUNE.distance(first, second)[0] == pytest.approx(4 / 16)
    assert TUNE.distance(first, first)[0] == 0


def test_a_small_picture_has_high_notes_above():
    high, low = (TUNE.pictures(TUNE.to_canonical(one(*[note] * 8)), 48)[0] for note in (13, 2))
    assert np.flatnonzero(high[..., 3].any(axis=1)).max() < 4
    assert np.flatnonzero(low[..., 3].any(axis=1)).min() > 27
    held = TUNE.pictures(TUNE.to_canonical(one(2, 1, 1, 1, 1, 1, 1, 1)), 48)[0, -1, :, 3]
    assert held[:6].tolist() == [1.0] * 6
    np.testing.assert_allclose(held[6:], 0.6)


@pytest.mark.parametrize("melody", [TUNE, scored("heads"), scored("roll")])
def test_a_description_makes_the_same_melody_again(melody):
    assert modality_from(melody.describe_raw()) == melody


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"voices": 99}, "voices=99"),
        ({"steps": "8"}, "steps='8'"),
        ({"low": 120}, "pass MIDI's"),
        ({"tempo": 0}, "tempo=0"),
        ({"tempo": None}, "tempo=None"),
        ({"form": "wav"}, "form='wav'"),
        ({"names": ["a"]}, "1 names"),
        ({"voice_axis": 1}, "voice_axis=1"),
    ],
)
def test_a_strangers_description_is_refused(change, words):
    with pytest.raises(OptionError, match=words):
        modality_from({**TUNE.describe_raw(), **change})


def test_what_is_no_melody_is_refused():
    with pytest.raises(OptionError, match="cannot be told: give form"):
        lw.Melody().fitted(np.zeros((2, 16, 27)))
    with pytest.raises(OptionError, match="The token 14 is outside the vocabulary: 0 is a rest"):
        TUNE.to_canonical(np.full((1, 2, 8), 14))
    with pytest.raises(DataError, match="The token 14 is outside"):
        TUNE.from_samples(np.full((1, 2, 8), 14))
    with pytest.raises(ShapeError, match="would be 200 pitches"):
        lw.Melody(form="roll").fitted(np.zeros((2, 16, 200)))
    with pytest.raises(ShapeError, match="no melody"):
        lw.Melody(form="roll").fitted(np.zeros((2, 0, 24)))
    with pytest.raises(DataError, match="are numbers"):
        TUNE.from_samples(["c d e"])
    with pytest.raises(ShapeError, match="A melody of shape"):
        TUNE.write_midi(np.zeros((1, 8, 12), np.float32), "never.mid")


def test_a_figure_has_a_bar_for_each_note():
    axes = Figure().subplots()
    TUNE.draw(axes, TUNE.to_canonical(one(2, 1, 0, 4, 1, 1, 0, 0))[0])
    whole, onsets, *_ = [
        [path.get_extents().bounds for path in artist.get_paths()] for artist in axes.collections
    ]
    np.testing.assert_allclose(whole, [[0, 59.55, 0.5, 0.9], [0.75, 61.55, 0.75, 0.9]])
    np.testing.assert_allclose(onsets, [[0, 59.55, 0.0625, 0.9], [0.75, 61.55, 0.0625, 0.9]])
    assert axes.get_yticklabels()[0].get_text() == "C4"


def test_where_nothing_is_said_there_is_one_voice_or_one_for_each_name():
    assert lw.Melody(steps=8, pitches=12).shape == (1, 8, 12)
    assert lw.Melody(steps=8, pitches=12, names=("a", "b")).shape == (2, 8, 12)
    with pytest.raises(OptionError, match="not known yet: give steps and pitches"):
        _ = lw.Melody(voices=2).shape
    with pytest.raises(OptionError, match="need an axis"):
        lw.Melody(voices=2, voice_axis=False)


def test_samples_may_be_melodies_probabilities_or_piano_rolls():
    melody = TUNE.to_canonical(one(2, 1, 1, 0, 0, 4, 5, 1))
    np.testing.assert_array_equal(TUNE.from_samples(melody), melody)
    struck = TUNE.from_samples(melody > 0)
    np.testing.assert_array_equal(struck, melody)
    shares = np.full((1, 2, 8, 12), 0.3)
    shares[0, 0, 2:4, 5] = 0.5
    assert np.argwhere(TUNE.from_samples(shares)).tolist() == [[0, 0, 2, 5], [0, 0, 3, 5]]


def test_a_token_just_below_the_end_of_the_vocabulary_is_outside():
    with pytest.raises(OptionError, match=r"token 13\.6 is outside"):
        TUNE.to_canonical(np.full((1, 2, 8), 13.6, np.float32))
    assert TUNE.to_canonical(np.full((1, 2, 8), 13.4, np.float32))[0, 0, 0, 11] == 1


def test_a_figure_names_the_voices_and_crosses_out_what_was_not_computed():
    melody = TUNE.to_canonical(one(2, 1, 0, 4, 1, 1, 0, 0))[0]
    melody[1, 3:5] = np.nan
    axes = Figure().subplots()
    TUNE.draw(axes, melody)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["tune", "bass"]
    assert [patch.get_hatch() for patch in axes.patches] == ["xx", "xx"]


def test_small_figures_among_many_name_no_voices():
    melody = TUNE.to_canonical(one(2, 1, 0, 4, 1, 1, 0, 0))[0]
    places = Figure(figsize=(6, 1)).subplots(1, 9)
    TUNE.draw(places[4], melody)
    assert places[4].get_legend() is None
