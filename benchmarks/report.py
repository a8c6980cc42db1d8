"""Write the results as a page: a table for each question, every figure with its spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.goals import goals
from benchmarks.statistics import median, percentile, pooled, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Records = Sequence[dict[str, Any]]
    Cell = Callable[[Records, Records], str]

NOT_MEASURED = "–"
MOST_FRAMES = 60
NO_EXTENSION = "Measured without our server extension: Nagle's delay was on, for all."
BASES = {"live": "interact + imshow", "map": "jupyter-scatter", "sliders": "FloatSliders in a VBox"}
SIZES = {"live": "{0}×{0} pixels", "map": "{0:,} points", "sliders": "{0} sliders"}
TITLES = {"live": "Live slider", "map": "Map", "sliders": "Bank of sliders"}


def render(results: dict[str, Any]) -> str:
    """Return the page, in Markdown, of what ``python -m benchmarks`` measured."""
    lines = ["# Results", "", f"Measured on {results['date']} by `make bench`.", _how(results), ""]
    lines += [f"- **{name}**: {value}" for name, value in results["machine"].items()]
    lines += ["", "Trust the ratios: milliseconds belong to this machine. How: `README.md`."]
    lines += _goals_section(results)
    for group in ("live", "map", "sliders"):
        lines += _group_section(group, results["records"])
    lines += _page_section(results.get("pages") or [])
    lines += _zoo_section(results.get("zoo") or [])
    lines += _tools_section(results.get("tools"))
    lines += _visitors_section(results.get("visitors") or [])
    lines += _encode_section(results.get("encode"))
    lines += _metrics_section(results.get("metrics"))
    lines += _directions_section(results.get("directions"))
    lines += _inverse_section(results.get("inverse") or [])
    lines += _paths_section(results.get("paths"))
    lines += _watch_section(results.get("watch"))
    lines += _import_section(results.get("imports") or [])
    return "\n".join(lines) + "\n"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table whose first column is text and the rest numbers."""
    escaped = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    return [
        "| " + " | ".join(headers) + " |",
        "|---" + "|---:" * (len(headers) - 1) + "|",
        *("| " + " | ".join(row) + " |" for row in escaped),
    ]


def _how(results: dict[str, Any]) -> str:
    n_rounds = results["n_rounds"]
    rounds = "One round" if n_rounds == 1 else f"{n_rounds} rounds"
    return f"{rounds}; figures are medians, and p95 where two stand."


def _goals_section(results: dict[str, Any]) -> list[str]:
    rows = [
        (goal.text, NOT_MEASURED if goal.value is None else goal.shown, goal.bound, goal.verdict)
        for goal in goals(results)
    ]
    ceiling = (
        f"A page draws {MOST_FRAMES} pictures a second and no more: where a peer shows n of them, "
        f"no other can show more than {MOST_FRAMES}/n times as many."
    )
    return ["", "## Goals", "", *table(("goal", "measured", "bound", "met"), rows), "", ceiling]


def _group_section(group: str, records: Records) -> list[str]:
    columns = COLUMNS[group]
    lines = []
    of_group = [record for record in records if record["group"] == group]
    for server, size in dict.fromkeys((r["server"], r["size"]) for r in of_group):
        here = [r for r in of_group if (r["server"], r["size"]) == (server, size)]
        base = [r for r in measured(here) if r["case"] == BASES[group]]
        rows = [
            _row(case, [r for r in here if r["case"] == case], base, [cell for _, cell in columns])
            for case in dict.fromkeys(r["case"] for r in here)
        ]
        lines += ["", f"### {SIZES[group].format(size)}, {server}", ""]
        if not all(record.get("no_delay", True) for record in here):
            lines += [NO_EXTENSION, ""]
        lines += table(("", *(header for header, _ in columns)), rows)
    return ["", f"## {TITLES[group]}", *lines] if lines else []


def measured(records: Records) -> Records:
    """Those records that hold figures: neither failed nor of something not installed."""
    return [record for record in records if "missing" not in record and "error" not in record]


def _row(case: str, records: Records, base: Records, cells: Sequence[Cell]) -> list[str]:
    good = measured(records)
    if not good:
        reason = "not installed" if "missing" in records[0] else "failed"
        return [case, reason, *[NOT_MEASURED] * (len(cells) - 1)]
    n_failed = len(records) - len(good)
    name = f"{case} ({n_failed} of {len(records)} rounds failed)" if n_failed else case
    return [name, *(cell(good, base) for cell in cells)]


def _spread(name: str, digits: int = 0) -> Cell:
    def cell(records: Records, _base: Records) -> str:
        values = pooled(records, name)
        return f"{median(values):,.{digits}f} / {percentile(values, 95):,.{digits}f}"

    return cell


def _median(name: str, digits: int = 0) -> Cell:
    def cell(records: Records, _base: Records) -> str:
        return f"{median(pooled(records, name)):,.{digits}f}"

    return cell


def _median_or_none(name: str) -> Cell:
    def cell(records: Records, base: Records) -> str:
        known = [record for record in records if record[name] is not None]
        return _median(name)(known, base) if known else NOT_MEASURED

    return cell


def _times(name: str) -> Cell:
    def cell(records: Records, base: Records) -> str:
        value = ratio(records, base, name)
        return NOT_MEASURED if value is None else f"{value:.2f}×"

    return cell


def _blank(records: Records, _base: Records) -> str:
    return str(sum(r["blank_frames"] + r["blank_frames_in_moves"] for r in records))


def _right(records: Records, _base: Records) -> str:
    return "yes" if all(record["final_is_right"] for record in records) else "no"


def _canvas(records: Records, _base: Records) -> str:
    width, height = records[0]["canvas"]
    return f"{width:.0f}×{height:.0f}"


COLUMNS: dict[str, list[tuple[str, Cell]]] = {
    "live": [
        ("move → pixels, p50 / p95 ms", _spread("latencies_ms")),
        ("of interact", _times("latencies_ms")),
        ("hand → pixels, p50 / p95 ms", _spread("hand_ms")),
        ("of interact", _times("hand_ms")),
        ("hand → drawn, p50 / p95 ms", _spread("drawn_ms", 1)),
        ("of interact", _times("drawn_ms")),
        ("press → pixels, p50 / p95 ms", _spread("press_latencies_ms")),
        ("distinct frames/s in a drag", _median("frames_per_second", 1)),
        ("of interact", _times("frames_per_second")),
        ("lag after the drag, ms", _median("lag_ms")),
        ("of interact", _times("lag_ms")),
        ("blank frames", _blank),
        ("ends right", _right),
        ("moves/s", _median("moves_per_second")),
        ("main thread, ms a move: scripts, layout", _median("script_ms_per_move", 1)),
        ("with painting", _median("task_ms_per_move", 1)),
        ("first picture, ms", _median("first_picture_ms")),
        ("switch to the page, ms", _median_or_none("switch_ms")),
    ],
    "map": [
        ("first display, p50 / p95 ms", _spread("first_display_ms")),
        ("of jupyter-scatter", _times("first_display_ms")),
        ("longest block until then, ms", _median("load_block_ms")),
        ("pan, frames/s", _median("frames_per_second", 1)),
        ("of jupyter-scatter", _times("frames_per_second")),
        ("animation frames/s", _median("animation_frames_per_second", 1)),
        ("longest gap, ms", _median("longest_gap_ms")),
        ("longest block, ms", _median("longest_block_ms")),
        ("canvas", _canvas),
    ],
    "sliders": [
        ("Python, s", _median("construction_s", 3)),
        ("first usable, p50 / p95 ms", _spread("first_shown_ms")),
        ("of FloatSliders", _times("first_shown_ms")),
        ("all there, p50 / p95 ms", _spread("all_shown_ms")),
        ("of FloatSliders", _times("all_shown_ms")),
        ("all set from Python, p50 / p95 ms", _spread("update_ms")),
        ("of FloatSliders", _times("update_ms")),
    ],
}


def _page_section(records: Records) -> list[str]:
    if not records:
        return []
    cells = [
        f"{median(pooled(records, 'megabytes')):.2f}",
        *(_spread(name)(records, []) for name in ("picture_ms", "model_ms")),
        str(max(pooled(records, "requests"))),
    ]
    headers = ("", "MB", "first picture, p50 / p95 ms", "model decodes, p50 / p95 ms", "requests")
    return ["", "## Exported page", "", *table(headers, [("digits/vae, file://, offline", *cells)])]


def _zoo_section(records: Records) -> list[str]:
    if not records:
        return []
    headers = (
        "model",
        "page, MB",
        "load, s",
        "torch",
        "move to frame, ms",
        "p95",
        "frames/s",
        "lag, ms",
    )
    rows = [
        (
            record["model"],
            f"{record['megabytes']:.1f}",
            f"{median(record['load_seconds']):.3f}",
            "yes" if record["loads_torch"] else "no",
            f"{median(record['latencies_ms']):.1f}",
            f"{percentile(record['latencies_ms'], 95):.1f}",
            f"{record['frames_per_second']:.1f}",
            f"{record['lag_ms']:.0f}",
        )
        for record in records
    ]
    return ["", "## Built-in models, each in its exported page", "", *table(headers, rows)]


def _tools_section(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    headers = (
        "", "move to frame, ms", "p95", "frames/s", "lag, ms", "scripts a move, ms", "tasks"
    )  # fmt: skip
    rows = [
        (
            name,
            f"{median(pooled(rounds, 'latencies_ms')):.1f}",
            f"{percentile(pooled(rounds, 'latencies_ms'), 95):.1f}",
            f"{median(pooled(rounds, 'frames_per_second')):.1f}",
            f"{median(pooled(rounds, 'lag_ms')):.0f}",
            f"{median(pooled(rounds, 'script_ms_per_move')):.1f}",
            f"{median(pooled(rounds, 'task_ms_per_move')):.1f}",
        )
        for name, rounds in measured["sliders"].items()
    ]
    badge, tracks = measured["badge"], measured["tracks"]
    seconds = tracks["seconds"]
    changes = ", ".join(
        f"{counted['changes']} times with {counted['pictures']} pictures by the {runtime}"
        for runtime, counted in badge.items()
    )
    said = (
        f"In a drag over the map the badge's figures changed {changes}. "
        f"{tracks['frames']} frames on the tracks of {tracks['sliders']} sliders took "
        f"{median(seconds):.2f} s, p95 {percentile(seconds, 95):.2f} s."
    )
    if clip := measured.get("clip"):
        said += (
            " In the exported page of a decoder of 256 by 256 pixels, a GIF of 60 frames, to and "
            f"fro over 31, was saved {median(clip['seconds']):.2f} s after the press, p95 "
            f"{percentile(clip['seconds'], 95):.2f} s; the page was busy for "
            f"{max(clip['longest_ms']):.0f} ms at most."
        )
    title = "## Tools, in the exported page of faces/vae"
    return ["", title, "", *table(headers, rows), "", said]


def _visitors_section(records: Records) -> list[str]:
    if not records:
        return []
    rows = []
    for case in dict.fromkeys(record["case"] for record in records):
        of_case = [record for record in records if record["case"] == case]
        last = [max(record["seconds"]) for record in of_case]
        memory = [f"{median(pooled(of_case, name)):.0f}" for name in ("pss_mb", "rss_mb")]
        rows.append((case, f"{median(last):.1f}", *memory))
    headers = (
        "",
        "the last has its picture, s",
        "each kernel, MB (shared parts divided)",
        "resident",
    )
    return ["", "## Ten visitors at once", "", *table(headers, rows)]


def _encode_section(encode: dict[str, Any] | None) -> list[str]:
    if encode is None:
        return []
    lines = ["", "## Encoding", ""]
    for name, value in encode.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            headers = list(value[0])
            rows = [[_plain(row.get(header)) for header in headers] for row in value]
            lines += ["", *table([header.replace("_", " ") for header in headers], rows), ""]
        else:
            lines.append(f"- {name.replace('_', ' ')}: {_plain(value)}")
    return lines


def _directions_section(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    rows = [
        (
            f"{row['samples']:,} × {row['dimensions']}, {row['method']}",
            f"{row['slider_s']:.3f}",
            f"{row['quality_s']:.2f}",
            f"{row['frame_p95_ms']:.0f}",
            f"{row['peer_s']:.2f}",
        )
        for row in measured["rows"]
    ]
    headers = (
        "", "slider s", "quality s", "frame p95 ms meanwhile", "scikit-learn, AUC and null only, s"
    )  # fmt: skip
    return ["", "## Directions from two lassos", "", *table(headers, rows)]


def _metrics_section(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    rows = [
        (
            row["figure"],
            f"{row['median_s']:.2f} / {row['p95_s']:.2f}",
            row["peer"] or NOT_MEASURED,
            NOT_MEASURED if row["peer_s"] is None else f"{row['peer_s']:.2f}",
            f"{row['ratio']:.2f}×" if "ratio" in row else NOT_MEASURED,
        )
        for row in measured["figures"]
    ]
    headers = ("", "p50 / p95 s", "instead", "s", "of that")
    memory = f"Coverage takes {measured['coverage_mb']:,.0f} MB beside its data."
    return ["", "## Figures about spaces", "", *table(headers, rows), "", memory]


def _inverse_section(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    cells = [
        (
            f"{row['samples']:,} points, {row['axes']} axes",
            f"{median(row['tree_ms']):.3f} / {percentile(row['tree_ms'], 95):.3f}",
            f"{median(row['scan_ms']):.2f} / {percentile(row['scan_ms'], 95):.2f}",
            f"{row['built_ms']:.0f}",
        )
        for row in rows
    ]
    headers = ("", "p50 / p95 ms", "every point measured, ms", "the tree is built in, ms")
    title = "## From a place of a map without a formula to its code, in the page's code"
    return ["", title, "", *table(headers, cells)]


def _paths_section(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    data, geodesic = measured["data"], measured["geodesic"]
    everything = f"every sample decoded: {data['decoding_all_s']:.0f} s"
    longer = f"a way {1 / geodesic['length_of_adams']:.2f}× as long"
    rows = [
        (
            f"way through {data['samples']:,} samples, the graph being there",
            f"{data['path_s']:.2f} / {data['path_p95_s']:.2f}",
            f"{everything}; networkx's search alone: {data['networkx_s']:.1f} s",
        ),
        (
            f"geodesic, {geodesic['knots']} knots, {geodesic['pixels']}×{geodesic['pixels']}",
            f"{geodesic['path_s']:.2f} / {geodesic['path_p95_s']:.2f}",
            f"200 steps of Adam: {geodesic['adam_s']:.2f} s, and {longer}",
        ),
    ]
    graph = f"The graph of {data['samples']:,} samples took {data['graph_s']:.1f} s, once."
    headers = ("", "p50 / p95 s", "instead")
    return ["", "## Ways between codes", "", *table(headers, rows), "", graph]


def _watch_section(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    each = ", ".join(f"{100 * slowdown:+.1f} %" for slowdown in measured["slowdowns"])
    said = (
        f"{measured['epochs']} epochs of the digits' convolutional VAE, a step of the watch each, "
        f"its view open: {measured['bare_s']:.1f} s bare, {measured['watched_s']:.1f} s watched; "
        f"slower by {each} in turn. The loop itself waited {100 * measured['waited']:.2f} % of the "
        f"time for `step`, and the watch's thread had {100 * measured['beside']:.2f} % of one core "
        f"(goal: both at most 3 %); {measured['kept']} checkpoints were kept, "
        f"{measured['looked_at']} looked at meanwhile."
    )
    return ["", "## A training, watched", "", said]


def _plain(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _import_section(records: Records) -> list[str]:
    if not records:
        return []
    rows = []
    for case in dict.fromkeys(record["case"] for record in records):
        of_case = [record for record in records if record["case"] == case]
        seconds, megabytes = pooled(of_case, "seconds"), pooled(of_case, "megabytes")
        rows.append(
            [
                case,
                f"{median(seconds):.3f} / {percentile(seconds, 95):.3f}",
                f"{median(megabytes):.0f}",
            ]
        )
    return ["", "## Import", "", *table(("", "p50 / p95 s", "resident, MB"), rows)]
