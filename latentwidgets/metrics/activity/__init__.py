"""What a variational model does with its dimensions and with its prior."""

from latentwidgets.metrics.activity.collapse import PosteriorCollapse, posterior_collapse
from latentwidgets.metrics.activity.prior import (
    AggregatedPosterior,
    HolesScore,
    aggregated_posterior,
    holes,
)
from latentwidgets.metrics.activity.units import (
    ActiveUnits,
    DecoderSensitivity,
    KlPerDimension,
    active_units,
    decoder_sensitivity,
    kl_per_dimension,
)

__all__ = [
    "ActiveUnits",
    "AggregatedPosterior",
    "DecoderSensitivity",
    "HolesScore",
    "KlPerDimension",
    "PosteriorCollapse",
    "active_units",
    "aggregated_posterior",
    "decoder_sensitivity",
    "holes",
    "kl_per_dimension",
    "posterior_collapse",
]
