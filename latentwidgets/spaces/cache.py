"""Codes kept on disk, so that data are encoded once."""

import hashlib
import json
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.files import UNREADABLE, replacing

__all__ = ["CodesCache", "Progress"]

MARK = "latentwidgets codes 1"


@dataclass
class Progress:
    """What an encoding has reached.

    Attributes
    ----------
    position
        Number of samples read.
    codes : float32, (m, *latent_shape)
        Of the samples kept.
    kept : int64, (m,)
        Their indices in the data, increasing.
    labels
        Of every sample read, as the data set gave them; None where it gives none.
    """

    position: int
    codes: NDArray[np.float32]
    kept: NDArray[np.int64]
    labels: list[Any] | None


class CodesCache:
    """A file of codes, for one model and one set of data.

    Parameters
    ----------
    path
        A file that ends in ``.npz``, or a folder in which files are named by their key.
    model_fingerprint, data_fingerprint
        What the codes depend on: with another model or other data the file is written anew.

    Raises
    ------
    OptionError
        Where `path` is a file of another kind, which is left as it is.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, model_fingerprint: str, data_fingerprint: str
    ) -> None:
        joined = json.dumps([MARK, model_fingerprint, data_fingerprint])
        self.key = hashlib.sha256(joined.encode()).hexdigest()
        path = Path(path).expanduser()
        if path.suffix not in ("", ".npz") or (path.suffix == "" and path.is_file()):
            raise OptionError(
                f"cache={path.name!r} is no place for codes: give a file that ends in .npz, or a "
                "folder."
            )
        self.path = path if path.suffix == ".npz" else path / f"{self.key[:32]}.npz"
        self.refuse_foreign_file()

    def refuse_foreign_file(self) -> None:
        """Raise where the path names a file of arrays that is not ours to overwrite."""
        if not self.path.is_file():
            return
        try:
            with self._open() as archive:
                ours = "mark" in archive.files
        except UNREADABLE:
            return  # damaged: `load` says so
        if not ours:
            raise OptionError(
                f"cache={self.path.name!r} holds other arrays and would be overwritten: give "
                "another path."
            )

    def load(self, latent_shape: tuple[int, ...]) -> Progress | None:
        """Read what was encoded, or None where there is nothing for this model and these data.

        A damaged file is ignored with a warning.
        """
        if not self.path.is_file():
            return None
        try:
            with self._open() as archive:
                if str(archive["key"]) != self.key:
                    return None
                return _checked(archive, latent_shape)
        except UNREADABLE as error:
            warnings.warn(
                f"The cache {self.path.name!r} is damaged ({type(error).__name__}) and was "
                "ignored: the data are encoded anew and the file is rewritten.",
                stacklevel=2,
            )
            return None

    def save(self, progress: Progress) -> None:
        """Write beside, then rename: a reader sees the former file or the whole new one.

        A file that cannot be written costs a warning, never the codes.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._write(progress)
        except OSError as error:
            warnings.warn(
                f"The cache {self.path.name!r} was not written ({error.strerror or error}): the "
                "codes are in memory only.",
                stacklevel=2,
            )

    @contextmanager
    def _open(self) -> Iterator[Any]:
        # Opened here, since NumPy leaves a file that it cannot read open.
        with self.path.open("rb") as file:
            archive = np.load(file, allow_pickle=False)
            if isinstance(archive, np.ndarray):
                raise ValueError("it holds one array")  # noqa: TRY004  a fault of the file
            with archive:
                yield archive

    def _write(self, progress: Progress) -> None:
        with replacing(self.path) as beside, beside.open("xb") as file:
            np.savez(
                file,
                mark=np.array(MARK),
                key=np.array(self.key),
                position=np.array(progress.position, np.int64),
                codes=progress.codes,
                kept=progress.kept,
                labels=np.frombuffer(json.dumps(progress.labels).encode(), np.uint8),
            )


def _checked(archive: Any, latent_shape: tuple[int, ...]) -> Progress:
    position, codes, kept = int(archive["position"]), archive["codes"], archive["kept"]
    labels = json.loads(archive["labels"].tobytes())
    sound = (
        codes.dtype == np.float32
        and codes.shape == (len(kept), *latent_shape)
        and kept.dtype == np.int64
        and bool((np.diff(kept) > 0).all())
        and (len(kept) == 0 or 0 <= kept[0] <= kept[-1] < position)
        and (labels is None or (isinstance(labels, list) and len(labels) == position))
        and bool(np.isfinite(codes).all())
    )
    if not sound:
        raise ValueError("its arrays do not fit together")
    return Progress(position, codes, kept, labels)
