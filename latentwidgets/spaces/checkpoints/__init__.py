"""A model at many points of its training: the weights kept, and what is seen of each."""

from latentwidgets.spaces.checkpoints.figures import Features, Measured
from latentwidgets.spaces.checkpoints.packing import pack, unpack
from latentwidgets.spaces.checkpoints.recording import Recording
from latentwidgets.spaces.checkpoints.rows import placed, rows_of
from latentwidgets.spaces.checkpoints.sheets import Sheet
from latentwidgets.spaces.checkpoints.snapshots import Before, Camera, Snapshot
from latentwidgets.spaces.checkpoints.subject import Subject, modules_of, weights_of

__all__ = [
    "Before",
    "Camera",
    "Features",
    "Measured",
    "Recording",
    "Sheet",
    "Snapshot",
    "Subject",
    "modules_of",
    "pack",
    "placed",
    "rows_of",
    "unpack",
    "weights_of",
]
