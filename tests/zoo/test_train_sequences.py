"""How the models of sequences are trained and measured, on a few small ones."""

import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from latentwidgets.zoo.data import load
from latentwidgets.zoo.data.chords import chord_changes, measure_harmonies, rule_faults
from latentwidgets.zoo.data.harmonies import N_SLOTS, draw_harmonies
from latentwidgets.zoo.data.melodies import draw_melodies, draw_variants
from latentwidgets.zoo.data.notes import measure_melodies
from latentwidgets.zoo.data.voicing import THIRDS, roughness
from latentwidgets.zoo.entries import music, sentences, series, sound
from latentwidgets.zoo.networks import harmony
from latentwidgets.zoo.networks.harmony import HarmonyVAE
from latentwidgets.zoo.networks.music import TRAITS, MelodyVAE, cosines, raw_traits, traits
from latentwidgets.zoo.train import bound, harmonies, heartbeats, melodies, tones
from latentwidgets.zoo.train import sentences as sentence_training
from latentwidgets.zoo.train.bound import BoundRecipe, maximize_bound
from latentwidgets.zoo.train.drawn import apart_from, decode_tokens
from latentwidgets.zoo.train.melodies import notes_of, shared_notes
from latentwidgets.zoo.train.moves import mean_difference, monotony, quartile_direction
from latentwidgets.zoo.train.training import Run

ENTRIES = {
    entry.name: entry for family in (sentences, music, sound, series) for entry in family.ENTRIES
}
FAMILIES = {
    "sentences/vae": sentence_training,
    "sentences/words": sentence_training,
    "melodies/vae": melodies,
    "harmonies/vae": harmonies,
    "tones/vae": tones,
    "heartbeats/vae": heartbeats,
}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # threads that wait for a busy machine take far longer than one
    yield
    torch.set_num_threads(threads)


def small(dataset, n):
    """A few samples, half of them held out."""
    chosen = np.concatenate(
        [np.flatnonzero(~dataset.is_test)[:n], np.flatnonzero(dataset.is_test)[:n]]
    )
    return dataset.take(chosen)


@pytest.mark.parametrize("name", list(ENTRIES))
def test_a_short_training_makes_weights_figures_and_a_card(name, monkeypatch):
    family, entry = FAMILIES[name], ENTRIES[name]
    if hasattr(family, "RECIPE"):
        monkeypatch.setattr(family, "RECIPE", replace(family.RECIPE, n_drawn=24))
        monkeypatch.setattr(family, "_N_MOVED", 2, raising=False)
    training = family.TRAININGS[name]
    dataset = small(load(entry.data), 12 if name != "sentences/vae" else 60)
    torch.manual_seed(0)
    module = entry.build()
    before = {key: value.clone() for key, value in module.state_dict().items()}
    recipe = training.train(module, dataset, Run(epochs=1))
    assert recipe["n_epochs"] == 1
    assert not module.training
    assert any((module.state_dict()[key] != value).any() for key, value in before.items())
    assert module.latent_size == entry.latent_size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a model after one round decodes to nothing, at times
        figures = {**training.evaluate(module, dataset), "recipe": recipe}
    card = training.card(entry, figures, dataset)
    assert card.startswith(f"# {name}\n")
    assert entry.licence in card
    assert "held-out" in card


def test_a_training_is_seeded_and_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(bound, "_CHECKPOINT_EVERY", 1)
    samples = (torch.from_numpy(small(load("sentences"), 40).samples),)
    recipe = BoundRecipe(n_epochs=3, beta=0.1, batch_size=32)
    entry = ENTRIES["sentences/vae"]

    def fresh():
        torch.manual_seed(0)
        return entry.build()

    whole, again, parts = fresh(), fresh(), fresh()
    maximize_bound(whole, samples, recipe, Run())
    maximize_bound(again, samples, recipe, Run())
    one_epoch, calls = bound._epoch, []

    def stop_at_third(*arguments):
        calls.append(arguments[3])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return one_epoch(*arguments)

    monkeypatch.setattr(bound, "_epoch", stop_at_third)
    run = Run(tmp_path / "state.safetensors")
    with pytest.raises(KeyboardInterrupt):
        maximize_bound(parts, samples, recipe, run)
    parts = fresh()
    maximize_bound(parts, samples, recipe, run)
    assert calls == [0, 1, 2, 2]
    for other in (again, parts):
        for key, value in whole.state_dict().items():
            torch.testing.assert_close(other.state_dict()[key], value)


def test_the_cosine_transform_is_orthonormal_and_begins_with_the_mean():
    waves = cosines(8)
    torch.testing.assert_close(waves @ waves.T, torch.eye(8), atol=1e-6, rtol=0)
    torch.testing.assert_close(waves[0], torch.full((8,), 8**-0.5))


def test_the_traits_of_a_melody_are_those_that_are_measured():
    tokens, _ = draw_melodies(200, seed=4)
    tokens[0] = 0  # silent
    measured = measure_melodies(tokens)
    found = raw_traits(torch.from_numpy(tokens)).numpy()
    for name in ("density", "range", "contour"):
        column = found[1:, list(TRAITS).index(name)]
        np.testing.assert_allclose(column, measured[name][1:], atol=1e-4)
    assert np.isfinite(found).all()
    standard = traits(torch.from_numpy(draw_melodies(2000, seed=5)[0]))
    assert standard.mean(dim=0).abs().max() < 0.2
    assert (standard.std(dim=0) - 1).abs().max() < 0.2


def test_a_variant_differs_in_one_factor_and_shares_its_luck():
    first, second = draw_variants(400, seed=1, varied=("density",))
    np.testing.assert_array_equal(first, draw_variants(400, seed=1)[0])
    busier = measure_melodies(second)["density"] > measure_melodies(first)["density"]
    begins, more = first >= 2, second >= 2
    assert (more | ~begins)[busier].mean() > 0.97  # the onsets that there were, and others
    others = draw_melodies(400, seed=2)[0]
    assert (first == second).mean() > (first == others).mean() + 0.2


def test_a_melody_stays_within_the_range_of_its_code():
    torch.manual_seed(0)
    module = MelodyVAE(width=16, blocks=1).eval()
    codes = torch.randn(40, module.latent_size)
    tokens = decode_tokens(module.decode, codes.numpy())
    span, middle = module._reach(codes[:, : len(TRAITS)])
    for melody, width, centre in zip(tokens, span[:, 0], middle[:, 0], strict=True):
        notes = melody[melody >= 2] - 2
        if len(notes) and width > 2 and width / 2 + 1 < centre < 28 - width / 2:
            assert notes.max() <= centre + width / 2 + 1
            assert notes.min() >= centre - width / 2 - 1


def test_the_traits_of_a_progression_are_those_that_are_measured():
    tokens, _ = draw_harmonies(2000, seed=4)
    module = HarmonyVAE(width=16, blocks=1).eval()
    standard = module.traits(torch.from_numpy(tokens))
    assert standard.mean(dim=0).abs().max() < 0.2
    assert (standard.std(dim=0) - 1).abs().max() < 0.2
    middle, spread = np.array(list(harmony.TRAITS.values())).T
    measured = measure_harmonies(tokens)
    for column, name in enumerate(harmony.TRAITS):
        found = standard[:, column].numpy() * spread[column] + middle[column]
        np.testing.assert_allclose(found, measured[name], atol=1e-5)
    codes, _ = module.encode(torch.from_numpy(tokens[:5]))
    torch.testing.assert_close(codes[:, :3], standard[:5])
    silent = torch.zeros((1, 4, 16), dtype=torch.int64)
    assert torch.isfinite(module.traits(silent)).all()


def outspoken(seed):
    """A model that was never trained, whose layers say much."""
    torch.manual_seed(seed)
    module = HarmonyVAE(width=16, blocks=1).eval()
    for parameter in module.decoder[-1].parameters():
        torch.nn.init.normal_(parameter, std=3.0)
    return module


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_layers_say_traits_only_rise(seed):
    module = outspoken(seed)
    codes = torch.randn(12, module.latent_size)

    def counted(trait, place):
        moved = codes.clone()
        moved[:, trait] = place
        tokens = decode_tokens(module.decode, moved.numpy())
        pitches = chord_changes(tokens)[0]
        above = (pitches - pitches[:, :1, 3:]) % 12
        return {
            0: np.array(THIRDS)[above].sum(axis=(1, 2)),
            1: roughness(pitches).sum(axis=1),
            2: (tokens >= 2).any(axis=1).sum(axis=1),
        }[trait]

    for trait in range(3):
        values = np.stack([counted(trait, place) for place in np.linspace(-3, 3, 9)])
        assert (np.diff(values, axis=0) >= -1e-6).all()
        assert (values[-1] > values[0]).all()


def test_the_decoder_of_harmonies_finds_the_best_way_that_the_rules_allow():
    torch.manual_seed(0)
    module = HarmonyVAE(width=16, blocks=1).eval()
    k = len(module.book)
    voicing = torch.log_softmax(2 * torch.randn(3, N_SLOTS, k), dim=2)
    change = torch.randn(3, N_SLOTS)
    opening = module.opening.numpy()
    with torch.inference_mode():
        marginal, stay, begin = module._best(voicing, change)
    moves = module.moves.numpy()
    for row in range(3):
        score, path = viterbi(voicing[row].numpy(), change[row].numpy(), moves, opening)
        assert marginal[row].argmax(dim=1).tolist() == path
        np.testing.assert_allclose(marginal[row].amax(dim=1), 0, atol=1e-4)  # best, less the best
        changed = [first != second for first, second in pairwise(path)]
        assert (begin[row] > stay[row])[1:].tolist() == changed
        assert score > -300  # nothing forbidden in it


def viterbi(voicing, change, moves, opening):
    """The textbook's: best score and path, with back pointers."""
    stays, begins = -np.logaddexp(0, change), -np.logaddexp(0, -change)
    best, back = voicing[0] + opening, []
    own = np.where(np.eye(len(moves), dtype=bool), 0.0, -np.inf)
    for slot in range(1, len(voicing)):
        ways = best[:, None] + np.maximum(moves + begins[slot], own + stays[slot])
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + voicing[slot]
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.insert(0, int(pointers[path[0]]))
    return float(best.max()), path


def test_any_code_of_the_harmonies_obeys_the_rules():
    module = outspoken(1)
    codes = 3 * torch.randn(60, module.latent_size)
    tokens = decode_tokens(module.decode, codes.numpy())
    assert not any(found.any() for found in rule_faults(tokens).values())
    free = rule_faults(decode_tokens(module.decode_without_rules, codes.numpy()))
    assert free["parallels"].any()


def test_the_targets_of_harmonies_are_what_was_drawn():
    tokens, factors = draw_harmonies(50, seed=8)
    module = HarmonyVAE(width=16, blocks=1)
    keys, voicings, begins = module.targets(torch.from_numpy(tokens))
    np.testing.assert_array_equal((keys.numpy() + 7) % 12, factors["key"])
    pitches = module.book[voicings].numpy() + (keys.numpy() - 5)[:, None, None]
    struck = tokens[:, :, ::2].transpose(0, 2, 1)
    on = begins.numpy() > 0
    np.testing.assert_array_equal(pitches[on], struck[on] - 2 + 40)
    assert (voicings[:, 7] == voicings[:, 6]).all()


def test_notes_are_compared_by_start_length_and_pitch():
    wanted = np.array([[[2, 1, 1, 0, 5, 1, 3, 1]]])
    assert notes_of(wanted) == [{(0, 0, 3, 0), (0, 4, 6, 3), (0, 6, 8, 1)}]
    same = shared_notes(wanted, wanted)
    assert same == {"notes": 1, "extra": 0, "melodies": 1}
    found = np.array([[[2, 1, 0, 0, 5, 1, 3, 1]]])  # the first is too short
    shared = shared_notes(wanted, found)
    assert shared["notes"] == pytest.approx(2 / 3)
    assert shared["extra"] == pytest.approx(1 / 3)
    assert shared["melodies"] == 0


def test_training_samples_are_kept_apart_from_the_held_out_ones():
    drawn = np.arange(12).reshape(4, 3)
    np.testing.assert_array_equal(
        apart_from(drawn, drawn[[1, 3]].copy()), [True, False, True, False]
    )


def test_moves_find_a_planted_direction_and_rank_it():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(500, 5)).astype(np.float32)
    values = codes[:, 2] * 3 + 1
    unit, sd = quartile_direction(codes, values)
    assert abs(unit[2]) > 0.98
    moved = monotony(codes[:20], unit, sd, lambda some: np.float64(some[:, 2]))
    assert moved["spearman"] == pytest.approx(1)
    assert moved["curve"][-1] - moved["curve"][0] == pytest.approx(4 * sd * unit[2], rel=1e-3)
    still = monotony(codes[:20], unit, sd, lambda some: np.zeros(len(some)))
    assert still["spearman"] == 0
    difference = mean_difference(codes, values > 1, values < 1)
    assert np.argmax(np.abs(difference)) == 2
