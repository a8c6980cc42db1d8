"""Arithmetic over names: what expressions come to, and what is said of those that are none."""

import pickle
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.spaces.arithmetic import closest, terms_of, written

NAMES = ["man", "woman", "glasses", "ginger cat", "3", "1"]


@pytest.fixture
def space(linear, pictures):
    return lw.LatentSpace(
        linear,
        pictures,
        labels=["3", "1", "ginger cat", "woman"] * 10,
        attributes={"glasses": np.arange(40) % 5 < 2},
        progress=False,
    )


def terms(text):
    found = terms_of(text, NAMES.__contains__, lambda: NAMES)
    return {term.name: term.weight for term in found}


def test_the_classic_figure(space):
    names = space.names
    found = space.compute("glasses - no_glasses + woman")
    expected = names["glasses"] - names["no_glasses"] + names["woman"]
    assert found.shape == space.latent_shape
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_samples_bookmarks_and_codes_of_ones_own(space):
    space.names.keep_bookmarks({"my point": np.ones(4)})
    found = space.compute('"my point" / 2 − 3 * sample_7 + start', {"start": [1, 2, 3, 4]})
    np.testing.assert_allclose(found, 0.5 - 3 * space.codes[7] + [1, 2, 3, 4], atol=1e-5)
    with pytest.raises(lw.ShapeError):
        space.compute("start", {"start": [1, 2]})
    with pytest.raises(lw.DataError, match="finite"):
        space.compute("start", {"start": [1, 2, np.nan, 0]})


def test_a_computation_tells_its_terms(space):
    found = space.computation('2 * ("3" - sample_1) + "3" / 2')
    assert [(term.name, term.weight, term.kind, term.count) for term in found.terms] == [
        ("3", 2.5, "mean", 10),
        ("sample_1", -2.0, "sample", 1),
    ]
    total = sum(term.weight * term.z for term in found.terms)
    np.testing.assert_allclose(found.z, total, atol=1e-6)


def test_an_error_shows_where(space):
    with pytest.raises(ValueError, match="Nothing is called wmoan") as caught:
        space.compute("glasses - wmoan + 1")
    error = caught.value
    assert isinstance(error, lw.ExpressionError)
    assert (error.start, error.end) == (10, 15)
    assert str(error).splitlines()[-2:] == ["  glasses - wmoan + 1", "            ^^^^^"]
    assert "Did you mean woman?" in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.reason, again.end) == (str(error), error.reason, 15)


def test_carets_stand_under_wide_letters_and_in_a_part_of_a_long_text():
    wide = lw.ExpressionError("No.", "猫猫 + x", 5, 6)
    assert str(wide).splitlines()[1:] == ["  猫猫 + x", "         ^"]
    long = lw.ExpressionError("No.", "a" * 90 + "\n$" + "b" * 90, 91, 92)
    shown, carets = str(long).splitlines()[1:]
    assert shown == f"  …{'a' * 39} ${'b' * 20}"
    assert carets.index("^") == shown.index("$")


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("3 - 1", 'The class 3 is written in quotes, "3"', "3 - 1"),
        ("woman + 1", 'The class 1 is written in quotes, "1"', "+"),
        ("2 - woman", "cannot be subtracted: 2 is no place", "-"),
        ("woman * glasses", "Two codes cannot be multiplied", "*"),
        ("1 / woman", "divided by a code", "/"),
        ("woman / (2 - 2)", "divides by zero", "/"),
        ("1e308 * 1e308 * woman", "too large", "*"),
        ("woman glasses", "operator was expected before", "glasses"),
        ("woman +", "expected at the end", ""),
        ("(woman", "not closed", "("),
        ("woman)", "closes none", ")"),
        ("woman ** 2", "was expected", "*"),
        ("woman.real", "means nothing here", "."),
        ("__import__('os')", "operator was expected before", "("),
    ],
)
def test_what_has_no_meaning_is_refused_with_the_reason_and_the_place(space, text, said, place):
    with pytest.raises(lw.ExpressionError, match=re.escape(said)) as caught:
        space.compute(text)
    assert text[caught.value.start : caught.value.end] == place


@pytest.mark.parametrize("number", [1e30, 1e38])
def test_a_code_too_large_for_float32_is_refused(space, number):
    text = f"{number} * 10000 * ({' + '.join(['sample_1'] * 9)})"
    if number == 1e30:
        assert np.isfinite(space.compute(text)).all()
    else:
        with pytest.raises(lw.ExpressionError, match="too large"):
            space.compute(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 9_990 + "man" + ")" * 9_990, "(" * 10_000, "man" + "+(man" * 3_900],
    ids=["closed", "open", "sum"],
)
def test_deep_nesting_is_refused_and_does_not_overflow_the_stack(text):
    with pytest.raises(lw.ExpressionError, match="nested more than 50"):
        terms(text)


def test_long_sums_and_many_signs_are_no_nesting():
    assert terms("man" + " - woman" * 2_000) == {"man": 1, "woman": -2_000}
    assert terms("-" * 9_999 + "man") == {"man": -1}


def test_only_text_is_an_expression(space):
    with pytest.raises(lw.DataError, match="int was given"):
        space.compute(3)


@st.composite
def sums(draw, depth=3):
    """An expression as text, and the weight of each name in it."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(NAMES))
        return written(name), {name: 1.0}
    left, right = draw(sums(depth - 1)), draw(sums(depth - 1))
    factor = draw(st.floats(0.1, 9).map(lambda x: round(x, 3)))
    minus = draw(st.sampled_from(["-", "−"]))
    form = draw(st.integers(0, 4))
    added = {**left[1]}
    for name, weight in right[1].items():
        added[name] = added.get(name, 0) + (weight if form == 0 else -weight)
    return (
        (f"{left[0]} + {right[0]}", added),
        (f"{left[0]} {minus} ({right[0]})", added),
        (f"{factor}*({left[0]})", {name: factor * w for name, w in left[1].items()}),
        (f"( {left[0]} ) / {factor}", {name: w / factor for name, w in left[1].items()}),
        (f"{minus}({left[0]})", {name: -w for name, w in left[1].items()}),
    )[form]


@settings(deadline=None)  # drawing a deep one takes long on a busy machine
@given(sums())
def test_sums_come_to_what_their_parts_do(made):
    text, expected = made
    assert terms(text) == pytest.approx(expected)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("man glases()+-−*/'\"“”\\.0123e_猫 \n"), max_size=30) | st.text())
def test_any_text_is_an_expression_or_an_error_with_a_place_in_it(text):
    error = None
    try:
        assert set(terms(text)) <= set(NAMES)
    except lw.ExpressionError as raised:
        error = raised
    if error is not None:
        assert 0 <= error.start <= len(text)
        assert error.start < error.end <= len(text) + 1
        assert error.reason
        assert str(error).startswith(error.reason)


@settings(deadline=None)
@given(st.text(min_size=1))
def test_any_name_can_be_written(name):
    found = terms_of(f"2 * {written(name)}", name.__eq__, list)
    assert [(term.name, term.weight) for term in found] == [(name, 2.0)]


def test_names_alike_are_those_nearly_equal_then_those_that_contain():
    known = ["man", "woman", "man_with_glasses", "no_glasses"]
    assert closest("wman", known) == ["man", "woman", "man_with_glasses"]
    assert closest("Glasses", known) == ["man_with_glasses", "no_glasses"]
    assert closest("zzzzz", known) == []
