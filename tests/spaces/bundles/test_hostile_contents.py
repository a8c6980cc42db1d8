"""Members and manifests made to do harm, with checksums that fit."""

import io
import json
import pickle
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image as Picture

import latentwidgets as lw
from latentwidgets.exceptions import BundleError, LatentWidgetsError
from tests.spaces.bundles.forging import forge, pack, seal, unpack

SECONDS = 5


def refused(path, words="cannot be opened", kind=BundleError):
    started = time.perf_counter()
    with pytest.raises(kind, match=words) as caught:
        lw.open(path)
    assert time.perf_counter() - started < SECONDS
    assert len(str(caught.value)) < 400


@pytest.fixture
def bad(tmp_path):
    return tmp_path / "bad.latent"


def npy(array, **options) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


class Evil:
    def __reduce__(self):
        return print, ("run",)


ARRAYS = {
    "NaN": npy(np.full((40, 3), np.nan, np.float32)),
    "infinite": npy(np.full((40, 3), np.inf, np.float32)),
    "too few": npy(np.zeros((39, 3), np.float32)),
    "another shape": npy(np.zeros((3, 40), np.float32)),
    "flat": npy(np.zeros(120, np.float32)),
    "float64": npy(np.zeros((40, 3))),
    "big-endian": npy(np.zeros((40, 3), ">f4")),
    "by columns": npy(np.asfortranarray(np.ones((40, 3), np.float32))),
    "objects": npy(np.full((40, 3), Evil(), object), allow_pickle=True),
    "structured": npy(np.zeros((40, 3), [("a", "<f4")])),
    "text": npy(np.full((40, 3), "a")),
    "pickle": pickle.dumps(np.zeros((40, 3), np.float32)),
    "empty": b"",
    "longer": npy(np.zeros((40, 3), np.float32)) + b"0",
    "shorter": npy(np.zeros((40, 3), np.float32))[:-1],
    "a petabyte": npy(np.zeros((40, 3), np.float32)).replace(b"(40, 3)", b"(99999999, 99999)"),
    "negative": npy(np.zeros((40, 3), np.float32)).replace(b"(40, 3)", b"(-4, -3)"),
    "nested header": b"\x93NUMPY\x01\x00" + struct.pack("<H", 9000) + b"(" * 9000,
    "code": b"\x93NUMPY\x01\x00"
    + struct.pack("<H", 40)
    + b"__import__('os').system('true')".ljust(40),
}


@pytest.mark.parametrize("content", ARRAYS.values(), ids=ARRAYS)
def test_codes_that_are_none(bundle, bad, content, capfd):
    forge(bundle, bad, lambda _, members: members.update({"codes.npy": content}))
    refused(bad, r"codes\.npy")
    assert "run" not in capfd.readouterr().out


@pytest.mark.parametrize(
    "name",
    ["effects.npy", "z.npy", "bookmarks.npy"]
    + [f"maps/{part}.npy" for part in ("pca-2-coordinates", "pca-3-center", "pca-2-components")],
)
@pytest.mark.parametrize("kind", ["NaN", "objects", "too few", "empty"])
def test_other_arrays_that_are_none(bundle, bad, name, kind):
    forge(bundle, bad, lambda _, members: members.update({name: ARRAYS[kind]}))
    refused(bad, name)


def test_not_finite_values_in_the_right_shape(bundle, bad):
    for name, shape, dtype in (
        ("effects.npy", (3,), np.float32),
        ("maps/pca-2-components.npy", (2, 3), np.float64),
        ("maps/tsne-2-coordinates.npy", (40, 2), np.float32),
    ):
        content = npy(np.full(shape, np.nan, dtype))
        forge(bundle, bad, lambda _, members, n=name, c=content: members.update({n: c}))
        refused(bad, "NaN or infinite")


def column(dtype, values):
    return json.dumps({"dtype": dtype, "values": values}).encode()


LABELS = {
    "too few": column("int64", [1] * 39),
    "no list": column("int64", {"0": 1}),
    "mixed": column("int64", [1, "a"] * 20),
    "bools as numbers": column("int64", [True] * 40),
    "too large": column("int8", [300] * 40),
    "null in whole numbers": column("int64", [None] * 40),
    "lists": column("text", [["a"]] * 40),
    "unknown kind": column("object", ["a"] * 40),
    "kind is a list": json.dumps({"dtype": ["int64"], "values": [1] * 40}).encode(),
    "huge number": column("float64", [10**400] * 40),
    "infinite": b'{"dtype": "float64", "values": [' + b"1e999," * 39 + b"1e999]}",
    "NaN": b'{"dtype": "float64", "values": [' + b"NaN," * 39 + b"NaN]}",
    "twice": b'{"dtype": "int8", "dtype": "int8", "values": []}',
    "nested": b"[" * 100_000,
    "no JSON": b"\x80\x04K\x01.",
    "bare": b"3",
    "extra": json.dumps({"dtype": "int64", "values": [1] * 40, "more": 1}).encode(),
    "digits": b'{"dtype": "int64", "values": [' + b"9" * 100_000 + b"]}",
}


@pytest.mark.parametrize("content", LABELS.values(), ids=LABELS)
def test_labels_that_are_none(bundle, bad, content):
    forge(bundle, bad, lambda _, members: members.update({"labels.json": content}))
    refused(bad, r"labels\.json")


ONE = {"dtype": "int64", "values": [1] * 40}
ATTRIBUTES = {
    "ten thousand": [{"name": str(n), **ONE} for n in range(10_000)],
    "a name that is a number": [{"name": 3, **ONE}],
    "a name that is null": [{"name": None, **ONE}],
    "a name twice": [{"name": "a", **ONE}, {"name": "a", **ONE}],
    "no name": [ONE],
    "a dict": {"a": ONE},
    "too short": [{"name": "a", "dtype": "int64", "values": [1]}],
}


@pytest.mark.parametrize("content", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_that_are_none(bundle, bad, content):
    data = json.dumps(content).encode()
    forge(bundle, bad, lambda _, members: members.update({"attributes.json": data}))
    refused(bad, r"attributes\.json")


def png_header(width, height, *, depth=8, colour=0):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def png(size, mode="L"):
    file = io.BytesIO()
    Picture.new(mode, size).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        png_header(2**31 - 1, 2**31 - 1),
        png_header(256, 16, depth=16),
        png((256, 8)),
        png((256, 16), "RGB"),
        b"",
        b"GIF89a",
    ],
    ids=["bomb", "16 bits", "too small", "other colours", "empty", "gif"],
)
def test_pictures_that_are_none(bundle, bad, content):
    forge(bundle, bad, lambda _, members: members.update({"thumbnails/0.png": content}))
    refused(bad, "a sheet of its pictures is no PNG of 256×16")


def test_a_picture_whose_pixels_are_missing_is_said_when_asked_for(bundle, bad):
    for content in (png_header(256, 16), png_header(256, 16) + bytes(100), png((256, 16))[:60]):
        forge(bundle, bad, lambda _, members, c=content: members.update({"thumbnails/0.png": c}))
        space = lw.open(bad)
        with pytest.raises(BundleError, match="is no PNG"):
            space.samples([0])


def set_at(manifest, path, value):
    for key in path[:-1]:
        manifest = manifest[key]
    manifest[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["version"], 0),
        (["version"], "1"),
        (["version"], True),
        (["format"], "zip"),
        (["latent_shape"], []),
        (["latent_shape"], [4]),
        (["latent_shape"], [-3]),
        (["latent_shape"], [2**24] * 8),
        (["latent_shape"], [3.5]),
        (["prior"], "cauchy"),
        (["seed"], -1),
        (["title"], "x" * 10_000),
        (["title"], 3),
        (["description"], "x" * 200_000),
        (["modality", "height"], 10**9),
        (["modality", "value_range"], [1, 0]),
        (["modality", "kind"], "sound"),
        (["modality", "layout"], "WH"),
        (["samples", "picture", "height"], 9),
        (["samples", "picture"], None),
        (["samples", "count"], 41),
        (["samples", "count"], 0),
        (["samples", "count"], 10**15),
        (["samples", "dropped"], -1),
        (["samples", "codes"], "decoder.onnx"),
        (["samples", "codes"], "../codes.npy"),
        (["samples", "codes"], "other.npy"),
        (["samples", "shape"], [1, 1]),
        (["samples", "thumbnails"], []),
        (["samples", "thumbnails"], ["thumbnails/0.png"] * 2),
        (["samples", "from_data"], False),
        (["model", "decoder"], None),
        (["model", "decoder", "precision"], "int8"),
        (["model", "fingerprint"], "x"),
        (["projections", 0, "dims"], 3),
        (["projections", 0, "method"], "umap"),
        (["projections", 0, "center"], None),
        (["projections", 0, "explained_variance_ratio"], [1, 0, 0]),
        (["projections", 0, "options"], {"perplexity": 30}),
        (["projections", 2, "options"], {}),
        (["projections", 2, "options"], {"perplexity": 0, "n_iterations": 750}),
        (["projections", 2, "kl_divergence"], None),
        (["projections", 2, "method"], "pca"),
        (["projections"], [{}] * 100),
        (["neighbor_radius"], -1),
        (["bookmarks", "names"], []),
        (["bookmarks", "names"], ["a", "a"]),
        (["bookmarks", "names"], ["a"]),
        (["bookmarks", "codes"], None),
        (["z"], "codes.npy"),
        (["directions"], [{}]),
        (["more"], 1),
        (["__proto__"], {}),
    ],
)
def test_manifests_that_cannot_be(bundle, bad, path, value):
    forge(bundle, bad, lambda manifest, _: set_at(manifest, path, value))
    refused(bad)


def test_each_field_is_needed(bundle, bad):
    manifest, members = unpack(bundle)
    for name in manifest:
        pack(bad, {key: value for key, value in manifest.items() if key != name}, members)
        refused(bad)


def test_a_later_version_says_to_update(bundle, bad):
    def change(manifest, _):
        manifest["version"] = 6
        manifest["whatever"] = {}

    forge(bundle, bad, change)
    refused(bad, "update latentwidgets")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe",
        b"{}" + b" " * 5_000_000,
        b'{"format": "latentwidgets bundle", "version": 1e400}',
        b'{"a": ' + b"9" * 100_000 + b"}",
    ],
)
def test_manifests_that_are_no_manifest(bundle, bad, text):
    _, members = unpack(bundle)
    pack(bad, text, members)
    refused(bad, "manifest")


def test_a_decoder_that_is_none_is_said_at_the_first_decode(bundle, bad):
    _, members = unpack(bundle)
    for content in (b"", b"junk" * 100, members["encoder.onnx"]):
        forge(bundle, bad, lambda _, members, c=content: members.update({"decoder.onnx": c}))
        space = lw.open(bad)
        assert space.n_samples == 40
        with pytest.raises(LatentWidgetsError):
            space.decode(space.codes)


def test_a_graph_that_takes_other_codes_is_said_at_the_first_decode(bundle, bad):
    def change(manifest, members):
        manifest["latent_shape"] = [2]
        manifest["bookmarks"] = {"names": [], "codes": None}
        manifest["z"] = None
        manifest["projections"] = []
        members["codes.npy"] = npy(np.zeros((40, 2), np.float32))
        members["effects.npy"] = npy(np.zeros(2, np.float32))
        for name in [*members]:
            if name.startswith("maps/") or name in ("bookmarks.npy", "z.npy"):
                del members[name]

    forge(bundle, bad, change)
    space = lw.open(bad)
    with pytest.raises(LatentWidgetsError):
        space.decode(space.codes)


def test_text_stays_text(bundle, tmp_path):
    manifest, members = unpack(bundle)
    nasty = "<script>alert(1)</script>\u202e\0"
    manifest["title"] = nasty
    seal(manifest, members)
    space = lw.open(pack(tmp_path / "nasty.latent", manifest, members))
    assert space.about.title == nasty
    assert space.labels[0] == "<img src=x onerror=alert(1)>"
