"""The comparison itself: draws, features, figures, the map, the verdict."""

import contextlib
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.metrics import closest_pairs, coverage_scores, ndb, vendi
from latentwidgets.spaces.coverage.coverage import Coverage
from latentwidgets.spaces.coverage.kinds import Kinds, look_at_kinds
from latentwidgets.spaces.diagnosis.generation import ADVICE_COLLAPSE, judge
from latentwidgets.spaces.diagnosis.material import Features, Material, finite

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality
    from latentwidgets.spaces.coverage.kinds import Kind
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["OnCoverage", "check_features", "differ", "measure_coverage"]

OnCoverage = Callable[[int, int, str], object]

_LEAST = 50
_N_STEPS = 6
_MOST_NAMED = 4
_PIXELS = "pixels"

Array = NDArray[np.float32]
Floats = NDArray[np.float64]


def check_features(features: Any, name: str, modality: "Modality") -> tuple[str, Features] | None:
    """Read what was given as a feature space: its name and the function, None for the default.

    Raises
    ------
    OptionError
        Where it is neither None, nor ``"pixels"``, nor a function; or ``"pixels"`` of texts, whose
        numbers are tokens.
    """
    if features is None:
        return None
    if isinstance(features, str) and features == _PIXELS:
        if modality.kind == "text":
            raise OptionError(
                "features='pixels' was given and the outputs are texts, whose numbers are tokens: "
                "give a function of outputs, or None for the model's own encoder."
            )
        return "the raw values of the outputs", lambda outputs: outputs.reshape(len(outputs), -1)
    if not callable(features):
        raise OptionError(
            f"features={features!r} was given: give a function of outputs, 'pixels', or None for "
            "the model's own encoder, else the principal components of the outputs."
        )
    return name, features


def measure_coverage(  # noqa: PLR0913
    space: "LatentSpace",
    real: Array | None = None,
    *,
    labels: NDArray[Any] | None = None,
    real_name: str = "the samples given",
    features: tuple[str, Features] | None = None,
    n_samples: int = 1000,
    seed: int = 0,
    on_progress: OnCoverage = lambda *_: None,
    cancel: Event | None = None,
) -> Coverage:
    """Compare real data with outputs decoded from the prior.

    Parameters
    ----------
    space
        Left as it was.
    real
        Canonical outputs; those of the space's data where None.
    labels
        One for each of `real`; the space's own where `real` is None.
    real_name
        What they are, in words.
    features
        Name and function, as `check_features` reads them.
    n_samples
        At most so many of each.
    seed
        Of all that is drawn.
    on_progress
        Called with the steps done, of how many, and what comes next.
    cancel
        Once set, the next step raises `Cancelled`.

    Raises
    ------
    DataError
        Where there is nothing to compare with, the model has no prior, or there are fewer than 50
        samples of either.
    Cancelled
        Where `cancel` was set.
    """
    material = Material(space, n_samples, real, features, seed, cancel)
    _check(space, material)
    steps = _Steps(material, on_progress)
    steps.next("reading the real samples")
    if real is None:
        labels, real_name = space.labels, f"the data of {space.name}"
    rows = material.real_rows
    labels = None if labels is None else np.asarray(labels)[rows]
    steps.next("drawing from the prior and decoding")
    made = material.generated
    whole = np.asarray(np.isfinite(made.reshape(len(made), -1)).all(axis=1))
    _check_numbers(len(rows), whole)
    steps.next("computing features")
    real_features, features_made, name = _features_of(material, whole)
    common: dict[str, Any] = {
        "name": space.name,
        "real_name": real_name,
        "features": name,
        "real": material.real,
        "generated": finite(made),
        "codes": material.generated_codes[whole],
        "labels": labels,
        "seed": seed,
        **_mapped(real_features, features_made),
    }
    if not differ(common["generated"], space.modality):
        found = _of_one(int(whole.sum()))
    else:
        found = _figures(real_features, features_made, labels, name, steps)
    n_bad = int((~whole).sum())
    if n_bad:
        found["grade"] = "broken"
        reason = f"{n_bad:,} of {len(made):,} outputs hold NaN and were left out."
        found["why"] = (*found["why"], reason)
    on_progress(_N_STEPS, _N_STEPS, "done")
    return Coverage(**common, **found)


class _Steps:
    """Tells what comes next, and stops where that is asked for."""

    def __init__(self, material: Material, tell: OnCoverage) -> None:
        self.material = material
        self._tell = tell
        self._done = 0

    def next(self, words: str) -> None:
        self.material.check()
        self._tell(self._done, _N_STEPS, words)
        self._done += 1


def _features_of(material: Material, whole: NDArray[np.bool_]) -> tuple[Floats, Floats, str]:
    name, real, made = material.feature_space
    assert real is not None  # noqa: S101  there are real samples
    if len(made) == len(whole):  # features of NaN outputs are NaN
        made = made[whole]
    for kind, rows in (("real", real), ("generated", made)):
        if not np.isfinite(rows).all():
            raise DataError(f"The features of {kind} samples hold NaN: give other features.")
    return real, made, name


def differ(outputs: Array, modality: "Modality") -> bool:
    """Whether there are two that differ; of texts, two that read differently."""
    texts = modality.texts(outputs)
    if texts is not None:
        return len(set(texts)) > 1
    rows = outputs.reshape(len(outputs), -1)
    return bool(((rows != rows[0]) & np.isfinite(rows)).any())


def _of_one(n: int) -> dict[str, Any]:
    return {
        "grade": "broken",
        "verdict": f"It generates one output only, {n:,} times.",
        "why": ("Figures of one point would say nothing: none are given.",),
        "advice": (ADVICE_COLLAPSE,),
        "scores": None,
        "bins": None,
        "pairs": None,
        "diversity": None,
        "kinds": Kinds((), None, ""),
    }


def _figures(
    real: Floats, made: Floats, labels: NDArray[Any] | None, name: str, steps: _Steps
) -> dict[str, Any]:
    seed = steps.material.seed
    steps.next("precision, recall, density and coverage")
    scores = coverage_scores(real, made, features=name, seed=seed)
    steps.next("bins that are starved")
    bins = ndb(real, made, features=name, seed=seed)
    steps.next("closest pairs and kinds")
    pairs = closest_pairs(made, real, features=name, seed=seed)
    diversity = None
    with contextlib.suppress(DataError):  # features of length 0 have no direction
        diversity = vendi(real, made, features=name, seed=seed)
    kinds = look_at_kinds(labels, real, made, features=name)
    grade, verdict, why, advice = judge(scores, bins, pairs, len(made))
    if kinds.missing and grade == "broken":
        verdict = f"Modes are missing: {_named('no', kinds.missing)}. {_rest(verdict)}"
    elif kinds.missing:
        grade = "look"
        verdict = f"It makes hardly any {_named('', kinds.missing)}. {verdict}"
    if kinds.missing or kinds.seldom:
        told = ", ".join(
            f"{kind.label} {kind.share:.1%} (of equals {kind.expected:.0%})"
            for kind in (*kinds.missing, *kinds.seldom)[:_MOST_NAMED]
        )
        why = (f"Of the generated the nearest real sample is: {told}.", *why)
    return {
        "grade": grade,
        "verdict": verdict,
        "why": why,
        "advice": advice,
        "scores": scores,
        "bins": bins,
        "pairs": pairs,
        "diversity": diversity,
        "kinds": kinds,
    }


def _check(space: "LatentSpace", material: Material) -> None:
    if not material.can_generate:
        raise DataError(
            f"{space.name} has no prior, and so does not say what it generates: make the space "
            "with prior='normal', if its codes are to be read as draws from one."
        )
    if not material.has_real:
        raise DataError(
            "There are no data to compare with: give some by real=, an array or the name of a "
            "built-in set such as 'cats'."
        )


def _check_numbers(n_real: int, whole: NDArray[np.bool_]) -> None:
    n, n_whole = len(whole), int(whole.sum())
    if n_whole < _LEAST <= n:
        raise DataError(
            f"{n - n_whole:,} of {n:,} generated outputs hold NaN or infinite values: mend the "
            "decoder first."
        )
    if min(n_real, n) < _LEAST:
        raise DataError(
            f"{n_real:,} real and {n:,} generated samples are too few to be compared: give at "
            f"least {_LEAST} of each."
        )


def _mapped(real: Floats, generated: Floats) -> dict[str, Any]:
    """Lay both over the first two principal components of the real features."""
    centre = real.mean(axis=0)
    _, singular, axes = np.linalg.svd(real - centre, full_matrices=False)
    total = float((singular**2).sum())
    found = [np.zeros((len(rows), 2), np.float32) for rows in (real, generated)]
    for places, rows in zip(found, (real, generated), strict=True):
        shown = (rows - centre) @ axes[:2].T
        places[:, : shown.shape[1]] = shown
    return {
        "map_real": found[0],
        "map_generated": found[1],
        "explained": float((singular[:2] ** 2).sum()) / total if total > 0 else 0.0,
    }


def _named(word: str, kinds: "tuple[Kind, ...]") -> str:
    names = [f"{word} {kind.label}".strip() for kind in kinds[:_MOST_NAMED]]
    more = len(kinds) - len(names)
    return ", ".join(names) + (f" and {more} more kinds" if more > 0 else "")


def _rest(verdict: str) -> str:
    words = verdict.removeprefix("Modes are missing: ")
    return words[:1].upper() + words[1:]
