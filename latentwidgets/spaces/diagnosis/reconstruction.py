"""How much of a sample is there again after its code."""

from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.metrics import Score
from latentwidgets.spaces.diagnosis.drawing import draw_pairs
from latentwidgets.spaces.diagnosis.material import Material
from latentwidgets.spaces.diagnosis.report import Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

__all__ = ["look_at_reconstruction"]

KEY, TITLE = "reconstruction", "Reconstruction"
_LEAST = 10  # samples
_GOOD, _BAD = 0.35, 0.6  # of what two samples are apart
_N_RESAMPLES = 500
_VERDICTS: dict[Grade, str] = {
    "good": "Samples come back",
    "look": "Samples come back in part",
    "broken": "Samples do not come back",
}
_ADVICE = (
    "a longer training, a larger decoder, more dimensions, or a smaller weight of the KL (β); "
    "where most dimensions are asleep, wake them first."
)


def look_at_reconstruction(material: Material) -> Section:
    """Compare samples with their reconstructions, and with one another."""
    space = material.space
    if not material.can_reconstruct:
        reason = "the model has no encoder" if not space.model.can_encode else "no data are kept"
        if not space.from_data:
            reason = "there are no data"
        verdict = f"Not measured: {reason}."
        return Section(KEY, TITLE, "unknown", verdict)
    n = len(material.rows)
    if n < _LEAST:
        verdict = f"Not measured: {n} of them are too few samples: give at least {_LEAST}."
        return Section(KEY, TITLE, "unknown", verdict)
    if material.outputs.shape[1:] != material.reconstructions.shape[1:]:
        verdict = "Not measured: the data and the outputs differ in size."
        return Section(KEY, TITLE, "unknown", verdict)
    distance = space.modality.distance
    missed = distance(material.outputs, material.reconstructions)
    others = np.roll(np.random.default_rng([material.seed, 4]).permutation(len(missed)), 1)
    apart = distance(material.outputs, material.outputs[others])
    if not apart.mean() > 0:
        verdict = "Not measured: all samples are alike, so that nothing can be missed."
        return Section(KEY, TITLE, "unknown", verdict)
    share = float(missed.mean() / apart.mean())
    grade: Grade = "good" if share <= _GOOD else "look" if share <= _BAD else "broken"
    generator = np.random.default_rng([material.seed, 5])
    drawn = generator.integers(len(missed), size=(_N_RESAMPLES, len(missed)))
    distances = apart[drawn].mean(axis=1)
    differ = distances > 0  # of few samples, or copies, a draw may hold one alone
    resampled = missed[drawn].mean(axis=1)[differ] / distances[differ]
    low, high = np.quantile(resampled, [0.025, 0.975])
    score = Score(
        share,
        1.0,
        (float(low), float(high)),
        f"distance of sample and reconstruction, over that of two samples (n = {len(missed):,})",
    )
    worst = np.argsort(-missed, kind="stable")[:3]
    typical = np.argsort(np.abs(missed - np.median(missed)), kind="stable")[:3]
    shown = np.concatenate([typical, worst])
    modality = space.modality
    pairs = [("sample", material.outputs[shown]), ("again", material.reconstructions[shown])]

    def draw(figure: "SubFigure") -> None:
        draw_pairs(figure, modality, pairs, ["typical"] * 3 + ["worst"] * 3)

    return Section(
        KEY,
        TITLE,
        grade,
        f"{_VERDICTS[grade]}: a reconstruction misses its sample by {share:.0%} of what two "
        "samples are apart.",
        why=tuple(word for word in [material.drawn] if word),
        advice=() if grade == "good" else (_ADVICE,),
        measures=(Measure.of("share that is missed", score),),
        draw=draw,
    )
