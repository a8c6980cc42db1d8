"""Directions in files, which may come from anyone."""

import json
import warnings
import zipfile

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.directions import Direction
from tests.spaces.directions.blobs import N, Plain, space_of


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
        ({"fingerprint": 3}, "fingerprint is no text"),
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


def member(header, body=b""):
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + body


SHAPED = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s,), }"


@pytest.mark.parametrize(
    "header",
    [SHAPED % 10**18, SHAPED % 10**30, "(", "{1: 2, 'a': 3}", SHAPED % "3" + "'" * 3],
)
def test_forged_headers_are_refused(tmp_path, header):
    path = tmp_path / "x.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("vector.npy", "about.npy"):
            archive.writestr(name, member(header.encode(), b"\0" * 12))
    with pytest.raises(lw.DataError, match=r"x\.npz.*damaged"):
        Direction.load(path)


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (10, 99)], ids=["encrypted", "compression"])
def test_members_that_zipfile_cannot_read_are_refused(direction, tmp_path, offset, value):
    path = direction.save(tmp_path / "x.npz")
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    while start >= 0:
        data[start + offset] = value
        start = data.find(b"PK\x01\x02", start + 4)
    path.write_bytes(data)
    with pytest.raises(lw.DataError, match=r"x\.npz.*damaged"):
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


class Other(Plain):
    """Another training: of the same name and sizes."""

    def fingerprint(self):
        return "other"


class Unread(Plain):
    """Weights that cannot be read."""

    def fingerprint(self):
        raise lw.ModelError("no")


def other_space(model=None):
    samples = space_of().samples(range(N))
    return lw.LatentSpace(model or Other(), samples, progress=False)


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_figures_stay_with_the_model_that_they_were_measured_with(direction, tmp_path, suffix):
    path = direction.save(tmp_path / f"x{suffix}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = space_of().directions.load(path)
    assert kept.measured == direction.measured
    assert kept.label == direction.label


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_of_another_model_it_comes_without_figures_and_says_so(direction, tmp_path, suffix):
    path = direction.save(tmp_path / f"x{suffix}")
    space = other_space()
    with pytest.warns(UserWarning, match="'glasses' is of another model than plain") as told:
        kept = space.directions.load(path)
    assert told[0].filename == __file__
    assert kept.measured is None
    assert kept.label.endswith("; made in another model")
    assert "read by" in kept.quality.label  # measured here
    with pytest.warns(UserWarning, match="another model"):
        space.directions["mine"] = Direction.load(path)
    with pytest.warns(UserWarning, match="another model"):
        space.directions.keep(direction)
    assert space.directions["mine"].measured is space.directions["glasses 2"].measured is None
    # Saved again, it is of the model that it was measured with.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = space.directions.load(kept.save(tmp_path / f"y{suffix}"))
    assert again.measured == kept.measured


def test_a_file_that_does_not_say_its_model_comes_without_figures(direction, tmp_path):
    path = direction.save(tmp_path / "x.json")
    described = json.loads(path.read_text())
    del described["fingerprint"]
    path.write_text(json.dumps(described))
    assert Direction.load(path).measured == direction.measured
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert space_of().directions.load(path).measured is None
        unread = other_space(Unread())
        assert unread.directions.load(direction.save(path)).measured is None
    assert "fingerprint" not in json.loads(unread.directions["glasses"].save(path).read_text())


def test_another_space_of_the_model_keeps_the_figures(direction):
    space = direction.measurement.space
    kept = lw.LatentSpace.from_parts(space.parts).directions.keep(direction)
    assert kept.measured == direction.measured
