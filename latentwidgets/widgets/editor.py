"""Bring your own sample, edit its code, and keep the result."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.own import (
    can_keep_lost,
    difference_of,
    edited,
    lost_slots,
    place,
    read_sample,
)
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.code_ways import Known, array_lines, quoted
from latentwidgets.widgets.tool import ToolView

if TYPE_CHECKING:
    import os

    from matplotlib.figure import Figure

    from latentwidgets.spaces.own import Placement

__all__ = ["SampleEditor"]

Array = NDArray[np.float32]

MOST_WRITTEN = 4096  # numbers of a sample that lines give

_OWN = [
    "# The sample is your own, and too much to be written here: load it as before,",
    "# view.load(sample); a session, view.save_session, keeps it.",
]


class SampleEditor(ToolView):
    """A sample of your own, where it lies in the space, and what your edits make of it.

    In the page it is drawn, typed, recorded, taken with the camera or loaded; in Python `load`
    takes it. Its code is the encoder's, or of a picture found by inversion; the sliders below, and
    every other view of the space, then edit it.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    runtime
        Where outputs are decoded, as of `DecodedView`.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Raises
    ------
    OptionError
        Where an option is unknown.

    Examples
    --------
    >>> editor = lw.SampleEditor("digits/vae")
    >>> editor.load("my-seven.png", like_data=True)
    >>> editor.z = editor.z + 0.5
    >>> editor.keep_residual = True
    >>> editor.result.shape
    (8, 8, 1)
    """

    _esm = bundle("editor.js")
    _css = bundle("editor.css")

    def load(
        self,
        sample: Any,
        *,
        like_data: bool = False,
        on_progress: Callable[[int, int, float, Array], None] | None = None,
        cancel: Event | None = None,
    ) -> "SampleEditor":
        """Edit a sample from now on: find its code, and move there, in every view of the space.

        Parameters
        ----------
        sample
            An array as the data are, or as an output; a PIL image; the path or the bytes of a
            picture, a MIDI, WAV or CSV file; of models of text a text. It is brought into the size,
            the range and the length of the model's outputs: `notices` says how.
        like_data
            Of drawings on plain paper: centred and scaled as the data are.
        on_progress, cancel
            Of a search, as of `LatentSpace.invert`.

        Returns
        -------
        SampleEditor
            This.

        Raises
        ------
        DataError
            Where it cannot be read.
        MissingEncoderError
            Where there is no encoder and the outputs are no pictures.
        Cancelled
            Where `cancel` was set. What was edited before stays, as after every error.
        """
        own = read_sample(self.space, sample, like_data=like_data)
        placement = place(self.space, own.output, on_progress=on_progress, cancel=cancel)
        self.state.context.edits.take(placement, own.notices)
        self.z = placement.code
        return self

    @property
    def original(self) -> Array | None:
        """The sample, canonical ``(*modality.shape)``; None before one is loaded."""
        placement = self._placement
        return None if placement is None else placement.original

    @property
    def code(self) -> Array | None:
        """Code of the sample, ``latent_shape``: where the edit began."""
        placement = self._placement
        return None if placement is None else placement.code

    @property
    def spread(self) -> Array | None:
        """The posterior's sd along each dimension, ``latent_shape``; None where none is told."""
        placement = self._placement
        return None if placement is None else placement.spread

    @property
    def reconstruction(self) -> Array | None:
        """What the model makes of the sample, before any edit."""
        placement = self._placement
        return None if placement is None else placement.reconstruction

    @property
    def difference(self) -> Array | None:
        """What the model loses, ``original - reconstruction``; None of texts and melodies."""
        placement = self._placement
        return None if placement is None else difference_of(placement, self.space)

    @property
    def lost(self) -> "NDArray[np.bool_] | None":
        """Which tokens of a text ``(L,)``, or steps of a melody's voices ``(V, T)``, are lost.

        None of other kinds, which have a `difference`.
        """
        placement = self._placement
        return None if placement is None else lost_slots(placement, self.space)

    @property
    def notices(self) -> tuple[str, ...]:
        """What had to be done to the sample, in sentences."""
        edit = self.state.context.edits.current
        return () if edit is None else edit.notices

    @property
    def result(self) -> Array | None:
        """What the edit has come to, canonical; None before a sample is loaded.

        The current code, decoded; with `keep_residual` the original and what the edit changes.
        """
        placement = self._placement
        if placement is None:
            return None
        output = self.space.decode(self.z)[0]
        return edited(placement, output, self.space, keep_lost=self.keep_residual)

    @property
    def keep_residual(self) -> bool:
        """Whether `result` keeps what the model lost.

        ``original + (decoded now - decoded before)``: that part is the sample's own and not from
        the model. Of texts and melodies, token for token: the sample's own stay where the edit
        does not change what the model says there. Not of sounds whose phase is made up.
        """
        keeps: bool = self.state.context.edits.keeps_lost
        return keeps

    @keep_residual.setter
    def keep_residual(self, on: bool) -> None:
        if not isinstance(on, bool | np.bool_):
            raise OptionError(f"keep_residual={on!r} was given: give True or False.")
        if on and not can_keep_lost(self.space):
            raise OptionError(
                f"What the model loses of {self.space.modality.kind} cannot be added to an edit: "
                "leave keep_residual at False."
            )
        self.state.context.edits.keep(bool(on))

    def save(self, path: "str | os.PathLike[str]") -> Path:
        """Write the result: a picture as PNG, a text, MIDI, WAV or CSV.

        Raises
        ------
        DataError
            Where no sample was loaded.
        OSError
            Where the file cannot be written; one that was there is kept.
        """
        from latentwidgets.widgets.saving import save_output

        result = self.result
        if result is None:
            raise DataError("There is no result yet: load a sample first.")
        return save_output(result, self.space.modality, path)

    def figure(self) -> "Figure":
        """Draw before, after, and what the model loses; before one is loaded what is decoded."""
        from latentwidgets.widgets.figures import decoded_figure, editor_figure

        placement, result = self._placement, self.result
        if placement is None or result is None:
            return decoded_figure(self.state)
        return editor_figure(
            self.space.modality, placement.original, result, self.difference, self.keep_residual
        )

    def tool_lines(self, known: Known) -> list[str]:  # noqa: ARG002, D102
        placement = self._placement
        if placement is None:
            return []
        keeps = ["view.keep_residual = True"] if self.keep_residual else []
        return [*(self._loading_lines(placement.original) or _OWN), *keeps]

    def _loading_lines(self, original: Array) -> list[str] | None:
        """Write how the sample is loaded; None where it is large, or would be read otherwise."""
        is_text = self.space.modality.kind == "text"
        given = self.space.modality.texts(original[None]) if is_text else None
        sample = original if given is None else given[0]
        if not isinstance(sample, str) and sample.size > MOST_WRITTEN:
            return None
        try:
            read = read_sample(self.space, sample).output
        except DataError:
            return None
        first = (..., 0) if is_text else ...  # of a text's tokens the likeliest
        if not np.array_equal(read[first], original[first], equal_nan=True):
            return None
        if isinstance(sample, str):
            return [f"view.load({quoted(sample)})"]
        shape = ", ".join(map(str, sample.shape))
        return [*array_lines("sample = ", sample, f".reshape({shape})"), "view.load(sample)"]

    @property
    def _placement(self) -> "Placement | None":
        edit = self.state.context.edits.current
        return None if edit is None else edit.placement
