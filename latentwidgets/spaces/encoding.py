"""The encoding of a whole data set: in order, in batches, to be interrupted and gone on with."""

import threading
import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.cache import CodesCache, Progress
from latentwidgets.spaces.intake import Intake, finite_rows
from latentwidgets.spaces.sources import Source, worker_died

__all__ = ["Encoded", "Encoding"]

SECONDS_BETWEEN_SAVES = 30.0
BAR_DELAY = 0.5  # seconds: what is over sooner needs no bar


@dataclass(frozen=True)
class Encoded:
    """An encoded data set.

    Attributes
    ----------
    codes : float32, (n, *latent_shape)
        Posterior means.
    kept : int64, (n,)
        Which samples of the data they are of.
    labels
        Of every sample of the data, as the data gave them; None where they gave none.
    n_read
        Number of samples of the data.
    """

    codes: NDArray[np.float32]
    kept: NDArray[np.int64]
    labels: list[Any] | None
    n_read: int


class Encoding:
    """Encodes a source; an interrupt or an error keeps what was encoded, `finish` goes on.

    Samples with NaN or infinite values, and those whose codes have such, are left out.
    """

    def __init__(
        self,
        source: Source,
        intake: Intake,
        batcher: Batcher,
        *,
        cache: CodesCache | None = None,
        progress: bool = True,
    ) -> None:
        self.source = source
        self.intake = intake
        self.batcher = batcher
        self.cache = cache
        self.progress = progress
        self._one_at_a_time = threading.RLock()
        self._store = _Store(source.n_samples, batcher.model.latent_shape)
        self._result: Encoded | None = None
        if cache is not None:
            found = cache.load(batcher.model.latent_shape)
            if found is not None:
                self._store.take(found)

    @property
    def position(self) -> int:
        """Number of samples read so far."""
        return self._store.position

    @property
    def done(self) -> bool:
        """Whether all is encoded."""
        return self._result is not None

    def finish(self) -> Encoded:
        """Encode what is not yet encoded, and return all.

        Raises
        ------
        DataError
            Where no sample can be encoded, or the data cannot be read on.
        """
        with self._one_at_a_time:
            if self._result is None:
                self._encode_rest()
                self._result = self._checked()
        return self._result

    def _encode_rest(self) -> None:
        store, n = self._store, self.source.n_samples
        start = store.position
        if n is not None and start >= n:
            return
        row = self.intake.for_model(self.source.peek(1).samples)
        size = self.batcher.size_for(4 * max(1, row.size))
        saved, finished = time.monotonic(), False
        try:
            with self._bar(n, start) as bar:
                for batch in self.source.batches(start, size):
                    self._encode_batch(batch.samples, batch.labels)
                    bar.update(len(batch))
                    if self.cache and time.monotonic() - saved > SECONDS_BETWEEN_SAVES:
                        self.cache.save(store.progress())
                        saved = time.monotonic()
            finished = True
        except (RuntimeError, ConnectionError, EOFError) as error:
            if not worker_died(error, self.source):
                raise
        finally:
            if self.cache and store.position > start:
                self.cache.save(store.progress())
        # Raised out here, where nothing holds the dead worker's loader any more: torch has another
        # error ready for as long as it lives.
        if not finished:
            raise DataError(
                f"A worker process of the DataLoader died after {store.position:,} samples, whose "
                "codes are kept: go on by asking for the codes again, or give a DataLoader with "
                "num_workers=0."
            )

    def _encode_batch(self, raw: Any, labels: list[Any] | None) -> None:
        n = len(raw)
        samples = self.intake.for_model(raw)
        kept = np.arange(n)
        rows = finite_rows(samples)
        if rows is not None:
            samples, kept = samples[rows], kept[rows]
        codes = self.batcher.encode(samples)
        rows = finite_rows(codes)
        if rows is not None:
            codes, kept = codes[rows], kept[rows]
        self._store.add(codes, kept, n, labels)

    def _checked(self) -> Encoded:
        found = self._store.progress()
        dropped = found.position - len(found.kept)
        if dropped and len(found.kept) == 0:
            raise DataError(
                f"All {found.position:,} samples, or their codes, hold NaN or infinite values: "
                "mend the data or the encoder."
            )
        if dropped:
            warnings.warn(
                f"{dropped:,} of {found.position:,} samples were dropped, with their labels and "
                "attributes: they or their codes hold NaN or infinite values.",
                stacklevel=2,
            )
        return Encoded(found.codes, found.kept, found.labels, found.position)

    def _bar(self, total: int | None, start: int) -> Any:
        from tqdm.auto import tqdm

        return tqdm(
            total=total,
            initial=start,
            desc="Encoding",
            unit=" samples",
            delay=BAR_DELAY,
            disable=not self.progress,
        )


class _Store:
    """Codes as they come: their memory is taken once where their number is known."""

    def __init__(self, n_samples: int | None, latent_shape: tuple[int, ...]) -> None:
        self.position = 0
        self._n_kept = 0
        self._codes = np.empty((n_samples or 1024, *latent_shape), np.float32)
        self._kept = np.empty(len(self._codes), np.int64)
        self._labels: list[Any] | None = []

    def take(self, found: Progress) -> None:
        self.add(found.codes, found.kept, found.position, found.labels)

    def add(
        self,
        codes: NDArray[np.float32],
        kept: NDArray[np.int64],
        n_read: int,
        labels: list[Any] | None,
    ) -> None:
        """Add the codes of the next `n_read` samples, of which `kept` (from 0) were kept."""
        stop = self._n_kept + len(codes)
        if stop > len(self._codes):
            room = max(stop, 2 * len(self._codes))
            self._codes, self._kept = _grown(self._codes, room), _grown(self._kept, room)
        self._codes[self._n_kept : stop] = codes
        self._kept[self._n_kept : stop] = kept + self.position
        if self._labels is not None:
            del self._labels[self.position :]  # left by an interrupt before the last line
            self._labels.extend(labels or [])
            if labels is None:
                self._labels = None
        self._n_kept, self.position = stop, self.position + n_read

    def progress(self) -> Progress:
        return Progress(
            self.position, self._codes[: self._n_kept], self._kept[: self._n_kept], self._labels
        )


def _grown(array: NDArray[Any], room: int) -> NDArray[Any]:
    larger = np.empty((room, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
