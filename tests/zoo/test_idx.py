import gzip
import struct

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError
from latentwidgets.zoo.data.idx import read_idx

CODES = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}


def idx(array):
    code = CODES[array.dtype.newbyteorder("=").str[1:]]
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def zipped(content):
    """Without the time: a case's name holds it, and all processes must name it alike."""
    return gzip.compress(content, mtime=0)


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(256, size=(12, 5, 4), dtype=np.uint8)


@pytest.mark.parametrize("pack", [bytes, zipped])
def test_pictures_and_labels_as_mnist_has_them(tmp_path, pixels, pack):
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    images.write_bytes(pack(idx(pixels)))
    labels.write_bytes(pack(idx(np.arange(12, dtype=np.uint8))))
    data = lw.zoo.load_idx(str(images), labels)
    assert data.samples.dtype == np.float32
    np.testing.assert_array_equal(np.rint(data.samples[:, 0] * 255), pixels)
    np.testing.assert_array_equal(data.labels, np.arange(12))
    assert data.is_test.tolist() == ([False] * 5 + [True]) * 2
    assert data.name == "train-images-idx3-ubyte"
    assert lw.zoo.load_idx(images).labels is None


@pytest.mark.parametrize("kind", CODES)
def test_every_type_of_number(tmp_path, kind):
    values = np.arange(6).reshape(2, 3).astype(kind)
    (tmp_path / "a.idx").write_bytes(idx(values))
    read = read_idx(tmp_path / "a.idx")
    np.testing.assert_array_equal(read, values)
    assert read.dtype == values.dtype


def header(*shape, code=8, zeros=b"\0\0"):
    return zeros + bytes([code, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "does not begin as an IDX file does"),
        (b"\0\0", "does not begin"),
        (header(2, code=7) + b"ab", "does not begin"),
        (header(2, zeros=b"PK") + b"ab", "does not begin"),
        (header(), "does not begin"),
        (header(2, 3)[:-1], "ends within its header"),
        (header(2, 3) + b"12345", "says that it holds 6 bytes and holds 5"),
        (header(2, 3) + b"1234567", "says that it holds 6 bytes and holds more"),
        (header(2**30, 1) + b"1", "says that it holds 1,073,741,824 bytes and holds 1:"),
        (header(2**31, 2**31), "claims 4,611,686,018,427,387,904 bytes"),
        (header(*[1] * 255) + b"1", "claims"),
        (zipped(header(9) + b"123456789")[:-6], "cannot be read"),
        (b"\x1f\x8brubbish", "cannot be read"),
        (b"\x1f\x8b\x08" + b"\0" * 6 + b"\xff" * 9, "cannot be read"),
        (
            zipped(header(4) + b"\0" * 50_000_000),
            "says that it holds 4 bytes and holds more",
        ),
    ],
)
def test_a_hostile_file_is_refused_at_once(tmp_path, content, message):
    (tmp_path / "bad.idx").write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_idx(tmp_path / "bad.idx")


def test_files_that_are_not_there_or_do_not_fit(tmp_path, pixels):
    with pytest.raises(DataError, match=r"none.idx cannot be read \(No such file"):
        lw.zoo.load_idx(tmp_path / "none.idx")
    images, others = tmp_path / "images", tmp_path / "others"
    images.write_bytes(idx(pixels))
    others.write_bytes(idx(np.arange(11, dtype=np.uint8)))
    with pytest.raises(DataError, match="give one whole number for each of the 12 pictures"):
        lw.zoo.load_idx(images, others)
    with pytest.raises(DataError, match=r"give a file of unsigned bytes \(n, height, width\)"):
        lw.zoo.load_idx(others)
