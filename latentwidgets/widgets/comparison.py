"""Two models on the same data, side by side."""

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import numpy as np
import traitlets

from latentwidgets import zoo
from latentwidgets.exceptions import OptionError
from latentwidgets.spaces import LatentSpace
from latentwidgets.spaces.comparison import Alignment, Comparison, Figure, align_maps, compare
from latentwidgets.spaces.comparison import check_pair as check_spaces
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.handlers import Job, Lane, Request
from latentwidgets.widgets.lanes import Lanes
from latentwidgets.widgets.options import space_of
from latentwidgets.widgets.quiet import be_loud_for, be_quiet_for
from latentwidgets.widgets.state import SpaceState
from latentwidgets.widgets.subshells import hear_on_subshells
from latentwidgets.widgets.traits import Described
from latentwidgets.widgets.view import SpaceView
from latentwidgets.zoo.building import load_matched

if TYPE_CHECKING:
    from matplotlib import figure

__all__ = ["SpaceComparison"]

FOLLOWS = ("sample", "place", "code")
MOST_AXES = 256  # of codes that the page lays over one another itself
N_CHANGED = 24


class SpaceComparison(SpaceView):
    """Two spaces of the same samples side by side: one cursor, one selection, one sample.

    The second map is laid over the first by orthogonal Procrustes, which the view says together
    with what remains apart. Below stand the chosen sample with both reconstructions, its neighbours
    that left and came, the samples whose neighbourhood changed most, and figures of both models.

    Parameters
    ----------
    first, second
        Each a `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or, with `data`, what `LatentSpace` takes as a model. Sample i of both must
        be the same. Of two built-in models of the same data the samples that both hold are taken.
    data
        Of both, as of `LatentSpace`; not with spaces.
    k
        Size of the neighbourhoods that are compared.
    follow
        How a cursor that moves in one map moves in the other. ``"sample"``: it goes to the code of
        the sample that is nearest on the map, which is the same in both. ``"place"``: to the same
        place, the maps laid over one another. ``"code"``: to the code laid over by orthogonal
        Procrustes on the codes, where both have as many dimensions.
    colour, projection, dims
        How both maps begin, as of `LatentMap`.
    runtime, **options
        As of `DecodedView`.

    Attributes
    ----------
    spaces : tuple of LatentSpace
        The two; `z`, `selection` and `bookmarks` are those of the first.
    follow : str
        As above.

    Raises
    ------
    DataError
        Where the two do not hold the same samples: their numbers, labels or samples differ.
    OptionError
        Where an option is unknown or has a value outside what it accepts.
    """

    _esm = bundle("comparison.js")
    _css = bundle("comparison.css")
    page_may_set: ClassVar[frozenset[str]] = frozenset({"follow"})

    other = anywidget.WidgetTrait().tag(sync=True)
    follow = traitlets.Enum(FOLLOWS, "sample").tag(
        sync=True, to_json=lambda value, _: value, from_json=lambda value, _: value
    )
    report = Described()
    trouble = traitlets.Unicode("", read_only=True).tag(sync=True)

    def __init__(  # noqa: PLR0913
        self,
        first: Any,
        second: Any,
        data: Any = None,
        *,
        k: int = 10,
        follow: str = "sample",
        colour: str | None = None,
        projection: str | None = None,
        dims: int | None = None,
        runtime: str | None = None,
        **options: Any,
    ) -> None:
        if follow not in FOLLOWS:
            raise OptionError(f"follow={follow!r} was given: choose one of {FOLLOWS}.")
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= 100:
            raise OptionError(f"k={k!r} was given: give a whole number of neighbours, 1 to 100.")
        layout = {"layout": options.pop("layout")} if "layout" in options else {}
        spaces = _spaces(type(self), first, second, data, options)
        check_spaces(*spaces)
        self.spaces: tuple[LatentSpace, LatentSpace] = spaces
        self.k = int(k)
        self._comparison: Comparison | None = None
        self._computing = threading.Lock()
        self._lanes = Lanes(None, self.send, answer=self._answer, lane_of=_lane_of)
        super().__init__(spaces[0], runtime=runtime, **layout)
        try:
            self.other = SpaceState.of(spaces[1])
            self.follow = follow
            for state in self._states:
                state.start_with(colour=colour, projection=projection, dims=dims)
            if runtime is not None:
                self.other.choose_runtime(runtime)
        except BaseException:
            self.close()
            raise
        self.other.write("selection", self.selection)
        for state in self._states:
            state.observe(self._share, "selection")
        if self.comm is not None:
            hear_on_subshells(self.comm)
            be_quiet_for(self.comm)
        self.on_msg(self._receive)
        self._lanes.compute(self._report)

    def __repr__(self) -> str:
        names = " and ".join(space.name for space in self.spaces)
        return f"<SpaceComparison of {names}: {self.spaces[0].n_samples:,} matched samples>"

    @property
    def comparison(self) -> Comparison:
        """The figures; computed when they are first asked for, else at hand."""
        return self._compute(lambda: None)

    def choose(self, index: int) -> None:
        """Go to the code of a sample in both spaces.

        Raises
        ------
        OptionError
            Where there is no such sample.
        """
        n = self.spaces[0].n_samples
        if (
            isinstance(index, bool)
            or not isinstance(index, int | np.integer)
            or not (0 <= index < n)
        ):
            raise OptionError(f"There is no sample {index!r}: give a number from 0 to {n - 1}.")
        for state, space in zip(self._states, self.spaces, strict=True):
            state.write("z", space.codes[int(index)])

    def figure(self) -> "figure.Figure":
        """Draw both maps, the second laid over the first, one sample in both, and the figures."""
        from latentwidgets.widgets.comparison_figure import comparison_figure

        return comparison_figure(self.comparison, self._states)

    def close(self) -> None:
        """Take the view from the page and free what it holds."""
        if self.comm is None:
            return
        self._lanes.close()
        self.on_msg(self._receive, remove=True)
        be_loud_for(self.comm)
        other = self.other
        for state in filter(None, self._states):
            with contextlib.suppress(ValueError):  # not yet observed
                state.unobserve(self._share, "selection")
        super().close()
        if other is not None:
            other.release()

    @property
    def _states(self) -> tuple[SpaceState, SpaceState]:
        return self.state, self.other

    def _alt(self) -> str:
        names = " and ".join(space.name for space in self.spaces)
        return f"SpaceComparison of {names}, a still picture"

    def _share(self, change: traitlets.Bunch) -> None:
        """One selection for both."""
        for state in self._states:
            state.write("selection", change["new"])

    def _receive(self, _: Any, content: Any, buffers: Any) -> None:
        self._lanes.receive(content, buffers)

    def _answer(self, _: None, request: Request, job: Job) -> dict[str, Any]:
        if request.kind == "align":
            return self._align(request)
        index = request.integer("index", 0, self.spaces[0].n_samples - 1)
        changed = self._compute(job.check).neighbors(index)
        return {
            "index": index,
            **{
                name: np.asarray(getattr(changed, name), np.uint32)
                for name in ("stayed", "left", "came")
            },
        }

    def _align(self, request: Request) -> dict[str, Any]:
        """Lay the second's map over the first's, of those that the page shows."""
        maps = [
            state.context.maps.look_up(request.text(name))
            for state, name in zip(self._states, ("first", "second"), strict=True)
        ]
        return {"alignment": _described(align_maps(maps[0], maps[1]))}

    def _compute(self, check: Callable[[], object]) -> Comparison:
        with self._computing:
            if self._comparison is None:
                self._comparison = compare(*self.spaces, k=self.k, check=check)
            return self._comparison

    def _report(self, job: Job) -> None:
        try:
            found = self._compute(job.check)
        except Exception as error:
            self.set_trait("trouble", f"The two cannot be compared: {error}")
            raise
        self.set_trait("report", _reported(found))


def _spaces(
    view: type, first: Any, second: Any, data: Any, options: dict[str, Any]
) -> tuple[LatentSpace, LatentSpace]:
    built_in = [entry.name for entry in zoo.list()]
    named = all(isinstance(name, str) and name in built_in for name in (first, second))
    if named and data is None and not options:
        return load_matched(first, second)
    return (
        space_of(view, first, None if _is_ready(first) else data, options),
        space_of(view, second, None if _is_ready(second) else data, options),
    )


def _is_ready(model: Any) -> bool:
    return isinstance(model, LatentSpace | str)


def _lane_of(kind: str) -> Lane:
    if kind == "align":
        return Lane.QUERIES
    if kind == "neighbors":
        return Lane.COMPUTATIONS
    raise OptionError(f"There is no request {kind[:40]!r}: choose one of ['align', 'neighbors'].")


def _described(alignment: Alignment | None, most: int = MOST_AXES) -> dict[str, Any] | None:
    """Describe an alignment for the page: ``laid = (point - center) @ matrix + target``."""
    if alignment is None or len(alignment.center) > most:
        return None
    return {
        "matrix": alignment.matrix.astype(np.float32),
        "inverse": (alignment.rotation.T / alignment.scale).astype(np.float32),
        "center": alignment.center.astype(np.float32),
        "target": alignment.target.astype(np.float32),
        "residual": alignment.residual,
        "expected": alignment.expected,
        "words": str(alignment),
    }


def _reported(found: Comparison) -> dict[str, Any]:
    overlap = found.overlap
    return {
        "refusal": found.refusal,
        "overlap": None
        if overlap is None
        else {
            "value": overlap.value,
            "expected": overlap.expected,
            "interval": list(overlap.interval),
            "label": overlap.label,
            "k": overlap.k,
            "changed": overlap.changed[:N_CHANGED].astype(np.uint32),
            "shares": overlap.per_sample[overlap.changed[:N_CHANGED]].astype(np.float32),
        },
        "codes": _described(found.codes),
        "figures": [_row(one, other) for one, other in found.figures],
    }


def _row(one: Figure, other: Figure) -> dict[str, Any]:
    return {
        "name": one.name,
        "better": one.better,
        "values": [
            {
                "value": figure.value,
                "interval": None if figure.interval is None else list(figure.interval),
                "reference": figure.reference,
                "label": figure.label,
                "why": figure.why,
            }
            for figure in (one, other)
        ],
    }
