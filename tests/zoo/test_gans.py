"""Generators: their networks, their training, and what their cards say they do."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.zoo.data import load
from latentwidgets.zoo.networks.gans import PlainGenerator, StyleGenerator
from latentwidgets.zoo.registry import find
from latentwidgets.zoo.timeline import read_timeline
from latentwidgets.zoo.train.gans.critics import Critic, Spread
from latentwidgets.zoo.train.gans.features import generate, measure, pixel_components
from latentwidgets.zoo.train.gans.loop import Trainer
from latentwidgets.zoo.train.gans.losses import critic_loss, generator_loss, gradient_penalty
from latentwidgets.zoo.train.gans.recipes import RECIPES, Recipe
from latentwidgets.zoo.train.gans.sources import DrawnCats, FromSet

SMALL = Recipe(
    n_epochs=3,
    steps=2,
    batch_size=8,
    critic=(4, 8),
    warm_up=1,
    mixed=0.5,
    augmented=0.5,
    penalty_every=2,
    generator_steps=2,
    balanced=1,
    milestones=(0, 2),
)


def test_scaled_activations_are_modulated_and_demodulated_weights():
    torch.manual_seed(0)
    layer = StyleGenerator(4, w_size=5, channels=(6, 7)).synthesis.layers[1]
    x, w = torch.randn(3, 6, 4, 4), torch.randn(3, 5)
    style = layer.style(w)
    weights = layer.weight[None] * style[:, None, :, None, None]
    weights = weights / weights.square().sum((2, 3, 4), keepdim=True).sqrt()
    rows = [
        nn.functional.conv2d(row[None], weight, padding=1)
        for row, weight in zip(x, weights, strict=True)
    ]
    wanted = nn.functional.interpolate(torch.cat(rows), scale_factor=2.0, mode="bilinear")
    wanted = nn.functional.leaky_relu(wanted + layer.bias, 0.2)
    torch.testing.assert_close(layer(x, w), wanted, atol=1e-5, rtol=1e-4)


def test_pictures_have_their_shape_and_range():
    z = torch.randn(3, 32)
    style = StyleGenerator()
    assert style(z).shape == (3, 3, 64, 64)
    torch.testing.assert_close(style(z), style.synthesis(style.mapping(z)))
    per_layer = style.mapping(z)[:, None].repeat(1, style.num_ws, 1)
    torch.testing.assert_close(style.synthesis(per_layer), style(z))
    plain = PlainGenerator(16, channels=(8, 6, 4), n_colours=1, normalised=True)
    pictures = plain(z[:, :16])
    assert pictures.shape == (3, 1, 16, 16)
    assert 0 <= float(pictures.detach().min()) <= float(pictures.detach().max()) <= 1


def test_each_layer_hears_its_own_style():
    torch.manual_seed(1)
    style = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    base = style.mapping(torch.randn(1, 4))[:, None].repeat(1, style.num_ws, 1)
    for layer in range(style.num_ws):
        moved = base.clone()
        moved[:, layer] += 1
        assert not torch.allclose(style.synthesis(moved), style.synthesis(base), atol=1e-6)


def test_losses_are_those_of_the_papers():
    real, generated = torch.tensor([2.0, 0.0]), torch.tensor([1.0, -1.0])
    log = torch.log
    paired = log(1 + torch.exp(torch.tensor(-1.0)))
    torch.testing.assert_close(critic_loss(real, generated, paired=True), paired)
    plain = (log(1 + generated.exp()) + log(1 + (-real).exp())).mean()
    torch.testing.assert_close(critic_loss(real, generated, paired=False), plain)
    torch.testing.assert_close(
        generator_loss(real, generated, paired=True), log(1 + torch.exp(torch.tensor(1.0)))
    )
    torch.testing.assert_close(
        generator_loss(real, generated, paired=False), log(1 + (-generated).exp()).mean()
    )


def test_the_penalty_of_a_linear_critic_is_half_its_squared_slope():
    class Linear(nn.Module):
        def __init__(self):
            super().__init__()
            self.slope = nn.Parameter(torch.arange(12.0))

        def forward(self, pictures):
            return pictures.flatten(1) @ self.slope

    critic = Linear()
    held = gradient_penalty(critic, torch.randn(5, 3, 2, 2))
    assert float(held.detach()) == pytest.approx(0.5 * sum(i * i for i in range(12)))
    held.backward()
    torch.testing.assert_close(critic.slope.grad, critic.slope.detach())


def test_the_critic_sees_a_lack_of_variety():
    spread = Spread(group=4)
    same = torch.ones(8, 2, 3, 3)
    assert float(spread(same)[:, 2].max()) < 1e-3
    assert float(spread(torch.randn(8, 2, 3, 3))[:, 2].min()) > 0.2
    assert spread(torch.randn(6, 2, 3, 3)).shape == (6, 3, 3, 3)
    assert Critic((4, 8), n_colours=1)(torch.rand(8, 1, 8, 8)).shape == (8,)


def digits():
    return FromSet(load("digits"))


def trained(path, *, until=None, keep=None):
    torch.manual_seed(0)
    module = PlainGenerator(4, channels=(6, 4))
    recipe = SMALL if until is None else replace(SMALL, n_epochs=until, decays=False)
    recipe = replace(recipe, decays=False)
    Trainer(module, digits(), recipe).run(checkpoint=path, keep=keep)
    return module.state_dict()


def test_an_interrupted_training_goes_on_as_if_it_had_not_been(tmp_path):
    kept = []
    whole = trained(tmp_path / "a", keep=lambda at, module: kept.append(at))
    trained(tmp_path / "b", until=2)
    resumed = trained(tmp_path / "b")
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value, atol=1e-6, rtol=1e-5)
    assert kept == [0, 2]


def test_a_training_with_styles_mixes_them():
    torch.manual_seed(0)
    module = StyleGenerator(4, w_size=4, channels=(6, 6, 4, 4, 4))
    recipe = replace(SMALL, n_epochs=2, critic=(4, 4, 4, 4, 4), augmented=0.0)
    cats = DrawnCats(16)
    first = cats(4, torch.Generator().manual_seed(0))
    Trainer(module, cats, recipe).run()
    assert np.isfinite(generate(module, 3, 0)).all()
    cats.start(0)
    torch.testing.assert_close(cats(4, torch.Generator().manual_seed(0)), first)
    cats.start(1)
    assert not torch.equal(cats(4, torch.Generator().manual_seed(0)), first)


def test_figures_name_their_feature_space():
    data = load("digits")
    figures = measure(data.samples[:100], data.samples[100:200], pixel_components(data, 10))
    assert figures["features"] == "PCA of the pixels, 10 components"
    assert "PCA of the pixels" in figures["coverage"]["label"]
    assert figures["coverage"]["value"] > 0.7


def test_the_generator_of_digits_covers_those_held_out():
    figures = find("digits/gan").figures
    assert figures["pixels"]["coverage"]["value"] >= 0.7
    assert all(0.03 < share < 0.25 for share in figures["shares"].values())
    assert figures["recipe"]["n_epochs"] == RECIPES["digits/gan"].n_epochs


def test_the_cats_with_styles_cover_the_data_and_mix():
    figures = find("cats/style-gan").figures
    assert figures["pixels"]["coverage"]["value"] >= 0.7
    assert figures["pixels"]["density"]["value"] >= 0.7
    assert figures["judge"]["features"] in figures["judge"]["coverage"]["label"]
    for name in ("fur_hue", "fur_lightness", "pattern"):
        both = figures["mixing"]["factors"][name]
        assert both["style"] > both["content"]
    for name in ("tilt", "ear_size"):
        both = figures["mixing"]["factors"][name]
        assert both["content"] > both["style"]


def test_the_collapsed_one_is_so_and_its_rounds_show_it():
    entry = find("cats/collapsed-gan")
    figures = entry.figures
    found = figures["judge"]
    assert min(found["recall"]["value"], found["coverage"]["value"]) <= 0.25
    assert figures["missing"]
    timeline = read_timeline(entry.timeline_path)
    assert len(timeline.rounds) >= 12
    assert entry.timeline_path.stat().st_size < 3e6
    covered = [was["coverage"] for was in figures["rounds"].values()]
    assert covered[-1] < 0.5 * covered[0]


@pytest.mark.parametrize("name", ["digits/gan", "cats/style-gan", "cats/collapsed-gan"])
def test_it_opens_draws_and_places(name):
    space = lw.zoo.load(name)
    assert not space.model.can_encode
    assert space.decode(space.sample(2, seed=0)).shape == (2, *space.modality.shape)
    found = space.invert(space.decode(space.codes[3])[0], steps=10)
    assert found.error < found.history[0] or found.error < 1e-4


@pytest.mark.parametrize(("latent", "shape"), [("z", (32,)), ("w", (32,)), ("w+", (10, 32))])
def test_the_three_latent_spaces_of_the_style_generator(latent, shape):
    space = lw.zoo.load("cats/style-gan", latent=latent, truncation=0.8, n_samples=8)
    assert space.latent_shape == shape
    assert "truncation 0.8" in repr(space)
    assert np.isfinite(space.decode(space.codes)).all()
