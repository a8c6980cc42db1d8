"""How well generated samples cover real ones, in a feature space that the caller names."""

from latentwidgets.metrics.coverage._pair import Duplicates
from latentwidgets.metrics.coverage.bins import Bins, NdbScore, ndb
from latentwidgets.metrics.coverage.distances import frechet_distance, kernel_distance
from latentwidgets.metrics.coverage.neighbors import (
    CoverageScores,
    DensityCoverage,
    PrecisionRecall,
    coverage_scores,
    density_coverage,
    precision_recall,
)
from latentwidgets.metrics.coverage.pairs import ClosestPairs, closest_pairs
from latentwidgets.metrics.coverage.vendi import VendiRatio, vendi

__all__ = [
    "Bins",
    "ClosestPairs",
    "CoverageScores",
    "DensityCoverage",
    "Duplicates",
    "NdbScore",
    "PrecisionRecall",
    "VendiRatio",
    "closest_pairs",
    "coverage_scores",
    "density_coverage",
    "frechet_distance",
    "kernel_distance",
    "ndb",
    "precision_recall",
    "vendi",
]
