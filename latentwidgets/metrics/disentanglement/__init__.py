"""Whether each generating factor has a code dimension of its own."""

from latentwidgets.metrics.disentanglement.information import (
    MutualInformation,
    mutual_information,
)
from latentwidgets.metrics.disentanglement.mig import (
    DciScores,
    DisentanglementScore,
    MigScore,
    dci,
    mig,
)

__all__ = [
    "DciScores",
    "DisentanglementScore",
    "MigScore",
    "MutualInformation",
    "dci",
    "mig",
    "mutual_information",
]
