"""A direction from two lassos: until its slider can be used, until its quality is there.

``python -m benchmarks.directions`` prints JSON. What a page asks is asked of the kernel's lanes;
the time runs until they answer; meanwhile frames are asked for, one after the other, as by a hand
that drags on. The peer is what one would write with scikit-learn for the AUC and its null alone.
"""

import argparse
import json
import statistics
import threading
import time
from typing import Any

import numpy as np
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.runtimes import PageModel
from latentwidgets.widgets.handlers import Context, Maps
from latentwidgets.widgets.lanes import Lanes

SIDE, GROUP = 64, 5_000
SMALL = 500
DIMENSIONS = (16, 64)
METHODS = ("mean", "lda", "logistic", "svm")
N_PERMUTATIONS = 20


class Autoencoder(nn.Module):
    """A linear encoder, and three transposed convolutions up to 64 by 64 in colour."""

    def __init__(self, latent: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.encoder = nn.Linear(SIDE * SIDE, latent)
        self.decoder = nn.Sequential(
            nn.Linear(latent, 512),
            nn.ReLU(),
            nn.Linear(512, 32 * 64),
            nn.Unflatten(1, (32, 8, 8)),
            nn.ConvTranspose2d(32, 32, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 3, 4, 2, 1),
            nn.Sigmoid(),
        )

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Codes of pictures ``(n, 3, 64, 64)``."""
        return self.encoder(x.mean(1).flatten(1))

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Pictures of codes."""
        return self.decoder(z)


class Page:
    """Asks the lanes and hears their answers."""

    def __init__(self, space: lw.LatentSpace) -> None:
        self.space = space
        self._answers: dict[str, Any] = {}
        self._heard = threading.Condition()
        self._count = 0
        self.lanes = Lanes(Context(space, Maps(), PageModel(space)), self._hear)

    def _hear(self, content: Any, _buffers: Any) -> None:
        if content["kind"] == "reply":
            with self._heard:
                self._answers[content["id"]] = content
                self._heard.notify_all()

    def ask(self, kind: str, arrays: dict[str, np.ndarray], **more: Any) -> dict[str, Any]:
        """Ask, wait for the answer, and return it."""
        self._count += 1
        key = f"{kind}-{self._count}"
        content: dict[str, Any] = {"kind": kind, "id": key, **more}
        buffers = []
        for name, array in arrays.items():
            wire = {"dtype": array.dtype.name, "shape": list(array.shape), "buffer": len(buffers)}
            content[name] = wire
            buffers.append(memoryview(array.tobytes()))
        self.lanes.receive(content, buffers)
        with self._heard:
            self._heard.wait_for(lambda: key in self._answers)
            answer = self._answers[key]
        if not answer["ok"]:
            raise RuntimeError(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result


def make_space(latent: int, group: int) -> lw.LatentSpace:
    """Make two groups that a dark band tells apart, and two attributes more."""
    rng = np.random.default_rng(0)
    data = rng.random((2 * group, 3, SIDE, SIDE), dtype=np.float32)
    data[:group, :, 20:30] *= 0.3
    attributes = {"kind": rng.integers(0, 3, 2 * group), "number": rng.normal(size=2 * group)}
    space = lw.LatentSpace(Autoencoder(latent), data, attributes=attributes, progress=False)
    space.codes.sum()  # encoded before the clock starts
    return space


def one(latent: int, method: str, group: int) -> dict[str, float]:
    """Measure one direction in a new space."""
    page = Page(make_space(latent, group))
    first, second = (np.arange(start, start + group, dtype=np.uint32) for start in (0, group))
    z = page.space.codes[0].copy()
    page.ask("decode", {"z": z})
    began = time.perf_counter()
    name = page.ask("direction", {"positive": first, "negative": second}, method=method)["name"]
    made = time.perf_counter()
    frames: list[float] = []
    done = threading.Event()

    def drag() -> None:
        while not done.is_set():
            asked = time.perf_counter()
            page.ask("decode", {"z": z})
            frames.append(1000 * (time.perf_counter() - asked))

    hand = threading.Thread(target=drag)
    hand.start()
    page.ask("direction_quality", {}, name=name)
    measured = time.perf_counter()
    done.set()
    hand.join()
    page.lanes.close()
    return {
        "slider_s": made - began,
        "quality_s": measured - made,
        "frame_p95_ms": float(np.quantile(frames, 0.95)),
    }


def by_scikit_learn(latent: int, method: str, group: int) -> float:
    """Time the AUC and its null alone, five parts and as many permutations; no effects."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import permutation_test_score
    from sklearn.neighbors import NearestCentroid

    machine = {
        "mean": NearestCentroid(),
        "lda": LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"),
        "logistic": LogisticRegression(max_iter=200),
    }[method]
    codes = make_space(latent, group).flat_codes
    has = np.repeat([1, 0], group)
    began = time.perf_counter()
    permutation_test_score(machine, codes, has, cv=5, n_permutations=N_PERMUTATIONS, scoring=None)
    return time.perf_counter() - began


def measure(rounds: int, *, small: bool) -> list[dict[str, Any]]:
    """Measure each case so often, and its peer in turn."""
    group = SMALL if small else GROUP
    rows = []
    for latent in DIMENSIONS:
        for method in METHODS:
            ours, peers = [], []
            for _ in range(rounds):
                ours.append(one(latent, method, group))
                peers.append(by_scikit_learn(latent, method, group))
            figures = {name: statistics.median(run[name] for run in ours) for name in ours[0]}
            rows.append(
                {
                    "dimensions": latent,
                    "method": method,
                    "samples": 2 * group,
                    **figures,
                    "peer_s": statistics.median(peers),
                }
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="a tenth, to see that all works")
    options = parser.parse_args()
    print(json.dumps({"rows": measure(options.rounds, small=options.small)}, indent=2))


if __name__ == "__main__":
    main()
