"""Where the data carry a code and where the decoder only guesses: what the honest map says."""

from latentwidgets.spaces.support.confidence import Confidence, Place, confidence_at, read_place
from latentwidgets.spaces.support.gaps import Gaps, gap_at, gaps_of, reencode
from latentwidgets.spaces.support.measure import Support, far_density, support_of
from latentwidgets.spaces.support.spread import Spread, log_variances_of, spread_on
from latentwidgets.spaces.support.veil import Held, codes_on, veil_over

__all__ = [
    "Confidence",
    "Gaps",
    "Held",
    "Place",
    "Spread",
    "Support",
    "codes_on",
    "confidence_at",
    "far_density",
    "gap_at",
    "gaps_of",
    "log_variances_of",
    "read_place",
    "reencode",
    "spread_on",
    "support_of",
    "veil_over",
]
