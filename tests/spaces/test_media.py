"""Spaces of text, melodies, sound and series, as users make them."""

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.exceptions import DataError, DecodeError, OptionError, ShapeError
from latentwidgets.modalities import Audio, Melody, Series, Text
from tests.spaces import media
from tests.spaces.media import KINDS, SHAPES, VOCABULARY, N


@pytest.fixture(params=KINDS)
def space(request):
    return media.make_medium(request.param)


def test_outputs_samples_and_reconstructions_are_canonical(space):
    shape = SHAPES[space.modality.kind]
    assert space.modality.shape == shape
    codes = space.codes[:3]
    decoded = space.decode(codes)
    assert decoded.shape == (3, *shape)
    assert decoded.dtype == np.float32
    assert space.decode_raw(codes).shape == (3, *space.modality.raw_shape)
    np.testing.assert_array_equal(space.modality.to_canonical(space.decode_raw(codes)), decoded)
    assert space.has_samples
    samples = space.samples([0, 7])
    assert samples.shape == (2, *shape)
    assert space.samples([]).shape == (0, *shape)
    np.testing.assert_allclose(space.encode(samples), space.codes[[0, 7]], atol=1e-5)
    np.testing.assert_allclose(space.reconstruct(samples[:1]), space.decode(space.codes[:1]), 1e-3)


def test_effects_come_from_the_mediums_own_distance(space):
    effects = space.effects()
    assert effects.shape == (space.latent_size,)
    # A melody may stay the same note by note as one dimension moves by its sd.
    assert effects.max() > 0 if space.modality.kind == "melody" else effects.min() > 0
    assert effects.max() <= 1


def test_the_repr_says_what_it_makes(space):
    said = {
        "text": "text of 5 tokens from logits",
        "melody": "melody of 2 voices by 8 steps from heads",
        "audio": "sound of 400 samples at 8000 Hz from waveform",
        "series": "series of 50 steps by 2 channels from CT output",
    }[space.modality.kind]
    assert said in repr(space)
    assert said in repr(space.model)


def test_words_are_read_from_what_is_decoded():
    space = media.make_medium("text")
    text = space.modality.read(space.samples([0]))[0]
    ids = media.make_ids()[0]
    words = " ".join(VOCABULARY[token] for token in ids if token)
    assert text == words[:1].upper() + words[1:] + "."


def test_tokens_reach_an_embedding_as_whole_numbers_and_one_hot_rolls_as_floats():
    seen = []

    class Watched(media.TextVAE):
        def encode(self, ids):
            seen.append(ids.dtype)
            return super().encode(ids)

    tokens = media.make_ids().astype(np.uint8)
    space = lw.LatentSpace(Watched(), tokens, modality=Text(VOCABULARY), progress=False)
    assert space.codes.shape == (N, 4)
    assert set(seen) == {torch.int64}

    class OneHot(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(5 * 7, 4))
            self.decoder = nn.Sequential(nn.Linear(4, 35), nn.Unflatten(1, (5, 7)), nn.Softmax(2))

    one_hot = np.eye(7, dtype=np.float32)[media.make_ids()]
    space = lw.LatentSpace(
        OneHot(), one_hot, modality=Text(VOCABULARY, form="probabilities"), progress=False
    )
    np.testing.assert_array_equal(space.samples([3])[0, :, 0, 0], media.make_ids()[3])


def test_tensors_of_tokens_and_loaders_with_labels():
    tokens = torch.tensor(media.make_ids())
    labels = torch.arange(N) % 4
    dataset = torch.utils.data.TensorDataset(tokens, labels)
    loader = torch.utils.data.DataLoader(dataset, batch_size=7, shuffle=True)
    plain = lw.LatentSpace(media.TextVAE(), tokens, modality=Text(VOCABULARY), progress=False)
    loaded = lw.LatentSpace(media.TextVAE(), loader, modality=Text(VOCABULARY), progress=False)
    np.testing.assert_allclose(loaded.codes, plain.codes, atol=1e-6)
    np.testing.assert_array_equal(loaded.labels, labels)


def test_a_token_outside_the_vocabulary_is_named():
    tokens = media.make_ids()
    tokens[30, 2] = 9
    space = lw.LatentSpace(media.TextVAE(), tokens, modality=Text(VOCABULARY), progress=False)
    with pytest.raises(DataError, match="token 9 and the vocabulary has 7"):
        _ = space.codes
    with pytest.raises(DataError, match="token 9"):
        lw.LatentSpace(media.TextVAE(), tokens[25:], modality=Text(VOCABULARY), progress=False)


def test_texts_in_and_out_of_plain_functions(tmp_path):
    words = ["red fox", "blue whale", "green frog", "πολύ καλά"]

    def encode(texts):
        return np.array([[len(text), text.count("e")] for text in texts], np.float32)

    def decode(codes):
        return [f"{words[int(code[0]) % 4]}, {int(abs(code[1]))}" for code in codes]

    texts = [word + "e" * n for n in range(4) for word in words]
    options = {"cache": tmp_path, "progress": False}
    space = lw.LatentSpace((encode, decode), texts, labels=range(16), **options)
    assert space.modality.kind == "text"
    assert space.modality.read(space.samples([3, 6])) == ["πολύ καλά", "green froge"]
    np.testing.assert_array_equal(space.encode("red fox"), [[7, 1]])
    np.testing.assert_array_equal(space.encode(["red fox", "eel"]), [[7, 1], [3, 2]])
    np.testing.assert_array_equal(space.encode(space.samples([6])), space.codes[6:7])
    assert space.modality.read(space.decode([9, 2])) == ["blue whale, 2"]
    again = lw.LatentSpace((encode, decode), np.array(texts), labels=range(16), **options)
    np.testing.assert_array_equal(again.codes, space.codes)
    assert "text of up to" in repr(space)


def test_a_cache_of_texts_tells_them_apart(tmp_path):
    def encode(texts):
        return np.array([[len(text), 1] for text in texts], np.float32)

    def decode(codes):
        return ["a" * int(abs(code[0]) + 1) for code in codes]

    first = lw.LatentSpace((encode, decode), ["a", "bb"], cache=tmp_path, progress=False)
    assert first.codes[:, 0].tolist() == [1, 2]
    second = lw.LatentSpace((encode, decode), ["ccc", "bb"], cache=tmp_path, progress=False)
    assert second.codes[:, 0].tolist() == [3, 2]


def test_a_text_longer_than_any_seen_is_cut_and_says_so():
    space = lw.LatentSpace(
        lambda codes: ["x" * int(1 + abs(1000 * code[0])) for code in codes * 1.0],
        latent_shape=2, prior="normal", n_samples=4, modality=Text(length=20),
    )  # fmt: skip
    assert space.modality.read(space.decode([1.0, 0])) == ["x" * 19 + "…"]


def test_series_by_pca_and_rows_with_gaps_left_out():
    from sklearn.decomposition import PCA

    series = np.cumsum(np.random.default_rng(0).normal(size=(60, 70)), axis=1)
    model = PCA(4).fit(series)
    series[5, 3] = np.nan
    space = lw.LatentSpace(
        model, series, modality=Series(units=("mV",)), labels=range(60), progress=False
    )
    with pytest.warns(UserWarning, match="1 of 60 samples"):
        assert space.n_samples == 59
    assert space.labels[5] == 6
    np.testing.assert_allclose(space.samples([5])[0, :, 0], series[6], rtol=1e-5)
    assert space.modality.layout == "T"


def test_a_lone_generator_of_sound_and_one_that_gives_nan():
    generator = nn.Sequential(nn.Linear(3, 200), nn.Tanh())
    space = lw.LatentSpace(generator, modality=Audio(sample_rate=8000), n_samples=20)
    assert space.model.prior == "normal"
    assert space.decode(space.codes[:2]).shape == (2, 200, 1)
    assert not space.has_samples

    class Broken(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(3, 50)

        def forward(self, z):
            wave = self.layer(z)
            wave[:, 3:5] = float("nan")
            return wave

    broken = lw.LatentSpace(Broken(), modality=Audio(sample_rate=8000), n_samples=4)
    payload = broken.modality.to_payload(broken.decode(broken.codes[:1])[0])
    assert payload.not_finite == 2


def test_a_generator_of_text_by_a_gru_alone():
    class Writer(nn.Module):
        def __init__(self):
            super().__init__()
            self.steps = nn.GRU(6, 8, batch_first=True)
            self.out = nn.Linear(8, 7)

        def forward(self, z):
            hidden, _ = self.steps(z[:, None].expand(-1, 5, -1))
            return self.out(hidden)

    space = lw.LatentSpace(Writer(), modality=Text(VOCABULARY), n_samples=10)
    assert space.latent_shape == (6,)
    assert len(space.modality.read(space.decode(space.codes))) == 10


def test_a_vae_without_data_finds_its_prior_by_its_own_outputs():
    space = lw.LatentSpace(media.TextVAE(), modality=Text(VOCABULARY), n_samples=5)
    assert space.model.prior == "normal"
    melody = Melody(low=60, form="heads")
    space = lw.LatentSpace(media.MelodyVAE(), modality=melody, latent_shape=3, n_samples=5)
    assert space.model.prior == "normal"


@pytest.mark.parametrize(
    ("model", "data", "options", "named"),
    [
        (nn.Linear(3, 70), None, {}, "lw.Series"),
        (nn.Linear(3, 70), None, {}, r"lw.Audio\(sample_rate=...\)"),
        (lambda z: (z @ np.ones((3, 9))).astype(int), None, {}, r"lw.Text\(vocabulary=...\)"),
        (media.TextVAE(), media.make_ids(), {}, "scores of 7 tokens.*lw.Text"),
        (nn.Sequential(nn.Linear(3, 70), nn.Unflatten(1, (1, 70))), None, {}, "lw.Audio"),
        (nn.Linear(3, 70), None, {"modality": Series(steps=60)}, "steps=60"),
        (nn.Linear(3, 70), None, {"modality": Text(VOCABULARY, form="logits")}, "shape"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_asked_for_by_name(model, data, options, named):
    with pytest.raises(ShapeError, match=named):
        lw.LatentSpace(model, data, latent_shape=None if data is not None else 3, **options)


def test_texts_for_a_model_of_numbers():
    encode = lambda texts: np.array([[len(text)] for text in texts], np.float32)  # noqa: E731
    with pytest.raises(ShapeError, match=r"data are texts.*lw.Text\(vocabulary=...\)"):
        lw.LatentSpace((encode, lambda z: z @ np.ones((1, 9))), ["a", "bb"], progress=False)
    with pytest.raises(ShapeError, match="returns texts and modality='series'"):
        lw.LatentSpace(lambda z: ["a"] * len(z), latent_shape=2, prior="normal", modality=Series())


def test_options_that_cannot_be():
    with pytest.raises(OptionError, match=r"lw.Melody\(\), lw.Audio"):
        lw.LatentSpace(nn.Linear(3, 9), modality="text")
    with pytest.raises(OptionError, match="sample_rate"):
        Audio(sample_rate=0)


def test_the_models_own_error_is_said():
    def decode(z):
        if z[0, 0] > 100:
            raise RuntimeError("too far")
        return ["a"] * len(z)

    space = lw.LatentSpace(decode, latent_shape=2, prior="normal", n_samples=4)
    with pytest.raises(DecodeError, match="too far"):
        space.decode([101, 0])
