"""What an exported page holds to place a picture of the reader's own, and why where it does not."""

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.models.onnx.parity import relative_error
from latentwidgets.models.onnx.sessions import open_session
from latentwidgets.spaces.own import as_samples, place, usual_error
from latentwidgets.widgets.html import encoding
from latentwidgets.widgets.html.encoding import page_encoding

INSTEAD = ": open the space in a notebook, lw.SampleEditor(space)."
TAKE = ": give the space a model whose encoder takes what its decoder makes."


class Pictures(nn.Module):
    """Encodes and decodes pictures of 6 by 6."""

    def __init__(self, channels: int = 1, made: int = 1) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.down = nn.Linear(36 * channels, 3)
        self.up = nn.Linear(3, 36 * made)
        self.made = made

    def encode(self, x):
        """To codes."""
        return self.down(x.flatten(1))

    def decode(self, z):
        """To pictures."""
        return torch.sigmoid(self.up(z)).reshape(-1, self.made, 6, 6)


def space_of(channels: int = 1, made: int = 1) -> lw.LatentSpace:
    data = np.random.default_rng(0).random((40, channels, 6, 6), np.float32)
    return lw.LatentSpace(Pictures(channels, made), data)


def test_the_graph_encodes_as_the_model_on_samples_it_was_not_made_with():
    space = lw.zoo.load("digits/vae")
    held, reason = page_encoding(space)
    assert held is not None
    assert reason == ""
    session = open_session(space.export("float16").encoder.data, threads=1)
    outputs = np.random.default_rng(1).random((7, 8, 8, 1), np.float32)
    samples = as_samples(space, outputs)
    found = session.run(["mean", "log_variance"], {"samples": samples})
    expected = space.parts.batcher.posterior(samples)
    assert relative_error(found[0], expected.mean) <= held["tolerance"] == 1e-2
    assert relative_error(found[1], expected.log_variance) <= held["tolerance"]
    assert sorted(held["encoder"]["planes"]) == sorted(space.export("float16").encoder.data)
    assert held["shape"] == [1, 8, 8]
    assert held["probe"]["samples"].size == 64


def test_the_error_it_is_read_against_is_that_of_python():
    space = space_of()
    held, _ = page_encoding(space)
    assert held is not None
    placed = place(space, space.decode(space.codes[:1])[0])
    assert (held["scale"], held["scale_label"]) == (placed.scale, placed.scale_label)
    assert held["scale"] == usual_error(space) > 0
    assert held["probe"]["log_variance"] is None


def test_an_encoder_too_large_is_left_out_and_the_page_says_how_large(monkeypatch):
    monkeypatch.setattr(encoding, "MOST_ENCODER_BYTES", 100)
    held, reason = page_encoding(space_of())
    assert held is None
    assert reason.startswith("The encoder has 0.0 MiB and this page has room for ")
    assert reason.endswith(f"it was left out{INSTEAD}")


def test_a_text_goes_to_the_encoder_as_ids():
    space = lw.zoo.load("sentences/vae")
    held, reason = page_encoding(space)
    assert held is not None
    assert reason == ""
    assert held["shape"] == [space.modality.shape[0]]
    assert held["ink"] is None
    assert held["shown"]["kind"] == "text"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: space_of(3, 1), "The encoder takes pictures of 3 channels and the decoder makes"),
        (lambda: space_of(4, 4), "This page reads pictures of your own without opacity"),
        (lambda: lw.zoo.load("digits/gan"), "must be searched by gradients, which this page"),
    ],
)
def test_where_nothing_can_be_placed_the_page_says_why(make, words):
    held, reason = page_encoding(make())
    assert held is None
    assert words in reason
    assert reason.endswith((INSTEAD, TAKE))


@pytest.mark.parametrize(
    ("name", "form", "shape"),
    [
        ("melodies/vae", "tokens", [1, 32]),
        ("harmonies/vae", "tokens", [4, 16]),
        ("tones/vae", "waveform", [12000]),
        ("heartbeats/vae", None, [256, 2]),
    ],
)
def test_melodies_sounds_and_series_are_encoded_in_the_page_as_exactly_as_in_python(
    name, form, shape
):
    space = lw.zoo.load(name)
    held, reason = page_encoding(space)
    assert held is not None, reason
    assert (held["shown"]["kind"], held["shape"]) == (space.modality.kind, shape)
    assert held["shown"].get("form") == form
    graph = space.export("float32").encoder
    assert sorted(held["encoder"]["planes"]) == sorted(graph.data)
    assert held["encoder"]["width"] == (2 if graph.precision == "float16" else 4)
    samples = as_samples(space, space.decode(space.codes[3:6]))
    found = open_session(graph.data, threads=1).run(
        ["mean"], {"samples": samples.astype(np.float32)}
    )[0]
    assert relative_error(found, space.parts.batcher.posterior(samples).mean) <= 1e-3


class Turned(nn.Module):
    """Takes series the other way round than it makes them, or in a form of no series."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.down, self.up = nn.Linear(int(np.prod(shape)), 3), nn.Linear(3, 40)

    def encode(self, x):
        """To codes."""
        return self.down(x.flatten(1))

    def decode(self, z):
        """To series ``(2, 20)``."""
        return self.up(z).reshape(-1, 2, 20)


def series_taken_as(*shape: int) -> lw.LatentSpace:
    data = np.random.default_rng(0).random((40, *shape), np.float32)
    modality = lw.Series(channels=("a", "b"), layout="CT", value_range=(0.0, 1.0))
    return lw.LatentSpace(Turned(shape), data, modality=modality, latent_shape=3)


def test_the_form_in_which_the_encoder_takes_samples_is_told():
    held, reason = page_encoding(series_taken_as(20, 2))
    assert held is not None, reason
    assert (held["shown"]["layout"], held["shape"]) == ("TC", [20, 2])


def test_samples_of_a_form_that_no_output_has_are_said_with_what_to_do():
    held, reason = page_encoding(series_taken_as(5, 5))
    assert held is None
    assert "cannot be made of what the decoder makes" in reason
    assert reason.endswith(TAKE)


def test_an_encoder_that_is_too_large_whole_is_halved(monkeypatch):
    space = lw.zoo.load("heartbeats/vae")
    whole = len(space.export("float32").encoder.data)
    monkeypatch.setattr(encoding, "MOST_ENCODER_BYTES", whole - 1)
    held, _ = page_encoding(space)
    assert held is not None
    assert (held["encoder"]["width"], held["tolerance"]) == (2, 1e-2)


def test_an_encoder_that_no_graph_can_be_is_said():
    class Sorting(Pictures):
        def encode(self, x):
            """To codes, by steps outside of torch."""
            return self.down(torch.as_tensor(np.sort(x.numpy().reshape(len(x), -1), axis=1)))

    data = np.random.default_rng(0).random((40, 1, 6, 6), np.float32)
    held, reason = page_encoding(lw.LatentSpace(Sorting(), data))
    assert held is None
    assert "cannot be exported to ONNX" in reason
    assert reason.endswith(INSTEAD)
