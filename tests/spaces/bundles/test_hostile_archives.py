"""Files that are no bundles, or zips made to do harm: refused in one sentence, at once."""

import struct
import time
import zipfile
import zlib

import pytest

import latentwidgets as lw
from latentwidgets.exceptions import BundleError
from latentwidgets.spaces.bundles import archive as limits
from tests.spaces.bundles.forging import forge, pack, unpack

SECONDS = 5


def refused(path, words):
    started = time.perf_counter()
    with pytest.raises(BundleError, match=words) as caught:
        lw.open(path)
    assert time.perf_counter() - started < SECONDS
    said = str(caught.value)
    assert said.startswith(path.name)
    assert len(said) < 400
    assert "\n" not in said


@pytest.fixture
def bad(tmp_path):
    return tmp_path / "bad.latent"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"hello" * 100, b"\x89PNG\r\n" + bytes(500), b"PK\x03\x04" + bytes(500)],
    ids=["empty", "two bytes", "text", "picture", "zip's first bytes"],
)
def test_no_zip(bad, content):
    bad.write_bytes(content)
    refused(bad, "no zip")


def test_a_zip_of_something_else(bad):
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("codes.npy", b"")
    refused(bad, r"there is no manifest\.json in it")


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_cut_short(bundle, bad, share):
    data = bundle.read_bytes()
    bad.write_bytes(data[: int(share * len(data))])
    refused(bad, "cut short|no zip")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        lw.open(tmp_path / "none.latent")
    with pytest.raises(OSError, match="directory"):
        lw.open(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "../codes.npy",
        "/etc/passwd",
        "C:/x.npy",
        "maps\\x.npy",
        "a/b/c.npy",
        "codes.npy\0.png",
        "codes.pkl",
        "Codes.npy",
        "maps/",
        "a" * 5000 + ".npy",
        "ü.npy",
    ],
)
def test_names_that_no_bundle_has(bundle, bad, name):
    manifest, members = unpack(bundle)
    info = zipfile.ZipInfo("x")
    info.filename = name
    pack(bad, manifest, members)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(info, b"")
    refused(bad, "holds a member")


def test_a_member_twice(bundle, bad):
    manifest, members = unpack(bundle)
    pack(bad, manifest, members)
    with zipfile.ZipFile(bad, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("codes.npy", members["codes.npy"])
    refused(bad, "two members of one name")


def test_a_link(bundle, bad):
    manifest, members = unpack(bundle)
    info = zipfile.ZipInfo("link.npy")
    info.external_attr = 0o120777 << 16
    pack(bad, manifest, members)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    refused(bad, "link")


def test_a_member_too_many_or_too_few(bundle, bad):
    manifest, members = unpack(bundle)
    pack(bad, manifest, {**members, "other.npy": b"1"})
    refused(bad, r"it holds other\.npy, of which its manifest says nothing")
    del members["effects.npy"]
    pack(bad, manifest, members)
    refused(bad, r"effects\.npy is missing")


def test_a_member_that_is_no_part_of_the_space(bundle, bad):
    forge(bundle, bad, lambda _, members: members.update({"other.npy": b"1"}))
    refused(bad, r"other\.npy, which is no part of the space")


def test_another_checksum(bundle, bad):
    manifest, members = unpack(bundle)
    data = bytearray(members["codes.npy"])
    data[-1] ^= 1
    pack(bad, manifest, {**members, "codes.npy": bytes(data)})
    refused(bad, r"codes\.npy is not what the manifest says")


def test_encrypted_or_compressed_in_another_way(bundle, bad):
    manifest, members = unpack(bundle)
    pack(bad, manifest, members, compression=zipfile.ZIP_LZMA)
    refused(bad, "compressed in a way")
    data = bytearray(bundle.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    bad.write_bytes(bytes(data))
    refused(bad, "encrypted")


def test_a_deflated_copy_opens(bundle, bad):
    pack(bad, *unpack(bundle), compression=zipfile.ZIP_DEFLATED)
    assert lw.open(bad).n_samples == 40


def test_a_bomb_that_says_what_it_is(bundle, bad):
    manifest, members = unpack(bundle)
    members["effects.npy"] = bytes(200 * 2**20)
    pack(bad, manifest, members, compression=zipfile.ZIP_DEFLATED)
    assert bad.stat().st_size < 2**20
    refused(bad, "would unpack")


def test_a_bomb_that_lies(bad):
    """Two hundred megabytes declared as ten bytes, in both places."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(200 * 2**20)) + packed.flush()
    name = b"effects.npy"
    sizes = struct.pack("<LLL", zlib.crc32(bytes(10)), len(data), 10)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes
    local += struct.pack("<HH", len(name), 0) + name
    listed = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    listed += struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(listed), len(local) + len(data), 0)
    bad.write_bytes(local + data + listed + b"PK\x05\x06" + end)
    refused(bad, r"manifest\.json|damaged|cut short")


def test_a_million_members(bad):
    listed = (b"PK\x01\x02" + bytes(42)) * 60_000
    end = struct.pack("<HHHHLLH", 0, 0, 60_000, 60_000, len(listed), 0, 0)
    bad.write_bytes(listed + b"PK\x05\x06" + end)
    refused(bad, "more than 4,400 members")


def test_the_64_bit_form(bundle, bad):
    data = bundle.read_bytes()
    bad.write_bytes(data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:])
    refused(bad, "members, as no bundle has|damaged")


def test_the_limits_of_what_is_unpacked(bundle, bad, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 1000)
    refused_size = bundle.stat().st_size
    bad.write_bytes(bundle.read_bytes())
    assert refused_size > 1000
    refused(bad, "at most 1,000 are accepted")
