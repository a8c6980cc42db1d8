"""How each generator was trained: the numbers, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["RECIPES", "Recipe"]


@dataclass(frozen=True)
class Recipe:
    """Settings of one training.

    Attributes
    ----------
    n_epochs, steps, batch_size
        An epoch is so many steps: data may be drawn without end, so that there is no other.
    critic
        Channels of the critic, full size first.
    learning_rate, critic_learning_rate
        Of Adam, falling to 0 by half a cosine where `decays`.
    penalty, penalty_every
        Weight of the squared gradients of the critic at real and generated pictures, and how many
        steps apart it is taken.
    averaged
        Decay, a step, of the running mean of the generator's weights, which is what is kept.
    augmented
        Share of the pictures deformed a little before the critic sees them, real and generated.
    mixed
        Share of the pictures made with two styles, switched at a random layer.
    warm_up
        Epochs in which the generator is trained as the decoder of a VAE, before it meets a critic.
    noise_sd, kept
        Likelihood of that VAE, a pixel; weight of its bound while the generator meets the critic,
        falling to 0.
    balanced
        Epochs after the warm-up in which critic and generator step in turn, and the critic says
        which of a pair is real (Huang et al., *The GAN is dead; long live the GAN!*, 2024), which
        covers modes. All of them where None. After these the critic says whether one picture is
        real (Goodfellow et al. 2014, non-saturating), and the generator runs ahead.
    generator_steps
        Its steps then for each of the critic.
    sees_spread
        Whether the critic sees the variety of a batch.
    milestones
        Epochs at which the generator is kept for the time line.
    seed
        Of all that is drawn.
    """

    n_epochs: int
    critic: Sequence[int]
    steps: int = 100
    batch_size: int = 64
    learning_rate: float = 1e-3
    critic_learning_rate: float = 1e-3
    decays: bool = True
    penalty: float = 0.5
    penalty_every: int = 1
    averaged: float = 0.998
    augmented: float = 0.0
    mixed: float = 0.0
    warm_up: int = 0
    noise_sd: float = 0.1
    kept: float = 0.0
    balanced: int | None = None
    generator_steps: int = 1
    sees_spread: bool = True
    milestones: tuple[int, ...] = ()
    seed: int = 0


RECIPES = {
    "digits/gan": Recipe(n_epochs=24, critic=(24, 48), augmented=0.5, penalty=0.5, penalty_every=4),
    "cats/style-gan": Recipe(
        n_epochs=38,
        batch_size=16,
        critic=(12, 24, 48, 96, 128),
        learning_rate=1e-3,
        critic_learning_rate=5e-4,
        penalty=0.5,
        penalty_every=4,
        mixed=0.5,
        warm_up=15,
        noise_sd=0.2,
    ),
    "cats/collapsed-gan": Recipe(
        n_epochs=60,
        steps=30,
        batch_size=16,
        critic=(8, 16, 32, 48, 64),
        learning_rate=5e-4,
        critic_learning_rate=5e-4,
        decays=False,
        penalty=0.5,
        penalty_every=4,
        averaged=0.0,
        warm_up=40,
        noise_sd=0.2,
        balanced=8,
        generator_steps=4,
        sees_spread=False,
        milestones=(40, *range(48, 61)),
    ),
}
