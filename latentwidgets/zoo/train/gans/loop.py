"""The training loop: seeded, resumable, the same on every run."""

import copy
import math
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn
from tqdm.auto import tqdm

from latentwidgets.zoo.networks.gans import StyleGenerator
from latentwidgets.zoo.train.checkpoint import read_checkpoint, write_checkpoint
from latentwidgets.zoo.train.digits.augmentation import deform
from latentwidgets.zoo.train.gans.critics import Critic, Reader
from latentwidgets.zoo.train.gans.losses import (
    bound,
    critic_loss,
    generator_loss,
    gradient_penalty,
)
from latentwidgets.zoo.train.gans.recipes import Recipe

__all__ = ["Trainer"]

Keep = Callable[[int, nn.Module], None]


class Pictures(Protocol):
    """Where real pictures come from."""

    def start(self, epoch: int) -> None:
        """Get ready for an epoch."""

    def __call__(self, n: int, draw: torch.Generator) -> Tensor:
        """Draw a batch."""


class Trainer:
    """Trains one generator against a critic of its own.

    Parameters
    ----------
    module
        The generator; trained in place, and at the end the mean of its late weights.
    pictures
        Draws batches of real pictures.
    recipe
        The settings.
    """

    def __init__(self, module: nn.Module, pictures: Pictures, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.pictures = recipe, pictures
        self.draw = torch.Generator().manual_seed(recipe.seed)
        n_colours = pictures(1, torch.Generator().manual_seed(0)).shape[1]
        self.generator = module
        self.average = copy.deepcopy(module).requires_grad_(False)
        self.critic = Critic(recipe.critic, n_colours=n_colours, sees_spread=recipe.sees_spread)
        self.reader = Reader(recipe.critic, int(module.z_dim), n_colours=n_colours)  # type: ignore[arg-type]
        parts = {
            "generator": self.generator,
            "average": self.average,
            "critic": self.critic,
            "reader": self.reader,
        }
        self.parts = nn.ModuleDict(parts)
        makers = [*self.generator.parameters(), *self.reader.parameters()]
        self.optimizer = torch.optim.Adam(
            [
                {"params": makers, "lr": recipe.learning_rate},
                {"params": list(self.critic.parameters()), "lr": recipe.critic_learning_rate},
            ],
            betas=(0.0, 0.99),
        )

    def run(self, *, checkpoint: Path | None = None, keep: Keep | None = None) -> None:
        """Train; go on from the checkpoint where there is one.

        Parameters
        ----------
        checkpoint
            Kept current.
        keep
            Called with the epoch and the generator at each milestone.
        """
        first, recipe = 0, self.recipe
        if checkpoint is not None and checkpoint.exists():
            first, states = read_checkpoint(checkpoint, self.parts, self.optimizer)
            self.draw.set_state(states["drawing"])
        self.parts.train()
        epochs = tqdm(range(first, recipe.n_epochs), initial=first, total=recipe.n_epochs)
        if first == 0 and keep is not None and 0 in recipe.milestones:
            keep(0, self.average)
        for epoch in epochs:
            self.pictures.start(epoch)
            if epoch == recipe.warm_up and not recipe.averaged:  # what is shown is what goes on
                self.generator.load_state_dict(self.average.state_dict())
                self.optimizer.state.clear()
            said = self._epoch(epoch)
            epochs.set_postfix_str(said, refresh=False)
            if checkpoint is not None:
                states = {"drawing": self.draw.get_state()}
                write_checkpoint(checkpoint, epoch + 1, self.parts, self.optimizer, states)
            if keep is not None and epoch + 1 in recipe.milestones:
                keep(epoch + 1, self.average)
        self.generator.load_state_dict(self.average.state_dict())

    def _epoch(self, epoch: int) -> str:
        recipe = self.recipe
        warming = epoch < recipe.warm_up
        scores: dict[str, float] = {}
        for step in range(recipe.steps):
            done = epoch + step / recipe.steps
            self._set_rates(done, warming=warming)
            if warming:
                scores = {"bound": self._warm()}
            else:
                paired = recipe.balanced is None or epoch < recipe.warm_up + recipe.balanced
                at = epoch * recipe.steps + step
                scores = {"critic": self._teach_critic(at, paired=paired)}
                for _ in range(1 if paired else recipe.generator_steps):
                    scores["generator"] = self._teach_generator(done, paired=paired)
            self._follow(warming=warming)
        return " ".join(f"{name} {value:.3f}" for name, value in scores.items())

    def _set_rates(self, epoch: float, *, warming: bool) -> None:
        recipe = self.recipe
        first, last = (0, recipe.warm_up) if warming else (recipe.warm_up, recipe.n_epochs)
        share = (epoch - first) / max(1, last - first)
        rate = 0.5 * (1 + math.cos(math.pi * share)) if recipe.decays else 1.0
        rate = max(rate, 0.2) if warming else rate * min(1.0, 0.1 + 50 * share)
        rates = (recipe.learning_rate, recipe.critic_learning_rate)
        for group, base in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = (2e-3 if warming else base) * rate
            group["betas"] = (0.9, 0.99) if warming else (0.0, 0.99)

    def _warm(self) -> float:
        pictures = self.pictures(self.recipe.batch_size, self.draw)
        loss = bound(self.reader, self.generator, pictures, self.recipe.noise_sd, self.draw)
        self._step(loss)
        return float(loss.detach())

    def _teach_critic(self, step: int, *, paired: bool) -> float:
        recipe = self.recipe
        real = self._seen(self.pictures(recipe.batch_size, self.draw))
        with torch.no_grad():
            generated = self._seen(self._made(recipe.batch_size))
        loss = critic_loss(self.critic(real), self.critic(generated), paired=paired)
        said = float(loss.detach())
        if recipe.penalty and step % recipe.penalty_every == 0:
            held = gradient_penalty(self.critic, real) + gradient_penalty(self.critic, generated)
            loss = loss + recipe.penalty * recipe.penalty_every * held
        self._step(loss)
        return said

    def _teach_generator(self, epoch: float, *, paired: bool) -> float:
        recipe = self.recipe
        self.critic.requires_grad_(False)
        generated = self.critic(self._seen(self._made(recipe.batch_size)))
        pictures = self.pictures(recipe.batch_size, self.draw)
        real = self.critic(self._seen(pictures)) if paired else generated
        loss = generator_loss(real, generated, paired=paired)
        said = float(loss.detach())
        left = 1 - (epoch - recipe.warm_up) / max(1, recipe.n_epochs - recipe.warm_up)
        if recipe.kept:
            kept = bound(self.reader, self.generator, pictures, recipe.noise_sd, self.draw)
            loss = loss + recipe.kept * left * kept
        self._step(loss)
        self.critic.requires_grad_(True)
        return said

    def _step(self, loss: Tensor) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self.optimizer.step()

    def _made(self, n: int) -> Tensor:
        """Generate pictures of codes from the prior, some of two styles."""
        codes = torch.randn(n, int(self.generator.z_dim), generator=self.draw)  # type: ignore[arg-type]
        if not (self.recipe.mixed and isinstance(self.generator, StyleGenerator)):
            made: Tensor = self.generator(codes)
            return made
        n_layers = self.generator.num_ws
        others = torch.randn(codes.shape, generator=self.draw)
        first, second = self.generator.mapping(torch.cat([codes, others])).chunk(2)
        switch = torch.randint(1, n_layers, (n, 1, 1), generator=self.draw)
        unmixed = torch.rand(n, 1, 1, generator=self.draw) >= self.recipe.mixed
        is_first = (torch.arange(n_layers)[None, :, None] < switch) | unmixed
        mixed: Tensor = self.generator.synthesis(
            torch.where(is_first, first[:, None], second[:, None])
        )
        return mixed

    def _seen(self, pictures: Tensor) -> Tensor:
        share = self.recipe.augmented
        return deform(pictures, share, self.draw) if share else pictures

    @torch.no_grad()
    def _follow(self, *, warming: bool) -> None:
        decay = 0.99 if warming else self.recipe.averaged
        new = self.generator.state_dict()
        for name, mean in self.average.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(new[name], 1 - decay)
            else:
                mean.copy_(new[name])
