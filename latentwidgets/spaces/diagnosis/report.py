"""What a diagnosis says: sections of a verdict, its reasons, what to try, and figures."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from latentwidgets.metrics import Score

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

__all__ = ["Diagnosis", "Draw", "Grade", "Measure", "Section"]

#: Good; worth a look; broken; not measured.
Grade = Literal["good", "look", "broken", "unknown"]
Draw = Callable[["SubFigure"], None]

_MARKS: dict[Grade, str] = {"good": "✓", "look": "!", "broken": "✗", "unknown": "?"}
_WIDTH = 92


@dataclass(frozen=True)
class Measure:
    """One figure of a section.

    Attributes
    ----------
    name
        In words.
    value, interval, expected, ceiling
        As of `latentwidgets.metrics.Score`: `expected` is what chance gives, or two samples of one
        distribution. None where there is no such.
    label
        Estimator, settings and feature space.
    """

    name: str
    value: float
    label: str
    interval: tuple[float, float] | None = None
    expected: float | None = None
    ceiling: float | None = None

    @classmethod
    def of(cls, name: str, score: Score) -> "Measure":
        """Take over a score."""
        ceiling = getattr(score, "ceiling", None)
        return cls(name, score.value, score.label, score.interval, score.expected, ceiling)

    def __str__(self) -> str:
        words = f"{self.label}: {self.value:.3g}"
        if self.interval is not None:
            words += f" [{self.interval[0]:.3g}, {self.interval[1]:.3g}]"
        if self.expected is not None:
            words += f", expected {self.expected:.3g}"
        if self.ceiling is not None:
            words += f", at most {self.ceiling:.3g}"
        return words

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "name": self.name,
            "value": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "expected": self.expected,
            "ceiling": self.ceiling,
            "label": self.label,
        }


@dataclass(frozen=True, eq=False)
class Section:
    """One side of a space.

    Attributes
    ----------
    key, title
        ``"reconstruction"``, ``"use"``, ``"prior"``, ``"factors"``, ``"generation"`` or ``"map"``;
        what it is about, in words.
    grade
        ``"good"``, ``"look"`` (worth a look), ``"broken"``, or ``"unknown"`` where there was
        nothing to measure.
    verdict
        A plain sentence.
    why, advice
        Sentences: its reasons and limits; what to try.
    measures
        The figures.
    draw
        Draws what is to be seen; None where there is nothing.
    """

    key: str
    title: str
    grade: Grade
    verdict: str
    why: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    draw: Draw | None = field(default=None, repr=False)

    def __str__(self) -> str:
        lines = [f"{_MARKS[self.grade]} {self.title}: {self.verdict}"]
        lines += [f"    {reason}" for reason in self.why]
        lines += [f"    Try: {advice}" for advice in self.advice]
        lines += [f"    · {measure}" for measure in self.measures]
        return "\n".join(_wrapped(line) for line in lines)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it, without the drawing."""
        return {
            "key": self.key,
            "title": self.title,
            "grade": self.grade,
            "verdict": self.verdict,
            "why": list(self.why),
            "advice": list(self.advice),
            "measures": [measure.to_dict() for measure in self.measures],
        }


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """A report about a space: plain words first, figures beside.

    Attributes
    ----------
    name
        Of the space.
    sections
        In order: reconstruction, use of the dimensions, prior, factors, generation, map.
    seed
        Of all that was drawn.
    """

    name: str
    sections: tuple[Section, ...]
    seed: int

    @property
    def summary(self) -> str:
        """The verdict about all, in a sentence."""
        found = {grade: [s for s in self.sections if s.grade == grade] for grade in _MARKS}
        parts = []
        if found["broken"]:
            parts.append(f"broken: {_titles(found['broken'])}")
        if found["look"]:
            parts.append(f"worth a look: {_titles(found['look'])}")
        if found["good"]:
            parts.append(f"good: {_titles(found['good'])}")
        if found["unknown"]:
            parts.append(f"not measured: {_titles(found['unknown'])}")
        return f"{self.name} — {'; '.join(parts)}."

    def __getitem__(self, key: str) -> Section:
        """Return the section of that key."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def __str__(self) -> str:
        return "\n\n".join([_wrapped(self.summary), *map(str, self.sections)])

    def __repr__(self) -> str:
        return str(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "seed": self.seed,
            "sections": [section.to_dict() for section in self.sections],
        }

    def figure(self) -> "Figure":
        """Draw the report: a row for each section, its verdict beside what is to be seen."""
        from latentwidgets.spaces.diagnosis.drawing import draw_report

        return draw_report(self)


def _titles(sections: list[Section]) -> str:
    return ", ".join(section.title.lower() for section in sections)


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line.strip(), _WIDTH, initial_indent=indent, subsequent_indent=indent + "  "
    )
