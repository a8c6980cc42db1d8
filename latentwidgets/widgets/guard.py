"""The door for what a page sends to a widget: anyone who sees a dashboard can send anything."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

import anywidget
import traitlets

from latentwidgets.exceptions import LatentWidgetsError

__all__ = ["Guarded"]

logger = logging.getLogger(__name__)


class Guarded(anywidget.AnyWidget):
    """A widget of whose synced traits the page may set those named, and no other.

    What is refused is logged, and the page is told what the value still is.
    """

    page_may_set: ClassVar[frozenset[str]] = frozenset()

    def _handle_msg(self, msg: Any) -> None:
        """Pass on what is a message of the widget protocol."""
        if _is_widget_message(msg):
            super()._handle_msg(msg)
        else:
            logger.warning("%s: refused a malformed message.", type(self).__name__)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page may set and what is valid; refuse the rest."""
        accepted = {name: value for name, value in sync_data.items() if self._is_valid(name, value)}
        if accepted:
            super().set_state(accepted)
        refused = [name for name in sync_data if name not in accepted and name in self.keys]
        if refused:
            self.send_state(refused)

    def _is_valid(self, name: str, value: Any) -> bool:
        if name not in self.page_may_set:
            logger.warning("%s: the page may not set %.40r.", type(self).__name__, name)
            return False
        trait = self.traits()[name]
        try:
            trait.validate(self, trait.metadata["from_json"](value, self))
        except (
            LatentWidgetsError,
            traitlets.TraitError,
            OverflowError,
            TypeError,
            ValueError,
        ) as error:
            logger.warning("%s: refused %s from the page: %s", type(self).__name__, name, error)
            return False
        return True


def _is_widget_message(msg: Any) -> bool:
    data = msg["content"].get("data")
    if not isinstance(data, Mapping):
        return False
    method = data.get("method")
    if method == "custom":
        return isinstance(data.get("content"), Mapping)
    if method == "update":
        state, paths = data.get("state"), data.get("buffer_paths", [])
        return isinstance(state, Mapping) and _are_paths(state, paths, len(msg.get("buffers", [])))
    return method == "request_state"


def _are_paths(state: Any, paths: Any, n_buffers: int) -> bool:
    """Tell whether each path leads to a place in `state` for one of the buffers."""
    if not isinstance(paths, list) or len(paths) != n_buffers:
        return False
    return all(_leads_somewhere(state, path) for path in paths)


def _leads_somewhere(place: Any, path: Any) -> bool:
    if not isinstance(path, list) or not path:
        return False
    for step in path[:-1]:
        if not _has(place, step):
            return False
        place = place[step]
    return _has(place, path[-1]) or (isinstance(place, dict) and isinstance(path[-1], str))


def _has(place: Any, step: Any) -> bool:
    if isinstance(place, list):
        return type(step) is int and 0 <= step < len(place)
    return isinstance(place, dict) and isinstance(step, str) and step in place
