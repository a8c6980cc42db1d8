"""Sounds: waveforms, and magnitude spectrograms made audible."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.files import replacing
from latentwidgets.modalities.drawing import draw_wave
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.griffin_lim import magnitudes, waves_of
from latentwidgets.modalities.miniatures import paint_envelopes
from latentwidgets.modalities.numeric import Numbers, expect_outputs, expect_raw

__all__ = ["Audio"]

Waves = NDArray[np.float32]
Form = Literal["waveform", "magnitude"]
AudioLayout = Literal["S", "CS", "SC", "FT"]

MOST_SAMPLES = 10_000_000
MOST_CHANNELS = 8
HIGHEST_RATE = 768_000
NOTE = "The model gives magnitudes; the phase was found by Griffin-Lim."


@dataclass(frozen=True)
class Audio(Numbers):
    """A model's output as sound.

    A batch of sounds is *canonical* as ``(n, S, C)``, float32 in [-1, 1]: S samples of C channels;
    NaN marks what the model did not compute.

    Attributes
    ----------
    sample_rate
        Samples a second.
    samples, channels
        S and C; inferred from the outputs where they are None, and one channel before.
    form
        What the model gives: a ``"waveform"``, or a ``"magnitude"`` spectrogram ``(F, T)`` (a
        centred Fourier transform with a Hann window of n_fft = 2 (F - 1) samples), of which the
        phase is found by Griffin & Lim's method (see `griffin_lim`).
    layout
        How one raw output is arranged: ``"S"``, ``"CS"``, ``"SC"``, or ``"FT"`` of a spectrogram;
        inferred where it is None: of two axes the shorter one holds the channels.
    hop
        Samples between two columns of a spectrogram; a quarter of n_fft where it is None.
    iterations
        Of Griffin & Lim's method.

    Raises
    ------
    OptionError
        Where a field has a value outside these.
    """

    kind: ClassVar[str] = "audio"

    sample_rate: float
    samples: int | None = None
    channels: int | None = None
    form: Form = "waveform"
    layout: AudioLayout | None = None
    n_fft: int | None = None
    hop: int | None = None
    iterations: int = 32

    def __post_init__(self) -> None:
        if not 0 < self.sample_rate <= HIGHEST_RATE:  # also where it is NaN
            raise OptionError(
                f"sample_rate={self.sample_rate} is no rate: give samples a second, such as 16000."
            )
        if self.form not in ("waveform", "magnitude"):
            raise OptionError(f"form={self.form!r} is unknown: give 'waveform' or 'magnitude'.")
        if self.layout not in (None, "S", "CS", "SC", "FT"):
            raise OptionError(f"layout={self.layout!r} is unknown: give 'S', 'CS', 'SC' or 'FT'.")
        if self.layout is not None and (self.layout == "FT") != (self.form == "magnitude"):
            raise OptionError(f"layout={self.layout!r} does not go with form={self.form!r}.")
        bounds = {
            "samples": (self.samples, MOST_SAMPLES),
            "channels": (self.channels, MOST_CHANNELS),
            "n_fft": (self.n_fft, 1 << 16),
            "hop": (self.hop, self.n_fft or 1 << 16),
            "iterations": (self.iterations, 1000),
        }
        for name, (value, most) in bounds.items():
            if value is not None and not 1 <= value <= most:
                raise OptionError(f"{name}={value} cannot be: give 1 to {most:,}.")
        if self.n_fft is not None and self.n_fft % 2:
            raise OptionError(f"n_fft={self.n_fft} is odd: give an even number of samples.")
        if self.form == "magnitude" and self.n_fft is not None and self.samples is not None:
            _, hop = self._window
            if self.samples % hop or self.channels not in (None, 1):
                raise OptionError(
                    f"A spectrogram with hop={hop} cannot have samples={self.samples} of "
                    f"channels={self.channels}: give a multiple of hop, and one channel."
                )

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of one canonical sound, ``(S, C)``."""
        if self.samples is None:
            raise OptionError("The length of the sounds is not known yet: give samples.")
        return (self.samples, self.channels or 1)

    @property
    def raw_shape(self) -> tuple[int, ...]:
        """Shape of one raw output."""
        samples, channels = self.shape
        if self._layout == "FT":
            n_fft, hop = self._window
            return (n_fft // 2 + 1, samples // hop + 1)
        return {"S": (samples,), "CS": (channels, samples), "SC": (samples, channels)}[self._layout]

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> "Audio":  # noqa: ARG002
        """Infer what was left open from raw outputs.

        They are ``(n, S)``, ``(n, C, S)``, ``(n, S, C)``, or ``(n, F, T)`` of a spectrogram.

        Raises
        ------
        ShapeError
            Where the outputs have another shape.
        """
        shape = raw.shape[1:]
        if self.form == "magnitude":
            fitted = self._fitted_to_magnitudes(shape)
        else:
            layout = self.layout or self._layout_of(shape)
            fitted = replace(
                self,
                layout=layout,
                samples=shape[layout.index("S")] if len(layout) == len(shape) else self.samples,
                channels=shape[layout.index("C")] if "C" in layout else 1,
            )
        given = {"samples": self.samples, "channels": self.channels}
        wrong = any(value not in (None, getattr(fitted, name)) for name, value in given.items())
        if wrong or shape != fitted.raw_shape:
            raise ShapeError(
                f"The model's output has shape {shape}, which is no {self.form} of "
                f"samples={self.samples} and channels={self.channels}."
            )
        return fitted

    def to_canonical(self, raw: NDArray[Any]) -> Waves:
        """Turn raw outputs into sounds ``(n, S, C)``, clipped to [-1, 1].

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        """
        expect_raw(raw, self.raw_shape)
        if self._layout == "FT":
            waves = waves_of(raw, *self._window, self.iterations)[..., None]
        elif self._layout == "CS":
            waves = np.swapaxes(raw, 1, 2)
        else:
            waves = raw.reshape(len(raw), *self.shape)
        with np.errstate(over="ignore"):
            waves = np.array(waves, np.float32)
        waves[~np.isfinite(waves)] = np.nan
        return np.clip(waves, -1, 1)

    def from_canonical(self, outputs: Waves) -> Waves:
        """Turn sounds ``(n, S, C)`` into raw outputs; of a spectrogram the phase is lost.

        Raises
        ------
        ShapeError
            Where `outputs` has another shape.
        """
        expect_outputs(outputs, self.shape, "Sounds")
        if self._layout == "FT":
            return magnitudes(outputs[..., 0], *self._window)
        if self._layout == "CS":
            outputs = np.swapaxes(outputs, 1, 2)
        return np.ascontiguousarray(outputs.reshape(len(outputs), *self.raw_shape), np.float32)

    def from_samples(self, samples: Any) -> Waves:
        """Turn waveforms ``(n, S)``, ``(n, S, C)``, or the raw form into sounds.

        Integers are scaled as in a WAV file: by the range of their type, unsigned ones around its
        middle.

        Raises
        ------
        DataError
            Where they are no numbers.
        ShapeError
            Where they have another shape.
        """
        array = np.asarray(samples)
        if array.dtype.kind not in "fiu":
            raise DataError(
                "The samples of a sound are numbers: give an array (n, S) or (n, S, C)."
            )
        if array.dtype.kind in "iu":
            half = 2.0 ** (8 * array.dtype.itemsize - 1)
            array = array / half - (1 if array.dtype.kind == "u" else 0)
        if array.shape[1:] in (self.shape, self.shape[:1] if self.channels == 1 else self.shape):
            plain = replace(self, form="waveform", layout="SC")
            return plain.to_canonical(array.reshape(len(array), *self.shape))
        return self.to_canonical(array)

    def distance(self, first: Waves, second: Waves) -> NDArray[np.float64]:
        """Root mean square difference of the samples, by half their range: ``(n,)``, 1 at most."""
        change = (first - second).reshape(len(first), -1).astype(np.float64)
        finite = np.isfinite(change)
        squares = np.where(finite, change, 0) ** 2
        mean: NDArray[np.float64] = squares.sum(axis=1) / np.maximum(finite.sum(axis=1), 1)
        return np.minimum(np.sqrt(mean), 1)

    def pictures(self, outputs: Waves, size: int) -> Waves:
        """Paint small waveforms, RGBA ``(n, h, size, 4)``."""
        return paint_envelopes(outputs, size)

    def describe(self) -> dict[str, Any]:
        """Say to the page what is heard."""
        samples, channels = self.shape
        return {
            "kind": self.kind,
            "sample_rate": float(self.sample_rate),
            "samples": samples,
            "channels": channels,
            "note": NOTE if self.form == "magnitude" else None,
        }

    def describe_raw(self) -> dict[str, Any]:
        """Say all there is to know: with form, layout, n_fft, hop and iterations."""
        n_fft, hop = self._window if self.form == "magnitude" else (None, None)
        return {
            **self.describe(),
            "form": self.form,
            "layout": self._layout,
            "n_fft": n_fft,
            "hop": hop,
            "iterations": self.iterations,
        }

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> "Audio":
        """Read `describe_raw` back.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        fields = Fields(description, cls.kind)
        return cls(
            sample_rate=fields.number("sample_rate", 0, HIGHEST_RATE),
            samples=fields.integer("samples", 1, MOST_SAMPLES),
            channels=fields.integer("channels", 1, MOST_CHANNELS),
            form=cast("Form", fields.text("form")),
            layout=cast("AudioLayout", fields.text("layout")),
            n_fft=None if fields.is_null("n_fft") else fields.integer("n_fft", 2, 1 << 16),
            hop=None if fields.is_null("hop") else fields.integer("hop", 1, 1 << 16),
            iterations=fields.integer("iterations", 1, 1000),
        )

    def draw(self, axes: Any, output: Waves) -> None:
        """Draw one sound ``(S, C)``: its waveform above its spectrogram."""
        draw_wave(axes, output, self.sample_rate, NOTE if self.form == "magnitude" else None)

    def write_wav(self, output: Waves, path: str | os.PathLike[str]) -> Path:
        """Write one canonical sound ``(S, C)`` as a WAV file of 16 bits; NaN is silent.

        Raises
        ------
        ShapeError
            Where `output` has another shape.
        OSError
            Where the file cannot be written; one that was there is kept.
        """
        import wave

        if output.shape != self.shape:
            raise ShapeError(f"A sound of shape {output.shape} was given, not {self.shape}.")
        levels = np.rint(np.clip(np.nan_to_num(output), -1, 1) * 32767).astype("<i2")
        target = Path(path)
        with replacing(target) as beside, wave.open(str(beside), "wb") as file:
            file.setnchannels(output.shape[1])
            file.setsampwidth(2)
            file.setframerate(round(self.sample_rate))
            file.writeframes(levels.tobytes())
        return target

    @property
    def _layout(self) -> AudioLayout:
        if self.layout is not None:
            return self.layout
        if self.form == "magnitude":
            return "FT"
        return "S" if self.shape[1] == 1 else "CS"

    @property
    def _window(self) -> tuple[int, int]:
        if self.n_fft is None:
            raise OptionError("The window of the spectrogram is not known yet: give n_fft.")
        return self.n_fft, self.hop or max(1, self.n_fft // 4)

    def _layout_of(self, shape: tuple[int, ...]) -> AudioLayout:
        if len(shape) == 1:
            return "S"
        if len(shape) != 2 or min(shape) > MOST_CHANNELS:
            raise ShapeError(
                f"The model's output has shape {shape}, which is no waveform: (S,), (C, S) or "
                "(S, C) was expected; give form='magnitude' for a spectrogram (F, T)."
            )
        return "CS" if shape[0] <= shape[1] else "SC"

    def _fitted_to_magnitudes(self, shape: tuple[int, ...]) -> "Audio":
        if len(shape) != 2 or min(shape) < 2:
            raise ShapeError(
                f"The model's output has shape {shape}, which is no spectrogram (F, T) of at least "
                "two frequencies and two columns."
            )
        n_fft = self.n_fft or 2 * (shape[0] - 1)
        hop = self.hop or max(1, n_fft // 4)
        samples = hop * (shape[1] - 1)
        return replace(self, layout="FT", n_fft=n_fft, hop=hop, samples=samples, channels=1)
