"""Make the bundle of version 1 that must open forever. Run once, never again:

.venv/bin/python -m tests.spaces.bundles.make_fixture
"""

from pathlib import Path

import numpy as np

from tests.spaces.bundles.small_space import make_space

FIXTURE = Path(__file__).parent / "fixtures" / "v1.latent"


def main() -> None:
    space = make_space()
    FIXTURE.parent.mkdir(exist_ok=True)
    space.save(
        FIXTURE,
        title="Version 1",
        description="It must open forever.",
        credits="latentwidgets, CC0",
        projections=[("tsne", 2), ("tsne", 3)],
        bookmarks={"first": space.codes[0], "zero": np.zeros(3)},
        z=np.full(3, 0.5),
    )


if __name__ == "__main__":
    main()
