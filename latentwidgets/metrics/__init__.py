"""Figures about spaces and maps: arrays in, a small result with its uncertainty out."""

from latentwidgets.metrics._score import Score
from latentwidgets.metrics.coverage import (
    DensityCoverage,
    Duplicates,
    PrecisionRecall,
    density_coverage,
    precision_recall,
)
from latentwidgets.metrics.disentanglement import (
    DciScores,
    DisentanglementScore,
    MigScore,
    dci,
    mig,
)
from latentwidgets.metrics.information import MutualInformation, mutual_information
from latentwidgets.metrics.projection import (
    NeighborhoodScores,
    continuity,
    neighbor_recall,
    neighborhood_scores,
    trustworthiness,
)

__all__ = [
    "DciScores",
    "DensityCoverage",
    "DisentanglementScore",
    "Duplicates",
    "MigScore",
    "MutualInformation",
    "NeighborhoodScores",
    "PrecisionRecall",
    "Score",
    "continuity",
    "dci",
    "density_coverage",
    "mig",
    "mutual_information",
    "neighbor_recall",
    "neighborhood_scores",
    "precision_recall",
    "trustworthiness",
]
