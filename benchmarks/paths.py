"""Ways between codes: through 100,000 samples, and a geodesic.

``python -m benchmarks.paths`` prints JSON. Instead of the way through the data one would decode
every sample and search the graph with networkx's Dijkstra; that takes minutes, so a part of the
samples is decoded and the time multiplied, and the search alone is timed in full. Instead of the
geodesic one would move the knots by Adam.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

import latentwidgets as lw
from benchmarks.cases.decoder import LATENT_SIZE, BarcodeDecoder
from latentwidgets.spaces.paths.graph import GraphBuilder
from latentwidgets.spaces.paths.through_data import path_through_data

N, SMALL = 100_000, 2_000
SIDE = 64
KNOTS, STEPS_OF_ADAM = 32, 200


def codes_of(n: int) -> np.ndarray:
    """Ten groups in 16 dimensions, near enough to one another for a way between."""
    rng = np.random.default_rng(0)
    centres = 1.5 * rng.standard_normal((10, LATENT_SIZE))
    codes = centres[rng.integers(10, size=n)] + rng.standard_normal((n, LATENT_SIZE))
    return codes.astype(np.float32)


def space_of(n: int) -> lw.LatentSpace:
    """Only the codes count, and a decoder of 64 by 64 pixels."""
    decoder = BarcodeDecoder(SIDE)
    return lw.LatentSpace(decoder, latent_shape=LATENT_SIZE, prior="normal", n_samples=n)


def seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def through_data(space: lw.LatentSpace, n: int, rounds: int) -> dict[str, Any]:
    import networkx

    codes = codes_of(n)
    builder = GraphBuilder(codes)
    built = seconds(builder.build)
    graph = builder.build()
    rng = np.random.default_rng(1)
    ends = [codes[rng.choice(n, 2, replace=False)] for _ in range(rounds)]
    distance = space.modality.distance
    ours = [
        seconds(partial(path_through_data, graph, *pair, space.decode, distance)) for pair in ends
    ]
    part = codes[: max(256, n // 100)]
    decoding = seconds(lambda: space.decode(part)) * n / len(part)
    other = networkx.from_scipy_sparse_array(graph.edges)
    searching = seconds(lambda: networkx.dijkstra_path(other, 0, n - 1))
    return {
        "samples": n,
        "graph_s": round(built, 2),
        "path_s": round(statistics.median(ours), 3),
        "path_p95_s": round(float(np.quantile(ours, 0.95)), 3),
        "decoding_all_s": round(decoding, 1),
        "networkx_s": round(searching, 2),
    }


def geodesic(space: lw.LatentSpace, rounds: int) -> dict[str, Any]:
    anchors = [space.sample(2, seed=seed) for seed in range(rounds)]
    space.path(anchors[0], 8, "geodesic", knots=KNOTS)  # warms up, the density included
    ours, peers, lengths = [], [], []
    for pair in anchors:
        ours.append(seconds(partial(space.path, pair, KNOTS, "geodesic", knots=KNOTS)))
        peers.append(seconds(partial(_by_adam, space, pair)))
        found = space.path(pair, KNOTS, "geodesic", density_weight=0)
        measured = space.path(_by_adam(space, pair), 2)
        lengths.append(found.length / measured.length)
    return {
        "knots": KNOTS,
        "pixels": SIDE,
        "path_s": round(statistics.median(ours), 3),
        "path_p95_s": round(float(np.quantile(ours, 0.95)), 3),
        "adam_s": round(statistics.median(peers), 3),
        "length_of_adams": round(statistics.median(lengths), 3),
    }


def _by_adam(space: lw.LatentSpace, pair: np.ndarray) -> np.ndarray:
    """Move the knots of a straight line by Adam; the last half of it rarely changes much."""
    decoder = space.model.backend.modules[0]
    a, b = torch.from_numpy(pair)
    line = torch.lerp(a, b, torch.linspace(0, 1, KNOTS)[:, None])
    inner = line[1:-1].clone().requires_grad_()
    optimiser = torch.optim.Adam([inner], lr=0.02)
    for _ in range(STEPS_OF_ADAM):
        optimiser.zero_grad()
        outputs = decoder(torch.cat([a[None], inner, b[None]]))
        outputs.diff(dim=0).square().sum().backward()
        optimiser.step()
    return torch.cat([a[None], inner.detach(), b[None]]).numpy()


def measure(rounds: int, *, small: bool) -> dict[str, Any]:
    n = SMALL if small else N
    space = space_of(SMALL)
    return {
        "data": through_data(space, n, max(3, rounds)),
        "geodesic": geodesic(space, rounds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="2,000 samples, to see that all works")
    options = parser.parse_args()
    print(json.dumps(measure(options.rounds, small=options.small), indent=2))


if __name__ == "__main__":
    main()
