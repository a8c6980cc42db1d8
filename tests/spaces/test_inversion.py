"""Pictures of one's own, placed by optimisation in small spaces whose answers are known."""

import threading

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.exceptions import Cancelled, DataError, ModelError, OptionError
from latentwidgets.zoo.networks.gans import StyleGenerator


class Bumps(nn.Module):
    """A blot at a place, of a width and a height: four numbers, no two alike."""

    def __init__(self):
        super().__init__()
        self.register_buffer("line", torch.linspace(-1, 1, 12))
        self.scale = nn.Parameter(torch.ones(()))
        self.latent_dim = 4

    def forward(self, z):
        x, y, width, height = (0.5 * z).tanh().unbind(1)
        across = (self.line - x[:, None]) ** 2
        down = (self.line - y[:, None]) ** 2
        apart = across[:, None, :] + down[:, :, None]
        blot = torch.exp(-apart / (0.25 + 0.1 * width)[:, None, None])
        return (self.scale * blot * (0.7 + 0.3 * height)[:, None, None])[:, None].clamp(0, 1)


@pytest.fixture
def space():
    return lw.LatentSpace(Bumps(), n_samples=60, seed=1)


def test_a_picture_that_the_model_made_is_found_again(space):
    z = space.sample(1, seed=9)
    found = space.invert(space.decode(z)[0])
    assert found.method == "gradients"
    assert found.code.shape == (4,)
    assert found.error < 2e-4
    assert found.error < 0.1 * found.history[0]
    assert found.ratio < 0.1
    np.testing.assert_allclose(found.code, z[0], atol=0.5)
    np.testing.assert_array_equal(found.picture, space.decode(found.code)[0])
    assert "gradients" in repr(found)


def test_it_is_found_without_gradients_too(space, tmp_path):
    opened = lw.open(space.save(tmp_path / "bumps.latent"))
    z = space.sample(1, seed=9)
    found = opened.invert(space.decode(z)[0])
    assert found.method == "differences"
    assert found.error < 2e-4
    assert len(found.history) <= 25
    assert (np.diff(found.history[-3:]) <= 1e-6).all()


def test_functions_without_torch_are_inverted_by_differences():
    rng = np.random.default_rng(0)
    weights = rng.standard_normal((3, 36)).astype(np.float32)

    def decode(z):
        return 1 / (1 + np.exp(-z @ weights).reshape(-1, 6, 6))

    space = lw.LatentSpace(decode, latent_shape=3, value_range=(0, 1), n_samples=30)
    z = space.sample(1, seed=4)
    found = space.invert(space.decode(z)[0])
    assert found.method == "differences"
    assert found.error < 1e-3  # the pull toward the prior leaves a little
    np.testing.assert_allclose(found.code, z[0], atol=0.5)


def test_it_is_the_same_for_a_seed_and_leaves_the_model_as_it_was(space):
    picture = space.decode(space.sample(1, seed=2))[0]
    first, second = space.invert(picture), space.invert(picture)
    np.testing.assert_array_equal(first.code, second.code)
    model = space.model.backend.modules[0]
    assert model.scale.grad is None
    assert model.training


def test_every_latent_space_of_a_style_generator_can_be_searched():
    torch.manual_seed(0)
    model = StyleGenerator(4, w_size=4, channels=(8, 8))
    for latent in ("z", "w", "w+"):
        space = lw.LatentSpace(model, latent=latent, n_samples=30)
        found = space.invert(space.decode(space.sample(1, seed=3))[0], steps=60)
        assert found.code.shape == space.latent_shape
        assert found.error < 1e-4


def test_what_is_nothing_like_the_data_is_said_to_be_far(space):
    board = np.indices((12, 12)).sum(axis=0) % 2
    found = space.invert(board.astype(np.float32))
    assert found.ratio > 3
    assert found.error == pytest.approx(np.square(found.picture[..., 0] - board).mean(), abs=0.01)
    assert np.abs(found.code).max() < 8  # held near the prior


def test_a_uniform_prior_is_not_left():
    space = lw.LatentSpace(Bumps(), n_samples=40, prior="uniform")
    found = space.invert(np.ones((12, 12), np.float32))
    assert np.abs(found.code).max() <= 1 + 1e-6


def test_progress_is_told_and_a_cancel_ends_it(space):
    told = []
    picture = space.decode(space.sample(1, seed=2))[0]
    space.invert(picture, steps=20, on_progress=lambda *said: told.append(said))
    steps, totals, errors, pictures = zip(*told, strict=True)
    assert steps[0] == 0
    assert steps[-1] == 20 == totals[0]
    assert errors[-1] < errors[0]
    assert pictures[0].shape == (12, 12, 1)
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        space.invert(picture, on_progress=lambda *_: cancel.set(), cancel=cancel)


def test_a_decoder_that_gives_nan_somewhere_is_searched_all_the_same():
    class Holes(Bumps):
        def forward(self, z):
            blot = super().forward(z)
            return torch.cat([blot[..., 1:], torch.full_like(blot[..., :1], torch.nan)], dim=-1)

    space = lw.LatentSpace(Holes(), n_samples=20)
    found = space.invert(np.full((12, 12), 0.5, np.float32), steps=5)
    assert np.isfinite(found.code).all()
    assert np.isfinite(found.error)


def test_what_cannot_be_placed_is_refused(space):
    with pytest.raises(DataError, match="no picture that can be read"):
        space.invert(b"GIF89a and then nonsense")
    with pytest.raises(DataError, match="NaN"):
        space.invert(np.full((12, 12), np.nan))
    with pytest.raises(OptionError, match="steps"):
        space.invert(np.zeros((12, 12)), steps=0)

    def decode(z):
        return np.clip(z.reshape(-1, 30, 30), 0, 1)

    large = lw.LatentSpace(decode, latent_shape=900, value_range=(0, 1), n_samples=3)
    with pytest.raises(ModelError, match="900 dimensions are more than"):
        large.invert(np.zeros((30, 30)))
