import warnings

import numpy as np
import pytest
import torch
from signatures import (
    ConvVAE,
    DeterministicAE,
    DictVAE,
    HiddenStateAE,
    LatentsAE,
    LibraryVAE,
    NormalVAE,
    OfficialVAE,
    QuietTripleVAE,
    SampleFirstVAE,
    SampleTensorAE,
    SpatialVAE,
    TripleVAE,
    dcgan,
    flat_gan,
)
from torch import nn

from latentwidgets.exceptions import MissingEncoderError, ModelError
from latentwidgets.models import LatentModel, wrap

VARIATIONAL = [
    OfficialVAE,
    TripleVAE,
    SampleFirstVAE,
    QuietTripleVAE,
    DictVAE,
    NormalVAE,
]
DETERMINISTIC = [DeterministicAE, LatentsAE, HiddenStateAE, SampleTensorAE]


def expected_codes(model, flat):
    """Mean and log-variance by the layers themselves."""
    with torch.no_grad():
        return [part.numpy() for part in OfficialVAE.encode(model, torch.tensor(flat))]


def expected_pictures(model, codes):
    with torch.no_grad():
        return OfficialVAE.decode(model, torch.tensor(codes)).numpy().reshape(-1, 8, 8, 1)


@pytest.mark.parametrize("kind", VARIATIONAL)
def test_a_variational_module_gives_mean_and_log_variance(kind, grey):
    model = kind()
    wrapped = wrap(model, grey)
    assert isinstance(wrapped, LatentModel)
    posterior = wrapped.encode(grey)
    mean, log_variance = expected_codes(model, grey.reshape(-1, 64))
    np.testing.assert_allclose(posterior.mean, mean, atol=1e-6)
    np.testing.assert_allclose(posterior.log_variance, log_variance, atol=1e-5)
    np.testing.assert_allclose(wrapped.decode(mean), expected_pictures(model, mean), atol=1e-6)
    assert wrapped.prior == "normal"
    assert wrapped.latent_shape == (5,)


@pytest.mark.parametrize("kind", DETERMINISTIC)
def test_a_deterministic_module_gives_codes_and_has_no_prior(kind, grey):
    model = kind()
    wrapped = wrap(model, grey)
    posterior = wrapped.encode(grey)
    mean, _ = expected_codes(model, grey.reshape(-1, 64))
    np.testing.assert_allclose(posterior.mean, mean, atol=1e-6)
    assert posterior.log_variance is None
    assert wrapped.prior is None
    np.testing.assert_allclose(wrapped.decode(mean), expected_pictures(model, mean), atol=1e-6)


@pytest.mark.parametrize("kind", VARIATIONAL)
def test_the_prior_and_the_code_are_found_without_data(kind, grey):
    wrapped = wrap(kind())
    assert (wrapped.latent_shape, wrapped.prior) == ((5,), "normal")
    assert wrapped.encode(grey).mean.shape == (6, 5)


def test_submodules_with_output_objects(grey):
    model = LibraryVAE()
    wrapped = wrap(model, grey[:, None])
    posterior = wrapped.encode(grey[:, None])
    with torch.no_grad():
        expected = model.encoder(torch.tensor(grey))
        decoded = model.decoder(expected.embedding).reconstruction
    np.testing.assert_allclose(posterior.mean, expected.embedding, atol=1e-6)
    np.testing.assert_allclose(posterior.log_variance, expected.log_covariance, atol=1e-6)
    np.testing.assert_allclose(wrapped.decode(posterior.mean)[..., 0], decoded[:, 0], atol=1e-6)
    assert wrapped.modality.layout == "CHW"


def test_a_convolutional_module_with_lists(colour):
    model = ConvVAE()
    wrapped = wrap(model, colour)
    assert wrapped.latent_shape == (6,)
    assert wrapped.modality.shape == (8, 8, 3)
    assert wrapped.modality.value_range == (-1, 1)
    model.eval()
    with torch.no_grad():
        mean, log_variance = model.encode(torch.tensor(colour))
        expected = model.decode(mean).permute(0, 2, 3, 1).numpy() / 2 + 0.5
    posterior = wrapped.encode(colour)
    np.testing.assert_allclose(posterior.mean, mean, atol=1e-6)
    np.testing.assert_allclose(posterior.log_variance, log_variance, atol=1e-6)
    np.testing.assert_allclose(wrapped.decode(posterior.mean), expected, atol=1e-6)


@pytest.mark.parametrize("options", [{}, {"device": "cpu"}])
def test_spatial_codes_and_a_distribution(colour, options):
    model = SpatialVAE()
    wrapped = wrap(model, colour, **options)
    assert wrapped.latent_shape == (4, 2, 2)
    assert wrapped.prior == "normal"
    assert wrapped.modality.value_range == (-1, 1)  # the data's: the output is not bounded
    posterior = wrapped.encode(colour)
    with torch.no_grad():
        distribution = model.encode(torch.tensor(colour)).latent_dist
    np.testing.assert_allclose(posterior.mean, distribution.mode(), atol=1e-6)
    np.testing.assert_allclose(posterior.log_variance, distribution.logvar, atol=1e-6)
    assert wrapped.decode(posterior.mean).shape == (6, 8, 8, 3)


def test_spatial_codes_without_data_are_asked_for_or_told_by_the_output_shape():
    with pytest.raises(ModelError, match="latent_shape="):
        wrap(SpatialVAE())
    assert wrap(SpatialVAE(), output_shape=(3, 16, 16)).latent_shape == (4, 4, 4)
    wrapped = wrap(SpatialVAE(), latent_shape=(4, 3, 3))
    assert wrapped.modality.shape == (12, 12, 3)
    assert wrapped.prior == "normal"


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_lone_convolutional_generator(channels):
    model = dcgan(channels=channels)
    wrapped = wrap(model)
    assert wrapped.latent_shape == (100, 1, 1)
    assert wrapped.modality.shape == (32, 32, channels)
    assert wrapped.modality.value_range == (-1, 1)
    assert (wrapped.prior, wrapped.can_encode) == ("normal", False)
    codes = np.random.default_rng(0).standard_normal((3, 100, 1, 1), np.float32)
    with torch.no_grad():
        expected = model.eval()(torch.tensor(codes)).permute(0, 2, 3, 1).numpy() / 2 + 0.5
    np.testing.assert_allclose(wrapped.decode(codes), expected, atol=1e-6)
    with pytest.raises(MissingEncoderError, match="no encoder"):
        wrapped.encode(np.zeros((1, 3, 32, 32)))


def test_a_lone_flat_generator():
    wrapped = wrap(flat_gan())
    assert wrapped.latent_shape == (12,)
    assert wrapped.modality.shape == (8, 8, 1)
    assert wrapped.modality.value_range == (0, 1)


def test_a_flat_generator_takes_the_shape_of_its_data():
    data = np.zeros((4, 8, 8, 3))
    wrapped = wrap(flat_gan(size=192), data)
    assert wrapped.modality.shape == (8, 8, 3)
    assert wrapped.modality.layout == "flat"


def test_a_fully_convolutional_generator_finds_its_code_by_its_data():
    model = nn.Sequential(nn.Conv2d(7, 8, 3, 1, 1), nn.ConvTranspose2d(8, 3, 2, 2), nn.Sigmoid())
    assert wrap(model, np.zeros((2, 3, 12, 12))).latent_shape == (7, 6, 6)
    with pytest.raises(ModelError, match="latent_shape="):
        wrap(model)


def test_a_pair_of_modules(grey):
    encoder, decoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 4)), flat_gan(4)
    wrapped = wrap((encoder, decoder), grey)
    with torch.no_grad():
        expected = encoder(torch.tensor(grey))
    np.testing.assert_allclose(wrapped.encode(grey).mean, expected, atol=1e-6)
    assert wrapped.prior is None
    assert wrapped.decode(expected.numpy()).shape == (6, 8, 8, 1)


def test_a_pair_whose_encoder_gives_mean_and_log_variance_in_one(grey):
    encoder, decoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 8)), flat_gan(4)
    wrapped = wrap((encoder, decoder), grey)
    with torch.no_grad():
        mean, log_variance = encoder(torch.tensor(grey)).chunk(2, dim=1)
    posterior = wrapped.encode(grey)
    np.testing.assert_allclose(posterior.mean, mean, atol=1e-6)
    np.testing.assert_allclose(posterior.log_variance, log_variance, atol=1e-6)
    assert wrapped.prior == "normal"


def test_a_convolutional_encoder_before_a_linear_decoder(colour):
    encoder = nn.Conv2d(3, 5, 8)  # codes (5, 1, 1)
    wrapped = wrap((encoder, flat_gan(5)), colour, output_shape=(8, 8))
    assert wrapped.latent_shape == (5,)
    assert wrapped.encode(colour).mean.shape == (6, 5)


def test_a_module_with_an_encoder_alone_is_no_model():
    model = nn.Module()
    model.encoder = nn.Linear(4, 2)
    with pytest.raises(ModelError, match="give a pair"):
        wrap(model)


def test_a_traced_module_is_a_module_too(grey):
    model = OfficialVAE().eval()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # torch's own: its users have such files
        traced = torch.jit.trace_module(
            model, {"decode": torch.zeros(2, 5), "encode": torch.zeros(2, 64)}
        )
    wrapped = wrap(traced, grey)
    codes = wrapped.encode(grey).mean
    np.testing.assert_allclose(wrapped.decode(codes), wrap(model, grey).decode(codes), atol=1e-6)


def test_a_compiled_module_keeps_its_name(grey):
    model = OfficialVAE()
    wrapped = wrap(torch.compile(model, backend="eager"), grey)
    assert wrapped.name == "OfficialVAE"
    codes = wrapped.encode(grey).mean
    np.testing.assert_allclose(wrapped.decode(codes), wrap(model, grey).decode(codes), atol=1e-6)


def test_a_module_that_cannot_be_watched_is_wrapped_by_its_data(grey):
    class Unwatched(OfficialVAE):
        def decode(self, z):
            if torch.utils._python_dispatch._get_current_dispatch_mode() is not None:
                raise RuntimeError("no dispatch mode here")
            return super().decode(z)

    wrapped = wrap(Unwatched(), grey)
    assert wrapped.modality.value_range == (0, 1)
    assert "from the data" in repr(wrapped)


def test_without_data_the_range_is_that_of_outputs_on_many_codes():
    class Levels(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 64)

        def forward(self, z):
            return torch.sigmoid(self.layer(z) * 20) * 255

    assert wrap(Levels()).modality.value_range == (0, 255)
