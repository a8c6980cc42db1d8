"""From a sentence that somebody types to the tokens that print it."""

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities.tokenising import padded
from latentwidgets.modalities.tokens import NOT_COMPUTED, from_ids
from latentwidgets.modalities.words import token_text

if TYPE_CHECKING:
    from latentwidgets.modalities.text import Text
    from latentwidgets.modalities.words import Phrase

__all__ = ["LONGEST_TYPED", "read_typed"]

LONGEST_TYPED = 20_000  # letters
MOST_NAMED = 6
MOST_TRIES = 200_000  # forms compared: a grammar of a few phrases takes some hundreds

Forms = dict[tuple[str, ...], list[tuple[str, ...]]]  # from printed words to the tokens they are of


def read_typed(text: str, modality: "Text") -> NDArray[np.float32]:
    """Find the tokens that print a text, whatever they are: words, letters, pieces, morphemes.

    The ending and the capital that printing adds may be left out; upper and lower case are told
    apart only where the vocabulary has both.

    Returns
    -------
    float32, (1, L, K, 2)
        Canonical: each token with probability 1.

    Raises
    ------
    DataError
        Where the text is empty or too long; or has words that the vocabulary lacks, which are
        named with their positions, from 1; or its words make no sentence of the model's grammar.
    """
    if not text.strip():
        raise DataError("There is no text yet: type a sentence.")
    if len(text) > LONGEST_TYPED:
        raise DataError(
            f"The text has {len(text):,} letters: give at most {LONGEST_TYPED:,} of them."
        )
    if modality.phrases is not None:
        ids = _by_phrases(text, modality)
    elif modality.vocabulary is None:
        ids = [ord(letter) for letter in text]
    elif modality.joining is not None:
        ids = _by_pieces(text, modality)
    else:
        ids = _by_tokens(text, modality)
    length, kept, _ = modality.shape
    if len(ids) > length:
        what = "letters" if modality.is_spelled else "tokens"
        raise DataError(
            f"The text has {len(ids)} {what} and the model takes {length}: shorten it by "
            f"{len(ids) - length}."
        )
    tokens = from_ids(np.asarray(padded([ids], modality, length)))
    if kept == 1:
        return tokens
    rest = np.zeros((1, length, kept - 1, 2), np.float32)
    rest[..., 0] = NOT_COMPUTED
    return np.concatenate([tokens, rest], axis=2)


def _words(text: str, modality: "Text") -> list[str]:
    return text.strip().removesuffix(modality.ending).split()


def _unknown(words: list[tuple[int, str]], what: str = "word") -> DataError:
    named = ", ".join(f"{what} {place} “{word[:40]}”" for place, word in words[:MOST_NAMED])
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    do = "are" if len(words) > 1 else "is"
    return DataError(
        f"{named}{more} {do} outside the model's vocabulary: change what is named, or pick other "
        f"{what}s."
    )


def _by_tokens(text: str, modality: "Text") -> list[int]:
    """Look each word up; where nothing separates tokens, each letter."""
    assert modality.vocabulary is not None  # noqa: S101
    bare = text.strip().removesuffix(modality.ending)
    separator = modality.separator
    if separator.strip():
        parts = [part.strip() for part in bare.split(separator)]
    else:
        parts = bare.split() if separator else list(bare)
    exact, folded = _lookup(modality)
    ids = [exact.get(part, folded.get(part.casefold())) for part in parts]
    missing = [(place, parts[place - 1]) for place, found in enumerate(ids, 1) if found is None]
    if missing:
        raise _unknown(missing, "letter" if modality.is_spelled else "word")
    return [found for found in ids if found is not None]


def _lookup(modality: "Text") -> tuple[dict[str, int], dict[str, int]]:
    exact: dict[str, int] = {}
    folded: dict[str, int] = {}
    silent = {*modality.hidden, modality.end}
    for number, token in enumerate(modality.vocabulary or ()):
        if number not in silent:
            exact.setdefault(token, number)
            folded.setdefault(token.casefold(), number)
    return exact, folded


def _by_pieces(text: str, modality: "Text") -> list[int]:
    """Take words apart into the longest pieces that there are, from the left."""
    exact, folded = _lookup(modality)
    mark = modality.joining or ""
    ids: list[int] = []
    missing = []
    for place, word in enumerate(_words(text, modality), 1):
        pieces: list[int] = []
        start = 0
        while start < len(word):
            # "##" marks the pieces that go on with a word; the others mark those that begin one.
            before = mark if (start > 0) == (mark == "##") else ""
            for stop in range(len(word), start, -1):
                piece = before + word[start:stop]
                found = exact.get(piece, folded.get(piece.casefold()))
                if found is not None:
                    break
            else:
                missing.append((place, word))
                break
            pieces.append(found)
            start = stop
        ids += pieces
    if missing:
        raise _unknown(missing)
    return ids


def _by_phrases(text: str, modality: "Text") -> list[int]:
    """Find tokens for the slots of each phrase so that all together print the words, in order.

    Phrases share slots (the number of a noun is that of its verb), so it is searched with a step
    back wherever they disagree.
    """
    phrases = list(modality.phrases or ())
    words = [word.casefold() for word in _words(text, modality)]
    forms = [_forms_of(phrase) for phrase in phrases]
    known = {word for table in forms for printed in table for word in printed}
    given = _words(text, modality)
    missing = [(i, given[i - 1]) for i, word in enumerate(words, 1) if word not in known]
    if missing:
        raise _unknown(missing)
    search = _Search(phrases, forms, words)
    if not search.from_phrase(0, 0):
        if search.tries > MOST_TRIES:
            raise DataError("The sentence can be read in too many ways: give a shorter one.")
        at = search.furthest
        where = f"word {at + 1} “{given[at]}”" if at < len(given) else "its end"
        raise DataError(
            f"All words are known, but they make no sentence of the model's grammar: it does not "
            f"go on at {where}."
        )
    numbers = {token_text(number, modality): number for number in range(modality.size)}
    length = modality.shape[0]
    unused = 0 if not modality.hidden else modality.hidden[0]
    return [
        numbers[search.slots[slot]] if slot in search.slots else unused for slot in range(length)
    ]


def _forms_of(phrase: "Phrase") -> Forms:
    """From the words that a phrase prints to the tokens of its slots."""
    table: Forms = defaultdict(list)
    for key, printed in phrase.forms.items():
        table[tuple(printed.casefold().split())].append(tuple(key.split("|")))
    return table


class _Search:
    """The slots filled so far, and how far the words were met at best."""

    def __init__(self, phrases: "list[Phrase]", forms: list[Forms], words: list[str]) -> None:
        self.phrases, self.forms, self.words = phrases, forms, words
        self.slots: dict[int, str] = {}
        self.furthest = 0
        self.tries = 0
        self._longest = [max(map(len, table), default=0) for table in forms]

    def from_phrase(self, number: int, place: int) -> bool:
        """Fill the slots of the phrases from `number` on with what stands from word `place` on."""
        self.furthest = max(self.furthest, place)
        if number == len(self.phrases):
            return place == len(self.words)
        # The longest first: what prints nothing is the last resort.
        longest = min(self._longest[number], len(self.words) - place)
        for n in range(longest, -1, -1):
            printed = tuple(self.words[place : place + n])
            for tokens in self.forms[number].get(printed, ()):
                self.tries += 1
                if self.tries > MOST_TRIES:
                    return False
                slots = self.phrases[number].slots
                new = self._new(slots, tokens)
                if new is None:
                    continue
                self.slots.update(new)
                if self.from_phrase(number + 1, place + n):
                    return True
                for slot in new:
                    del self.slots[slot]
        return False

    def _new(self, slots: tuple[int, ...], tokens: tuple[str, ...]) -> dict[int, str] | None:
        """Which slots are filled by this; None where one of them holds something else."""
        found = {}
        for slot, token in zip(slots, tokens, strict=False):
            if self.slots.get(slot, token) != token:
                return None
            if slot not in self.slots:
                found[slot] = token
        return found
