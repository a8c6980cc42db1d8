"""Posteriors in bundles: where they were asked for, drawn as those of the model itself."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.bundles.arrays import pack_array
from latentwidgets.spaces.support import log_variances_of, spread_on
from tests.spaces.bundles.forging import forge, unpack
from tests.spaces.bundles.small_space import make_space
from tests.spaces.media import make_medium

ROWS = np.array([3, 700, 41])


@pytest.fixture(scope="module")
def space():
    return lw.zoo.load("digits/vae-2d")


@pytest.fixture(scope="module")
def saved(space, tmp_path_factory):
    return space.save(tmp_path_factory.mktemp("posteriors") / "kept.latent", posteriors=True)


def test_they_are_drawn_without_encoding_again(space, saved, tmp_path, monkeypatch):
    opened = lw.open(saved)
    expected = spread_on(space, space.project("pca", 2), ROWS)
    monkeypatch.setattr(opened.parts.batcher, "posterior", None)
    found = spread_on(opened, opened.project("pca", 2), ROWS)
    np.testing.assert_allclose(found.covariances, expected.covariances, rtol=0.01, atol=1e-9)
    np.testing.assert_allclose(found.points, expected.points, atol=1e-5)
    assert opened.save(tmp_path / "again.latent").read_bytes() == saved.read_bytes()


def test_in_half_precision_they_are_those_of_every_sample(space, saved):
    _, members = unpack(saved)
    assert len(members["log_variances.npy"]) == 128 + 2 * space.n_samples * space.latent_size
    kept = lw.open(saved).parts.contents.log_variances
    np.testing.assert_allclose(kept, log_variances_of(space), rtol=1e-3, atol=1e-4)


def test_unless_they_are_asked_for_there_are_none(tmp_path):
    manifest, members = unpack(make_space().save(tmp_path / "plain.latent"))
    assert "log_variances" not in manifest["samples"]
    assert "log_variances.npy" not in members


def test_an_encoder_that_tells_none_has_none_to_keep(tmp_path):
    with pytest.raises(lw.DataError, match="one code a sample, without a spread"):
        make_medium("audio").save(tmp_path / "none.latent", posteriors=True)
    assert list(tmp_path.iterdir()) == []


def older(manifest, _):
    manifest["version"] = 3


def other(array):
    def apply(_, members):
        members["log_variances.npy"] = pack_array(array, array.dtype.type)

    return apply


def gone(_, members):
    del members["log_variances.npy"]


def unsaid(manifest, _):
    manifest["samples"]["log_variances"] = None


def elsewhere(manifest, _):
    manifest["samples"]["log_variances"] = "../codes.npy"


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        (older, "which has no posteriors"),
        (gone, "log_variances.npy is missing"),
        (unsaid, "no part of the space"),
        (elsewhere, "not as it should be"),
        (other(np.zeros((3, 2), np.float16)), "no array of kind <f2"),
        (other(np.zeros((1797, 2), np.float32)), "no array of kind <f2"),
        (other(np.full((1797, 2), np.nan, np.float16)), "NaN or infinite"),
    ],
)
def test_what_cannot_be_is_refused(saved, tmp_path, forgery, said):
    with pytest.raises(lw.BundleError, match=said):
        lw.open(forge(saved, tmp_path / "bad.latent", forgery))


def test_variances_beyond_all_numbers_are_told_where_they_are_drawn(saved, tmp_path):
    huge = other(np.full((1797, 2), 60000, np.float16))
    opened = lw.open(forge(saved, tmp_path / "huge.latent", huge))
    with pytest.raises(lw.DataError, match="not finite numbers"):
        spread_on(opened, opened.project("pca", 2), ROWS)
