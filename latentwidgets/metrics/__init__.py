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
    DisentanglementScores,
    MigScore,
    ModularityScore,
    MutualInformation,
    dci,
    disentanglement_scores,
    mig,
    modularity,
    mutual_information,
    sap,
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
    "DisentanglementScores",
    "Duplicates",
    "MigScore",
    "ModularityScore",
    "MutualInformation",
    "NeighborhoodScores",
    "PrecisionRecall",
    "Score",
    "continuity",
    "coverage_scores",
    "dci",
    "density_coverage",
    "disentanglement_scores",
    "mig",
    "modularity",
    "mutual_information",
    "neighbor_recall",
    "neighborhood_scores",
    "precision_recall",
    "sap",
    "trustworthiness",
]
