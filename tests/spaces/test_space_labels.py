"""Labels and attributes as users have them: text, gaps, booleans, one value, very many classes."""

import enum

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentwidgets.exceptions import DataError
from latentwidgets.spaces import colouring
from latentwidgets.spaces.colouring import MISSING
from latentwidgets.spaces.labels import normalise_attributes, normalise_values


@pytest.mark.parametrize(
    ("given", "expected", "dtype_kind"),
    [
        ([3, 1, 2], [3, 1, 2], "i"),
        (torch.tensor([1, 2]), [1, 2], "i"),
        (np.array([[1], [2]]), [1, 2], "i"),
        ((0.5, 2), [0.5, 2.0], "f"),
        ([True, False], [True, False], "b"),
        (["b", "a"], ["b", "a"], "U"),
        ([b"caf\xc3\xa9"], ["café"], "U"),
        ([np.str_("x"), 3], ["x", "3"], "U"),
        ([torch.tensor(4), np.int8(5)], [4, 5], "i"),
    ],
)
def test_values_of_every_kind_become_one_array(given, expected, dtype_kind):
    found = normalise_values(given)
    assert found.dtype.kind == dtype_kind
    assert found.tolist() == expected


def test_missing_values_are_kept_as_missing():
    assert normalise_values([1, None, float("nan")]).tolist()[0] == 1
    assert np.isnan(normalise_values([1, None])[1])
    assert normalise_values(["a", None, float("nan")]).tolist() == ["a", None, None]
    assert normalise_values([True, None]).tolist() == [True, None]


def test_pandas_columns_with_its_own_missing_values():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"age": [1.5, None], "hat": pandas.array([True, pandas.NA])})
    found = normalise_attributes(table)
    assert np.isnan(found["age"][1])
    assert found["hat"].tolist() == [True, None]


def test_the_users_array_may_change_afterwards():
    labels = np.array([1, 2, 3])
    found = normalise_values(labels)
    labels[:] = 0
    assert found.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (np.zeros((3, 2)), r"shape \(3, 2\)"),
        ("abc", "is a str"),
        (3, "is a int"),
        ({"a": 1}, "is a dict"),
    ],
)
def test_what_is_no_column_of_values_is_refused(labels, said):
    with pytest.raises(DataError, match=said):
        normalise_values(labels)


def test_attributes_that_are_no_mapping_are_refused():
    with pytest.raises(DataError, match="attributes is a list"):
        normalise_attributes([1, 2])


def test_classes_are_sorted_and_indexed():
    found = colouring("kind", ["dog", "cat", "dog"])
    assert (found.kind, found.categories, found.values.tolist()) == (
        "categorical",
        ["cat", "dog"],
        [1, 0, 1],
    )
    assert found.values.dtype == np.uint16
    assert found.note == ""


def test_whole_numbers_are_classes_in_the_order_of_numbers():
    found = colouring("digit", [10, 9, 2])
    assert found.categories == ["2", "9", "10"]


def test_labels_with_gaps_are_still_classes():
    found = colouring("digit", [1, None, 2, 1, 2])
    assert found.kind == "categorical"
    assert found.categories == ["1", "2"]
    assert found.values.tolist() == [0, MISSING, 1, 0, 1]
    assert "1 of 5 samples have no value" in found.note


def test_booleans_are_two_classes_with_a_missing_one():
    found = colouring("hat", [True, None, False])
    assert found.categories == ["False", "True"]
    assert found.values.tolist() == [1, MISSING, 0]


def test_numbers_are_a_quantity_whose_outliers_do_not_bleach_it():
    values = [*np.linspace(0, 1, 999), 1e6]
    found = colouring("size", values)
    assert found.kind == "numeric"
    assert found.values.dtype == np.float32
    assert found.high < 2
    assert "1e+06" in found.note


def test_a_missing_number_is_nan():
    found = colouring("size", [0.5, None, np.inf, 1.25])
    assert np.isnan(found.values).tolist() == [False, True, True, False]
    assert np.isfinite([found.low, found.high]).all()


@pytest.mark.parametrize("values", [["a"] * 5, [7] * 5, [0.25] * 5])
def test_one_single_value_is_said_and_has_a_scale(values):
    found = colouring("same", values)
    assert "same value" in found.note
    assert found.low < found.high


def test_all_missing():
    found = colouring("none", [None, None])
    assert "2 of 2" in found.note
    assert found.low < found.high


def test_ten_thousand_classes_of_text_are_all_named():
    names = [f"class {number:05d}" for number in range(10_000)]
    found = colouring("name", names)
    assert found.categories == names
    assert found.values.tolist() == list(range(10_000))


def test_more_classes_than_indices_keep_the_largest():
    values = [f"{number:06d}" for number in range(70_000)] + ["069999"]
    found = colouring("name", values)
    assert len(found.categories) == MISSING
    assert found.categories[-1] == "069999"
    assert found.values[-1] == found.values[-2] == MISSING - 1
    assert "70,000 classes" in found.note


def test_a_label_that_is_markup_stays_data():
    text = "<img src=x onerror=alert(1)>"
    assert colouring("l", [text, "a"]).categories[0] == text


def test_a_very_long_label_is_cut():
    assert len(colouring("l", ["x" * 10_000, "y"]).categories[0]) == 200


def test_labels_of_the_users_own_type_are_their_text():
    colour = enum.Enum("colour", ["RED"])
    assert colouring("l", [colour.RED]).categories == ["colour.RED"]


@given(
    st.lists(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        min_size=1,
        max_size=30,
    )
)
def test_any_list_of_values_can_be_coloured(values):
    found = colouring("any", values)
    assert len(found.values) == len(values)
    assert np.isfinite([found.low, found.high]).all()
    if found.kind == "categorical":
        used = found.values[found.values != MISSING]
        assert (used < len(found.categories)).all()
        present = [v is not None and v == v for v in values]  # noqa: PLR0124
        assert ((found.values != MISSING) <= np.array(present)).all()
