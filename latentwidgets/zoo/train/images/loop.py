"""The training loop: seeded, resumable, the same on every run with one thread."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from tqdm.auto import tqdm

from latentwidgets.zoo.networks.vae import Autoencoder, VariationalAutoencoder
from latentwidgets.zoo.train.checkpoint import read_checkpoint, save_weights, write_checkpoint
from latentwidgets.zoo.train.images.bound import (
    kl_per_dimension,
    misfit,
    sampled,
    total_correlation,
)
from latentwidgets.zoo.train.images.recipes import Recipe
from latentwidgets.zoo.train.images.sketch import draw_sketch
from latentwidgets.zoo.train.schedule import cycle
from latentwidgets.zoo.train.training import Run

__all__ = ["Draw", "fit", "kl_weight"]

#: Draws n pictures with a seed: float32 ``(n, C, 64, 64)`` in [0, 1].
Draw = Callable[[int, int], Any]

_DRAWN_AT_ONCE = 1000
_POOL_SEED = 1_000_000  # far from those of the data sets: no picture of theirs is trained on


def fit(module: Autoencoder, draw: Draw, recipe: Recipe, run: Run) -> dict[str, Any]:
    """Train on pictures drawn for it, and return the settings."""
    if run.epochs is not None:
        recipe = replace(recipe, n_epochs=run.epochs)
    torch.set_flush_denormal(True)  # else the last steps take ten times as long as the first
    try:
        _fit(module, draw, recipe, run)
    finally:
        torch.set_flush_denormal(False)
    return asdict(recipe)


def _fit(module: Autoencoder, draw: Draw, recipe: Recipe, run: Run) -> None:
    images = _pool(draw, recipe.n_images)
    taught = _sketched(images, module, recipe, run)
    generator = torch.Generator().manual_seed(recipe.seed)
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.Adam(module.parameters(), lr=recipe.learning_rate)
    first = 0
    if run.checkpoint is not None and run.checkpoint.exists():
        first, states = read_checkpoint(run.checkpoint, module, optimizer)
        generator.set_state(states["training"])
    module.train()
    epochs = tqdm(range(first, recipe.n_epochs), initial=first, total=recipe.n_epochs, unit="epoch")
    for epoch in epochs:
        terms = _epoch(module, images, taught, recipe, epoch, optimizer, generator)
        epochs.set_postfix(terms, refresh=False)
        if run.checkpoint is not None:
            states = {"training": generator.get_state()}
            write_checkpoint(run.checkpoint, epoch + 1, module, optimizer, states)
    module.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    module.eval()


def kl_weight(recipe: Recipe, progress: float) -> float:
    """Weight of the KL term after a share of the training."""
    if recipe.kl == 0 or progress >= recipe.warm_up:
        return recipe.kl
    return float(recipe.first_kl * (recipe.kl / recipe.first_kl) ** (progress / recipe.warm_up))


def _pool(draw: Draw, n: int) -> Tensor:
    """Draw the pictures, kept in bytes: as floats they would take four times the memory."""
    starts = range(0, n, _DRAWN_AT_ONCE)
    parts = [
        np.rint(draw(min(_DRAWN_AT_ONCE, n - start), _POOL_SEED + start) * 255).astype(np.uint8)
        for start in tqdm(starts, desc="drawing", unit="thousand")
    ]
    return torch.from_numpy(np.concatenate(parts))


def _epoch(  # noqa: PLR0913, PLR0917
    module: Autoencoder,
    images: Tensor,
    taught: tuple[Tensor, Tensor] | None,
    recipe: Recipe,
    epoch: int,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> dict[str, float]:
    order = torch.randperm(len(images), generator=generator)
    batches = torch.split(order, recipe.batch_size)
    totals: dict[str, float] = {}
    for step, indices in enumerate(batches):
        progress = (epoch + step / len(batches)) / recipe.n_epochs
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * cycle(progress)
        batch = (images[indices].float() / 255).contiguous(memory_format=torch.channels_last)
        if taught is not None and progress < recipe.taught:
            wanted = (taught[0][indices], taught[1][indices])
            loss, terms = _lesson(module, batch, wanted, recipe, generator)
        else:
            weight = kl_weight(recipe, progress)
            loss, terms = _loss(module, batch, recipe, weight, generator, len(images))
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        for name, value in terms.items():
            totals[name] = totals.get(name, 0.0) + float(value.detach()) / len(batches)
    return {name: round(value, 3) for name, value in totals.items()}


def _sketched(
    images: Tensor, module: Autoencoder, recipe: Recipe, run: Run
) -> tuple[Tensor, Tensor] | None:
    """Sketch the codes, or read them where this training was interrupted."""
    if recipe.sketch is None:
        return None
    path = None if run.checkpoint is None else run.checkpoint.with_suffix(".sketch")
    if path is not None and path.exists():
        tensors = load_file(path)
        return tensors["mean"], tensors["log_variance"]
    mean, log_variance = draw_sketch(images, module.latent_size, recipe.sketch)
    if path is not None:
        save_weights({"mean": mean, "log_variance": log_variance}, path, {})
    return mean, log_variance


def _lesson(
    module: Autoencoder,
    batch: Tensor,
    wanted: tuple[Tensor, Tensor],
    recipe: Recipe,
    generator: torch.Generator,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Decode codes of the sketched posteriors; encode to these posteriors (their KL divergence)."""
    mean, log_variance = wanted
    noise = torch.randn(mean.shape, generator=generator)
    codes = mean + noise * torch.exp(0.5 * log_variance)
    nats, apart = misfit(module, codes, batch, recipe.noise_sd)
    found_mean, found = module.encoder(batch).chunk(2, dim=1)
    found = found.clamp(-12.0, 4.0)
    ratio = torch.exp(log_variance - found)
    misread = 0.5 * ((mean - found_mean).square() * torch.exp(-found) + ratio - 1 - ratio.log())
    lost = misread.sum(dim=1).mean()
    return nats + lost, {"error": apart, "misread": lost}


def _loss(  # noqa: PLR0913, PLR0917
    module: Autoencoder,
    batch: Tensor,
    recipe: Recipe,
    weight: float,
    generator: torch.Generator,
    n: int,
) -> tuple[Tensor, dict[str, Tensor]]:
    if not isinstance(module, VariationalAutoencoder):
        nats, apart = misfit(module, module.encoder(batch), batch, recipe.noise_sd)
        return nats, {"error": apart}
    codes, mean, log_variance = sampled(module, batch, generator)
    nats, apart = misfit(module, codes, batch, recipe.noise_sd)
    kl = kl_per_dimension(mean, log_variance).sum(dim=1).mean()
    loss = nats + weight * kl
    terms = {"error": apart, "kl": kl}
    if recipe.total_correlation:
        correlation = total_correlation(codes, mean, log_variance, n)
        loss = loss + recipe.total_correlation * weight / recipe.kl * correlation
        terms["tc"] = correlation
    return loss, terms
