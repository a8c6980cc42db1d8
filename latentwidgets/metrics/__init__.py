"""Figures about spaces and maps: arrays in, a small result with its uncertainty out."""

from latentwidgets.metrics._score import Score
from latentwidgets.metrics.coverage import (
    CoverageScores,
    DensityCoverage,
    Duplicates,
    PrecisionRecall,
    coverage_scores,
    density_coverage,
    precision_recall,
)
from latentwidgets.metrics.disentanglement import (
    DciScores,
    DisentanglementScore,
    MigScore,
    MutualInformation,
    dci,
    mig,
    mutual_information,
)
from latentwidgets.metrics.projection import (
    NeighborhoodScores,
    continuity,
    neighbor_recall,
    neighborhood_scores,
    trustworthiness,
)

__all__ = [
    "CoverageScores",
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
    "coverage_scores",
    "dci",
    "density_coverage",
    "mig",
    "mutual_information",
    "neighbor_recall",
    "neighborhood_scores",
    "precision_recall",
    "trustworthiness",
]
