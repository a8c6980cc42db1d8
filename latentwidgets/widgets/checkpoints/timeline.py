"""A model over its training, to be scrubbed through."""

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled, OptionError
from latentwidgets.spaces import colouring
from latentwidgets.spaces.checkpoints import Recording, Sheet, Snapshot
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.cells import close_earlier_runs
from latentwidgets.widgets.checkpoints.opening import Beside, open_source
from latentwidgets.widgets.checkpoints.reel import FromRecording, Reel
from latentwidgets.widgets.handlers import Job, Lane, Request
from latentwidgets.widgets.handlers.pictures import picture
from latentwidgets.widgets.lanes import Lanes
from latentwidgets.widgets.quiet import be_loud_for, be_quiet_for
from latentwidgets.widgets.still import StillWidget
from latentwidgets.widgets.subshells import hear_on_subshells
from latentwidgets.widgets.traits import Described
from latentwidgets.widgets.wire import pack

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CheckpointTimeline"]

logger = logging.getLogger(__name__)

LARGEST_ROUND = 10**15


class CheckpointTimeline(StillWidget):
    """A model at the checkpoints of its training: map, lattice and figures move together.

    Codes, maps, small outputs and figures are computed once, in the background; then scrubbing
    asks nothing of the kernel. Each map is laid over that of the checkpoint before by orthogonal
    Procrustes, so that it neither flips nor spins; of a lone generator, whose codes never change,
    the map is that of its outputs, beside real samples where they are given.

    Parameters
    ----------
    source
        The name of a built-in timeline, such as ``"digits/vae"`` or ``"cats/collapsed-gan"``; a
        file that `Watch.save` wrote, or a `Recording`, with `model`; or a list, or a dict by
        round, of two or more `LatentSpace`, torch modules or state dicts (these with `model`).
    data
        What is encoded at each checkpoint, as of `LatentSpace`; of a lone generator, real samples.
        Not with spaces; built-in timelines have their own.
    model
        A torch module, or a pair of them, that the weights belong to. It is copied.
    rounds, unit
        Of a list: the round of each, ascending; what they are, such as ``"epochs"``.
    **options
        ``labels``, ``attributes``: one value for each of the data. ``most`` (300): how many of the
        data, spread evenly. Others as of `LatentSpace`. `layout` goes to ipywidgets.

    Attributes
    ----------
    at : int
        The round that is shown. Set it, and the page follows.
    rounds : tuple of int
        Those there are.

    Raises
    ------
    OptionError
        Where the source is no timeline, or an option is unknown.
    ModelError, ShapeError, DataError
        Where the checkpoints do not belong together, or the weights do not fit the model.
    """

    _esm = bundle("checkpoints.js")
    _css = bundle("checkpoints.css")
    page_may_set: ClassVar[frozenset[str]] = frozenset({"at"})

    at = traitlets.Int(0, min=-LARGEST_ROUND, max=LARGEST_ROUND).tag(
        sync=True, to_json=lambda value, _: value, from_json=lambda value, _: value
    )
    described = Described()
    progress = Described()
    curves = Described()

    def __init__(
        self,
        source: Any,
        data: Any = None,
        *,
        model: Any = None,
        rounds: Any = None,
        unit: str | None = None,
        **options: Any,
    ) -> None:
        layout = {"layout": options.pop("layout")} if "layout" in options else {}
        self._is_live = isinstance(source, Reel)
        self.reel = (
            source
            if isinstance(source, Reel)
            else Reel(open_source(source, Beside(data, model, rounds, unit, options)))
        )
        self._owns_layout = not layout
        self._lanes = Lanes(None, self.send, answer=self._answer, lane_of=_lane_of)
        self._changed = threading.Condition()
        self._failure: Exception | None = None
        self._is_described = self.reel.shown is not None
        first = self.reel.source.rounds
        super().__init__(
            at=first[0] if first else 0,
            described=self._description(),
            progress=self._told(),
            curves=self._noted(),
            **layout,
        )
        self.reel.on_change.append(self._on_change)
        if self.comm is not None:
            hear_on_subshells(self.comm)
            be_quiet_for(self.comm)
        self.on_msg(self._receive)
        close_earlier_runs(self)
        if not self._is_live:
            self._lanes.compute(self._take_all)

    def __repr__(self) -> str:
        source = self.reel.source
        return (
            f"<CheckpointTimeline of {source.name}: {len(self.rounds)} checkpoints "
            f"({source.unit}), {len(self.reel.taken)} computed>"
        )

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds there are."""
        return self.reel.source.rounds

    @property
    def recording(self) -> Recording:
        """The weights that are kept.

        Raises
        ------
        OptionError
            Where the timeline is made of spaces.
        """
        source = self.reel.source
        if not isinstance(source, FromRecording):
            raise OptionError(
                "This timeline is made of spaces, whose weights it does not hold: save each space."
            )
        return source.recording

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the weights and curves to a ``.safetensors`` file, to be opened by its path.

        Raises
        ------
        OptionError
            Where the timeline is made of spaces, or the path has another suffix.
        OSError
            Where it cannot be written.
        """
        return self.recording.save(path)

    def figures(self) -> dict[str, dict[int, float]]:
        """Give what was measured so far: by name, the value at each round."""
        found: dict[str, dict[int, float]] = {}
        for at in self.reel.taken:
            snapshot = self.reel.get(at)
            for figure in snapshot.figures if snapshot else ():
                found.setdefault(figure.name, {})[at] = figure.value
        return found

    def wait(self, timeout: float | None = None) -> None:
        """Wait until every checkpoint is computed.

        Raises
        ------
        TimeoutError
            Where that takes longer than `timeout` seconds.
        """
        with self._changed:
            done = self._changed.wait_for(
                lambda: self._failure is not None or not (self.reel.missing or self.reel.stale),
                timeout,
            )
        if self._failure is not None:
            raise self._failure
        if not done:
            raise TimeoutError(f"{len(self.reel.missing)} checkpoints are still to be computed.")

    def figure(self) -> "Figure":
        """Draw some checkpoints side by side, and the curves."""
        from latentwidgets.widgets.checkpoints.figure import timeline_figure

        return timeline_figure(self.reel, self.at)

    def close(self) -> None:
        """Take the view from the page and end its thread; what was computed stays with `reel`."""
        if self.comm is None:
            return
        if self._on_change in self.reel.on_change:
            self.reel.on_change.remove(self._on_change)
        self._lanes.close()
        self.on_msg(self._receive, remove=True)
        be_loud_for(self.comm)
        layout = self.layout
        super().close()
        if self._owns_layout:
            layout.close()

    def _alt(self) -> str:
        return f"CheckpointTimeline of {self.reel.source.name}, a still picture"

    # -- what the page is told ----------------------------------------------------------------

    def _on_change(self, at: int | None) -> None:
        """Push what is new: a page need not ask, and no cell that runs keeps it waiting."""
        try:
            if not self._is_described and self.reel.shown is not None:
                self._is_described = True
                self.set_trait("described", self._description())
            if at is not None and (snapshot := self.reel.get(at)) is not None:
                content, buffers = pack(_wire(at, snapshot))
                self.send({"kind": "snapshot", "result": content}, buffers or None)
            self.set_trait("progress", self._told())
            if at is None:
                self.set_trait("curves", self._noted())
        except Exception:
            logger.exception("The page could not be told of a checkpoint.")
        with self._changed:
            self._changed.notify_all()

    def _description(self) -> dict[str, Any]:
        source, shown = self.reel.source, self.reel.shown
        found: dict[str, Any] = {
            "name": source.name,
            "unit": source.unit,
            "encodes": source.encodes,
            "live": self._is_live,
            "modality": None,
        }
        if shown is None:
            return found
        columns = shown["columns"]
        name = next(iter(columns), None)
        return {
            **found,
            "modality": dict(shown["modality"].describe()),
            "n": shown["n"],
            "colour": None if name is None else _colours(name, columns[name]),
            "real": self.reel.real_points(),
        }

    def _told(self) -> dict[str, Any]:
        taken = set(self.reel.taken)
        rounds, failure = list(self.rounds), self._failure
        return {
            "rounds": rounds,
            "taken": [at for at in rounds if at in taken],
            "trouble": "" if failure is None else str(failure) or type(failure).__name__,
        }

    def _noted(self) -> dict[str, Any]:
        return {
            name: {"at": at.astype(np.float32), "values": values.astype(np.float32)}
            for name, (at, values) in self.reel.source.curves.items()
        }

    # -- what the page asks -------------------------------------------------------------------

    def _receive(self, _: Any, content: Any, buffers: Any) -> None:
        self._lanes.receive(content, buffers)

    def _answer(self, _: None, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG002
        at = request.integer("at", -LARGEST_ROUND, LARGEST_ROUND)
        snapshot = self.reel.get(at)
        if snapshot is None:
            raise OptionError(f"There is no snapshot of round {at} yet.")
        return _wire(at, snapshot)

    def _take_all(self, job: Job) -> None:
        try:
            for at in self.reel.missing:
                job.check()
                self.reel.take(at, job.check)
        except Cancelled:
            raise
        except Exception as error:
            self.fail(error)
            raise

    def fail(self, error: Exception) -> None:
        """Say that no further checkpoint will be computed, and why."""
        self._failure = error
        if self.comm is not None:
            self.set_trait("progress", self._told())
        with self._changed:
            self._changed.notify_all()


def _lane_of(kind: str) -> Lane:
    if kind != "snapshot":
        raise OptionError(f"There is no request {kind[:40]!r}: choose 'snapshot'.")
    return Lane.QUERIES


def _colours(name: str, values: NDArray[Any]) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(colouring(name, values))


def _wire(at: int, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "at": at,
        "points": snapshot.points,
        "box": None if snapshot.box is None else list(snapshot.box),
        "lattice": _sheet(snapshot.lattice),
        "fixed": _sheet(snapshot.fixed),
        "figures": [
            {
                "key": figure.key,
                "name": figure.name,
                "value": figure.value,
                "expected": figure.expected,
                "label": figure.label,
                "against": figure.against,
            }
            for figure in snapshot.figures
        ],
        "words": snapshot.words,
        "trouble": snapshot.trouble,
    }


def _sheet(sheet: Sheet | None) -> dict[str, Any] | None:
    if sheet is None:
        return None
    grid = {"columns": sheet.columns, "size": sheet.size, "n": sheet.n}
    if sheet.picture is None:
        return {**grid, "texts": list(sheet.texts or ())}
    return {**grid, "atlas": picture(sheet.picture)}
