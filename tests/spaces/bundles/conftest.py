"""A small space and its bundle, made once."""

from pathlib import Path

import numpy as np
import pytest

from latentwidgets import LatentSpace
from tests.spaces.bundles.small_space import make_space


@pytest.fixture(scope="session")
def space() -> LatentSpace:
    return make_space()


@pytest.fixture(scope="session")
def bundle(space, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "small.latent"
    return space.save(
        path,
        title="Small <b>pictures</b>",
        description="For tests.",
        credits="Nobody, CC0",
        projections=[("tsne", 2)],
        bookmarks={"first": space.codes[0], "mean": space.codes.mean(axis=0)},
        z=np.full(3, 0.5),
    )
