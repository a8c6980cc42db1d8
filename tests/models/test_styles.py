"""StyleGAN-like generators of several makings, each as its users would give it."""

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.exceptions import ModelError, OptionError
from latentwidgets.zoo.networks.gans import StyleGenerator


class NvidiaMapping(nn.Module):
    """`mapping(z, c, truncation_psi)` gives a style for each layer; it keeps the mean of w."""

    def __init__(self):
        super().__init__()
        self.z_dim, self.w_dim, self.num_ws, self.c_dim = 6, 5, 3, 0
        self.layer = nn.Linear(6, 5)
        self.register_buffer("w_avg", torch.full((5,), 0.25))

    def forward(self, z, c, truncation_psi=1):
        assert c is None
        return self.layer(z)[:, None].repeat(1, 3, 1)


class NvidiaSynthesis(nn.Module):
    """`synthesis(ws, **block_kwargs)`: noisy unless the noise is asked to be constant."""

    def __init__(self):
        super().__init__()
        self.num_ws = 3
        self.layers = nn.ModuleList(nn.Linear(5, 3 * 8 * 8) for _ in range(3))

    def forward(self, ws, **block_kwargs):
        assert ws.shape[1:] == (3, 5)
        picture = sum(layer(w) for layer, w in zip(self.layers, ws.unbind(1), strict=True))
        if block_kwargs.get("noise_mode", "random") == "random":
            picture = picture + torch.randn_like(picture)
        return picture.reshape(-1, 3, 8, 8).tanh()


class NvidiaGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.mapping, self.synthesis = NvidiaMapping(), NvidiaSynthesis()

    def forward(self, z, c):
        return self.synthesis(self.mapping(z, c))


class Holder:
    """No module itself: it only holds the two."""

    def __init__(self):
        whole = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
        self.mapping, self.synthesis = whole.mapping, whole.synthesis


@pytest.fixture
def small():
    torch.manual_seed(0)
    return StyleGenerator(4, w_size=6, channels=(8, 8, 6)).train()


@pytest.mark.parametrize(("latent", "shape"), [("z", (4,)), ("w", (6,)), ("w+", (6, 6))])
def test_z_w_and_w_plus_are_three_latent_spaces(small, latent, shape):
    space = lw.LatentSpace(small, latent=latent, n_samples=20)
    assert space.latent_shape == shape
    assert space.codes.shape == (20, *shape)
    assert space.modality.shape == (16, 16, 3)
    assert space.modality.value_range == (0, 1)
    assert space.model.prior == ("normal" if latent == "z" else None)
    assert np.isfinite(space.decode(space.codes)).all()
    assert small.training
    assert f"codes {latent}" in repr(space)


def test_the_three_agree_where_they_mean_the_same(small):
    z = np.random.default_rng(1).standard_normal((3, 4), np.float32)
    with torch.inference_mode():
        w = small.mapping(torch.from_numpy(z)).numpy()
    by_z = lw.wrap(small).decode(z)
    by_w = lw.wrap(small, latent="w").decode(w)
    by_layer = lw.wrap(small, latent="w+").decode(np.repeat(w[:, None], small.num_ws, axis=1))
    np.testing.assert_allclose(by_w, by_z, atol=1e-6)
    np.testing.assert_allclose(by_layer, by_z, atol=1e-6)


def test_codes_w_come_through_the_mapping_the_same_for_a_seed(small):
    first, second = (lw.LatentSpace(small, latent="w", n_samples=50, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.codes, second.codes)
    np.testing.assert_array_equal(first.sample(4, seed=1), second.sample(4, seed=1))
    assert "drawn through the mapping" in repr(first)
    low, high = first.slider_ranges()
    assert (low < high).all()


def test_truncation_goes_toward_the_mean_and_is_said(small):
    whole = lw.LatentSpace(small, latent="w", n_samples=400)
    half = lw.LatentSpace(small, latent="w", n_samples=400, truncation=0.5)
    mean = half.codes.mean(axis=0)
    np.testing.assert_allclose(half.codes.std(axis=0), 0.5 * whole.codes.std(axis=0), rtol=1e-4)
    np.testing.assert_allclose(mean, whole.codes.mean(axis=0), atol=0.1)
    assert "truncation 0.5 toward the mean w" in repr(half)
    none = lw.LatentSpace(small, n_samples=5, truncation=0)
    pictures = none.decode(none.codes)
    np.testing.assert_allclose(pictures, np.broadcast_to(pictures[:1], pictures.shape), atol=1e-6)


def test_w_of_every_layer_starts_as_one_style_and_may_be_mixed(small):
    space = lw.LatentSpace(small, latent="w+", n_samples=6)
    assert (space.codes == space.codes[:, :1]).all()
    mixed = space.codes[0].copy()
    mixed[3:] = space.codes[1, 3:]
    picture = space.decode(mixed)
    ends = space.decode(space.codes[:2])
    assert not np.allclose(picture[0], ends[0])
    assert not np.allclose(picture[0], ends[1])


def test_a_generator_in_nvidias_form_is_called_as_it_wants():
    torch.manual_seed(0)
    model = NvidiaGenerator()
    for latent, shape in (("z", (6,)), ("w", (5,)), ("w+", (3, 5))):
        wrapped = lw.wrap(model, latent=latent, truncation=0.7)
        assert wrapped.latent_shape == shape
        assert wrapped.modality.value_range == (-1, 1)
        codes = np.ones((2, *shape), np.float32)
        np.testing.assert_array_equal(wrapped.decode(codes), wrapped.decode(codes))
        assert "random" not in repr(wrapped)
    nothing = lw.LatentSpace(model, latent="w", truncation=0, n_samples=3)
    np.testing.assert_allclose(nothing.codes, 0.25)  # the mean that the mapping kept


def test_an_object_that_only_holds_the_two_is_enough():
    space = lw.LatentSpace(Holder(), latent="w", n_samples=4)
    assert space.latent_shape == (4,)
    assert space.decode(space.codes).shape == (4, 16, 16, 3)


@pytest.mark.parametrize("latent", ["z", "w", "w+"])
def test_it_is_exported_with_any_number_of_rows_and_opens_without_torch(small, latent, tmp_path):
    space = lw.LatentSpace(small, latent=latent, truncation=0.8, n_samples=12)
    graph = space.export().decoder
    assert graph.batched
    path = space.save(tmp_path / "style.latent")
    opened = lw.open(path)
    np.testing.assert_allclose(opened.decode(opened.codes), space.decode(space.codes), atol=2e-5)
    assert opened.model.prior == space.model.prior
    assert len(opened.sample(3)) == 3


def test_another_truncation_or_latent_is_another_model_to_caches(small):
    marks = {
        lw.wrap(small, latent=latent, truncation=psi).fingerprint()
        for latent, psi in (("z", 1), ("z", 0.5), ("w", 1))
    }
    assert len(marks) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"latent": "v"}, "'z', 'w' or 'w\\+'"),
        ({"truncation": -0.1}, "from 0 to 2"),
        ({"truncation": float("nan")}, "from 0 to 2"),
        ({"truncation": "half"}, "from 0 to 2"),
    ],
)
def test_options_that_are_none_are_refused(small, options, words):
    with pytest.raises(OptionError, match=words):
        lw.wrap(small, **options)


def test_what_has_no_styles_takes_no_latent():
    with pytest.raises(OptionError, match="no 'mapping' and 'synthesis'"):
        lw.wrap(nn.Linear(3, 12), latent="w")
    wrapped = lw.wrap(StyleGenerator(4, w_size=4, channels=(8, 8)))
    with pytest.raises(OptionError, match="wrapped already"):
        lw.wrap(wrapped, latent="w")


def test_a_mapping_that_needs_a_class_is_refused_in_words():
    model = NvidiaGenerator()
    model.mapping.c_dim = 10
    with pytest.raises(ModelError, match="mapping fixes the class"):
        lw.wrap(model)


def test_w_plus_needs_to_know_the_number_of_layers():
    model = nn.Module()
    model.mapping = nn.Linear(4, 6)
    model.synthesis = nn.Sequential(nn.Linear(6, 48), nn.Unflatten(-1, (3, 4, 4)), nn.Sigmoid())
    assert lw.wrap(model, latent="z").latent_shape == (4,)
    assert lw.wrap(model, latent="w").latent_shape == (6,)
    with pytest.raises(OptionError, match="num_ws"):
        lw.wrap(model, latent="w+")
