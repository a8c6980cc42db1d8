"""Directions in files, which may come from anyone."""

import json
import zipfile

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.directions import Direction
from tests.spaces.directions.blobs import space_of


@pytest.fixture(scope="module")
def direction():
    space = space_of()
    found = space.direction("glasses")
    _ = found.quality
    return found


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_saved_and_read_back(direction, tmp_path, suffix):
    path = direction.save(tmp_path / f"glasses{suffix}")
    found = Direction.load(path)
    np.testing.assert_array_equal(found.vector, direction.vector)
    assert (found.scale, found.name, found.method, found.label) == (
        direction.scale,
        direction.name,
        direction.method,
        direction.label,
    )
    assert found.quality == direction.quality


def test_one_without_figures_is_measured_where_it_is_kept(tmp_path):
    space = space_of()
    path = space.direction("age").save(tmp_path / "age.json")
    loose = Direction.load(path)
    with pytest.raises(lw.DataError, match="keep it in"):
        _ = loose.quality
    kept = space.directions.load(path)
    assert kept.name == "age"
    assert kept.quality.auc is None  # the groups did not come along
    assert kept.quality.side_effects[0].name == "age"


def test_names_of_files(direction, tmp_path):
    with pytest.raises(lw.OptionError, match=r"end it with .json or .npz"):
        direction.save(tmp_path / "glasses.pickle")
    with pytest.raises(FileNotFoundError):
        Direction.load(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "else"}, "no latentwidgets direction"),
        ({"version": 2}, "update latentwidgets"),
        ({"vector": [1, 2]}, "no list of 6 finite numbers"),
        ({"vector": ["1"] * 6}, "finite numbers"),
        ({"vector": [0.0] * 6}, "length 0"),
        ({"vector": [True] * 6}, "finite numbers"),
        ({"latent_shape": [2**30, 2**30]}, "no list of sizes"),
        ({"latent_shape": []}, "no list of sizes"),
        ({"scale": -1}, "above 0"),
        ({"scale": "1"}, "scale is no number"),
        ({"method": "magic"}, "method is not known"),
        ({"name": ""}, "no text of 1 to 100"),
        ({"name": 3}, "no text"),
        ({"label": "x" * 5000}, "no text"),
        ({"quality": {"auc": 1}}, "no list of up to"),
    ],
)
def test_what_is_no_direction_is_refused(direction, tmp_path, change, said):
    path = direction.save(tmp_path / "x.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(lw.DataError, match=said) as caught:
        Direction.load(path)
    assert "x.json" in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "NaN", "[" * 100_000, '{"format": NaN}'])
def test_what_is_no_json_is_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(lw.DataError, match=r"x.json"):
        Direction.load(path)


def test_pickles_and_bombs_are_refused(direction, tmp_path):
    path = tmp_path / "x.npz"
    np.savez(path, vector=np.array([{}], object), about=np.zeros(3, np.uint8))
    with pytest.raises(lw.DataError, match=r"x\.npz"):
        Direction.load(path)
    np.savez(path, vector=np.zeros(3, np.float32))
    with pytest.raises(lw.DataError, match="what a direction is"):
        Direction.load(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("vector.npy", "about.npy"):
            archive.writestr(name, b"\0" * 40_000_000)
    with pytest.raises(lw.DataError, match="more than a direction takes"):
        Direction.load(path)
    path.write_bytes(direction.save(tmp_path / "y.npz").read_bytes()[:300])
    with pytest.raises(lw.DataError, match=r"x.npz"):
        Direction.load(path)
    path.write_bytes(b"\0" * (33 * 2**20))
    with pytest.raises(lw.DataError, match="at most"):
        Direction.load(path)


def test_an_error_leaves_the_former_file(direction, tmp_path, monkeypatch):
    path = direction.save(tmp_path / "x.npz")
    before = path.read_bytes()

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="No space left"):
        direction.save(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.npz"]
