"""The terms of the evidence lower bound, and the total correlation inside its KL."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from latentwidgets.zoo.networks.vae import Autoencoder, VariationalAutoencoder

__all__ = ["kl_per_dimension", "misfit", "sampled", "total_correlation"]


def misfit(
    module: Autoencoder, codes: Tensor, images: Tensor, noise_sd: float | None
) -> tuple[Tensor, Tensor]:
    """How unlikely the images are given the codes, and the squared error, sums over an image.

    Means over the batch: nats, but for a constant, of a Gaussian likelihood of `noise_sd`, or
    where that is None of a Bernoulli one.
    """
    decoded = module.decode(codes)
    error = (decoded - images).square().flatten(1).sum(dim=1).mean()
    if noise_sd is not None:
        return error / (2 * noise_sd**2), error
    nats = functional.binary_cross_entropy(decoded, images, reduction="sum") / len(images)
    return nats, error


def sampled(
    module: VariationalAutoencoder, images: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw a code of each image's posterior; return its mean and log-variance beside it."""
    mean, log_variance = module.encode(images)
    noise = torch.randn(mean.shape, generator=generator)
    return mean + noise * torch.exp(0.5 * log_variance), mean, log_variance


def kl_per_dimension(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence from the prior, nats, ``(n, latent_size)``."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def total_correlation(codes: Tensor, mean: Tensor, log_variance: Tensor, n: int) -> Tensor:
    """How much the dimensions tell of one another, nats, from a batch out of `n` samples.

    Minibatch-weighted sampling: Chen et al., *Isolating Sources of Disentanglement in Variational
    Autoencoders*, 2018. Biased, but by what does not depend on the weights.
    """
    apart = (codes[:, None] - mean[None]).square() * torch.exp(-log_variance)[None]
    densities = -0.5 * (apart + log_variance[None] + math.log(2 * math.pi))  # (n, n, d)
    offset = math.log(len(codes) * n)
    joint = torch.logsumexp(densities.sum(dim=2), dim=1) - offset
    marginals = torch.logsumexp(densities, dim=1) - offset
    return (joint - marginals.sum(dim=1)).mean()
