"""What critic and generator want, and what holds them."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwidgets.zoo.train.gans.critics import Reader

__all__ = ["bound", "critic_loss", "generator_loss", "gradient_penalty"]


def critic_loss(real: Tensor, generated: Tensor, *, paired: bool) -> Tensor:
    """Loss of a critic's scores ``(n,)`` each: that real ones are above the generated."""
    if paired:
        return functional.softplus(generated - real).mean()
    return functional.softplus(generated).mean() + functional.softplus(-real).mean()


def generator_loss(real: Tensor, generated: Tensor, *, paired: bool) -> Tensor:
    """Loss of the generator: that the critic errs."""
    return functional.softplus((real if paired else 0.0) - generated).mean()


def gradient_penalty(critic: nn.Module, pictures: Tensor) -> Tensor:
    """Half the mean squared gradient of the scores at pictures: R1 at real, R2 at generated ones.

    Mescheder et al., *Which Training Methods for GANs do actually Converge?*, 2018.
    """
    pictures = pictures.detach().requires_grad_()
    scores = critic(pictures)
    (gradient,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return 0.5 * gradient.square().flatten(1).sum(dim=1).mean()


def bound(
    reader: Reader,
    generator: nn.Module,
    pictures: Tensor,
    noise_sd: float,
    draw: torch.Generator,
) -> Tensor:
    """Negative evidence lower bound of a VAE with a Gaussian likelihood, less its constant.

    In units of the squared error a picture, so that its size does not depend on `noise_sd`:
    squared error plus 2 noise_sd² KL.
    """
    mean, log_variance = reader(pictures)
    noise = torch.randn(mean.shape, generator=draw)
    decoded = generator(mean + noise * torch.exp(0.5 * log_variance))
    error = (decoded - pictures).square().flatten(1).sum(dim=1)
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=1)
    loss: Tensor = (error + 2 * noise_sd**2 * kl).mean()
    return loss
