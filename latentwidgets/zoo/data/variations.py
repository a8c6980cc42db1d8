"""Chord progressions varied: as near to given ones as the grammar allows, but tenser or milder, ...

Between *this progression* and *the same, tenser* there is no truth to be looked up; here is one
that can be computed. Of all progressions of the grammar that begin and end as the given one does,
the variant is the one that is best by its nearness to the given, and a pull on one trait: the best
path through a chain (Viterbi 1967). With the pull the trait can only rise.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data.harmonies import (
    LOW,
    LOWEST_KEY,
    N_SLOTS,
    N_STEPS,
    STEPS_PER_SLOT,
    draw_harmonies,
    ending_voicings,
    voicing_book,
)
from latentwidgets.zoo.data.notes import sounding
from latentwidgets.zoo.data.voicing import colour, roughness

__all__ = ["PULLS", "draw_variants", "vary_harmonies"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

#: What may be pulled, and how hard, at least and at most (in semitones that a voice moves away).
PULLS: dict[str, tuple[float, float]] = {
    "mode": (0.4, 8.0),  # for a major third or sixth above the tonic, against a minor one
    "tension": (1.0, 15.0),  # for the roughness of a chord
    "density": (0.8, 8.0),  # for a chord more
}
# How dear it is to leave the given progression in each half bar: beginning and end last.
_DEAR = np.array([4.0, 2.2, 1.2, 0.6, 0.4, 0.9, 2.4, 2.4], np.float32)
_SMOOTH = np.float32(0.05)  # of the grammar's own chances, in nats; it turns what is as near
_CHUNK = 256
_NEVER = np.float32(-1e9)


def draw_variants(n: int, seed: int = 0) -> tuple[Ints, Ints]:
    """Draw progressions, and with each some variants: as near as may be, one trait pulled.

    Parameters
    ----------
    n
        How many.
    seed
        Of the draw.

    Returns
    -------
    Tokens int64 ``(n, 4, 16)``, as `draw_harmonies` gives them for that seed, and of the variants
    ``(n, 6, 4, 16)``: each of `PULLS` pulled down, then up. How hard is drawn, on a scale of
    ratios.
    """
    tokens, factors = draw_harmonies(n, seed)
    rng = np.random.default_rng([seed, 1])
    variants = []
    for name, (low, high) in PULLS.items():
        for sign in (-1.0, 1.0):
            size = np.exp(rng.uniform(np.log(low), np.log(high), n))
            variants.append(vary_harmonies(tokens, factors, **{name: sign * size}))
    return tokens, np.stack(variants, axis=1)


def vary_harmonies(
    tokens: Ints, factors: dict[str, NDArray[Any]], **pulls: "NDArray[np.float64]"
) -> Ints:
    """Pull traits of progressions, and find what is nearest.

    Parameters
    ----------
    tokens, factors
        As `draw_harmonies` gives them.
    **pulls
        Of `PULLS`, ``(n,)`` each, of either sign; none where it is left out.

    Returns
    -------
    Tokens int64 ``(n, 4, 16)``: in the same key, from the tonic, to the same cadence.
    """
    n = len(tokens)
    drawn = {name: np.broadcast_to(pulls.get(name, 0.0), n) for name in PULLS}
    parts = [
        _vary(
            tokens[part],
            {name: values[part] for name, values in factors.items()},
            {name: values[part].astype(np.float32)[:, None] for name, values in drawn.items()},
        )
        for part in np.array_split(np.arange(n), -(-n // _CHUNK))
    ]
    return np.concatenate(parts)


def _vary(tokens: Ints, factors: dict[str, NDArray[Any]], pulls: dict[str, Floats]) -> Ints:
    book = voicing_book()
    shift = (factors["key"].astype(np.int64) - LOWEST_KEY) % 12 + LOWEST_KEY
    heard = sounding(tokens)[:, :, ::STEPS_PER_SLOT].transpose(0, 2, 1) + LOW
    heard -= shift[:, None, None]  # (n, slots, 4), in C
    begins = np.any(tokens[:, :, ::STEPS_PER_SLOT] >= 2, axis=1)
    away = np.zeros((len(tokens), N_SLOTS, len(book.chord)), np.float32)
    for voice in range(4):
        away += np.abs(heard[:, :, voice, None] - book.pitches[:, voice]).astype(np.float32)
    wished = pulls["mode"] * colour(book.pitches) + pulls["tension"] * roughness(book.pitches)
    own = (wished.astype(np.float32)[:, None] - _DEAR[:, None] * away).astype(np.float32)
    ends = ending_voicings(factors["cadence"].astype(np.int64))
    for slot, taken in zip((0, N_SLOTS - 3, N_SLOTS - 2), ends, strict=True):
        own[:, slot] = np.where(taken, own[:, slot], _NEVER)
    free = np.zeros((len(tokens), N_SLOTS), bool)
    free[:, 1 : N_SLOTS - 2 : 2] = pulls["density"] != 0  # the middles of all bars but the last
    path, struck = _best(own, begins, free, pulls["density"][:, 0])
    found = np.ones((len(tokens), 4, N_STEPS), np.int64)
    pitches = book.pitches[path] + shift[:, None, None] - LOW + 2
    found[:, :, ::STEPS_PER_SLOT] = np.where(struck[..., None], pitches, 1).transpose(0, 2, 1)
    return found


def _best(
    own: Floats, begins: NDArray[np.bool_], free: NDArray[np.bool_], reward: Floats
) -> tuple[Ints, NDArray[np.bool_]]:
    """Voicings ``(n, slots)`` of the best path, and where a chord begins.

    Parameters
    ----------
    own
        What each voicing is worth in each slot, ``(n, slots, k)``.
    begins, free
        Where a chord begins, and where that is open instead, ``(n, slots)``.
    reward
        Of a beginning where it is open, ``(n,)``.
    """
    book, rows = voicing_book(), np.arange(len(own))
    follows = book.weight > 0
    chance = np.where(follows, book.weight, 1.0)
    worth = np.where(follows, _SMOOTH * np.log(chance), _NEVER).astype(np.float32)
    sources = [np.flatnonzero(column) for column in follows.T]

    def moved(ahead: Floats) -> Floats:
        best, rowwise = np.full(ahead.shape[::-1], _NEVER), np.ascontiguousarray(ahead.T)
        for here, before in enumerate(sources):
            if len(before):
                best[here] = (rowwise[before] + worth[before, here, None]).max(axis=0)
        return best.T

    ahead, entered = [own[:, 0]], [np.ones(own[:, 0].shape, bool)]
    for slot in range(1, N_SLOTS):
        is_open = free[:, slot, None]
        begin = moved(ahead[-1]) + np.where(is_open, reward[:, None], np.float32(0))
        begin = np.where(is_open | begins[:, slot, None], begin, 2 * _NEVER)
        stay = np.where(is_open | ~begins[:, slot, None], ahead[-1], 2 * _NEVER)
        entered.append(begin >= stay)
        ahead.append(np.maximum(begin, stay) + own[:, slot])
    path = np.empty((len(own), N_SLOTS), np.int64)
    path[:, -1] = ahead[-1].argmax(axis=1)
    for slot in range(N_SLOTS - 1, 0, -1):
        here = path[:, slot]
        came = (ahead[slot - 1] + worth.T[here]).argmax(axis=1)
        path[:, slot - 1] = np.where(entered[slot][rows, here], came, here)
    struck = [entered[slot][rows, path[:, slot]] for slot in range(N_SLOTS)]
    return path, np.stack(struck, axis=1)
