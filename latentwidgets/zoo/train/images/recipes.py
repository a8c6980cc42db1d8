"""How each model of pictures was trained: the numbers, nothing else."""

from dataclasses import dataclass

from latentwidgets.zoo.train.images.sketch import Sketch

__all__ = ["RECIPES", "Recipe"]


@dataclass(frozen=True)
class Recipe:
    """Settings of one training.

    Attributes
    ----------
    n_images
        Pictures drawn for it, with a seed of their own: none of them is in the data set.
    n_epochs, batch_size, learning_rate
        Of Adam, with one learning-rate cycle.
    noise_sd
        Standard deviation of the Gaussian likelihood, a pixel and channel; None for a Bernoulli
        likelihood, which is for pictures nearly all black or white: a squared error of these hardly
        has a slope once a blur of all of them is learned.
    kl
        Weight of the KL term: 1 in a VAE, β in a β-VAE, 0 in a plain autoencoder, whose codes have
        no noise.
    total_correlation
        Further weight of the total correlation of the dimensions, β - 1 of a β-TCVAE.
    first_kl
        Weight of the KL term at the start; it goes to `kl` in equal factors over `warm_up`, a share
        of the training. Where it is larger, the dimensions come to use one after another, the most
        visible factor first, and each takes a dimension of its own.
    sketch, taught
        Where the codes are found first by small dense networks, how; and the share of the training
        in which the convolutions are taught these codes, before they go on by themselves.
    seed
        Of weights, batches and posterior samples.
    """

    n_images: int
    n_epochs: int
    noise_sd: float | None
    kl: float
    total_correlation: float = 0.0
    first_kl: float = 1.0
    warm_up: float = 0.3
    batch_size: int = 64
    learning_rate: float = 1e-3
    sketch: Sketch | None = None
    taught: float = 0.7
    seed: int = 0


RECIPES = {
    "cats/ae": Recipe(n_images=20_000, n_epochs=6, noise_sd=0.3, kl=0, learning_rate=2e-3),
    "cats/vae": Recipe(
        n_images=20_000,
        n_epochs=8,
        noise_sd=0.7,
        kl=1,
        first_kl=0.02,
        warm_up=0.3,
        learning_rate=2e-3,
    ),
    # A sketch's weights are those of a noise of 1: 0.1 there is 1 at 0.316.
    "cats/beta-vae": Recipe(
        n_images=20_000,
        n_epochs=8,
        noise_sd=0.316,
        kl=1,
        total_correlation=1,
        first_kl=1,
        learning_rate=2e-3,
        sketch=Sketch(
            n_components=96,
            n_steps=20_000,
            width=256,
            first_kl=30,
            kl=0.1,
            warm_up=0.85,
            total_correlation=1,
            seed=4,
        ),
    ),
    "shapes/beta-vae": Recipe(
        n_images=20_000,
        n_epochs=8,
        noise_sd=None,
        kl=4,
        first_kl=4,
        learning_rate=1e-3,
        sketch=Sketch(
            n_components=160,
            n_steps=12_000,
            width=256,
            first_kl=10,
            kl=0.3,
            warm_up=0.85,
            total_correlation=0,
        ),
    ),
    "faces/vae": Recipe(
        n_images=20_000,
        n_epochs=14,
        noise_sd=0.7,
        kl=1,
        first_kl=0.02,
        warm_up=0.3,
        learning_rate=2e-3,
    ),
}
