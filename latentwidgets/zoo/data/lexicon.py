"""The words of the built-in sentences: morphemes in slots, and tables that print good English."""

from itertools import product

__all__ = ["ENDING", "PHRASES", "SENTIMENT", "SLOTS", "VOCABULARY"]

_NO_QUALITY, _NO_OPINION, _NO_PLACE = "(no quality)", "(no opinion)", "(no place)"
_NUMBERS = ("singular", "plural")
_ARTICLES = ("indefinite", "definite")

#: Nouns with their plurals.
_SUBJECTS = {
    "dog": "dogs",
    "cat": "cats",
    "child": "children",
    "teacher": "teachers",
    "farmer": "farmers",
    "wolf": "wolves",
    "mouse": "mice",
    "fox": "foxes",
    "woman": "women",
    "king": "kings",
    "fairy": "fairies",
    "goose": "geese",
}
_OBJECTS = {
    "apple": "apples",
    "box": "boxes",
    "letter": "letters",
    "hat": "hats",
    "leaf": "leaves",
    "knife": "knives",
    "boat": "boats",
    "key": "keys",
    "cherry": "cherries",
    "egg": "eggs",
}
#: Verbs with the third person of the present, and the past.
_VERBS = {
    "find": ("finds", "found"),
    "hide": ("hides", "hid"),
    "paint": ("paints", "painted"),
    "carry": ("carries", "carried"),
    "want": ("wants", "wanted"),
    "draw": ("draws", "drew"),
    "lose": ("loses", "lost"),
    "steal": ("steals", "stole"),
    "forget": ("forgets", "forgot"),
    "watch": ("watches", "watched"),
}
#: What an opinion says of its object: -1 bad, 0 nothing, 1 good.
SENTIMENT = {"lovely": 1, "splendid": 1, _NO_OPINION: 0, "ugly": -1, "dreadful": -1}

#: What stands in each slot, in the order of the slots.
SLOTS: dict[str, tuple[str, ...]] = {
    "determiner": ("the", "my"),
    "quality": (_NO_QUALITY, "clever", "little", "old"),
    "subject": tuple(_SUBJECTS),
    "number": _NUMBERS,
    "negation": ("affirmed", "negated"),
    "tense": ("present", "past", "future"),
    "verb": tuple(_VERBS),
    "article": _ARTICLES,
    "opinion": tuple(SENTIMENT),
    "object": tuple(_OBJECTS),
    "objects": _NUMBERS,  # the number of the object
    "place": (
        _NO_PLACE,
        "in the garden",
        "at the market",
        "by the river",
        "on the hill",
        "under the bridge",
        "behind the house",
        "near the station",
    ),
}
VOCABULARY: tuple[str, ...] = tuple(
    dict.fromkeys(token for slot in SLOTS.values() for token in slot)
)
ENDING = "."


def _table(*slots: str) -> list[tuple[str, ...]]:
    return list(product(*(SLOTS[name] for name in slots)))


def _said(token: str) -> str:
    return "" if token.startswith("(") else token


def _verb_group(number: str, negation: str, tense: str, verb: str) -> str:
    third, past = _VERBS[verb]
    alone = number == "singular"
    if tense == "future":
        return f"will not {verb}" if negation == "negated" else f"will {verb}"
    if negation == "negated":
        helper = "did" if tense == "past" else "does" if alone else "do"
        return f"{helper} not {verb}"
    return past if tense == "past" else third if alone else verb


def _article(article: str, opinion: str, thing: str, number: str) -> str:
    if article == "definite":
        return "the"
    if number == "plural":
        return ""
    return "an" if (_said(opinion) or thing)[0] in "aeiou" else "a"


def _nouns(plurals: dict[str, str]) -> dict[str, str]:
    return {
        f"{noun}|{number}": noun if number == "singular" else plural
        for noun, plural in plurals.items()
        for number in _NUMBERS
    }


def _alone(slot: str) -> dict[str, str]:
    return {token: _said(token) for token in SLOTS[slot]}


_VERB_SLOTS = ("number", "negation", "tense", "verb")
_ARTICLE_SLOTS = ("article", "opinion", "object", "objects")

#: Groups of words in the order of English: the slots that a group depends on, and for each
#: combination of their tokens, joined with "|", what is printed.
PHRASES: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("determiner",), _alone("determiner")),
    (("quality",), _alone("quality")),
    (("subject", "number"), _nouns(_SUBJECTS)),
    (_VERB_SLOTS, {"|".join(row): _verb_group(*row) for row in _table(*_VERB_SLOTS)}),
    (_ARTICLE_SLOTS, {"|".join(row): _article(*row) for row in _table(*_ARTICLE_SLOTS)}),
    (("opinion",), _alone("opinion")),
    (("object", "objects"), _nouns(_OBJECTS)),
    (("place",), _alone("place")),
)
