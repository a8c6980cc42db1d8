"""How the models of pictures are trained and measured, on a few small ones."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from latentwidgets.zoo.networks.vae import Autoencoder, VariationalAutoencoder
from latentwidgets.zoo.train.images import bound, loop
from latentwidgets.zoo.train.images.directions import Question, edit, measure, read_unchanged
from latentwidgets.zoo.train.images.judge import train_judge
from latentwidgets.zoo.train.images.loop import fit, kl_weight
from latentwidgets.zoo.train.images.recipes import Recipe
from latentwidgets.zoo.train.images.sketch import Sketch, draw_sketch
from latentwidgets.zoo.train.training import Run

RECIPE = Recipe(
    n_images=48,
    n_epochs=3,
    noise_sd=0.5,
    kl=2.0,
    total_correlation=1.0,
    first_kl=0.02,
    warm_up=0.5,
    batch_size=16,
)
SKETCH = Sketch(
    n_components=6,
    n_steps=300,
    width=16,
    first_kl=5.0,
    kl=0.5,
    warm_up=0.8,
    total_correlation=1.0,
)
CAUSES = {"light": None, "side": ("left", "right")}


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # threads that wait for a busy machine take far longer than one
    yield
    torch.set_num_threads(threads)


def causes(n, seed):
    rng = np.random.default_rng(seed)
    return {"light": rng.uniform(size=n).astype(np.float32), "side": rng.integers(2, size=n)}


def draw(n, seed, channels=3):
    """A bright half, left or right, as bright as its light says."""
    drawn = causes(n, seed)
    images = np.full((n, channels, 64, 64), 0.1, np.float32)
    for image, light, side in zip(images, drawn["light"], drawn["side"], strict=True):
        image[:, :, 32 * side : 32 * side + 32] = 0.2 + 0.8 * light
    return images


def fresh(kind=VariationalAutoencoder, **options):
    torch.manual_seed(0)
    return kind(4, widths=(4, 4, 8, 8), dense=16, **options)


def same(first, second):
    return all(
        torch.equal(value, second.state_dict()[name]) for name, value in first.state_dict().items()
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_networks_take_and_give_pictures(channels):
    images = torch.rand(5, channels, 64, 64)
    plain, variational = fresh(Autoencoder, channels=channels), fresh(channels=channels)
    with torch.inference_mode():
        assert plain.encode(images).shape == (5, 4)
        mean, log_variance = variational.encode(images)
        decoded = variational.decode(mean)
    assert mean.shape == log_variance.shape == (5, 4)
    assert decoded.shape == images.shape
    assert 0 <= float(decoded.min()) <= float(decoded.max()) <= 1


def test_a_fresh_network_keeps_the_size_of_a_signal():
    torch.manual_seed(0)
    module = VariationalAutoencoder(10)
    with torch.inference_mode():
        mean, _ = module.encode(torch.rand(32, 3, 64, 64))
        before = module.decoder[:-2](torch.randn(64, 10))
    assert 0.02 < float(mean.std()) < 3
    assert 0.3 < float(before.std()) < 3


def test_training_is_seeded_and_lowers_the_loss():
    first, again = fresh(), fresh()
    settings = fit(first, draw, RECIPE, Run())
    fit(again, draw, RECIPE, Run())
    assert settings["kl"] == 2.0
    assert same(first, again)
    assert not first.training
    images = torch.from_numpy(draw(20, 9))
    with torch.inference_mode():
        before, after = (
            float(bound.misfit(module, module.encode(images)[0], images, 0.5)[1])
            for module in (fresh(), first)
        )
    assert after < before


def test_a_sketch_finds_what_pictures_depend_on_without_labels():
    images = torch.from_numpy((draw(1000, 3) * 255).astype(np.uint8))
    mean, log_variance = draw_sketch(images, 2, SKETCH)
    assert mean.shape == log_variance.shape == (1000, 2)
    assert torch.equal(mean, draw_sketch(images, 2, SKETCH)[0])
    side = causes(1000, 3)["side"]
    told = [abs(np.corrcoef(column, side)[0, 1]) for column in mean.numpy().T]
    assert max(told) > 0.8


def test_convolutions_are_taught_a_sketch():
    module, recipe = fresh(), replace(RECIPE, n_images=200, n_epochs=12, sketch=SKETCH, taught=0.9)
    settings = fit(module, draw, replace(recipe, learning_rate=3e-3), Run())
    assert settings["sketch"]["n_steps"] == 300
    pool = torch.from_numpy(np.rint(draw(200, loop._POOL_SEED) * 255).astype(np.uint8))
    wanted, _ = draw_sketch(pool, 4, SKETCH)
    with torch.inference_mode():
        found, _ = module.encode(pool.float() / 255)
    dimension = int(wanted.var(dim=0).argmax())
    assert np.corrcoef(found[:, dimension], wanted[:, dimension])[0, 1] > 0.8


@pytest.mark.parametrize("sketch", [None, SKETCH])
def test_an_interrupted_training_goes_on_where_it_stopped(tmp_path, sketch):
    recipe = replace(RECIPE, sketch=sketch)
    whole, resumed = fresh(), fresh()
    fit(whole, draw, recipe, Run())
    path = tmp_path / "state.safetensors"
    calls, epoch = [], loop._epoch

    def stop_at_second(*args):
        calls.append(args[4])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return epoch(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "_epoch", stop_at_second)
        with pytest.raises(KeyboardInterrupt):
            fit(fresh(), draw, recipe, Run(checkpoint=path))
    fit(resumed, draw, recipe, Run(checkpoint=path))
    assert same(whole, resumed)


def test_a_plain_autoencoder_is_trained_without_noise():
    module = fresh(Autoencoder)
    recipe = replace(RECIPE, kl=0.0, total_correlation=0.0)
    assert fit(module, draw, recipe, Run(epochs=1))["n_epochs"] == 1
    assert kl_weight(recipe, 0.5) == 0


def test_the_weight_of_the_kl_term_goes_in_equal_factors():
    assert kl_weight(RECIPE, 0.0) == pytest.approx(0.02)
    assert kl_weight(RECIPE, 0.25) == pytest.approx(0.2)
    assert kl_weight(RECIPE, 0.5) == kl_weight(RECIPE, 0.9) == 2.0


def test_the_kl_term_is_the_closed_form():
    mean, log_variance = torch.randn(6, 3), torch.randn(6, 3)
    posterior = torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
    expected = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0, 1))
    torch.testing.assert_close(bound.kl_per_dimension(mean, log_variance), expected)


def test_total_correlation_of_gaussians_differs_by_the_closed_form():
    """Offsets of the estimate cancel between two sets of codes of the same marginals."""
    generator = torch.Generator().manual_seed(0)
    noise_sd, correlation, n = 0.5, 0.9, 3000
    pure = torch.randn(n, 2, generator=generator)
    mixed = torch.stack(
        [pure[:, 0], correlation * pure[:, 0] + (1 - correlation**2) ** 0.5 * pure[:, 1]], dim=1
    )
    log_variance = torch.full((n, 2), 2 * np.log(noise_sd))

    def estimate(mean):
        codes = mean + noise_sd * torch.randn(n, 2, generator=generator)
        return float(bound.total_correlation(codes, mean, log_variance, n))

    shared = correlation / (1 + noise_sd**2)
    assert estimate(mixed) - estimate(pure) == pytest.approx(-0.5 * np.log(1 - shared**2), abs=0.06)


@pytest.fixture(scope="module")
def judge():
    return train_judge(lambda n, seed: (draw(n, seed), causes(n, seed)), CAUSES, n=1500, n_epochs=4)


def test_a_judge_reads_what_is_drawn(judge):
    read, truth = judge.read(draw(200, 5)), causes(200, 5)
    assert np.mean(read["side"] == truth["side"]) > 0.97
    assert np.corrcoef(read["light"], truth["light"])[0, 1] > 0.9


def test_what_a_judge_reads_the_same_is_what_was_drawn_the_same(judge):
    images = draw(200, 6)
    found = read_unchanged(judge, images, images[..., ::-1].copy(), apart=())
    assert found["light"] > 0.9
    assert found["side"] < 0.03
    dimmed = read_unchanged(judge, images, 0.1 + 0.3 * images, apart=("side",))
    assert set(dimmed) == {"light"}
    assert dimmed["light"] < 0.5


def decode_line(codes):
    """A perfect model: the first dimension is the light, the second the side."""
    drawn = np.clip(0.5 + codes[:, 0] / 4, 0, 1)
    images = np.full((len(codes), 3, 64, 64), 0.1, np.float32)
    for image, light, side in zip(images, drawn, codes[:, 1] > 0, strict=True):
        image[:, :, 32 * side : 32 * side + 32] = 0.2 + 0.8 * light
    return images


def codes_of(drawn, rng):
    side = 2.0 * drawn["side"] - 1 + 0.1 * rng.standard_normal(len(drawn["side"]))
    return np.stack([4 * (drawn["light"] - 0.5), side], axis=1).astype(np.float32)


@pytest.mark.parametrize("noise_sd", [0.5, None])
def test_the_misfit_is_the_likelihoods_own(noise_sd):
    module = fresh()
    images, codes = torch.from_numpy(draw(3, 0)), torch.randn(3, 4)
    with torch.inference_mode():
        decoded = module.decode(codes)
        nats, error = bound.misfit(module, codes, images, noise_sd)
    if noise_sd is None:
        likelihood = torch.distributions.ContinuousBernoulli(decoded)  # but for its constant
        constant = likelihood._cont_bern_log_norm()
        expected = -(likelihood.log_prob(images) - constant)
    else:
        expected = (decoded - images).square() / (2 * noise_sd**2)
    torch.testing.assert_close(nats, expected.flatten(1).sum(dim=1).mean())
    torch.testing.assert_close(error, (decoded - images).square().flatten(1).sum(dim=1).mean())


def test_directions_are_read_changed_and_kept_apart(judge):
    rng = np.random.default_rng(0)
    known, truth = causes(400, 1), causes(150, 2)
    codes = (codes_of(known, rng), codes_of(truth, rng))
    light = measure(Question("light", "light"), codes, (known, truth), decode_line, judge)
    assert light["auc"] > 0.98
    assert light["monotone"]
    side = Question("right", "side", (1,), against=(0,))
    assert measure(side, codes, (known, truth), decode_line, judge)["auc"] == 1
    added = edit(side, codes, (known, truth), decode_line, judge, hidden=())
    assert added["recognised"] > 0.95
    assert set(added["unchanged"]) == {"light"}
    assert added["unchanged_mean"] > 0.85
