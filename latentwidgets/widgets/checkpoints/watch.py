"""One's own training, watched: weights copied at each step, and looked at beside it."""

import contextlib
import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.checkpoints import Recording, Subject, modules_of, pack, weights_of
from latentwidgets.widgets.checkpoints.lightning import callback_of
from latentwidgets.widgets.checkpoints.looking import Looking
from latentwidgets.widgets.checkpoints.reel import FromRecording, Reel
from latentwidgets.widgets.checkpoints.timeline import CheckpointTimeline

__all__ = ["Watch", "watch"]

FIRST_LOOK = 2.0  # seconds


def watch(  # noqa: PLR0913
    model: Any,
    data: Any = None,
    *,
    every: int = 1,
    most: int = 40,
    budget: float = 0.03,
    unit: str = "epochs",
    name: str | None = None,
    samples: int = 300,
    **options: Any,
) -> "Watch":
    """Watch a model learn, in three lines of a plain torch loop.

    >>> watch = lw.watch(model, data, labels=labels)  # doctest: +SKIP
    >>> for epoch in range(1, 31):  # doctest: +SKIP
    ...     loss = train_one_epoch(model)
    ...     watch.step(epoch, loss=loss)

    The last line of a cell that says ``watch`` shows it live, as a `CheckpointTimeline` that grows.

    Parameters
    ----------
    model
        A torch module that encodes and decodes, a pair (encoder, decoder), or a generator: the very
        one that is trained. It is copied once; checkpoints are looked at in the copy, on the CPU.
    data
        What is encoded, as of `LatentSpace`; of a generator, real samples to hold it against.
    every
        Every how many steps the weights are kept.
    most
        How many checkpoints are kept; of more, those go that leave the smallest gaps, the beginning
        of the training being kept more densely.
    budget
        Share of the training's time that watching may take: copying, which the training waits for,
        and looking, on a thread beside it. What it has no time for is made up for when the training
        pauses or ends. 1: it takes what it needs.
    unit
        What a step counts.
    name
        Of the model.
    samples
        How many of the data are looked at, spread evenly over them.
    **options
        ``labels``, ``attributes``, and others of `LatentSpace`.

    Returns
    -------
    Watch

    Raises
    ------
    ModelError, DataError, OptionError
        Where the model has no weights that can be kept, or the data cannot be used.
    """
    for key, value, least in (("every", every, 1), ("most", most, 3), ("samples", samples, 1)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise OptionError(f"{key}={value!r} was given: give a whole number from {least}.")
    if not (isinstance(budget, int | float) and 0 < budget <= 1):
        raise OptionError(f"budget={budget!r} was given: give a share above 0, at most 1.")
    if name is not None:
        options["name"] = name
    subject = Subject(model, data, most=samples, **options)
    name = name or type(next(iter(modules_of(model).values()))).__name__
    return Watch(model, subject, Recording(name, unit, most=most), every=every, budget=budget)


class Watch:
    """Keeps a model's weights while it trains, and looks at them beside the training.

    Made by `watch`. In a notebook it shows its `timeline`.
    """

    def __init__(
        self, model: Any, subject: Subject, recording: Recording, *, every: int, budget: float
    ) -> None:
        self._model = model
        self.recording = recording
        self.every = every
        self.reel = Reel(FromRecording(recording, subject))
        self._looking = Looking(recording, self.reel, budget)
        self._calls = 0
        self._last: int | None = None  # the last step
        self._copying = 0.0  # seconds that the last copy took
        self._copied_at = -math.inf
        self._spent = 0.0  # seconds that the training waited
        recording.add(0, pack(weights_of(model)))

    def __repr__(self) -> str:
        return f"<Watch of {self.recording.name}: {len(self.recording)} checkpoints kept>"

    @property
    def timeline(self) -> CheckpointTimeline:
        """The view, which grows; looking begins when it is first asked for."""
        view = self._looking.view
        if view is None or view.comm is None:
            view = CheckpointTimeline(self.reel)
            self._looking.show(view)
        return view

    @property
    def budget(self) -> float:
        """Share of the training's time that watching may take."""
        return self._looking.budget

    @budget.setter
    def budget(self, share: float) -> None:
        self._looking.budget = share

    @property
    def seconds_waited(self) -> float:
        """How long the training has waited for `step` so far."""
        return self._spent

    def step(self, at: int, **values: Any) -> None:
        """Note a step: the figures given, and every so often the weights.

        Parameters
        ----------
        at
            Which epoch or step this is; each has a larger number than the one before.
        **values
            Figures to note, such as ``loss=loss``: numbers, or tensors of one.

        Raises
        ------
        OptionError
            Where `at` is no whole number or not larger than before, or a value is no number. A new
            training takes a new `watch`.
        """
        began = time.perf_counter()
        if isinstance(at, bool) or not isinstance(at, int | np.integer):
            raise OptionError(f"step({at!r}) was given: give the number of the epoch or step.")
        at = int(at)
        if self._last is not None and at <= self._last:
            raise OptionError(
                f"step({at}) was given after step({self._last}): for a new training make a new "
                f"lw.watch(model, ...), or count this one on from {self._last + 1}."
            )
        self.recording.note(at, {name: _number(name, value) for name, value in values.items()})
        if self._last is None and at <= 0:  # counted from 0: what was before comes before
            self.recording.move(0, at - 1)
            self.reel.move(0, at - 1)
        self._last = at
        self._calls += 1
        self._looking.stepped(began)
        if (self._calls - 1) % self.every == 0 and self._may_copy(began):
            self._looking.keep(at, weights_of(self._model))
            self._copying = time.perf_counter() - began
            self._copied_at = began
        elif values:
            self._looking.noted()
        self._spent += time.perf_counter() - began

    def note(self, at: int, values: Mapping[str, Any]) -> None:
        """Note further figures of the last step.

        Parameters
        ----------
        at
            Which step, as it was given to `step`.
        values
            By name, as of `step`.

        Raises
        ------
        OptionError
            Where `at` is not the last step, or a value is no number.
        """
        if at != self._last:
            raise OptionError(f"note({at!r}) was given and the last step is {self._last}.")
        self.recording.note(at, {name: _number(name, value) for name, value in values.items()})
        if values:
            self._looking.noted()

    def finish(self, timeout: float | None = None) -> None:
        """Say that the training is over: the last weights are kept, and all is looked at.

        Parameters
        ----------
        timeout
            Seconds to wait for that; None waits as long as it takes, 0 does not wait.

        Raises
        ------
        TimeoutError
            Where it takes longer.
        """
        if self._last is not None and self._last > self._looking.newest:
            self._looking.keep(self._last, weights_of(self._model))
        self._looking.finish()
        if timeout != 0 and not self._looking.wait(timeout):
            raise TimeoutError(f"{self._looking.left} checkpoints are still to be looked at.")

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the weights and curves to a ``.safetensors`` file.

        ``lw.CheckpointTimeline(path, data, model=model)`` opens it again.

        Raises
        ------
        OptionError
            Where the path has another suffix.
        OSError
            Where it cannot be written.
        """
        self._looking.pack_all()
        return self.recording.save(path)

    def callback(self) -> Any:
        """Make a callback for Lightning: ``Trainer(callbacks=[watch.callback()])``.

        It steps at the end of each training epoch, with what was logged, and finishes at the end of
        the fit.
        """
        return callback_of(self)

    def close(self) -> None:
        """Take the view from the page and let the thread end; the recording stays.

        The thread breaks off what it looks at, packs what was kept last, and is gone.
        """
        self._looking.end()
        if self._looking.view is not None:
            self._looking.view.close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._looking.is_idle:  # what is there before the training is worth a moment's wait
            with contextlib.suppress(TimeoutError):
                self.timeline.wait(FIRST_LOOK)
        return self.timeline._repr_mimebundle_(**kwargs)

    def _may_copy(self, now: float) -> bool:
        """Half of the budget is for copying: a large model's weights are copied less often."""
        if not self._looking.may_keep:
            return False
        return self.budget >= 1 or now - self._copied_at >= self._copying / (self.budget / 2)


def _number(name: str, value: Any) -> float:
    try:
        return float(value.detach() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise OptionError(
            f"{name} is a {type(value).__name__}: note numbers, or tensors of one."
        ) from error
