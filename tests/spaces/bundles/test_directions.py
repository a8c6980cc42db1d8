"""Directions in bundles: there again when the space is opened."""

import numpy as np
import pytest

import latentwidgets as lw
from tests.spaces.bundles.forging import forge, unpack
from tests.spaces.bundles.small_space import make_space


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    space = make_space()
    space.directions.keep(space.direction("flag"))
    space.directions.keep(space.direction(method="pca", index=1, name="<b>shape</b>"))
    _ = space.directions["flag"].quality
    return space, space.save(tmp_path_factory.mktemp("directions") / "kept.latent")


def test_opened_they_are_what_they_were(saved, tmp_path):
    space, path = saved
    opened = lw.open(path)
    assert list(opened.directions) == ["flag", "<b>shape</b>"]
    for name, direction in space.directions.items():
        found = opened.directions[name]
        np.testing.assert_array_equal(found.vector, direction.vector)
        assert (found.scale, found.method, found.label) == (
            direction.scale,
            direction.method,
            direction.label,
        )
        assert found.measured == direction.measured
    assert opened.directions["<b>shape</b>"].quality.change > 0  # measured in the opened space
    again = lw.open(path)
    assert again.save(tmp_path / "again.latent").read_bytes() == path.read_bytes()


def test_without_directions_nothing_is_said_of_them(tmp_path):
    manifest, members = unpack(make_space().save(tmp_path / "plain.latent"))
    assert "directions" not in manifest
    assert "directions.npy" not in members


def change(**what):
    def apply(manifest, _):
        manifest["directions"][0].update(what)

    return apply


def drop_vectors(_, members):
    del members["directions.npy"]


def same_names(manifest, _):
    manifest["directions"][1]["name"] = "flag"


def zeros(_, members):
    members["directions.npy"] = members["directions.npy"][:-24] + b"\0" * 24


def older(manifest, _):
    manifest["version"] = 2


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        (drop_vectors, "directions.npy is missing"),
        (same_names, "two of its directions have one name"),
        (zeros, "of length 0"),
        (older, "which has no directions"),
        (change(scale=0), "not as it should be"),
        (change(scale="1"), "not as it should be"),
        (change(method="magic"), "not as it should be"),
        (change(name=""), "not as it should be"),
        (change(name=" "), "no text of 1 to"),
        (change(quality={"auc": "x"}), "one of its directions cannot be"),
        (change(quality=[]), "not as it should be"),
        (change(extra=1), "not as it should be"),
    ],
)
def test_what_cannot_be_is_refused(saved, tmp_path, forgery, said):
    bad = forge(saved[1], tmp_path / "bad.latent", forgery)
    with pytest.raises(lw.BundleError, match=said):
        lw.open(bad)
