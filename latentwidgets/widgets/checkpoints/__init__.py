"""A model over its training: a timeline to scrub through, and a watch that records one."""

from latentwidgets.widgets.checkpoints.timeline import CheckpointTimeline
from latentwidgets.widgets.checkpoints.watch import Watch, watch

__all__ = ["CheckpointTimeline", "Watch", "watch"]
