"""Whether the codes of the data fill the prior."""

from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.metrics import aggregated_posterior, holes
from latentwidgets.spaces.diagnosis.drawing import draw_spreads
from latentwidgets.spaces.diagnosis.material import Material
from latentwidgets.spaces.diagnosis.report import Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

__all__ = ["look_at_prior"]

KEY, TITLE = "prior", "Codes against the prior"
_ADVICE = (
    "a larger weight of the KL (β), or draws from a density fitted to the codes in place of the "
    "prior; look at what is generated before either."
)
_SOME, _MANY = 0.05, 0.25  # of what the prior draws, in holes
_NATS = 0.2  # for each dimension


def look_at_prior(material: Material) -> Section:
    """Compare the codes of the data with the prior that new ones are drawn from."""
    space = material.space
    prior = space.model.prior
    if prior is None or not space.from_data:
        reason = (
            "the model has no prior" if prior is None else "the codes are draws from it already"
        )
        advice = (
            ("a variational autoencoder, or draws from among the codes of the data.",)
            if prior is None and space.from_data
            else ()
        )
        return Section(KEY, TITLE, "unknown", f"Not measured: {reason}.", advice=advice)
    if not space.model.can_encode:
        verdict = "Not measured: without the encoder it is not known how far a code spreads."
        return Section(KEY, TITLE, "unknown", verdict)
    posterior = material.posterior
    means = material.codes if posterior is None else posterior.mean
    logs = None if posterior is None else posterior.log_variance
    apart = aggregated_posterior(means, logs, prior=prior, seed=material.seed)
    empty = holes(means, logs, prior=prior, seed=material.seed)
    nats = 0.0 if apart.gaussian is None else apart.gaussian.value / space.latent_size
    grade: Grade = "good"
    if empty.value > _MANY:
        grade = "broken"
    elif empty.value > _SOME or nats > _NATS:
        grade = "look"
    share = f"{empty.value:.0%} of what the prior draws lies where no data are coded"
    verdict = {
        "good": f"The codes fill the prior: {share} (of equals {empty.expected:.0%}).",
        "look": f"The codes fill the prior in part: {share}.",
        "broken": f"There are holes: {share}.",
    }[grade]
    why = [material.drawn]
    if logs is None:
        why.append("The encoder tells no variances: the codes were taken as they are.")
    if apart.refusal is not None:
        why.append(apart.refusal)
    measures = [Measure.of("holes", empty), Measure.of("distance", apart.discrepancy)]
    if apart.gaussian is not None:
        measures.append(Measure.of("KL of a Gaussian, nats", apart.gaussian))
    spread = np.asarray(means, np.float64)

    def draw(figure: "SubFigure") -> None:
        draw_spreads(figure, spread, logs, prior)

    return Section(
        KEY,
        TITLE,
        grade,
        verdict,
        why=tuple(word for word in why if word),
        advice=() if grade == "good" else (_ADVICE,),
        measures=tuple(measures),
        draw=draw,
    )
