"""Every family of decoder: the graph gives what torch gives, for any number of codes."""

import threading
import warnings

import decoders
import numpy as np
import pytest
import signatures
import torch
from reopening import codes_for, reopened
from torch import nn

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.models import wrap
from latentwidgets.models.onnx import export_model


@pytest.mark.parametrize(
    "make",
    [
        decoders.Dense,
        decoders.Recurrent,
        decoders.Transformer,
        decoders.GroupNormed,
        decoders.Holed,
        decoders.Length,
        decoders.Stubborn,
        signatures.dcgan,
        lambda: decoders.Dense().double(),
    ],
    ids=["dense", "gru", "transformer", "group norm", "NaN", "len", "no copy", "dcgan", "double"],
)
def test_a_lone_generator(make):
    model = wrap(make())
    exported = export_model(model, codes_for(model))
    assert exported.decoder.batched
    assert exported.encoder is None
    assert "has no encoder" in exported.encoder_reason
    codes = codes_for(model, 11)
    np.testing.assert_allclose(
        reopened(model, exported).decode(codes), model.decode(codes), atol=1e-5
    )


def test_modulated_convolutions_and_fixed_noise_have_a_free_batch():
    model = wrap(decoders.Style())
    exported = export_model(model, codes_for(model))
    assert exported.decoder.batched
    codes = codes_for(model, 6)
    np.testing.assert_allclose(
        reopened(model, exported).decode(codes), model.decode(codes), atol=1e-5
    )


@pytest.mark.parametrize("make", [decoders.OneAtATime, decoders.Bare])
def test_one_code_at_a_time(make):
    model = wrap(make())
    exported = export_model(model, codes_for(model))
    assert not exported.decoder.batched
    assert exported.decoder.parity.batches == (1,)
    codes = codes_for(model, 3)
    np.testing.assert_allclose(
        reopened(model, exported).decode(codes), model.decode(codes), atol=1e-5
    )


@pytest.mark.parametrize(
    ("make", "data"),
    [
        (signatures.OfficialVAE, "grey"),
        (signatures.SampleFirstVAE, "grey"),
        (signatures.NormalVAE, "grey"),
        (signatures.SpatialVAE, "colour"),
        (lambda: (nn.Sequential(nn.Flatten(), nn.Linear(64, 6)), decoders.Dense()), "grey"),
    ],
    ids=["flattened", "with a random sample", "distribution", "spatial, halved", "pair"],
)
def test_an_encoder_takes_samples_as_they_were_given(make, data, request):
    samples = request.getfixturevalue(data)
    model = wrap(make(), samples)
    exported = export_model(model, codes_for(model), samples)
    assert exported.encoder_reason is None
    opened = reopened(model, exported)
    ours, theirs = opened.encode(samples), model.encode(samples)
    np.testing.assert_allclose(ours.mean, theirs.mean, atol=1e-5)
    assert (ours.log_variance is None) == (theirs.log_variance is None)
    if theirs.log_variance is not None:
        np.testing.assert_allclose(ours.log_variance, theirs.log_variance, atol=1e-5)


def test_an_encoder_that_cannot_be_exported_leaves_the_decoder(grey):
    def encode(x):
        flat = x.reshape(x.shape[0], -1)[:, :6]
        return flat * 2 if flat.sum() > 0 else flat

    model = wrap((encode, decoders.Dense()), grey)
    exported = export_model(model, codes_for(model), grey)
    assert exported.decoder.batched
    assert exported.encoder is None
    assert "depend on the numbers" in exported.encoder_reason
    assert "No samples" in export_model(model, codes_for(model)).encoder_reason


def test_a_function_that_closes_over_a_module_in_training_mode():
    net = decoders.Dense().train()
    model = wrap(lambda z: 1 - net(z), latent_shape=6)
    exported = export_model(model, codes_for(model))
    assert exported.decoder.batched
    assert all(part.training for part in net.modules())


def test_the_users_module_stays_as_it_is():
    net = decoders.Dense().train()
    net.layers[1].eval()
    model = wrap(net)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    modes = [part.training for part in net.modules()]
    export_model(model, codes_for(model))
    assert [part.training for part in net.modules()] == modes
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_a_compiled_module_is_exported_as_it_was_written():
    net = decoders.Dense()
    model = wrap(torch.compile(net, backend="eager"), latent_shape=6)
    assert export_model(model, codes_for(model)).decoder.batched


def test_half_precision_of_the_model_is_widened():
    model = wrap(decoders.Dense().half())
    exported = export_model(model, codes_for(model))
    codes = codes_for(model, 3)
    np.testing.assert_allclose(
        reopened(model, exported).decode(codes), model.decode(codes), atol=5e-3
    )


def test_another_thread_may_export_while_this_one_decodes():
    model = wrap(decoders.Dense())
    codes = codes_for(model)
    expected = model.decode(codes)
    lock = threading.Lock()
    found = []
    thread = threading.Thread(target=lambda: found.append(export_model(model, codes, lock=lock)))
    filters = list(warnings.filters)
    thread.start()
    while thread.is_alive():
        with lock:
            np.testing.assert_array_equal(model.decode(codes), expected)
    thread.join()
    assert found[0].decoder.batched
    assert warnings.filters == filters


def test_nothing_is_written_on_the_terminal(capfd):
    model = wrap(decoders.Length())
    export_model(model, codes_for(model))
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_what_is_given_is_checked():
    model = wrap(decoders.OneAtATime())
    with pytest.raises(ShapeError, match=r"shape \(3, 5\).*takes \(n, 6\)"):
        export_model(model, np.zeros((3, 5), np.float32))
    with pytest.raises(DataError, match="at least one"):
        export_model(model, np.zeros((0, 6), np.float32))
    with pytest.raises(OptionError, match="'float8'"):
        export_model(model, codes_for(model), precision="float8")


class MeanInside(nn.Module):
    """An encoder that takes a mean on its way: torch names that value as we name the codes."""

    latent_dim = 4

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.into, self.out = nn.Linear(64, 4), nn.Linear(4, 64)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        flat = x.flatten(1)
        return self.into(flat - torch.mean(flat, dim=1, keepdim=True))

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.out(z).sigmoid().view(-1, 1, 8, 8)


def test_a_value_inside_may_have_the_name_of_what_comes_out(grey):
    model = wrap(MeanInside(), grey)
    exported = export_model(model, codes_for(model), grey)
    assert exported.encoder is not None, exported.encoder_reason
    np.testing.assert_allclose(
        reopened(model, exported).encode(grey[:3]).mean, model.encode(grey[:3]).mean, atol=1e-5
    )
