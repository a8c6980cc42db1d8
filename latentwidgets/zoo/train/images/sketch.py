"""The same variational autoencoder, sketched where a step costs a millisecond.

What disentangles is patience: the weight of the KL term must fall slowly, so that the most visible
factor takes a dimension, is learned wholly, and only then the next one comes. Convolutions on a
processor have no such time. So the codes are first found for the principal components of the
pictures, by small dense networks with the very loss of the model; then the convolutions are taught
them (`latentwidgets.zoo.train.images.loop`). No label is used in either.
"""

import itertools
import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from tqdm.auto import tqdm

from latentwidgets.zoo.train.images.bound import kl_per_dimension, total_correlation

__all__ = ["Sketch", "draw_sketch"]

_SLOPE = 0.1
_N_FITTED = 3000  # pictures for the components
_AT_ONCE = 1000
_BATCH = 96
_LEARNING_RATE = 2e-3
_WAKE_EVERY = 300  # steps
_ASLEEP = 0.02  # variance of the means below which a dimension sleeps
_N_LOOKED_AT = 1000
_RISE, _FALL = 0.05, 0.7  # shares of the steps at which the rate has risen, and begins to fall


@dataclass(frozen=True)
class Sketch:
    """How the codes are sketched.

    Attributes
    ----------
    n_components
        Principal components of the pictures.
    n_steps
        Of batches of 96.
    width
        Of the dense networks.
    first_kl, kl, warm_up
        Weight of the KL term, in the units of the squared error halved: at the start, at the end,
        and the share of the steps after which the end is reached, in equal factors.
    total_correlation
        How many times that weight the total correlation has besides.
    seed
        Of weights, batches and samples.
    """

    n_components: int
    n_steps: int
    width: int
    first_kl: float
    kl: float
    warm_up: float
    total_correlation: float
    seed: int = 0


def draw_sketch(images: Tensor, latent_size: int, sketch: Sketch) -> tuple[Tensor, Tensor]:
    """Find codes of pictures ``(n, C, H, W)`` uint8: means and log-variances, each ``(n, d)``."""
    components = _components(images, sketch.n_components)
    scale = 3 * components.std()
    encoder, decoder = _networks(sketch, latent_size)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=_LEARNING_RATE)
    generator = torch.Generator().manual_seed(sketch.seed)
    for step in tqdm(range(sketch.n_steps), desc="sketch", unit="step", mininterval=5):
        progress = step / sketch.n_steps
        if step % _WAKE_EVERY == _WAKE_EVERY - 1 and progress < sketch.warm_up:
            looked_at = torch.randint(len(images), (_N_LOOKED_AT,), generator=generator)
            _wake(encoder, decoder, components[looked_at] / scale)
        for group in optimizer.param_groups:
            group["lr"] = _LEARNING_RATE * _rate(progress)
        chosen = torch.randint(len(images), (_BATCH,), generator=generator)
        batch = components[chosen]
        mean, log_variance = _encoded(encoder, batch / scale)
        noise = torch.randn(mean.shape, generator=generator)
        codes = mean + noise * torch.exp(0.5 * log_variance)
        error = (decoder(codes) * scale - batch).square().sum(dim=1).mean()
        kl = kl_per_dimension(mean, log_variance).sum(dim=1).mean()
        apart = total_correlation(codes, mean, log_variance, len(images))
        weight = _weight(sketch, progress)
        loss = error / 2 + weight * (kl + sketch.total_correlation * apart)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    with torch.inference_mode():
        mean, log_variance = _encoded(encoder, components / scale)
    return mean.clone(), log_variance.clone()


def _components(images: Tensor, n: int) -> Tensor:
    """Coordinates of pictures along their principal components, ``(n_images, n)``."""
    from sklearn.utils.extmath import randomized_svd

    flat = images.flatten(1)
    fitted = flat[:_N_FITTED].numpy().astype("float32") / 255
    centre = fitted.mean(axis=0)
    _, _, axes = randomized_svd(fitted - centre, n, n_iter=2, random_state=0)
    axes_t, middle = torch.from_numpy(axes.T.copy()), torch.from_numpy(centre)
    return torch.cat(
        [(part.float() / 255 - middle) @ axes_t for part in torch.split(flat, _AT_ONCE)]
    )


def _networks(sketch: Sketch, latent_size: int) -> tuple[nn.Sequential, nn.Sequential]:
    torch.manual_seed(sketch.seed)
    n, width = sketch.n_components, sketch.width
    return (
        _dense(n, width, width, 2 * latent_size),
        _dense(latent_size, width, width, n),
    )


def _dense(*sizes: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(sizes):
        linear = nn.Linear(before, after)
        nn.init.normal_(linear.weight, std=before**-0.5)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.LeakyReLU(_SLOPE, inplace=True)]
    return nn.Sequential(*layers[:-1])


def _wake(encoder: nn.Sequential, decoder: nn.Sequential, components: Tensor) -> None:
    """Give the first dimension that sleeps fresh weights: by itself none wakes in good time.

    It falls asleep again unless it finds something to tell that is worth the KL term's weight.
    """
    last, first = cast("nn.Linear", encoder[-1]), cast("nn.Linear", decoder[0])
    with torch.no_grad():
        mean, _ = _encoded(encoder, components)
        asleep = torch.nonzero(mean.var(dim=0) < _ASLEEP)[:, 0].tolist()
        for dimension in asleep[:1]:
            spread = dimension + first.in_features
            nn.init.normal_(last.weight[dimension], std=last.in_features**-0.5)
            last.bias[dimension] = 0.0
            nn.init.zeros_(last.weight[spread])
            last.bias[spread] = -2.0  # a posterior that is heard
            nn.init.normal_(first.weight[:, dimension], std=first.in_features**-0.5)


def _encoded(encoder: nn.Sequential, components: Tensor) -> tuple[Tensor, Tensor]:
    mean, log_variance = encoder(components).chunk(2, dim=1)
    return mean, log_variance.clamp(-12.0, 4.0)


def _weight(sketch: Sketch, progress: float) -> float:
    share = min(1.0, progress / sketch.warm_up)
    return float(sketch.first_kl * (sketch.kl / sketch.first_kl) ** share)


def _rate(progress: float) -> float:
    rising = min(1.0, 0.04 + progress / _RISE)
    if progress < _FALL:
        return rising
    return 0.02 + 0.49 * (1 + math.cos(math.pi * (progress - _FALL) / (1 - _FALL)))
