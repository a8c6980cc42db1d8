"""Melodies of two bars from a probabilistic grammar: our own tunes, none of anybody's.

A melody is 32 sixteenth steps of one voice, as tokens: 0 rest, 1 hold, 2 + i the onset of pitch
``LOW + i`` (Roberts et al., *A Hierarchical Latent Vector Model*, 2018). The rhythm sets onsets by
the strength of each step and anticipates beats where it is syncopated; the pitches walk on a scale
around a line that rises or falls, and end on the tonic.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset

if TYPE_CHECKING:
    from latentwidgets.modalities import Melody

__all__ = [
    "LOW",
    "N_PITCHES",
    "N_STEPS",
    "SCALES",
    "draw_melodies",
    "draw_variants",
    "load_melodies_data",
    "melody_modality",
]

Tokens = NDArray[np.int64]
Factors = dict[str, NDArray[np.float64]]

N_STEPS, STEPS_PER_BEAT = 32, 4
LOW, N_PITCHES = 55, 30  # G3 .. C6
#: Semitones above the tonic.
SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
}
#: What each factor may be; all but the first two are continuous.
RANGES: dict[str, tuple[float, float]] = {
    "tonic": (0, 11),  # pitch class, 0 = C
    "mode": (0, 1),  # 0 minor, 1 major
    "density": (0.0, 1.0),  # sparse .. busy
    "syncopation": (0.0, 1.0),  # on the beat .. anticipated
    "contour": (-1.0, 1.0),  # falls an octave .. rises one
    "range": (0.0, 1.0),  # steps .. leaps
}
# Chance of an onset at a step by its strength in the bar, for a sparse and a busy melody.
_STRENGTH = np.array([0, 4, 3, 4, 2, 4, 3, 4, 1, 4, 3, 4, 2, 4, 3, 4])
_SPARSE = np.array([1.0, 0.75, 0.45, 0.05, 0.0])
_BUSY = np.array([1.0, 0.95, 0.95, 0.85, 0.4])
_REST = 0.15  # chance that a long note gives way to a rest
_STEPS = np.arange(-4, 5)  # of the walk, on the scale
_N_TRAIN, _N_TEST = 1_500, 500


def draw_melodies(n: int, seed: int = 0, **factors: float) -> tuple[Tokens, Factors]:
    """Draw melodies.

    Parameters
    ----------
    n
        How many.
    seed
        Of the draw.
    **factors
        To hold, instead of drawing them uniformly: ``tonic`` (0 to 11), ``mode`` (0 minor, 1
        major), ``density``, ``syncopation``, ``range`` (each 0 to 1), ``contour`` (-1 to 1).

    Returns
    -------
    Tokens int64 ``(n, 1, 32)``, and the factors ``(n,)`` that each was drawn from.

    Raises
    ------
    OptionError
        There is no such factor, or it is out of its range.
    """
    rng = np.random.default_rng(seed)
    drawn = _factors(rng, n, factors)
    return _compose(rng, drawn), drawn


def draw_variants(
    n: int, seed: int = 0, varied: tuple[str, ...] = ("density", "contour")
) -> tuple[Tokens, Tokens]:
    """Draw melodies in pairs: the same chances, one of some factors drawn anew.

    A busier variant has the onsets of its melody and more; the walk takes its steps at the same
    luck. What a melody would have been is known here, as it is of no tune of the world.

    Returns
    -------
    Tokens int64 ``(n, 1, 32)``, and those of the variants.
    """
    factors = _factors(np.random.default_rng([seed, 1]), n, {})
    others = _factors(np.random.default_rng([seed, 2]), n, {})
    chosen = np.random.default_rng([seed, 4]).integers(len(varied), size=n)
    changed = factors | {
        name: np.where(chosen == place, others[name], factors[name])
        for place, name in enumerate(varied)
    }
    first, second = (
        _compose(np.random.default_rng([seed, 3]), drawn) for drawn in (factors, changed)
    )
    return first, second


@cache
def melody_modality() -> "Melody":
    """Return the modality of the melodies: heads for onset, hold, rest and for pitch."""
    from latentwidgets.modalities import Melody

    return Melody(
        steps=N_STEPS,
        low=LOW,
        pitches=N_PITCHES,
        form="heads",
        steps_per_beat=STEPS_PER_BEAT,
        names=("melody",),
    )


def load_melodies_data() -> Dataset:
    """Load 2,000 melodies, 500 of them held out; ``samples`` are tokens int64 ``(2000, 1, 32)``.

    The attributes are measured on the notes: `latentwidgets.zoo.data.notes.measure_melodies`. More
    training data are drawn by the training itself, from other seeds.
    """
    from latentwidgets.zoo.data.notes import measure_melodies

    n = _N_TRAIN + _N_TEST
    tokens, factors = draw_melodies(n)
    is_test = np.arange(n) >= _N_TRAIN
    measured = measure_melodies(tokens)
    split = np.where(is_test, "test", "train")
    return Dataset(
        name="melodies",
        title="melodies of two bars from a probabilistic grammar",
        licence="BSD-3-Clause",
        source="drawn by latentwidgets.zoo.data.melodies.draw_melodies",
        samples=tokens,
        is_test=is_test,
        labels=np.where(factors["mode"] == 1, "major", "minor"),
        attributes={**measured, "split": split},
        factors=factors,
        modality=melody_modality(),
    )


def _factors(rng: np.random.Generator, n: int, held: dict[str, float]) -> Factors:
    drawn: Factors = {}
    unknown = held.keys() - RANGES.keys()
    if unknown:
        raise OptionError(
            f"Melodies have no factor {min(unknown)!r}: choose from {', '.join(RANGES)}."
        )
    for name, (low, high) in RANGES.items():
        whole = name in ("tonic", "mode")
        values = rng.integers(int(low), int(high) + 1, n) if whole else rng.uniform(low, high, n)
        if name in held:
            if not low <= held[name] <= high or (whole and held[name] % 1):
                raise OptionError(f"{name} is {held[name]}: give a number from {low} to {high}.")
            values = np.full(n, held[name])
        drawn[name] = values.astype(np.float64)
    return drawn


def _compose(rng: np.random.Generator, factors: Factors) -> Tokens:
    onset = _rhythm(rng, factors)
    pitch = _walk(rng, factors, onset)
    tokens = np.where(onset, 2 + pitch - LOW, 1)
    return _with_rests(rng, tokens)[:, None]


def _rhythm(rng: np.random.Generator, factors: Factors) -> NDArray[np.bool_]:
    """Onsets ``(n, 32)``: the second bar takes the first one's rhythm half of the time."""
    density = factors["density"][:, None]
    chance = (_SPARSE + density[..., None] * (_BUSY - _SPARSE))[:, 0, _STRENGTH]
    n, bar = chance.shape
    bars = rng.random((n, 2, bar)) < chance[:, None]
    # An anticipated beat sounds an eighth early and is tied over.
    beats = np.arange(4, 2 * bar, 4)
    onset = np.where(rng.random((n, 1, 1)) < 0.5, bars[:, :1], bars).reshape(n, -1)
    early = rng.random((n, len(beats))) < 0.75 * factors["syncopation"][:, None]
    early &= onset[:, beats]
    onset[:, beats] &= ~early
    onset[:, beats - 2] |= early
    onset[:, beats - 1] &= ~early
    onset[:, 0] = True
    begins: NDArray[np.bool_] = onset
    return begins


def _walk(rng: np.random.Generator, factors: Factors, onset: NDArray[np.bool_]) -> Tokens:
    """Pitches ``(n, 32)``, of use where there is an onset."""
    n = len(onset)
    scale = _ladder(factors)  # (n, k) pitches upwards from LOW on
    tonic = (scale - factors["tonic"].astype(np.int64)[:, None]) % 12 == 0
    size = (scale < LOW + N_PITCHES).sum(axis=1)
    time = np.linspace(-0.5, 0.5, N_STEPS)
    middle = (size - 1) / 2 + rng.uniform(-2, 2, n)
    line = middle[:, None] + 7 * factors["contour"][:, None] * time
    reach = 0.6 + 2.4 * factors["range"][:, None]  # of a step, and of the straying from the line
    place = np.clip(np.rint(line[:, 0] + reach[:, 0] * rng.normal(size=n)), 0, size - 1)
    places = np.empty(onset.shape, np.int64)
    for step in range(N_STEPS):
        if step:
            target = place[:, None] + _STEPS
            away = (target - line[:, step, None]) / (1.0 + reach)
            score = -0.5 * (_STEPS / reach) ** 2 - 0.5 * away**2
            score = np.where(_STEPS == 0, score - 0.7, score)  # repeated notes are rarer
            score = np.where((target < 0) | (target >= size[:, None]), -np.inf, score)
            gumbel = rng.gumbel(size=score.shape)
            moved = place + _STEPS[np.argmax(score + gumbel, axis=1)]
            place = np.where(onset[:, step], moved, place)
        places[:, step] = place
    rows = np.arange(n)
    last = N_STEPS - 1 - np.argmax(onset[:, ::-1], axis=1)
    gap = np.abs(np.arange(scale.shape[1]) - places[rows, last][:, None])
    gap = np.where(tonic & (scale < LOW + N_PITCHES), gap, 99)
    places[rows, last] = np.argmin(gap, axis=1)
    return np.take_along_axis(scale, places, axis=1)


def _ladder(factors: Factors) -> Tokens:
    """List the pitches of each melody's scale from LOW to past the top, ``(n, k)``."""
    mode, tonic = factors["mode"].astype(np.int64), factors["tonic"].astype(np.int64)
    table = np.zeros((2, 12), bool)
    for row, name in enumerate(("minor", "major")):
        table[row, list(SCALES[name])] = True
    pitches = np.arange(LOW, LOW + N_PITCHES + 12)
    held = table[mode[:, None], (pitches - tonic[:, None]) % 12]
    order = np.argsort(~held, axis=1, kind="stable")[:, : N_PITCHES * 7 // 12 + 2]
    return pitches[order]


def _with_rests(rng: np.random.Generator, tokens: Tokens) -> Tokens:
    """Let the second half of some notes of a beat or longer rest."""
    n, steps = tokens.shape
    begins = tokens >= 2
    start = np.maximum.accumulate(np.where(begins, np.arange(steps), 0), axis=1)
    after = np.where(begins, np.arange(steps), steps)
    following = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]  # at or after each step
    ends = np.concatenate([following[:, 1:], np.full((n, 1), steps)], axis=1)
    length = np.take_along_axis(ends, start, axis=1) - start
    quiet = np.take_along_axis(rng.random((n, steps)) < _REST, start, axis=1)
    within = np.arange(steps) - start
    return np.where(quiet & (length >= 4) & (within >= (length + 1) // 2), 0, tokens)
