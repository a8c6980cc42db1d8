"""Sums of codes, as A − B + C."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.arithmetic import Computation
from latentwidgets.spaces.names import SAMPLE
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.code_ways import Known, quoted, sum_lines
from latentwidgets.widgets.tool import ToolView
from latentwidgets.widgets.tool_states import ToolState
from latentwidgets.widgets.traits import Bookmarks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["VectorArithmetic"]

LONGEST_EXPRESSION = 20_000


class Expression(traitlets.TraitType[str, str]):
    """An expression of `LatentSpace.compute`; set from Python it must come to a code.

    The page sends one that it has computed itself; it may be older than the names of now.
    """

    info_text = "an expression over names"
    default_value = ""

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda value, _: value, from_json=lambda value, _: value)

    def validate(self, obj: Any, value: Any) -> str:
        """Return the expression; raise where it is too long, or is none."""
        if not isinstance(value, str) or len(value) > LONGEST_EXPRESSION:
            raise OptionError(
                f"expression is a {type(value).__name__}: give text of at most "
                f"{LONGEST_EXPRESSION:,} characters."
            )
        if value and not obj.hears_page:
            obj.space.computation(value, obj.operands)
        return value


class VectorArithmetic(ToolView):
    """Adds and subtracts codes: in slots, each with a weight, or as an expression; live.

    A slot takes the current point, samples, means of classes, attributes or a selection, bookmarks
    and directions, from its menu or dropped into it. The result is the current code as long as one
    works on the sum, and the samples nearest to it are shown, without those that are part of it.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    expression
        To begin with, as of `LatentSpace.compute`.
    data
        As of `LatentSpace`; not with a space.
    runtime, **options
        As of `DecodedView`.

    Attributes
    ----------
    expression : str
        What is computed; empty where nothing is. Set it, and the code follows.
    operands : mapping of str to array
        Codes of one's own that the expression may name, read-only: what was dropped into a slot and
        has no name elsewhere is among them.

    Raises
    ------
    ExpressionError
        Where the expression cannot be computed; the former stays.
    OptionError
        Where an option is unknown.
    """

    tool = "arithmetic"
    _esm = bundle("arithmetic.js")
    _css = bundle("arithmetic.css")
    page_may_set: ClassVar[frozenset[str]] = frozenset({"expression", "operands"})
    hears_page = False

    operands = Bookmarks().tag(sync=True)
    expression = Expression()

    def __init__(self, model: Any, expression: str = "", data: Any = None, **options: Any) -> None:
        super().__init__(model, data, **options)
        try:
            self.expression = expression
        except BaseException:
            self.close()
            raise

    @traitlets.default("operands")
    def _no_operands(self) -> Mapping[str, NDArray[np.float32]]:
        return MappingProxyType({})

    @property
    def computation(self) -> Computation | None:
        """What the expression comes to now: its terms and its code; None where it is empty."""
        if not self.expression:
            return None
        return self.space.computation(self.expression, self.operands)

    def nearest(self, k: int = 6) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Find the samples nearest to the result, without those that are part of the sum.

        Returns
        -------
        indices, distances
            Of at most k samples, nearest first; empty where there is no expression.
        """
        computed = self.computation
        if computed is None:
            return np.empty(0, np.intp), np.empty(0, np.float32)
        found = (SAMPLE.fullmatch(term.name) for term in computed.terms)
        parts = [int(match[1]) for match in found if match]
        indices, distances = self.space.nearest(computed.z, k + len(parts))
        kept = np.flatnonzero(~np.isin(indices, parts))[:k]
        return indices[kept], distances[kept]

    def figure(self) -> "Figure":
        """Draw a column for each operand, over samples that it is the mean of, and the result."""
        from latentwidgets.widgets.arithmetic_figure import arithmetic_figure
        from latentwidgets.widgets.figures import decoded_figure

        computed = self.computation
        if computed is None:
            return decoded_figure(self.state)
        return arithmetic_figure(self.space, computed)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page sets: it has computed its expression itself."""
        self.hears_page = True
        try:
            super().set_state(sync_data)
        finally:
            self.hears_page = False

    def tool_states(self) -> dict[str, Any]:  # noqa: D102
        computed = self.computation
        if computed is None:
            return {}
        terms = [
            {
                "operand": {"name": term.name, "kind": term.kind, "z": term.z.reshape(-1)},
                "weight": term.weight,
            }
            for term in computed.terms
        ]
        return {self.tool: {"terms": terms, "text": self.expression}}

    def tool_lines(self, known: Known) -> list[str]:  # noqa: D102
        if not self.expression:
            return []
        lines, given = sum_lines(self.tool_states()[self.tool], known)
        own = [*lines, "view.operands = codes"] if given.endswith(", codes") else []
        return [*own, f"view.expression = {quoted(self.expression)}"]

    @traitlets.observe("expression")
    def _move(self, change: traitlets.Bunch) -> None:
        if self.hears_page:
            return
        if change["new"]:
            self.z = self.space.compute(change["new"], self.operands)
        if self._is_linked:
            self._tell_tool()

    def _take_tool(self, state: ToolState) -> None:
        operands = [term["operand"] for term in state["terms"] if term["operand"] is not None]
        self.hears_page = True
        try:
            self.operands = {
                operand["name"]: operand["z"] for operand in operands if not self._is_named(operand)
            }
            self.expression = state["text"] if operands else ""
        finally:
            self.hears_page = False

    def _is_named(self, operand: ToolState) -> bool:
        found = self.space.names.find(operand["name"])
        return found is not None and np.array_equal(found.z.reshape(-1), operand["z"])
