"""How each built-in model was trained: the numbers, nothing else."""

from dataclasses import dataclass

__all__ = ["RECIPES", "Recipe"]


@dataclass(frozen=True)
class Recipe:
    """Settings of one training.

    Attributes
    ----------
    n_epochs, batch_size, learning_rate, weight_decay
        Of AdamW, with one learning-rate cycle.
    noise_sd
        Standard deviation of the Gaussian likelihood, a pixel, in units of the grey scale. It sets
        the balance of sharpness and KL (it is the β of a β-VAE on squared errors, β = 2 noise_sd²).
    warm_up
        Share of the epochs in which the KL term's weight rises from 0 to 1, so that dimensions are
        not given up before the decoder has learned to use them.
    augmented
        Share of the images moved, turned, sheared and scaled a little at each step.
    seed
        Of weights, batches, augmentation and posterior samples.
    """

    n_epochs: int
    noise_sd: float
    warm_up: float
    augmented: float
    weight_decay: float
    batch_size: int = 128
    learning_rate: float = 2e-3
    seed: int = 0


# Chosen on a fifth of the training samples, never on the test samples.
RECIPES = {
    "digits/vae-2d": Recipe(
        n_epochs=1200, noise_sd=0.165, warm_up=0.02, augmented=0.3, weight_decay=0.05
    ),
    "digits/vae": Recipe(n_epochs=400, noise_sd=0.1, warm_up=0.3, augmented=0.5, weight_decay=0.01),
}
