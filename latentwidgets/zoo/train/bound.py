"""The training loop of the variational autoencoders of sequences: seeded, resumable."""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Tensor
from tqdm.auto import tqdm

from latentwidgets.zoo.networks.gaussian import GaussianVAE
from latentwidgets.zoo.train.checkpoint import read_checkpoint, write_checkpoint
from latentwidgets.zoo.train.training import Run

__all__ = ["BoundRecipe", "maximize_bound"]

_CHECKPOINT_EVERY = 2  # epochs
_RISE = 0.05  # share of the steps in which the learning rate rises
_LARGEST_GRADIENT = 5.0  # norm; recurrent layers now and then take a leap


@dataclass(frozen=True)
class BoundRecipe:
    """Settings of one training.

    Attributes
    ----------
    n_epochs, batch_size, learning_rate, weight_decay
        Of AdamW, with one learning-rate cycle.
    beta
        Weight of the KL term.
    warm_up
        Share of the epochs in which that weight rises from 0.
    seed
        Of batches and posterior samples.
    n_drawn
        How many samples the generator of the data draws for the training; 0 where the set's own
        are taken.
    """

    n_epochs: int
    beta: float
    warm_up: float = 0.2
    weight_decay: float = 1e-4
    batch_size: int = 256
    learning_rate: float = 2e-3
    seed: int = 0
    n_drawn: int = 0


def maximize_bound(
    module: GaussianVAE, samples: tuple[Tensor, ...], recipe: BoundRecipe, run: Run
) -> dict[str, Any]:
    """Train on arrays of one length, and return the settings.

    Parameters
    ----------
    samples
        What the encoder takes, and what else `GaussianVAE.misfit` needs, each ``(n, ...)``.
    """
    if run.epochs is not None:
        recipe = replace(recipe, n_epochs=run.epochs)
    generator = torch.Generator().manual_seed(recipe.seed)
    optimizer = torch.optim.AdamW(
        module.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    first = 0
    if run.checkpoint is not None and run.checkpoint.exists():
        first, states = read_checkpoint(run.checkpoint, module, optimizer)
        generator.set_state(states["training"])
    module.train()
    epochs = tqdm(range(first, recipe.n_epochs), initial=first, total=recipe.n_epochs, unit="epoch")
    for epoch in epochs:
        losses = _epoch(module, samples, recipe, epoch, optimizer, generator)
        epochs.set_postfix(misfit=f"{losses[0]:.3f}", kl=f"{losses[1]:.1f}", refresh=False)
        if run.checkpoint is not None and (epoch + 1) % _CHECKPOINT_EVERY == 0:
            states = {"training": generator.get_state()}
            write_checkpoint(run.checkpoint, epoch + 1, module, optimizer, states)
    module.eval()
    return asdict(recipe)


def _epoch(  # noqa: PLR0913, PLR0917
    module: GaussianVAE,
    samples: tuple[Tensor, ...],
    recipe: BoundRecipe,
    epoch: int,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> tuple[float, float]:
    weight = recipe.beta * min(1.0, (epoch + 1) / max(1.0, recipe.warm_up * recipe.n_epochs))
    n = len(samples[0])
    batches = torch.split(torch.randperm(n, generator=generator), recipe.batch_size)
    totals = [0.0, 0.0]
    for step, indices in enumerate(batches):
        progress = (epoch + step / len(batches)) / recipe.n_epochs
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _cycle(progress)
        misfit, kl = module.bound_terms(tuple(array[indices] for array in samples), generator)
        optimizer.zero_grad()
        torch.autograd.backward((misfit + weight * kl).mean())
        torch.nn.utils.clip_grad_norm_(module.parameters(), _LARGEST_GRADIENT)
        optimizer.step()
        totals[0] += float(misfit.detach().sum())
        totals[1] += float(kl.detach().sum())
    return totals[0] / n, totals[1] / n


def _cycle(progress: float) -> float:
    """Learning rate as a share of its largest: a linear rise, then half a cosine down."""
    if progress < _RISE:
        return 0.04 + 0.96 * progress / _RISE
    return 0.5 * (1 + math.cos(math.pi * (progress - _RISE) / (1 - _RISE)))
