"""Melodies: notes on a grid of steps, in one voice or several."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities.drawing import draw_roll
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.midi import PathLike, notes_of, place_notes, read_notes, write_notes
from latentwidgets.modalities.miniatures import paint_rolls
from latentwidgets.modalities.numeric import Numbers, expect_outputs, expect_raw
from latentwidgets.modalities.rolls import (
    FIRST,
    FORMS,
    Form,
    heads_of,
    is_canonical,
    rolls_of,
    tokens_of,
    width_of,
)

__all__ = ["Melody"]

Rolls = NDArray[np.float32]

MOST_STEPS = 8192
MOST_VOICES = 16
MIDI_PITCHES = 128


@dataclass(frozen=True)
class Melody(Numbers):
    """A model's output as melodies.

    A batch of melodies is *canonical* as ``(n, V, T, P)``, float32: for each voice, step and pitch
    0 where it is silent, 0.5 where it is held, 1 where it begins; NaN marks what the model did not
    compute.

    Attributes
    ----------
    voices, steps
        V and T; inferred from the outputs where they are None, and one voice before.
    low, pitches
        MIDI number of the lowest pitch, 60 being middle C; P, how many there are, inferred where
        it is None.
    form
        What the model gives for each step of a voice. ``"tokens"``: 0 is a rest, 1 a hold,
        2 + i the onset of the i-th pitch. ``"token-logits"``: scores of these ``(2 + P)``.
        ``"heads"``: scores of rest, hold and onset, then of the pitches ``(3 + P)``. ``"roll"``:
        for each pitch how probably it sounds ``(P)``; from 0.5 on it does, and it begins where it
        was silent before. Inferred where that can be.
    steps_per_beat, tempo
        Steps in a beat; beats a minute at which it is played first.
    names
        Of the voices.
    voice_axis
        Whether raw outputs have an axis for the voices, which a single one may lack.

    Raises
    ------
    OptionError
        Where a field has a value outside these.
    """

    kind: ClassVar[str] = "melody"

    voices: int | None = None
    steps: int | None = None
    low: int = 48
    pitches: int | None = None
    form: Form | None = None
    steps_per_beat: int = 4
    tempo: float = 120.0
    names: tuple[str, ...] | None = None
    voice_axis: bool = True

    def __post_init__(self) -> None:
        if self.form is not None and self.form not in FORMS:
            raise OptionError(f"form={self.form!r} is unknown: give one of {', '.join(FORMS)}.")
        bounds = {
            "voices": (self.voices, MOST_VOICES),
            "steps": (self.steps, MOST_STEPS),
            "pitches": (self.pitches, MIDI_PITCHES),
            "steps_per_beat": (self.steps_per_beat, 96),
        }
        for name, (value, most) in bounds.items():
            if value is not None and not 1 <= value <= most:
                raise OptionError(f"{name}={value} cannot be: give 1 to {most}.")
        if not 0 <= self.low < MIDI_PITCHES or self.low + (self.pitches or 0) > MIDI_PITCHES:
            raise OptionError(
                f"Pitches from {self.low} on, {self.pitches} of them, pass MIDI's 0 to 127."
            )
        if not 1 <= self.tempo <= 1000:
            raise OptionError(f"tempo={self.tempo} is no tempo: give 1 to 1000 beats a minute.")
        if self.names is not None:
            object.__setattr__(self, "names", tuple(map(str, self.names)))
            if self.voices not in (None, len(self.names)):
                raise OptionError(f"{len(self.names)} names were given for {self.voices} voices.")
        if not self.voice_axis and self.voices not in (None, 1):
            raise OptionError(f"{self.voices} voices need an axis: leave voice_axis=False out.")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one canonical melody, ``(V, T, P)``."""
        if self.steps is None or self.pitches is None:
            raise OptionError("The melody's size is not known yet: give steps and pitches.")
        return (self.voices or len(self.names or ()) or 1, self.steps, self.pitches)

    @property
    def raw_shape(self) -> tuple[int, ...]:
        """Shape of one raw output: ``(V, T)`` of tokens, else ``(V, T, width)``; V may lack."""
        voices, steps, pitches = self.shape
        ends = () if self.form == "tokens" else (width_of(self._form, pitches),)
        return (voices, steps, *ends) if self.voice_axis else (steps, *ends)

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> "Melody":  # noqa: ARG002
        """Infer what was left open from raw outputs.

        Raises
        ------
        ShapeError
            Where they have another shape.
        OptionError
            Where the form cannot be told, or a token is outside the pitches.
        """
        form = self.form or self._form_of(raw)
        axes = raw.shape[1:] if form == "tokens" else raw.shape[1:-1]
        if len(axes) not in (1, 2) or min(raw.shape[1:]) < 1:
            raise ShapeError(
                f"The model's output has shape {raw.shape[1:]}, which is no melody of form {form}: "
                "(T, ...) or (V, T, ...) was expected, T steps of V voices."
            )
        fitted = replace(
            self,
            form=form,
            voices=axes[0] if len(axes) == 2 else 1,
            steps=axes[-1],
            voice_axis=len(axes) == 2,
            pitches=self.pitches or self._pitches_of(raw, form),
        )
        given = {"voices": self.voices, "steps": self.steps}
        for name, value in given.items():
            if value not in (None, getattr(fitted, name)):
                raise ShapeError(f"{name}={value} was given and the output has {raw.shape[1:]}.")
        if raw.shape[1:] != fitted.raw_shape:
            raise ShapeError(
                f"The model's output has shape {raw.shape[1:]} and {form} of {fitted.pitches} "
                f"pitches have {fitted.raw_shape}: give form=... and pitches=... as they are."
            )
        if form == "tokens":
            fitted.check_tokens(raw)
        return fitted

    def to_canonical(self, raw: NDArray[Any]) -> Rolls:
        """Turn raw outputs into melodies ``(n, V, T, P)``.

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        OptionError
            Where it has a token outside the pitches.
        """
        expect_raw(raw, self.raw_shape)
        voices, steps, pitches = self.shape
        if self.form == "tokens":
            self.check_tokens(raw)
        width = width_of(self._form, pitches)
        return rolls_of(raw.reshape(len(raw), voices, steps, width), self._form, pitches)

    def from_canonical(self, outputs: Rolls) -> Rolls:
        """Turn melodies ``(n, V, T, P)`` into raw outputs; scores are 1 and 0.

        Of several notes in a voice, tokens and scores keep the highest.

        Raises
        ------
        ShapeError
            Where `outputs` has another shape.
        """
        expect_outputs(outputs, self.shape, "Melodies")
        if self.form == "roll":
            raw = np.where(np.isnan(outputs), np.nan, outputs > 0)
        else:
            tokens = tokens_of(outputs)
            heads = heads_of(tokens, self.shape[2])
            raw = tokens.astype(np.float32)
            if self.form == "tokens":
                raw[tokens < 0] = np.nan
            elif self.form == "heads":
                raw = heads
            else:
                onset = heads[..., FIRST : FIRST + 1]
                raw = np.concatenate([heads[..., :FIRST], heads[..., FIRST + 1 :] * onset], axis=-1)
        return np.ascontiguousarray(raw.reshape(len(outputs), *self.raw_shape), np.float32)

    def from_samples(self, samples: Any) -> Rolls:
        """Turn tokens ``(n, T)`` or ``(n, V, T)``, rolls, or the raw form into melodies.

        Raises
        ------
        DataError
            Where a token is outside the pitches, or they are no numbers.
        ShapeError
            Where the array has another shape.
        """
        array = np.asarray(samples)
        if array.dtype.kind not in "fiub":
            raise DataError("The samples of a melody are numbers: tokens (n, V, T) or piano rolls.")
        voices, steps, pitches = self.shape
        if array.shape[1:] == self.shape and is_canonical(array):
            return array.astype(np.float32)
        if array.shape[1:] in ((voices, steps), (steps,) if voices == 1 else ()):
            tokens = replace(self, form="tokens", voice_axis=array.ndim == 3)
            try:
                return tokens.to_canonical(array)
            except OptionError as error:
                raise DataError(str(error)) from None
        if array.shape[1:] == self.shape or (voices == 1 and array.shape[1:] == (steps, pitches)):
            return rolls_of(array.reshape(len(array), *self.shape), "roll", pitches)
        return self.to_canonical(array)

    def distance(self, first: Rolls, second: Rolls) -> NDArray[np.float64]:
        """Average the largest change of a pitch over steps and voices: ``(n,)`` in [0, 1]."""
        change = np.abs(np.nan_to_num(first) - np.nan_to_num(second)).max(axis=-1)
        apart: NDArray[np.float64] = change.mean(axis=(1, 2), dtype=np.float64)
        return apart

    def pictures(self, outputs: Rolls, size: int) -> Rolls:
        """Paint small piano rolls, RGBA ``(n, h, size, 4)``."""
        return paint_rolls(outputs, size)

    def describe(self) -> dict[str, Any]:
        """Say to the page what the grid is."""
        voices, steps, pitches = self.shape
        return {
            "kind": self.kind,
            "voices": voices,
            "steps": steps,
            "low": self.low,
            "pitches": pitches,
            "steps_per_beat": self.steps_per_beat,
            "tempo": float(self.tempo),
            "names": None if self.names is None else list(self.names),
        }

    def describe_raw(self) -> dict[str, Any]:
        """Say all there is to know: with ``form`` and ``voice_axis``."""
        return {**self.describe(), "form": self._form, "voice_axis": self.voice_axis}

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> "Melody":
        """Read `describe_raw` back.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        fields = Fields(description, cls.kind)
        return cls(
            voices=fields.integer("voices", 1, MOST_VOICES),
            steps=fields.integer("steps", 1, MOST_STEPS),
            low=fields.integer("low", 0, MIDI_PITCHES - 1),
            pitches=fields.integer("pitches", 1, MIDI_PITCHES),
            form=cast("Form", fields.text("form")),
            steps_per_beat=fields.integer("steps_per_beat", 1, 96),
            tempo=fields.number("tempo", 1, 1000),
            names=None if fields.is_null("names") else fields.texts("names", most=MOST_VOICES),
            voice_axis=fields.flag("voice_axis"),
        )

    def draw(self, axes: Any, output: Rolls) -> None:
        """Draw the piano roll of one melody ``(V, T, P)``; onsets are dark."""
        draw_roll(axes, output, self)

    def read_midi(self, path: PathLike) -> Rolls:
        """Read a MIDI file onto the grid of steps.

        A single voice takes all the notes; else the first track or channel with notes becomes the
        first voice, and so on. Times are rounded to the nearest step; what comes after the last
        step, and percussion, is left out.

        Returns
        -------
        float32, (1, V, T, P)
            Canonical.

        Raises
        ------
        DataError
            Where the file cannot be read, is larger than 1 MiB, has no notes, or has other pitches
            or more voices than this melody.
        """
        parts = read_notes(path)
        if self.shape[0] == 1:
            parts = [sorted(note for part in parts for note in part)]
        try:
            return place_notes(parts, self.shape, self.low, self.steps_per_beat)[None]
        except DataError as error:
            raise DataError(f"{Path(path).name}: {error}") from None

    def write_midi(self, output: Rolls, path: PathLike) -> Path:
        """Write one canonical melody ``(V, T, P)`` as a MIDI file, a track for each voice.

        Raises
        ------
        ShapeError
            Where `output` has another shape.
        OSError
            Where the file cannot be written; one that was there is kept.
        """
        if output.shape != self.shape:
            raise ShapeError(f"A melody of shape {output.shape} was given, not {self.shape}.")
        parts = [notes_of(voice, self.low, self.steps_per_beat) for voice in output]
        return write_notes(path, parts, self.tempo)

    def check_tokens(self, tokens: NDArray[Any]) -> None:
        """Raise `OptionError` where a token is outside the pitches."""
        finite, size = tokens[np.isfinite(tokens)], FIRST + self.shape[2]
        outside = finite[(finite < 0) | (np.floor(finite + 0.5) >= size)]
        if outside.size:
            raise OptionError(
                f"The token {outside[0]:g} is outside the vocabulary: 0 is a rest, 1 a hold, 2 to "
                f"{size - 1} the {self.shape[2]} pitches. Give low=... and pitches=... as they are."
            )

    @property
    def _form(self) -> Form:
        if self.form is None:
            raise OptionError(
                f"The melody's form is not known yet: give one of {', '.join(FORMS)}."
            )
        return self.form

    def _form_of(self, raw: NDArray[Any]) -> Form:
        if raw.dtype.kind in "iu":
            return "tokens"
        for form in FORMS[1:]:
            if self.pitches is not None and raw.shape[-1] == width_of(form, self.pitches):
                return form
        raise OptionError(
            f"Which melodies the output of shape {raw.shape[1:]} holds cannot be told: give "
            f"form=..., one of {', '.join(FORMS)}, or pitches=...."
        )

    def _pitches_of(self, raw: NDArray[Any], form: Form) -> int:
        if form == "tokens":
            return MIDI_PITCHES - self.low
        pitches: int = raw.shape[-1] - width_of(form, 0)
        if not 1 <= pitches <= MIDI_PITCHES - self.low:
            raise ShapeError(
                f"The model's output of shape {raw.shape[1:]} would be {pitches} pitches from "
                f"{self.low} on: give low=... and form=... as they are."
            )
        return pitches
