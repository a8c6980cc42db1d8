"""What `import latentwidgets` costs a fresh interpreter, in seconds and in memory."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import psutil

STATEMENTS = {
    "bare Python": "pass",
    "latentwidgets": "import latentwidgets",
    "ipywidgets": "import ipywidgets",
    "ipywidgets and pyplot": "import ipywidgets, matplotlib.pyplot",
}
# It waits on its input, so that its memory is read while it has all that it imported.
PROGRAM = """
import time
started = time.perf_counter()
{statement}
print(time.perf_counter() - started, flush=True)
input()
"""


def measure(n_times: int) -> list[dict[str, Any]]:
    """Import each ``n_times`` in turn, after one import that warms the disk's cache.

    Returns
    -------
    list of dict
        ``case``, ``seconds`` and ``megabytes`` (resident), of each process.
    """
    for statement in STATEMENTS.values():
        _import(statement)
    return [
        {"case": case, **_import(statement)}
        for _ in range(n_times)
        for case, statement in STATEMENTS.items()
    ]


def _import(statement: str) -> dict[str, float]:
    command = [sys.executable, "-c", PROGRAM.format(statement=statement)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        megabytes = psutil.Process(process.pid).memory_info().rss / 1e6
        process.communicate("\n")
    if process.returncode != 0:
        raise RuntimeError(f"{statement!r} ended with status {process.returncode}.")
    return {"seconds": float(line), "megabytes": megabytes}
