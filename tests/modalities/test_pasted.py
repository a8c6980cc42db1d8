"""Numbers pasted or loaded: every way of parting them, and the line where they end."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import DataError
from latentwidgets.modalities.pasted import fit_series, read_table

TWO = lw.Series(steps=3, channels=("left", "right"))
ONE = lw.Series(steps=4, channels=("only",))


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,-4\n5,0.5",
        "left,right\n1, 2\n3, -4\n5, .5\n",
        "\ufeff1;2\r\n3;-4\r\n5;0,5\r\n\r\n",
        "1\t2\n3\t\u22124\n5\t5e-1",
        "1 2\n\n 3   -4\n5 0.5",
        '"left" "right"\n"1" "2"\n"3" "-4"\n"5" "0.5"',
        "1,2,\n3,-4,\n5,0.5,",
    ],
)
def test_every_usual_way_of_writing_a_table_is_read(text):
    np.testing.assert_array_equal(read_table(text), [[1, 2], [3, -4], [5, 0.5]])


@given(
    st.lists(st.lists(st.floats(-1e30, 1e30), min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t", " ", ", "]),
)
def test_numbers_survive_being_written_and_read(rows, mark):
    text = "\n".join(mark.join(repr(value) for value in row) for row in rows)
    np.testing.assert_array_equal(read_table(text), rows)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no numbers yet"),
        (" \n \n", "no numbers yet"),
        ("left,right", "There are no numbers"),
        ("1,2\n3,four", "Line 2 has 'four'"),
        ("1,2\n\n3", "Line 3 has 1 numbers and the first has 2"),
        ("1,nan", "Line 1 has 'nan'"),
        ("1,inf", "Line 1 has 'inf'"),
        ("1,1e999", "'1e999'"),
        ("1,2\n=cmd(),3", "Line 2 has '=cmd\\(\\)'"),
        ("1_000,2", "'1_000'"),
        ("٣,2", "'٣'"),
        ("1" * (2 * 2**20 + 1), "letters"),
    ],
)
def test_what_is_no_number_is_named_with_its_line(text, words):
    with pytest.raises(DataError, match=words):
        read_table(text)


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_or_refused(text):
    with contextlib.suppress(DataError):
        assert np.isfinite(read_table(text)).all()


def test_channels_may_be_columns_or_lines():
    table = np.array([[1.0, 2], [3, 4], [5, 6]])
    output, notices = fit_series(table, TWO)
    np.testing.assert_array_equal(output, table)
    assert notices == []
    turned, notices = fit_series(table.T, TWO)
    np.testing.assert_array_equal(turned, table)
    assert "read as channels" in notices[0]
    line, notices = fit_series(np.array([[1.0, 2, 3, 4]]), ONE)
    np.testing.assert_array_equal(line[:, 0], [1, 2, 3, 4])
    assert notices == []


def test_a_column_of_times_is_left_out_and_said():
    table = np.array([[0, 1.0, 2], [1, 3, 4], [2, 5, 6]])
    output, notices = fit_series(table, TWO)
    np.testing.assert_array_equal(output, table[:, 1:])
    assert "taken for the time" in notices[0]


def test_another_length_is_stretched_and_said():
    output, notices = fit_series(np.linspace(0, 6, 7)[:, None], ONE)
    np.testing.assert_allclose(output[:, 0], [0, 2, 4, 6])
    assert notices == ["Its 7 steps were stretched to the model's 4."]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (np.ones((3, 4)), "4 columns and the model has 2 channels"),
        (np.ones((1, 2)), "one single step"),
        (np.full((3, 2), 1e300), "too large"),
    ],
)
def test_what_does_not_fit_is_refused(table, words):
    with pytest.raises(DataError, match=words):
        fit_series(table, TWO)
