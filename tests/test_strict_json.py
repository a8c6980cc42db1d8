"""JSON as a stranger may write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwidgets.strict_json import check_schema, dump_json, parse_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner
    ),
)  # fmt: skip


@given(PLAIN)
def test_what_is_written_is_read(value):
    assert parse_json(dump_json(value)) == value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Expecting value"),
        (b'{"a": 1', "delimiter"),
        (b"[NaN]", "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b"[1e999]", "1e999 is too large"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'[{"a": {"b": 1, "b": 1}}]', "stands twice"),
        (b"\xff\xfe", "utf-8"),
        (b"[" * 200_000, "nested too deep"),
    ],
)
def test_what_is_no_strict_json_is_refused_as_a_value_error(data, said):
    with pytest.raises(ValueError, match=said):
        parse_json(data)


def test_no_file_gets_what_cannot_be_read_again():
    with pytest.raises(ValueError, match="JSON compliant"):
        dump_json([float("nan")])
    assert dump_json("\ud800") == b'"?"'


def test_a_schema_says_where_it_is_broken(tmp_path):
    schema = tmp_path / "schema.json"
    described = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}
    schema.write_text(json.dumps(described))
    check_schema({"n": 3}, schema)
    with pytest.raises(ValueError, match=r"data\.n must be bigger than or equal to 0"):
        check_schema({"n": -1}, schema)
