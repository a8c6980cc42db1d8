"""Weights kept small, thinned, written and read as from a stranger."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.checkpoints import Recording, pack, unpack
from latentwidgets.zoo.registry import find


def state(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "a.weight": rng.normal(size=(4, 3, 2)).astype(np.float32)
        * [[[1]], [[100]], [[0]], [[1e-6]]],
        "a.bias": rng.normal(size=4).astype(np.float32),
        "seen": np.array(7),
    }


def test_weights_come_back_within_half_a_step_of_their_row():
    given_, found = state(), unpack(pack(state()))
    rows = np.abs(given_["a.weight"]).max(axis=(1, 2), keepdims=True)
    assert (np.abs(found["a.weight"] - given_["a.weight"]) <= 0.51 * rows / 127).all()
    np.testing.assert_allclose(found["a.bias"], given_["a.bias"], rtol=1e-3)
    assert found["seen"] == 7
    assert found["seen"].dtype.kind == "i"


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_numbers_that_would_not_survive_are_kept(value):
    weights = np.array([1.0, value], np.float32)
    np.testing.assert_array_equal(unpack(pack({"w": weights}))["w"], weights)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 12), st.integers(1, 60))
def test_thinning_keeps_first_and_last_and_leaves_no_large_gap(most, n):
    recording = Recording("a", "epochs", most=most)
    for at in range(n):
        recording.add(at, pack({"w": np.full(1, at, np.float32)}))
    rounds = recording.rounds
    assert len(rounds) == min(n, most)
    assert rounds[0] == 0
    assert rounds[-1] == n - 1
    assert all(recording.state(at)["w"] == at for at in rounds)
    gaps = np.diff(rounds)
    if len(gaps):
        assert gaps.max() <= 6 * n / most + 2


def test_thinning_keeps_more_of_the_beginning():
    recording = Recording("a", "epochs", most=20)
    for at in range(401):
        recording.add(at, pack({"w": np.zeros(1, np.float32)}))
    rounds = np.array(recording.rounds)
    assert (rounds < 100).sum() > 0.35 * len(rounds)
    assert rounds[1] <= 3


def test_a_recording_is_read_as_it_was_written(tmp_path):
    recording = Recording("a/b", "steps")
    for at in (-1, 0, 12):
        recording.add(at, pack(state(at + 1)))
        recording.note(at, {"loss": 1 / (at + 2), "<b>": np.nan})
    path = recording.save(tmp_path / "run.safetensors")
    found = Recording.load(path)
    assert (found.name, found.unit, found.rounds) == ("a/b", "steps", (-1, 0, 12))
    for at in found.rounds:
        for name, value in recording.state(at).items():
            np.testing.assert_array_equal(found.state(at)[name], value)
    np.testing.assert_array_equal(found.curves["loss"][1], recording.curves["loss"][1])
    assert np.isnan(found.curves["<b>"][1]).all()
    with pytest.raises(OptionError, match="choose from -1, 0, 12"):
        found.state(3)


def test_the_zoos_timelines_are_recordings():
    found = Recording.load(find("digits/vae").timeline_path)
    assert found.rounds[0] == 0
    assert found.unit == "epochs"


ABOUT = {"name": "a", "unit": "epochs"}
ONE = {"0/w": np.zeros(3, np.float32)}
BAD = {
    "no round": ({"w": np.zeros(3, np.float32)}, ABOUT, "names no round"),
    "no name": (ONE, {"unit": "epochs"}, "'name'"),
    "a name too long": (ONE, {**ABOUT, "name": "x" * 999}, "at most 200"),
    "other weights": ({**ONE, "1/v": np.zeros(3, np.float32)}, ABOUT, "other weights"),
    "a scale that does not fit": (
        {"0/w": np.zeros((3, 2), np.int8), "0/w/scale": np.zeros((2, 1), np.float32)},
        ABOUT,
        "does not fit its weight",
    ),
    "double precision": ({"0/w": np.zeros(3)}, ABOUT, "another kind"),
    "no JSON": (ONE, {**ABOUT, "curves": "{"}, "run.safetensors"),
    "no curves": (ONE, {**ABOUT, "curves": "[1]"}, "no object"),
    "ragged curves": (ONE, {**ABOUT, "curves": '{"a": [[1], []]}'}, "no list of rounds"),
    "curves of text": (ONE, {**ABOUT, "curves": '{"a": [["x"], [1]]}'}, "run.safetensors"),
    "curves nested too deep": (ONE, {**ABOUT, "curves": "[" * 100_000}, "too deep"),
    "an endless round": (ONE, {**ABOUT, "curves": '{"a": [[Infinity], [1]]}'}, "no number"),
    "a round beyond all": (ONE, {**ABOUT, "curves": '{"a": [[1e300], [1]]}'}, "round that is none"),
    "a round of text": (ONE, {**ABOUT, "curves": '{"a": [["1"], [1]]}'}, "round that is none"),
    "a value of text": (ONE, {**ABOUT, "curves": '{"a": [[1], ["nan"]]}'}, "value that is no"),
    "a value beyond all": (
        ONE,
        {**ABOUT, "curves": f'{{"a": [[1], [{"9" * 400}]]}}'},
        r"run\.safetensors",
    ),
    "nothing": ({}, ABOUT, "0 rounds"),
}


@pytest.mark.parametrize(("tensors", "about", "said"), BAD.values(), ids=BAD)
def test_what_is_no_recording_is_refused_with_the_reason(tensors, about, said, tmp_path):
    path = tmp_path / "run.safetensors"
    save_file(tensors, path, about)
    with pytest.raises(DataError, match=said):
        Recording.load(path)


def test_damaged_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "run.safetensors"
    with pytest.raises(DataError, match=r"run\.safetensors is no recording"):
        Recording.load(path)
    path.write_bytes(struct.pack("<Q", 2**60) + b"{}")
    with pytest.raises(DataError, match="no recording"):
        Recording.load(path)
    save_file(ONE, path, {**ABOUT, "curves": json.dumps({})})
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(DataError, match="no recording"):
        Recording.load(path)
    with pytest.raises(OptionError, match=r"ends in \.safetensors"):
        Recording.load(tmp_path / "run.pt")
