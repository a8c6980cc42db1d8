"""The zip around a bundle: written whole or not at all, and read as if from an enemy."""

import os
import re
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from latentwidgets.files import UNREADABLE, replacing
from latentwidgets.spaces.bundles.faults import Fault

__all__ = ["DAMAGED", "MOST_BYTES", "read_archive", "write_archive"]

MANIFEST = "manifest.json"
SAFE_NAME = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)?\.(onnx|npy|json|png)")
LONGEST_NAME = 100
MOST_MEMBERS = 4400
MOST_BYTES = 4 * 2**30 - 1  # of all members unpacked; a zip of more would need its 64-bit form
FREE_BYTES = 64 * 2**20  # what may be unpacked whatever the size of the file
MOST_RATIO = 20  # beyond that; our own files deflate text only, and little of it
MOST_DEFLATED = 16 * 2**20  # bytes of one member
MOST_MANIFEST_BYTES = 4 * 2**20
DEFLATED = (".json", "outputs.npy")  # the others shrink little, or are shrunk already
END = b"PK\x05\x06"
END_SIZE = 22
END_64 = b"PK\x06\x07"
ENCRYPTED = 1
EPOCH = (1980, 1, 1, 0, 0, 0)  # no date: the same space gives the same file

DAMAGED = "copy or download the file again"


def write_archive(path: Path, manifest: bytes, members: Mapping[str, bytes]) -> None:
    """Write beside, then rename: the path holds the former file or the whole new one.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    with (
        replacing(path) as beside,
        beside.open("xb") as file,
        zipfile.ZipFile(file, "w", allowZip64=False) as archive,
    ):
        for name, data in ((MANIFEST, manifest), *members.items()):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            deflated = name.endswith(DEFLATED) and len(data) <= MOST_DEFLATED
            info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            archive.writestr(info, data)


def read_archive(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """Read the manifest and all other members, within limits.

    Raises
    ------
    OSError
        Where there is no such file, or it may not be read.
    Fault
        Where it is no zip, damaged, or holds what no bundle does.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            _check_end(file, size)
            with zipfile.ZipFile(file) as archive:
                members = _read_all(archive, size)
        except UNREADABLE as error:
            said = str(error) or type(error).__name__
            raise Fault(f"it is damaged ({said}): {DAMAGED}") from error
    if MANIFEST not in members:
        raise Fault(f"there is no {MANIFEST} in it: give a file that space.save wrote")
    return members.pop(MANIFEST), members


def _check_end(file: IO[bytes], size: int) -> None:
    """Look at the record at the end, so that a list of a million members is not even read."""
    if size < END_SIZE:
        raise Fault("it is no zip: give a file that space.save wrote")
    around = END_SIZE + 20
    file.seek(max(0, size - around))
    tail = file.read(around)
    end = tail[-END_SIZE:]
    if end[:4] != END:
        raise Fault(f"it is no zip, or cut short: give a file that space.save wrote, or {DAMAGED}")
    n_members, listed = struct.unpack("<HL", end[10:16])
    if tail[:4] == END_64 or n_members > MOST_MEMBERS or listed > MOST_MEMBERS * 1024:
        raise Fault(f"it has more than {MOST_MEMBERS:,} members, as no bundle has")
    file.seek(0)


def _read_all(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    infos = archive.infolist()
    for info in infos:
        _check(info)
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise Fault("it holds two members of one name, as no bundle does")
    total = sum(info.file_size for info in infos)
    allowed = min(MOST_BYTES, FREE_BYTES + MOST_RATIO * size)
    if total > allowed:
        raise Fault(
            f"it would unpack {size:,} bytes to {total:,}, and at most {allowed:,} are accepted"
        )
    return {info.filename: _read(archive, info) for info in infos}


def _check(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if len(name) > LONGEST_NAME or not SAFE_NAME.fullmatch(name) or name != info.filename:
        raise Fault(f"it holds a member {name[:LONGEST_NAME]!r}, which is no name of a bundle")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise Fault(f"{name} is a link or a device, and no file")
    if info.flag_bits & ENCRYPTED:
        raise Fault(f"{name} is encrypted: bundles are not, give the file as space.save wrote it")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Fault(f"{name} is compressed in a way that bundles are not")
    if name == MANIFEST and info.file_size > MOST_MANIFEST_BYTES:
        raise Fault(f"{MANIFEST} has {info.file_size:,} bytes, as no bundle's has")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one member, and no more than it is declared to be."""
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise Fault(f"{info.filename} is cut short: {DAMAGED}")
    return data
