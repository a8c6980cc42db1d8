"""Whether an attribute is a direction: read there, changed along it, and nothing else changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.train.images.judge import Judge

__all__ = ["Question", "difference", "discriminant", "edit", "measure", "read_unchanged"]

_STEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # sd of the codes along the direction
_SAME = 0.15  # of a number's range: nearer than that it is unchanged
_N_FACES = 300

Floats = NDArray[np.float32]
Decode = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Question:
    """An attribute asked of the codes and of the judge.

    Attributes
    ----------
    name
        What it is called.
    cause, kinds
        The cause that the judge reads, and the kinds in question (None for a number).
    against
        Kinds that it is told from; None for all the others. A number is split at its middle.
    covered_by
        A cause of kinds that may hide it, as a hat does hair; its first kind covers nothing.
    """

    name: str
    cause: str
    kinds: tuple[int, ...] | None = None
    against: tuple[int, ...] | None = None
    covered_by: str | None = None

    def sides(self, values: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which samples have it, and which are asked at all."""
        if self.kinds is None:
            return values > 0.5, np.ones(len(values), dtype=bool)
        has = np.isin(values, self.kinds)
        rest = ~has if self.against is None else np.isin(values, self.against)
        return has, has | rest

    def reading(self, judge: Judge, images: Floats) -> NDArray[Any]:
        """How much of it the judge sees, ``(n,)``."""
        if self.kinds is None:
            return judge.read(images)[self.cause]
        return judge.probability(images, self.cause, self.kinds)


def difference(codes: Floats, values: NDArray[Any], question: Question) -> Floats:
    """Give the unit vector from the mean code without it to the mean code with it."""
    has, asked = question.sides(values)
    return _unit(codes[has].mean(axis=0) - codes[asked & ~has].mean(axis=0))


def discriminant(codes: Floats, values: NDArray[Any], question: Question) -> Floats:
    """Give the normal of the plane that tells best who has it.

    Linear discriminant analysis with the covariance shrunk as by Ledoit & Wolf, 2004.
    """
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    has, asked = question.sides(values)
    machine = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
    return _unit(machine.fit(codes[asked], has[asked]).coef_[0])


def measure(
    question: Question,
    codes: tuple[Floats, Floats],
    causes: tuple[Mapping[str, NDArray[Any]], Mapping[str, NDArray[Any]]],
    decode: Decode,
    judge: Judge,
) -> dict[str, Any]:
    """Fit a discriminant on training codes; measure it on held-out codes and decoded pictures.

    Parameters
    ----------
    codes, causes
        Of the training part, and of the held-out part.
    """
    from sklearn.metrics import roc_auc_score

    (train, test), (known, truth) = codes, causes
    vector = discriminant(train, known[question.cause], question)
    scale = float((train @ vector).std())
    has, asked = question.sides(truth[question.cause])
    places = test @ vector
    found = {"auc": float(roc_auc_score(has[asked], places[asked]))}
    if question.covered_by is not None:
        seen = asked & (truth[question.covered_by] == 0)
        found["auc_uncovered"] = float(roc_auc_score(has[seen], places[seen]))
    few = test[:_N_FACES]
    effect = np.array(
        [question.reading(judge, decode(few + step * scale * vector)).mean() for step in _STEPS]
    )
    return found | {
        "steps": list(_STEPS),
        "effect": effect.tolist(),
        "monotone": bool((np.diff(effect) > 0).all()),
    }


def edit(  # noqa: PLR0913, PLR0917
    question: Question,
    codes: tuple[Floats, Floats],
    causes: tuple[Mapping[str, NDArray[Any]], Mapping[str, NDArray[Any]]],
    decode: Decode,
    judge: Judge,
    hidden: tuple[str, ...],
) -> dict[str, Any]:
    """Add an attribute to held-out faces without it, and let the judge read before and after.

    The way goes from mean to mean: it changes a face more clearly than the discriminant, which
    reads it more surely. The step is the smallest that the judge recognises on 97 % of training
    faces. `hidden` names causes that the attribute covers, whose reading says nothing.
    """
    (train, test), (known, truth) = codes, causes
    vector = difference(train, known[question.cause], question)

    def without(codes: Floats, values: NDArray[Any]) -> Floats:
        has, asked = question.sides(values)
        return codes[asked & ~has][:_N_FACES]

    faces = without(train, known[question.cause])
    far = float((train @ vector).std())
    for step in np.arange(1.0, 6.01, 0.25) * far:
        after = judge.read(decode(faces + step * vector))[question.cause]
        if question.sides(after)[0].mean() >= 0.97:
            break
    faces = without(test, truth[question.cause])
    before = judge.read(decode(faces))
    after_all = judge.read(decode(faces + np.float32(step) * vector))
    unchanged = _unchanged(before, after_all, (question.cause, *hidden))
    return {
        "n_faces": len(faces),
        "step_in_sd": float(step / far),
        "recognised": float(question.sides(after_all[question.cause])[0].mean()),
        "unchanged": unchanged,
        "unchanged_mean": float(np.mean(list(unchanged.values()))),
        "unchanged_least": min(unchanged.values()),
        "hidden": list(hidden),
    }


def read_unchanged(
    judge: Judge, before: Floats, after: Floats, apart: tuple[str, ...]
) -> dict[str, float]:
    """Share of the pictures ``(n, c, h, w)`` of which a judge reads the same before and after.

    Parameters
    ----------
    apart
        Causes that are not asked.
    """
    return _unchanged(judge.read(before), judge.read(after), apart)


def _unchanged(
    before: Mapping[str, NDArray[Any]], after: Mapping[str, NDArray[Any]], apart: tuple[str, ...]
) -> dict[str, float]:
    return {
        name: float(np.mean(_same(values, after[name])))
        for name, values in before.items()
        if name not in apart
    }


def _unit(vector: NDArray[Any]) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _same(before: NDArray[Any], after: NDArray[Any]) -> NDArray[np.bool_]:
    same = np.abs(after - before) < _SAME if before.dtype.kind == "f" else before == after
    return np.asarray(same, dtype=bool)
