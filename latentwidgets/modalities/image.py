"""Pictures: between a model's raw output and what is shown."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError, ShapeError
from latentwidgets.modalities.atlas import tile_shape
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.layouts import CHANNELS, Layout, Shape, arrange, raw_shape
from latentwidgets.modalities.payload import Payload, encode, to_rgba
from latentwidgets.modalities.ranges import declare_range
from latentwidgets.modalities.resample import resize

MAX_RAW_BYTES = 131072
MOST_PIXELS = 65536  # of a side


@dataclass(frozen=True)
class Image:
    """A model's output as pictures.

    A batch of pictures is *canonical* as ``(n, H, W, C)``, float32 in [0, 1], with C one of 1
    (grey), 3 (RGB) and 4 (RGBA, straight alpha); NaN marks what the model did not compute.

    Attributes
    ----------
    height, width, channels
        Of the canonical picture.
    layout
        How the raw output of one sample is arranged: ``"CHW"``, ``"HWC"``, ``"HW"``, ``"flat"``
        (rows of HW or HWC) or ``"flat-CHW"``.
    value_range
        The raw values that mean 0 and 1; what lies outside is clipped.

    Raises
    ------
    OptionError
        Where a field has a value outside these.
    """

    kind: ClassVar[str] = "image"

    height: int
    width: int
    channels: int = 1
    layout: Layout = "HWC"
    value_range: tuple[float, float] = (0.0, 1.0)

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 1 or self.channels not in CHANNELS:
            raise OptionError(
                f"A picture of height {self.height}, width {self.width} and {self.channels} "
                "channels cannot be: give sides of at least 1 and 1, 3 or 4 channels."
            )
        if self.layout not in ("CHW", "HWC", "HW", "flat", "flat-CHW"):
            raise OptionError(
                f"layout={self.layout!r} is unknown: give 'CHW', 'HWC', 'HW', 'flat' or 'flat-CHW'."
            )
        if self.layout == "HW" and self.channels != 1:
            raise OptionError(f"layout='HW' has one channel, not {self.channels}: give 'HWC'.")
        low, high = self.value_range
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise OptionError(
                f"value_range={self.value_range} is no range: give (low, high) with low < high."
            )

    @classmethod
    def infer(
        cls,
        raw: NDArray[Any],
        *,
        sample: NDArray[Any] | None = None,
        output_shape: Shape | None = None,
        value_range: tuple[float, float] | None = None,
    ) -> "Image":
        """Infer what pictures a batch of raw outputs makes.

        Parameters
        ----------
        raw
            Outputs of the model, ``(n, ...)``: flat, HW, CHW or HWC.
        sample
            Data the model was trained on, ``(n, ...)``: tells the shape of flat outputs and the
            range of values.
        output_shape
            Shape of one output, where it cannot be told: ``(H, W)``, ``(H, W, C)``, ``(C, H, W)``.
        value_range
            Raw values that mean 0 and 1. Otherwise the standard range ([0, 1], [-1, 1], [0, 16],
            [0, 255]) that the data, else the outputs, fill; else their extremes.

        Raises
        ------
        ShapeError
            Where the outputs fit no picture, or more than one.
        OptionError
            Where `output_shape` or `value_range` is none.
        """
        if raw.ndim < 2:
            raise ShapeError(
                f"The model's output has shape {raw.shape}, which holds no picture for each code: "
                "it must be (n, H*W), (n, H, W), (n, C, H, W) or (n, H, W, C)."
            )
        seen = None if sample is None else sample.shape[1:]
        layout, height, width, channels = arrange(raw.shape[1:], sample=seen, output=output_shape)
        if value_range is None:
            value_range = declare_range(raw, sample)
        low, high = value_range
        return cls(height, width, channels, layout, (float(low), float(high)))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one canonical picture, ``(H, W, C)``."""
        return (self.height, self.width, self.channels)

    @property
    def raw_shape(self) -> Shape:
        """Shape of one raw output."""
        return raw_shape((self.layout, self.height, self.width, self.channels))

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> "Image":  # noqa: ARG002
        """Return this, all of whose fields are given, where the raw outputs fit it."""
        self.to_canonical(raw[:1])
        return self

    def to_canonical(self, raw: NDArray[Any]) -> NDArray[np.float32]:
        """Turn raw outputs ``(n, *raw_shape)`` into pictures ``(n, H, W, C)`` in [0, 1].

        Values outside `value_range` are clipped; NaN is kept and an infinite value becomes NaN.

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        """
        n = raw.shape[0] if raw.ndim else 0
        if raw.ndim == 0 or raw.size != n * int(np.prod(self.raw_shape)):
            raise ShapeError(
                f"Raw outputs of shape {raw.shape} were given and (n, "
                f"{', '.join(map(str, self.raw_shape))}) was expected."
            )
        low, high = self.value_range
        with np.errstate(over="ignore"):  # what is too large for float32 is not finite, or clipped
            images = self._rows_last(raw).astype(np.float32)
            images[np.isinf(images)] = np.nan
            images = (images - np.float32(low)) / np.float32(high - low)
        return np.clip(images, 0, 1)

    def from_canonical(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn pictures ``(n, H, W, C)`` into raw outputs ``(n, *raw_shape)``, float32.

        Raises
        ------
        ShapeError
            Where `images` has another shape.
        """
        if images.ndim != 4 or images.shape[1:] != self.shape:
            raise ShapeError(
                f"Pictures of shape {images.shape} were given and (n, {self.height}, {self.width}, "
                f"{self.channels}) was expected."
            )
        low, high = self.value_range
        if self.layout in ("CHW", "flat-CHW"):
            images = np.moveaxis(images, 3, 1)
        raw = images * np.float32(high - low) + np.float32(low)
        return np.ascontiguousarray(raw.reshape(len(images), *self.raw_shape), np.float32)

    def from_samples(self, samples: Any) -> NDArray[np.float32]:
        """Turn data in the raw form, or canonical pictures, into canonical ones.

        Raises
        ------
        ShapeError
            Where they are neither.
        """
        array = np.asarray(samples)
        if array.shape[1:] == self.shape and array.shape[1:] != self.raw_shape:
            return replace(self, layout="HWC").to_canonical(array)
        return self.to_canonical(array)

    def distance(
        self, first: NDArray[np.float32], second: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Root mean square difference over pixels and channels, ``(n,)`` in [0, 1].

        Pixels that the model did not compute are left out.
        """
        change = (first - second).reshape(len(first), -1)
        finite = np.isfinite(change)
        squares = np.where(finite, change, 0).astype(np.float64) ** 2
        mean: NDArray[np.float64] = squares.sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
        return np.sqrt(mean)

    def pictures(self, outputs: NDArray[np.float32], size: int) -> NDArray[np.float32]:
        """Resample pictures ``(n, H, W, C)`` so that the longer side has `size` pixels."""
        return resize(outputs, *tile_shape(self.height, self.width, size))

    def texts(self, outputs: NDArray[np.float32]) -> list[str] | None:  # noqa: ARG002
        """Return None: pictures are no text."""
        return None

    def to_payload(
        self,
        image: NDArray[np.float32],
        *,
        exact: bool = False,
        max_raw_bytes: int = MAX_RAW_BYTES,
    ) -> Payload:
        """Encode one canonical picture ``(H, W, C)`` for the page.

        Raw RGBA where that takes at most `max_raw_bytes`, where `exact`, or where the picture has
        alpha or NaN (painted as a magenta and black checker); else JPEG.
        """
        return encode(image, exact=exact, max_raw_bytes=max_raw_bytes)

    def describe(self) -> dict[str, Any]:
        """Say to the page what it will show: kind, height, width, channels."""
        return {
            "kind": self.kind,
            "height": self.height,
            "width": self.width,
            "channels": self.channels,
        }

    def describe_raw(self) -> dict[str, Any]:
        """Say to a page that decodes by itself how raw outputs become pictures."""
        return {
            **self.describe(),
            "layout": self.layout,
            "value_range": [float(end) for end in self.value_range],
        }

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> "Image":
        """Read `describe_raw` back.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        fields = Fields(description, cls.kind)
        low, high = fields.numbers("value_range", 2)
        return cls(
            fields.integer("height", 1, MOST_PIXELS),
            fields.integer("width", 1, MOST_PIXELS),
            fields.integer("channels", 1, 4),
            cast("Layout", fields.text("layout")),
            (low, high),
        )

    def draw(self, axes: Any, output: NDArray[np.float32]) -> None:
        """Show one canonical picture in matplotlib's axes, pixel by pixel."""
        axes.imshow(self.figure_array(output), interpolation="nearest")
        axes.set_axis_off()

    def figure_array(self, image: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Turn one canonical picture into RGBA, ``(H, W, 4)`` uint8, for matplotlib's `imshow`."""
        return to_rgba(image)

    def _rows_last(self, raw: NDArray[Any]) -> NDArray[Any]:
        n = len(raw)
        if self.layout in ("CHW", "flat-CHW"):
            return np.moveaxis(raw.reshape(n, self.channels, self.height, self.width), 1, 3)
        return raw.reshape(n, *self.shape)
