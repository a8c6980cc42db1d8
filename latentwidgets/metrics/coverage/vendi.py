"""How many different samples there are in effect.

Friedman & Dieng, *The Vendi Score: A Diversity Evaluation Metric for Machine Learning*, 2023.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.metrics._checks import check_enough
from latentwidgets.metrics._score import Score, bootstrap_means
from latentwidgets.metrics.coverage._pair import FEATURES, Duplicates, Pair

__all__ = ["VendiRatio", "vendi"]

_MOST_SQUARE = 2000  # rows of the matrix whose eigenvalues are taken

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VendiRatio(Score):
    """Vendi score of the generated samples over that of as many real ones; ``expected`` is 1.

    Attributes
    ----------
    generated, real
        The scores themselves: 1 where all samples are alike, n where none is like another.
    duplicates
        Exact copies within each set.
    """

    generated: float
    real: float
    duplicates: Duplicates


def vendi(
    real: ArrayLike, generated: ArrayLike, *, features: str = FEATURES, seed: int = 0
) -> VendiRatio:
    """Diversity of the generated samples, as a ratio to as many real ones.

    A score is the exponential of the entropy of the eigenvalues of ``K / n``, where ``K`` holds the
    cosines of the angles between the samples' features.

    Parameters
    ----------
    real, generated, features
        As in `latentwidgets.metrics.precision_recall`; at least 50 samples each.
    seed
        Of what is drawn from the larger set, so that both are of one size (of more than 2,000
        features, 2,000 samples at most), and of the bootstrap behind the interval.

    Raises
    ------
    ShapeError
        Rows of the two differ in size.
    DataError
        There are too few samples, a value is not finite, or the features of a sample are all 0,
        which has no direction.
    """
    pair = Pair(real, generated)
    check_enough({"real": pair.real, "generated": pair.generated})
    n = min(len(pair.real), len(pair.generated))
    if pair.real.shape[1] > _MOST_SQUARE:
        n = min(n, _MOST_SQUARE)
    generator = np.random.default_rng([seed, 9])
    scores: list[float] = []
    means: list[Floats] = []
    for name, rows in (("real", pair.real), ("generated", pair.generated)):
        drawn = rows[np.sort(generator.permutation(len(rows))[:n])]
        surprise = _surprise(drawn, name)
        scores.append(float(np.exp(surprise.mean())))
        means.append(bootstrap_means(surprise[:, None], seed + len(means))[:, 0])
    low, high = np.exp(np.quantile(means[1] - means[0], [0.025, 0.975]))
    suffix = pair.suffix("cosines", f"{n:,} of each", features=features)
    return VendiRatio(
        value=scores[1] / scores[0],
        expected=1.0,
        interval=(float(low), float(high)),
        label=f"Vendi score, ratio to real ({suffix})",
        generated=scores[1],
        real=scores[0],
        duplicates=pair.duplicates,
    )


def _surprise(rows: Floats, name: str) -> Floats:
    """Return what each sample adds to the entropy of the eigenvalues, whose mean is the entropy."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    if not lengths.all():
        n_zero = int(np.count_nonzero(lengths == 0))
        raise DataError(
            f"The features of {n_zero:,} {name} samples are all 0: they have no direction to "
            "compare; give other features, or leave those samples out."
        )
    unit = rows / lengths[:, None]
    n, d = unit.shape
    if d <= n:
        shares, axes = np.linalg.eigh(unit.T @ unit / n)
        along = (unit @ axes) ** 2
    else:
        shares, axes = np.linalg.eigh(unit @ unit.T / n)
        along = n * np.maximum(shares, 0) * axes**2
    positive = shares > np.finfo(np.float64).eps * n
    surprise: Floats = -(along[:, positive] @ np.log(shares[positive]))
    return surprise
