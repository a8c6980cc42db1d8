import io

import numpy as np
import PIL.Image
import pytest

from latentwidgets.exceptions import OptionError, ShapeError
from latentwidgets.modalities import Audio, Image, atlas, resize, tile_shape
from latentwidgets.modalities.payload import MAX_MESSAGE_BYTES


def smooth(height, width, channels):
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    planes = [x, y, (x + y) / 2, np.full_like(x, 0.5)][:channels]
    return np.stack(planes, axis=-1).astype(np.float32)


def pixels(payload):
    if payload.encoding == "rgba8":
        return np.frombuffer(payload.data, np.uint8).reshape(payload.height, payload.width, 4)
    with PIL.Image.open(io.BytesIO(payload.data)) as picture:
        assert picture.size == (payload.width, payload.height)
        return np.asarray(picture.convert("RGBA"))


def expected(image):
    colours = np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image[..., :3]
    alpha = image[..., 3:] if image.shape[2] == 4 else np.ones((*image.shape[:2], 1))
    return np.round(np.concatenate([colours, alpha], axis=2) * 255)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_small_picture_travels_raw_and_exact(channels):
    image = smooth(9, 12, channels)
    payload = Image(9, 12, channels).to_payload(image)
    assert (payload.encoding, payload.width, payload.height) == ("rgba8", 12, 9)
    np.testing.assert_array_equal(pixels(payload), expected(image))


@pytest.mark.parametrize("channels", [1, 3])
def test_a_large_picture_travels_as_jpeg_close_to_itself(channels):
    image = smooth(300, 200, channels)
    payload = Image(300, 200, channels).to_payload(image)
    assert payload.encoding == "jpeg"
    assert len(payload.data) < 300 * 200
    assert np.abs(pixels(payload) - expected(image)).max() <= 6


def test_exact_and_transparent_pictures_are_never_jpeg():
    exact = Image(300, 200, 3).to_payload(smooth(300, 200, 3), exact=True)
    np.testing.assert_array_equal(pixels(exact), expected(smooth(300, 200, 3)))
    assert Image(300, 200, 4).to_payload(smooth(300, 200, 4)).encoding == "rgba8"


def test_the_border_of_raw_is_the_one_given():
    image = smooth(10, 10, 3)
    assert Image(10, 10, 3).to_payload(image, max_raw_bytes=400).encoding == "rgba8"
    assert Image(10, 10, 3).to_payload(image, max_raw_bytes=399).encoding == "jpeg"


def test_a_raw_picture_never_exceeds_one_message():
    payload = Image(2000, 1500, 4).to_payload(np.full((2000, 1500, 4), 0.5, np.float32))
    assert len(payload.data) == payload.width * payload.height * 4 <= MAX_MESSAGE_BYTES
    assert (payload.width, payload.height) == (750, 1000)
    assert (pixels(payload) == 128).all()


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_nan_is_painted_and_counted_never_black_alone(channels):
    image = smooth(300, 200, channels)
    image[100:200, 50:150, 0] = np.nan
    payload = Image(300, 200, channels).to_payload(image)
    assert (payload.encoding, payload.not_finite) == ("rgba8", 100 * 100)
    shown = pixels(payload)
    marked = shown[100:200, 50:150].reshape(-1, 4)
    assert {tuple(colour) for colour in marked} == {(255, 0, 255, 255), (0, 0, 0, 255)}
    rest = np.isfinite(image).all(axis=2)
    np.testing.assert_array_equal(shown[rest], expected(np.nan_to_num(image))[rest])


def test_a_picture_of_nan_alone_is_seen():
    payload = Image(8, 8).to_payload(np.full((8, 8, 1), np.nan, np.float32))
    assert payload.not_finite == 64
    assert len(np.unique(pixels(payload).reshape(-1, 4), axis=0)) == 2


def test_a_single_nan_pixel_is_seen_in_a_black_picture():
    for column in range(4):
        image = np.zeros((4, 4, 1), np.float32)
        image[0, column] = np.nan
        shown = pixels(Image(4, 4).to_payload(image))
        assert tuple(shown[0, column]) == (255, 0, 255, 255)


def test_a_figure_shows_the_same_pixels():
    image = smooth(9, 12, 3)
    image[0, 0, 1] = np.nan
    modality = Image(9, 12, 3)
    np.testing.assert_array_equal(modality.figure_array(image), pixels(modality.to_payload(image)))


def test_shrinking_averages_areas_and_growing_repeats_pixels():
    images = np.random.default_rng(0).random((2, 6, 9, 3), np.float32)
    halved = resize(images, 3, 3)
    np.testing.assert_allclose(halved, images.reshape(2, 3, 2, 3, 3, 3).mean((2, 4)), rtol=1e-5)
    np.testing.assert_array_equal(
        resize(images, 12, 18), images.repeat(2, axis=1).repeat(2, axis=2)
    )
    np.testing.assert_allclose(resize(images, 4, 7).mean((1, 2)), images.mean((1, 2)), rtol=1e-5)


def test_shrinking_keeps_nan_where_it_was():
    images = np.zeros((1, 8, 8, 1), np.float32)
    images[0, 0, 0] = np.nan
    small = resize(images, 4, 4)
    assert np.isnan(small[0, 0, 0]).all()
    assert np.isnan(small).sum() == 1


def test_an_atlas_holds_each_picture_in_its_tile():
    images = np.linspace(0, 1, 5, dtype=np.float32)[:, None, None, None] * np.ones((5, 8, 8, 3))
    payload = atlas(images.astype(np.float32), columns=3, size=4)
    assert (payload.width, payload.height) == (12, 8)
    tiles = pixels(payload).reshape(2, 4, 3, 4, 4).swapaxes(1, 2).reshape(6, 4, 4, 4)
    for tile, value in zip(tiles, [0, 64, 128, 191, 255], strict=False):
        assert (tile[..., :3] == value).all()


def test_an_atlas_of_oblong_pictures_keeps_their_proportions():
    images = np.ones((2, 4, 8, 1), np.float32)
    square = atlas(images, columns=2, size=8)
    assert (square.width, square.height) == (16, 8)
    alpha = pixels(square)[:, :8, 3]
    np.testing.assert_array_equal(
        alpha, np.repeat([0, 0, 255, 255, 255, 255, 0, 0], 8).reshape(8, 8)
    )
    oblong = atlas(images, columns=2, size=8, square=False)
    assert (oblong.width, oblong.height) == (16, 4)
    assert tile_shape(4, 8, 8) == (4, 8)


def test_a_large_atlas_is_a_jpeg_and_nan_in_it_is_painted():
    images = np.full((64, 32, 32, 3), 0.5, np.float32)
    assert atlas(images, columns=8, size=32).encoding == "jpeg"
    images[3, 0, 0, 0] = np.nan
    assert atlas(images, columns=8, size=32).not_finite == 1


@pytest.mark.parametrize(("n", "columns", "size"), [(0, 1, 8), (1, 0, 8), (1, 1, 0)])
def test_an_empty_atlas_is_refused(n, columns, size):
    with pytest.raises(OptionError):
        atlas(np.zeros((n, 8, 8, 1), np.float32), columns=columns, size=size)


def test_numbers_above_what_a_message_holds_are_refused_in_words():
    sound = Audio(8000, samples=3_000_000)
    with pytest.raises(ShapeError, match=r"3,000,000 numbers .* at most 2,097,152"):
        sound.to_payload(np.zeros(sound.shape, np.float32))
