"""From tokens to printed words, each of which knows the tokens that it was made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from latentwidgets.modalities.text import Text

__all__ = ["UNKNOWN", "Phrase", "Word", "text_of", "token_text", "words_of"]

Tokens = NDArray[np.float32]

UNKNOWN = "\u25a1"  # for a token that was not computed, or that the vocabulary lacks
LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True)
class Phrase:
    """A group of words that is printed by the tokens of some slots.

    Attributes
    ----------
    slots
        Positions of the tokens.
    forms
        From the tokens, joined with ``"|"``, to what is printed; ``""`` prints nothing. Tokens
        that are not here make no form of the language: they are printed as they are, and marked.
    """

    slots: tuple[int, ...]
    forms: Mapping[str, str]


@dataclass
class Word:
    """One printed word.

    Attributes
    ----------
    text, gap
        The word, and what stands between it and the word before.
    slots
        Positions of the tokens that it is made of.
    probability
        Of its least sure token, in [0, 1]; NaN where that was not computed.
    is_form
        False where its tokens make no form of the language.
    """

    text: str
    gap: str
    slots: list[int]
    probability: float
    is_form: bool


@dataclass(frozen=True)
class _Piece:
    text: str
    slots: Sequence[int]
    joins: bool
    is_form: bool


def words_of(tokens: Tokens, modality: "Text") -> list[Word]:
    """Print the words of one canonical text ``(L, K, 2)``."""
    if modality.phrases is None:
        pieces = _token_pieces(tokens, modality)
    else:
        pieces = [_phrase_piece(phrase, tokens, modality) for phrase in modality.phrases]
    words: list[Word] = []
    for piece in pieces:
        if piece.text == "":
            continue
        probability = _least(tokens, piece.slots)
        for number, text in enumerate(piece.text.split(" ")):
            first = not words
            gap = " " if number else "" if first or piece.joins else modality.separator
            if words and not number and not gap and (piece.joins or modality.is_spelled):
                last = words[-1]
                last.text += text
                last.slots += piece.slots
                last.probability = _smaller(last.probability, probability)
                last.is_form = last.is_form and piece.is_form
            else:
                words.append(Word(text, gap, [*piece.slots], probability, piece.is_form))
    return _finished(words, modality)


def text_of(tokens: Tokens, modality: "Text") -> str:
    """Print one canonical text ``(L, K, 2)``."""
    return "".join(word.gap + word.text for word in words_of(tokens, modality))


def token_text(token: int, modality: "Text") -> str:
    """Print one token."""
    if modality.vocabulary is None:
        return chr(token) if 0 <= token <= LAST_CODE_POINT else UNKNOWN
    return modality.vocabulary[token] if 0 <= token < len(modality.vocabulary) else UNKNOWN


def _phrase_piece(phrase: Phrase, tokens: Tokens, modality: "Text") -> _Piece:
    parts = [token_text(int(tokens[slot, 0, 0]), modality) for slot in phrase.slots]
    form = phrase.forms.get("|".join(parts))
    text = modality.separator.join(parts) if form is None else form
    return _Piece(text, phrase.slots, joins=False, is_form=form is not None)


def _token_pieces(tokens: Tokens, modality: "Text") -> list[_Piece]:
    joining, pieces = modality.joining, []
    for slot, token in enumerate(tokens[:, 0, 0].astype(int).tolist()):
        if token == modality.end:
            break
        if token in modality.hidden:
            continue
        text = token_text(token, modality)
        marked = joining is not None and text.startswith(joining)
        # "##" marks what goes on with the word before; the others mark what begins a word.
        joins = joining is not None and marked == (joining == "##")
        shown = text.removeprefix(joining) if joining is not None else text
        pieces.append(_Piece(shown, (slot,), joins=joins, is_form=True))
    return pieces


def _finished(words: list[Word], modality: "Text") -> list[Word]:
    if words and modality.sentence_case and words[0].text:
        text = words[0].text
        words[0].text = text[0].upper() + text[1:]
    if words and modality.ending:
        words.append(Word(modality.ending, "", [], 1.0, is_form=True))
    return words


def _least(tokens: Tokens, slots: Sequence[int]) -> float:
    least = np.min(tokens[list(slots), 0, 1], initial=1.0) if slots else 1.0
    return float(least)


def _smaller(first: float, second: float) -> float:
    return float(np.minimum(first, second))  # NaN where either is
