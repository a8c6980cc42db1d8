"""What decoding in the page takes: the exported model, a probe to compare with, shared files."""

import hashlib
import math
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import LatentWidgetsError, OptionError

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = [
    "ENGINES",
    "SHARED_FILES",
    "SOUND",
    "STATIC",
    "Asset",
    "PageModel",
    "probe",
    "shared_asset",
]

STATIC = Path(__file__).resolve().parent.parent / "static"
# The worker and ONNX Runtime's wasm, which are built for each other.
ENGINES = {
    "wasm": ("decoder-worker.js", "onnxruntime.wasm.gz"),
    "webgpu": ("decoder-worker-webgpu.js", "onnxruntime-webgpu.wasm.gz"),
}
SOUND = "sound.js"  # the library that plays melodies
SHARED_FILES = (*(name for names in ENGINES.values() for name in names), SOUND)
CODES = "codes.f32"
MOST_COMPARED = 2**18  # numbers: a page that waited for more would be ready later
MOST_CODE_BYTES = 64 * 2**20  # a page that holds more would weigh more than what it saves


@dataclass(frozen=True)
class Asset:
    """A file that a page may ask for, named by its content."""

    name: str
    data: bytes | memoryview

    @cached_property
    def key(self) -> str:
        """Digest of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def describe(self) -> dict[str, Any]:
        """Say to the page what it may ask for."""
        return {"name": self.name, "key": self.key, "size": len(self.data)}


_shared: dict[str, Asset] = {}


def shared_asset(name: str) -> Asset:
    """Return a file of `SHARED_FILES`, the same for all spaces; read once.

    Raises
    ------
    LatentWidgetsError
        Where the front end has not been built.
    """
    if name not in _shared:
        try:
            _shared[name] = Asset(name, (STATIC / name).read_bytes())
        except FileNotFoundError:
            raise LatentWidgetsError(
                f"latentwidgets/static/{name} is missing, since the front end of this clone has "
                "not been built: run `make install`."
            ) from None
    return _shared[name]


class PageModel:
    """The model of a space as a page decodes it; exported when a page first asks."""

    def __init__(self, space: "LatentSpace") -> None:
        self._space = space
        self._lock = threading.Lock()
        self._assets: dict[str, Asset] = {}
        self._description: dict[str, Any] | None = None

    def describe(self, engine: str = "wasm") -> dict[str, Any]:
        """Export the model, and say what the page needs to run it by one of `ENGINES`.

        Raises
        ------
        ExportError
            Where the model cannot be exported, or the export differs from it.
        """
        with self._lock:
            if self._description is None:
                self._description = self._prepare()
        worker, wasm = (shared_asset(name).describe() for name in ENGINES[engine])
        return {"worker": worker, "wasm": wasm, **self._description}

    @cached_property
    def codes(self) -> Asset | None:
        """The codes of the data, one after another; None where they are too many for a page."""
        flat = self._space.flat_codes
        if flat.nbytes > MOST_CODE_BYTES:
            return None
        return Asset(CODES, np.ascontiguousarray(flat).reshape(-1).data.cast("B"))  # no second copy

    def read(self, name: str, start: int, size: int) -> bytes:
        """Return up to `size` bytes of a file from `start`.

        Raises
        ------
        OptionError
            Where there is no such file, or it ends before.
        """
        asset = self._find(name)
        if asset is None or start >= len(asset.data):
            raise OptionError(f"There is no file {name!r} with more than {start:,} bytes.")
        return bytes(asset.data[start : start + size])

    def _prepare(self) -> dict[str, Any]:
        space = self._space
        exported = space.export()
        decoder = self._keep("decoder.onnx", exported.decoder.data)
        compared, every = probe(space, exported.decoder.parity.batches)
        data = b"".join(array.tobytes() for array in (compared["codes"], compared["outputs"]))
        return {
            "decoder": decoder.describe(),
            "codes": None if self.codes is None else self.codes.describe(),
            "modality": space.modality.describe_raw(),
            "latent_shape": list(space.latent_shape),
            "batched": exported.decoder.batched,
            "precision": exported.decoder.precision,
            "layers": exported.decoder.layers,
            "takes": exported.takes,
            "parity": asdict(exported.decoder.parity),
            "probe": self._keep("probe.f32", data).describe(),
            "probe_every": every,
        }

    def _find(self, name: str) -> Asset | None:
        if name in SHARED_FILES:
            return shared_asset(name)
        return self.codes if name == CODES else self._assets.get(name)

    def _keep(self, name: str, data: bytes | memoryview) -> Asset:
        asset = self._assets[name] = Asset(name, data)
        return asset


def probe(
    space: "LatentSpace", batches: Sequence[int]
) -> tuple[dict[str, NDArray[np.float32]], int]:
    """Choose real codes, one batch after the other, and what the model gives for each.

    Returns
    -------
    dict
        ``codes`` and ``outputs``, flat.
    every : int
        Of each output its numbers 0, every, 2 every … stand there: all, where they are few.
    """
    codes = space.codes
    rows = np.linspace(0, len(codes) - 1, sum(batches)).astype(np.intp)
    chosen = np.asarray(codes[rows], np.float32)
    outputs = np.asarray(space.decode_raw(chosen), np.float32).reshape(len(chosen), -1)
    every = -(-outputs.size // MOST_COMPARED)
    # Without a common factor with what lengths of rows and channels have, all of them are met.
    while math.gcd(every, 6) > 1:
        every += 1
    return {"codes": chosen.reshape(-1), "outputs": outputs[:, ::every].reshape(-1)}, every
