"""Melodies over harmonies: in time, in key, on the chord; and the space of both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import latentwidgets as lw
from latentwidgets.exceptions import DataError, ShapeError
from latentwidgets.zoo.data.accompaniment import COMFORT
from latentwidgets.zoo.data.chords import rule_faults
from latentwidgets.zoo.data.harmonies import draw_harmonies, harmony_modality
from latentwidgets.zoo.data.melodies import SCALES, draw_melodies, melody_modality
from latentwidgets.zoo.data.notes import sounding
from latentwidgets.zoo.data.songs import load_songs_data, song_modality

GRID, TUNES, CHORDS = 40, 55, 40  # lowest pitches

seeds = st.integers(0, 2**16)
any_tunes = arrays(np.int64, (2, 1, 32), elements=st.integers(0, 31))
any_chords = arrays(np.int64, (2, 4, 16), elements=st.integers(0, 43))


def tune(*notes, steps=32):
    """Tokens (1, steps) of notes (start, MIDI pitch), each held until the next."""
    tokens = np.ones((1, steps), np.int64)
    for start, pitch in notes:
        tokens[0, start] = 2 + pitch - TUNES
    return tokens


def chords(*struck):
    """Tokens (4, 16) of chords (beat, MIDI pitches from the soprano down)."""
    tokens = np.ones((4, 16), np.int64)
    for beat, pitches in struck:
        tokens[:, beat] = 2 + np.array(pitches) - CHORDS
    return tokens


def heard(tokens, low=GRID):
    """MIDI pitches; -1 where nothing sounds."""
    index = sounding(tokens)
    return np.where(index < 0, -1, index + low)


def notes(voice):
    """Pitches of the notes of one voice of the grid, as they begin."""
    return [int(token) - 2 + GRID for token in voice if token >= 2]


C = (67, 64, 60, 48)
G = (67, 62, 59, 43)
C_MINOR = (67, 63, 60, 48)


@settings(max_examples=60)
@given(any_tunes, any_chords)
def test_whatever_is_given_keeps_its_time_and_its_chords(tunes, progressions):
    songs = lw.zoo.accompany(tunes, progressions)
    top = songs[:, 0]
    np.testing.assert_array_equal(top >= 2, np.tile(tunes[:, 0] >= 2, 2))
    np.testing.assert_array_equal(heard(top) >= 0, np.tile(sounding(tunes[:, 0]) >= 0, 2))
    np.testing.assert_array_equal(songs[:, 1:, ::4], progressions)
    lower = np.repeat(heard(progressions, CHORDS), 4, axis=2)
    np.testing.assert_array_equal(heard(songs[:, 1:]), lower)
    on_chord(songs)
    song_modality().check_tokens(songs)


@settings(max_examples=25)
@given(seeds)
def test_what_is_drawn_agrees_with_its_chords_and_their_key(seed):
    tunes, _ = draw_melodies(8, seed)
    progressions, factors = draw_harmonies(8, seed + 1)
    songs = lw.zoo.accompany(tunes, progressions)
    np.testing.assert_array_equal(songs[:, 0] >= 2, np.tile(tunes[:, 0] >= 2, 2))
    on_chord(songs)
    lines, below = heard(songs[:, 0]), heard(songs[:, 1:])
    for line, under, key, mode in zip(lines, below, factors["key"], factors["mode"], strict=True):
        scale = SCALES["major" if mode else "minor"]
        in_key = np.isin((line - key) % 12, scale) | (line < 0)
        # What is out of the key is a tone of a chord that is so too.
        assert np.isin(line[~in_key] % 12, under % 12).all()


def on_chord(songs):
    """What begins on the first or third beat of a bar is a tone of the chord, where one sounds."""
    for song in songs:
        pitches = heard(song)
        for step in range(0, 64, 8):
            tones = {int(pitch) % 12 for pitch in pitches[1:, step] if pitch >= 0}
            if song[0, step] >= 2 and tones:
                assert pitches[0, step] % 12 in tones


def test_a_tune_comes_to_the_key_of_its_chords():
    # D E F♯ G A B A … D in D major, over C throughout: a whole tone down.
    line = [62, 64, 66, 67, 69, 71, 69, 62]
    given = tune(*((4 * place, pitch) for place, pitch in enumerate(line)))
    song = lw.zoo.accompany(given, chords((0, C)))
    found = notes(song[0])
    assert found[:8] == found[8:]
    assert [pitch % 12 for pitch in found[:8]] == [0, 2, 4, 5, 7, 9, 7, 0]
    assert min(found) > C[0]


def test_a_tune_takes_on_the_mode_of_its_chords():
    major = tune((0, 60), (4, 64), (8, 67), (12, 69), (16, 64), (20, 71), (24, 60))
    minor = tune((0, 60), (4, 63), (8, 67), (12, 68), (16, 63), (20, 70), (24, 60))
    assert [p % 12 for p in notes(lw.zoo.accompany(major, chords((0, C_MINOR)))[0])][:7] == [
        *(0, 3, 7, 8, 3, 10, 0)
    ]
    assert [p % 12 for p in notes(lw.zoo.accompany(minor, chords((0, C)))[0])][:7] == [
        *(0, 4, 7, 9, 4, 11, 0)
    ]


def test_strong_beats_go_to_the_chord_and_the_others_stay():
    # F on the first beat is none of C's, on the second it may pass.
    given = tune((0, 65), (4, 65), (8, 64), (16, 62), (24, 60))
    song = lw.zoo.accompany(given, chords((0, C), (4, G), (8, C)))
    classes = [pitch % 12 for pitch in notes(song[0])]
    assert classes[:3] == [4, 5, 4]
    assert classes[3] == 2  # D, of G
    assert classes[4] == 11  # the tonic over G: the nearest tone, and of two the lower
    # An eighth early and held over: of the chord that comes.
    early = tune((0, 64), (14, 65), (24, 60))
    assert notes(lw.zoo.accompany(early, chords((0, C), (4, G), (8, C)))[0])[1] % 12 in (2, 7)
    # Held over two chords: the tone that both have.
    held = tune((0, 64), (24, 60))
    assert notes(lw.zoo.accompany(held, chords((0, C), (2, G), (8, C)))[0])[0] % 12 == 7


def test_a_foreign_tone_of_a_chord_drives_out_its_neighbours():
    # B natural over a minor key: on a weak beat its seventh, B flat, gives way; the tonic does not.
    given = tune((0, 62), (4, 70), (6, 60), (8, 67), (16, 63), (24, 60))
    line = lw.zoo.accompany(given, chords((0, C_MINOR), (8, G), (12, C_MINOR)))[0]
    second = notes(line)[6:9]  # over G, when it comes again
    assert [pitch % 12 for pitch in second] == [2, 11, 0]


def test_tunes_lie_above_the_soprano():
    songs = load_songs_data().samples
    top, soprano = heard(songs[:, 0]), heard(songs[:, 1])
    both = (top >= 0) & (soprano >= 0)
    assert (top > soprano)[both].mean() > 0.9
    assert ((top >= COMFORT[0]) & (top <= COMFORT[1]))[top >= 0].mean() > 0.93
    assert not any(found.any() for found in rule_faults(lw.zoo.separate(songs)[1]).values())


def test_what_is_fitted_clashes_less():
    tunes, _ = draw_melodies(300, seed=6)
    progressions, _ = draw_harmonies(300, seed=7)
    songs = lw.zoo.accompany(tunes, progressions)
    below = heard(songs[:, 1:])

    def shares(top):
        apart = (top[:, None] - below) % 12
        beside = np.isin(apart, (1, 11)).any(axis=1)
        strong = np.flatnonzero(top[:, ::8] >= 0)
        on_tone = (apart[..., ::8] == 0).any(axis=1).reshape(-1)[strong].mean()
        return beside[top >= 0].mean(), on_tone

    before = shares(heard(np.tile(tunes, 2), TUNES)[:, 0])
    after = shares(heard(songs)[:, 0])
    assert before[0] > 0.45
    assert before[1] < 0.4
    assert after[0] < 0.22
    assert after[1] > 0.995


def test_the_tune_stays_the_tune():
    tunes, _ = draw_melodies(400, seed=3)
    progressions, _ = draw_harmonies(400, seed=4)
    after = heard(lw.zoo.accompany(tunes, progressions)[:, 0, :32])
    before = heard(tunes[:, 0], TUNES)
    begins = tunes[:, 0] >= 2
    leaps = [np.diff(a[b]) - np.diff(c[b]) for a, b, c in zip(after, begins, before, strict=True)]
    assert np.median(np.abs(np.concatenate(leaps))) <= 1
    assert np.mean(np.abs(np.concatenate(leaps)) <= 2) > 0.75


def test_two_tunes_follow_one_another_each_in_its_own_key():
    first, _ = draw_melodies(6, seed=1, mode=1)
    second, _ = draw_melodies(6, seed=2, mode=1)
    progressions, _ = draw_harmonies(6, seed=3, mode=1)
    row = lw.zoo.accompany(np.concatenate([first, second], axis=2), progressions)
    np.testing.assert_array_equal(row[:, 0, :32] >= 2, first[:, 0] >= 2)
    np.testing.assert_array_equal(row[:, 0, 32:] >= 2, second[:, 0] >= 2)
    # Twice the same is the same as once, but that each half may choose its octave.
    twice = lw.zoo.accompany(np.concatenate([first, first], axis=2), progressions)
    once = lw.zoo.accompany(first, progressions)
    apart = heard(twice[:, 0]) - heard(once[:, 0])
    assert (apart % 12 == 0).mean() > 0.9


def test_one_or_several_tokens_or_rolls():
    tunes, _ = draw_melodies(3, seed=4)
    progressions, _ = draw_harmonies(3, seed=5)
    songs = lw.zoo.accompany(tunes, progressions)
    assert songs.shape == (3, 5, 64)
    assert songs.dtype == np.int64
    one = lw.zoo.accompany(tunes[0], progressions[0])
    assert one.shape == (5, 64)
    np.testing.assert_array_equal(one, songs[0])
    over_one = lw.zoo.accompany(tunes, progressions[0])
    np.testing.assert_array_equal(over_one[0], songs[0])
    np.testing.assert_array_equal((over_one[:, 1:] == over_one[:1, 1:]), True)
    np.testing.assert_array_equal(lw.zoo.accompany(tunes[0], progressions)[0], songs[0])
    rolls = melody_modality().from_samples(tunes), harmony_modality().from_samples(progressions)
    np.testing.assert_array_equal(lw.zoo.accompany(*rolls), songs)
    np.testing.assert_array_equal(lw.zoo.accompany(rolls[0][0], rolls[1][0]), songs[0])
    before = tunes.copy(), progressions.copy()
    lw.zoo.accompany(tunes.astype(np.float32), progressions.astype(np.uint8))
    np.testing.assert_array_equal(before[0], tunes)
    np.testing.assert_array_equal(before[1], progressions)


def test_silence_is_none_of_an_error():
    song = lw.zoo.accompany(np.zeros((1, 32), int), chords((0, C)))
    assert (song[0] == 0).all()
    given = tune((0, 62), (8, 63), (24, 62))
    alone = lw.zoo.accompany(given, np.zeros((4, 16), int))
    assert notes(alone[0]) == [62, 63, 62] * 2
    # A hold at the beginning holds nothing, in the second round as in the first.
    late = lw.zoo.accompany(tune((4, 60)), chords((0, C)))
    assert (late[0, :4] == 0).all()
    assert (late[0, 32:36] == 0).all()


@settings(max_examples=20)
@given(seed=seeds)
def test_songs_go_through_midi_and_come_apart(seed, tmp_path_factory):
    grid = song_modality()
    tunes, _ = draw_melodies(1, seed)
    progressions, _ = draw_harmonies(1, seed + 1)
    songs = lw.zoo.accompany(tunes, progressions)
    roll = grid.from_samples(songs)[0]
    path = grid.write_midi(roll, tmp_path_factory.mktemp("midi") / "song.mid")
    again = grid.read_midi(path)
    np.testing.assert_array_equal(again[0], roll)
    tune_again, chords_again = lw.zoo.separate(again)
    np.testing.assert_array_equal(chords_again, progressions)
    np.testing.assert_array_equal(tune_again >= 2, tunes >= 2)
    apart = heard(tune_again, TUNES)[0, 0] - heard(songs[:, 0, :32])[0]
    assert (apart[heard(songs[:, 0, :32])[0] >= 0] % 12 == 0).all()
    assert lw.zoo.separate(songs[0])[0].shape == (1, 32)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (np.ones((1, 31), int), ShapeError, r"melody of shape \(1, 31\) was given: give tokens"),
        (np.ones((1, 96), int), ShapeError, r"\(1, 64\) of four"),
        (np.ones((2, 2, 32), int), ShapeError, r"melody of shape \(2, 2, 32\)"),
        (np.ones(32, int), ShapeError, r"melody of shape \(32,\)"),
        (np.zeros((0, 1, 32), int), DataError, "No melody was given"),
        (np.full((1, 32), 32), DataError, "token 32 is outside the vocabulary of a melody"),
        (np.full((1, 32), -1), DataError, "token -1 is outside"),
        (np.full((1, 32), 2.5), DataError, "token 2.5 is outside"),
        (np.full((1, 32), np.nan), DataError, "NaN"),
        (np.full((1, 32), "C"), DataError, "A melody is of numbers"),
        (np.ones((3, 1, 32), int), ShapeError, "3 melodies and 2 progressions"),
    ],
)
def test_what_is_no_melody_is_named(given, error, words):
    with pytest.raises(error, match=words):
        lw.zoo.accompany(given, np.ones((2, 4, 16), int))


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (np.ones((4, 32), int), ShapeError, r"progression of shape \(4, 32\)"),
        (np.ones((3, 16), int), ShapeError, r"give tokens \(4, 16\) of four voices"),
        (np.zeros((0, 4, 16), int), DataError, "No progression was given"),
        (np.full((4, 16), 44), DataError, "token 44 is outside the vocabulary of a progression"),
    ],
)
def test_what_is_no_progression_is_named(given, error, words):
    with pytest.raises(error, match=words):
        lw.zoo.accompany(np.ones((1, 32), int), given)


def test_what_is_no_song_is_named():
    with pytest.raises(ShapeError, match=r"song of shape \(4, 64\)"):
        lw.zoo.separate(np.ones((4, 64), int))
    with pytest.raises(DataError, match="token 59 is outside the vocabulary of a song"):
        lw.zoo.separate(np.full((5, 64), 59))


def test_any_song_comes_apart_into_what_the_models_read():
    high = np.ones((1, 5, 64), np.int64)
    high[0, :, 0] = 2 + 56  # C7 in every voice
    high[0, 0, 8] = 2  # and E2 beside it
    tunes, progressions = lw.zoo.separate(high)
    melody_modality().from_samples(tunes)
    harmony_modality().from_samples(progressions)
    assert (heard(tunes, TUNES)[0, 0, :8] % 12 == 0).all()
    assert (heard(tunes, TUNES)[0, 0, 8:] % 12 == 4).all()
    assert (heard(progressions, CHORDS) % 12 == 0).all()


def test_songs_are_data_like_others():
    songs = lw.zoo.data("songs")
    assert songs.samples.shape == (2000, 5, 64)
    assert songs.is_test.sum() == 500
    assert {"density", "contour", "mode", "tension", "cadence", "chords"} <= set(songs.attributes)
    assert {len(values) for values in songs.attributes.values()} == {2000}
    assert songs.modality.shape == (5, 64, 57)
    assert songs.modality.names == ("melody", "soprano", "alto", "tenor", "bass")
    assert (songs.modality.tempo, songs.modality.steps_per_beat) == (90, 4)
    assert {"density", "contour", "key", "tension"} <= set(songs.factors)
    # What a melody and its chords were drawn from is independent.
    apart = np.corrcoef([songs.factors["density"], songs.factors["tension"]])[0, 1]
    assert abs(apart) < 0.1
    # Nothing held out stands in a song to train on.
    tunes, progressions = lw.zoo.data("melodies"), lw.zoo.data("harmonies")
    lower = songs.samples[:, 1:, ::4].reshape(2000, -1)
    for part in (False, True):
        own = progressions.samples[progressions.is_test == part].reshape(-1, 64)
        assert {row.tobytes() for row in lower[songs.is_test == part]} == {
            row.tobytes() for row in own
        }
    begins = np.tile(tunes.samples[:, 0] >= 2, 2)
    np.testing.assert_array_equal(songs.samples[:, 0] >= 2, begins)


@pytest.fixture(scope="module")
def both():
    """The space of the two models, as the notebook joins them."""
    songs = lw.zoo.data("songs").take(np.arange(12))
    tunes, progressions = lw.zoo.load("melodies/vae"), lw.zoo.load("harmonies/vae")
    size = tunes.latent_size

    def encode(tokens):
        tune, chord = lw.zoo.separate(tokens)
        return np.hstack([tunes.encode(tune), progressions.encode(chord)])

    def decode(codes):
        return lw.zoo.accompany(tunes.decode(codes[:, :size]), progressions.decode(codes[:, size:]))

    return lw.LatentSpace(
        (encode, decode), songs.samples, modality=songs.modality, prior="normal", progress=False
    )


def test_two_models_make_one_space_that_plays(both):
    parts = [lw.zoo.find(name).latent_size for name in ("melodies/vae", "harmonies/vae")]
    assert both.latent_shape == (sum(parts),)
    assert both.modality.names[0] == "melody"
    found = both.decode(both.codes)
    assert found.shape == (12, 5, 64, 57)
    samples = both.samples(np.arange(12))
    # The chords come back; so does the rhythm of nearly every melody.
    assert (found[:, 1:] == samples[:, 1:]).all(axis=(1, 2, 3)).mean() > 0.9
    is_onset = [(array[:, 0] == 1).any(axis=-1) for array in (found, samples)]
    assert (is_onset[0] == is_onset[1]).mean() > 0.95


def test_each_half_of_a_code_moves_its_own(both):
    code = both.codes[:1]
    busier, other = code.copy(), code.copy()
    busier[0, 0] += 2
    other[0, 68:] = both.codes[5, 68:]
    still, more, moved = both.decode(np.concatenate([code, busier, other]))
    np.testing.assert_array_equal(more[1:], still[1:])
    assert (more[0] == 1).sum() > (still[0] == 1).sum()
    assert (moved[1:] != still[1:]).any()
    np.testing.assert_array_equal((moved[0] == 1).any(axis=1), (still[0] == 1).any(axis=1))
