"""Weights kept over a training: what the time line shows."""

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from latentwidgets import zoo
from latentwidgets.exceptions import ModelError, OptionError
from latentwidgets.zoo.registry import find
from latentwidgets.zoo.timeline import Timeline, read_timeline, write_timeline
from latentwidgets.zoo.weights import load_weights


def test_weights_come_back_within_half_a_level_of_their_row(tmp_path):
    rng = np.random.default_rng(0)
    state = {
        "dense": rng.standard_normal((5, 7)).astype(np.float32),
        "conv": (100 * rng.standard_normal((4, 3, 2, 2))).astype(np.float32),
        "bias": rng.standard_normal(5).astype(np.float32),
        "zero": np.zeros((2, 3), np.float32),
    }
    path = tmp_path / "a.timeline.safetensors"
    write_timeline(path, Timeline("a", "steps", {10: state, 2: state}), licence="none")
    timeline = read_timeline(path)
    assert (timeline.name, timeline.unit, timeline.rounds) == ("a", "steps", (2, 10))
    for name, value in timeline.states[10].items():
        assert value.dtype == np.float32
        rows = np.abs(state[name]).reshape(len(value), -1).max(axis=1)
        worst = np.abs(value - state[name]).reshape(len(value), -1).max(axis=1)
        assert (worst <= rows / 250 + 1e-12).all()
    assert set(timeline.states[2]) == set(state)


@pytest.fixture(scope="module")
def digits():
    return find("digits/vae"), read_timeline(find("digits/vae").timeline_path)


def test_digits_keep_a_dozen_rounds_that_learn(digits):
    entry, timeline = digits
    dataset = zoo.data("digits")
    images = torch.from_numpy(dataset.samples[dataset.is_test])
    assert len(timeline.rounds) >= 12
    assert timeline.rounds[0] == 0
    module, errors = entry.build().eval(), []
    for at in timeline.rounds:
        timeline.load_into(module, at)
        with torch.inference_mode():
            errors.append(float((module.decode(module.encode(images)[0]) - images).square().mean()))
    assert errors[0] > 3 * errors[-1]
    assert np.mean(np.diff(errors) < 0) > 0.8
    assert entry.timeline_path.stat().st_size < 2_500_000


def test_the_last_round_is_the_shipped_model(digits):
    entry, timeline = digits
    last, shipped = entry.build().eval(), entry.build().eval()
    timeline.load_into(last, timeline.rounds[-1])
    load_weights(shipped, entry.weights_path)
    images = torch.from_numpy(zoo.data("digits").samples[:200])
    with torch.inference_mode():
        first, second = (m.decode(m.encode(images)[0]) for m in (last, shipped))
    assert float((first - second).square().mean()) < 1e-4


def test_a_round_that_was_not_kept_is_answered_with_those_that_were(digits):
    entry, timeline = digits
    with pytest.raises(OptionError, match="choose from 0, 1, 2"):
        timeline.load_into(entry.build(), 3)


def test_weights_of_another_model_are_refused(digits):
    with pytest.raises(ModelError, match="digits/vae at round 0 do not fit DenseVAE"):
        digits[1].load_into(find("digits/vae-2d").build(), 0)


@pytest.mark.parametrize("content", [b"", b"junk of a pickle", None])
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "bad.timeline.safetensors"
    if content is None:
        save_file({"weight": np.zeros(3, np.float32)}, path)
    else:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"bad\.timeline\.safetensors cannot be read"):
        read_timeline(path)
