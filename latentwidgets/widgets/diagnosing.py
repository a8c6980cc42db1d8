"""The report about a space, made once for all views; as pictures and as a page of its own."""

import base64
import html
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from latentwidgets.widgets.covering import data_of
from latentwidgets.widgets.once import Once
from latentwidgets.zoo.data import load as load_data

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.diagnosis import Diagnosis, Section

__all__ = ["Diagnosing", "diagnosing_of", "page_of_diagnosis", "picture_of"]

MARKS = {
    "good": ("✓", "good"),
    "look": ("!", "worth a look"),
    "broken": ("✗", "broken"),
    "unknown": ("?", "not measured"),
}
DEFAULT_SAMPLES = 1000
WIDTH, HEIGHT, DPI = 6.2, 2.5, 110
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
section { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid #8b949e; border-radius: 10px; }
h2 { margin: 0; font-size: 1.05rem; }
.verdict { margin: .3rem 0; font-size: 1.1rem; font-weight: 600; }
img { max-width: 100%; border-radius: 6px; background: #fff; }
table { border-collapse: collapse; font-size: .85rem; }
td { padding: .15rem .8rem .15rem 0; vertical-align: top; font-variant-numeric: tabular-nums; }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_lock = threading.Lock()
_all: "WeakKeyDictionary[LatentSpace, Diagnosing]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class _Given:
    """What is looked at: samples, as data are; None of the space's."""

    real: Any = None
    n_samples: int = DEFAULT_SAMPLES


class Diagnosing(Once[_Given, "Diagnosis"]):
    """The report of one space: made once, for all views."""

    def __init__(self) -> None:
        super().__init__(_Given())

    def give(self, real: Any, n_samples: int) -> None:
        """Say what is looked at; a report of something else is left."""
        self.renew(_Given(real, n_samples))

    def measure(
        self,
        space: "LatentSpace",
        on_progress: Callable[[int, int], object] | None = None,
        cancel: threading.Event | None = None,
    ) -> "Diagnosis":
        """Return the report; make it first where that was not done yet."""

        def make(given: _Given) -> "Diagnosis":
            real, n = given.real, given.n_samples
            if real is None and not space.from_data and (name := data_of(space.name)):
                real = name
            if isinstance(real, str):
                real = load_data(real, n).samples
            return space.diagnose(real=real, n_samples=n, on_progress=on_progress, cancel=cancel)

        return self.ask(make, cancel)


def diagnosing_of(space: "LatentSpace") -> Diagnosing:
    """Return that of a space, the same each time."""
    with _lock:
        return _all.setdefault(space, Diagnosing())


def picture_of(section: "Section") -> bytes | None:
    """Draw what is to be seen of a section, as PNG; None where there is nothing."""
    if section.draw is None:
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    section.draw(figure.subfigures(1, 1, squeeze=False)[0, 0])
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()


def page_of_diagnosis(found: "Diagnosis") -> str:
    """Write the report as one HTML page that needs no other file; all text in it is text."""
    title = html.escape(f"Diagnosis of {found.name}")
    sections = "\n".join(_section(section) for section in found.sections)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n"
        f"<p>{html.escape(found.summary)}</p>\n{sections}\n</html>\n"
    )


def _section(section: "Section") -> str:
    mark, word = MARKS[section.grade]
    lines = [
        f"<section><h2>{mark} {html.escape(section.title)} — {word}</h2>",
        f'<p class="verdict">{html.escape(section.verdict)}</p>',
    ]
    lines += [f"<p>{html.escape(reason)}</p>" for reason in section.why]
    lines += [f"<p>Try: {html.escape(advice)}</p>" for advice in section.advice]
    png = picture_of(section)
    if png is not None:
        data = base64.b64encode(png).decode("ascii")
        alt = html.escape(f"{section.title}: what is to be seen", quote=True)
        lines.append(f'<img alt="{alt}" src="data:image/png;base64,{data}">')
    rows = "".join(
        f"<tr><td>{html.escape(measure.name)}</td><td>{html.escape(str(measure))}</td></tr>"
        for measure in section.measures
    )
    if rows:
        lines.append(f"<table>{rows}</table>")
    return "\n".join([*lines, "</section>"])
