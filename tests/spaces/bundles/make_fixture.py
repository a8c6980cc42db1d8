"""Make the bundles of each version that must open forever. Each is made once, never again:

.venv/bin/python -m tests.spaces.bundles.make_fixture 5
"""

import sys
from pathlib import Path

import numpy as np

import latentwidgets as lw
from tests.spaces.bundles.small_space import make_space
from tests.spaces.media import make_medium

FOLDER = Path(__file__).parent / "fixtures"
FIXTURE = FOLDER / "v1.latent"


def make(version: int) -> lw.LatentSpace:
    """Make a space that this version of the format is the first to hold."""
    if version == 2:
        return make_medium("series")
    space = make_space()
    if version >= 3:
        space.directions.keep(space.direction("flag"))
    if version >= 4:
        space.dimension_names.update({0: "<b>size</b>", 2: "tilt"})
    return space


def main(version: int) -> None:
    space = make(version)
    d = space.latent_size
    FOLDER.mkdir(exist_ok=True)
    space.save(
        FOLDER / f"v{version}.latent",
        title=f"Version {version}",
        description="It must open forever.",
        credits="latentwidgets, CC0",
        projections=[("tsne", 2), ("tsne", 3)],
        bookmarks={"first": space.codes[0], "zero": np.zeros(d)},
        z=np.full(d, 0.5),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
