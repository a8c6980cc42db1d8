"""The scripts and styles of the page, built from frontend/ into latentwidgets/static/."""

import os
from functools import cached_property
from pathlib import Path

from latentwidgets.exceptions import LatentWidgetsError

__all__ = ["Bundle", "bundle"]

STATIC = Path(__file__).resolve().parent.parent / "static"


class Bundle:
    """A built file, read once, when the first widget needs it.

    anywidget takes its text by `str`. Given a path it would hold every widget ever made, since
    each then waits for the file to change.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        try:
            return self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise LatentWidgetsError(
                f"latentwidgets/static/{self._path.name} is missing, since the front end of this "
                "clone has not been built: run `make install`."
            ) from None


def bundle(name: str) -> Bundle | Path:
    """Name a built file for a widget's `_esm` or `_css`; with ANYWIDGET_HMR=1 it is watched."""
    path = STATIC / name
    if os.environ.get("ANYWIDGET_HMR") == "1" and path.is_file():
        return path
    return Bundle(path)
