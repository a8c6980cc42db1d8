"""The figures of a model of pictures, each on samples that no training has seen."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.metrics import DisentanglementScore, dci, mig
from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.networks.vae import Autoencoder, VariationalAutoencoder
from latentwidgets.zoo.train.images.bound import kl_per_dimension

__all__ = ["decode", "encode", "evaluate"]

_ACTIVE = 0.01  # Burda, Grosse & Salakhutdinov 2015
_AT_ONCE = 250
_PCA_SAMPLES = 3000

Floats = NDArray[np.float32]


def evaluate(module: Autoencoder, dataset: Dataset) -> dict[str, Any]:
    """Measure reconstructions, the use of the dimensions, and which factor is in which."""
    test = dataset.take(dataset.is_test)
    codes, log_variances = encode(module, test.samples)
    figures: dict[str, Any] = {
        "n_test": len(test),
        "n_parameters": sum(p.numel() for p in module.parameters()),
        "n_decoder_parameters": sum(p.numel() for p in module.decoder.parameters()),
        "reconstruction": {
            "test_mse": _mse(decode(module, codes), test.samples),
            "pca_test_mse": _pca_mse(dataset, module.latent_size),
        },
        "latent": _latent(codes, log_variances),
    }
    if test.factors:
        figures["disentanglement"] = _disentanglement(codes, test)
    return figures


def encode(module: Autoencoder, samples: Floats) -> tuple[Floats, Floats | None]:
    """Codes (posterior means) and log-variances, each ``(n, latent_size)``."""
    means, log_variances = [], []
    with torch.inference_mode():
        for batch in _batches(samples):
            encoded = module.encode(batch)
            if isinstance(module, VariationalAutoencoder):
                means.append(encoded[0].numpy())
                log_variances.append(encoded[1].numpy())
            else:
                means.append(encoded.numpy())  # type: ignore[union-attr]
    return np.concatenate(means), np.concatenate(log_variances) if log_variances else None


def decode(module: Autoencoder, codes: Floats) -> Floats:
    """Pictures of codes, ``(n, C, 64, 64)``."""
    with torch.inference_mode():
        return np.concatenate([module.decode(batch).numpy() for batch in _batches(codes)])


def _batches(array: Floats) -> tuple[torch.Tensor, ...]:
    return torch.split(torch.from_numpy(np.asarray(array, np.float32)), _AT_ONCE)


def _latent(codes: Floats, log_variances: Floats | None) -> dict[str, Any]:
    variances = codes.var(axis=0)
    latent: dict[str, Any] = {"mean_variance": variances.tolist()}
    if log_variances is not None:
        kl = kl_per_dimension(torch.from_numpy(codes), torch.from_numpy(log_variances))
        latent["kl_per_dimension"] = kl.mean(dim=0).tolist()
        latent["kl"] = float(kl.sum(dim=1).mean())
        latent["active_units"] = int((variances > _ACTIVE).sum())
    return latent


def _disentanglement(codes: Floats, test: Dataset) -> dict[str, Any]:
    gap = mig(codes, test.factors)
    forests = dci(codes, test.factors)
    owners = gap.information.owners
    return {
        "mig": _score(gap),
        "dci_disentanglement": _score(forests.disentanglement),
        "dci_completeness": _score(forests.completeness),
        "dci_informativeness": _score(forests.informativeness),
        "owners": owners,
        "n_owned": sum(owner is not None for owner in owners.values()),
        "shares": gap.information.shares.tolist(),
        "factors": list(gap.information.names),
    }


def _score(score: DisentanglementScore) -> dict[str, Any]:
    return {
        "value": score.value,
        "ceiling": score.ceiling,
        "expected": score.expected,
        "interval": list(score.interval),
        "label": score.label,
        "parts": score.parts,
    }


def _pca_mse(dataset: Dataset, size: int) -> float:
    from sklearn.decomposition import PCA

    train, test = (
        dataset.samples[part].reshape(part.sum(), -1)
        for part in (~dataset.is_test, dataset.is_test)
    )
    pca = PCA(size, svd_solver="randomized", random_state=0).fit(train[:_PCA_SAMPLES])
    return _mse(pca.inverse_transform(pca.transform(test)).clip(0, 1), test)


def _mse(first: Floats, second: Floats) -> float:
    return float(np.mean(np.square(first - second), dtype=np.float64))
