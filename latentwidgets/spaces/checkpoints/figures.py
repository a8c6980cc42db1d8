"""What is measured of a model at each checkpoint: one number a curve."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, LatentWidgetsError
from latentwidgets.metrics import coverage_scores, disentanglement_scores, neighbor_overlap
from latentwidgets.spaces.disentanglement import drawn

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Features", "Measured", "measure_coding", "measure_coverage"]

FEW = 50  # samples below which no figure stands
ACTIVE = 0.01  # variance of the means, Burda et al. 2015
NEIGHBORS = 10
STEP = 64
COMPONENTS = 32

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """One figure at one checkpoint.

    Attributes
    ----------
    key, name, label
        What tells it from others; what it is called; estimator, settings and n.
    value
        The figure.
    expected, against
        What to read it against, None where unknown, and what that is: ``"chance"``, ``"ceiling"``.
    """

    key: str
    name: str
    value: float
    expected: float | None
    label: str
    against: str = ""


def measure_coding(
    space: "LatentSpace",
    before: NDArray[np.floating[Any]] | None = None,
    name: str = "",
) -> tuple[list[Measured], str]:
    """Measure an autoencoder: how well it rebuilds, what its dimensions do, who stayed a neighbour.

    With the figures comes, in words, why others are not there; empty where all are.

    Parameters
    ----------
    space
        At this checkpoint.
    before, name
        The codes of an earlier checkpoint, ``(n, d)``, NaN where there was none, and what that is
        called.
    """
    n, codes = space.n_samples, space.flat_codes
    if n < FEW:
        said = f"{n} samples are too few" if n > 1 else "one sample is too little"
        return [], f"{said} for figures, which stand from {FEW}"
    found: list[Measured] = []
    refused: list[str] = []
    if space.has_samples:
        parts = [np.arange(start, min(start + STEP, n)) for start in range(0, n, STEP)]
        outputs = [space.samples(part) for part in parts]
        if outputs[0].shape[1:] == tuple(space.modality.shape):
            errors = [
                space.modality.distance(shown, space.decode(space.codes[part]))
                for shown, part in zip(outputs, parts, strict=True)
            ]
            value = float(np.concatenate(errors).mean())
            label = f"mean distance of sample and reconstruction, 0 to 1, n = {n:,}"
            found.append(Measured("error", "reconstruction error", value, None, label))
    active = float(np.count_nonzero(codes.var(axis=0, dtype=np.float64) > ACTIVE))
    label = f"variance of the means above {ACTIVE} (Burda et al. 2015), n = {n:,}"
    found.append(Measured("active", f"active of {space.latent_size}", active, None, label))
    found.extend(_information(space))
    if space.attributes:
        try:
            found.append(_disentanglement(space))
        except DataError as error:
            refused.append(f"no MIG: {error}")
    known = np.zeros(n, bool)
    if before is not None and len(before) == n:
        known = np.isfinite(before).all(axis=1)
    if before is not None and np.count_nonzero(known) >= FEW:
        try:
            score = neighbor_overlap(before[known], codes[known], k=NEIGHBORS)
        except DataError as error:
            refused.append(str(error))
        else:
            label = f"{score.label}, from {name} to here"
            found.append(
                Measured("kept", "neighbours kept", score.value, score.expected, label, "chance")
            )
    return found, " ".join(refused).removesuffix(".")


def _information(space: "LatentSpace") -> list[Measured]:
    if space.model.prior != "normal":
        return []
    n = space.n_samples
    try:
        samples = space.parts.contents.for_model(np.arange(n))
    except LatentWidgetsError:
        return []
    if samples is None:
        return []
    posterior = space.parts.batcher.posterior(samples)
    if posterior.log_variance is None:
        return []
    mean, log_variance = (
        array.reshape(n, -1).astype(np.float64)
        for array in (posterior.mean, posterior.log_variance)
    )
    nats = 0.5 * (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(axis=1)
    label = f"KL of the posteriors from the normal prior, in nats, n = {n:,}"
    return [Measured("kl", "information (KL)", float(nats.mean()), None, label)]


def _disentanglement(space: "LatentSpace") -> Measured:
    codes, factors, _ = drawn(space, list(space.attributes))
    mig = disentanglement_scores(codes, factors).mig
    return Measured("mig", "MIG", mig.value, mig.ceiling, mig.label, "ceiling")


class Features:
    """Principal components of outputs, fitted once, in which real and generated are compared.

    Parameters
    ----------
    outputs
        Canonical, ``(n, ...)``, that they are fitted on; `of_real` says whether these are real.
    """

    def __init__(self, outputs: NDArray[np.float32], *, of_real: bool) -> None:
        from sklearn.decomposition import PCA

        flat = _flat(outputs)
        count = max(2, min(COMPONENTS, len(flat) - 1, flat.shape[1]))
        self._pca = PCA(count, svd_solver="randomized", random_state=0).fit(flat)
        whose = "other real samples" if of_real else "the outputs of the last checkpoint"
        self.name = f"PCA of the outputs, {count} components, of {whose}"
        self.shown = float(self._pca.explained_variance_ratio_[:2].sum())

    def of(self, outputs: NDArray[np.float32]) -> Floats:
        """Return the features ``(n, count)``."""
        features: Floats = np.asarray(self._pca.transform(_flat(outputs)), np.float64)
        return features


def measure_coverage(features: Features, real: Floats | None, generated: Floats) -> list[Measured]:
    """Measure a generator: how much of real data it covers, and how far its outputs spread."""
    found = []
    spread = float(np.sqrt(generated.var(axis=0).sum()))
    if real is not None:
        spread /= float(np.sqrt(real.var(axis=0).sum())) or 1.0
    label = (
        f"standard deviation of the outputs{' over that of real ones' if real is not None else ''}"
    )
    if real is not None and min(len(real), len(generated)) >= FEW:
        scores = coverage_scores(real, generated, features=features.name)
        for key in ("coverage", "recall", "density", "precision"):
            score = getattr(scores, key)
            found.append(Measured(key, key, score.value, score.expected, score.label, "real data"))
    expected = None if real is None else 1.0
    found.append(
        Measured("spread", "spread", spread, expected, f"{label} ({features.name})", "real data")
    )
    return found


def _flat(outputs: NDArray[np.float32]) -> Floats:
    return np.nan_to_num(outputs.reshape(len(outputs), -1).astype(np.float64))
