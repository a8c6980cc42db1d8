"""Expressions over names, and what they come to, for the page's half to be tested against."""

from typing import Any

import numpy as np

from latentwidgets.exceptions import ExpressionError
from latentwidgets.spaces.arithmetic import closest, terms_of, written

NAMES = (
    "man",
    "woman",
    "man_with_glasses",
    "no_glasses",
    "3",
    "1",
    "ginger cat",
    'say "no"',
    "Katze_früh",
    "猫",
    "𐐷x",
    "tense_past",
    "sample_12",
)
TEXTS = (
    "man",
    "man_with_glasses - man + woman",
    "man_with_glasses − man + woman",
    "2*man/4 + .5e0 * (woman - man)",
    "--man + -(-woman) - -+-3.*man",
    "+man",
    "man - man",
    "0 * man",
    "(1 + 2 * 3) * man / (2 - 0.5)",
    "\"3\" - '1' + “ginger cat”",
    '"say \\"no\\"" × 2 ÷ 4',
    " Katze_früh\t+\n猫 + 𐐷x\u00a0* 2 ",
    "man" + " + woman" * 3000,
    "-" * 5001 + "man",
    "(" * 50 + "man" + ")" * 50,
    # what is none
    "",
    "   ",
    "man +",
    "* man",
    "man woman",
    "man (woman)",
    "2 man",
    "(man",
    "man)",
    "((man) + woman",
    "(man woman)",
    "()",
    "man ** 2",
    "man $ woman",
    "𐐷x + 🐈",
    "'man",
    "“man",
    '""',
    '"man\\',
    "1e999 * man",
    "1e308 * 10 * man",
    "man * 1e308 * 10",
    "man / 1e-320",
    "man / 0",
    "man / (1 - 1)",
    "1 / man",
    "man / woman",
    "man * woman",
    "man + 1",
    "3 - man",
    "man + 1 + 1",
    "3 - 1",
    "2 + 2",
    "nan + 1",
    "wman + man",
    "man_with_glases",
    "glasses - man",
    "x + man",
    "sampl_4",
    "sample_13",
    "zzzzzzzz",
    "𐐷y",
    "__import__('os')",
    "man.real",
    "man[0]",
    "man; woman",
    "man # woman",
    "(" * 10_000 + "man" + ")" * 10_000,
    "man" + " " * 20_000,
)


def expressions(_: np.random.Generator) -> list[dict[str, Any]]:
    """Each text with its terms, or with what is wrong and where, in characters."""
    return [{"names": NAMES, "text": text, **_result(text)} for text in TEXTS]


def spellings(_: np.random.Generator) -> list[dict[str, Any]]:
    """Names as they are written, and the names most like them."""
    asked = (
        *NAMES,
        "",
        "Man",
        "mann",
        "ginger",
        "glass",
        "KATZE",
        "a b",
        "a'b",
        "a\\b",
        "1a",
        "_a",
    )
    return [
        {"name": name, "written": written(name), "known": NAMES, "closest": closest(name, NAMES)}
        for name in asked
    ]


def _result(text: str) -> dict[str, Any]:
    try:
        terms = terms_of(text, NAMES.__contains__, lambda: NAMES)
    except ExpressionError as error:
        return {"reason": error.reason, "start": error.start, "end": error.end}
    return {"terms": [{"name": term.name, "weight": term.weight} for term in terms]}
