"""Chord progressions of four bars in four voices, led by the rules of `voicing`.

A progression is a Markov chain over voicings: which chord follows which is the grammar's, how the
voices move is the rules' and their laziness, and a cadence ends it. It is drawn exactly, by
filtering backwards from the cadence and sampling forwards, in C, then moved to its key.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.progressions import CHORDS, LINKS
from latentwidgets.zoo.data.voicing import VOICES, move_faults, roughness, voicings

if TYPE_CHECKING:
    from latentwidgets.modalities import Melody

__all__ = [
    "CADENCES",
    "LOW",
    "LOWEST_KEY",
    "N_PITCHES",
    "N_SLOTS",
    "N_STEPS",
    "Book",
    "draw_harmonies",
    "ending_voicings",
    "harmony_modality",
    "load_harmonies_data",
    "voicing_book",
]

Ints = NDArray[np.int64]

N_STEPS, STEPS_PER_SLOT, N_SLOTS = 16, 2, 8  # beats; a chord lasts half a bar at least
LOW, N_PITCHES = 40, 42  # E2 .. A5
LOWEST_KEY = -5  # keys go from G below C to F sharp above
#: Ranges of the voices in C, so that no key leaves their own.
_RANGES_IN_C = ((65, 75), (60, 68), (53, 63), (45, 56))
#: Names of the chords before the last and of the last.
CADENCES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "authentic": (("V", "V7"), ("I", "i")),
    "plagal": (("IV", "iv", "iv+"), ("I", "i")),
    "half": (("ii", "ii7", "IV", "iv", "I", "i", "VI", "V7/V", "V7/V-"), ("V",)),
    "deceptive": (("V", "V7"), ("vi", "VI")),
}
#: What each factor may be, whole numbers but for the tension.
FACTORS: dict[str, tuple[float, float]] = {
    "key": (0, 11),  # pitch class of the tonic, 0 = C
    "mode": (0, 1),  # 0 minor, 1 major
    "tension": (0.0, 1.0),  # plain triads .. sevenths and secondary dominants
    "cadence": (0, 3),  # of CADENCES, in their order
    "density": (0, 3),  # how many of the first three bars have two chords
}
_LAZINESS = 0.45  # nats against each semitone that a voice moves
_PULL = 3.0  # nats for a chord's roughness, at the ends of the tension's range
_N_TRAIN, _N_TEST = 1_500, 500


@dataclass(frozen=True)
class Book:
    """Every voicing in C that the grammar knows.

    Attributes
    ----------
    pitches
        MIDI pitches int64 ``(k, 4)``, soprano first.
    chord
        Index in `CHORDS`, ``(k,)``.
    allowed
        bool ``(k, k)``: whether the rules let the second follow the first.
    weight
        float64 ``(k, k)``: unnormalised chance of that in the grammar.
    """

    pitches: Ints
    chord: Ints
    allowed: NDArray[np.bool_]
    weight: NDArray[np.float64]


@cache
def voicing_book() -> Book:
    """Return the voicings of the grammar with what may follow what."""
    parts = [voicings(chord.tones, chord.basses, _RANGES_IN_C) for chord in CHORDS.values()]
    pitches = np.concatenate(parts)
    chord = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    faults = move_faults(pitches[:, None], pitches[None])
    allowed = ~np.logical_or.reduce(list(faults.values()))
    np.fill_diagonal(allowed, val=False)  # a chord that is struck again would be no change
    distance = np.abs(pitches[:, None] - pitches[None]).sum(axis=2)
    weight = LINKS[chord[:, None], chord[None]] * np.exp(-_LAZINESS * distance) * allowed
    sounds_same = (pitches[:, None] == pitches[None]).all(axis=2)
    return Book(pitches, chord, allowed & ~sounds_same, np.where(sounds_same, 0.0, weight))


def draw_harmonies(n: int, seed: int = 0, **factors: float) -> tuple[Ints, dict[str, Ints]]:
    """Draw progressions.

    Parameters
    ----------
    n
        How many.
    seed
        Of the draw.
    **factors
        To hold, instead of drawing them uniformly: ``key`` (0 to 11), ``mode`` (0 minor, 1 major),
        ``tension`` (0 to 1), ``cadence`` (0 to 3, of `CADENCES`), ``density`` (0 to 3).

    Returns
    -------
    Tokens int64 ``(n, 4, 16)``, a beat a step: 0 rest, 1 hold, 2 + i the onset of pitch
    ``LOW + i``; and the factors ``(n,)``.

    Raises
    ------
    OptionError
        There is no such factor, or it is out of its range.
    """
    rng = np.random.default_rng(seed)
    drawn = _draw_factors(rng, n, factors)
    change = _changes(rng, drawn["density"].astype(np.int64))
    chosen = _sample(rng, drawn, change)
    shift = (drawn["key"].astype(np.int64) - LOWEST_KEY) % 12 + LOWEST_KEY
    pitches = voicing_book().pitches[chosen] + shift[:, None, None]  # (n, slots, 4)
    tokens = np.ones((n, 4, N_STEPS), np.int64)
    struck = np.where(change[..., None], pitches - LOW + 2, 1)
    tokens[:, :, ::STEPS_PER_SLOT] = struck.transpose(0, 2, 1)
    return tokens, drawn


def ending_voicings(cadence: Ints) -> tuple[NDArray[np.bool_], ...]:
    """Tell which voicings of the book may begin and end progressions.

    Parameters
    ----------
    cadence
        Places in `CADENCES`, ``(n,)``.

    Returns
    -------
    Whether a voicing may be the first, ``(k,)``; the one before the last, and the last, ``(n, k)``.
    """
    book, names = voicing_book(), list(CHORDS)
    bass = book.pitches[:, 3] % 12
    roots = np.array([chord.tones[0] for chord in CHORDS.values()])[book.chord]

    def among(chosen: tuple[str, ...], *, rooted: bool) -> NDArray[np.bool_]:
        named = np.isin(book.chord, [names.index(name) for name in chosen])
        found: NDArray[np.bool_] = named & ((bass == roots) | (not rooted))
        return found

    before = np.stack([among(pair[0], rooted=False) for pair in CADENCES.values()])
    last = np.stack([among(pair[1], rooted=True) for pair in CADENCES.values()])
    return among(("I", "i"), rooted=True), before[cadence], last[cadence]


@cache
def harmony_modality() -> "Melody":
    """Return the modality of the progressions: four voices, a beat a step."""
    from latentwidgets.modalities import Melody

    return Melody(
        voices=4,
        steps=N_STEPS,
        low=LOW,
        pitches=N_PITCHES,
        form="heads",
        steps_per_beat=1,
        tempo=90,
        names=VOICES,
    )


def load_harmonies_data() -> Dataset:
    """Load 2,000 progressions, 500 of them held out; ``samples`` are int64 ``(2000, 4, 16)``.

    The attributes are measured on the notes: `latentwidgets.zoo.data.chords.measure_harmonies`.
    More training data are drawn by the training itself, from other seeds.
    """
    from latentwidgets.zoo.data.chords import measure_harmonies

    n = _N_TRAIN + _N_TEST
    tokens, factors = draw_harmonies(n)
    is_test = np.arange(n) >= _N_TRAIN
    attributes: dict[str, NDArray[Any]] = {
        **measure_harmonies(tokens),
        "cadence": np.array(list(CADENCES))[factors["cadence"].astype(np.int64)],
        "split": np.where(is_test, "test", "train"),
    }
    return Dataset(
        name="harmonies",
        title="chord progressions of four bars in four voices",
        licence="BSD-3-Clause",
        source="drawn by latentwidgets.zoo.data.harmonies.draw_harmonies",
        samples=tokens,
        is_test=is_test,
        labels=np.where(factors["mode"] == 1, "major", "minor"),
        attributes=attributes,
        factors=factors,
        modality=harmony_modality(),
    )


def _draw_factors(
    rng: np.random.Generator, n: int, held: dict[str, float]
) -> dict[str, NDArray[Any]]:
    drawn: dict[str, NDArray[Any]] = {}
    unknown = held.keys() - FACTORS.keys()
    if unknown:
        raise OptionError(
            f"Harmonies have no factor {min(unknown)!r}: choose from {', '.join(FACTORS)}."
        )
    for name, (low, high) in FACTORS.items():
        whole = name != "tension"
        values = rng.integers(int(low), int(high) + 1, n) if whole else rng.uniform(low, high, n)
        if name in held:
            if not low <= held[name] <= high or (whole and held[name] % 1):
                kind = "a whole number" if whole else "a number"
                raise OptionError(f"{name} is {held[name]}: give {kind} from {low} to {high}.")
            values = np.full(n, held[name])
        drawn[name] = values
    return drawn


def _changes(rng: np.random.Generator, density: Ints) -> NDArray[np.bool_]:
    """Where a chord begins, ``(n, slots)``: at every bar, and in some bars at their middle."""
    n = len(density)
    change = np.zeros((n, N_SLOTS), bool)
    change[:, ::2] = True
    change[:, 1:6:2] = np.argsort(rng.random((n, 3)), axis=1) < density[:, None]
    return change


def _sample(
    rng: np.random.Generator, factors: dict[str, NDArray[Any]], change: NDArray[np.bool_]
) -> Ints:
    """Voicings ``(n, slots)``: filtered backwards from the cadence, sampled forwards."""
    book, n = voicing_book(), len(change)
    own = _own_weights(factors, book)  # (n, k)
    first, before_last, last = ending_voicings(factors["cadence"].astype(np.int64))
    final = N_SLOTS - 2  # the last bar has one chord
    last_before = final - 1 - np.argmax(change[:, final - 1 :: -1], axis=1)
    ahead = np.empty((N_SLOTS, n, len(book.chord)))
    ahead[final] = 1.0
    for slot in range(final, 0, -1):
        here = own * ahead[slot]
        here = here * _end_weights(slot, last_before, before_last, last)
        came = here @ book.weight.T
        came /= came.max(axis=1, keepdims=True)
        ahead[slot - 1] = np.where(change[:, slot, None], came, ahead[slot])
    chosen = np.empty((n, N_SLOTS), np.int64)
    for slot in range(final + 1):
        weight = own * ahead[slot]
        weight = weight * _end_weights(slot, last_before, before_last, last)
        weight = weight * (book.weight[chosen[:, slot - 1]] if slot else first)
        summed = np.cumsum(weight, axis=1)
        picked = (summed < rng.random((n, 1)) * summed[:, -1:]).sum(axis=1)
        stays = chosen[:, slot - 1] if slot else picked
        chosen[:, slot] = np.where(change[:, slot], picked, stays)
    chosen[:, final + 1] = chosen[:, final]
    return chosen


def _end_weights(
    slot: int, last_before: Ints, before_last: NDArray[np.bool_], last: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which voicings the cadence takes in a slot: any, unless it is one of its two chords."""
    if slot == N_SLOTS - 2:
        return last
    taken: NDArray[np.bool_] = np.where((last_before == slot)[:, None], before_last, np.True_)
    return taken


def _own_weights(factors: dict[str, NDArray[Any]], book: Book) -> NDArray[np.float64]:
    modes = np.array([chord.mode for chord in CHORDS.values()])[book.chord]
    fits = (modes == -1) | (modes == factors["mode"][:, None])
    pull = _PULL * (2 * factors["tension"][:, None] - 1)
    count = np.bincount(book.chord)[book.chord]  # a chord with many voicings is not likelier
    weights: NDArray[np.float64] = fits * np.exp(pull * roughness(book.pitches)) / count
    return weights
