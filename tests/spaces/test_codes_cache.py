"""Codes on disk: used again, gone on with, and never trusted when damaged."""

import warnings
import zipfile

import numpy as np
import pytest

from latentwidgets import LatentSpace
from latentwidgets.exceptions import DataError, OptionError
from tests.spaces.small_models import LinearModel
from tests.spaces.test_encoding import StopAfter


class Counter:
    def __init__(self):
        self.rows = 0

    def __call__(self, samples):
        self.rows += len(samples)


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def counted(counter):
    return LinearModel(before=counter)


@pytest.mark.parametrize("name", ["codes.npz", "folder", "deep/folder"])
def test_codes_are_encoded_once(pictures, counted, counter, tmp_path, name):
    path = tmp_path / name
    first = LatentSpace(counted, pictures, cache=path).codes
    second = LatentSpace(counted, pictures, cache=str(path)).codes
    np.testing.assert_array_equal(first, second)
    assert counter.rows == 40


def test_labels_of_the_data_and_dropped_samples_come_from_the_cache_too(
    pictures, counted, counter, tmp_path
):
    pictures[5] = np.nan
    data = [(picture, f"n{number}") for number, picture in enumerate(pictures)]
    path = tmp_path / "codes.npz"
    for _ in range(2):
        space = LatentSpace(counted, data, cache=path)
        with pytest.warns(UserWarning, match="1 of 40 samples were dropped"):
            assert space.labels.tolist() == [f"n{n}" for n in range(40) if n != 5]
        np.testing.assert_allclose(space.samples([5])[0, ..., 0], pictures[6], atol=1e-6)
    assert counter.rows == 39


def test_another_model_or_other_data_are_encoded_anew(pictures, counted, counter, tmp_path):
    path = tmp_path / "codes.npz"
    _ = LatentSpace(counted, pictures, cache=path).codes
    counted.weights = counted.weights * 2
    _ = LatentSpace(counted, pictures, cache=path).codes
    assert counter.rows == 80
    pictures[39, 7, 7] += 0.25  # one pixel of the last sample
    space = LatentSpace(counted, pictures, cache=path)
    np.testing.assert_allclose(space.codes, LinearModel.encode(counted, pictures).mean)
    assert counter.rows == 160


def test_a_folder_keeps_the_codes_of_several_models(pictures, counted, counter, tmp_path):
    weights = counted.weights
    for scale in (1, 2, 1, 2):
        counted.weights = weights * scale
        _ = LatentSpace(counted, pictures, cache=tmp_path).codes
    assert counter.rows == 80
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interrupted_encoding_goes_on_in_another_session(pictures, tmp_path):
    path = tmp_path / "codes.npz"
    with pytest.raises(KeyboardInterrupt):
        _ = LatentSpace(LinearModel(before=StopAfter(2)), pictures, batch_size=10, cache=path).codes
    rest = StopAfter(99)
    model = LinearModel(before=rest)
    space = LatentSpace(model, pictures, batch_size=10, cache=path)
    assert "20 encoded" in repr(space)
    codes = space.codes
    assert rest.sizes == [10, 10]
    np.testing.assert_allclose(codes, model.encode(pictures).mean, atol=1e-5)


def damage_nothing_left(path):
    path.write_bytes(b"")


def damage_cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def damage_a_byte(path):
    content = bytearray(path.read_bytes())
    content[content.find(b"codes.npy") + 300] ^= 0xFF
    path.write_bytes(content)


def damage_noise(path):
    path.write_bytes(np.random.default_rng(0).bytes(5000))


def damage_pickle(path):
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "codes": np.array([{"a": 1}], dtype=object)})


def damage_lengths(path):
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "kept": arrays["kept"][:-1]})


def damage_nan(path):
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "codes": arrays["codes"] * np.nan})


def damage_stream(path):
    """Write garbage where compressed numbers stood."""
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez_compressed(path, **arrays)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("codes.npy")
    data = bytearray(path.read_bytes())
    start = info.header_offset + 60
    data[start : start + info.compress_size - 40] = b"\xff" * (info.compress_size - 40)
    path.write_bytes(data)


def damage_header(path):
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the name stands there twice: the last counts
        archive.writestr("key.npy", b"\x93NUMPY\x01\x00\x01\x00(")


@pytest.mark.parametrize(
    "damage",
    [
        damage_nothing_left,
        damage_cut,
        damage_a_byte,
        damage_noise,
        damage_pickle,
        damage_lengths,
        damage_nan,
        damage_stream,
        damage_header,
    ],
)
def test_a_damaged_cache_is_ignored_with_a_warning_and_rewritten(
    pictures, counted, counter, tmp_path, damage
):
    path = tmp_path / "codes.npz"
    expected = LatentSpace(counted, pictures, cache=path).codes
    damage(path)
    with pytest.warns(UserWarning, match="cache 'codes.npz' is damaged"):
        space = LatentSpace(counted, pictures, cache=path)
    np.testing.assert_array_equal(space.codes, expected)
    assert counter.rows == 80
    np.testing.assert_array_equal(LatentSpace(counted, pictures, cache=path).codes, expected)
    assert counter.rows == 80


def test_a_file_of_other_arrays_is_left_as_it_is(pictures, linear, tmp_path):
    path = tmp_path / "mine.npz"
    np.savez(path, precious=np.arange(3))
    before = path.read_bytes()
    with pytest.raises(OptionError, match="holds other arrays"):
        LatentSpace(linear, pictures, cache=path)
    assert path.read_bytes() == before


def test_a_file_of_another_kind_is_refused(pictures, linear, tmp_path):
    for name in ("data.csv", "plain"):
        path = tmp_path / name
        path.write_text("a,b")
        with pytest.raises(OptionError, match=r"ends in .npz, or a folder"):
            LatentSpace(linear, pictures, cache=path)
        assert path.read_text() == "a,b"


def test_a_full_disk_costs_a_warning_and_leaves_the_former_file(
    pictures, counted, tmp_path, monkeypatch
):
    path = tmp_path / "codes.npz"
    _ = LatentSpace(counted, pictures, cache=path).codes
    before = path.read_bytes()
    counted.weights = counted.weights * 2

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    space = LatentSpace(counted, pictures, cache=path)
    with pytest.warns(UserWarning, match=r"not written .No space left on device"):
        assert space.codes.shape == (40, 4)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["codes.npz"]


def test_a_stream_cannot_be_cached(pictures, linear, tmp_path):
    with pytest.raises(DataError, match="cache= needs data that can be read twice"):
        LatentSpace(linear, iter([pictures]), cache=tmp_path)


def test_a_cache_without_data(linear, tmp_path):
    with pytest.raises(OptionError, match="cache= keeps the codes of data"):
        LatentSpace(linear, cache=tmp_path)
