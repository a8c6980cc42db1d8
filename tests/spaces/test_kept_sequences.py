"""What a model loses of texts and melodies, kept token for token."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latentwidgets.modalities import Melody, Text
from latentwidgets.spaces.own.sequences import differing_slots, kept_slots
from tests.spaces.media import make_medium

CELLS = st.sampled_from([np.float32(0), np.float32(0.5), np.float32(1)])
MELODIES = arrays(np.float32, (2, 8, 5), elements=CELLS)


@st.composite
def texts(draw):
    ids = draw(arrays(np.float32, (5, 3), elements=st.integers(0, 3).map(np.float32)))
    shares = draw(arrays(np.float32, (5, 3), elements=st.floats(0, 1, width=32)))
    return np.stack([ids, shares], axis=-1)


@pytest.fixture(scope="module")
def modalities():
    return {kind: make_medium(kind).modality for kind in ("text", "melody")}


def test_the_media_are_what_is_kept(modalities):
    assert isinstance(modalities["text"], Text)
    assert isinstance(modalities["melody"], Melody)


@given(texts(), texts(), texts())
def test_texts(modalities, original, before, now):
    check(modalities["text"], original, before, now, lambda output: output[:, 0, 0])


@given(MELODIES, MELODIES, MELODIES)
def test_melodies(modalities, original, before, now):
    check(modalities["melody"], original, before, now, lambda output: output)


def check(modality, original, before, now, tokens_of):
    # Nothing edited: the original, to the last bit.
    np.testing.assert_array_equal(kept_slots(original, before, before, modality), original)
    # Nothing lost: the tokens decoded now.
    kept = kept_slots(before, before, now, modality)
    np.testing.assert_array_equal(tokens_of(kept), tokens_of(now))
    # Else each slot is whole, from the one or the other.
    kept = kept_slots(original, before, now, modality)
    moved = differing_slots(now, before, modality)
    np.testing.assert_array_equal(kept[moved], now[moved])
    np.testing.assert_array_equal(kept[~moved], original[~moved])


def test_what_was_not_computed_is_as_decoded(modalities):
    original = np.zeros((5, 1, 2), np.float32)
    missing = original.copy()
    missing[2] = (-1, np.nan)
    kept = kept_slots(original, missing, missing, modalities["text"])
    assert kept[:, 0, 0].tolist() == [0, 0, -1, 0, 0]
    rolls = np.zeros((2, 8, 5), np.float32)
    broken = rolls.copy()
    broken[1, 3, 2] = np.nan
    kept = kept_slots(rolls, broken, broken, modalities["melody"])
    np.testing.assert_array_equal(np.isnan(kept), np.isnan(broken))
