"""Figures of one space, each with what it is to be read against, or why there is none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.metrics import DisentanglementScores, Score, disentanglement_scores
from latentwidgets.metrics._score import bootstrap_intervals
from latentwidgets.spaces.disentanglement import drawn

if TYPE_CHECKING:
    from latentwidgets.spaces.projections import Projection
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Figure", "mean_score", "measure"]

FEW = 50  # samples below which no figure stands
MOST_RECONSTRUCTED = 500
MOST_ENCODED = 2_000
STEP = 64
ACTIVE = 0.01  # variance of the means, Burda et al. 2015

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """One figure of a space, or the sentence that says why there is none.

    Attributes
    ----------
    key, name
        What tells it from others; what it is called.
    better
        ``"low"``, ``"high"``, or ``""`` where neither is.
    value
        None where there is none; then `why` says the reason.
    interval, reference
        95 % bootstrap interval; what to read it against, in words, such as ``"ceiling 0.81"``.
    label
        Estimator, settings and n, for a caption.
    """

    key: str
    name: str
    better: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    reference: str = ""
    label: str = ""
    why: str = ""


def mean_score(values: Floats, label: str, seed: int) -> Score:
    """Return the mean of one value a sample, with its interval."""
    (interval,) = bootstrap_intervals(np.asarray(values, np.float64)[:, None], seed)
    return Score(float(np.mean(values)), None, interval, label)


def measure(
    space: "LatentSpace",
    projection: "Projection",
    *,
    seed: int = 0,
    check: Callable[[], object] = lambda: None,
) -> list[Figure]:
    """Measure what can be measured of a space, in the order of a table.

    Parameters
    ----------
    space, projection
        What is measured, and its map.
    seed
        Of the choice of samples and of the bootstraps.
    check
        Called between steps; ends the work by raising.
    """
    n = space.n_samples
    found = [Figure("size", "dimensions", value=float(space.latent_size), label="of one code")]
    if n < FEW:
        why = f"{n} samples are too few: figures stand from {FEW}."
        return [*found, Figure("error", "reconstruction error", "low", why=why)]
    steps: tuple[Callable[[], Iterator[Figure]], ...] = (
        lambda: _reconstruction(space, seed, check),
        lambda: _activity(space, seed),
        lambda: _disentanglement(space, seed),
        lambda: _map(projection),
    )
    for step in steps:
        check()
        found.extend(step())
    return found


def _reconstruction(
    space: "LatentSpace", seed: int, check: Callable[[], object]
) -> Iterator[Figure]:
    key, name = "error", "reconstruction error"
    if not space.has_samples:
        yield Figure(key, name, "low", why="The samples are not kept beside the codes.")
        return
    n = space.n_samples
    chosen = np.arange(n)
    if n > MOST_RECONSTRUCTED:
        chosen = np.sort(np.random.default_rng(seed).choice(n, MOST_RECONSTRUCTED, replace=False))
    errors = []
    for start in range(0, len(chosen), STEP):
        check()
        part = chosen[start : start + STEP]
        outputs = space.samples(part)
        if outputs.shape[1:] != tuple(space.modality.shape):
            why = f"Samples are kept as {outputs.shape[1:]}, outputs are {space.modality.shape}."
            yield Figure(key, name, "low", why=why)
            return
        errors.append(space.modality.distance(outputs, space.decode(space.codes[part])))
    label = f"mean distance of sample and reconstruction, 0 to 1, n = {len(chosen):,}"
    yield _of(key, name, "low", mean_score(np.concatenate(errors), label, seed))


def _activity(space: "LatentSpace", seed: int) -> Iterator[Figure]:
    variance = space.flat_codes.var(axis=0, dtype=np.float64)
    active = int(np.count_nonzero(variance > ACTIVE))
    yield Figure(
        "active",
        "active dimensions",
        value=float(active),
        reference=f"of {space.latent_size}",
        label=f"variance of the means above {ACTIVE} (Burda et al. 2015), n = {space.n_samples:,}",
    )
    n = min(MOST_ENCODED, space.n_samples)
    try:
        samples = space.parts.contents.for_model(np.arange(n))
    except LatentWidgetsError:
        samples = None
    if samples is None or space.model.prior != "normal":
        return
    posterior = space.parts.batcher.posterior(samples)
    if posterior.log_variance is None:
        return
    mean = posterior.mean.reshape(n, -1).astype(np.float64)
    log_variance = posterior.log_variance.reshape(n, -1).astype(np.float64)
    nats = 0.5 * (np.exp(log_variance) + mean**2 - 1 - log_variance).sum(axis=1)
    label = f"KL of the posteriors from the normal prior, in nats, n = {n:,}"
    yield _of("kl", "information in a code (KL)", "", mean_score(nats, label, seed))


def _disentanglement(space: "LatentSpace", seed: int) -> Iterator[Figure]:
    if not space.attributes:
        return
    rows = (("mig", "MIG"), ("sap", "SAP"), ("modularity", "modularity"))
    try:
        codes, factors, _ = drawn(space, list(space.attributes))
        scores: DisentanglementScores = disentanglement_scores(codes, factors, seed=seed)
    except LatentWidgetsError as error:
        yield Figure("mig", "MIG", "high", why=str(error))
        return
    for key, name in rows:
        score: Any = getattr(scores, key)
        if score is None:
            yield Figure(key, name, "high", why=scores.refusals.get(key, ""))
            continue
        ceiling = getattr(score, "ceiling", None)
        said = "" if ceiling is None else f"ceiling {ceiling:.2f}"
        yield _of(key, name, "high", score, said)


def _map(projection: "Projection") -> Iterator[Figure]:
    quality = projection.quality
    if quality is None or quality.trustworthiness is None:
        why = "The codes are too few, or all equal: no neighbour is nearer than another."
        yield Figure("trustworthiness", "map: trustworthiness", "high", why=why)
        return
    label = f"of the {projection.title} map, k = {quality.k}, n = {quality.n_evaluated:,}"
    for key, name in (
        ("trustworthiness", "map: trustworthiness"),
        ("continuity", "map: continuity"),
    ):
        yield Figure(key, name, "high", float(getattr(quality, key)), label=label)
    if quality.explained_variance is not None:
        value = float(quality.explained_variance)
        yield Figure("shown", "map: variance shown", "high", value, label=label)


def _of(key: str, name: str, better: str, score: Score, reference: str = "") -> Figure:
    return Figure(key, name, better, score.value, score.interval, reference, score.label)
