"""What a space holds: the codes of data, or codes drawn from the model's prior."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.models.protocol import LatentModel
from latentwidgets.spaces.encoding import Encoding
from latentwidgets.spaces.labels import check_length, normalise_attributes, normalise_values
from latentwidgets.spaces.sampling import draw_codes

if TYPE_CHECKING:
    from latentwidgets.spaces.sources import Source

__all__ = ["Contents", "DrawnContents", "EncodedContents", "said_of"]

Codes = NDArray[np.float32]
Indices = NDArray[np.int64]
Values = NDArray[Any]


class Contents(Protocol):
    """The codes of a space and what is known of each sample."""

    @property
    def from_data(self) -> bool:
        """Whether the codes are of data, not drawn from the prior."""

    @property
    def codes(self) -> Codes:
        """One for each sample, ``(n, *latent_shape)``."""

    @property
    def dropped(self) -> int:
        """Number of samples left out."""

    @property
    def labels(self) -> Values | None:
        """One for each code, or None."""

    @property
    def attributes(self) -> dict[str, Values]:
        """By name, one value for each code."""

    @property
    def sample_shape(self) -> tuple[int, ...] | None:
        """Shape of one sample, as given to the model; None where there are no data."""

    @property
    def has_samples(self) -> bool:
        """Whether `outputs` shows the data."""

    @property
    def log_variances(self) -> NDArray[np.float16] | None:
        """Of the codes' posteriors, ``(n, latent_size)``, where they were kept; None elsewhere."""

    def outputs(self, indices: Indices) -> Codes:
        """Read some samples as canonical outputs; pictures in their own size.

        Raises
        ------
        DataError
            Where there are none.
        """

    def for_model(self, indices: Indices) -> NDArray[Any] | None:
        """Give some samples as the encoder takes them; None where they are not kept."""

    def describe(self) -> str:
        """Say what there is, without computing anything."""


class EncodedContents:
    """The codes of data, encoded when first asked for, and what is known of each sample.

    Raises
    ------
    DataError
        Where there is not one label or attribute value for each sample; at once where the number
        of samples is known, else when all are encoded.
    """

    from_data = True
    log_variances = None

    def __init__(self, encoding: Encoding, labels: Any, attributes: Any) -> None:
        self.encoding = encoding
        self._labels = None if labels is None else normalise_values(labels)
        self._attributes = normalise_attributes(attributes)
        self._source: Source = encoding.source
        first = encoding.intake.for_model(self._source.peek(1).samples)
        self.sample_shape: tuple[int, ...] = first.shape[1:]
        n = self._source.n_samples
        if n is not None:
            _check_lengths(self._labels, self._attributes, n)

    @property
    def codes(self) -> Codes:
        """Posterior means of the samples kept."""
        return self.encoding.finish().codes

    @property
    def kept(self) -> Indices:
        """Which of the data the codes are of, ascending."""
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

    @property
    def has_samples(self) -> bool:
        """Whether the data can be read again, and shown as the model's outputs are."""
        return self._source.repeatable and self.encoding.intake.shown is not None

    def outputs(self, indices: Indices) -> Codes:
        """Read some samples as canonical outputs."""
        kept = self.encoding.finish().kept[indices]
        return self.encoding.intake.for_page(self._source.read(kept))

    def for_model(self, indices: Indices) -> NDArray[Any] | None:
        """Give some samples as the encoder takes them; None where they can be read once only."""
        if not self._source.repeatable:
            return None
        kept = self.encoding.finish().kept[indices]
        return self.encoding.intake.for_model(self._source.read(kept))

    def describe(self) -> str:
        """Say how many samples there are, without encoding any."""
        n, position = self._source.n_samples, self.encoding.position
        said = "samples" if n is None else "1 sample" if n == 1 else f"{n:,} samples"
        if not self.encoding.done:
            return f"{said}, {position:,} encoded" if position else f"{said}, not yet encoded"
        dropped = f", {self.dropped:,} dropped" if self.dropped else ""
        return f"{len(self.codes):,} samples{dropped}{said_of(self.labels, self.attributes)}"

    @cached_property
    def of_all(self) -> tuple[Values | None, dict[str, Values]]:
        """Labels and attributes of all the data, of those that were left out too."""
        found = self.encoding.finish()
        _check_lengths(self._labels, self._attributes, found.n_read)
        labels = self._labels
        if labels is None and found.labels is not None:
            labels = normalise_values(found.labels)
        return labels, self._attributes

    @cached_property
    def _of_kept(self) -> tuple[Values | None, dict[str, Values]]:
        (labels, attributes), kept = self.of_all, self.kept
        return (
            None if labels is None else labels[kept],
            {name: values[kept] for name, values in attributes.items()},
        )


class DrawnContents:
    """Codes drawn from the prior of a model that has no data.

    Raises
    ------
    DataError
        Where the model has no prior, or there is not one label or attribute value for each code.
    """

    from_data = False
    sample_shape = None
    has_samples = False
    log_variances = None
    dropped = 0

    def __init__(
        self, model: LatentModel, n_samples: int, seed: int, labels: Any, attributes: Any
    ) -> None:
        draws = getattr(model, "draws_codes", False)
        if model.prior is None and not draws:
            raise DataError(
                f"There are no data, and {model.name} has no prior from which codes could be "
                "drawn: give data to encode, or prior='normal' or 'uniform'."
            )
        self.prior = model.prior
        self._note = str(getattr(model, "note", ""))
        self.codes = draw_codes(model, n_samples, np.random.default_rng(seed))
        self.labels = None if labels is None else normalise_values(labels)
        self.attributes = normalise_attributes(attributes)
        _check_lengths(self.labels, self.attributes, n_samples)

    def outputs(self, indices: Indices) -> Codes:  # noqa: ARG002
        """Refuse: there are no data."""
        raise DataError(
            "There are no data, since the codes were drawn from the prior: decode the codes, "
            "or give data."
        )

    def for_model(self, indices: Indices) -> None:
        """Give nothing: there are no data."""

    def describe(self) -> str:
        """Say how many codes there are."""
        said = said_of(self.labels, self.attributes)
        through = "from the prior" if self.prior is not None else "through the mapping"
        note = f" ({self._note})" if self._note else ""
        return f"{len(self.codes):,} codes drawn {through}{note}{said}"


def _check_lengths(labels: Values | None, attributes: dict[str, Values], n_samples: int) -> None:
    if labels is not None:
        check_length(labels, n_samples)
    for name, values in attributes.items():
        check_length(values, n_samples, name=f"attributes[{name!r}]")


def said_of(labels: Values | None, attributes: dict[str, Values]) -> str:
    """Say which labels and attributes there are."""
    count = len(attributes)
    said = [
        "labels" if labels is not None else "",
        f"{count} attribute{'s' if count > 1 else ''}" if count else "",
    ]
    words = " and ".join(word for word in said if word)
    return f" with {words}" if words else ""
