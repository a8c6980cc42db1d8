"""What the figures of a space cost, each in turn with the loop or package one would use instead.

``python -m benchmarks.metrics`` prints JSON. Whatever would take minutes is measured in part and
multiplied, as its row says. The memory of the coverage is that of a process of its own: the growth
of its peak over what it has with the data.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from latentwidgets import metrics

N, DIMENSIONS, FACTORS, FEATURES = 10_000, 32, 10, 64
SMALL = 1_000
BINS = 20
TREES = 40
# Peers that take minutes are measured on so much of their work.
SHARE_OF_DIMENSIONS, SHARE_OF_TREES = 16, 10


def codes_and_factors(n: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Codes of which every third tells about a factor, and factors of 20 classes."""
    rng = np.random.default_rng(0)
    factors = {f"factor {index}": rng.integers(20, size=n) for index in range(FACTORS)}
    codes = rng.standard_normal((n, DIMENSIONS))
    codes[:, : 3 * FACTORS : 3] += 0.3 * np.stack(list(factors.values()), axis=1)
    return codes, factors


def pairs(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Real and generated features."""
    rng = np.random.default_rng(1)
    return rng.standard_normal((n, FEATURES)), 0.9 * rng.standard_normal((n, FEATURES))


def table_by_scikit_learn(codes: np.ndarray, factors: dict[str, np.ndarray]) -> None:
    """Compute only the table behind the panel, without ceilings, chance levels and intervals."""
    from sklearn.metrics import mutual_info_score

    for column in codes.T:
        edges = np.histogram_bin_edges(column, BINS)[1:-1]
        binned = np.digitize(column, edges)
        for values in factors.values():
            mutual_info_score(binned, values)


def neighbours_by_scikit_learn(codes: np.ndarray, factors: dict[str, np.ndarray]) -> None:
    """Compute a sixteenth of what InfoMEC asks for, without ceilings and chance levels."""
    from sklearn.feature_selection import mutual_info_classif

    part = codes[:, : DIMENSIONS // SHARE_OF_DIMENSIONS]
    for values in factors.values():
        mutual_info_classif(part, values, discrete_features=False, n_neighbors=10)


def forests_by_scikit_learn(codes: np.ndarray, factors: dict[str, np.ndarray]) -> None:
    """Grow a tenth of the trees of DCI, each of all samples, without ceilings and chance levels."""
    from sklearn.ensemble import RandomForestClassifier

    n_train = int(0.8 * len(codes))
    for values in factors.values():
        forest = RandomForestClassifier(
            TREES // SHARE_OF_TREES,
            max_features=None,
            min_samples_leaf=5,
            random_state=0,
            n_jobs=os.cpu_count(),
        )
        forest.fit(codes[:n_train], values[:n_train])


def four_by_prdc(real: np.ndarray, generated: np.ndarray) -> None:
    """Run the authors' own, which holds all distances at once."""
    from prdc import compute_prdc

    with contextlib.redirect_stdout(sys.stderr):
        compute_prdc(real, generated, nearest_k=5)


def seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compare(  # noqa: PLR0913, PLR0917
    name: str,
    ours: Callable[[], Any],
    peer: Callable[[], Any] | None,
    peer_name: str,
    times: int,
    rounds: int,
) -> dict[str, Any]:
    """Time both, in turn, after one call that warms up; the peer's part is multiplied."""
    found: dict[str, list[float]] = {"ours": [], "peer": []}
    calls = {"ours": ours} | ({} if peer is None else {"peer": peer})
    for number in range(rounds):
        for key in sorted(calls, reverse=bool(number % 2)):
            found[key].append(seconds(calls[key]) * (times if key == "peer" else 1))
    row: dict[str, Any] = {"figure": name, "rounds": rounds}
    row["median_s"] = round(statistics.median(found["ours"]), 3)
    row["p95_s"] = round(float(np.quantile(found["ours"], 0.95)), 3)
    row["peer"] = peer_name
    row["peer_s"] = round(statistics.median(found["peer"]), 3) if peer else None
    if peer:
        ratios = np.divide(found["ours"], found["peer"])
        row["ratio"] = round(float(np.median(ratios)), 3)
    return row


def measure(rounds: int, *, small: bool) -> dict[str, Any]:
    n = SMALL if small else N
    codes, factors = codes_and_factors(n)
    real, generated = pairs(n)
    half = n // 2
    size = f"n = {n:,}, d = {DIMENSIONS}, k = {FACTORS}"
    warm_codes, warm_factors = codes_and_factors(SMALL)
    metrics.disentanglement_scores(warm_codes, warm_factors)
    metrics.dci(warm_codes, warm_factors, trees=10)
    metrics.infomec(warm_codes, warm_factors)
    rows = [
        compare(
            f"live panel, {size}",
            lambda: metrics.disentanglement_scores(codes, factors),
            lambda: table_by_scikit_learn(codes, factors),
            "scikit-learn's mutual_info_score, the table alone",
            1,
            rounds,
        ),
        compare(
            f"DCI-RF, {size}",
            lambda: metrics.dci(codes, factors, trees=TREES),
            lambda: forests_by_scikit_learn(codes, factors),
            f"scikit-learn's forests, the importances alone ({SHARE_OF_TREES} × a part)",
            SHARE_OF_TREES,
            rounds,
        ),
        compare(
            f"InfoMEC, {size}",
            lambda: metrics.infomec(codes, factors),
            lambda: neighbours_by_scikit_learn(codes, factors),
            f"scikit-learn's mutual_info_classif, one table ({SHARE_OF_DIMENSIONS} × a part)",
            SHARE_OF_DIMENSIONS,
            rounds,
        ),
        compare(
            f"coverage, {half:,} × {half:,}, {FEATURES}-D",
            lambda: metrics.coverage_scores(real[:half], generated[:half], k=5),
            lambda: four_by_prdc(real[:half], generated[:half]),
            "prdc",
            1,
            rounds,
        ),
        compare(
            f"coverage, {n:,} × {n:,}, {FEATURES}-D",
            lambda: metrics.coverage_scores(real, generated),
            None,
            "prdc would hold 2.4 GB",
            1,
            rounds,
        ),
        compare(
            f"NDB, closest pairs, Vendi, Fréchet and kernel distance, {n:,} × {n:,}",
            lambda: _others(real, generated),
            None,
            "",
            1,
            rounds,
        ),
    ]
    return {"figures": rows, "coverage_mb": _memory(small=small)}


def _others(real: np.ndarray, generated: np.ndarray) -> None:
    metrics.ndb(real, generated)
    metrics.closest_pairs(generated, real)
    metrics.vendi(real, generated)
    metrics.frechet_distance(real, generated)
    metrics.kernel_distance(real, generated)


def _memory(*, small: bool) -> float:
    command = [sys.executable, "-m", "benchmarks.metrics", "--memory", *(["--small"] * small)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def growth_of_coverage(n: int) -> float:
    """Growth of the peak in MB, after a small call that loads what is needed."""
    metrics.coverage_scores(*pairs(100))
    real, generated = pairs(n)
    before = _peak_mb()
    metrics.coverage_scores(real, generated)
    return round(_peak_mb() - before, 1)


def _peak_mb() -> float:
    """Of this process alone: `getrusage` begins with the peak of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return float(found.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="a tenth, to see that all works")
    parser.add_argument("--memory", action="store_true", help="measure memory only")
    options = parser.parse_args()
    if options.memory:
        print(growth_of_coverage(SMALL if options.small else N))
        return
    print(json.dumps(measure(options.rounds, small=options.small), indent=2))


if __name__ == "__main__":
    main()
