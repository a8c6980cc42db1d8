"""The goals, each a figure of this run against its bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.notebooks import KERNEL, OURS, PAGE
from benchmarks.servers import LAB, VOILA
from benchmarks.statistics import median, percentile, pooled, ratio

INTERACT, SCATTER = "interact + imshow", "jupyter-scatter"


@dataclass(frozen=True)
class Goal:
    """One bound.

    Parameters
    ----------
    text : str
    value : float or None
        What was measured; None where it was not.
    bound : str
        "≤ 0.25" or "≥ 7".
    unit : str
        Printed after the value.
    """

    text: str
    value: float | None
    bound: str
    unit: str = "×"

    @property
    def is_met(self) -> bool | None:
        """Whether the value is within the bound; None where nothing was measured."""
        if self.value is None:
            return None
        sign, limit = self.bound.split()
        return self.value <= float(limit) if sign == "≤" else self.value >= float(limit)

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "yes", False: "**no**", None: "–"}[self.is_met]

    @property
    def shown(self) -> str:
        """The value with its unit."""
        return f"{self.value:.3g}{self.unit}"


def goals(results: dict[str, Any]) -> list[Goal]:
    """Return the goals with what this run says of them."""
    records = [r for r in results["records"] if "missing" not in r and "error" not in r]
    return [
        *(goal for server in (VOILA, LAB) for goal in _live_goals(records, server)),
        *(goal for server in (VOILA, LAB) for goal in _page_goals(records, server)),
        *(goal for server in (VOILA, LAB) for goal in _map_goals(records, server)),
        *_exported_goals(results.get("pages") or []),
        *(goal for record in results.get("zoo") or [] for goal in _zoo_goals(record)),
        *_tool_goals(results.get("tools") or {}),
        *_visitor_goals(results.get("visitors") or []),
        *_encode_goals(results.get("encode") or {}),
        *_metrics_goals(results.get("metrics") or {}),
        *_direction_goals(results.get("directions") or {}),
        *_inverse_goals(results.get("inverse") or []),
        *_paths_goals(results.get("paths") or {}),
        *_watch_goals(results.get("watch") or {}),
        *_import_goals(results.get("imports") or []),
    ]


def _live_goals(records: list[dict[str, Any]], server: str) -> list[Goal]:
    ours = _of(records, "live", server, KERNEL, 64)
    interact = _of(records, "live", server, INTERACT, 64)
    every_size = [
        record
        for record in records
        if record["group"] == "live"
        and record["server"] == server
        and record["case"] in (KERNEL, PAGE)
    ]
    blank = sum(r["blank_frames"] + r["blank_frames_in_moves"] for r in every_size)
    frames_bound = "≥ 7" if server == VOILA else "≥ 4"
    return [
        Goal(
            f"slider → pixels, 64×64, of interact's p50, {server}",
            ratio(ours, interact, "latencies_ms"),
            "≤ 0.25",
        ),
        Goal(
            f"hand → pixels, 64×64, of interact's p50, {server}",
            ratio(ours, interact, "hand_ms"),
            "≤ 0.25",
        ),
        Goal(
            f"distinct frames/s, 64×64, of interact's, {server}",
            ratio(ours, interact, "frames_per_second"),
            frames_bound,
        ),
        Goal(
            f"lag after the drag, 64×64, of interact's, {server}",
            ratio(ours, interact, "lag_ms"),
            "≤ 0.333",
        ),
        Goal(f"blank frames, {server}", float(blank) if every_size else None, "≤ 0", ""),
    ]


def _page_goals(records: list[dict[str, Any]], server: str) -> list[Goal]:
    found = []
    for size, bound in ((64, 1 / 15), (256, 1 / 8)):
        page = _of(records, "live", server, PAGE, size)
        kernel = _of(records, "live", server, KERNEL, size)
        interact = _of(records, "live", server, INTERACT, size)
        where = f"page runtime, {size}×{size}, {server}"

        def figure(name: str, of: list[dict[str, Any]] = page) -> float | None:
            values = pooled(of, name)
            return median(values) if values else None

        def frames(milliseconds: float | None) -> float | None:
            # What is read in a frame is read within it, some milliseconds after it began.
            return None if milliseconds is None else float(round(milliseconds * 60 / 1000))

        shown = pooled(page, "latencies_ms")
        found += [
            Goal(
                f"slider → pixels, of interact's p50, {where}",
                ratio(page, interact, "latencies_ms"),
                f"≤ {bound:.3g}",
            ),
            Goal(
                f"hand → pixels, of interact's p50, {where}",
                ratio(page, interact, "hand_ms"),
                f"≤ {bound:.3g}",
            ),
            Goal(
                f"slider → pixels, p95, {where}",
                frames(percentile(shown, 95) if shown else None),
                "≤ 2",
                " frames",
            ),
            Goal(f"distinct frames/s, {where}", figure("frames_per_second"), "≥ 50", ""),
            Goal(f"lag after the drag, {where}", frames(figure("lag_ms")), "≤ 2", " frames"),
            Goal(
                f"main thread, scripts and layout of a move, {where}",
                figure("script_ms_per_move"),
                "≤ 4",
                " ms",
            ),
            Goal(
                f"first picture, of the kernel runtime's, {where}",
                ratio(page, kernel, "first_picture_ms"),
                "≤ 1",
            ),
            Goal(f"switch, {where}", figure("switch_ms"), "≤ 2000", " ms"),
        ]
    return found


def _map_goals(records: list[dict[str, Any]], server: str) -> list[Goal]:
    ours = _of(records, "map", server, OURS, 100_000)
    scatter = _of(records, "map", server, SCATTER, 100_000)
    return [
        Goal(
            f"first display, 100,000 points, of jupyter-scatter's, {server}",
            ratio(ours, scatter, "first_display_ms"),
            "≤ 1",
        ),
        Goal(
            f"pan, frames/s, 100,000 points, of jupyter-scatter's, {server}",
            ratio(ours, scatter, "frames_per_second"),
            "≥ 4",
        ),
    ]


def _exported_goals(records: list[dict[str, Any]]) -> list[Goal]:
    def figure(name: str) -> float | None:
        return median(pooled(records, name)) if records else None

    return [
        Goal("exported digits page, size", figure("megabytes"), "≤ 6", " MB"),
        Goal("exported digits page, first picture", figure("picture_ms"), "≤ 1500", " ms"),
        Goal("exported digits page, requests", figure("requests"), "≤ 0", ""),
    ]


def _zoo_goals(record: dict[str, Any]) -> list[Goal]:
    """Of pictures the frames that differ, and how soon; of the rest the outputs."""
    name, is_image = record["model"], record["kind"] == "image"
    goals = [
        Goal(f"{name}, loaded", median(record["load_seconds"]), "≤ 0.3", " s"),
        Goal(
            f"{name}, {'distinct frames' if is_image else 'updates'} while dragged",
            record["frames_per_second"],
            "≥ 50" if is_image else "≥ 30",
            "/s",
        ),
    ]
    if is_image:
        goals.append(
            Goal(f"{name}, move to pixels, p50", median(record["latencies_ms"]), "≤ 20", " ms")
        )
    return goals


def _tool_goals(measured: dict[str, Any]) -> list[Goal]:
    goals = [
        goal
        for name, rounds in measured.get("sliders", {}).items()
        for goal in (
            Goal(
                f"{name}, distinct frames while dragged",
                median(pooled(rounds, "frames_per_second")),
                "≥ 50",
                "/s",
            ),
            Goal(
                f"{name}, one move → pixels, p95",
                percentile(pooled(rounds, "latencies_ms"), 95),
                "≤ 33.4",
                " ms",
            ),
        )
    ]
    badge, tracks, clip = (measured.get(name) for name in ("badge", "tracks", "clip"))
    seconds = median(tracks["seconds"]) if tracks else None
    return [
        *goals,
        *(_badge_goal(runtime, (badge or {}).get(runtime)) for runtime in ("page", "kernel")),
        Goal("tracks of sixteen sliders, decoded and drawn", seconds, "≤ 0.3", " s"),
        Goal(
            "GIF of 60 frames, 256×256, decoded and packed in the page",
            median(clip["seconds"]) if clip else None,
            "≤ 3",
            " s",
        ),
    ]


def _badge_goal(runtime: str, counted: dict[str, int] | None) -> Goal:
    figures = counted["changes"] / counted["pictures"] if counted else None
    return Goal(f"badge at the cursor, {runtime} runtime, changes a picture", figures, "≥ 0.9", "")


def _visitor_goals(records: list[dict[str, Any]]) -> list[Goal]:
    bundle = [record for record in records if record["case"] == "bundle"]
    last = median(max(record["seconds"]) for record in bundle) if bundle else None
    memory = median(pooled(bundle, "pss_mb")) if bundle else None
    return [
        Goal("ten visitors of a bundle, the last has its picture", last, "≤ 10", " s"),
        Goal("ten visitors of a bundle, memory of each", memory, "≤ 90", " MB"),
    ]


def _encode_goals(encode: dict[str, Any]) -> list[Goal]:
    return [
        Goal(f"encoding, of a bare loop's throughput, {row['pictures']}", row["ratio"], "≥ 0.95")
        for row in encode.get("throughput", [])
    ]


def _direction_goals(measured: dict[str, Any]) -> list[Goal]:
    return [
        goal
        for row in measured.get("rows", [])
        for what in [f"{row['samples']:,} × {row['dimensions']}, {row['method']}"]
        for goal in (
            Goal(f"direction from two lassos, {what}: slider", row["slider_s"], "≤ 0.3", " s"),
            Goal(f"direction from two lassos, {what}: quality", row["quality_s"], "≤ 3", " s"),
        )
    ]


def _metrics_goals(measured: dict[str, Any]) -> list[Goal]:
    rows = {row["figure"]: row["median_s"] for row in measured.get("figures", [])}

    def figure(start: str) -> float | None:
        found = [value for name, value in rows.items() if name.startswith(start)]
        return found[-1] if found else None

    return [
        Goal("live panel, n = 10,000, d = 32, k = 10", figure("live panel"), "≤ 0.3", " s"),
        Goal("DCI-RF, n = 10,000, d = 32, k = 10", figure("DCI-RF"), "≤ 20", " s"),
        Goal("InfoMEC, n = 10,000, d = 32, k = 10", figure("InfoMEC"), "≤ 20", " s"),
        Goal("coverage, 10,000 × 10,000, 64-D", figure("coverage"), "≤ 3", " s"),
        Goal("coverage, memory beside its data", measured.get("coverage_mb"), "≤ 1000", " MB"),
    ]


def _inverse_goals(rows: list[dict[str, Any]]) -> list[Goal]:
    return [
        Goal(
            f"place on a map of {row['samples']:,} points → code, {row['axes']} axes",
            median(row["tree_ms"]),
            "≤ 1",
            " ms",
        )
        for row in rows
    ]


def _paths_goals(measured: dict[str, Any]) -> list[Goal]:
    def figure(part: str, name: str) -> float | None:
        return measured.get(part, {}).get(name)

    return [
        Goal("way through 100,000 samples", figure("data", "path_s"), "≤ 0.5", " s"),
        Goal("geodesic, 32 knots, 64×64", figure("geodesic", "path_s"), "≤ 3", " s"),
    ]


def _watch_goals(measured: dict[str, Any]) -> list[Goal]:
    percents = {
        name: None if name not in measured else 100 * measured[name]
        for name in ("slowdown", "waited", "beside")
    }
    return [
        Goal("a training watched, slower by", percents["slowdown"], "≤ 3", " %"),
        Goal("of its time, waiting for the watch", percents["waited"], "≤ 3", " %"),
        Goal("of one core, the watch's thread", percents["beside"], "≤ 3", " %"),
    ]


def _import_goals(records: list[dict[str, Any]]) -> list[Goal]:
    def figure(case: str, name: str) -> float | None:
        values = pooled([record for record in records if record["case"] == case], name)
        return median(values) if values else None

    megabytes = figure(OURS, "megabytes")
    bare = figure("bare Python", "megabytes")
    added = None if megabytes is None or bare is None else megabytes - bare
    return [
        Goal("import latentwidgets, seconds", figure(OURS, "seconds"), "≤ 0.3", " s"),
        Goal("import latentwidgets, memory beside bare Python", added, "≤ 60", " MB"),
    ]


def _of(
    records: list[dict[str, Any]], group: str, server: str, case: str, size: int
) -> list[dict[str, Any]]:
    wanted = (group, server, case, size)
    return [r for r in records if (r["group"], r["server"], r["case"], r["size"]) == wanted]
