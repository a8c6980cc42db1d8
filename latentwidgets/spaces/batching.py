"""Calls of the model in batches that shrink where memory runs out."""

import warnings
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DecodeError, LatentWidgetsError, ModelError, OptionError
from latentwidgets.models.devices import free_memory, is_out_of_memory
from latentwidgets.models.protocol import LatentModel, Posterior
from latentwidgets.spaces.turns import TurnLock

__all__ = ["Batcher", "check_batch_size"]

LARGEST = 256
BATCH_BYTES = 64 * 2**20  # of samples, or of outputs


def check_batch_size(batch_size: Any) -> None:
    """Raise an OptionError unless `batch_size` is ``"auto"`` or a number from 1."""
    number = isinstance(batch_size, int | np.integer) and not isinstance(batch_size, bool)
    if not (batch_size == "auto" if isinstance(batch_size, str) else number and batch_size >= 1):
        raise OptionError(f"batch_size={batch_size!r} is no size: give 'auto' or a number from 1.")


class Batcher:
    """Encodes and decodes any number of rows, one batch at a time.

    The model is called under a lock that serves in the order of asking, held for one batch: frames
    and background jobs take turns. Where memory runs out the batch is halved, down to one row; then
    the model moves to the CPU. What was found to fit is kept for later calls.
    """

    def __init__(self, model: LatentModel, batch_size: int | Literal["auto"] = "auto") -> None:
        check_batch_size(batch_size)
        self.model = model
        self.batch_size = batch_size
        self.lock = TurnLock()
        self._fits = {"encoder": LARGEST, "decoder": LARGEST}
        if batch_size != "auto":
            self._fits = dict.fromkeys(self._fits, int(batch_size))

    def size_for(self, row_bytes: int, part: str = "encoder") -> int:
        """Rows in one batch, where a row takes `row_bytes`."""
        fits = self._fits[part]
        if self.batch_size != "auto":
            return fits
        return max(1, min(fits, BATCH_BYTES // max(1, row_bytes)))

    def encode(self, samples: NDArray[Any]) -> NDArray[np.float32]:
        """Posterior means of samples in the layout the model takes, ``(n, *latent_shape)``."""
        shape = self.model.latent_shape
        row_bytes = 4 * max(1, int(np.prod(samples.shape[1:])))
        return self._run(
            lambda batch: self.model.encode(batch).mean, samples, shape, row_bytes, "encoder"
        )

    def posterior(self, samples: NDArray[Any]) -> Posterior:
        """Means and, where the encoder tells them, log-variances of a few samples."""
        found: list[Posterior] = []

        def encode(batch: NDArray[Any]) -> NDArray[np.float32]:
            found.append(self.model.encode(batch))
            return found[-1].mean

        row_bytes = 4 * max(1, int(np.prod(samples.shape[1:])))
        mean = self._run(encode, samples, self.model.latent_shape, row_bytes, "encoder")
        parts = [part.log_variance for part in found if part.log_variance is not None]
        known = len(parts) == len(found) and len(parts) > 0
        return Posterior(mean, np.concatenate(parts) if known else None)

    def decode(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Canonical outputs of codes ``(n, *latent_shape)``."""
        modality = self.model.modality
        # Scores of tokens take more than what is kept of them.
        row_bytes = 4 * max(int(np.prod(shape)) for shape in (modality.shape, modality.raw_shape))
        return self._run(self.model.decode, codes, modality.shape, row_bytes, "decoder")

    def decode_raw(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Return what the model itself gives for codes, ``(n, *modality.raw_shape)``.

        Raises
        ------
        ModelError
            Where the model is one of the caller's own making, which tells canonical outputs only.
        """
        decode = getattr(self.model, "decode_raw", None)
        if decode is None:
            raise ModelError(f"{self.model.name} tells canonical outputs only: wrap it by lw.wrap.")
        shape = self.model.modality.raw_shape
        return self._run(decode, codes, shape, 4 * int(np.prod(shape)), "decoder")

    def _run(
        self,
        call: Callable[[NDArray[Any]], NDArray[np.float32]],
        rows: NDArray[Any],
        shape: tuple[int, ...],
        row_bytes: int,
        part: str,
    ) -> NDArray[np.float32]:
        results: list[NDArray[np.float32]] = []
        start = 0
        while start < len(rows):
            batch = rows[start : start + self.size_for(row_bytes, part)]
            result = self._try(call, batch, part)
            if result is None:
                self._make_room(len(batch), part)
                continue
            results.append(result)
            start += len(batch)
        if len(results) == 1:
            return results[0]
        return np.concatenate(results) if results else np.empty((0, *shape), np.float32)

    def _try(
        self,
        call: Callable[[NDArray[Any]], NDArray[np.float32]],
        batch: NDArray[Any],
        part: str,
    ) -> NDArray[np.float32] | None:
        """Call on one batch; None means that memory ran out.

        The error ends here: its traceback holds the tensors that are to be freed.
        """
        try:
            with self.lock:
                return call(batch)
        except Exception as error:
            if is_out_of_memory(error):
                return None
            if isinstance(error, LatentWidgetsError):
                raise
            raise DecodeError(
                f"The model's {part} raised {type(error).__name__} for a batch of shape "
                f"{batch.shape}: {error}"
            ) from error

    def _make_room(self, tried: int, part: str) -> None:
        device = self.model.device
        free_memory(device)
        if tried > 1:
            self._fits[part] = tried // 2
        elif device != "cpu":
            warnings.warn(
                f"The memory of {device} does not hold the {part} for one row: the model moves to "
                "the CPU.",
                stacklevel=2,
            )
            with self.lock:
                self.model.to("cpu")
            free_memory(device)
        else:
            raise DecodeError(
                f"Memory ran out in the model's {part} even for one row on the CPU: close other "
                "programs or take a smaller model."
            )
