"""Tunes of one's own, brought onto a model's grid."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import DataError
from latentwidgets.modalities.tune import fit_tune, read_tune

ONE = lw.Melody(voices=1, steps=8, low=60, pitches=12, form="heads", steps_per_beat=4)
TWO = lw.Melody(voices=2, steps=8, low=48, pitches=24, form="tokens", steps_per_beat=4)
ROLL = lw.Melody(voices=1, steps=8, low=60, pitches=12, form="roll", steps_per_beat=4)
CHORD = [[(0.0, 1.0, 60), (0.0, 1.0, 64), (1.0, 2.0, 62)]]


def sounding(output):
    return [tuple(cell) for cell in np.argwhere(output > 0).tolist()]


def test_a_file_that_was_written_is_read_again(tmp_path):
    roll = np.zeros((2, 8, 24), np.float32)
    roll[0, 0, 3], roll[0, 1:4, 3], roll[0, 4, 5] = 1, 0.5, 1
    roll[1, 2, 0], roll[1, 3, 0] = 1, 0.5
    path = TWO.write_midi(roll, tmp_path / "a.mid")
    output, notices = read_tune(path.read_bytes(), TWO)
    np.testing.assert_array_equal(output, roll)
    assert notices == []


def test_of_notes_that_begin_together_a_voice_keeps_the_highest_unless_it_is_a_roll():
    output, notices = fit_tune(CHORD, ONE)
    assert {pitch for _, _, pitch in sounding(output)} == {4, 2}
    assert notices == ["Of notes that begin together the highest was kept: 2 of 3."]
    output, notices = fit_tune(CHORD, ROLL)
    assert {pitch for _, _, pitch in sounding(output)} == {0, 4, 2}
    assert notices == []


def test_a_tune_is_moved_by_octaves_into_the_range():
    output, notices = fit_tune([[(0.0, 1.0, 36), (1.0, 2.0, 40)]], ONE)
    assert {pitch for _, _, pitch in sounding(output)} == {0, 4}
    assert notices == ["It was moved up by 2 octaves."]
    _, notices = fit_tune([[(0.0, 1.0, 72)]], ONE)
    assert notices == ["It was moved down by 1 octave."]


def test_what_comes_after_the_last_step_is_left_out_and_said():
    output, notices = fit_tune([[(0.0, 9.0, 60), (2.0, 3.0, 61), (1.99, 3.0, 62)]], ONE)
    assert notices == ["2 notes after the model's 2 beats were left out."]
    assert output[0, :, 0].tolist() == [1] + [0.5] * 7


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([[(0.0, 1.0, 50), (1.0, 2.0, 70)]], "from pitch 50 to 70"),
        ([[(2.5, 3.0, 60)]], "no note in the model's 2 beats"),
    ],
)
def test_what_no_octave_brings_in_is_refused(parts, words):
    with pytest.raises(DataError, match=words):
        fit_tune(parts, ONE)


def test_more_voices_than_the_model_has_are_refused_and_one_voice_takes_all():
    parts = [[(0.0, 1.0, 60)], [(1.0, 2.0, 62)], [(1.5, 2.0, 64)]]
    with pytest.raises(DataError, match="3 voices and the model 2"):
        fit_tune(parts, TWO)
    output, _ = fit_tune(parts, ONE)
    assert {pitch for _, _, pitch in sounding(output)} == {0, 2, 4}


@given(
    st.lists(
        st.tuples(st.floats(0, 4), st.floats(0.01, 4), st.integers(0, 127)).map(
            lambda note: (note[0], note[0] + note[1], note[2])
        ),
        min_size=1,
        max_size=12,
    )
)
@example([(0.0, 1.0, 12), (0.125, 1.125, 13)])  # both round to the first step
def test_any_notes_give_one_at_a_time_or_a_reason(notes):
    try:
        output, _ = fit_tune([notes], ONE)
    except DataError:
        return
    assert output.shape == ONE.shape
    assert (output > 0).any()
    assert ((output > 0).sum(axis=-1) <= 1).all()
