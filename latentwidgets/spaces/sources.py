"""Where samples come from: arrays, data sets, loaders, iterables; read in order and in parts."""

import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.items import Batch, Raw, from_batch, from_items

__all__ = ["ArraySource", "ItemSource", "LoaderSource", "Source", "StreamSource", "worker_died"]

HASHED_ITEMS = 256
STREAMED = 64  # samples that come one by one, in a batch
WORKER_DIED = ("exited unexpectedly", "is killed by signal", "DataLoader timed out")


class Source(Protocol):
    """Samples in a fixed order.

    Attributes
    ----------
    n_samples
        How many; None where that is known only at the end.
    """

    @property
    def n_samples(self) -> int | None:
        """How many there are; None where that is known only at the end."""

    @property
    def repeatable(self) -> bool:
        """Whether `read` can be asked for any sample at any time."""

    def peek(self, n: int) -> Batch:
        """Look at the first n samples, or all if fewer; nothing is lost to `batches`."""

    def batches(self, start: int, size: int) -> Iterator[Batch]:
        """Give all samples from number `start` on, in batches of about `size`."""

    def read(self, indices: NDArray[np.int64]) -> Raw:
        """Give some samples by number: an array, a tensor, or a list of PIL images."""

    def pick(self, indices: NDArray[np.int64]) -> Batch:
        """Give some samples by number, with the labels that the data hold."""

    def fingerprint(self) -> str:
        """Digest of the samples, for a cache."""


class ArraySource:
    """An array or a tensor ``(n, ...)``; batches are views of it."""

    repeatable = True

    def __init__(self, array: Raw) -> None:
        self.array = array

    @property
    def n_samples(self) -> int:
        """How many."""
        return len(self.array)

    def peek(self, n: int) -> Batch:
        """Look at the first n."""
        return Batch(self.array[:n], None)

    def batches(self, start: int, size: int) -> Iterator[Batch]:
        """Give views, in order."""
        for first in range(start, len(self.array), size):
            yield Batch(self.array[first : first + size], None)

    def read(self, indices: NDArray[np.int64]) -> Raw:
        """Give some by number."""
        if isinstance(self.array, np.ndarray):
            return self.array[indices]
        import torch

        return self.array[torch.from_numpy(indices).to(self.array.device)]

    def pick(self, indices: NDArray[np.int64]) -> Batch:
        """Give some by number; an array holds no labels."""
        return Batch(self.read(indices), None)

    def fingerprint(self) -> str:
        """Digest of shape, dtype and every byte."""
        sha = hashlib.sha256(f"{self.array.dtype} {tuple(self.array.shape)}".encode())
        for batch in self.batches(0, 1024):
            _add(sha, batch.samples)
        return sha.hexdigest()


class ItemSource:
    """A sequence or a map-style data set of x, (x, y) or dicts; items are read when needed."""

    repeatable = True

    def __init__(self, items: Any) -> None:
        self.items = items

    @property
    def n_samples(self) -> int:
        """How many."""
        return len(self.items)

    def peek(self, n: int) -> Batch:
        """Look at the first n."""
        return from_items([self.items[index] for index in range(min(n, len(self.items)))])

    def batches(self, start: int, size: int) -> Iterator[Batch]:
        """Read, stack and give, in order."""
        n = len(self.items)
        for first in range(start, n, size):
            yield from_items([self.items[index] for index in range(first, min(first + size, n))])

    def read(self, indices: NDArray[np.int64]) -> Raw:
        """Give some by number."""
        return self.pick(indices).samples

    def pick(self, indices: NDArray[np.int64]) -> Batch:
        """Give some by number, with their labels."""
        return from_items([self.items[int(index)] for index in indices])

    def fingerprint(self) -> str:
        """Digest of the type, the length, and up to 256 items spread evenly over the data."""
        return _digest_of_some(self, type(self.items).__qualname__)


class LoaderSource:
    """A torch `DataLoader`, read without its shuffling.

    The loader's data set, batch size, `collate_fn` and workers are kept. The order is the data
    set's own, whatever the sampler, or that of the ``indices`` of a sampler that has them (a
    subset), so that labels given beside the loader fit.
    """

    repeatable = True

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        indices = getattr(loader.sampler, "indices", None)
        self.order: Sequence[int] = (
            range(len(loader.dataset)) if indices is None else [int(index) for index in indices]
        )

    @property
    def n_samples(self) -> int:
        """How many."""
        return len(self.order)

    def peek(self, n: int) -> Batch:
        """Look at the first n, without workers."""
        return from_batch(self._collate(self.order[:n]))

    def batches(self, start: int, size: int) -> Iterator[Batch]:  # noqa: ARG002  the loader's own size
        """Give the batches of a loader made anew, in order."""
        return map(from_batch, self._in_order(start))

    def read(self, indices: NDArray[np.int64]) -> Raw:
        """Give some by number, without workers."""
        return self.pick(indices).samples

    def pick(self, indices: NDArray[np.int64]) -> Batch:
        """Give some by number, with their labels, without workers."""
        return from_batch(self._collate([self.order[int(index)] for index in indices]))

    def fingerprint(self) -> str:
        """Digest as of `ItemSource`, of collated items."""
        return _digest_of_some(self, type(self.loader.dataset).__qualname__)

    def _collate(self, indices: Sequence[int]) -> Any:
        return self.loader.collate_fn([self.loader.dataset[index] for index in indices])

    def _in_order(self, start: int) -> Any:
        import torch
        from torch.utils.data import DataLoader

        loader = self.loader
        return DataLoader(
            loader.dataset,
            batch_size=loader.batch_size
            or getattr(loader.batch_sampler, "batch_size", None)
            or 256,
            sampler=self.order[start:],
            num_workers=loader.num_workers,
            collate_fn=loader.collate_fn,
            pin_memory=loader.pin_memory,
            timeout=loader.timeout,
            worker_init_fn=loader.worker_init_fn,
            multiprocessing_context=loader.multiprocessing_context,
            prefetch_factor=loader.prefetch_factor,
            generator=torch.Generator(),  # else it would draw from the user's global one
        )


class StreamSource:
    """An iterable of batches, or of samples, that can be read once; its samples are not kept."""

    repeatable = False
    n_samples = None

    def __init__(self, stream: Iterable[Any], *, one_by_one: bool = False) -> None:
        self._rest = _batched(stream) if one_by_one else iter(stream)
        self._read = from_items if one_by_one else from_batch
        self._held: list[Batch] = []  # the batch read last, until the next is asked for
        self._position = 0  # number of samples before it

    def peek(self, n: int) -> Batch:
        """Look at the first batch, and keep it for `batches`."""
        if not self._held:
            self._held.extend(self._read(batch) for batch in islice(self._rest, 1))
        if not self._held:
            return Batch(np.empty((0,), np.float32), [])
        first = self._held[0]
        return Batch(first.samples[:n], None if first.labels is None else first.labels[:n])

    def batches(self, start: int, size: int) -> Iterator[Batch]:  # noqa: ARG002  the stream's own size
        """Give the batches not yet taken: the last one again where `start` says it was not used."""
        if inspect.isgenerator(self._rest) and self._rest.gi_frame is None and not self._held:
            raise DataError(
                f"The generator of the data stopped with an error after {start:,} samples and "
                "cannot go on: give a new one, or a list, an array or a Dataset."
            )
        if self._held and start > self._position:  # taken, though no next was asked for
            self._held.clear()
        self._position = start
        for batch in chain(tuple(self._held), map(self._read, self._rest)):
            self._held[:] = [batch]
            yield batch
            self._held.clear()
            self._position += len(batch)

    def read(self, indices: NDArray[np.int64]) -> Raw:  # noqa: ARG002
        """Refuse: the samples are gone."""
        raise DataError(
            "The samples are not kept, since the data were an iterable that can be read once: "
            "give a list, an array or a Dataset."
        )

    def pick(self, indices: NDArray[np.int64]) -> Batch:
        """Refuse: the samples are gone."""
        return Batch(self.read(indices), None)

    def fingerprint(self) -> str:
        """Refuse: reading them would use them up."""
        raise DataError(
            "cache= needs data that can be read twice and an iterable that can be read once was "
            "given: give a list, an array or a Dataset, or leave out cache=."
        )


def worker_died(error: BaseException, source: Source) -> bool:
    """Whether `error` says that a worker process of a loader is dead.

    Torch raises it from a signal handler, so wherever the main thread is; the pipe to the worker
    may break before.
    """
    if any(words in str(error) for words in WORKER_DIED):
        return True
    has_workers = isinstance(source, LoaderSource) and source.loader.num_workers > 0
    return has_workers and isinstance(error, ConnectionError | EOFError)


def _batched(samples: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(samples)
    while batch := list(islice(rest, STREAMED)):
        yield batch


def _digest_of_some(source: ItemSource | LoaderSource, name: str) -> str:
    n = source.n_samples
    sha = hashlib.sha256(f"{name} {n}".encode())
    for index in np.unique(np.linspace(0, n - 1, min(n, HASHED_ITEMS)).astype(np.int64)):
        _add(sha, source.read(np.array([index])))
    return sha.hexdigest()


def _add(sha: Any, samples: Raw) -> None:
    if isinstance(samples, np.ndarray) and samples.dtype.kind == "O":  # texts
        sha.update(json.dumps(samples.tolist()).encode())
        return
    for sample in samples if isinstance(samples, list) else [samples]:
        if hasattr(sample, "detach"):
            sample = sample.detach().cpu().numpy()  # noqa: PLW2901
        array = np.asarray(sample)
        sha.update(f"{array.dtype} {array.shape}".encode())
        sha.update(np.ascontiguousarray(array).data if array.size else b"")
