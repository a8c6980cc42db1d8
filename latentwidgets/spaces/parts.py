"""The parts that make a space, however they came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.models.protocol import LatentModel
from latentwidgets.spaces.about import About
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.contents import Contents
from latentwidgets.spaces.directions import Direction
from latentwidgets.spaces.intake import Intake
from latentwidgets.spaces.projections import Projection

if TYPE_CHECKING:
    from latentwidgets.spaces.paths import Density, GraphBuilder
    from latentwidgets.spaces.support.gaps import Gaps

__all__ = ["Measured", "Parts"]


@dataclass
class Measured:
    """What is measured once.

    Attributes
    ----------
    effects : float32, (latent_size,), or None
    radius
        As of `LatentSpace.neighbor_radius`, or None.
    maps
        Made before and kept.
    density
        Of the codes, or None.
    gaps
        Between the data's own codes and what their outputs are encoded to, or None.
    graphs
        Of the codes, by the number of neighbours that each is joined with.
    """

    effects: NDArray[np.float32] | None = None
    radius: float | None = None
    maps: tuple[Projection, ...] = ()
    density: "Density | None" = None
    gaps: "Gaps | None" = None
    graphs: "dict[int, GraphBuilder]" = field(default_factory=dict)


@dataclass(frozen=True)
class Parts:
    """A space in its parts.

    Attributes
    ----------
    model, batcher
        The model, and what calls it.
    intake
        How samples are given to the model.
    contents
        Codes, and what is known of each sample.
    seed
        Of all that is drawn.
    measured, about
        What is known already; as of a new space by default.
    directions
        Those that are kept.
    source
        The Python expression that gives the space again, such as ``lw.zoo.load("digits/vae")``;
        None where nobody can know it.
    dimension_names
        By index.
    """

    model: LatentModel
    batcher: Batcher
    intake: Intake
    contents: Contents
    seed: int
    measured: Measured = field(default_factory=Measured)
    about: About = field(default_factory=About)
    directions: tuple[Direction, ...] = ()
    source: str | None = None
    dimension_names: Mapping[int, str] = field(default_factory=dict)
