"""Graphs kept on disk, so that a model is exported once."""

import hashlib
import json
import logging
import os
import time
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError, ModelError
from latentwidgets.files import PART_SUFFIX, replacing
from latentwidgets.models.onnx.container import pack, unpack
from latentwidgets.models.onnx.export import export_model, settle_samples
from latentwidgets.models.onnx.graphs import ExportedModel, Precision
from latentwidgets.models.onnx.opened import graphs_of
from latentwidgets.models.protocol import LatentModel

EXPORT_VERSION = 3  # raised whenever the same model gives other graphs
MAX_BYTES = 2**30
SUFFIX = ".graphs"
HOUR = 3600.0

_LOG = logging.getLogger(__name__)
_told: set[Path] = set()


def export_cached(  # noqa: PLR0913
    model: LatentModel,
    codes: NDArray[np.float32],
    samples: NDArray[Any] | None = None,
    *,
    precision: Precision = "float32",
    folder: str | os.PathLike[str] | None = None,
    lock: AbstractContextManager[Any] | None = None,
) -> ExportedModel:
    """Export a model, or read what was exported of the same model before.

    Parameters
    ----------
    model, codes, samples, precision, lock
        See `export_model`. The lock is also held while the model's fingerprint is taken.
    folder
        Where the graphs are kept, at most 1 GB of them; None takes the user's folder of caches.
        One that cannot be written to is logged once, and nothing is kept.

    Raises
    ------
    ExportError
        As `export_model` does; a refusal is not kept.
    """
    if graphs_of(model) is not None:  # nothing to keep
        return export_model(model, codes, samples, precision=precision, lock=lock)
    with nullcontext() if lock is None else lock:
        key = _key(model, samples, precision)
    if key is None:
        return export_model(model, codes, samples, precision=precision, lock=lock)
    path = _folder(folder) / f"{key}{SUFFIX}"
    found = _read(path, key)
    if found is None:
        found = export_model(model, codes, samples, precision=precision, lock=lock)
        _write(path, pack(found, key))
    return found


def _key(model: LatentModel, samples: NDArray[Any] | None, precision: str) -> str | None:
    """Digest all that the graphs depend on; None where the model cannot be told from others."""
    try:
        settle_samples(model, samples)
    except LatentWidgetsError as error:
        _LOG.debug("%s takes no samples (%s): its decoder is exported alone", model.name, error)
    try:
        fingerprint = model.fingerprint()
    except ModelError as error:
        _LOG.info("the graphs of %s are not kept: %s", model.name, error)
        return None
    parts = [
        EXPORT_VERSION,
        fingerprint,
        *(version(name) for name in ("torch", "onnx", "onnxscript")),
        precision,
        getattr(model, "mode", None),
        model.modality.raw_shape,
        None if samples is None else np.shape(samples)[1:],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _folder(folder: str | os.PathLike[str] | None) -> Path:
    if folder is not None:
        return Path(folder).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("latentwidgets") / "onnx"


def _read(path: Path, key: str) -> ExportedModel | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _tell(path.parent, error)
        return None
    try:
        exported = unpack(data, key)
    except ValueError as error:
        _LOG.info("the graphs in %s are ignored and exported anew: %s", path.name, error)
        return None
    try:
        os.utime(path)  # what is used is kept longest
    except OSError as error:
        _LOG.debug("the time of %s cannot be set: %s", path.name, error)
    return exported


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all, and keep the folder small."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as beside:
            beside.write_bytes(data)
        _prune(path)
    except OSError as error:
        _tell(path.parent, error)


def _prune(newest: Path) -> None:
    """Delete what was used longest ago, and what a stopped process left half written."""
    for left in newest.parent.glob(f".*{PART_SUFFIX}"):
        if time.time() - left.stat().st_mtime > HOUR:
            left.unlink(missing_ok=True)
    sizes = [(path, path.stat()) for path in newest.parent.glob(f"*{SUFFIX}")]
    total = 0
    for path, found in sorted(sizes, key=lambda item: (item[0] != newest, -item[1].st_mtime)):
        total += found.st_size
        if total > MAX_BYTES and path != newest:
            path.unlink(missing_ok=True)


def _tell(folder: Path, error: OSError) -> None:
    """Say once for each folder that it cannot be used."""
    if folder not in _told:
        _told.add(folder)
        _LOG.warning(
            "Exported models are not kept in %s (%s): each is exported anew in every session.",
            folder,
            error.strerror or error,
        )
