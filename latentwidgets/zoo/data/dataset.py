"""A set of built-in data: samples with what is known of them, and a fixed split."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from latentwidgets.modalities.protocol import Modality

__all__ = ["Dataset"]


@dataclass(frozen=True)
class Dataset:
    """Built-in data.

    Attributes
    ----------
    name, title
        What `latentwidgets.zoo.data` takes; what the data are, in words.
    licence, source
        On what terms; where they come from, or how they are drawn, in a line.
    samples
        ``(n, ...)``, as the models' ``encode`` takes them: images float32 ``(n, C, H, W)`` in
        [0, 1], token ids int64 ``(n, length)`` ...
    is_test
        bool ``(n,)``: True where a sample is held out of all training.
    labels
        ``(n,)``, or None.
    attributes
        What is known of each sample, by name: arrays ``(n,)`` of numbers, booleans or strings.
    factors
        The independent causes that the samples were drawn from, by name: arrays ``(n,)`` of floats
        or integers; empty where nobody knows them.
    modality
        What the samples are; None for pictures, which say it themselves.
    """

    name: str
    title: str
    licence: str
    source: str
    samples: NDArray[Any]
    is_test: NDArray[np.bool_]
    labels: NDArray[Any] | None = None
    attributes: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    factors: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    modality: "Modality | None" = None

    def __len__(self) -> int:
        return len(self.samples)

    def __repr__(self) -> str:
        shape = "x".join(map(str, self.samples.shape[1:]))
        return f"<{self.name}: {len(self):,} samples of {shape}, {self.is_test.sum():,} held out>"

    def take(self, indices: NDArray[Any]) -> "Dataset":
        """Keep the samples at `indices` (or where a mask is True), in that order."""
        return replace(
            self,
            samples=self.samples[indices],
            is_test=self.is_test[indices],
            labels=None if self.labels is None else self.labels[indices],
            attributes={name: values[indices] for name, values in self.attributes.items()},
            factors={name: values[indices] for name, values in self.factors.items()},
        )
