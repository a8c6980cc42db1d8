"""Small variational autoencoders for pictures of 8 by 8 pixels."""

import torch
from torch import Tensor, nn

__all__ = ["VAE", "ConvVAE", "DenseVAE"]


class VAE(nn.Module):
    """A variational autoencoder with a Gaussian posterior of diagonal covariance.

    Images are ``(n, 1, size, size)`` in [0, 1], codes ``(n, latent_size)``; the prior is the
    standard normal. Kingma & Welling, *Auto-Encoding Variational Bayes*, 2014.
    """

    encoder: nn.Module
    decoder: nn.Module

    def __init__(self, latent_size: int) -> None:
        super().__init__()
        self.latent_size = latent_size

    def encode(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        return mean, torch.clamp(log_variance, -12.0, 4.0)

    def decode(self, codes: Tensor) -> Tensor:
        """Mean image of each code, ``(n, 1, size, size)`` in [0, 1]."""
        images: Tensor = self.decoder(codes)
        return images


class DenseVAE(VAE):
    """Fully connected layers: enough for a plane of 8 by 8 digits."""

    def __init__(self, latent_size: int = 2, *, size: int = 8, width: int = 192) -> None:
        super().__init__(latent_size)
        self.encoder = nn.Sequential(
            nn.Flatten(),
            nn.Linear(size * size, width),
            nn.SiLU(),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Linear(width, 2 * latent_size),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent_size, width),
            nn.SiLU(),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Linear(width, size * size),
            nn.Sigmoid(),
            nn.Unflatten(1, (1, size, size)),
        )


class ConvVAE(VAE):
    """Convolutions down to half the size and back."""

    def __init__(
        self, latent_size: int = 16, *, size: int = 8, channels: int = 32, width: int = 128
    ) -> None:
        super().__init__(latent_size)
        half = size // 2
        flat = channels * half * half
        self.encoder = nn.Sequential(
            nn.Conv2d(1, channels, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(flat, width),
            nn.SiLU(),
            nn.Linear(width, 2 * latent_size),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent_size, width),
            nn.SiLU(),
            nn.Linear(width, flat),
            nn.SiLU(),
            nn.Unflatten(1, (channels, half, half)),
            nn.ConvTranspose2d(channels, channels, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv2d(channels, 1, 3, padding=1),
            nn.Sigmoid(),
        )
