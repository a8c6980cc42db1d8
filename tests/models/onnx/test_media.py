"""Exports of models that make text, melodies, sound and series."""

import numpy as np
import pytest
import torch
from torch import nn

from latentwidgets.exceptions import ExportError
from latentwidgets.modalities import Text
from latentwidgets.models import wrap
from latentwidgets.models.onnx import export_model, open_model
from tests.spaces import media
from tests.spaces.media import VOCABULARY


def reopened(model, exported):
    return open_model(
        exported,
        name=model.name,
        latent_shape=model.latent_shape,
        modality=model.modality,
        prior=model.prior,
        digest="0" * 64,
    )


@pytest.mark.parametrize("kind", ["text", "melody"])
def test_tokens_go_in_and_scores_come_out(kind):
    """An embedding, and a GRU with several heads; the graphs take and give float32."""
    data = media.make_ids() if kind == "text" else media.make_tokens()
    model = media.make_medium(kind).model
    codes = model.encode(data[:8]).mean
    exported = export_model(model, codes, data[:8])
    assert exported.encoder is not None
    assert exported.decoder.batched
    opened = reopened(model, exported)
    np.testing.assert_allclose(opened.decode_raw(codes), model.decode_raw(codes), atol=1e-4)
    np.testing.assert_allclose(opened.encode(data[:8]).mean, codes, atol=1e-4)


def test_token_ids_leave_a_graph_as_float32():
    class Greedy(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.scores = nn.Linear(3, 5 * 7)

        def forward(self, z):
            return self.scores(10 * z).view(-1, 5, 7).argmax(2)

    model = wrap(Greedy(), latent_shape=3, modality=Text(VOCABULARY))
    assert model.modality.form == "ids"
    codes = np.random.default_rng(0).normal(size=(9, 3)).astype(np.float32)
    opened = reopened(model, export_model(model, codes))
    assert opened.decode_raw(codes).dtype == np.float32
    np.testing.assert_array_equal(opened.decode(codes), model.decode(codes))


def test_a_decoder_of_texts_is_refused_in_words():
    class Writer(nn.Module):
        def forward(self, z):
            return ["a" * (1 + int(abs(row[0]))) for row in z]

    model = wrap(Writer(), latent_shape=2)
    with pytest.raises(ExportError, match="its decoder writes text itself, which a graph cannot"):
        export_model(model, np.zeros((1, 2), np.float32))


def test_an_encoder_of_texts_is_left_out_in_words():
    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.decoder = nn.Sequential(nn.Linear(2, 35), nn.Unflatten(1, (5, 7)))

        def encode(self, texts):
            return torch.tensor([[float(len(text)), 1.0] for text in texts])

        def decode(self, z):
            return self.decoder(z)

    model = wrap(Reader(), ["a", "bb"], modality=Text(VOCABULARY))
    exported = export_model(model, np.zeros((1, 2), np.float32), np.array(["a", "bb"], object))
    assert exported.encoder is None
    assert "it reads text itself" in exported.encoder_reason
