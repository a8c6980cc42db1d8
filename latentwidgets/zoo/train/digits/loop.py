"""The training loop: seeded, resumable, the same on every run."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from tqdm.auto import tqdm

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.networks.digits import VAE
from latentwidgets.zoo.train.checkpoint import read_checkpoint, write_checkpoint
from latentwidgets.zoo.train.digits.augmentation import deform
from latentwidgets.zoo.train.digits.recipes import Recipe
from latentwidgets.zoo.train.schedule import cycle
from latentwidgets.zoo.train.training import Run

__all__ = ["bound_terms", "fit", "train"]

_CHECKPOINT_EVERY = 25  # epochs


def fit(module: VAE, dataset: Dataset, recipe: Recipe, run: Run) -> dict[str, Any]:
    """Train on the samples that are not held out, and return the settings."""
    if run.epochs is not None:
        recipe = replace(recipe, n_epochs=run.epochs)
    images = torch.from_numpy(dataset.samples[~dataset.is_test])
    train(module, images, recipe, checkpoint=run.checkpoint, watch=run.watch)
    return asdict(recipe)


def train(
    module: VAE,
    images: Tensor,
    recipe: Recipe,
    *,
    checkpoint: Path | None = None,
    watch: Callable[[int, VAE], None] | None = None,
) -> VAE:
    """Train on images ``(n, 1, h, w)``; go on from the checkpoint where there is one.

    `watch` is called with the number of epochs done, 0 before the first, and the module.
    """
    generator = torch.Generator().manual_seed(recipe.seed)
    optimizer = torch.optim.AdamW(
        module.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    first = 0
    if checkpoint is not None and checkpoint.exists():
        first, states = read_checkpoint(checkpoint, module, optimizer)
        generator.set_state(states["training"])
    module.train()
    if watch is not None and first == 0:
        watch(0, module)
    epochs = tqdm(range(first, recipe.n_epochs), initial=first, total=recipe.n_epochs, unit="epoch")
    for epoch in epochs:
        loss = _epoch(module, images, recipe, epoch=epoch, optimizer=optimizer, generator=generator)
        epochs.set_postfix(loss=f"{loss:.2f}", refresh=False)
        if watch is not None:
            watch(epoch + 1, module)
        if checkpoint is not None and (epoch + 1) % _CHECKPOINT_EVERY == 0:
            states = {"training": generator.get_state()}
            write_checkpoint(checkpoint, epoch + 1, module, optimizer, states)
    return module.eval()


def bound_terms(
    module: VAE, images: Tensor, noise_sd: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Negative log-likelihood (less its constant) and KL, nats an image, each ``(n,)``."""
    mean, log_variance = module.encode(images)
    noise = torch.randn(mean.shape, generator=generator)
    decoded = module.decode(mean + noise * torch.exp(0.5 * log_variance))
    error = (decoded - images).square().flatten(1).sum(dim=1)
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=1)
    return error / (2 * noise_sd**2), kl


def _epoch(  # noqa: PLR0913
    module: VAE,
    images: Tensor,
    recipe: Recipe,
    *,
    epoch: int,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> float:
    kl_weight = min(1.0, (epoch + 1) / max(1.0, recipe.warm_up * recipe.n_epochs))
    order = torch.randperm(len(images), generator=generator)
    batches = torch.split(order, recipe.batch_size)
    total = 0.0
    for step, indices in enumerate(batches):
        progress = (epoch + step / len(batches)) / recipe.n_epochs
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * cycle(progress)
        batch = deform(images[indices], recipe.augmented, generator)
        error, kl = bound_terms(module, batch, recipe.noise_sd, generator)
        loss = (error + kl_weight * kl).mean()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        total += float(loss.detach()) * len(indices)
    return total / len(images)
