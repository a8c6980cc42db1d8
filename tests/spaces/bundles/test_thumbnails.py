"""Sheets of pictures: sizes, colours, many sheets, and what is shrunk is said."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.modalities import Image, resize
from latentwidgets.spaces.bundles.thumbnails import Sheets, pack_sheets, tile_of
from tests.spaces.small_models import TinyVAE


def pictures(n, picture):
    levels = np.random.default_rng(1).integers(0, 256, (n, *picture.shape))
    return levels.astype(np.float32) / np.float32(255)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("n", [1, 33, 1025])
def test_small_pictures_come_back_exactly(n, channels):
    picture = Image(5, 7, channels)
    images = pictures(n, picture)
    sheets = list(pack_sheets(lambda chosen: images[chosen], picture, n))
    assert len(sheets) == -(-n // 1024)
    kept = Sheets(sheets, picture, n, "x.latent")
    assert not kept.shrunk
    order = np.random.default_rng(2).integers(0, n, 50)
    np.testing.assert_array_equal(kept.read(order), images[order])


def test_large_pictures_are_shrunk_by_area_and_enlarged_again():
    picture = Image(96, 200, 3)
    images = pictures(3, picture)
    assert tile_of(picture) == (31, 64)
    kept = Sheets(
        list(pack_sheets(lambda chosen: images[chosen], picture, 3)), picture, 3, "x.latent"
    )
    assert kept.shrunk
    found = kept.read(np.array([2, 0]))
    assert found.shape == (2, 96, 200, 3)
    expected = resize(resize(images[[2, 0]], 31, 64), 96, 200)
    np.testing.assert_allclose(found, expected, atol=0.51 / 255)


def test_a_space_says_that_its_pictures_were_shrunk(tmp_path):
    class Large(TinyVAE):
        def encode(self, x):
            return super().encode(x[:, :, ::16, ::16])

        def decode(self, z):
            return super().decode(z).repeat_interleave(16, 2).repeat_interleave(16, 3)

    images = np.random.default_rng(0).random((6, 1, 128, 128)).astype(np.float32)
    space = lw.LatentSpace(Large(), images, progress=False)
    opened = lw.open(space.save(tmp_path / "large.latent"))
    assert opened.samples([0, 5]).shape == (2, 128, 128, 1)
    assert "kept at 64×64 and are shown enlarged to 128×128" in repr(opened)
    np.testing.assert_allclose(opened.encode(images[:2]), space.codes[:2], atol=1e-5)
    again = opened.save(tmp_path / "again.latent")
    assert again.read_bytes() == (tmp_path / "large.latent").read_bytes()
