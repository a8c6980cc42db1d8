"""Series: measurements over time, in their own units."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities.drawing import draw_lines
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.miniatures import paint_lines
from latentwidgets.modalities.numeric import Numbers, expect_outputs, expect_raw

__all__ = ["Series"]

Array = NDArray[np.float32]
SeriesLayout = Literal["TC", "CT", "T"]

MOST_STEPS = 1_000_000
MOST_CHANNELS = 64
MARGIN = 0.05  # of the range, so that extremes do not lie on the axis


@dataclass(frozen=True)
class Series(Numbers):
    """A model's output as series over time.

    A batch of series is *canonical* as ``(n, T, C)``, float32, in the units of the data: T steps of
    C channels; NaN marks what the model did not compute.

    Attributes
    ----------
    steps
        T; inferred from the outputs where it is None.
    channels
        Names of the C channels; numbered where they are None.
    units
        One a channel, such as ``"mV"``; none where it is empty.
    interval, interval_unit
        Time between two steps, and its unit.
    layout
        How one raw output is arranged; inferred where it is None.
    value_range
        Ends of the value axis, in the units of the data: those of the data, or else of outputs, a
        little widened, where it is None.

    Raises
    ------
    OptionError
        Where a field has a value outside these.
    """

    kind: ClassVar[str] = "series"

    steps: int | None = None
    channels: tuple[str, ...] | None = None
    units: tuple[str, ...] = ()
    interval: float = 1.0
    interval_unit: str = ""
    layout: SeriesLayout | None = None
    value_range: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.steps is not None and not 1 <= self.steps <= MOST_STEPS:
            raise OptionError(f"steps={self.steps} is no length: give 1 to {MOST_STEPS:,}.")
        if not (np.isfinite(self.interval) and self.interval > 0):
            raise OptionError(
                f"interval={self.interval} is no time between steps: give one above 0."
            )
        if self.layout not in (None, "TC", "CT", "T"):
            raise OptionError(f"layout={self.layout!r} is unknown: give 'TC', 'CT' or 'T'.")
        if self.channels is not None:
            object.__setattr__(self, "channels", tuple(map(str, self.channels)))
            n = len(self.channels)
            if not 1 <= n <= MOST_CHANNELS or (self.layout == "T" and n != 1):
                raise OptionError(f"{n} channels cannot be: give 1 to {MOST_CHANNELS}, of 'T' one.")
            if self.units and len(self.units) != n:
                raise OptionError(
                    f"There are {len(self.units)} units for {n} channels: give as many."
                )
        object.__setattr__(self, "units", tuple(map(str, self.units)))
        if self.value_range is not None:
            low, high = self.value_range
            if not (np.isfinite(low) and np.isfinite(high) and low < high):
                raise OptionError(
                    f"value_range={self.value_range} is no range: give (low, high), low < high."
                )

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of one canonical series, ``(T, C)``."""
        if self.steps is None or self.channels is None:
            raise OptionError("The length of the series is not known yet: give steps and channels.")
        return (self.steps, len(self.channels))

    @property
    def raw_shape(self) -> tuple[int, ...]:
        """Shape of one raw output: ``(T, C)``, ``(C, T)`` or ``(T,)``."""
        steps, channels = self.shape
        return {"TC": (steps, channels), "CT": (channels, steps), "T": (steps,)}[self._layout]

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> "Series":
        """Infer what was left open from raw outputs ``(n, T)``, ``(n, T, C)`` or ``(n, C, T)``.

        Of two axes the shorter one holds the channels, where their number was not given.

        Raises
        ------
        ShapeError
            Where the outputs have another shape.
        """
        shape = raw.shape[1:]
        if len(shape) not in (1, 2) or min(shape, default=0) < 1:
            raise ShapeError(
                f"The model's output has shape {shape}, which is no series: (T,), (T, C) or (C, T) "
                "was expected, T steps of C channels."
            )
        layout = self.layout or self._layout_of(shape)
        if len(layout) != len(shape):
            raise ShapeError(f"layout={layout!r} was given and the output has shape {shape}.")
        steps = shape[layout.index("T")]
        n = shape[layout.index("C")] if "C" in layout else 1
        channels = self.channels or tuple(str(number + 1) for number in range(n))
        units = self.units or ("",) * n
        if self.steps not in (None, steps) or len(channels) != n or len(units) != n:
            raise ShapeError(
                f"The model's output of shape {shape} has {steps} steps and {n} channels; "
                f"steps={self.steps}, {len(channels)} channels and {len(units)} units were given."
            )
        fitted = replace(self, steps=steps, channels=channels, units=units, layout=layout)
        value_range = self.value_range or _range_of(raw if sample is None else sample)
        return replace(fitted, value_range=value_range)

    def to_canonical(self, raw: NDArray[Any]) -> Array:
        """Turn raw outputs into series ``(n, T, C)``; an infinite value becomes NaN.

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        """
        expect_raw(raw, self.raw_shape)
        with np.errstate(over="ignore"):
            series = np.array(raw, np.float32)
        series[~np.isfinite(series)] = np.nan
        if self._layout == "CT":
            series = np.ascontiguousarray(series.swapaxes(1, 2))
        return series.reshape(len(raw), *self.shape)

    def from_canonical(self, outputs: Array) -> Array:
        """Turn series ``(n, T, C)`` into raw outputs.

        Raises
        ------
        ShapeError
            Where `outputs` has another shape.
        """
        expect_outputs(outputs, self.shape, "Series")
        if self._layout == "CT":
            outputs = outputs.swapaxes(1, 2)
        return np.ascontiguousarray(outputs.reshape(len(outputs), *self.raw_shape), np.float32)

    def from_samples(self, samples: Any) -> Array:
        """Turn data in the raw form, or canonical, into series ``(n, T, C)``.

        Raises
        ------
        DataError
            Where they are no numbers.
        ShapeError
            Where they have another shape.
        """
        array = np.asarray(samples)
        if array.dtype.kind not in "fiub":
            raise DataError(
                "The samples of a series are numbers: give an array (n, T) or (n, T, C)."
            )
        if array.shape[1:] == self.shape and array.shape[1:] != self.raw_shape:
            return replace(self, layout="TC").to_canonical(array)
        return self.to_canonical(array)

    def distance(self, first: Array, second: Array) -> NDArray[np.float64]:
        """Root mean square difference as a share of `value_range`: ``(n,)``, 1 at most."""
        low, high = self._range
        change = (first - second).reshape(len(first), -1).astype(np.float64) / (high - low)
        finite = np.isfinite(change)
        squares = np.where(finite, change, 0) ** 2
        mean: NDArray[np.float64] = squares.sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
        return np.minimum(np.sqrt(mean), 1)

    def pictures(self, outputs: Array, size: int) -> Array:
        """Paint small lines, RGBA ``(n, h, size, 4)``."""
        return paint_lines(outputs, *self._range, size)

    def describe(self) -> dict[str, Any]:
        """Say to the page what the axes are."""
        steps, _ = self.shape
        return {
            "kind": self.kind,
            "steps": steps,
            "channels": list(self.channels or ()),
            "units": list(self.units),
            "interval": float(self.interval),
            "interval_unit": self.interval_unit,
            "value_range": [float(end) for end in self._range],
        }

    def describe_raw(self) -> dict[str, Any]:
        """Say all there is to know: with ``layout``."""
        return {**self.describe(), "layout": self._layout}

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> "Series":
        """Read `describe_raw` back.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        fields = Fields(description, cls.kind)
        low, high = fields.numbers("value_range", 2)
        return cls(
            steps=fields.integer("steps", 1, MOST_STEPS),
            channels=fields.texts("channels", most=MOST_CHANNELS),
            units=fields.texts("units", most=MOST_CHANNELS),
            interval=fields.number("interval", 0),
            interval_unit=fields.text("interval_unit"),
            layout=cast("SeriesLayout", fields.text("layout")),
            value_range=(low, high),
        )

    def draw(self, axes: Any, output: Array) -> None:
        """Draw the lines of one series ``(T, C)``, with their units."""
        draw_lines(axes, output, self, self._range)

    @property
    def _layout(self) -> SeriesLayout:
        if self.layout is None:
            raise OptionError("The layout of the series is not known yet: give layout='TC'.")
        return self.layout

    @property
    def _range(self) -> tuple[float, float]:
        if self.value_range is None:
            raise OptionError("The range of the values is not known yet: give value_range.")
        return self.value_range

    def _layout_of(self, shape: tuple[int, ...]) -> SeriesLayout:
        if len(shape) == 1:
            return "T"
        n = len(self.channels) if self.channels is not None else min(shape)
        return "TC" if shape[1] == n else "CT"


def _range_of(values: NDArray[Any]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    margin = MARGIN * (high - low) if high > low else 1.0
    return (low - margin, high + margin)
