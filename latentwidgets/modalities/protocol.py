"""What every kind of output has in common: pictures, text, melodies, sound, series."""

from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities.payload import Payload, Values

__all__ = ["Modality", "Outputs"]

Outputs = NDArray[np.float32]


class Modality(Protocol):
    """A kind of output: between a model's raw outputs, their canonical form, and what is shown.

    A batch of outputs is *canonical* as float32 ``(n, *shape)``; NaN marks what the model did not
    compute. *Raw* is what the model gives, ``(n, *raw_shape)``.
    """

    kind: ClassVar[str]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one canonical output."""
        ...

    @property
    def raw_shape(self) -> tuple[int, ...]:
        """Shape of one raw output."""
        ...

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> Self:
        """Fill what was left open from raw outputs ``(n, ...)``, and data where there are some.

        Raises
        ------
        ShapeError, OptionError
            Where the outputs are not of this kind.
        """
        ...

    def to_canonical(self, raw: NDArray[Any]) -> Outputs:
        """Turn raw outputs ``(n, *raw_shape)`` into canonical ones; an infinite value becomes NaN.

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        """
        ...

    def from_canonical(self, outputs: Outputs) -> Outputs:
        """Turn canonical outputs into raw ones that stand for them, float32.

        Raises
        ------
        ShapeError
            Where `outputs` has another shape.
        """
        ...

    def from_samples(self, samples: Any) -> Outputs:
        """Turn data, as users hold them or in the raw form, into canonical outputs.

        Raises
        ------
        DataError, ShapeError
            Where they are not of this kind.
        """
        ...

    def distance(self, first: Outputs, second: Outputs) -> NDArray[np.float64]:
        """How far outputs are apart: ``(n,)`` in [0, 1], 0 where they are the same."""
        ...

    def pictures(self, outputs: Outputs, size: int) -> Outputs:
        """Paint small pictures ``(n, h, w, C)`` in [0, 1], the longer side `size`.

        Raises
        ------
        OptionError
            Of text, which has words instead: see `texts`.
        """
        ...

    def texts(self, outputs: Outputs) -> list[str] | None:
        """Print texts; None where the outputs are no text."""
        ...

    def to_payload(
        self, output: Outputs, *, exact: bool = False, max_raw_bytes: int = ...
    ) -> Payload | Values:
        """Encode one canonical output for the page."""
        ...

    def describe(self) -> dict[str, Any]:
        """Say to the page, as JSON, what it will show."""
        ...

    def describe_raw(self) -> dict[str, Any]:
        """Say, as JSON, all there is to know; `modality_from` reads it back."""
        ...

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> Self:
        """Read `describe_raw` back; the description may come from a stranger.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        ...

    def draw(self, axes: Any, output: Outputs) -> None:
        """Draw one canonical output into matplotlib's axes."""
        ...
