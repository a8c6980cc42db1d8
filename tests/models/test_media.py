"""Models that make text, melodies, sound and series, wrapped."""

import numpy as np
import pytest
import torch
from torch import nn

from latentwidgets.exceptions import DecodeError, ModelError, ShapeError
from latentwidgets.modalities import Audio, Melody, Series, Text
from latentwidgets.models import wrap
from tests.spaces import media
from tests.spaces.media import KINDS, VOCABULARY


def words(code):
    return "one" if code[0] < 0 else "twenty-two"


@pytest.mark.parametrize(
    "decode",
    [
        lambda codes: [words(code) for code in codes],
        lambda codes: np.array([words(code) for code in codes]),
        lambda codes: {"text": [words(code) for code in codes]},
        lambda code: words(code if code.ndim == 1 else code.reshape(-1)) if code.size == 2 else 0,
    ],
    ids=["list", "array", "dict", "one at a time"],
)
def test_a_decoder_that_returns_texts(decode):
    model = wrap(decode, latent_shape=2)
    assert model.modality.form == "strings"
    codes = np.float32([[-1, 0], [1, 0], [-2, 0]])
    assert model.modality.read(model.decode(codes)) == ["one", "twenty-two", "one"]


def test_a_module_that_reads_and_writes_text_itself():
    class Speller(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(1, 2)

        def encode(self, texts):
            lengths = [[float(len(text))] for text in texts]
            return self.layer(torch.tensor(lengths, device=self.layer.weight.device))

        def decode(self, z):
            return ["ab"[int(row > 0)] * 3 for row in z[:, 0]]

    model = wrap(Speller(), ["a", "bcd"])
    assert model.encode(["a", "bcd"]).mean.shape == (2, 2)
    assert set(model.modality.read(model.decode(np.float32([[-1, 0], [1, 0]])))) == {"aaa", "bbb"}
    assert "text of up to" in repr(model)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_left_open_is_found_in_the_outputs(kind):
    model = media.make_medium(kind).model
    assert model.modality.raw_shape == {
        "text": (5, 7), "melody": (2, 8, 8), "audio": (400,), "series": (2, 50),
    }[kind]  # fmt: skip


def test_pairs_generators_and_token_ids():
    pair = wrap((nn.Linear(40, 3), nn.Linear(3, 40)), np.zeros((4, 40), np.float32),
                modality=Audio(sample_rate=8000))  # fmt: skip
    assert pair.modality.shape == (40, 1)
    ids = wrap(lambda z: np.abs(z).astype(int), latent_shape=6, modality=Text(VOCABULARY))
    assert ids.modality.form == "ids"
    assert ids.modality.read(ids.decode(np.float32([[1, 2, 4, 5, 3, 1]]))) == [
        "the cat sees a dog the"
    ]
    tokens = wrap(lambda z: np.abs(z).astype(int), latent_shape=6,
                  modality=Melody(form="tokens", pitches=9))  # fmt: skip
    assert tokens.modality.shape == (1, 6, 9)


def test_outputs_of_another_size_are_refused_in_a_sentence():
    with pytest.raises(ShapeError, match=r"\(30,\)"):
        wrap(nn.Linear(3, 30), latent_shape=3, modality=Text(VOCABULARY, length=5, form="logits"))
    with pytest.raises(ShapeError, match="series"):
        wrap(nn.Sequential(nn.Linear(3, 8), nn.Unflatten(1, (2, 2, 2))), latent_shape=3,
             modality=Series())  # fmt: skip


def test_an_encoder_that_takes_the_samples_in_no_way_says_why():
    with pytest.raises(ModelError, match=r"takes no batch of texts.*give the data"):
        wrap((nn.Linear(3, 2), nn.Linear(2, 9)), ["a", "b"], modality=Series())
    with pytest.raises(ModelError, match="takes no batch of samples of shape"):
        wrap((nn.Embedding(4, 2), nn.Linear(2, 9)), np.full((3, 5), 7), modality=Text(VOCABULARY))
    with pytest.raises(ModelError, match="tokens from 7 to 7 for an embedding of 4"):
        wrap((nn.Embedding(4, 2), nn.Linear(2, 9)), np.full((3, 5), 7), modality=Text(VOCABULARY))


def test_an_embedding_of_places_does_not_bound_the_tokens():
    class Placed(nn.Module):
        def __init__(self):
            super().__init__()
            self.places, self.layer = nn.Embedding(5, 7), nn.Linear(7, 3)

        def forward(self, ids):
            if ids.is_floating_point():
                raise TypeError("ids are whole numbers")
            hot = nn.functional.one_hot(ids, 7).float()
            return self.layer((hot + self.places(torch.arange(5, device=ids.device))).sum(dim=1))

    decoder = nn.Sequential(nn.Linear(3, 35), nn.Unflatten(1, (5, 7)))
    model = wrap((Placed(), decoder), np.full((3, 5), 6), modality=Text(VOCABULARY))
    assert model.encode(np.full((2, 5), 6)).mean.shape == (2, 3)


def test_the_kind_of_numbers_is_part_of_the_fingerprint():
    ids = media.make_ids()
    whole = wrap(media.TextVAE(), ids, modality=Text(VOCABULARY))
    assert str(whole.sample_fit) == "as given, in whole numbers"
    assert "in whole numbers" in repr(whole)


def test_tokens_are_looked_up_by_name_too():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding(7, 2)

        def forward(self, ids):
            return self.tokens(input=ids).mean(1)

    ids = np.arange(15).reshape(3, 5) % 7
    decoder = nn.Sequential(nn.Linear(2, 35), nn.Unflatten(1, (5, 7)))
    wrapped = wrap((Named(), decoder), ids, modality=Text(VOCABULARY))
    assert wrapped.encode(ids).mean.shape == (3, 2)
    with pytest.raises(DecodeError, match="tokens from 12 to 12 for an embedding of 7"):
        wrapped.encode(np.full((3, 5), 12))
