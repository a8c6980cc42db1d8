"""Models that misbehave: each fault for real, and what must follow."""

import random
import threading

import numpy as np
import pytest
import torch
from signatures import OfficialVAE, TripleVAE, flat_gan
from torch import nn

from latentwidgets.exceptions import DecodeError, ModelError, ShapeError
from latentwidgets.models import wrap

CODES = np.random.default_rng(0).standard_normal((4, 5), np.float32)


class Decoder(nn.Module):
    """Codes (5,) to pictures (1, 8, 8), with something wrong in `spoil`."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(5, 64)

    def forward(self, z):
        return torch.sigmoid(self.spoil(self.layer(z))).view(-1, 1, 8, 8)

    def spoil(self, h):
        return h


def test_nan_is_kept_and_an_infinite_value_becomes_nan():
    class Spoilt(Decoder):
        def forward(self, z):
            pictures = super().forward(z).clone()
            pictures[:, :, 0, 0] = float("nan")
            pictures[:, :, 0, 1] = float("inf")
            return pictures

    wrapped = wrap(Spoilt(), value_range=(0, 1))
    pictures = wrapped.decode(CODES)
    assert np.isnan(pictures[:, 0, :2]).all()
    assert np.isnan(pictures).sum() == 8
    assert wrapped.modality.to_payload(pictures[0]).not_finite == 2


def test_a_model_of_nan_alone_can_be_wrapped():
    class Spoilt(Decoder):
        def spoil(self, h):
            return h * float("nan")

    assert np.isnan(wrap(Spoilt()).decode(CODES)).all()


@pytest.mark.parametrize("value", [0.0, 0.3, 7.0])
def test_a_constant_output_is_a_plain_picture(value):
    wrapped = wrap(lambda z: np.full((len(z), 8, 8), value), latent_shape=2)
    pictures = wrapped.decode(np.zeros((3, 2), np.float32))
    assert np.isfinite(pictures).all()
    assert np.ptp(pictures) == 0


def test_the_range_is_declared_once_not_for_each_frame():
    weights = np.linspace(-1, 1, 64, dtype=np.float32)[None]
    wrapped = wrap(lambda z: z @ weights, latent_shape=1, value_range=(-1, 1))
    faint = wrapped.decode(np.full((1, 1), 0.1, np.float32))
    assert 0.44 < faint.min() < faint.max() < 0.56


def test_a_code_of_another_size_is_refused_in_one_sentence():
    wrapped = wrap(Decoder())
    with pytest.raises(ShapeError, match=r"shape \(1, 4\) were given and Decoder takes \(n, 5\)"):
        wrapped.decode(np.zeros((1, 4), np.float32))
    with pytest.raises(ShapeError, match="takes"):
        wrapped.decode(np.zeros(5, np.float32))
    assert wrapped.decode(CODES).shape == (4, 8, 8, 1)


def test_no_code_gives_no_picture():
    wrapped = wrap(OfficialVAE())
    assert wrapped.decode(np.zeros((0, 5), np.float32)).shape == (0, 8, 8, 1)
    assert wrapped.encode(np.zeros((0, 8, 8))).mean.shape == (0, 5)


def test_a_model_that_takes_one_at_a_time_is_given_one_at_a_time(grey):
    class One(OfficialVAE):
        def encode(self, x):
            return super().encode(x.view(1, 64))

        def decode(self, z):
            return super().decode(z.view(1, 5)).view(1, 1, 8, 8)

    model = One()
    wrapped = wrap(model, grey)
    assert "one at a time" in repr(wrapped)
    codes = wrapped.encode(grey).mean
    assert codes.shape == (6, 5)
    expected = OfficialVAE.decode(model, torch.tensor(codes)).detach().numpy().reshape(6, 8, 8, 1)
    np.testing.assert_allclose(wrapped.decode(codes), expected, atol=1e-6)


def test_an_output_squeezed_at_batch_size_one_has_its_batch_axis_back():
    class Squeezed(Decoder):
        def forward(self, z):
            return super().forward(z).squeeze()

    wrapped = wrap(Squeezed())
    np.testing.assert_allclose(wrapped.decode(CODES)[:1], wrapped.decode(CODES[:1]), atol=1e-6)


def test_dropout_and_batch_norm_are_off_and_each_mode_comes_back(grey):
    model = OfficialVAE()
    model.fc3 = nn.Sequential(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.Dropout(0.5))
    model.train()
    model.fc3[1].eval()  # a frozen layer inside a training model
    statistics = model.fc3[1].running_mean.clone()
    wrapped = wrap(model, grey)
    first, second = wrapped.decode(CODES), wrapped.decode(CODES)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first[:1], wrapped.decode(CODES[:1]), atol=1e-6)
    modes = {name: part.training for name, part in model.named_modules()}
    assert modes.pop("fc3.1") is False
    assert all(modes.values())
    torch.testing.assert_close(model.fc3[1].running_mean, statistics)
    model.eval()
    np.testing.assert_array_equal(wrapped.decode(CODES), first)
    assert not model.training


def test_the_mode_comes_back_after_an_error():
    class Raises(Decoder):
        def spoil(self, h):
            if h.shape[0] == 3:
                raise ValueError("three is too many")
            return h

    model = Raises().train()
    wrapped = wrap(model)
    with pytest.raises(DecodeError, match="three is too many") as e:
        wrapped.decode(CODES[:3])
    assert isinstance(e.value.__cause__, ValueError)
    assert model.training
    assert wrapped.decode(CODES).shape == (4, 8, 8, 1)  # the next move works


def test_overlapping_calls_from_two_threads_restore_the_mode():
    inside, go_on = threading.Event(), threading.Event()
    seen = []

    class Slow(Decoder):
        def spoil(self, h):
            if h.shape[0] == 3:
                inside.set()
                assert go_on.wait(10)
            seen.append(self.training)
            return h

    model = Slow().train()
    first, second = wrap(model), wrap(model, name="second")
    slow = threading.Thread(target=first.decode, args=(CODES[:3],))
    slow.start()
    assert inside.wait(10)
    second.decode(CODES)
    go_on.set()
    slow.join()
    assert not any(seen)
    assert model.training


def test_a_model_that_changes_its_input_leaves_the_callers_array(grey):
    class Changes(OfficialVAE):
        def encode(self, x):
            return super().encode(x.mul_(0.5).flatten(1))

        def decode(self, z):
            return super().decode(z.add_(1))

    wrapped = wrap(Changes(), grey)
    codes, samples = CODES.copy(), grey.copy()
    np.testing.assert_array_equal(wrapped.decode(codes), wrapped.decode(codes))
    wrapped.encode(samples)
    np.testing.assert_array_equal(codes, CODES)
    np.testing.assert_array_equal(samples, grey)

    def in_place(z):
        z *= 0
        return np.zeros((len(z), 8, 8))

    wrap(in_place, latent_shape=5).decode(codes)
    np.testing.assert_array_equal(codes, CODES)


class Noisy(Decoder):
    def spoil(self, h):
        return h + torch.randn_like(h)


def test_noise_inside_a_model_is_the_same_for_the_same_code():
    wrapped = wrap(Noisy())
    assert "random, seeded" in repr(wrapped)
    together = wrapped.decode(CODES)
    np.testing.assert_array_equal(together, wrapped.decode(CODES))
    for i in range(4):
        np.testing.assert_array_equal(together[i], wrapped.decode(CODES[i : i + 1])[0])
    assert np.abs(wrap(wrapped.backend.modules[0], seed=1).decode(CODES) - together).max() > 0.1


@pytest.mark.parametrize("draw", [np.random.standard_normal, lambda n: [random.random()] * n])
def test_noise_of_numpy_and_python_is_seeded_too(draw):
    wrapped = wrap(lambda z: z @ np.ones((2, 64)) + draw(64), latent_shape=2)
    codes = np.ones((2, 2), np.float32)
    np.testing.assert_array_equal(wrapped.decode(codes), wrapped.decode(codes))


def test_the_users_random_numbers_are_not_touched(grey):
    for model in (Noisy(), TripleVAE()):
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        expected = (torch.rand(1).item(), random.random(), np.random.rand())  # noqa: NPY002
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        wrapped = wrap(model, grey)
        wrapped.decode(CODES)
        assert (torch.rand(1).item(), random.random(), np.random.rand()) == expected  # noqa: NPY002


def test_two_models_in_one_process_do_not_disturb_each_other():
    first, second = wrap(Noisy()), wrap(Noisy())
    alone = first.decode(CODES), second.decode(CODES)
    assert np.abs(alone[0] - alone[1]).max() > 0.1
    results = {}

    def work(name, model):
        results[name] = [model.decode(CODES) for _ in range(20)]

    threads = [threading.Thread(target=work, args=(i, m)) for i, m in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(2):
        assert all(np.array_equal(result, alone[i]) for result in results[i])


def test_no_gradient_is_kept():
    class Remembers(Decoder):
        def spoil(self, h):
            self.last = h
            return h

    model = Remembers()
    wrap(model).decode(CODES)
    assert not model.last.requires_grad
    assert model.last.is_inference()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_weights_of_another_precision(dtype, grey):
    model = OfficialVAE()
    expected = wrap(model, grey)
    codes, pictures = expected.encode(grey).mean, expected.decode(CODES)
    wrapped = wrap(model.to(dtype), grey)
    assert wrapped.decode(CODES).dtype == np.float32
    np.testing.assert_allclose(wrapped.encode(grey).mean, codes, atol=0.02)
    np.testing.assert_allclose(wrapped.decode(CODES), pictures, atol=0.02)


def test_an_operation_that_has_no_half_precision_is_told_with_the_remedy():
    class Unsupported(Decoder):
        def spoil(self, h):
            raise RuntimeError("\"some_kernel\" not implemented for 'Half'")

    with pytest.raises(ModelError, match=r"call model.float\(\) first"):
        wrap(Unsupported().half())


def test_samples_of_another_shape_are_told(grey):
    with pytest.raises(ModelError, match=r"takes no batch of samples of shape \(5, 5\)"):
        wrap(OfficialVAE(), np.zeros((4, 5, 5)))
    wrapped = wrap(OfficialVAE(), grey)
    with pytest.raises(DecodeError, match="OfficialVAE raised while encoding"):
        wrapped.encode(np.zeros((4, 5, 5)))


def test_an_encoder_whose_codes_do_not_fit_the_decoder_is_told(grey):
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 7))
    with pytest.raises(ModelError, match=r"codes of shape \(7,\).*does not take.*codes agree"):
        wrap((encoder, flat_gan(4)), grey)
    with pytest.raises(ShapeError, match="codes agree"):
        wrap((encoder, flat_gan(4)), grey, latent_shape=4)


def test_an_encoder_that_returns_nothing_of_use_is_told(grey):
    with pytest.raises(ModelError, match="a dict with keys"):
        wrap((lambda x: {"a": 1, "b": 2}, flat_gan(4)), grey)


class ShowsItsInput(torch.nn.Module):
    """Its codes are a view of what it was given, which it then changes."""

    def __init__(self, dtype=torch.float32):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones((), dtype=dtype))

    def encode(self, x):
        x.mul_(2)
        return x.flatten(1)[:, :4]

    def decode(self, z):
        return torch.cat([z] * 4, dim=1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_codes_are_the_callers_own_though_input_memory_is_used_again(dtype):
    data = np.random.default_rng(0).random((6, 4, 4)).astype(np.float32)
    model = wrap(ShowsItsInput(dtype), data)
    given = data.copy()
    first = model.encode(data[:3]).mean
    kept = first.copy()
    second = model.encode(data[3:]).mean
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(data, given)
    expected = 2 * given.reshape(6, 16)[:, :4]
    tolerance = 0.02 if dtype is torch.bfloat16 else 1e-6
    np.testing.assert_allclose(np.concatenate([first, second]), expected, rtol=tolerance)
