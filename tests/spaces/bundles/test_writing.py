"""A file is written whole or not at all, and arguments that cannot be are said before."""

import subprocess
import sys

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import (
    BundleError,
    DataError,
    ExportError,
    LatentWidgetsError,
    OptionError,
    ShapeError,
)
from latentwidgets.spaces.bundles import writing
from tests.spaces.small_models import LinearModel


@pytest.fixture
def opened(bundle):
    return lw.open(bundle)


@pytest.mark.parametrize("name", ["faces", "faces.zip", "faces.latent.zip", "faces.npz"])
def test_a_path_needs_the_ending(opened, tmp_path, name):
    with pytest.raises(OptionError, match=r"give 'faces(\.latent)?\.latent'"):
        opened.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_a_folder_that_is_not_there(opened, tmp_path):
    (tmp_path / "is.latent").mkdir()
    with pytest.raises(OptionError, match="is a folder"):
        opened.save(tmp_path / "is.latent")
    with pytest.raises(FileNotFoundError):
        opened.save(tmp_path / "none" / "x.latent")


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"title": 3}, OptionError, "title is int"),
        ({"title": "x" * 1001}, OptionError, "1,001 characters"),
        ({"credits": "x" * 100_001}, OptionError, "credits"),
        ({"description": b"x"}, OptionError, "description is bytes"),
        ({"precision": "int8"}, OptionError, "'float32' or 'float16'"),
        ({"projections": ["tsne"]}, OptionError, "pairs"),
        ({"projections": [("umap", 2)]}, OptionError, "umap"),
        ({"projections": [("pca", 4)]}, OptionError, "2 or 3"),
        ({"projections": [3]}, OptionError, "pairs"),
        ({"bookmarks": ["a"]}, OptionError, "{name: code}"),
        ({"bookmarks": {"a": [1, 2]}}, ShapeError, "3"),
        ({"bookmarks": {"a": [np.nan, 0, 0]}}, DataError, "finite"),
        ({"bookmarks": {3: [0, 0, 0]}}, OptionError, "name of a bookmark"),
        ({"bookmarks": {str(n): [0, 0, 0] for n in range(1001)}}, OptionError, "1,000"),
        ({"z": np.zeros((2, 3))}, DataError, "2 codes"),
    ],
)
def test_arguments_that_cannot_be(opened, tmp_path, options, kind, words):
    with pytest.raises(kind, match=words):
        opened.save(tmp_path / "x.latent", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_export_leaves_the_former_file(bundle, tmp_path):
    path = tmp_path / "x.latent"
    path.write_bytes(bundle.read_bytes())
    with pytest.raises(ExportError):
        lw.LatentSpace(LinearModel()).save(path)
    assert path.read_bytes() == bundle.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_former_file(bundle, tmp_path):
    """The system itself refuses to write more than 4 kB to a file."""
    path = tmp_path / "x.latent"
    path.write_bytes(b"former")
    code = (
        "import resource, sys, latentwidgets as lw\n"
        "space = lw.open(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "try: space.save(sys.argv[2])\n"
        "except OSError as error: print('said', error.strerror)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(bundle), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.startswith("said"), done.stderr
    assert path.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_while_writing_leaves_nothing(opened, tmp_path, monkeypatch):
    def stop(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("zipfile.ZipFile.writestr", stop)
    with pytest.raises(KeyboardInterrupt):
        opened.save(tmp_path / "x.latent")
    assert list(tmp_path.iterdir()) == []


def test_a_space_that_does_not_fit(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_BYTES", 1000)
    with pytest.raises(BundleError, match="save fewer samples"):
        opened.save(tmp_path / "x.latent")


def test_too_many_attributes(space, tmp_path):
    many = lw.LatentSpace(
        space.model,
        space.samples(range(5)).transpose(0, 3, 1, 2),
        attributes={str(n): range(5) for n in range(1001)},
        progress=False,
    )
    with pytest.raises(DataError, match="1,001 attributes"):
        many.save(tmp_path / "x.latent")


def test_half_precision_is_smaller_and_says_so(space, tmp_path):
    path = space.save(tmp_path / "half.latent", precision="float16")
    half = lw.open(path)
    assert half.export().decoder.precision == "float16"
    np.testing.assert_allclose(half.decode(half.codes), space.decode(space.codes), atol=1e-2)
    assert half.save(tmp_path / "again.latent").read_bytes() == path.read_bytes()


def test_a_stream_keeps_no_pictures(space, tmp_path):
    batches = (space.samples(range(n, n + 4)).transpose(0, 3, 1, 2) for n in (0, 4))
    streamed = lw.LatentSpace(space.model, batches, progress=False)
    assert len(streamed.codes) == 8
    opened = lw.open(streamed.save(tmp_path / "stream.latent"))
    assert not opened.has_samples
    assert opened.n_samples == 8
    with pytest.raises(LatentWidgetsError, match="could not be shown"):
        opened.samples([0])
    np.testing.assert_allclose(opened.encode(space.samples([1])), streamed.codes[1:2], atol=1e-5)
