"""Content from one code, style from another."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces import LatentSpace
from latentwidgets.spaces.styles import StyleGroups, layers_of
from latentwidgets.spaces.styles.groups import read_groups
from latentwidgets.widgets.bundles import bundle
from latentwidgets.widgets.code_ways import Known, array_lines, quoted
from latentwidgets.widgets.handlers.styles import describe_groups
from latentwidgets.widgets.options import space_of
from latentwidgets.widgets.tool import ToolView
from latentwidgets.widgets.tool_states import ToolState
from latentwidgets.widgets.traits import Code, Described

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["StyleMixer"]


class _Chosen(traitlets.TraitType[tuple[str, ...], Any]):
    """Names of groups, each of them there."""

    info_text = "names of groups"
    default_value = ()

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda value, _: list(value), from_json=lambda value, _: value)

    def validate(self, obj: Any, value: Any) -> tuple[str, ...]:
        """Return the names in the order of the groups; raise where one is unknown."""
        names = (value,) if isinstance(value, str) else value
        known = list(obj.style_groups)
        if not isinstance(names, list | tuple) or not all(name in known for name in names):
            raise OptionError(
                f"groups={value!r} was given: give names among {', '.join(map(repr, known))}."
            )
        return tuple(name for name in known if name in names)


class _OwnGroups(traitlets.TraitType[dict[str, list[int]], Any]):
    """Groups of dimensions by names that no other group has."""

    info_text = "groups of dimensions by name"
    default_value: Any = {}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda value, _: value, from_json=lambda value, _: value)

    def validate(self, obj: Any, value: Any) -> dict[str, list[int]]:
        """Return dimensions of the flattened code by name; raise where one is not there."""
        if not isinstance(value, Mapping):
            raise OptionError(f"own_groups={value!r} was given: give {{'ears': [3, 7]}}.")
        given = obj.given_groups
        for name in value:
            if not isinstance(name, str) or name == "" or name in given:
                raise OptionError(
                    f"own_groups has the name {name!r}: give names other than "
                    f"{', '.join(map(repr, given))}."
                )
        if not value:
            return {}
        read = read_groups(value, obj.space.latent_size)
        return {name: dims.tolist() for name, dims in read.items()}


class _Strength(traitlets.TraitType[float, Any]):
    """A share from 0 to 1."""

    info_text = "a number from 0 to 1"
    default_value = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda value, _: value, from_json=lambda value, _: value)

    def validate(self, obj: Any, value: Any) -> float:  # noqa: ARG002
        """Return the number; raise where it is none or out of range."""
        numeric = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not (numeric and 0 <= value <= 1):
            raise OptionError(f"strength={value!r} was given: give a number from 0 to 1.")
        return float(value)


class StyleMixer(ToolView):
    """Takes the style of one code into another: by layers, or by groups of dimensions; live.

    Groups are those of `LatentSpace.style_groups`, or your own. Of a style-based generator whose
    codes are z or w the mixer makes a space with a style for each layer (`LatentSpace.layered`):
    that is then its `space`.

    Parameters
    ----------
    model
        A `LatentSpace`, the name of a built-in one (`lw.zoo.list`), the path of a bundle
        (``.latent``), or what `LatentSpace` takes as a model.
    data
        As of `LatentSpace`; not with a space.
    named
        Groups of your own instead, ``{"fur": [3, 7]}``: dimensions of the flattened code.
    attributes
        Those by which groups are proposed; all where None.
    runtime, **options
        As of `DecodedView`.

    Attributes
    ----------
    content, style : array, latent_shape
        What is mixed; at the start the current code, and the sample farthest from it.
    groups : tuple of str
        The names of the groups that come from `style`: at the start the last.
    strength : float
        From 0 to 1.
    own_groups : dict of str to list of int
        Groups made in the page or here, beside the others: ``{"ears": [3, 7]}``.

    Raises
    ------
    OptionError
        Where a group has no dimension, an attribute or an option is unknown, or nothing tells the
        dimensions apart.
    """

    tool = "styles"
    _esm = bundle("styles.js")
    _css = bundle("styles.css")
    page_may_set: ClassVar[frozenset[str]] = frozenset(
        {"content", "style", "groups", "strength", "own_groups"}
    )

    _hears_page = False

    content = Code().tag(sync=True)
    style = Code().tag(sync=True)
    groups = _Chosen()
    strength = _Strength()
    own_groups = _OwnGroups()
    proposed = Described()

    def __init__(
        self,
        model: Any,
        data: Any = None,
        *,
        named: Mapping[str, Any] | None = None,
        attributes: Sequence[str] | None = None,
        **options: Any,
    ) -> None:
        self._named, self._attributes = named, attributes
        shown = {name: options.pop(name) for name in ("layout", "runtime") if name in options}
        own = named is not None or attributes is not None
        space = space_of(type(self), model, data, options)
        super().__init__(space if own else _with_layers(space), **shown)

    @property
    def style_groups(self) -> StyleGroups:
        """All groups, with their dimensions: by name."""
        given = self.given_groups
        if not self.own_groups:
            return given
        own = read_groups(self.own_groups, self.space.latent_size)
        return StyleGroups([*given.all(), *own.all()], given.how)

    @cached_property
    def given_groups(self) -> StyleGroups:
        """Those of the space, or given as ``named``: all but `own_groups`."""
        if self._named is not None:
            return read_groups(self._named, self.space.latent_size)
        return self.space.style_groups(self._attributes)

    @property
    def mixed(self) -> NDArray[np.float32]:
        """The code that the mix comes to."""
        if not self.groups:
            return np.asarray(self.content)
        chosen = {name: self.style_groups[name] for name in self.groups}
        return self.space.mix_styles(self.content, self.style, chosen, self.strength)

    @traitlets.default("content")
    def _first_content(self) -> NDArray[np.float32]:
        return np.asarray(self.state.z)

    @traitlets.default("style")
    def _first_style(self) -> NDArray[np.float32]:
        away = self.space.flat_codes - self.state.z.reshape(-1)
        return np.asarray(self.space.codes[int((away**2).sum(axis=1).argmax())])

    @traitlets.default("groups")
    def _first_groups(self) -> tuple[str, ...]:
        return (list(self.style_groups)[-1],)

    @traitlets.default("proposed")
    def _all_groups(self) -> dict[str, Any]:
        return describe_groups(self.given_groups)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page sets: it moves the code itself."""
        self._hears_page = True
        try:
            if "own_groups" in sync_data:  # before `groups`, which may name them
                sync_data = dict(sync_data)
                super().set_state({"own_groups": sync_data.pop("own_groups")})
            super().set_state(sync_data)
        finally:
            self._hears_page = False

    @traitlets.observe("own_groups")
    def _keep_chosen(self, _: traitlets.Bunch) -> None:
        there = self.style_groups
        self.groups = tuple(name for name in self.groups if name in there)

    @traitlets.observe("content", "style", "groups", "strength", "own_groups")
    def _move(self, _: traitlets.Bunch) -> None:
        if self._is_linked and not self._hears_page:
            self.z = self.mixed
            self._tell_tool()

    def tool_states(self) -> dict[str, Any]:  # noqa: D102
        content, style = (
            {"name": name, "kind": "code", "z": getattr(self, name).reshape(-1)}
            for name in ("content", "style")
        )
        groups, strength = list(self.groups), self.strength
        own = [
            {"name": name, "dims": np.array(dims, np.uint32)}
            for name, dims in self.own_groups.items()
        ]
        state = {"content": content, "style": style, "groups": groups, "strength": strength}
        return {self.tool: {**state, "own": own}}

    def tool_lines(self, known: Known) -> list[str]:  # noqa: ARG002, D102
        own = self._named is not None or self._attributes is not None
        said = "# The groups are your own: make the view with named= or attributes= as before."
        return [
            *([said] if own else []),
            *array_lines("view.content = ", self.content),
            *array_lines("view.style = ", self.style),
            *([f"view.own_groups = {self.own_groups!r}"] if self.own_groups else []),
            f"view.groups = [{', '.join(map(quoted, self.groups))}]",
            f"view.strength = {self.strength!r}",
        ]

    def _take_tool(self, state: ToolState) -> None:
        self._hears_page = True
        try:
            for name in ("content", "style"):
                if state[name] is not None:
                    setattr(self, name, state[name]["z"])
            self.own_groups = {group["name"]: group["dims"].tolist() for group in state["own"]}
            self.groups = [name for name in state["groups"] if name in self.style_groups]
            self.strength = state["strength"]
        finally:
            self._hears_page = False

    def figure(self) -> "Figure":
        """Draw the grid of content and style: a row for each content, a column for each style."""
        from latentwidgets.widgets.styles_figure import styles_figure

        return styles_figure(self)


def _with_layers(space: LatentSpace) -> LatentSpace:
    """Return the same generator's w+ where it is a style-based one of z or w, else the space."""
    return space if layers_of(space) is None else space.layered()
