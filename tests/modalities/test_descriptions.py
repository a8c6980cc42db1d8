import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import OptionError
from latentwidgets.modalities import modality_from

ALL = [
    lw.Image(4, 5, 3, "CHW", (-1.0, 1.0)),
    lw.Text(
        ("a", "b", "c"), length=4, form="logits", phrases=(lw.Phrase((0, 1), {"a|b": "ab"}),), end=2
    ),
    lw.Text(length=9, form="strings", hidden=(0,)),
    lw.Melody(voices=2, steps=8, low=60, pitches=12, form="heads", names=("high", "low")),
    lw.Audio(8000, samples=64, channels=2, layout="SC"),
    lw.Audio(8000, samples=1024, form="magnitude", n_fft=256, hop=64),
    lw.Series(10, ("x", "y"), ("m", ""), 0.1, "s", "CT", (-1.0, 1.0)),
]
by_kind = pytest.mark.parametrize("modality", ALL, ids=lambda m: f"{m.kind}-{m.raw_shape}")
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([10**400, -(10**30), 2**31, 1 << 26, 1e308, float("nan"), float("inf")])
    | st.floats()
    | st.sampled_from(["", "T", "FT", "ids", "roll", "__proto__", "<img src=x onerror=a()>"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@by_kind
def test_a_description_survives_json_and_makes_the_same_again(modality):
    description = json.loads(json.dumps(modality.describe_raw(), allow_nan=False))
    again = modality_from(description)
    assert again.describe_raw() == modality.describe_raw()
    assert (again.shape, again.raw_shape) == (modality.shape, modality.raw_shape)
    raw = np.random.default_rng(0).random((2, *modality.raw_shape)).astype(np.float32)
    np.testing.assert_array_equal(again.to_canonical(raw), modality.to_canonical(raw))


@by_kind
def test_what_a_page_shows_is_part_of_what_is_known(modality):
    assert modality.describe().items() <= modality.describe_raw().items()


@by_kind
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_field_is_read_or_refused(modality, data):
    description = modality.describe_raw()
    for name in data.draw(st.lists(st.sampled_from(list(description)), min_size=1, max_size=3)):
        description[name] = data.draw(anything)
    try:
        found = modality_from(description)
    except OptionError:
        return
    assert np.prod(found.shape) <= 1 << 26
    again = modality_from(json.loads(json.dumps(found.describe_raw())))
    assert again.describe_raw() == found.describe_raw()


@by_kind
def test_a_missing_field_is_named(modality):
    for name in modality.describe_raw().keys() - {"note"}:  # which is for the page alone
        description = {**modality.describe_raw()}
        del description[name]
        with pytest.raises(OptionError, match=name):
            modality_from(description)


@pytest.mark.parametrize("description", [None, [], "image", 3, {}, {"kind": 1}, {"kind": "video"}])
def test_what_is_no_description_is_refused(description):
    with pytest.raises(OptionError):
        modality_from(description)


@pytest.mark.parametrize(
    ("modality", "change"),
    [
        (ALL[0], {"height": 65536, "width": 65536}),
        (ALL[4], {"samples": 10_000_000, "channels": 8}),
        (ALL[1], {"length": 4096, "size": 100_000, "vocabulary": ["w"] * 100_000}),
    ],
)
def test_outputs_too_large_to_show_are_refused(modality, change):
    with pytest.raises(OptionError, match="is larger than the 67,108,864"):
        modality_from({**modality.describe_raw(), **change})


@by_kind
def test_outputs_are_themselves_and_apart_from_others(modality):
    rng = np.random.default_rng(1)
    raw = rng.normal(size=(6, *modality.raw_shape)).astype(np.float32)
    if "strings" in modality.describe_raw().values():
        raw = rng.integers(65, 90, raw.shape).astype(np.float32)
    outputs = modality.to_canonical(raw)
    np.testing.assert_allclose(modality.distance(outputs, outputs), 0, atol=1e-6)
    apart = modality.distance(outputs, outputs[::-1])
    assert apart.dtype == np.float64
    assert ((apart > 0) & (apart <= 1)).all()
    np.testing.assert_allclose(apart, modality.distance(outputs[::-1], outputs), atol=1e-12)
    holes = np.full_like(outputs, np.nan)
    assert np.isfinite(modality.distance(outputs, holes)).all()
    assert modality.to_payload(holes[0]).not_finite > 0
