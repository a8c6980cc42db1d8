"""Which dimensions say something, and which are asleep."""

from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.metrics import decoder_sensitivity, posterior_collapse
from latentwidgets.spaces.diagnosis.drawing import draw_bars
from latentwidgets.spaces.diagnosis.material import Material
from latentwidgets.spaces.diagnosis.report import Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

    from latentwidgets.metrics import DecoderSensitivity

__all__ = ["look_at_use"]

KEY, TITLE = "use", "Use of the dimensions"
_ADVICE = (
    "fewer dimensions, if the reconstruction is good all the same: sleeping ones do no harm. Else "
    "a smaller weight of the KL, a slow start of it, free bits, or a weaker decoder."
)
_MOST_DIMENSIONS = 256
_DECODINGS, _LEAST_PAIRS, _MOST_PAIRS = 1024, 8, 64  # in all, about; and of each dimension


def look_at_use(material: Material) -> Section:
    """Tell which dimensions are asleep, by the encoder and by the decoder."""
    size = material.space.latent_size
    if size > _MOST_DIMENSIONS:
        verdict = (
            f"Not measured: {size:,} dimensions are too many to be moved one by one "
            f"({_MOST_DIMENSIONS} at most)."
        )
        return Section(KEY, TITLE, "unknown", verdict)
    pairs = min(_MOST_PAIRS, max(_LEAST_PAIRS, _DECODINGS // size))
    modality = material.space.modality
    moved = decoder_sensitivity(
        material.decode,
        material.codes,
        pairs=pairs,
        # Of a text the numbers are tokens: their difference says nothing.
        distance=modality.distance if modality.kind == "text" else None,
        seed=material.seed,
    )
    posterior = material.posterior
    if posterior is None or posterior.log_variance is None:
        return _by_the_decoder(material, moved)
    found = posterior_collapse(
        posterior.mean, posterior.log_variance, sensitivity=moved, seed=material.seed
    )
    n_asleep = len(found.asleep)
    grade: Grade = "good" if n_asleep == 0 else "broken" if n_asleep == size else "look"

    def draw(figure: "SubFigure") -> None:
        draw_bars(
            figure,
            [("KL, nats", found.kl.values), ("change of the output", moved.values)],
            marked=found.asleep,
        )

    return Section(
        KEY,
        TITLE,
        grade,
        found.verdict,
        why=tuple(word for word in [*found.reasons, material.drawn] if word),
        advice=(_ADVICE,) if n_asleep else (),
        measures=(
            Measure.of("KL, nats", found.kl),
            Measure.of("active units", found.active),
            Measure.of("dimensions that move the output", moved),
        ),
        draw=draw,
    )


def _by_the_decoder(material: Material, moved: "DecoderSensitivity") -> Section:
    size = material.space.latent_size
    still = np.flatnonzero(~moved.moving)
    if len(still) == 0:
        verdict = f"Each of the {size} dimensions moves the output." if size > 1 else "It is used."
    else:
        names = ", ".join(f"z{index}" for index in still)
        verdict = f"{len(still)} of {size} dimensions hardly move the output: {names}."

    def draw(figure: "SubFigure") -> None:
        draw_bars(figure, [("change of the output", moved.values)], marked=tuple(still.tolist()))

    return Section(
        KEY,
        TITLE,
        "good" if len(still) == 0 else "look",
        verdict,
        why=("The encoder tells no variances: there is no KL to be measured.",)
        if material.space.model.can_encode
        else (),
        advice=("fewer dimensions.",) if len(still) else (),
        measures=(Measure.of("dimensions that move the output", moved),),
        draw=draw,
    )
