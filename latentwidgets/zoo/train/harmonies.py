"""Training of the model of chord progressions, and whether what it sings keeps to the rules."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.chords import measure_harmonies, rule_faults
from latentwidgets.zoo.data.harmonies import draw_harmonies
from latentwidgets.zoo.data.variations import draw_variants
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.networks.harmony import TRAITS, HarmonyVAE
from latentwidgets.zoo.train.bound import BoundRecipe, maximize_bound
from latentwidgets.zoo.train.drawn import apart_from, decode_tokens, encode_means
from latentwidgets.zoo.train.melodies import move_table
from latentwidgets.zoo.train.moves import monotony, quartile_direction
from latentwidgets.zoo.train.sheet import sheet, table
from latentwidgets.zoo.train.training import Run, Training

__all__ = ["RECIPE", "TRAININGS", "shared_chords"]

Tokens = NDArray[np.int64]

RECIPE = BoundRecipe(n_epochs=24, beta=0.05, learning_rate=3e-3, n_drawn=20_000)
_SEED = 1  # of the drawn training progressions; the set's own have 0
_SEED_AFRESH, _N_AFRESH = 2, 500
_MOVED = ("mode", "tension", "density", "motion")
_PART = 500  # samples
_N_MOVED = 200  # held-out progressions that are moved


def shared_chords(wanted: Tokens, found: Tokens) -> dict[str, float]:
    """Compare progressions ``(n, 4, beats)``.

    Returns
    -------
    ``chords``, share of the chords of `wanted` that begin where they should with the four pitches
    that they should have; ``progressions``, share of those that are the same at every beat.
    """
    begins = (wanted >= 2).any(axis=1)
    same = (wanted == found).all(axis=1)
    return {
        "chords": float((same & begins).sum() / begins.sum()),
        "progressions": float(same.all(axis=1).mean()),
    }


def _train(module: HarmonyVAE, dataset: Dataset, run: Run) -> dict[str, Any]:
    drawn, varied = draw_variants(RECIPE.n_drawn, _SEED)
    held_out = dataset.samples[dataset.is_test]
    shape = varied.shape[:2]
    kept = apart_from(drawn, held_out)
    kept &= apart_from(varied.reshape(-1, *drawn.shape[1:]), held_out).reshape(shape).all(axis=1)
    tokens, variants = torch.from_numpy(drawn[kept]), torch.from_numpy(varied[kept])
    told = _in_parts(lambda part: (*module.targets(part), module.traits(part)), variants)
    _, voicings, begins, traits = told  # in the key of their progression
    wanted = _in_parts(module.targets, tokens[:, None])
    arrays = [*(part[:, 0] for part in wanted), voicings, begins, traits]
    return maximize_bound(module, (tokens, *arrays), RECIPE, run)


def _in_parts(
    tell: Callable[[torch.Tensor], tuple[torch.Tensor, ...]], samples: torch.Tensor
) -> list[torch.Tensor]:
    """Tell something of samples ``(n, m, ...)``, of a few at a time: ``(n, m, ...)`` each."""
    parts = [tell(part) for part in torch.split(samples.flatten(0, 1), _PART)]
    shape = samples.shape[:2]
    return [torch.unflatten(torch.cat(part), 0, shape) for part in zip(*parts, strict=True)]


def _evaluate(module: HarmonyVAE, dataset: Dataset) -> dict[str, Any]:
    is_test = dataset.is_test
    codes = encode_means(module, dataset.samples)
    held, wanted = codes[is_test], dataset.samples[is_test]
    half = len(held) // 2
    middles = (held[:half] + held[half : 2 * half]) / np.float32(2)
    figures: dict[str, Any] = {}
    ways = {"reconstruction": module.decode, "without_rules": module.decode_without_rules}
    for name, decode in ways.items():
        faults = rule_faults(decode_tokens(decode, middles))
        broken = np.logical_or.reduce(list(faults.values()))
        figures[name] = shared_chords(wanted, decode_tokens(decode, held)) | {
            "midpoints_obey": float(1 - broken.mean()),
            "midpoint_faults": {rule: float(found.mean()) for rule, found in faults.items()},
        }
    moves: dict[str, Any] = {}
    for name in _MOVED:
        values = np.asarray(dataset.attributes[name], np.float64)
        if name in TRAITS:
            unit = np.eye(module.latent_size, dtype=np.float32)[list(TRAITS).index(name)]
            sd = float(codes[~is_test].std(axis=0) @ unit)
        else:
            unit, sd = quartile_direction(codes[~is_test], values[~is_test])

        def measure(some: NDArray[np.float32], name: str = name) -> NDArray[np.float64]:
            return measure_harmonies(decode_tokens(module.decode, some))[name]

        moves[name] = {"sd": sd, **monotony(held[:_N_MOVED], unit, sd, measure)}
    figures["afresh"] = _measure_afresh(module, dataset, moves)
    found = figures["reconstruction"]
    least = np.floor(100 * min(moves[name]["spearman"] for name in TRAITS)) / 100
    return {
        "headline": (
            f"{found['chords']:.1%} of unseen chords; {found['midpoints_obey']:.0%} of midpoints "
            f"obey; mode, tension, density: Spearman ≥ {least:.2f}"
        ),
        **figures,
        "moves": moves,
        "n_train": RECIPE.n_drawn,
        "n_test": int(is_test.sum()),
        "n_parameters": sum(value.numel() for value in module.parameters()),
    }


def _measure_afresh(
    module: HarmonyVAE, dataset: Dataset, moves: dict[str, Any]
) -> dict[str, float]:
    """Measure on progressions that neither taught the model nor chose its constants."""
    drawn, _ = draw_harmonies(_N_AFRESH, _SEED_AFRESH)
    taught, _ = draw_harmonies(RECIPE.n_drawn, _SEED)
    drawn = drawn[apart_from(drawn, taught) & apart_from(drawn, dataset.samples)]
    codes = encode_means(module, drawn)
    figures: dict[str, float] = shared_chords(drawn, decode_tokens(module.decode, codes))
    for trait, unit in zip(TRAITS, np.eye(module.latent_size, dtype=np.float32), strict=False):

        def measure(some: NDArray[np.float32], trait: str = trait) -> NDArray[np.float64]:
            return measure_harmonies(decode_tokens(module.decode, some))[trait]

        found = monotony(codes[:_N_MOVED], unit, moves[trait]["sd"], measure)
        figures[trait] = float(found["spearman"])
    return figures | {"n": len(drawn)}


_RULES = """\
The rules (`latentwidgets.zoo.data.voicing`): every voice in its range; no crossing, neighbours at
most an octave apart (tenor and bass an octave and a fifth); complete triads and seventh chords; no
parallel fifths, octaves or unisons; leaps of a fifth at most (the bass an octave); no voice passes
where its neighbour was; sevenths stay or fall by a step.

They are in the decoder: its layers tell how likely each voicing is, and of all sequences that obey
the rules it takes the likeliest. That midpoints obey them is therefore by construction. *Without
the rules* each half bar's likeliest voicing is taken, whatever came before: what the layers alone
have learned. Each chord alone is one of the grammar's book in either case."""
_MOVES = """\
*mode* is the share of major thirds and sixths above the first bass note less that of minor ones;
*tension* the mean roughness of the chords (semitones, tritones, whole tones); *density* chords a
bar: the first three dimensions of a code, counted on the notes. *motion*, semitones a voice and
change, is a mean difference of the codes of the highest and the lowest quarter of the set's own
training progressions. {n} held-out progressions are moved along each, from -2 to 2 standard
deviations in nine steps, decoded, and measured on their notes. Spearman: of each progression alone,
mean over them (0 where nothing changes); and of the mean curve. One that is wholly in major, or in
minor, as nine of ten are, cannot become more so: five of its nine places tie, and the most that it
can have in *mode* is 0.91.

The constants of the decoder were chosen by these very figures. On {afresh[n]} progressions drawn
afterwards: Spearman, each, {afresh[mode]:.2f} in mode, {afresh[tension]:.2f} in tension,
{afresh[density]:.2f} in density; {afresh[chords]:.1%} of the chords and
{afresh[progressions]:.1%} of whole progressions.

The three dimensions are in the decoder: to the layers' score of a voicing the tension adds a
multiple of its roughness, the mode of its major less its minor thirds and sixths; to the score of a
change the density adds a multiple of itself. The layers see none of the three. So the best
progression by the rules can only become rougher with more tension, whatever the layers have learned
(Everett 1963), and likewise with the others: that they are monotone is by construction (but for
*mode* as a share, which has no such proof). *When* a chord gives way, and to which, is learned from
variants: of the grammar's progressions with the same key, beginning and cadence the best by its
nearness to the given one and a pull on one trait (`latentwidgets.zoo.data.variations`). A
progression's code with a variant's traits is to decode to the variant.

Tried before, with no such dimensions: mean differences moved the mean of 200 progressions as they
should (Spearman 1.00, 1.00, 0.96) and single ones less surely (0.80, 0.29, 0.42). With multiples
that are learned: 0.88, 0.85, 0.76, since the posterior of the traits then widens, and round a
progression's own traits nothing changes. With the whole code told to the layers at every half bar:
no better. The price: 99.9 % of unseen chords came back before.

Any melody of *melodies* plays over a progression, whose four voices stay as they are:
`lw.zoo.accompany`."""


def _card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    rules, free = figures["reconstruction"], figures["without_rules"]
    names = {
        "chords": "chords of unseen progressions, all four voices and the start",
        "progressions": "whole unseen progressions",
        "midpoints_obey": "midpoints of pairs of unseen progressions that obey every rule",
    }
    rows = [[text, f"{rules[name]:.1%}", f"{free[name]:.1%}"] for name, text in names.items()]
    rows += [
        [f"midpoints that break the rule *{rule}*", f"{share:.1%}", f"{free_share:.1%}"]
        for (rule, share), free_share in zip(
            rules["midpoint_faults"].items(), free["midpoint_faults"].values(), strict=True
        )
    ]
    return sheet(
        entry,
        figures,
        dataset,
        takes="tokens `(n, 4, 16)`, a beat a step: 0 rest, 1 hold, 2 + i an onset of pitch 40 + i.",
        gives="heads `(n, 4, 16, 45)`: scores of rest, hold, onset, then of 42 pitches.",
        body=[
            table(["held-out progressions", "share", "without the rules"], rows),
            _RULES,
            move_table(figures["moves"]),
            _MOVES.format(n=_N_MOVED, afresh=figures["afresh"]),
        ],
    )


TRAININGS = {"harmonies/vae": Training(train=_train, evaluate=_evaluate, card=_card)}
