"""The Python half of each view; the other half is in frontend/src/views."""

from latentwidgets.widgets.arithmetic import VectorArithmetic
from latentwidgets.widgets.checkpoints import CheckpointTimeline, Watch, watch
from latentwidgets.widgets.comparison import SpaceComparison
from latentwidgets.widgets.coverage import CoverageView
from latentwidgets.widgets.decoded import DecodedView
from latentwidgets.widgets.diagnosis import DiagnosisView
from latentwidgets.widgets.directions import DirectionStudio
from latentwidgets.widgets.disentanglement import DisentanglementView
from latentwidgets.widgets.editor import SampleEditor
from latentwidgets.widgets.explorer import LatentExplorer, explore
from latentwidgets.widgets.interpolation import InterpolationPlayer
from latentwidgets.widgets.map import LatentMap
from latentwidgets.widgets.sliders import LatentSliders
from latentwidgets.widgets.styles import StyleMixer
from latentwidgets.widgets.traversal import TraversalGrid

__all__ = [
    "CheckpointTimeline",
    "CoverageView",
    "DecodedView",
    "DiagnosisView",
    "DirectionStudio",
    "DisentanglementView",
    "InterpolationPlayer",
    "LatentExplorer",
    "LatentMap",
    "LatentSliders",
    "SampleEditor",
    "SpaceComparison",
    "StyleMixer",
    "TraversalGrid",
    "VectorArithmetic",
    "Watch",
    "explore",
    "watch",
]
