"""What the variational autoencoders of sequences share: a Gaussian posterior, and its bound."""

from abc import abstractmethod
from itertools import pairwise

import torch
from torch import Tensor, nn

__all__ = ["GaussianVAE", "dense", "one_hot"]


class GaussianVAE(nn.Module):
    """A variational autoencoder with a Gaussian posterior of diagonal covariance.

    Codes are ``(n, latent_size)``; the prior is the standard normal. Kingma & Welling,
    *Auto-Encoding Variational Bayes*, 2014.
    """

    encoder: nn.Module

    def __init__(self, latent_size: int) -> None:
        super().__init__()
        self.latent_size = latent_size

    def encode(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        mean, log_variance = self.encoder(self.features(samples)).chunk(2, dim=1)
        return mean, torch.clamp(log_variance, -12.0, 4.0)

    def features(self, samples: Tensor) -> Tensor:
        """Return what the encoder's layers are given of the samples."""
        return samples

    @abstractmethod
    def decode(self, codes: Tensor) -> Tensor:
        """Decode codes ``(n, latent_size)`` to the model's raw outputs."""

    @abstractmethod
    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Negative log-likelihood of each sample of a batch given its code, nats, ``(n,)``."""

    def bound_terms(
        self, batch: tuple[Tensor, ...], generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Negative log-likelihood and KL, nats a sample, each ``(n,)``; samples come first."""
        mean, log_variance = self.encode(batch[0])
        noise = torch.randn(mean.shape, generator=generator)
        misfit = self.misfit(mean + noise * torch.exp(0.5 * log_variance), batch)
        kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=1)
        return misfit, kl


def dense(*sizes: int) -> nn.Sequential:
    """Linear layers of those sizes, with SiLU between them."""
    layers: list[nn.Module] = []
    for given, wanted in pairwise(sizes):
        layers += [nn.Linear(given, wanted), nn.SiLU()]
    return nn.Sequential(*layers[:-1])


def one_hot(ids: Tensor, n: int) -> Tensor:
    """Ids ``(...)`` of any dtype as float32 ``(..., n)``; what is no id is all zero."""
    return (ids[..., None] == torch.arange(n, dtype=ids.dtype, device=ids.device)).float()
