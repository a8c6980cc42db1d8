"""A bundle of version 1, made once: it opens forever, and means the same."""

import numpy as np

import latentwidgets as lw
from tests.spaces.bundles.forging import unpack
from tests.spaces.bundles.make_fixture import FIXTURE


def test_it_opens_and_means_what_it_meant(tmp_path):
    space = lw.open(FIXTURE)
    assert (space.name, space.seed, space.model.prior) == ("tiny", 0, "normal")
    assert space.codes.shape == (40, 3)
    np.testing.assert_allclose(space.codes[0], [0.0378824, 0.2597915, -0.4773349], atol=1e-7)
    expected = [[0.5868489, 0.5185716, 0.5204677], [0.4662964, 0.5022025, 0.4538024]]
    np.testing.assert_allclose(space.decode(space.codes[:1])[0, :2, :3, 0], expected, atol=1e-5)
    np.testing.assert_array_equal(np.rint(space.samples([5])[0, 0, :3, 0] * 255), [122, 97, 110])
    np.testing.assert_allclose(space.encode(space.samples([0])), space.codes[:1], atol=1e-5)
    np.testing.assert_allclose(space.effects(), [0.0041212, 0.0030319, 0.0048404], atol=1e-7)
    np.testing.assert_allclose(space.neighbor_radius(), 0.17428936064243317, atol=1e-12)
    assert list(space.labels[:2]) == ["<img src=x onerror=alert(1)>", "kind 1"]
    assert [(name, values.dtype.name) for name, values in space.attributes.items()] == [
        ("whole", "int64"),
        ("byte", "uint8"),
        ("real", "float64"),
        ("short", "float32"),
        ("half", "float16"),
        ("flag", "bool"),
        ("maybe", "object"),
        ("text", "object"),
        ("long", "object"),
    ]
    about = space.about
    assert (about.title, about.credits) == ("Version 1", "latentwidgets, CC0")
    assert about.description == "It must open forever."
    assert list(about.bookmarks) == ["first", "zero"]
    np.testing.assert_array_equal(about.z, [0.5, 0.5, 0.5])


def test_its_maps(monkeypatch):
    space = lw.open(FIXTURE)
    monkeypatch.setattr("latentwidgets.spaces.space.project", None)
    tsne, plane = space.project("tsne", 2), space.project("pca", 2)
    np.testing.assert_allclose(tsne.coordinates[0], [-7.5977764, 1.2881755], atol=1e-6)
    assert plane.quality.trustworthiness == 0.9199019607843137
    assert space.project("tsne", 3).quality.trustworthiness == 0.9624509803921569
    assert space.project("pca", 3).explained_variance == 1
    np.testing.assert_allclose(plane.transform(space.codes), plane.coordinates, atol=1e-6)


def test_it_is_small_and_of_version_1():
    assert FIXTURE.stat().st_size < 150_000
    manifest, _ = unpack(FIXTURE)
    assert manifest["version"] == 1
