"""The words of an expression: numbers, names, operators, parentheses."""

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from latentwidgets.exceptions import ExpressionError

__all__ = ["Token", "TokenKind", "is_word", "tokens_of"]

TokenKind = Literal["number", "name", "operator", "(", ")", "end"]

MOST_CHARACTERS = 20_000
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
OPERATORS = {"+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "/": "/", "÷": "/"}
QUOTES = {'"': '"', "'": "'", "“": "”"}
SPACES = " \t\n\v\f\r"


@dataclass(frozen=True)
class Token:
    """One word of an expression, from character `start` to before `end`.

    Attributes
    ----------
    text
        Of an operator one of ``+ - * /``; of a name the name, without quotes.
    number
        Of a number its value.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    number: float = 0.0


def tokens_of(text: str) -> list[Token]:
    """Part an expression into its words; the last is the end.

    Raises
    ------
    ExpressionError
        Where there is a character that belongs to none, or a quote is not closed.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"The expression is longer than {MOST_CHARACTERS:,} characters: bookmark a part of it.",
            text,
            MOST_CHARACTERS,
            MOST_CHARACTERS + 1,
        )
    tokens, at = [], 0
    while at < len(text):
        if _is_space(text[at]):
            at += 1
            continue
        token = _token_at(text, at)
        tokens.append(token)
        at = token.end
    return [*tokens, Token("end", "", len(text), len(text))]


def is_word(name: str) -> bool:
    """Tell whether a name can be written without quotes."""
    return bool(name) and _begins_word(name[0]) and all(map(_is_in_word, name))


def _token_at(text: str, at: int) -> Token:
    character = text[at]
    if found := NUMBER.match(text, at):
        return _number(text, at, found.end())
    if character in OPERATORS:
        return Token("operator", OPERATORS[character], at, at + 1)
    if character == "(":
        return Token("(", character, at, at + 1)
    if character == ")":
        return Token(")", character, at, at + 1)
    if character in QUOTES:
        return _quoted(text, at)
    if _begins_word(character):
        end = at + 1
        while end < len(text) and _is_in_word(text[end]):
            end += 1
        return Token("name", text[at:end], at, end)
    raise ExpressionError(
        f"“{character}” means nothing here: write names, numbers, + − * / and parentheses, and a "
        "name with other characters in quotes.",
        text,
        at,
        at + 1,
    )


def _number(text: str, at: int, end: int) -> Token:
    value = float(text[at:end])
    if not math.isfinite(value):
        raise ExpressionError("The number is too large.", text, at, end)
    return Token("number", text[at:end], at, end, value)


def _quoted(text: str, at: int) -> Token:
    closing, name, end = QUOTES[text[at]], "", at + 1
    while end < len(text) and text[end] != closing:
        end += text[end] == "\\" and end + 1 < len(text)
        name += text[end]
        end += 1
    if end >= len(text):
        raise ExpressionError(
            f"The quote is not closed: a {closing} was expected.", text, at, len(text)
        )
    if not name:
        raise ExpressionError("There is no name in the quotes.", text, at, end + 1)
    return Token("name", name, at, end + 1)


def _is_space(character: str) -> bool:
    return character in SPACES or unicodedata.category(character) == "Zs"


def _begins_word(character: str) -> bool:
    category = unicodedata.category(character)
    return character == "_" or category[0] == "L" or category == "Nl"


def _is_in_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Pc"
