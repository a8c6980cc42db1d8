"""The report as a matplotlib figure, made without pyplot so that no window system is asked for."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities.drawing import draw_small, draw_texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from latentwidgets.metrics import MutualInformation, NdbScore
    from latentwidgets.modalities import Modality
    from latentwidgets.spaces.diagnosis.report import Diagnosis, Section

__all__ = [
    "draw_bars",
    "draw_bins",
    "draw_map",
    "draw_pairs",
    "draw_report",
    "draw_spreads",
    "draw_table",
]

_WIDTH, _HEAD, _ROW = 11.0, 0.7, 2.5  # inches
_TITLE, _LINE, _SMALL_LINE = 0.28, 0.2, 0.145  # inches, of a row of words
_LETTERS = 68  # in a line of the left column
_MOST_LINES = 13
_COLOURS = {"good": "#00734f", "look": "#8a5a00", "broken": "#b03a00", "unknown": "#5b6470"}
_WORDS = {"good": "good", "look": "worth a look", "broken": "broken", "unknown": "not measured"}
_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#9aa3ad"
_MOST_BARS, _MOST_NAMES = 48, 24
_MOST_SHOWN = 6
_TEXT_LETTERS = 92  # in a line of the right column

Array = NDArray[Any]
Floats = NDArray[np.float64]


def draw_report(report: "Diagnosis") -> "Figure":
    """Draw a row for each section: its words on the left, what is to be seen on the right."""
    from matplotlib.figure import Figure

    written = [_wrapped(section) for section in report.sections]
    heights = [
        _height(*words) if section.draw is None else _ROW
        for section, words in zip(report.sections, written, strict=True)
    ]
    figure = Figure(figsize=(_WIDTH, _HEAD + sum(heights)), facecolor="white")
    ratios = [_HEAD, *heights]
    head, *rows = figure.subfigures(len(ratios), 1, height_ratios=ratios, squeeze=False)[:, 0]
    head.text(
        0.02,
        0.5,
        textwrap.fill(report.summary, 130),
        fontsize=11,
        va="center",
        parse_math=False,
    )
    for row, section, words, height in zip(rows, report.sections, written, heights, strict=True):
        left, right = row.subfigures(1, 2, width_ratios=[5, 6], squeeze=False)[0]
        _write(left, section, words, height)
        if section.draw is not None:
            section.draw(right)
    return figure


def draw_pairs(
    figure: "SubFigure",
    modality: "Modality",
    rows: Sequence[tuple[str, Array]],
    names: Sequence[str],
) -> None:
    """Draw outputs below one another, a column for each sample."""
    if modality.kind == "text":
        _write_pairs(figure, modality, rows, names)
        return
    table = figure.subplots(len(rows), len(names), squeeze=False)
    for line, (title, outputs) in zip(table, rows, strict=True):
        for axes, output in zip(line, outputs, strict=True):
            _output(axes, modality, output)
        # A label of the axis would vanish with it: pictures have none.
        place = {"transform": line[0].transAxes, "ha": "right", "va": "center"}
        line[0].text(-0.1, 0.5, title, fontsize=8, rotation=90, **place)
    for axes, name in zip(table[0], names, strict=True):
        axes.set_title(name, fontsize=8)


def draw_bars(
    figure: "SubFigure", groups: Sequence[tuple[str, Floats]], *, marked: Sequence[int]
) -> None:
    """Draw a figure of each dimension as a bar; those marked in another colour and hatched."""
    table = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for axes, (title, values) in zip(table, groups, strict=True):
        shown = values[:_MOST_BARS]
        asleep = np.isin(np.arange(len(shown)), marked)
        bars = axes.bar(np.arange(len(shown)), shown, color=np.where(asleep, _ORANGE, _BLUE))
        for bar in np.array(bars.patches)[asleep]:
            bar.set_hatch("///")
        axes.set_title(_of_all(title, len(shown), len(values)), fontsize=8, loc="left")
        _quiet(axes)
    table[-1].set_xlabel("dimension", fontsize=8)
    figure.subplots_adjust(hspace=0.7, bottom=0.2, top=0.9)


def draw_spreads(figure: "SubFigure", means: Floats, logs: Array | None, prior: str) -> None:
    """Draw each dimension's sd in the codes of all data, beside that of the prior."""
    variances = means.var(axis=0)
    if logs is not None:
        variances = variances + np.exp(logs.astype(np.float64)).mean(axis=0)
    sd = np.sqrt(variances)[:_MOST_BARS]
    axes = figure.subplots()
    axes.bar(np.arange(len(sd)), sd, color=_BLUE)
    axes.axhline(1 if prior == "normal" else 3**-0.5, color=_ORANGE, ls="--")
    title = "spread (sd) of the codes of all data; dashed: of the prior"
    axes.set_title(_of_all(title, len(sd), means.shape[1]), fontsize=8, loc="left")
    axes.set_xlabel("dimension", fontsize=8)
    _quiet(axes)
    figure.subplots_adjust(bottom=0.22, top=0.88)


def draw_table(figure: "SubFigure", table: "MutualInformation") -> None:
    """Draw the share of each factor that each dimension tells."""
    shares = table.shares[:_MOST_BARS, :_MOST_NAMES].T
    axes = figure.subplots()
    image = axes.imshow(shares, vmin=0, vmax=1, cmap="viridis", aspect="auto")
    names = [textwrap.shorten(name, 18, placeholder="…") for name in table.names[:_MOST_NAMES]]
    axes.set_yticks(np.arange(len(names)), names, fontsize=6, parse_math=False)
    axes.set_xlabel("dimension", fontsize=8)
    axes.tick_params(labelsize=6)
    bar = figure.colorbar(image, ax=axes)
    bar.set_label("share of the factor told", fontsize=7)
    bar.ax.tick_params(labelsize=6)
    figure.subplots_adjust(left=0.24, bottom=0.2, top=0.94)


def draw_bins(
    figure: "SubFigure",
    modality: "Modality",
    real: Array | None,
    generated: Array,
    bins: "NdbScore | None",
) -> None:
    """Draw generated outputs, the shares of the bins, and data of the bins that are starved."""
    if bins is None and modality.kind == "text":
        _write_groups(figure, modality, [("generated", generated[:_MOST_SHOWN])])
        return
    if bins is None:
        line = figure.subplots(1, _MOST_SHOWN, squeeze=False)[0]
        _outputs(line, modality, generated, "generated")
        return
    upper, lower = figure.subfigures(2, 1, height_ratios=[1, 1.1], squeeze=False)[:, 0]
    cells = bins.bins
    order = np.argsort(-cells.real_shares, kind="stable")
    axes = upper.subplots()
    places = np.arange(len(order))
    axes.bar(places, cells.real_shares[order], color=_GREY, label="real")
    axes.step(places, cells.generated_shares[order], where="mid", color=_ORANGE, label="generated")
    axes.legend(fontsize=7, frameon=False)
    axes.set_title("share in each bin of the data", fontsize=8, loc="left")
    axes.set_xticks([])
    _quiet(axes)
    upper.subplots_adjust(top=0.8, bottom=0.08)
    starved = [] if real is None else [cells.members(index)[0][0] for index in cells.starved]
    half = _MOST_SHOWN // 2
    groups = [("generated", generated[:half])]
    if real is not None and starved:
        groups.append(("starved", real[starved[:half]]))
    if modality.kind == "text":
        _write_groups(lower, modality, groups)
        return
    table = lower.subplots(1, _MOST_SHOWN, squeeze=False)[0]
    for axes in table[half * len(groups) :]:
        axes.set_axis_off()
    for place, (title, outputs) in enumerate(groups):
        _outputs(table[half * place : half * (place + 1)], modality, outputs, title)


def draw_map(
    figure: "SubFigure", coordinates: Array, labels: Array | None, rows: NDArray[np.intp]
) -> None:
    """Draw the samples on the map, coloured by few labels."""
    axes = figure.subplots()
    colours: Any = _BLUE
    palette = None
    if labels is not None:
        kinds, places = np.unique(labels[rows].astype(str), return_inverse=True)
        if 2 <= len(kinds) <= 10:
            colours, palette = places, "tab10"
    axes.scatter(coordinates[:, 0], coordinates[:, 1], s=4, c=colours, cmap=palette, linewidths=0)
    axes.set_aspect("equal", "datalim")
    axes.set_title("PCA", fontsize=8, loc="left")
    axes.set_xticks([])
    axes.set_yticks([])


def _wrapped(section: "Section") -> tuple[list[str], list[str]]:
    """Return the lines of the verdict, and those of the reasons and the advice."""
    verdict = textwrap.wrap(section.verdict, _LETTERS)
    lines = [line for words in section.why for line in textwrap.wrap(words, _LETTERS + 12)]
    for words in section.advice:
        lines += textwrap.wrap(f"Try: {words}", _LETTERS + 12)
    room = _MOST_LINES - len(verdict)
    if len(lines) > room:
        lines = [*lines[: room - 1], "… the rest is in the text of the report"]
    return verdict, lines


def _height(verdict: Sequence[str], lines: Sequence[str]) -> float:
    return 2 * _TITLE + _LINE * len(verdict) + _SMALL_LINE * len(lines)


def _write(
    figure: "SubFigure", section: "Section", words: tuple[list[str], list[str]], height: float
) -> None:
    verdict, lines = words
    title = f"{section.title} — {_WORDS[section.grade]}"
    under = 1 - (0.12 + _TITLE) / height
    last = under - (_LINE * len(verdict) + 0.06) / height
    options: dict[str, Any] = {"va": "top", "parse_math": False}
    figure.text(
        0.04,
        1 - 0.12 / height,
        title,
        fontsize=10,
        weight="bold",
        color=_COLOURS[section.grade],
        **options,
    )
    figure.text(0.04, under, "\n".join(verdict), fontsize=9, **options)
    figure.text(0.04, last, "\n".join(lines), fontsize=7.5, color="#3a414a", **options)


def _write_pairs(
    figure: "SubFigure",
    modality: "Modality",
    rows: Sequence[tuple[str, Array]],
    names: Sequence[str],
) -> None:
    """Print texts, which are too long for a column each: of each sample its lines together."""
    titles, printed = [title for title, _ in rows], [modality.texts(outputs) for _, outputs in rows]
    lines = []
    for place, name in enumerate(names):
        for title, texts in zip(titles, printed, strict=True):
            head = f"{name}, {title}" if title == titles[0] else title
            lines.append(f"{head}: {(texts or ())[place]}")
    draw_texts(_whole(figure), lines, _TEXT_LETTERS)


def _write_groups(
    figure: "SubFigure", modality: "Modality", groups: Sequence[tuple[str, Array]]
) -> None:
    lines = [
        f"{title}: {text}" for title, outputs in groups for text in modality.texts(outputs) or ()
    ]
    draw_texts(_whole(figure), lines, _TEXT_LETTERS)


def _whole(figure: "SubFigure") -> "Axes":
    axes: Axes = figure.add_axes((0.02, 0.04, 0.96, 0.9))
    return axes


def _outputs(line: Sequence["Axes"], modality: "Modality", outputs: Array, title: str) -> None:
    for axes, output in zip(line, outputs[: len(line)], strict=False):
        _output(axes, modality, output)
    for axes in line[len(outputs) :]:
        axes.set_axis_off()
    line[0].set_title(title, fontsize=8, loc="left")


def _output(axes: "Axes", modality: "Modality", output: Array) -> None:
    draw_small(axes, modality, output)


def _quiet(axes: "Axes") -> None:
    axes.tick_params(labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)


def _of_all(title: str, n_shown: int, n: int) -> str:
    return title if n_shown == n else f"{title}, the first {n_shown} of {n:,} dimensions"
