"""How well generated samples cover real ones, in a feature space that the caller names."""

from latentwidgets.metrics.coverage._pair import Duplicates
from latentwidgets.metrics.coverage.neighbors import (
    CoverageScores,
    DensityCoverage,
    PrecisionRecall,
    coverage_scores,
    density_coverage,
    precision_recall,
)

__all__ = [
    "CoverageScores",
    "DensityCoverage",
    "Duplicates",
    "PrecisionRecall",
    "coverage_scores",
    "density_coverage",
    "precision_recall",
]
