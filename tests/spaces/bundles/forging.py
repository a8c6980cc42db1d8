"""Bundles as an enemy would make them: any member, any manifest, with checksums that fit."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def unpack(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(members.pop("manifest.json")), members


def pack(path: Path, manifest: Any, members: dict[str, bytes], **options: Any) -> Path:
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", **options) as archive:
        archive.writestr("manifest.json", text)
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def seal(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    manifest["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    }


def forge(
    bundle: Path, path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> Path:
    """Change manifest and members, and make the checksums fit again."""
    manifest, members = unpack(bundle)
    change(manifest, members)
    seal(manifest, members)
    return pack(path, manifest, members)
