"""Figures about spaces and maps: arrays in, a small result with its uncertainty out."""

from latentwidgets.metrics._score import Score
from latentwidgets.metrics.projection import (
    NeighborhoodScores,
    continuity,
    neighbor_recall,
    neighborhood_scores,
    trustworthiness,
)

__all__ = [
    "NeighborhoodScores",
    "Score",
    "continuity",
    "neighbor_recall",
    "neighborhood_scores",
    "trustworthiness",
]
