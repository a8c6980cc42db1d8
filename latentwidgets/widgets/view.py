"""What all views of a space have in common."""

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets

from latentwidgets.widgets.cells import close_earlier_runs, enter_run
from latentwidgets.widgets.options import space_of
from latentwidgets.widgets.state import SHARED, SpaceState
from latentwidgets.widgets.still import StillWidget
from latentwidgets.widgets.traits import Bookmarks, Code, Selection

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.widgets.code_ways import Known

__all__ = ["SpaceView"]

logger = logging.getLogger(__name__)


class SpaceView(StillWidget):
    """A widget that shows one side of a space.

    All views of one space share `z`, `selection` and `bookmarks`: set one here and the others
    follow, in Python and in the page. `observe` works on each, for instance
    ``view.observe(lambda change: print(change["new"]), "z")``.

    When a notebook cell runs again, the views that its earlier run made are closed, so that
    running a cell many times leaves nothing behind; the state of the space stays. Where the cell
    makes a new space of the same model and data, its views go on where the earlier ones were.

    Attributes
    ----------
    space : LatentSpace
        What is shown.
    z : array, latent_shape
        The current code, float32, read-only. Set it with anything of that shape, or flat.
    selection : array, (k,)
        Indices of the samples selected, whole numbers. Set it with indices or a mask of n booleans.
    bookmarks : mapping of str to array
        Codes kept by name, read-only: ``view.bookmarks = {**view.bookmarks, "mine": view.z}``.
    """

    has_map: ClassVar[bool] = False
    state = anywidget.WidgetTrait().tag(sync=True)
    z = Code()
    selection = Selection()
    bookmarks = Bookmarks()

    def __init__(
        self, model: Any, data: Any = None, *, runtime: str | None = None, **options: Any
    ) -> None:
        layout = {"layout": options.pop("layout")} if "layout" in options else {}
        self.space: LatentSpace = space_of(type(self), model, data, options)
        self._owns_layout = not layout
        self._is_linked = False
        enter_run(self.space)
        state = SpaceState.of(self.space)
        try:
            if runtime is not None:
                state.choose_runtime(runtime)
            super().__init__(
                state=state, **{name: getattr(state, name) for name in SHARED}, **layout
            )
        except BaseException:
            state.release()
            raise
        self._is_linked = True
        state.observe(self._follow, SHARED)
        self.on_msg(self._answer_page)
        close_earlier_runs(self)

    def __repr__(self) -> str:
        space = self.space
        return (
            f"<{type(self).__name__} of {space.name}: {space.latent_size:,} dimensions, "
            f"{space.n_samples:,} samples>"
        )

    def save_session(self, path: str | os.PathLike[str]) -> Path:
        """Write where one is, what was kept and what was done to a file.

        It holds `z`, `selection` and `bookmarks`, which map is shown and what colours it, the
        journal, what each tool is set to, the directions, the sample of your own, the seeds, and
        by what the model and the data are told from others; neither the model nor the data. The
        page's journal saves and loads the same files.

        Parameters
        ----------
        path
            A name that ends in ``.json``; a file of that name is replaced when the new one is
            whole.

        Returns
        -------
        Path
            Of the file.

        Raises
        ------
        OptionError
            Where the path does not end in ``.json``.
        OSError
            Where it cannot be written; a former file is still there.
        """
        from latentwidgets.widgets.sessions import save_session

        return save_session(self.state, path)

    def load_session(self, path: str | os.PathLike[str]) -> None:
        """Go on where a session was saved, in every view of the space and every page.

        A map that takes long comes when it is ready. Of a session that was saved with other data
        the selection is left out, with a warning; so is a colour or a map that is not here. On an
        error all stays as it was.

        Parameters
        ----------
        path
            Of a file that `save_session` wrote, or that the page's journal saved.

        Raises
        ------
        SessionError
            Where it is no session, damaged, of a later version, or of another model.
        OSError
            Where the file is missing or may not be read.
        """
        from latentwidgets.widgets.sessions import load_session

        load_session(self.state, path)

    def as_python(self) -> str:
        """Write the Python lines that reproduce the figure as it is now.

        They say how the space is had where it is built in or was opened from a bundle, and else
        name the model in a comment; they give the code, its decoded output, the map with its
        seed, and the figure. A code that a tool made is made again, as by `LatentSpace.compute`,
        `mix_styles`, `path` or `direction`; any other is given to the last bit. The page's *Copy
        as Python* gives the same.
        """
        from latentwidgets.widgets.code_lines import code_lines_of

        return code_lines_of(self)

    def tool_states(self) -> dict[str, Any]:
        """Give what the view's own tool is set to, by tool; of a view without one nothing."""
        return {}

    def tool_lines(self, known: "Known") -> list[str]:  # noqa: ARG002
        """Write the Python that sets the view's own tool as it is, for `as_python`."""
        return []

    def close(self) -> None:
        """Take the view from the page and free what it holds; the last view ends the threads."""
        if self.comm is None:
            return
        layout = self.layout
        self._is_linked = False
        self.unobserve_all()
        self.on_msg(self._answer_page, remove=True)
        self.state.unobserve(self._follow, SHARED)
        super().close()
        if self._owns_layout:
            layout.close()
        self.state.release()

    def notify_change(self, change: traitlets.Bunch) -> None:
        """Tell the other views, then the user's observers, which may raise.

        The link is no observer itself: `unobserve_all` leaves it.
        """
        if self._is_linked and change["name"] in SHARED:
            self.state.write(change["name"], change["new"])
        super().notify_change(change)

    def _answer_page(self, _: Any, content: Any, __: Any) -> None:
        """Answer *Copy as Python* of the view's header; other messages are for who is more."""
        from latentwidgets.widgets.handlers.request import read_id

        key = read_id(content)
        if key is None or content.get("kind") != "as_python":
            return
        reply = {"kind": "reply", "id": key}
        try:
            self.send({**reply, "ok": True, "result": {"text": self.as_python()}})
        except Exception as error:
            logger.exception("%r cannot be written as Python.", self)
            self.send({**reply, "ok": False, "error": str(error)})

    def _follow(self, change: traitlets.Bunch) -> None:
        try:
            setattr(self, change["name"], change["new"])
        except Exception:
            # Of another view's cell, or of none: it must not keep further views from following.
            logger.exception("An observer of %s of %r raised.", change["name"], self)

    def _alt(self) -> str:
        return f"{type(self).__name__} of {self.space.name}, a still picture"
