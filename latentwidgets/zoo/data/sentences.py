"""Sentences of a small English grammar: 18 million of them, each cause in a slot of its own.

A sentence is twelve morphemes, one a slot: who, how many, whether, when, does what, to what,
where. Every choice is independent of the others, so that every combination is a sentence, and
agreement ("the dogs do not", "an ugly egg") is the work of the tables that print it. The grammar is
regular by construction: what a model learns of it says little about natural text.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.lexicon import ENDING, PHRASES, SENTIMENT, SLOTS, VOCABULARY

if TYPE_CHECKING:
    from latentwidgets.modalities import Text

__all__ = [
    "N_SENTENCES",
    "SLOT_TOKENS",
    "WORDS",
    "draw_sentences",
    "is_grammatical",
    "load_sentence_words_data",
    "load_sentences_data",
    "morpheme_text",
    "print_words",
    "word_ids",
    "word_text",
]

Ids = NDArray[np.int64]

N_SENTENCES = math.prod(map(len, SLOTS.values()))
#: Ids of the tokens that may stand in each slot.
SLOT_TOKENS = tuple(tuple(map(VOCABULARY.index, slot)) for slot in SLOTS.values())
_PLACES = {name: place for place, name in enumerate(SLOTS)}
_END = "(end)"
#: The words that occur in print; the first ends a sentence.
WORDS: tuple[str, ...] = (
    _END,
    *sorted({word for _, forms in PHRASES for form in forms.values() for word in form.split()}),
)
MOST_WORDS = 13  # of the longest sentence, and its end

_N_TRAIN, _N_TEST = 24_000, 2_000
_LICENCE = "BSD-3-Clause"


def draw_sentences(n: int, seed: int = 0, **factors: str | Sequence[str]) -> Ids:
    """Draw sentences, each morpheme uniformly and independently.

    Parameters
    ----------
    n
        How many; they may repeat.
    seed
        Of the draw.
    **factors
        Slots to hold: the token (``tense="past"``), or the tokens to draw from
        (``subject=("dog", "cat")``). The slots: `latentwidgets.zoo.data.lexicon.SLOTS`.

    Returns
    -------
    int64 ``(n, 12)``: ids in the vocabulary of morphemes.

    Raises
    ------
    OptionError
        There is no such slot, or no such token in it.
    """
    rng = np.random.default_rng(seed)
    unknown = factors.keys() - SLOTS.keys()
    if unknown:
        raise OptionError(
            f"Sentences have no factor {min(unknown)!r}: choose from {', '.join(SLOTS)}."
        )
    columns = []
    for name, tokens in SLOTS.items():
        chosen = factors.get(name, tokens)
        wanted = (chosen,) if isinstance(chosen, str) else tuple(chosen)
        faults = [token for token in wanted if token not in tokens]
        if faults or not wanted:
            given = repr(faults[0]) if faults else "nothing"
            raise OptionError(f"{name} cannot be {given}: choose from {', '.join(tokens)}.")
        ids = np.array([VOCABULARY.index(token) for token in wanted], np.int64)
        columns.append(ids[rng.integers(len(ids), size=n)])
    return np.stack(columns, axis=1)


def is_grammatical(ids: Ids) -> NDArray[np.bool_]:
    """Tell of morphemes ``(n, 12)`` whether each stands in a slot that takes it."""
    fits = [np.isin(ids[:, place], tokens) for place, tokens in enumerate(SLOT_TOKENS)]
    grammatical: NDArray[np.bool_] = np.logical_and.reduce(fits)
    return grammatical


def print_words(ids: Ids) -> list[list[str]]:
    """Print grammatical morphemes ``(n, 12)`` as lists of words, without capital and full stop."""
    rows = np.array(VOCABULARY, dtype=object)[ids]
    groups = [([_PLACES[name] for name in names], forms) for names, forms in PHRASES]
    return [
        " ".join(forms["|".join(row[slots])] for slots, forms in groups).split() for row in rows
    ]


def word_ids(ids: Ids) -> Ids:
    """Turn grammatical morphemes ``(n, 12)`` into ids of words ``(n, 13)``, ended with 0."""
    index = {word: place for place, word in enumerate(WORDS)}
    words = np.zeros((len(ids), MOST_WORDS), np.int64)
    for row, sentence in zip(words, print_words(ids), strict=True):
        row[: len(sentence)] = [index[word] for word in sentence]
    return words


@cache
def morpheme_text() -> "Text":
    """Return the modality of morphemes: logits ``(12, 60)``, printed by the tables."""
    from latentwidgets.modalities import Phrase, Text

    phrases = tuple(
        Phrase(slots=tuple(_PLACES[name] for name in names), forms=forms)
        for names, forms in PHRASES
    )
    return Text(
        vocabulary=VOCABULARY,
        length=len(SLOTS),
        form="logits",
        phrases=phrases,
        sentence_case=True,
        ending=ENDING,
    )


@cache
def word_text() -> "Text":
    """Return the modality of whole words: logits ``(13, V)``."""
    from latentwidgets.modalities import Text

    return Text(
        vocabulary=WORDS,
        length=MOST_WORDS,
        form="logits",
        hidden=(0,),
        end=0,
        sentence_case=True,
        ending=ENDING,
    )


def load_sentences_data() -> Dataset:
    """Load 26,000 sentences as morphemes; the 2,000 held out are not among the others.

    ``samples`` are int64 ``(26000, 12)``. Attributes: the factors in words, ``sentiment`` (-1, 0
    or 1, of the opinion), ``words`` (how many are printed) and the ``split``.
    """
    ids, is_test = _split()
    return Dataset(
        name="sentences",
        title=f"{_N_TRAIN:,} of {N_SENTENCES:,} sentences of a small grammar, as morphemes",
        samples=ids,
        modality=morpheme_text(),
        **_known(ids, is_test),
    )


def load_sentence_words_data() -> Dataset:
    """Load the same 26,000 sentences as whole words: ``samples`` int64 ``(26000, 13)``."""
    ids, is_test = _split()
    return Dataset(
        name="sentences-words",
        title=f"{_N_TRAIN:,} of {N_SENTENCES:,} sentences of a small grammar, as whole words",
        samples=word_ids(ids),
        modality=word_text(),
        **_known(ids, is_test),
    )


@cache
def _split() -> tuple[Ids, NDArray[np.bool_]]:
    n = _N_TRAIN + _N_TEST
    drawn = draw_sentences(n + n // 50)
    _, first = np.unique(drawn, axis=0, return_index=True)
    ids = drawn[np.sort(first)][:n]
    return ids, np.arange(n) >= _N_TRAIN


def _known(ids: Ids, is_test: NDArray[np.bool_]) -> dict[str, Any]:
    tokens = np.array(VOCABULARY)[ids]
    factors = {
        name: np.searchsorted(choices, ids[:, place], sorter=np.argsort(choices))
        for place, (name, choices) in enumerate(zip(SLOTS, SLOT_TOKENS, strict=True))
    }
    sentiment = np.vectorize(SENTIMENT.__getitem__, otypes=[np.int64])
    return {
        "licence": _LICENCE,
        "source": "drawn by latentwidgets.zoo.data.sentences.draw_sentences",
        "is_test": is_test,
        "factors": factors,
        "attributes": {
            **{name: tokens[:, place] for place, name in enumerate(SLOTS)},
            "sentiment": sentiment(tokens[:, _PLACES["opinion"]]),
            "words": (word_ids(ids) > 0).sum(axis=1),
            "split": np.where(is_test, "test", "train"),
        },
    }
