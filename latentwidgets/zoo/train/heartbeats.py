"""Training of the model of heartbeats, and its error beside PCA's."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.heartbeats import NOISE_SD, draw_heartbeats
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.networks.series import HeartbeatVAE
from latentwidgets.zoo.train.bound import BoundRecipe, maximize_bound
from latentwidgets.zoo.train.drawn import decode_batches, encode_means
from latentwidgets.zoo.train.sheet import sheet, table
from latentwidgets.zoo.train.training import Run, Training

__all__ = ["RECIPE", "TRAININGS", "pca_error"]

RECIPE = BoundRecipe(n_epochs=60, beta=1.0, warm_up=0.3, batch_size=128, n_drawn=8_000)
_SEED = 1  # of the drawn training recordings; the set's own have 0


def pca_error(train: NDArray[np.float32], test: NDArray[np.float32], n_components: int) -> float:
    """Mean squared error of `test` by the principal components of `train`, both ``(n, ...)``."""
    from sklearn.decomposition import PCA

    flat = test.reshape(len(test), -1)
    pca = PCA(n_components, random_state=0).fit(train.reshape(len(train), -1))
    found = pca.inverse_transform(pca.transform(flat))
    return float(np.square(found - flat).mean())


def _train(module: HeartbeatVAE, dataset: Dataset, run: Run) -> dict[str, Any]:  # noqa: ARG001
    # The held-out recordings have factors and noise of another seed: none can be drawn again.
    series, factors = draw_heartbeats(RECIPE.n_drawn, _SEED)
    rates, phases = factors["rate"], 2 * np.pi * factors["phase"]
    timing = [torch.from_numpy(values.astype(np.float32)) for values in (rates, phases)]
    return maximize_bound(module, (torch.from_numpy(series), *timing), RECIPE, run)


def _evaluate(module: HeartbeatVAE, dataset: Dataset) -> dict[str, Any]:
    is_test = dataset.is_test
    train, _ = draw_heartbeats(RECIPE.n_drawn, _SEED)
    test = dataset.samples[is_test]
    codes = encode_means(module, test)
    error = float(np.square(decode_batches(module.decode, codes) - test).mean())
    with torch.inference_mode():
        rates = 80 + 18 * module.timed(torch.from_numpy(codes))[0].numpy()
    off = np.abs(rates - dataset.factors["rate"][is_test])
    figures = {
        "test_mse": error,
        "pca_test_mse": pca_error(train, test, module.latent_size),
        "noise_variance": NOISE_SD**2,
        "variance": float(test.var()),
        "rate_error": float(off.mean()),
    }
    return {
        "headline": f"error {error / figures['pca_test_mse']:.1%} of PCA's (same dimension)",
        "reconstruction": figures,
        "n_train": RECIPE.n_drawn,
        "n_test": int(is_test.sum()),
        "n_parameters": sum(value.numel() for value in module.parameters()),
    }


_ABOUT = """\
PCA was fitted to the same {n_train:,} training recordings. Nothing can go below the variance of the
noise. The decoder's layers give the Fourier series of one beat in either lead, how fast it is
repeated and where in it the window begins; the rate and the phase that the recordings were made
with are part of the loss.

Synthetic, for teaching: no patient's, and no ground for any diagnosis."""


def _card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    found = figures["reconstruction"]
    return sheet(
        entry,
        figures,
        dataset,
        takes="millivolts `(n, 256, 2)`: leads I and II, 100 a second.",
        gives="the same.",
        body=[
            table(
                ["held-out recordings", "mV²"],
                [
                    ["this model, mean squared error", f"{found['test_mse']:.5f}"],
                    [
                        f"PCA with {entry.latent_size} components, mean squared error",
                        f"{found['pca_test_mse']:.5f}",
                    ],
                    ["variance of the recordings", f"{found['variance']:.5f}"],
                    ["variance of their noise", f"{found['noise_variance']:.5f}"],
                ],
            ),
            f"The rate is found within {found['rate_error']:.2f} beats a minute on average.",
            _ABOUT.format(n_train=figures["n_train"]),
        ],
    )


TRAININGS = {"heartbeats/vae": Training(train=_train, evaluate=_evaluate, card=_card)}
