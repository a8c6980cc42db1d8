"""What a space holds: the codes of data, or codes drawn from the model's prior."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.models.protocol import LatentModel
from latentwidgets.spaces.encoding import Encoding
from latentwidgets.spaces.labels import check_length, normalise_attributes, normalise_values
from latentwidgets.spaces.sampling import draw
from latentwidgets.spaces.sources import Source

__all__ = ["DrawnContents", "EncodedContents"]

Codes = NDArray[np.float32]
Values = NDArray[Any]


class EncodedContents:
    """The codes of data, encoded when first asked for, and what is known of each sample.

    Raises
    ------
    DataError
        Where there is not one label or attribute value for each sample; at once where the number
        of samples is known, else when all are encoded.
    """

    from_data = True

    def __init__(self, encoding: Encoding, labels: Any, attributes: Any) -> None:
        self.encoding = encoding
        self._labels = None if labels is None else normalise_values(labels)
        self._attributes = normalise_attributes(attributes)
        n = encoding.source.n_samples
        if n is not None:
            _check_lengths(self._labels, self._attributes, n)

    @property
    def source(self) -> Source:
        """Where the samples come from."""
        return self.encoding.source

    @property
    def codes(self) -> Codes:
        """Posterior means of the samples kept."""
        return self.encoding.finish().codes

    @property
    def kept(self) -> NDArray[np.int64]:
        """Number in the data of each code."""
        return self.encoding.finish().kept

    @property
    def dropped(self) -> int:
        """Number of samples left out."""
        found = self.encoding.finish()
        return found.n_read - len(found.kept)

    @property
    def labels(self) -> Values | None:
        """One for each code: those given, else those that the data hold."""
        return self._of_kept[0]

    @property
    def attributes(self) -> dict[str, Values]:
        """By name, one value for each code."""
        return self._of_kept[1]

    @cached_property
    def sample_shape(self) -> tuple[int, ...]:
        """Shape of one sample, as given to the model."""
        intake, source = self.encoding.intake, self.source
        return intake.for_model(source.peek(1).samples).shape[1:]

    def describe(self) -> str:
        """Say how many samples there are, without encoding any."""
        n, position = self.source.n_samples, self.encoding.position
        said = "samples" if n is None else "1 sample" if n == 1 else f"{n:,} samples"
        if not self.encoding.done:
            return f"{said}, {position:,} encoded" if position else f"{said}, not yet encoded"
        dropped = f", {self.dropped:,} dropped" if self.dropped else ""
        return f"{len(self.codes):,} samples{dropped}{_said_of(self.labels, self.attributes)}"

    @cached_property
    def _of_kept(self) -> tuple[Values | None, dict[str, Values]]:
        found = self.encoding.finish()
        _check_lengths(self._labels, self._attributes, found.n_read)
        labels = self._labels
        if labels is None and found.labels is not None:
            labels = normalise_values(found.labels)
        kept = found.kept
        return (
            None if labels is None else labels[kept],
            {name: values[kept] for name, values in self._attributes.items()},
        )


class DrawnContents:
    """Codes drawn from the prior of a model that has no data.

    Raises
    ------
    DataError
        Where the model has no prior, or there is not one label or attribute value for each code.
    """

    from_data = False
    source = None
    sample_shape = None
    dropped = 0

    def __init__(
        self, model: LatentModel, n_samples: int, seed: int, labels: Any, attributes: Any
    ) -> None:
        if model.prior is None:
            raise DataError(
                f"There are no data, and {model.name} has no prior from which codes could be "
                "drawn: give data to encode, or prior='normal' or 'uniform'."
            )
        self.prior = model.prior
        self.codes = draw(model.prior, n_samples, model.latent_shape, np.random.default_rng(seed))
        self.kept = np.arange(n_samples)
        self.labels = None if labels is None else normalise_values(labels)
        self.attributes = normalise_attributes(attributes)
        _check_lengths(self.labels, self.attributes, n_samples)

    def describe(self) -> str:
        """Say how many codes there are."""
        said = _said_of(self.labels, self.attributes)
        return f"{len(self.codes):,} codes drawn from the prior{said}"


def _check_lengths(labels: Values | None, attributes: dict[str, Values], n_samples: int) -> None:
    if labels is not None:
        check_length(labels, n_samples)
    for name, values in attributes.items():
        check_length(values, n_samples, name=f"attributes[{name!r}]")


def _said_of(labels: Values | None, attributes: dict[str, Values]) -> str:
    count = len(attributes)
    said = [
        "labels" if labels is not None else "",
        f"{count} attribute{'s' if count > 1 else ''}" if count else "",
    ]
    words = " and ".join(word for word in said if word)
    return f" with {words}" if words else ""
