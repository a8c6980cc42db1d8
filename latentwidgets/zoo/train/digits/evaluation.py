"""The figures of a model card, each on samples that no training has seen."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.networks.digits import VAE
from latentwidgets.zoo.train.digits.loop import bound_terms
from latentwidgets.zoo.train.digits.recipes import Recipe

__all__ = ["evaluate"]

_PER_CLASS = 100
_N_PRIOR = 1000
_ACTIVE = 0.01  # Burda, Grosse & Salakhutdinov 2015
_SURE = 0.9

Flat = NDArray[np.float32]


def evaluate(module: VAE, dataset: Dataset, recipe: Recipe) -> dict[str, Any]:
    """Measure reconstructions, samples and the use of the latent dimensions."""
    train, test = (
        torch.from_numpy(dataset.samples[part]) for part in (~dataset.is_test, dataset.is_test)
    )
    every = np.asarray(dataset.labels)
    labels, test_labels = every[~dataset.is_test], every[dataset.is_test]
    judge = _Judge(_flat(train), labels)
    generator = torch.Generator().manual_seed(recipe.seed)
    with torch.inference_mode():
        means, _ = module.encode(train)
        test_means, test_log_variances = module.encode(test)
        reconstructed = _flat(module.decode(test_means))
        train_mse = _mse(_flat(module.decode(means)), _flat(train))
        codes, wanted = _near_classes(means.numpy(), labels, recipe.seed)
        near = _flat(module.decode(torch.from_numpy(codes)))
        prior_codes = torch.randn(_N_PRIOR, module.latent_size, generator=generator)
        from_prior = _flat(module.decode(prior_codes))
        error, kl = bound_terms(module, test, recipe.noise_sd, generator)
    pca_mse, pca_reconstructed = _pca(_flat(train), _flat(test), module.latent_size)
    per_dimension = 0.5 * (test_means**2 + test_log_variances.exp() - 1 - test_log_variances)
    variances = test_means.var(dim=0)
    test_mse = _mse(reconstructed, _flat(test))
    return {
        "headline": f"error {test_mse:.4f} a pixel (PCA: {pca_mse:.4f})",
        "n_train": len(train),
        "n_test": len(test),
        "n_parameters": sum(p.numel() for p in module.parameters()),
        "reconstruction": {
            "train_mse": train_mse,
            "test_mse": test_mse,
            "pca_test_mse": pca_mse,
        },
        "classifier": {
            "real_test": judge.accuracy(_flat(test), test_labels),
            "reconstructions": judge.accuracy(reconstructed, test_labels),
            "pca_reconstructions": judge.accuracy(pca_reconstructed, test_labels),
            "near_class_samples": judge.accuracy(near, wanted),
            "clear_real_test": judge.clear(_flat(test)),
            "clear_prior_samples": judge.clear(from_prior),
        },
        "latent": {
            "kl_per_dimension": per_dimension.mean(dim=0).tolist(),
            "mean_variance": variances.tolist(),
            "active_units": int((variances > _ACTIVE).sum()),
            "kl": float(kl.mean()),
            "negative_log_likelihood": float(
                error.mean() + 0.5 * test[0].numel() * np.log(2 * np.pi * recipe.noise_sd**2)
            ),
        },
    }


class _Judge:
    """Two classifiers trained on real training images only, unrelated to the model."""

    def __init__(self, images: Flat, labels: NDArray[np.int64]) -> None:
        from sklearn.neural_network import MLPClassifier
        from sklearn.svm import SVC

        self._svc = SVC(C=10).fit(images, labels)
        network = MLPClassifier((128,), alpha=1e-2, max_iter=400, random_state=0)
        self._network = network.fit(images, labels)

    def accuracy(self, images: Flat, labels: NDArray[np.int64]) -> float:
        """Share that the support vector machine reads as its label."""
        return float(self._svc.score(images, labels))

    def clear(self, images: Flat) -> float:
        """Share on which both classifiers agree, the network with probability above 0.9."""
        probabilities = self._network.predict_proba(images)
        agreed = self._network.classes_[probabilities.argmax(axis=1)] == self._svc.predict(images)
        return float((agreed & (probabilities.max(axis=1) > _SURE)).mean())


def _near_classes(
    means: NDArray[np.float32], labels: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Codes drawn from a Gaussian fitted to each class's training codes."""
    generator = np.random.default_rng(seed)
    classes = np.unique(labels)
    drawn = [
        generator.multivariate_normal(
            means[labels == label].mean(axis=0),
            np.cov(means[labels == label], rowvar=False),
            _PER_CLASS,
        )
        for label in classes
    ]
    return np.concatenate(drawn).astype(np.float32), np.repeat(classes, _PER_CLASS)


def _pca(train: Flat, test: Flat, size: int) -> tuple[float, Flat]:
    from sklearn.decomposition import PCA

    pca = PCA(size, svd_solver="full").fit(train)
    reconstructed = pca.inverse_transform(pca.transform(test)).clip(0, 1)
    return _mse(reconstructed, test), reconstructed


def _mse(first: Flat, second: Flat) -> float:
    return float(np.mean(np.square(first - second), dtype=np.float64))


def _flat(images: torch.Tensor) -> Flat:
    flat: Flat = images.flatten(1).numpy()
    return flat
