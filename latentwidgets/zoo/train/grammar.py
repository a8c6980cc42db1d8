"""A parser of the built-in sentences' words."""

from functools import cache

from latentwidgets.zoo.data.lexicon import PHRASES

__all__ = ["parse"]

Reading = tuple[tuple[str, str], ...]  # slots with the tokens that they must have


def parse(words: list[str]) -> bool:
    """Tell whether words, up to the first "(end)", are a sentence of the grammar."""
    said = words[: words.index("(end)")] if "(end)" in words else words
    return _parse(tuple(said), 0, ())


def _parse(words: tuple[str, ...], group: int, known: Reading) -> bool:
    if group == len(PHRASES):
        return not words
    so_far = dict(known)
    for form, readings in _forms(group).items():
        if words[: len(form)] != form:
            continue
        for reading in readings:
            if all(so_far.get(slot, token) == token for slot, token in reading):
                told = tuple(sorted({**so_far, **dict(reading)}.items()))
                if _parse(words[len(form) :], group + 1, told):
                    return True
    return False


@cache
def _forms(group: int) -> dict[tuple[str, ...], list[Reading]]:
    """List what a group of words may be, with the tokens that print it so."""
    slots, printed = PHRASES[group]
    forms: dict[tuple[str, ...], list[Reading]] = {}
    for tokens, form in printed.items():
        reading = tuple(zip(slots, tokens.split("|"), strict=True))
        forms.setdefault(tuple(form.split()), []).append(reading)
    return forms
