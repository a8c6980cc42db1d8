"""The thread beside a training: packs the weights kept, looks at them, tells the page, rests."""

import logging
import math
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled, OptionError
from latentwidgets.spaces.checkpoints import Recording, pack
from latentwidgets.widgets.checkpoints.reel import Reel

if TYPE_CHECKING:
    from latentwidgets.widgets.checkpoints.timeline import CheckpointTimeline

__all__ = ["Looking"]

logger = logging.getLogger(__name__)

MOST_WAITING = 8  # copies of weights that are not packed yet
MOST_WAITING_BYTES = 64 * 2**20  # of them; two may always wait
IDLE_STEPS = 4.0  # as long as that many steps without one, and the training has stopped
LEAST_IDLE = 1.0  # seconds
MOMENT = 0.25  # seconds, after which is seen whether there is something to do
MOST_MOMENTS = 20  # with nothing to do, and the thread ends
TELLING = 4.0  # a part in so many of the budget is for curves, so that they leave time to look

Weights = Mapping[str, NDArray[Any]]


class Looking:
    """What is done beside a training, on a thread that ends where nothing is left to do.

    Parameters
    ----------
    recording
        Where weights are kept.
    reel
        Takes the snapshots.
    budget
        Share of the training's time that all this may take, and copying.

    Attributes
    ----------
    view
        The timeline that is told; nothing is looked at before there is one.
    """

    def __init__(self, recording: Recording, reel: Reel, budget: float) -> None:
        self.recording = recording
        self.reel = reel
        self.budget = budget
        self.view: CheckpointTimeline | None = None
        self._changed = threading.Condition()
        self._packing = threading.Lock()
        self._waiting: list[tuple[int, Weights]] = []
        self._untold = False  # rounds or figures of which the page does not know
        self._told_at = -math.inf
        self._telling = 0.0  # seconds that it took the last time
        self._resting_until = -math.inf
        self._steps: list[float] = []  # when the last ones came
        self._finishing = False
        self._ending = False
        self._has_failed = False
        self._thread: threading.Thread | None = None
        self._moments = 0  # with nothing to do

    # -- on the training's thread -------------------------------------------------------------

    @property
    def is_idle(self) -> bool:
        """Whether the training has not stepped for long: it has not begun, pauses or has ended."""
        steps = self._steps
        if not steps:
            return True
        usual = (steps[-1] - steps[0]) / max(1, len(steps) - 1)
        return time.perf_counter() - steps[-1] > max(LEAST_IDLE, IDLE_STEPS * usual)

    @property
    def may_keep(self) -> bool:
        """Whether there is room for more weights that wait to be packed."""
        with self._changed:
            waiting = [weights for _, weights in self._waiting]
        size = sum(array.nbytes for weights in waiting for array in weights.values())
        return len(waiting) < MOST_WAITING and (len(waiting) < 2 or size <= MOST_WAITING_BYTES)

    @property
    def newest(self) -> int:
        """The last round whose weights are kept, packed or not."""
        with self._changed:
            return self._waiting[-1][0] if self._waiting else self.recording.rounds[-1]

    @property
    def left(self) -> int:
        """How many checkpoints are still to be looked at."""
        if not self._is_shown or self._has_failed:
            return 0
        return len(self.reel.missing) + len(self.reel.stale)

    def stepped(self, now: float) -> None:
        """Hear that the training goes on."""
        self._steps = [*self._steps[-4:], now]
        self._finishing = False

    def keep(self, at: int, weights: Weights) -> None:
        """Take weights to be packed and looked at."""
        with self._changed:
            self._waiting.append((at, weights))
            self._go_on()

    def noted(self) -> None:
        """Hear of figures, of which the page is told when there is time."""
        self._untold = True
        if self._is_shown:
            with self._changed:
                self._ensure_thread()

    def show(self, view: "CheckpointTimeline") -> None:
        """Look at what is kept, and tell this view."""
        with self._changed:
            self.view = view
            self._has_failed = False
            self._go_on()

    def finish(self) -> None:
        """Look at all that is left, without rests."""
        with self._changed:
            self._finishing = True
            self._go_on()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all is packed, looked at and told; False where that takes longer."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        with self._changed:
            while self._owes and self._thread is not None and self._thread.is_alive():
                if time.monotonic() > end:
                    return False
                self._changed.wait(0.1)
        return True

    def pack_all(self) -> None:
        """Pack what waits, on the thread that asks."""
        while self._waiting:
            self._pack()

    def end(self) -> None:
        """Let the thread pack what waits and end; a look that runs is broken off."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()

    def _go_on(self) -> None:
        self._ensure_thread()
        self._changed.notify_all()

    def _ensure_thread(self) -> None:
        self._ending = False
        if self._thread is None or not self._thread.is_alive():
            self._moments = 0
            work = partial(_work, weakref.ref(self))
            self._thread = threading.Thread(target=work, name="latentwidgets-watch", daemon=True)
            self._thread.start()

    # -- on the thread beside it --------------------------------------------------------------

    def turn(self) -> bool:
        """Do what is due, or wait for a moment; False where the thread is to end."""
        began = time.perf_counter()
        try:
            with self._changed:
                job = self._next(began)
                if job is None:
                    return self._wait(began)
            job()
        except Exception as error:
            logger.exception("Watching stopped.")
            self._fail(error)
            return True
        now = time.perf_counter()
        self._moments = 0
        self._resting_until = max(now, self._resting_until) + self._pause(now - began)
        with self._changed:
            self._changed.notify_all()
        return True

    def _next(self, now: float) -> Callable[[], object] | None:
        """Return what is to be done now; None where nothing is."""
        if self._waiting:  # quick, and it frees memory: that does not wait for the end of a rest
            return self._pack
        if self._ending or not self._is_shown:
            return None
        hurries = self._finishing or self.is_idle
        if self._untold and (
            hurries or now - self._told_at >= self._telling * TELLING / self.budget
        ):
            return self._tell
        if self._has_failed or (now < self._resting_until and self._pause(1.0) > 0):
            return None
        # While it trains one wants to see where it is; the others have time.
        missing = self.reel.missing
        wanted = (missing or self.reel.stale)[:1] if hurries else missing[-1:]
        return partial(self._look, *wanted) if wanted else None

    def _wait(self, now: float) -> bool:
        """Wait for a moment; False where there has been nothing to do for long."""
        resting = self._resting_until - now
        self._moments = 0 if self._owes or resting > 0 else self._moments + 1
        if self._ending or self._moments > MOST_MOMENTS:
            self._thread = None
            self._changed.notify_all()
            return False
        self._changed.wait(min(MOMENT, resting) if resting > 0 else MOMENT)
        return True

    def _pack(self) -> None:
        """Pack the first weights that wait."""
        with self._packing:  # as `save` does on its own thread
            with self._changed:
                if not self._waiting:
                    return
                first = self._waiting[0]
            at, weights = first
            self.reel.drop(self.recording.add(at, pack(weights)))
            self._untold = True
            with self._changed:
                # A failure may have cleared them meanwhile.
                self._waiting = [each for each in self._waiting if each is not first]
                self._changed.notify_all()

    def _tell(self) -> None:
        self._untold = False  # before: what comes meanwhile is told the next time
        self._told_at = time.perf_counter()
        self.reel.changed()
        self._telling = time.perf_counter() - self._told_at

    def _look(self, at: int) -> None:
        try:
            self.reel.take(at, self._check)
        except OptionError:
            if at in self.recording.rounds:
                raise
            logger.debug("Round %s went while it was looked at.", at)
        except Cancelled:
            logger.debug("The look at round %s was broken off.", at)

    def _check(self) -> None:
        if self._ending:
            raise Cancelled("The watch was closed.")

    def _fail(self, error: Exception) -> None:
        """Look no more, and say why; weights are kept all the same."""
        with self._changed:
            self._has_failed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self.view is not None:
            self.view.fail(error)

    def _pause(self, worked: float) -> float:
        """How long to rest after working so long, that the training keeps its share."""
        if self._finishing or self.is_idle or self.budget >= 1:
            return 0.0
        return worked * (2 / self.budget - 1)

    @property
    def _is_shown(self) -> bool:
        return self.view is not None and self.view.comm is not None

    @property
    def _owes(self) -> bool:
        """Whether something is to be done, now or when there is time."""
        return bool(self._waiting or (self._is_shown and self._untold) or self.left)


def _work(reference: "weakref.ref[Looking]") -> None:
    """Turn until nothing is left to do, or what is looked with has gone."""
    import torch
    from threadpoolctl import threadpool_limits

    # A second pool of OpenMP's threads on the same cores makes each operation of the training
    # wait for sleepers, while this thread rests too. A limit is its thread's own, and torch
    # would set another at its first operation here: that comes first.
    torch.get_num_threads()
    with threadpool_limits(1, user_api="openmp"):
        while (looking := reference()) is not None and looking.turn():
            del looking
