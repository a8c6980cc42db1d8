"""One's own training, watched: weights copied at each step, and looked at beside it."""

import contextlib
import logging
import math
import os
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.checkpoints import Recording, Subject, modules_of, pack, weights_of
from latentwidgets.widgets.checkpoints.lightning import callback_of
from latentwidgets.widgets.checkpoints.reel import FromRecording, Reel
from latentwidgets.widgets.checkpoints.timeline import CheckpointTimeline

__all__ = ["Watch", "watch"]

logger = logging.getLogger(__name__)

MOST_WAITING = 8  # copies of weights that are not packed yet
MOST_WAITING_BYTES = 64 * 2**20  # of them; two may always wait
IDLE_STEPS = 4.0  # as long as that many steps without one, and the training has stopped
LEAST_IDLE = 1.0  # seconds
FIRST_LOOK = 2.0


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
        self.budget = budget
        self.reel = Reel(FromRecording(recording, subject))
        self._timeline: CheckpointTimeline | None = None
        self._calls = 0
        self._steps: list[float] = []  # when the last ones came
        self._copying = 0.0  # seconds that the last copy took
        self._copied_at = -math.inf
        self._spent = 0.0  # seconds that the training waited
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, Any]] = []
        self._finishing = False
        self._thread: threading.Thread | None = None
        self._started_at_zero = True
        recording.add(0, pack(weights_of(model)))

    def __repr__(self) -> str:
        return f"<Watch of {self.recording.name}: {len(self.recording)} checkpoints kept>"

    @property
    def timeline(self) -> CheckpointTimeline:
        """The view, which grows; looking begins when it is first asked for."""
        if self._timeline is None or self._timeline.comm is None:
            self._timeline = CheckpointTimeline(self.reel)
            self._ensure_thread()
        return self._timeline

    @property
    def seconds_waited(self) -> float:
        """How long the training has waited for `step` so far."""
        return self._spent

    def step(self, at: int, **values: Any) -> None:
        """Note a step: the figures given, and every so often the weights.

        Parameters
        ----------
        at
            Which epoch or step this is; the next has a larger number.
        **values
            Figures to note, such as ``loss=loss``: numbers, or tensors of one.

        Raises
        ------
        OptionError
            Where `at` is no whole number, or a value is no number.
        """
        began = time.perf_counter()
        if isinstance(at, bool) or not isinstance(at, int | np.integer):
            raise OptionError(f"step({at!r}) was given: give the number of the epoch or step.")
        at = int(at)
        self.recording.note(at, {name: _number(name, value) for name, value in values.items()})
        if self._started_at_zero:
            self._started_at_zero = False
            if at <= 0:  # counted from 0: what was before comes before
                self.recording.move(0, at - 1)
                self.reel.move(0, at - 1)
        self._calls += 1
        self._steps = [*self._steps[-4:], began]
        if (self._calls - 1) % self.every == 0 and self._may_copy(began):
            self._copy(at)
            self._copying = time.perf_counter() - began
            self._copied_at = began
        elif values:
            self.reel.changed()
        self._spent += time.perf_counter() - began

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
        last = max((int(rounds[-1]) for rounds, _ in self.recording.curves.values()), default=None)
        if last is not None and last > self.recording.rounds[-1]:
            self._copy(last)
        with self._changed:
            self._finishing = True
            self._changed.notify_all()
        self._ensure_thread()
        if timeout == 0:
            return
        end = math.inf if timeout is None else time.monotonic() + timeout
        with self._changed:
            while self._waiting or (self._timeline is not None and self._left):
                if self._thread is None or not self._thread.is_alive():
                    break
                if time.monotonic() > end:
                    raise TimeoutError(f"{len(self._left)} checkpoints are still to be looked at.")
                self._changed.wait(0.1)

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
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting, 30)
        return self.recording.save(path)

    def callback(self) -> Any:
        """Make a callback for Lightning: ``Trainer(callbacks=[watch.callback()])``.

        It steps at the end of each training epoch, with what was logged, and finishes at the end of
        the fit.
        """
        return callback_of(self)

    def close(self) -> None:
        """End the thread and take the view from the page; the recording stays."""
        with self._changed:
            self._waiting.clear()
        if self._timeline is not None:
            self._timeline.close()
        self._timeline = None
        with self._changed:
            self._changed.notify_all()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._is_idle:  # what is there before the training is worth a moment's wait
            with contextlib.suppress(TimeoutError):
                self.timeline.wait(FIRST_LOOK)
        return self.timeline._repr_mimebundle_(**kwargs)

    @property
    def _left(self) -> tuple[int, ...]:
        return self.reel.missing + self.reel.stale

    # -- on the training's thread -------------------------------------------------------------

    def _may_copy(self, now: float) -> bool:
        """Half of the budget is for copying: a large model's weights are copied less often."""
        with self._changed:
            waiting = [weights for _, weights in self._waiting]
        size = sum(array.nbytes for weights in waiting for array in weights.values())
        if len(waiting) >= MOST_WAITING or (len(waiting) >= 2 and size > MOST_WAITING_BYTES):
            return False
        if self.budget >= 1:
            return True
        return now - self._copied_at >= self._copying / (self.budget / 2)

    def _copy(self, at: int) -> None:
        weights = weights_of(self._model)
        with self._changed:
            self._waiting.append((at, weights))
            self._changed.notify_all()
        self._ensure_thread()

    def _ensure_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            work = _Work(weakref.ref(self))
            self._thread = threading.Thread(target=work, name="latentwidgets-watch", daemon=True)
            self._thread.start()

    # -- on the thread beside it --------------------------------------------------------------

    def _next(self) -> Callable[[], object] | None:
        """Return what is to be done now; None where nothing is."""
        with self._changed:
            if self._waiting:
                return self._pack_one
            if self._timeline is not None and self._timeline.comm is not None:
                missing = self.reel.missing
                if missing:
                    # While it trains one wants to see where it is; the others have time.
                    at = missing[0] if self._is_idle or self._finishing else missing[-1]
                    return lambda: self._look(at)
                if (self._is_idle or self._finishing) and (stale := self.reel.stale):
                    return lambda: self._look(stale[0])
            return None

    def _pack_one(self) -> None:
        with self._changed:
            at, weights = self._waiting[0]
        packed = pack(weights)
        gone = self.recording.add(at, packed)
        with self._changed:
            if self._waiting and self._waiting[0][0] == at:
                del self._waiting[0]
            self._changed.notify_all()
        self.reel.drop(gone)

    def _pack_all(self) -> float:
        """Pack what waits, which is quick and frees memory; return how much longer to rest."""
        began = time.perf_counter()
        while self._waiting:
            self._pack_one()
        return self._pause(time.perf_counter() - began)

    def _look(self, at: int) -> None:
        try:
            self.reel.take(at)
        except OptionError:
            logger.debug("Round %s went while it was looked at.", at)
        with self._changed:
            self._changed.notify_all()

    def _fail(self, error: Exception) -> None:
        if self._timeline is not None:
            self._timeline.fail(error)
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()

    def _pause(self, worked: float) -> float:
        """How long to rest after working so long, that the training keeps its share."""
        if self._finishing or self._is_idle or self.budget >= 1:
            return 0.0
        return worked * (2 / self.budget - 1)

    @property
    def _is_idle(self) -> bool:
        """Whether the training has not stepped for long: it has not begun, pauses or has ended."""
        steps = self._steps
        if not steps:
            return True
        usual = (steps[-1] - steps[0]) / max(1, len(steps) - 1)
        return time.perf_counter() - steps[-1] > max(LEAST_IDLE, IDLE_STEPS * usual)


class _Work:
    """The loop of a watch's thread; it ends when the watch has gone, or nothing is left to do."""

    def __init__(self, reference: "weakref.ref[Watch]") -> None:
        self._reference = reference

    def __call__(self) -> None:
        import torch
        from threadpoolctl import threadpool_limits

        # A second pool of OpenMP's threads on the same cores makes each operation of the training
        # wait for sleepers, while this thread rests too. A limit is its thread's own, and torch
        # would set another at its first operation here: that comes first.
        torch.get_num_threads()
        with threadpool_limits(1, user_api="openmp"):
            self._work()

    def _work(self) -> None:
        quiet = 0
        while (watched := self._reference()) is not None:
            job = watched._next()  # noqa: SLF001  its own class's
            if job is None:
                quiet += 1
                if quiet > 20:
                    return
                with watched._changed:  # noqa: SLF001
                    watched._changed.wait(0.25)  # noqa: SLF001
                continue
            quiet = 0
            began = time.perf_counter()
            try:
                job()
            except Exception as error:
                logger.exception("Watching stopped.")
                watched._fail(error)  # noqa: SLF001
                return
            end = time.perf_counter() + watched._pause(time.perf_counter() - began)  # noqa: SLF001
            while time.perf_counter() < end and watched._pause(1.0) > 0:  # noqa: SLF001
                with watched._changed:  # noqa: SLF001
                    watched._changed.wait(min(0.2, max(0.0, end - time.perf_counter())))  # noqa: SLF001
                end += watched._pack_all()  # noqa: SLF001
            del watched, job


def _number(name: str, value: Any) -> float:
    try:
        return float(value.detach() if hasattr(value, "detach") else value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise OptionError(
            f"{name} is a {type(value).__name__}: note numbers, or tensors of one."
        ) from error
