"""Directions without labels: closed forms of PCA, SeFa and the Jacobian."""

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.models import wrap
from latentwidgets.models.affine import first_affine
from tests.spaces.directions.blobs import DIMS, space_of


def test_pca_is_that_of_the_codes():
    space = space_of()
    direction = space.direction(method="pca", index=1)
    values, vectors = np.linalg.eigh(np.cov(space.codes.T))
    assert abs(direction.vector @ vectors[:, -2]) == pytest.approx(1, abs=1e-4)
    assert direction.scale == pytest.approx(np.sqrt(values[-2]), rel=1e-2)
    assert direction.vector[np.abs(direction.vector).argmax()] > 0


def test_the_jacobian_of_a_linear_decoder_is_its_matrix():
    gains = np.array([1, 5, 2, 0.1, 0.5, 3.0])
    space = space_of(gains=gains)
    order = np.argsort(-gains)
    for index in range(3):
        direction = space.direction(method="jacobian", index=index)
        assert abs(direction.vector[order[index]]) > 0.99
    told = []
    here = space.codes[3]
    space.direction(method="jacobian", code=here, on_progress=lambda *step: told.append(step))
    assert told[-1] == (DIMS, DIMS)
    with pytest.raises(lw.Cancelled):
        space.direction(method="jacobian", should_stop=lambda: True)


class Generator(nn.Module):
    def __init__(self, first):
        super().__init__()
        self.first, self.rest = first, nn.Sequential(nn.Tanh(), nn.Flatten(), nn.LazyLinear(64))

    def forward(self, z):
        return torch.sigmoid(self.rest(self.first(z))).reshape(-1, 1, 8, 8)


def generator_space(first, latent_shape):
    torch.manual_seed(0)
    model = Generator(first)
    model(torch.zeros(1, *latent_shape))
    return lw.LatentSpace(model, latent_shape=latent_shape, prior="normal", n_samples=50)


def check_sefa(space, weight):
    direction = space.direction(method="sefa", index=0)
    _, _, right = np.linalg.svd(weight)
    assert abs(direction.vector.reshape(-1) @ right[0]) == pytest.approx(1, abs=1e-4)
    assert direction.vector.flat[np.abs(direction.vector).argmax()] > 0


def test_sefa_of_a_linear_layer(tmp_path):
    torch.manual_seed(1)
    layer = nn.Linear(5, 12)
    space = generator_space(layer, (5,))
    check_sefa(space, layer.weight.detach().numpy())
    space.save(tmp_path / "g.latent")
    opened = lw.open(tmp_path / "g.latent")  # the same weights, in an ONNX graph
    found = opened.direction(method="sefa").vector
    np.testing.assert_allclose(found, space.direction(method="sefa").vector, atol=1e-5)


def test_sefa_of_a_transposed_convolution(tmp_path):
    torch.manual_seed(1)
    layer = nn.ConvTranspose2d(6, 3, 4)
    space = generator_space(layer, (6, 1, 1))
    weight = layer.weight.detach().numpy().reshape(6, -1).T
    check_sefa(space, weight)
    space.save(tmp_path / "g.latent")
    check_sefa(lw.open(tmp_path / "g.latent"), weight)


class Scaled(nn.Module):
    """A layer that scales its weights when it is called, as those of StyleGAN do."""

    def __init__(self, out):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(out, 4)), nn.Parameter(torch.ones(out))

    def forward(self, x):
        return nn.functional.linear(x, self.weight * 0.5, self.bias)


class Synthesis(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Scaled(8), Scaled(8)
        self.last = nn.Linear(8, 64)

    def forward(self, w):
        x = torch.sin(self.first(w)) * self.second(w)
        return torch.sigmoid(self.last(x)).reshape(-1, 1, 8, 8)


class StyleLike(nn.Module):
    z_dim = 4

    def __init__(self):
        super().__init__()
        self.mapping = nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 4), nn.Tanh())
        self.synthesis = Synthesis()


def test_sefa_of_a_style_based_generator_takes_all_its_affine_layers():
    torch.manual_seed(2)
    model = StyleLike()
    space = lw.LatentSpace(model, latent="w", n_samples=50)
    parts = (model.synthesis.first, model.synthesis.second)
    weight = torch.cat([0.5 * part.weight for part in parts]).detach().numpy()
    np.testing.assert_allclose(
        np.linalg.svd(first_affine(space.model), compute_uv=False),
        np.linalg.svd(weight, compute_uv=False),
        rtol=1e-4,
    )
    check_sefa(space, weight)


def test_sefa_of_what_normalises_first_is_refused():
    torch.manual_seed(2)
    space = lw.LatentSpace(StyleLike(), latent="z", n_samples=50)
    with pytest.raises(lw.ModelError, match=r"latent='w'.*method='jacobian'"):
        space.direction(method="sefa")


def test_sefa_of_scikit_learns_pca():
    from sklearn.decomposition import PCA

    data = np.random.default_rng(0).normal(size=(60, 16)).astype(np.float32)
    pca = PCA(3).fit(data)
    pca.components_ *= np.array([[1], [3], [2]], np.float32)
    model = wrap(pca, data[:2], output_shape=(4, 4))
    found = first_affine(model)
    np.testing.assert_allclose(found, pca.components_.T, atol=1e-5)


def test_sefa_of_plain_functions_is_refused():
    space = lw.LatentSpace(
        lambda z: np.tanh(z @ np.ones((3, 16), np.float32)).reshape(-1, 4, 4),
        latent_shape=3,
        prior="normal",
        n_samples=20,
    )
    with pytest.raises(lw.ModelError, match="begins with a linear layer"):
        space.direction(method="sefa")
    assert space.direction(method="jacobian").vector.shape == (3,)


def test_a_decoder_that_does_not_move_has_no_local_directions():
    space = space_of(gains=(0,) * DIMS)
    with pytest.raises(lw.ModelError, match="do not change around this code"):
        space.direction(method="jacobian")
