import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.zoo.data.chords import measure_harmonies, rule_faults
from latentwidgets.zoo.data.harmonies import (
    CADENCES,
    LOW,
    draw_harmonies,
    load_harmonies_data,
    voicing_book,
)
from latentwidgets.zoo.data.melodies import draw_melodies, load_melodies_data, melody_modality
from latentwidgets.zoo.data.notes import measure_melodies, sounding, tokens_of_roll
from latentwidgets.zoo.data.progressions import CHORDS, LINKS
from latentwidgets.zoo.data.tunes import cut_windows, load_chorales, load_midi_folder
from latentwidgets.zoo.data.variations import PULLS, draw_variants, vary_harmonies
from latentwidgets.zoo.data.voicing import chord_faults, move_faults, roughness


def melody(*notes, steps=32):
    """Tokens (1, 1, steps) of notes (start, end, index of the pitch); the rest is silent."""
    tokens = np.zeros((1, 1, steps), np.int64)
    for start, end, pitch in notes:
        tokens[0, 0, start:end] = 1
        tokens[0, 0, start] = 2 + pitch
    return tokens


def measured(tokens):
    return {name: float(values[0]) for name, values in measure_melodies(tokens).items()}


def test_attributes_of_a_known_melody():
    found = measured(melody((0, 8, 0), (8, 16, 4), (16, 24, 7), (24, 32, 0)))
    assert found["density"] == 0.5
    assert found["range"] == 7
    assert found["mean_interval"] == pytest.approx((4 + 3 + 7) / 3)
    assert found["syncopation"] == 0
    assert found["mode"] == 1  # the third above the last note is the major one
    assert measured(melody((0, 16, 3), (16, 32, 0)))["mode"] == -1
    assert np.isnan(measured(melody((0, 16, 5), (16, 32, 0)))["mode"])


def test_contour_is_a_slope_in_semitones_a_bar():
    rising = melody(*((step, step + 1, step // 2) for step in range(32)))
    assert measured(rising)["contour"] == pytest.approx(8, abs=0.1)
    assert measured(melody((0, 32, 9)))["contour"] == 0
    assert np.isnan(measured(melody())["contour"])


def test_a_note_held_over_a_beat_is_syncopated():
    # The eighth before the half bar, held into it: from level 3 to level 1.
    assert measured(melody((0, 4, 0), (6, 12, 0)))["syncopation"] == pytest.approx(2 / 8)
    assert measured(melody((0, 4, 0), (8, 12, 0)))["syncopation"] == 0
    # An eighth before the second bar, held into it: from level 3 to level 0.
    assert measured(melody((14, 20, 0)))["syncopation"] == pytest.approx(3 / 8)


def test_melodies_are_in_their_scale_and_end_on_the_tonic():
    tokens, factors = draw_melodies(300, seed=5)
    pitch = sounding(tokens)[:, 0] + 55
    for row, (line, tonic, mode) in enumerate(
        zip(pitch, factors["tonic"], factors["mode"], strict=True)
    ):
        scale = (0, 2, 4, 5, 7, 9, 11) if mode else (0, 2, 3, 5, 7, 8, 10)
        assert np.isin((line[line >= 55] - tonic) % 12, scale).all()
        last = tokens[row, 0][tokens[row, 0] >= 2][-1] - 2 + 55
        assert (last - tonic) % 12 == 0
    assert tokens[:, 0, 0].min() >= 2  # something begins at once


def test_factors_do_what_they_say():
    def mean(name, **factors):
        return np.nanmean(measure_melodies(draw_melodies(400, seed=2, **factors)[0])[name])

    assert mean("density", density=1.0) > 2 * mean("density", density=0.0)
    assert mean("range", range=1.0) > mean("range", range=0.0) + 4
    assert mean("contour", contour=1.0) > 3 > -3 > mean("contour", contour=-1.0)
    assert mean("syncopation", syncopation=1.0) > 2 * mean("syncopation", syncopation=0.0)
    assert mean("mode", mode=1) > 0.9
    assert mean("mode", mode=0) < -0.9


@pytest.mark.parametrize(
    ("draw", "factors", "words"),
    [
        (draw_melodies, {"tempo": 1}, "no factor 'tempo'"),
        (draw_melodies, {"density": 2}, "density is 2: give a number from 0.0 to 1.0"),
        (draw_melodies, {"tonic": 1.5}, "tonic is 1.5"),
        (draw_harmonies, {"tempo": 1}, "no factor 'tempo'"),
        (draw_harmonies, {"cadence": 9}, "cadence is 9: give a whole number from 0 to 3"),
    ],
)
def test_what_is_no_factor_is_named(draw, factors, words):
    with pytest.raises(OptionError, match=words):
        draw(3, **factors)


@pytest.mark.parametrize("draw", [draw_melodies, draw_harmonies])
def test_a_seed_gives_the_same_and_another_others(draw):
    first, again, other = draw(40, 1)[0], draw(40, 1)[0], draw(40, 2)[0]
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_the_data_come_with_what_is_known():
    melodies = load_melodies_data()
    assert melodies.samples.shape == (2000, 1, 32)
    assert melodies.is_test.sum() == 500
    assert {"density", "range", "contour", "syncopation", "mode"} <= set(melodies.attributes)
    harmonies = load_harmonies_data()
    assert harmonies.samples.shape == (2000, 4, 16)
    assert {"mode", "tension", "density", "cadence"} <= set(harmonies.attributes)
    assert harmonies.modality.shape == (4, 16, 42)
    for dataset in (melodies, harmonies):
        rolls = dataset.modality.from_samples(dataset.samples[:20])
        np.testing.assert_array_equal(tokens_of_roll(rolls), dataset.samples[:20])


def test_no_progression_breaks_a_rule():
    tokens, _ = draw_harmonies(500, seed=3)
    assert not any(found.any() for found in rule_faults(tokens).values())


def test_the_rules_find_what_they_forbid():
    c_major = np.array([72, 64, 60, 48])  # wide enough apart, complete
    assert not any(found for found in chord_faults(np.array([72, 67, 64, 48])).values())
    assert chord_faults(np.array([72, 64, 60, 48]))["chord"]  # no fifth
    assert chord_faults(np.array([64, 67, 60, 48]))["spacing"]  # crossing
    assert chord_faults(np.array([84, 67, 64, 48]))["range"]
    before = np.array([67, 64, 60, 48])
    faults = move_faults(before, before + np.array([2, 1, 2, 2]))
    assert faults["parallels"]  # soprano and tenor in fifths
    assert not move_faults(before, before)["parallels"]  # nothing moved
    assert move_faults(c_major, c_major + np.array([9, 0, 0, 0]))["leap"]
    assert move_faults(before, np.array([69, 65, 65, 50]))["overlap"]  # the tenor above the alto
    seventh = np.array([65, 62, 59, 55])  # G7: the seventh, F, on top
    assert not move_faults(seventh, np.array([64, 60, 60, 48]))["seventh"]
    assert move_faults(seventh, np.array([67, 60, 60, 48]))["seventh"]


def test_roughness_of_known_chords():
    assert roughness(np.array([72, 67, 64, 48])) == 0
    assert roughness(np.array([65, 62, 59, 55])) == pytest.approx(1.1)  # tritone and whole tone
    assert roughness(np.array([71, 67, 64, 60])) == pytest.approx(1.0)  # major seventh


def test_progressions_follow_the_grammar_and_end_with_their_cadence():
    names = list(CHORDS)
    book = voicing_book()
    assert (LINKS[book.chord[:, None], book.chord[None]][book.weight > 0] > 0).all()
    for number, (_, ends) in enumerate(CADENCES.values()):
        tokens, factors = draw_harmonies(60, seed=number, cadence=number)
        pitches = (sounding(tokens) + LOW).transpose(0, 2, 1)
        shift = (factors["key"] + 5) % 12 - 5
        last = pitches[:, -1] - shift[:, None]
        first = pitches[:, 0] - shift[:, None]
        allowed = {names.index(name) for name in ends}
        for chord in last:
            found = set(book.chord[(book.pitches == chord).all(axis=1)])
            assert found & allowed
        assert (first[:, 3] % 12 == 0).all()  # from the tonic, in root position


def test_factors_of_harmonies_do_what_they_say():
    def mean(name, **factors):
        return np.nanmean(measure_harmonies(draw_harmonies(200, seed=2, **factors)[0])[name])

    assert mean("mode", mode=1) > 0.8
    assert mean("mode", mode=0) < -0.8
    assert mean("tension", tension=1.0) > mean("tension", tension=0.0) + 0.3
    assert mean("density", density=3) == 1.75
    assert mean("density", density=0) == 1


def test_a_progression_is_nearest_to_itself():
    tokens, factors = draw_harmonies(100, seed=5)
    np.testing.assert_array_equal(vary_harmonies(tokens, factors), tokens)
    weak = {name: np.full(100, 0.05) for name in ("mode", "tension")}
    np.testing.assert_array_equal(vary_harmonies(tokens, factors, **weak), tokens)


@pytest.mark.parametrize("name", list(PULLS))
def test_what_is_pulled_can_only_rise(name):
    tokens, factors = draw_harmonies(60, seed=6)
    pulls = (-30, -3, -1, 0, 1, 3, 30)
    varied = [vary_harmonies(tokens, factors, **{name: np.full(60, pull)}) for pull in pulls]
    values = np.stack([measure_harmonies(part)[name] for part in varied])
    if name != "mode":  # a share, of thirds that come and go
        assert (np.diff(values, axis=0) > -1e-9).all()
    assert (values[-1] >= values[0]).all()
    assert values[-1].mean() > values[3].mean() > values[0].mean()
    for part in varied:
        assert not any(found.any() for found in rule_faults(part).values())
        assert (part[:, 3, 0] - tokens[:, 3, 0]).max() % 12 == 0  # the bass begins on the tonic
        if name != "density":
            np.testing.assert_array_equal((part >= 2).any(axis=1), (tokens >= 2).any(axis=1))
        pitches = (sounding(part) + LOW).transpose(0, 2, 1)
        shift = (factors["key"] + 5) % 12 - 5
        last = pitches[:, -1] - shift[:, None]
        for chord, cadence in zip(last, factors["cadence"], strict=True):
            ends = list(CADENCES.values())[cadence][1]
            found = voicing_book().chord[(voicing_book().pitches == chord).all(axis=1)]
            assert {list(CHORDS)[place] for place in found} & set(ends)


def test_variants_are_drawn_with_their_progressions():
    tokens, variants = draw_variants(30, seed=7)
    assert variants.shape == (30, 6, 4, 16)
    np.testing.assert_array_equal(tokens, draw_harmonies(30, seed=7)[0])
    np.testing.assert_array_equal(variants, draw_variants(30, seed=7)[1])
    own = measure_harmonies(tokens)
    for at, name in enumerate(PULLS):
        down, up = (measure_harmonies(variants[:, 2 * at + way])[name].mean() for way in (0, 1))
        assert down < own[name].mean() < up


def test_a_folder_of_midi_files_is_cut_into_windows(tmp_path):
    tokens, _ = draw_melodies(6, seed=9)
    grid = melody_modality()
    rolls = grid.from_samples(tokens)
    (tmp_path / "more").mkdir()
    for number, roll in enumerate(rolls):
        grid.write_midi(roll, tmp_path / ("more" if number % 2 else ".") / f"tune{number}.mid")
    (tmp_path / "broken.mid").write_bytes(b"MThd nonsense")
    (tmp_path / "notes.txt").write_text("no tune")
    with pytest.warns(UserWarning, match="1 of 7 MIDI files were left out: broken.mid"):
        dataset = load_midi_folder(tmp_path)
    assert dataset.samples.shape == (6, 1, 32)
    assert set(dataset.labels) == {f"tune{number}" for number in range(6)}
    assert dataset.is_test.sum() == 1
    order = [int(label[4:]) for label in dataset.labels]
    np.testing.assert_array_equal(sounding(dataset.samples), sounding(tokens[order]))


def test_windows_begin_what_sounds_and_move_by_octaves():
    grid = melody_modality()  # 55 to 84
    tune = np.zeros((1, 80), np.int64)
    tune[0, 30:40] = 1
    tune[0, 30] = 2 + 40  # below the range, across the first end
    windows = cut_windows(tune, grid)
    assert windows.shape == (2, 1, 32)  # the third is silent
    assert windows[0, 0, 30] == 2 + (64 - 55)  # two octaves up
    assert windows[1, 0, 0] == windows[0, 0, 30]
    assert (windows[1, 0, 1:8] == 1).all()
    assert (windows[1, 0, 8:] == 0).all()
    wide = np.zeros((1, 32), np.int64)
    wide[0, [0, 8]] = 2 + 20, 2 + 100  # more than the range
    assert len(cut_windows(wide, grid)) == 0


def test_folders_that_give_nothing_are_named(tmp_path):
    with pytest.raises(DataError, match="no folder 'none'"):
        load_midi_folder(tmp_path / "none")
    with pytest.raises(DataError, match=r"no \.mid or \.midi files"):
        load_midi_folder(tmp_path)
    (tmp_path / "bad.mid").write_bytes(b"")
    with (
        pytest.warns(UserWarning, match="bad.mid"),
        pytest.raises(DataError, match="None of the MIDI files"),
    ):
        load_midi_folder(tmp_path)


def test_chorales_need_music21(monkeypatch):
    monkeypatch.setitem(sys.modules, "music21", None)
    with pytest.raises(OptionError, match="pip install music21"):
        load_chorales()


def test_chorales_come_from_music21_where_it_is(monkeypatch):
    def part(*pitches):
        notes = [
            SimpleNamespace(
                offset=4.0 * place, quarterLength=4.0, pitches=[SimpleNamespace(midi=pitch)]
            )
            for place, pitch in enumerate(pitches)
        ]
        return SimpleNamespace(flatten=lambda: SimpleNamespace(notes=notes))

    score = SimpleNamespace(
        parts=[
            part(67, 69, 67, 65, 64),
            part(60, 60, 62, 62, 60),
            part(52, 53, 55, 55, 55),
            part(48, 53, 47, 43, 48),
        ],
        metadata=SimpleNamespace(title="Ours"),
    )
    module = ModuleType("music21")
    module.corpus = SimpleNamespace(
        chorales=SimpleNamespace(Iterator=lambda returnType: iter([score, score, score]))
    )
    monkeypatch.setitem(sys.modules, "music21", module)
    dataset = load_chorales(2)
    assert dataset.samples.shape == (4, 4, 16)  # two windows each
    assert set(dataset.labels) == {"Ours"}
    assert dataset.samples[0, :, 0].tolist() == [2 + 67 - 40, 2 + 60 - 40, 2 + 52 - 40, 2 + 48 - 40]
    rolls = lw.zoo.data("harmonies").modality.from_samples(dataset.samples)
    assert rolls.shape == (4, 4, 16, 42)
