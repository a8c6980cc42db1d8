"""Measure, and write ``RESULTS.md`` and ``results.json`` beside this file."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import imports, live, machine, maps, pages, sliders, tools, visitors, zoo
from benchmarks.devtools import chromium
from benchmarks.notebooks import Case, live_cases, map_cases, slider_cases
from benchmarks.report import render
from benchmarks.servers import SERVERS, Server, serve

HERE = Path(__file__).parent
GROUPS = {
    "live": (live_cases, live.measure),
    "map": (map_cases, maps.measure),
    "sliders": (slider_cases, sliders.measure),
}
PARTS = (
    *GROUPS,
    *(
        "page",
        "zoo",
        "tools",
        "visitors",
        "encode",
        "metrics",
        "directions",
        "inverse",
        "paths",
        "watch",
        "import",
    ),
)
N_ROUNDS = 3
# glibc's malloc gives memory back, and has to ask for it again, by what happens to lie at the end
# of the heap: that made either loop up to twice as slow, from one process to the next.
KEPT_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "2000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}
N_IMPORTS = 10
N_PAGES = 10


def main() -> int:
    """Run what the command line asks for; the status is 1 where a case failed."""
    arguments = _arguments()
    parts = arguments.only or PARTS
    results: dict[str, Any] = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "n_rounds": arguments.rounds,
        "machine": machine.describe(),
        "records": [],
    }
    n_imports = 3 if arguments.quick else N_IMPORTS
    n_pages = 3 if arguments.quick else N_PAGES
    if "encode" in parts:
        results["encode"] = _in_a_process("encode")
    options = ["--rounds", str(arguments.rounds), *(["--small"] if arguments.quick else [])]
    for part in ("directions", "inverse", "metrics", "paths", "watch"):
        if part in parts:
            results[part] = _in_a_process(part, *options)
    for part, name, measure, n_times in (
        ("import", "imports", imports.measure, n_imports),
        ("page", "pages", pages.measure, n_pages),
        ("zoo", "zoo", zoo.measure, n_imports),
        ("tools", "tools", tools.measure, arguments.rounds),
        ("visitors", "visitors", visitors.measure, arguments.rounds),
    ):
        if part in parts:
            results[name] = measure(n_times)
    cases = [case for group in GROUPS if group in parts for case in GROUPS[group][0]()]
    if cases:
        results["records"] = asyncio.run(_in_the_browser(cases, arguments))
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (arguments.output / "RESULTS.md").write_text(render(results))
    print(f"Written: {arguments.output / 'RESULTS.md'}")
    failed = [record for record in results["records"] if "error" in record]
    for record in failed:
        print(f"FAILED {_title(record)}: {record['error']}", file=sys.stderr)
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, to see that all works")
    parser.add_argument("--only", action="append", choices=PARTS, help="a part; may be repeated")
    parser.add_argument("--server", action="append", choices=SERVERS, help="may be repeated")
    parser.add_argument("--size", action="append", type=int, help="a size; may be repeated")
    parser.add_argument("--rounds", type=int, default=None)
    parser.add_argument("--output", type=Path, default=HERE, help="folder of what is written")
    arguments = parser.parse_args()
    if arguments.rounds is None:
        arguments.rounds = 1 if arguments.quick else N_ROUNDS
    if arguments.rounds < 1:
        parser.error(f"--rounds is at least 1, not {arguments.rounds}")
    return arguments


async def _in_the_browser(cases: list[Case], arguments: argparse.Namespace) -> list[dict[str, Any]]:
    records = []
    chosen = [case for case in cases if not arguments.size or case.size in arguments.size]
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        notebooks = Path(temporary) / "notebooks"
        notebooks.mkdir()
        for case in chosen:
            case.write(notebooks)
        for kind in arguments.server or SERVERS:
            with serve(kind, notebooks) as server:
                if any(case.ready for case in chosen):
                    _export(server)
                for round_number in range(arguments.rounds):
                    records += await _round(server, chosen, round_number)
    return records


async def _round(server: Server, cases: list[Case], round_number: int) -> list[dict[str, Any]]:
    """Measure every case once, each round beginning with another case."""
    records = []
    for group in dict.fromkeys(case.group for case in cases):
        of_group = [case for case in cases if case.group == group]
        first = round_number % len(of_group)
        async with chromium(webgl=group == "map") as browser:
            for case in of_group[first:] + of_group[:first]:
                record: dict[str, Any] = {
                    "group": group,
                    "server": server.kind,
                    "case": case.name,
                    "size": case.size,
                    "round": round_number,
                    "no_delay": server.sends_without_delay(),
                }
                if not case.installed:
                    record["missing"] = case.distribution
                else:
                    try:
                        record |= await GROUPS[group][1](browser, server, case, round_number)
                    except Exception as error:  # noqa: BLE001 - one failed case is a row of the table
                        record["error"] = f"{type(error).__name__}: {error}"
                print(_title(record), _gist(record), flush=True)
                records.append(record)
    return records


def _export(server: Server) -> None:
    """Export the live cases' models in the server's home: the switch finds its cache warm."""
    command = [sys.executable, "-c", "from benchmarks.cases.live import export; export()"]
    subprocess.run(command, check=True, cwd=HERE.parent, env=server.process.environ())


def _in_a_process(name: str, *options: str) -> dict[str, Any]:
    """Run one of the benchmarks in a process of its own, whose memory it measures."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *options]
    environment = {**os.environ, **KEPT_MEMORY}
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent, env=environment
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _title(record: dict[str, Any]) -> str:
    words = (record["server"], record["group"], record["case"], record["size"], record["round"])
    return " · ".join(map(str, words))


def _gist(record: dict[str, Any]) -> str:
    figures = {
        name: f"{value:.1f}"
        for name, value in record.items()
        if isinstance(value, float) and not isinstance(value, bool)
    }
    return record.get("error") or str(figures)


if __name__ == "__main__":
    sys.exit(main())
