"""Ways between codes: straight lines, arcs, through the data, geodesics; what is said of each."""

from latentwidgets.spaces.paths.density import Density, measure_density
from latentwidgets.spaces.paths.graph import CodeGraph, GraphBuilder
from latentwidgets.spaces.paths.making import (
    MOST_ANCHORS,
    PathChoice,
    Plan,
    chosen_path,
    make_path,
    make_track,
    read_anchors,
)
from latentwidgets.spaces.paths.measuring import (
    OnPath,
    density_of,
    even_shares,
    measure_speed,
    speed_label,
)
from latentwidgets.spaces.paths.palette import mix_corners, palette
from latentwidgets.spaces.paths.path import Path
from latentwidgets.spaces.paths.straight import (
    PathName,
    choose_path,
    combine,
    explain_path,
    interpolate,
)
from latentwidgets.spaces.paths.track import Track

__all__ = [
    "MOST_ANCHORS",
    "CodeGraph",
    "Density",
    "GraphBuilder",
    "OnPath",
    "Path",
    "PathChoice",
    "PathName",
    "Plan",
    "Track",
    "choose_path",
    "chosen_path",
    "combine",
    "density_of",
    "even_shares",
    "explain_path",
    "interpolate",
    "make_path",
    "make_track",
    "measure_density",
    "measure_speed",
    "mix_corners",
    "palette",
    "read_anchors",
    "speed_label",
]
