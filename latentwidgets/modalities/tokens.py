"""Tokens with their probabilities: the canonical form of text, and the ways to it."""

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = ["FORMS", "NOT_COMPUTED", "Form", "code_points", "from_ids", "from_scores", "overlap"]

Form = Literal["logits", "probabilities", "ids", "strings"]
Tokens = NDArray[np.float32]

FORMS: tuple[Form, ...] = get_args(Form)
NOT_COMPUTED = -1
SMALL_VOCABULARY = 256


def from_scores(scores: NDArray[Any], kept: int, *, logits: bool) -> Tokens:
    """Keep the most probable tokens of each position.

    Parameters
    ----------
    scores
        ``(n, L, V)``: logits, or probabilities up to a factor.
    kept
        K, how many of the V.

    Returns
    -------
    float32, (n, L, K, 2)
        ``[..., 0]`` the id, ``[..., 1]`` the probability; the most probable first, of equal ones
        the lower id. A position with a value that is NaN, or without any probability, was not
        computed: id -1, probability NaN.
    """
    weights = np.asarray(scores, np.float32)
    order = _largest(weights, kept)
    best = np.take_along_axis(weights, order, axis=-1).astype(np.float64)
    every = weights.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        if logits:
            top = every.max(axis=-1, keepdims=True)
            every, best = np.exp(every - top), np.exp(best - top)
        total = every.sum(axis=-1, keepdims=True)
        computed = np.isfinite(total) & (total > 0)
        probabilities = np.where(computed, best / total, np.nan)
    ids = np.where(computed, order, NOT_COMPUTED)
    return np.stack([ids, probabilities], axis=-1).astype(np.float32)


def _largest(weights: NDArray[np.float32], kept: int) -> NDArray[np.intp]:
    """Find the largest along the last axis, in order: ``(..., kept)``; of equal ones the lower."""
    size = weights.shape[-1]
    if size <= SMALL_VOCABULARY:
        return np.argsort(-weights, axis=-1, kind="stable")[..., :kept]
    # Sorting a whole vocabulary takes several times as long as finding its largest few. Where more
    # are as large as the last of these, which are kept is left to chance: those rows are sorted.
    order = np.sort(np.argpartition(-weights, kept - 1, axis=-1)[..., :kept], axis=-1)
    best = np.take_along_axis(weights, order, axis=-1)
    ranks = np.argsort(-best, axis=-1, kind="stable")
    order = np.take_along_axis(order, ranks, axis=-1)
    tied = (weights >= best.min(axis=-1, keepdims=True)).sum(axis=-1) > kept
    order[tied] = np.argsort(-weights[tied], axis=-1, kind="stable")[..., :kept]
    return order


def from_ids(ids: NDArray[Any]) -> Tokens:
    """Turn ids ``(n, L)`` into tokens ``(n, L, 1, 2)`` of probability 1.

    What is no number, or below 0, was not computed.
    """
    numbers = np.asarray(ids, np.float64)
    known = np.isfinite(numbers) & (numbers >= 0)
    rounded = np.floor(np.where(known, numbers, 0) + 0.5)
    found = np.where(known, rounded, NOT_COMPUTED)
    probabilities = np.where(known, 1.0, np.nan)
    return np.stack([found, probabilities], axis=-1)[:, :, None].astype(np.float32)


def code_points(texts: list[str], length: int) -> NDArray[np.float32]:
    """Spell texts as Unicode code points ``(n, length)``, padded with 0.

    What is longer is cut, and ends in an ellipsis.
    """
    spelled = np.zeros((len(texts), length), np.float32)
    for row, text in enumerate(texts):
        kept = text if len(text) <= length else text[: length - 1] + "…"
        points = [ord(letter) for letter in kept]
        spelled[row, : len(points)] = points
    return spelled


def overlap(first: Tokens, second: Tokens) -> NDArray[np.float64]:
    """Share of probability that two positions give to the same tokens, ``(n, L)`` in [0, 1].

    Only the tokens that both keep are counted.
    """
    same = first[..., :, None, 0] == second[..., None, :, 0]
    shared = np.minimum(first[..., :, None, 1], second[..., None, :, 1])
    counted = same & np.isfinite(shared)
    total: NDArray[np.float64] = np.where(counted, shared, 0).sum(axis=(-1, -2), dtype=np.float64)
    return np.minimum(total, 1)
