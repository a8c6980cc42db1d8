"""Whether what the model generates is like the data, and covers them."""

import contextlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.metrics import (
    ClosestPairs,
    CoverageScores,
    NdbScore,
    Score,
    closest_pairs,
    coverage_scores,
    kernel_distance,
    ndb,
    vendi,
)
from latentwidgets.spaces.diagnosis.drawing import draw_bins
from latentwidgets.spaces.diagnosis.material import Material, finite
from latentwidgets.spaces.diagnosis.report import Draw, Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

__all__ = ["ADVICE_COLLAPSE", "judge", "look_at_generation"]

ADVICE_COLLAPSE = (
    "an earlier round of the training; more diversity in the loss (minibatch statistics, a "
    "gradient penalty, a smaller learning rate of the generator), or a larger batch."
)
_ADVICE_NAN = "the decoder with codes from the prior, in float32; look for overflows."
_ADVICE_QUALITY = (
    "draws nearer to the middle of the prior, a larger weight of the KL, or a longer training."
)
KEY, TITLE = "generation", "What it generates"
_LEAST = 50
_COPIES = 0.05  # more than the data hold
_NEAR = 0.2  # of how far apart real samples are: all generated ones lie in a heap
_LOST, _MUCH_LOST = 0.15, 0.35  # of the data, in bins that get too little
_SHARE = 0.5  # of what two samples of one distribution score

Floats = NDArray[np.float64]


def look_at_generation(material: Material) -> Section:
    """Compare draws from the prior with the data, in features that are named."""
    if not material.can_generate:
        verdict = "Not measured: the model has no prior, and so does not say what it generates."
        return Section(KEY, TITLE, "unknown", verdict)
    n_broken = len(material.generated) - len(finite(material.generated))
    if n_broken:
        whole = n_broken == len(material.generated)
        verdict = (
            f"{'All' if whole else f'{n_broken:,} of {len(material.generated):,}'} generated "
            "outputs hold NaN or infinite values."
        )
        return Section(KEY, TITLE, "broken", verdict, advice=(_ADVICE_NAN,))
    name, real, generated = material.feature_space
    if len(generated) < _LEAST or (real is not None and len(real) < _LEAST):
        fewest = min(len(generated), len(generated) if real is None else len(real))
        raise DataError(f"{fewest} samples are too few to be compared: give at least {_LEAST}.")
    if real is None:
        return _alone(material, name, generated)
    if len(np.unique(generated, axis=0)) < 2:
        return Section(
            KEY,
            TITLE,
            "broken",
            f"It generates one output only, {len(generated):,} times.",
            advice=(ADVICE_COLLAPSE,),
            draw=_drawing(material, None),
        )
    seed = material.seed
    figures = coverage_scores(real, generated, features=name, seed=seed)
    bins = ndb(real, generated, features=name, seed=seed)
    pairs = closest_pairs(generated, real, features=name, seed=seed)
    measures: list[Measure] = [
        Measure.of("precision", figures.precision),
        Measure.of("recall", figures.recall),
        Measure.of("density", figures.density),
        Measure.of("coverage", figures.coverage),
        Measure.of("NDB", bins),
        Measure.of("nearest other", pairs),
    ]
    with contextlib.suppress(DataError):  # features of length 0 have no direction
        measures.append(Measure.of("diversity", vendi(real, generated, features=name, seed=seed)))
    distance = kernel_distance(real, generated, features=name, seed=seed)
    measures.append(Measure.of("kernel distance", distance))
    grade, verdict, why, advice = judge(figures, bins, pairs, len(generated))
    return Section(
        KEY,
        TITLE,
        grade,
        verdict,
        why=(*why, f"{len(real):,} real and {len(generated):,} generated, compared in {name}."),
        advice=advice,
        measures=tuple(measures),
        draw=_drawing(material, bins),
    )


Judgement = tuple[Grade, str, tuple[str, ...], tuple[str, ...]]


def judge(figures: CoverageScores, bins: NdbScore, pairs: ClosestPairs, n: int) -> Judgement:
    """Say whether the data are covered: grade, verdict, reasons, advice."""
    cells = bins.bins
    starved = cells.starved
    given, got = cells.real_shares[starved].sum(), cells.generated_shares[starved].sum()
    lost = float(given - got)
    real_share = figures.duplicates.real / len(figures.covered)
    why = []
    if len(starved):
        n_missing = len(cells.missing)
        why.append(
            f"{len(starved)} of {len(cells.centres)} bins of the data are starved, {n_missing} of "
            f"them missing: they hold {given:.0%} of the data and {got:.0%} of the generated."
        )
    if figures.duplicates.generated > (_COPIES + real_share) * n:
        copies = figures.duplicates.generated
        verdict = f"It repeats itself: {copies:,} of {n:,} generated samples are exact copies."
        return "broken", verdict, tuple(why), (ADVICE_COLLAPSE,)
    near = pairs.value / pairs.expected if pairs.expected else 1.0
    if near < _NEAR or lost > _MUCH_LOST:
        why.append(
            f"A generated sample is {near:.0%} as far from the nearest other as a real one is."
        )
        verdict = f"Modes are missing: {lost:.0%} of the data are what it does not make."
        return "broken", verdict, tuple(why), (ADVICE_COLLAPSE,)
    if lost > _LOST or _below(figures.recall) or _below(figures.coverage):
        verdict = (
            f"Some of the data are made too seldom: {figures.coverage.value:.0%} of them have a "
            f"generated sample near (of equals {figures.coverage.expected:.0%})."
        )
        return "look", verdict, tuple(why), (_ADVICE_QUALITY,)
    if _below(figures.precision):
        outside = 1 - figures.precision.value
        verdict = f"It covers the data, and {outside:.0%} of what it makes lies outside of them."
        return "look", verdict, tuple(why), (_ADVICE_QUALITY,)
    verdict = (
        f"It covers the data: {figures.coverage.value:.0%} of them have a generated sample near "
        f"(of equals {figures.coverage.expected:.0%})."
    )
    return "good", verdict, tuple(why), ()


def _below(score: Score) -> bool:
    return score.expected is not None and score.value < _SHARE * score.expected


def _alone(material: Material, name: str, generated: Floats) -> Section:
    """Look for copies where there are no data to compare with."""
    n = len(generated)
    advice = ("diagnose(real=samples), to see whether anything is missing.",)
    n_copies = n - len(np.unique(generated, axis=0))
    if n_copies > _COPIES * n:
        verdict = f"It repeats itself: {n_copies:,} of {n:,} generated samples are exact copies."
        draw = _drawing(material, None)
        return Section(KEY, TITLE, "broken", verdict, advice=(ADVICE_COLLAPSE,), draw=draw)
    pairs = closest_pairs(generated, features=name, seed=material.seed)
    why = (
        f"{n_copies:,} of {n:,} generated samples are copies: by the birthday paradox there are at "
        f"least {pairs.at_least:,.0f} different outputs."
    )
    return Section(
        KEY,
        TITLE,
        "unknown",
        "Not compared: there are no data to compare with.",
        why=(why,),
        advice=advice,
        measures=(Measure.of("nearest other", pairs),),
        draw=_drawing(material, None),
    )


def _drawing(material: Material, bins: NdbScore | None) -> Draw:
    modality, real, generated = material.space.modality, material.real, material.generated

    def draw(figure: "SubFigure") -> None:
        draw_bins(figure, modality, real, generated, bins)

    return draw
