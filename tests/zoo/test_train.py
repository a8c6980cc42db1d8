import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from threadpoolctl import threadpool_limits

from latentwidgets import zoo
from latentwidgets.zoo.train import __main__ as command
from latentwidgets.zoo.train.digits import loop
from latentwidgets.zoo.train.digits.augmentation import deform
from latentwidgets.zoo.train.digits.recipes import RECIPES

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
QUICK = replace(RECIPES["digits/vae-2d"], n_epochs=4)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # threads that wait for a busy machine take far longer than one
    with threadpool_limits(1):
        yield
    torch.set_num_threads(threads)


@pytest.fixture
def few_digits(monkeypatch):
    whole = zoo.data("digits")
    monkeypatch.setattr(zoo, "data", lambda _name: whole.take(np.arange(400)))


@pytest.fixture(scope="module")
def images():
    return torch.from_numpy(zoo.data("digits").samples[:256])


def fresh():
    torch.manual_seed(0)
    return zoo.list()[0].build()


def same(first, second):
    return all(
        torch.equal(value, second.state_dict()[name]) for name, value in first.state_dict().items()
    )


def test_training_is_seeded(images):
    first, again = (loop.train(fresh(), images, QUICK) for _ in range(2))
    other = loop.train(fresh(), images, replace(QUICK, seed=1))
    assert same(first, again)
    assert not same(first, other)
    assert not first.training


def test_an_interrupted_training_goes_on_where_it_stopped(images, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "_CHECKPOINT_EVERY", 1)
    whole = loop.train(fresh(), images, QUICK)
    checkpoint, one_epoch, calls = tmp_path / "state.safetensors", loop._epoch, []

    def stop_at_third(*args, **kwargs):
        calls.append(kwargs["epoch"])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return one_epoch(*args, **kwargs)

    monkeypatch.setattr(loop, "_epoch", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        loop.train(fresh(), images, QUICK, checkpoint=checkpoint)
    resumed = loop.train(fresh(), images, QUICK, checkpoint=checkpoint)
    assert calls == [0, 1, 2, 2, 3]
    assert same(whole, resumed)
    assert [path.name for path in tmp_path.iterdir()] == ["state.safetensors"]


def test_training_lowers_the_bound(images):
    def bound(module):
        generator = torch.Generator().manual_seed(0)
        with torch.inference_mode():
            error, kl = loop.bound_terms(module, images, QUICK.noise_sd, generator)
        return float((error + kl).mean())

    assert bound(loop.train(fresh(), images, replace(QUICK, n_epochs=20))) < 0.8 * bound(fresh())


def test_the_kl_term_is_the_closed_form(images):
    module = fresh()
    generator = torch.Generator().manual_seed(0)
    with torch.inference_mode():
        mean, log_variance = module.encode(images)
        posterior = torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
        expected = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0, 1))
        _, kl = loop.bound_terms(module, images, 0.1, generator)
    torch.testing.assert_close(kl, expected.sum(dim=1), rtol=1e-4, atol=1e-5)


def test_deformation_keeps_range_and_leaves_the_rest_alone(images):
    generator = torch.Generator().manual_seed(0)
    torch.testing.assert_close(deform(images, 0.0, generator), images)
    moved = deform(images, 1.0, generator)
    assert moved.shape == images.shape
    assert float(moved.min()) >= 0
    assert float(moved.max()) <= 1
    assert float((moved - images).abs().amax(dim=(1, 2, 3)).min()) > 0
    half = deform(images, 0.5, generator)
    changed = (half != images).flatten(1).any(dim=1).float().mean()
    assert 0.35 < float(changed) < 0.65
    # Small: a deformed digit is nearer to its own original than to most others.
    own = (moved - images).flatten(1).norm(dim=1)
    assert float(own.median()) < float(torch.cdist(images.flatten(1), images.flatten(1)).median())


def test_the_command_writes_weights_and_card(tmp_path, capsys, few_digits):
    arguments = ["digits/vae-2d", "--epochs", "1", "--threads", "1", "--output", str(tmp_path)]
    command.main(arguments)
    weights = load_file(tmp_path / "digits-vae-2d.safetensors")
    assert weights.keys() == load_file(zoo.list()[0].weights_path).keys()
    figures = json.loads((tmp_path / "digits-vae-2d.json").read_text())
    assert figures["recipe"]["n_epochs"] == 1
    assert np.isfinite(figures["latent"]["kl_per_dimension"]).all()
    assert "# digits/vae-2d" in capsys.readouterr().out
    command.main([*arguments, "--evaluate-only"])
    again = json.loads((tmp_path / "digits-vae-2d.json").read_text())
    assert again["reconstruction"] == figures["reconstruction"]
