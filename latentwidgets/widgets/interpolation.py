"""A way between points of the space: its film, its curves, its palette."""

from typing import TYPE_CHECKING, Any, ClassVar, get_args

import numpy as np
import traitlets
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError, ShapeError
from latentwidgets.spaces import paths
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.code_ways import Known, array_lines, quoted
from latentwidgets.widgets.tool import ToolView
from latentwidgets.widgets.tool_states import ToolState
from latentwidgets.widgets.traits import Validated
from latentwidgets.widgets.wire import inline, read_array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from latentwidgets.spaces.paths import Path

__all__ = ["InterpolationPlayer"]

STEPS = 33  # of each leg, where the way is measured


class _Anchors(Validated):
    """Codes ``(m, *latent_shape)``, in order, float32, finite, read-only."""

    info_text = "codes of the space"

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:
        space = obj.space
        given = list(value) if isinstance(value, list | tuple) else value
        if len(given) == 0:
            codes = np.empty((0, *space.latent_shape), np.float32)
        elif len(given) == 1:
            twice = [given[0], given[0]]
            codes = paths.read_anchors(twice, space.latent_shape, space.names)[:1]
        else:
            codes = paths.read_anchors(given, space.latent_shape, space.names)
        codes = codes.reshape(-1, *space.latent_shape)
        codes.flags.writeable = False
        return codes

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: ARG002
        return inline(value.reshape(-1))

    def from_json(self, value: Any, owner: Any) -> Any:
        size = owner.space.latent_size
        most = paths.MOST_ANCHORS * size
        array = read_array(value, name="anchors", dtype="float32", max_size=most)
        if array.size % size:
            raise ShapeError(f"anchors hold {array.size} numbers, no codes of {size} each.")
        return array.reshape(-1, size)


class _Plain(Validated):
    """A value that crosses as it is."""

    def to_json(self, value: Any, owner: Any) -> Any:  # noqa: ARG002
        return value

    def from_json(self, value: Any, owner: Any) -> Any:  # noqa: ARG002
        return value


class _Way(_Plain):
    """The name of a path."""

    default_value = "auto"
    info_text = "the name of a path"

    def validate(self, obj: Any, value: Any) -> str:  # noqa: ARG002
        if not isinstance(value, str) or value not in get_args(paths.PathChoice):
            raise OptionError(
                f"path={value!r} was given: choose one of {get_args(paths.PathChoice)}."
            )
        return value


class _Position(_Plain):
    """A number from 0 to 1."""

    default_value = 0.0
    info_text = "a number from 0 to 1"

    def validate(self, obj: Any, value: Any) -> float:  # noqa: ARG002
        numeric = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not (numeric and 0 <= value <= 1):
            raise OptionError(f"position={value!r} was given: give a number from 0 to 1.")
        return float(value)


class InterpolationPlayer(ToolView):
    """Moves along a way between two points of the space or more.

    Film and scrubber, curves of the data's density and of the output's speed under it, and between
    three or four points a palette; the way is drawn on the maps of the space.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    anchors
        Two codes or more, or their names in ``space.names``. By default the page begins with the
        bookmarks, else with the current point and a sample.
    path
        ``"auto"``, ``"lerp"``, ``"slerp"``, ``"data"`` or ``"geodesic"``, as of `LatentSpace.path`.
    constant_speed
        Whether the output changes equally from one step to the next.
    runtime
        Where pictures are decoded, as of `LatentSliders`.
    **options
        As of `LatentSpace`; not with a space. `layout` goes to ipywidgets.

    Attributes
    ----------
    anchors : array, (m, *latent_shape)
        Set it with codes or names.
    path, constant_speed
        As above.
    position : float
        Where on the way the scrubber is, 0 to 1; set it and `z` follows.
    playing : bool
        Whether it moves by itself, in the page.

    Raises
    ------
    OptionError, ShapeError, DataError
        Where an option is unknown, or an anchor is no code of the space.
    """

    tool = "interpolation"
    _esm = bundle("interpolation.js")
    _css = bundle("interpolation.css")
    page_may_set: ClassVar[frozenset[str]] = frozenset(
        {"anchors", "path", "position", "playing", "constant_speed"}
    )

    anchors = _Anchors().tag(sync=True)
    path = _Way().tag(sync=True)
    position = _Position().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    constant_speed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        anchors: Any = (),
        path: paths.PathChoice = "auto",
        constant_speed: bool = False,
        **options: Any,
    ) -> None:
        self._told_by_page = False
        self._way: tuple[Any, Path] | None = None
        super().__init__(model, data, **options)
        try:
            self.anchors, self.path, self.constant_speed = anchors, path, constant_speed
        except BaseException:
            self.close()
            raise

    def way(self, steps: int = STEPS) -> "Path":
        """Return the way through the anchors, measured.

        Parameters
        ----------
        steps
            Codes from one anchor to the next, both included.

        Raises
        ------
        ShapeError
            Where there are fewer than two anchors.
        ModelError, DataError
            Where there is no such way, as `LatentSpace.path` says.
        """
        key = self._key(steps)
        if self._way is None or self._way[0] != key:
            found = self.space.path(
                self.anchors, steps, self.path, constant_speed=self.constant_speed
            )
            self._way = (key, found)
        return self._way[1]

    def figure(self) -> "Figure":
        """Draw the film of the way, and under it density and speed, with the position marked."""
        from latentwidgets.widgets.figures import decoded_figure
        from latentwidgets.widgets.path_figure import path_figure

        if len(self.anchors) < 2:
            return decoded_figure(self.state)
        return path_figure(self.space, self.way(), self.position)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page sets; the code of its position comes by the state."""
        self._told_by_page = True
        try:
            super().set_state(sync_data)
        finally:
            self._told_by_page = False

    @traitlets.default("anchors")
    def _no_anchors(self) -> NDArray[np.float32]:
        return np.empty((0, *self.space.latent_shape), np.float32)

    def tool_states(self) -> dict[str, Any]:  # noqa: D102
        if not len(self.anchors):
            return {}
        kept = self.state.tools.get(self.tool, {"pace": 1.0, "ping_pong": True})
        share, z = self.position, None
        if self._way is not None and self._way[0] == self._key(STEPS):
            way = self._way[1]
            share = float(np.interp(share, np.linspace(0, 1, len(way)), way.shares))
            z = way.at(self.position).reshape(-1)
        state = {
            "anchors": [self._operand(i, code) for i, code in enumerate(self.anchors)],
            "path": self.path,
            "pace": kept["pace"],
            "ping_pong": kept["ping_pong"],
            "constant_speed": self.constant_speed,
            "position": self.position,
            "share": share,
            "z": z,
        }
        return {self.tool: state}

    def tool_lines(self, known: Known) -> list[str]:  # noqa: ARG002, D102
        anchors = [f"view_anchor_{i}" for i in range(len(self.anchors))]
        pairs = zip(anchors, self.anchors, strict=True)
        return [
            *(line for name, code in pairs for line in array_lines(f"{name} = ", code)),
            f"view.anchors = [{', '.join(anchors)}]",
            f"view.path = {quoted(self.path)}",
            f"view.constant_speed = {self.constant_speed}",
            f"view.position = {self.position!r}",
        ]

    def _operand(self, index: int, code: NDArray[np.float32]) -> dict[str, Any]:
        z = code.reshape(-1)
        for name, kept in self.bookmarks.items():
            if np.array_equal(kept.reshape(-1), z):
                return {"name": name, "kind": "bookmark", "z": z}
        return {"name": f"anchor {index + 1}", "kind": "code", "z": z}

    @traitlets.observe("position")
    def _move(self, _: traitlets.Bunch) -> None:
        if not self._told_by_page and self._is_linked and len(self.anchors) >= 2:
            self.z = self.way().at(self.position)[0]

    @traitlets.observe("anchors", "path", "constant_speed", "position")
    def _tell(self, _: traitlets.Bunch) -> None:
        if not self._told_by_page and self._is_linked:
            self._tell_tool()

    def _take_tool(self, state: ToolState) -> None:
        codes = [anchor["z"] for anchor in state["anchors"] if anchor is not None]
        self._told_by_page = True
        try:
            self.anchors = np.reshape(codes, (-1, *self.space.latent_shape)) if codes else []
            for name in ("path", "constant_speed", "position"):
                setattr(self, name, state[name])
        finally:
            self._told_by_page = False

    def _key(self, steps: int) -> tuple[Any, ...]:
        return self.anchors.tobytes(), self.path, self.constant_speed, steps
