"""The state that all views of one space share: the kernel's half of it."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import numpy as np
import traitlets

from latentwidgets.exceptions import OptionError
from latentwidgets.runtimes import RUNTIMES, PageModel
from latentwidgets.spaces.directions.measuring import Measurement
from latentwidgets.spaces.identity import Identity, identify
from latentwidgets.spaces.projections import METHODS
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.cells import left_behind
from latentwidgets.widgets.edits import Edits
from latentwidgets.widgets.guard import Guarded
from latentwidgets.widgets.handlers import Context, Job, Maps, Request
from latentwidgets.widgets.handlers.colours import colour_by, colour_names
from latentwidgets.widgets.handlers.decoding import decode_code
from latentwidgets.widgets.handlers.projecting import describe_projection, project_space
from latentwidgets.widgets.initial import (
    describe,
    describe_dimension_names,
    describe_sliders,
    effects_are_slow,
    starting_code,
)
from latentwidgets.widgets.journal import Journal
from latentwidgets.widgets.lanes import Lanes
from latentwidgets.widgets.maps import map_key, read_map_key
from latentwidgets.widgets.quiet import be_loud_for, be_quiet_for
from latentwidgets.widgets.shown import Shown, ShownTrait
from latentwidgets.widgets.subshells import hear_on_subshells
from latentwidgets.widgets.tool_states import ToolStates
from latentwidgets.widgets.traits import Bookmarks, Code, Described, Selection
from latentwidgets.widgets.wire import inline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.directions import Direction
    from latentwidgets.spaces.projections import Projection
    from latentwidgets.widgets.edits import Edit
    from latentwidgets.widgets.sessions.contents import Session

__all__ = ["SHARED", "SpaceState"]

logger = logging.getLogger(__name__)

SHARED = ("z", "selection", "bookmarks")  # with each view
KEPT = (*SHARED, "journal", "shown", "tools")  # where the last view closes

_registry = threading.RLock()  # reentrant: a state may be collected while another is made
_states: "WeakKeyDictionary[LatentSpace, SpaceState]" = WeakKeyDictionary()
_remembered: "WeakKeyDictionary[LatentSpace, dict[str, Any]]" = WeakKeyDictionary()
_maps: "WeakKeyDictionary[LatentSpace, Maps]" = WeakKeyDictionary()
_edits: "WeakKeyDictionary[LatentSpace, Edits]" = WeakKeyDictionary()


def _taken_over(space: "LatentSpace", colours: list[str]) -> dict[str, Any] | None:
    """Find what the running cell's earlier run held of the same model and data."""
    left = left_behind()
    here = identify(space) if left else None
    for identity, kept in left:
        if here is not None and identity.has_model_of(here) and identity.has_data_of(here):
            known = kept["shown"].colour in colours
            colour = kept["shown"].colour if known else next(iter(colours), None)
            return {**kept, "shown": replace(kept["shown"], colour=colour)}
    return None


class SpaceState(Guarded):
    """The current code, the selection and the bookmarks of a space, in step with every page.

    One for each space, made by `of` with the first view and closed with the last; what it held and
    the maps made are there again when a view is opened later. It has nothing to show: it is the
    channel between the page's store and the kernel. A lock lets one thread at a time change it, for
    ipykernel 7 may bring the page's messages on another thread than the cells'.
    """

    _esm = bundle("state.js")
    page_may_set: ClassVar[frozenset[str]] = frozenset(KEPT)

    protocol = traitlets.Int(1, read_only=True).tag(sync=True)
    description = Described()
    z = Code().tag(sync=True)
    selection = Selection().tag(sync=True)
    bookmarks = Bookmarks().tag(sync=True)
    sliders = Described()
    projection = Described(lambda _, owner: owner.describe_map())
    colour = Described(lambda _, owner: owner.shown_colour())
    shown = ShownTrait().tag(sync=True)
    journal = Journal().tag(sync=True)
    tools = ToolStates().tag(sync=True)
    directions = Described()
    dimension_names = Described()
    edit = Described()
    runtime = traitlets.Enum(RUNTIMES, "auto", read_only=True).tag(sync=True)
    frame = traitlets.Any(None, allow_none=True).tag(
        sync=True, to_json=lambda _, owner: inline(owner.frame_of_z())
    )

    def __init__(self, space: "LatentSpace") -> None:
        self.space = space
        self._lock = threading.RLock()
        self._n_views = 0
        self._context = Context(
            space,
            _maps.setdefault(space, Maps()),
            PageModel(space),
            _edits.setdefault(space, Edits()),
        )
        self._frame: dict[str, Any] | None = None
        self._lanes = Lanes(self._context, self.send, self._hear)
        projection = project_space(self._context, "pca", 2, Job())
        slow = effects_are_slow(space)
        colours = colour_names(space)
        start = Shown(projection["key"], colours[0] if colours else None)
        kept = (
            _remembered.get(space)
            or _taken_over(space, colours)
            or {
                "z": starting_code(space) if space.about.z is None else space.about.z,
                "selection": [],
                "bookmarks": space.about.bookmarks,
                "journal": (),
                "tools": {},
                "shown": start,
            }
        )
        wanted: Shown = kept["shown"]
        if self._context.maps.find(wanted.map) is None:  # of a space that was made anew
            kept = {**kept, "shown": replace(wanted, map=start.map)}
        self._frame = decode_code(self._context, np.asarray(kept["z"], np.float32))
        if "own" in kept:
            self._take_own(**kept["own"])
        super().__init__(
            **{name: kept[name] for name in KEPT},
            description=describe(space),
            sliders=describe_sliders(space, None if slow else space.effects()),
            projection=projection,
            colour=colour_by(space, colours[0]) if colours else None,
            directions=self._context.shelf.describe(),
            dimension_names=describe_dimension_names(space),
            edit=self._context.edits.describe(),
        )
        space.names.keep_bookmarks(self.bookmarks)
        self.observe(lambda change: space.names.keep_bookmarks(change["new"]), "bookmarks")
        self._context.edits.on_change = self._show_edit
        self._context.shelf.open(self._show_directions)
        self._leave_names = space.dimension_names.on_change(self._show_dimension_names)
        hear_on_subshells(self.comm)
        be_quiet_for(self.comm)
        self.on_msg(self._receive)
        if slow:
            self._lanes.compute(self._measure_effects)
        if wanted.map != self.shown.map:
            method, dims, options = read_map_key(wanted.map)
            self._show_map(method, dims, **options)

    @classmethod
    def of(cls, space: "LatentSpace") -> "SpaceState":
        """Return the state of a space for one more view, which must `release` it."""
        with _registry:
            state = _states.get(space)
            if state is None:
                state = _states[space] = cls(space)
            state._n_views += 1
            return state

    def release(self) -> None:
        """Let one view go; the last closes the state."""
        with _registry:
            self._n_views -= 1
            last = self._n_views <= 0
        if last:
            self.close()

    def close(self) -> None:
        """End the threads and the channel; the space can be viewed again later."""
        if self.comm is None:
            return
        with _registry:
            if _states.get(self.space) is self:
                del _states[self.space]
            _remembered[self.space] = {name: getattr(self, name) for name in KEPT}
        self._context.edits.on_change = lambda: None
        self._context.shelf.close()
        self._leave_names()
        self._lanes.close()
        self.on_msg(self._receive, remove=True)
        be_loud_for(self.comm)
        layout = self.layout
        super().close()
        layout.close()

    def leave(self) -> tuple[Identity, dict[str, Any]]:
        """Return what is held, and by what to tell a space for which it is right."""
        held = {name: getattr(self, name) for name in KEPT}
        edits = self._context.edits
        # Without the space that they were made in, which is to go: their figures stay.
        directions = [
            replace(one, measurement=Measurement(None, known=one.measured))
            for one in self.space.directions.values()
        ]
        own = {"directions": directions, "edit": edits.current, "keeps_lost": edits.keeps_lost}
        return identify(self.space), {**held, "own": own}

    def _take_own(
        self, *, directions: "Iterable[Direction]", edit: "Edit | None", keeps_lost: bool
    ) -> None:
        """Go on with the directions that are not there, and with what was edited."""
        for direction in directions:
            if direction.name not in self.space.directions:
                self.space.directions.adopt(direction)
        self._context.shelf.open(lambda: None)  # which notes them
        if edit is not None and self._context.edits.current is None:
            self._context.edits.take(edit.placement, edit.notices)
            self._context.edits.keep(keeps_lost)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what a page sets."""
        with self._lock:
            super().set_state(sync_data)

    def write(self, name: str, value: Any) -> None:
        """Set one of the shared traits from Python."""
        with self._lock:
            setattr(self, name, value)

    def start_with(
        self, *, colour: str | None = None, projection: str | None = None, dims: int | None = None
    ) -> None:
        """Set how the map begins; a map that takes long comes when it is ready.

        Raises
        ------
        OptionError
            Where one of them has a value outside what it accepts.
        """
        shown = self.current_map()
        method = shown.method if projection is None else projection
        dims = shown.dims if dims is None else dims
        if method not in METHODS or dims not in (2, 3):
            raise OptionError(
                f"projection={method!r} with dims={dims!r} is no map: give one of {METHODS} and "
                "2 or 3 dimensions."
            )
        if colour is not None:
            self._show_colour(colour)
        if (method, dims) != (shown.method, shown.dims):
            self._show_map(method, dims)

    def show_map(
        self, method: str, dims: int, *, colour: str | None = None, **options: Any
    ) -> None:
        """Show a map and a colour; see `MapView.show_map`."""
        if colour is not None:
            colour_by(self.space, colour)  # an unknown one changes nothing
        described = project_space(self._context, method, dims, Job(), **options)
        self._take_map(described)
        if colour is not None:
            self._show_colour(colour)

    def restore(self, session: "Session") -> None:
        """Take what a session holds, which fits this space; pages hear of it in one go."""
        method, dims, options = read_map_key(session.map)
        with self._lock, self.hold_sync():
            for name in (*SHARED, "journal"):
                setattr(self, name, getattr(session, name))
            self.tools = {**self.tools, **session.tools}
            if session.colour is not None:
                self._show_colour(session.colour)
            if session.map != self.shown.map:
                self._show_map(method, dims, **options)

    @property
    def context(self) -> Context:
        """What the handlers share: the space, the maps made, the model for the page."""
        return self._context

    def choose_runtime(self, runtime: str) -> None:
        """Set where pages opened from now on decode.

        ``"auto"`` takes the page where it can and is fast enough, ``"page"`` where it can,
        ``"webgpu"`` too, on the page's graphics card where the browser offers it, ``"kernel"``
        never.

        Raises
        ------
        OptionError
            Where it is none of these.
        """
        if runtime not in RUNTIMES:
            raise OptionError(f"runtime={runtime!r} was given: choose one of {RUNTIMES}.")
        with self._lock:
            self.set_trait("runtime", runtime)

    def current_map(self) -> "Projection":
        """Return the map that the page shows; where several show others, the last to say so."""
        found = self._context.maps.find(self.shown.map)
        current = self._context.maps.current()
        if found is not None:
            return found
        if current is None:
            raise RuntimeError("A state without a map: the first is made with it.")
        return current[1]

    def describe_map(self) -> dict[str, Any]:
        """Describe the map that is shown for the page."""
        found = self._context.maps.find(self.shown.map)
        described: dict[str, Any] = self.projection
        return described if found is None else describe_projection(self.shown.map, found)

    def shown_colour(self) -> dict[str, Any] | None:
        """Describe the colours that are shown."""
        return None if self.shown.colour is None else colour_by(self.space, self.shown.colour)

    def frame_of_z(self) -> dict[str, Any] | None:
        """Return the last picture where it is of the current code; a page asks for it else."""
        frame = self._frame
        if frame is None or self.z is None or not np.array_equal(frame["z"], self.z.reshape(-1)):
            return None
        return frame

    def _receive(self, _: Any, content: Any, buffers: Any) -> None:
        self._lanes.receive(content, buffers)

    def _hear(self, request: Request, result: dict[str, Any]) -> None:
        if request.kind == "decode":
            self._frame = result

    def _show_map(self, method: str, dims: int, **options: Any) -> None:
        """Show a map; one that takes long comes when it is ready."""

        def run(job: Job) -> None:
            self._take_map(project_space(self._context, method, dims, job, **options))

        if method == "pca" or self._context.maps.find(map_key(method, dims, options)):
            run(Job())
        else:
            self._lanes.compute(run)

    def _take_map(self, described: dict[str, Any]) -> None:
        with self._lock:
            self.shown = replace(self.shown, map=described["key"])
            self.set_trait("projection", described)

    def _show_colour(self, name: str) -> None:
        with self._lock:
            described = colour_by(self.space, name)
            self.shown = replace(self.shown, colour=name)
            self.set_trait("colour", described)

    def _show_directions(self) -> None:
        self._show("directions", self._context.shelf.describe())

    def _show_dimension_names(self) -> None:
        self._show("dimension_names", describe_dimension_names(self.space))

    def _show_edit(self) -> None:
        self._show("edit", self._context.edits.describe())

    def _measure_effects(self, job: Job) -> None:
        effects = self.space.effects(should_stop=job.cancelled.is_set)
        self._show("sliders", describe_sliders(self.space, effects))

    def _show(self, name: str, value: Mapping[str, Any]) -> None:
        with self._lock:
            self.set_trait(name, value)
