"""Real data against what a model generates: what is missing, what is repeated, and the verdict."""

from latentwidgets.spaces.coverage.coverage import Coverage
from latentwidgets.spaces.coverage.kinds import Kind
from latentwidgets.spaces.coverage.measuring import measure_coverage

__all__ = ["Coverage", "Kind", "measure_coverage"]
