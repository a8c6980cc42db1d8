"""`explorer.save_html`: the page written, whole or not at all."""

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from latentwidgets.exceptions import OptionError
from latentwidgets.files import replacing
from latentwidgets.runtimes.line import frame
from latentwidgets.widgets.figures import explorer_figure, png
from latentwidgets.widgets.html.contents import page_contents
from latentwidgets.widgets.html.document import build_document
from latentwidgets.widgets.wire import pack

if TYPE_CHECKING:
    from latentwidgets.models.onnx.graphs import Precision
    from latentwidgets.widgets.state import SpaceState

__all__ = ["save_html"]

SUFFIXES = (".html", ".htm")


def save_html(  # noqa: PLR0913
    state: "SpaceState",
    path: str | os.PathLike[str],
    *,
    title: str | None,
    description: str | None,
    credits: str | None,  # noqa: A002  the word that people know
    precision: "Precision",
) -> Path:
    """Write the explorer of a state as one file; see `LatentExplorer.save_html`."""
    target = Path(path).expanduser()
    if target.suffix.lower() not in SUFFIXES:
        raise OptionError(f"{target.name!r} is no name of a page: end it with .html.")
    about = state.space.about
    contents = page_contents(state, precision)
    content, buffers = pack(contents)
    document = build_document(
        title=title or about.title or state.space.name,
        description=about.description if description is None else description,
        credits=about.credits if credits is None else credits,
        still=_small(png(explorer_figure(state))),
        data=frame(content, buffers),
        runs_model=contents["model"] is not None,
        plays_notes="sound" in contents["traits"]["description"],
        reads_media=contents["encoding"] is not None
        and state.space.modality.kind in ("melody", "audio", "series"),
    )
    with replacing(target) as beside:
        beside.write_text(document, encoding="utf-8")
    return target


def _small(still: bytes) -> bytes:
    """Make a PNG of flat colours a third of its size, by a palette."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(still)) as image:
        image.convert("RGB").quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()
