"""From tokens, scores and piano rolls to the canonical form of melodies."""

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = ["FORMS", "Form", "heads_of", "is_canonical", "rolls_of", "tokens_of", "width_of"]

Form = Literal["tokens", "token-logits", "heads", "roll"]
Rolls = NDArray[np.float32]
Tokens = NDArray[np.int64]

FORMS: tuple[Form, ...] = get_args(Form)
REST, HOLD, FIRST = 0, 1, 2  # tokens from FIRST on begin a note
NOT_COMPUTED = -1
SOUNDING = 0.5


def width_of(form: Form, pitches: int) -> int:
    """How many numbers a raw output has for each step of each voice."""
    return {"tokens": 1, "token-logits": FIRST + pitches, "heads": 1 + FIRST + pitches}.get(
        form, pitches
    )


def rolls_of(raw: NDArray[Any], form: Form, pitches: int) -> Rolls:
    """Turn raw outputs ``(n, V, T, width)`` into rolls ``(n, V, T, P)``.

    0 is silent, 0.5 held, 1 an onset. A step with a number that is not finite is NaN at all
    pitches. A hold where nothing sounds is silent.
    """
    if form == "roll":
        return _from_roll(raw)
    return _from_tokens(_tokens(raw, form), pitches)


def is_canonical(rolls: NDArray[Any]) -> bool:
    """Whether these are canonical rolls, and not probabilities or piano rolls of 0 and 1."""
    held = rolls == 0.5
    return bool(held.any() and (held | (rolls == 0) | (rolls == 1) | np.isnan(rolls)).all())


def tokens_of(rolls: Rolls) -> Tokens:
    """Turn rolls ``(n, V, T, P)`` into tokens ``(n, V, T)``; of several notes the highest."""
    pitches = rolls.shape[-1]
    highest = pitches - 1 - np.argmax(rolls[..., ::-1] > 0, axis=-1)
    value = np.take_along_axis(rolls, highest[..., None], axis=-1)[..., 0]
    kinds = np.where(value == 1, FIRST + highest, np.where(value > 0, HOLD, REST))
    tokens: Tokens = np.where(np.isnan(rolls).any(axis=-1), NOT_COMPUTED, kinds)
    return tokens


def heads_of(tokens: Tokens, pitches: int) -> Rolls:
    """Turn tokens ``(n, V, T)`` into scores ``(n, V, T, 3 + P)`` of rest, hold, onset and pitch."""
    scores = np.zeros((*tokens.shape, 1 + FIRST + pitches), np.float32)
    kinds = np.clip(tokens, 0, FIRST)
    np.put_along_axis(scores, kinds[..., None], 1, axis=-1)
    pitch = np.where(tokens >= FIRST, tokens + 1, 0)[..., None]
    np.put_along_axis(scores, pitch, np.where(pitch > 0, 1, scores[..., :1]), axis=-1)
    scores[tokens == NOT_COMPUTED] = np.nan
    return scores


def _tokens(raw: NDArray[Any], form: Form) -> Tokens:
    computed = np.isfinite(raw).all(axis=-1)
    if form == "tokens":
        found = np.floor(np.where(computed, raw[..., 0], 0) + 0.5).astype(np.int64)
    elif form == "token-logits":
        found = np.argmax(raw, axis=-1)
    else:
        kind = np.argmax(raw[..., : FIRST + 1], axis=-1)
        pitch = FIRST + np.argmax(raw[..., FIRST + 1 :], axis=-1)
        found = np.where(kind < FIRST, kind, pitch)
    return np.where(computed, found, NOT_COMPUTED)


def _from_tokens(tokens: Tokens, pitches: int) -> Rolls:
    rolls = np.zeros((*tokens.shape, pitches), np.float32)
    # A hold goes on with what was last begun or ended.
    decided = np.where(tokens == HOLD, 0, np.arange(tokens.shape[2]))
    token = np.take_along_axis(tokens, np.maximum.accumulate(decided, axis=2), axis=2)
    value = np.where(tokens >= FIRST, 1.0, 0.5) * (token >= FIRST)
    pitch = np.maximum(token - FIRST, 0)
    np.put_along_axis(rolls, pitch[..., None], value[..., None], axis=-1)
    rolls[tokens == NOT_COMPUTED] = np.nan
    return rolls


def _from_roll(raw: NDArray[Any]) -> Rolls:
    sounds = np.asarray(raw) >= SOUNDING
    before = np.zeros_like(sounds)
    before[:, :, 1:] = sounds[:, :, :-1]
    # What was infinite did not sound.
    before[:, :, 1:] &= np.isfinite(raw[:, :, :-1])
    rolls = np.where(sounds, np.where(before, 0.5, 1.0), 0.0).astype(np.float32)
    rolls[~np.isfinite(raw)] = np.nan
    return rolls
