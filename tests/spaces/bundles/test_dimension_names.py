"""Names of dimensions in bundles: there again when the space is opened, as text and no more."""

import pytest

import latentwidgets as lw
from tests.spaces.bundles.forging import forge, unpack
from tests.spaces.bundles.small_space import make_space

NAMES = {2: "ear size", 0: "<b>tilt</b>"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    space = make_space()
    space.dimension_names.update(NAMES)
    return space.save(tmp_path_factory.mktemp("names") / "named.latent")


def test_opened_they_are_what_they_were(saved, tmp_path):
    opened = lw.open(saved)
    assert dict(opened.dimension_names) == NAMES
    assert opened.dimension_names.title(2) == "z₂ ear size"
    assert opened.save(tmp_path / "again.latent").read_bytes() == saved.read_bytes()
    del opened.dimension_names[2]
    assert dict(lw.open(saved).dimension_names) == NAMES


def test_without_names_nothing_is_said_of_them(tmp_path):
    manifest, _ = unpack(make_space().save(tmp_path / "plain.latent"))
    assert "dimension_names" not in manifest


def names(*given):
    def apply(manifest, _):
        manifest["dimension_names"] = [{"dimension": n, "name": name} for n, name in given]

    return apply


def older(manifest, _):
    manifest["version"] = 3


def extra(manifest, _):
    manifest["dimension_names"][0]["script"] = "x"


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        (older, "which has no names of dimensions"),
        (extra, "not as it should be"),
        (names((3, "x")), "3 is no dimension of the 3"),
        (names((10**30, "x")), "is no dimension of the 3"),
        (names((-1, "x")), "not as it should be"),
        (names((True, "x")), "not as it should be"),
        (names((0.5, "x")), "not as it should be"),
        (names(("0", "x")), "not as it should be"),
        (names((0, "x" * 101)), "not as it should be"),
        (names((0, "")), "not as it should be"),
        (names((0, " ")), "no text of 1 to"),
        (names((0, 7)), "not as it should be"),
        (names((0, "a"), (0, "b")), "two names"),
        (names((0, "a"), (1, "a")), "is called 'a' already"),
        (names((0, "a"), (1, " a ")), "is called 'a' already"),
    ],
)
def test_what_cannot_be_is_refused(saved, tmp_path, forgery, said):
    bad = forge(saved, tmp_path / "bad.latent", forgery)
    with pytest.raises(lw.BundleError, match=said):
        lw.open(bad)
