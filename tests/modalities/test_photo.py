"""Files as people upload them, and as nobody should."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Pillow

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Image
from latentwidgets.modalities.photo import LARGEST_FILE, read_photo


def modality(channels=3, height=8, width=8):
    return Image(height, width, channels, "HWC", (0.0, 1.0))


def file(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_files_of_the_usual_kinds(kind):
    red = Pillow.new("RGB", (40, 30), (255, 0, 0))
    picture = read_photo(file(red, kind), modality())
    assert picture.shape == (8, 8, 3)
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture, np.broadcast_to([1, 0, 0], (8, 8, 3)), atol=0.03)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "LA", "RGBA", "I;16", "I", "F"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_mode_becomes_what_the_model_makes(mode, channels):
    if mode in {"I;16", "I", "F"}:
        image = Pillow.new(mode, (20, 20), 0 if mode == "F" else 65535)
    else:
        image = Pillow.new("RGB", (20, 20), "white").convert(mode)
    if mode == "F":
        image.putpixel((19, 19), 1.0)
    picture = read_photo(image, modality(channels))
    assert picture.shape == (8, 8, channels)
    assert 0 <= picture.min() <= picture.max() <= 1
    if mode != "F":
        np.testing.assert_allclose(picture, 1, atol=0.01)


def test_sixteen_bits_keep_their_middle():
    image = Pillow.fromarray(np.full((9, 9), 32768, np.uint16))
    picture = read_photo(file(image), modality(1))
    np.testing.assert_allclose(picture, 0.5, atol=0.01)


def test_the_middle_is_taken_and_the_camera_turned():
    image = Pillow.new("RGB", (300, 100), "blue")
    image.paste("white", (100, 0, 200, 100))
    assert read_photo(image, modality())[:, 1:-1].min() > 0.98
    image = Pillow.new("RGB", (100, 100), "black")
    image.paste("white", (0, 0, 100, 50))
    exif = Pillow.Exif()
    exif[0x0112] = 6  # a quarter turn clockwise to be shown
    turned = read_photo(file(image, "JPEG", exif=exif), modality())
    assert turned[:, -3:].min() > 0.9
    assert turned[:, :3].max() < 0.1


def test_transparency_stands_on_white_and_an_animation_is_its_first_frame():
    clear = Pillow.new("RGBA", (10, 10), (0, 0, 0, 0))
    np.testing.assert_allclose(read_photo(clear, modality()), 1)
    assert read_photo(clear, modality(4))[..., 3].max() == 0
    frames = [Pillow.new("RGB", (10, 10), name) for name in ("lime", "red")]
    moving = file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    np.testing.assert_allclose(read_photo(moving, modality())[..., 1], 1, atol=0.02)


@pytest.mark.parametrize(
    "array",
    [
        np.full((8, 8), 0.5),
        np.full((20, 16, 3), 0.5, np.float32),
        np.full((8, 8, 1), 128, np.uint8),
        np.full((8, 8, 4), 128, np.int64),
    ],
)
def test_arrays_in_the_unit_range_or_of_levels(array):
    picture = read_photo(array, modality(1))
    assert picture.shape == (8, 8, 1)
    assert (picture > 0.2).all()


def bomb(width, height):
    """Write a PNG of a few bytes that claims a size."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "no picture"),
        (b"MZ\x90\0 no picture at all", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture"),
        (bomb(10_000, 10_000), "10,000 by 10,000 pixels"),
        (bomb(60_000, 60_000), "pixels: give one of at most 40 million"),
        (bomb(2**31 - 1, 2**31 - 1), "no picture|pixels"),
        (file(Pillow.new("RGB", (50, 50)))[:60], "no picture"),
        (b"\0" * (LARGEST_FILE + 1), "MiB: give one of at most 7"),
        (np.zeros((2, 3, 4, 5)), "of shape"),
        (np.zeros((0, 4)), "of shape"),
        (np.array([["a"]]), "of shape"),
        (np.full((3, 3), np.inf), "NaN or infinite"),
        (np.full((3, 3), 7.0), "from 7 to 7"),
        (np.full((3, 3), -1), "from -1 to -1"),
        (np.broadcast_to(np.uint8(0), (100_000, 100_000)), "pixels"),
    ],
)
def test_what_is_none_is_refused_in_words(given, words):
    with pytest.raises(DataError, match=words):
        read_photo(given, modality())
