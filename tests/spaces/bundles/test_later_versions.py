"""Bundles of versions 2 to 5, each made once: they open forever, and mean the same."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.identity import model_fingerprint
from tests.spaces.bundles.forging import unpack
from tests.spaces.bundles.make_fixture import FOLDER


@pytest.mark.parametrize("version", [2, 3, 4, 5])
def test_it_opens_with_all_it_holds(version):
    path = FOLDER / f"v{version}.latent"
    assert path.stat().st_size < 150_000
    assert unpack(path)[0]["version"] == version
    space = lw.open(path)
    assert space.about.title == f"Version {version}"
    assert list(space.about.bookmarks) == ["first", "zero"]
    np.testing.assert_array_equal(space.about.bookmarks["first"], space.codes[0])
    assert space.project("tsne", 2).coordinates.shape == (space.n_samples, 2)
    assert np.isfinite(space.decode(space.codes[:2])).all()


def test_what_each_was_the_first_to_hold():
    opened = (lw.open(FOLDER / f"v{version}.latent") for version in (2, 3, 4, 5))
    series, directions, names, origin = opened
    assert series.modality.kind == "series"
    assert series.modality.channels == ("left", "right")
    np.testing.assert_allclose(series.encode(series.samples([3])), series.codes[3:4], atol=1e-4)
    assert list(directions.directions) == ["flag"]
    np.testing.assert_allclose(np.linalg.norm(directions.directions["flag"].vector), 1, atol=1e-6)
    assert dict(directions.dimension_names) == {}
    assert dict(names.dimension_names) == {0: "<b>size</b>", 2: "tilt"}
    said = unpack(FOLDER / "v5.latent")[0]["model"]["origin"]
    assert model_fingerprint(origin.model) == said
