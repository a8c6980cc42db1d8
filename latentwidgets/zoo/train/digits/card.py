"""What was measured of a model of digits, as a card to read."""

from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.entries import Entry

__all__ = ["card"]

_CARD = """\
# {name}

{title}. {n_parameters:,} parameters. Trained, and this card written, by
`python -m latentwidgets.zoo.train {name}` ({n_epochs} epochs, seed {seed}, minutes on two cores).

- Data: {data}, {data_licence};
  {n_train:,} training and {n_test} test samples (stratified, seeded).
- Weights: {licence}.
- Input and output: images `(n, 1, 8, 8)` in [0, 1].
- Latent: {latent_size} dimensions, standard normal prior.
- Likelihood: Gaussian, standard deviation {noise_sd} a pixel. Settings were chosen on a fifth of
  the training samples; the figures below are on the test samples unless they say otherwise.

| reconstruction, mean squared error a pixel | |
|---|---|
| this model, test samples | {test_mse:.5f} |
| PCA with {latent_size} components, clipped to [0, 1], test samples | {pca_test_mse:.5f} |
| this model, training samples | {train_mse:.5f} |

| independent classifier (support vector machine on real training images) | accuracy |
|---|---|
| real test images | {real_test:.1%} |
| their reconstructions by this model | {reconstructions:.1%} |
| their reconstructions by PCA | {pca_reconstructions:.1%} |
| samples near a class (below) | {near_class_samples:.1%} |

*Near a class*: decoded draws from a Gaussian fitted to the training codes of each class, 100 each.

Samples of the prior have no label. The share that is *clear* (the machine and a second classifier,
a small network trained likewise, agree, the network with probability above 0.9) is
**{clear_prior_samples:.1%}** of 1,000 prior samples, and of the real test images
{clear_real_test:.1%}.{hint}

Latent use: {active_units} of {latent_size} units are active (variance of the posterior mean above
0.01){dead}. KL {kl:.2f} nats an image; negative evidence lower bound {bound:.1f} nats an image.
KL by dimension: {kl_list}.

Limits: digits of 13 writers at 8 by 8 pixels, the same writers in training and test; for teaching,
not a reader of handwriting.
"""

_FEW = 0.6
_HINT = (
    " A random code is often no digit, as the codes do not fill the prior evenly: draw near them."
)


def card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    """Write the card, Markdown."""
    latent, classifier = figures["latent"], figures["classifier"]
    n_dead = entry.latent_size - latent["active_units"]
    return _CARD.format(
        name=entry.name,
        title=entry.title,
        licence=entry.licence,
        latent_size=entry.latent_size,
        data=entry.data,
        data_licence=dataset.licence,
        n_parameters=figures["n_parameters"],
        n_train=figures["n_train"],
        n_test=figures["n_test"],
        n_epochs=figures["recipe"]["n_epochs"],
        seed=figures["recipe"]["seed"],
        noise_sd=figures["recipe"]["noise_sd"],
        active_units=latent["active_units"],
        kl=latent["kl"],
        hint=_HINT if classifier["clear_prior_samples"] < _FEW else "",
        dead=f"; {n_dead} are dead, a thing worth seeing" if n_dead else "",
        kl_list=", ".join(f"{value:.2f}" for value in latent["kl_per_dimension"]),
        bound=latent["kl"] + latent["negative_log_likelihood"],
        **figures["reconstruction"],
        **classifier,
    )
