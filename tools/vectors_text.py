"""Texts for tools/vectors.py: raw outputs, their tokens and the words that are printed of them."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities.text import Phrase, Text

Array = NDArray[np.float32]
Case = dict[str, Any]

WORDS = (
    "",
    "the",
    "cat",
    "cats",
    "sleeps",
    "sleep",
    "ß",
    "\u05d7\u05ea\u05d5\u05dc",
    "<b>",
    "\U0001f408",
)
PIECES = ("[pad]", "un", "##believ", "##able", "cat", "##s", "[end]", "a b")
MARKED = ("\u2581the", "\u2581cat", "s", "\u2581sleep", "ing", "\u2581")
LETTERS = ("a", "b", " ", "c", "\u00e9", "|")


def texts(rng: np.random.Generator) -> list[Case]:
    """Each raw form, each way of printing; ties, NaN, tokens that are no form among them."""
    phrases = (
        Phrase((0, 1), {"the|cat": "the cat", "the|cats": "the cats", "ß|<b>": ""}),
        Phrase((1, 2), {"cat|sleep": "is not  sleeping", "cats|sleep": "sleep"}),
        Phrase((3,), {word: word for word in WORDS}),
    )
    plain = Text(vocabulary=WORDS, length=6, form="logits", hidden=(0,))
    modalities = [
        plain,
        Text(vocabulary=WORDS, length=6, form="probabilities", alternatives=20, end=0),
        Text(
            vocabulary=WORDS,
            length=4,
            form="logits",
            phrases=phrases,
            sentence_case=True,
            ending=".",
        ),
        Text(vocabulary=PIECES, length=8, form="ids", joining="##", hidden=(0,), end=6),
        Text(vocabulary=MARKED, length=7, form="logits", joining="\u2581", ending="!"),
        Text(vocabulary=LETTERS, length=9, form="logits", separator="", alternatives=2),
        Text(length=12, form="strings", separator="", hidden=(0,), end=0),
        Text(vocabulary=WORDS[1:], length=5, form="ids", separator="\u00b7", sentence_case=True),
    ]
    cases = []
    for modality in modalities:
        for n_missing in (0, 0, 2):
            raw = _raw(rng, modality)
            rows = rng.choice(len(raw), n_missing, replace=False)
            raw[rows] = rng.choice([np.nan, np.inf, -np.inf], n_missing).reshape(
                n_missing, *[1] * (raw.ndim - 1)
            )
            cases.append(_case(modality, raw))
    equal = np.zeros(plain.raw_shape, np.float32)
    equal[1:, 3:6] = 2
    cases.append(_case(plain, equal))
    cases.append(_case(plain, np.full(plain.raw_shape, -1e4, np.float32)))
    return cases


def _raw(rng: np.random.Generator, modality: Text) -> Array:
    if modality.form == "strings":
        spelled = [ord(letter) for letter in "\u0627\u0644\u0642\u0637 na\u00efve \U0001f408"]
        return np.array([*spelled[: modality.shape[0] - 1], 0], np.float32)
    if modality.form == "ids":
        return rng.integers(0, modality.size + 1, modality.raw_shape).astype(np.float32)
    raw = (4 * rng.standard_normal(modality.raw_shape)).astype(np.float32)
    return np.abs(raw) if modality.form == "probabilities" else raw


def _case(modality: Text, raw: Array) -> Case:
    values = modality.to_canonical(raw[None])[0]
    return {
        "modality": modality.describe_raw(),
        "raw": raw,
        "values": values,
        "not_finite": modality.to_payload(values).not_finite,
        "text": modality.texts(values[None])[0],
        "words": [asdict(word) for word in modality.words(values)],
    }
