"""Encode throughput and memory: a space against the loop one writes by hand.

``python -m benchmarks.encode`` prints JSON. Both encode the same array with the same convolutional
VAE in batches of 256, in turn, in one process: pictures of 64 by 64 pixels in colour, and grey ones
of 32 by 32, where a batch takes so little that all else weighs. Memory is measured apart, in a
process for each number of samples, on a data set whose samples are made when they are read: the
growth of the peak beyond a first, small encoding is what the number of samples costs.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
import torch
from torch import nn

from latentwidgets.spaces import LatentSpace

BATCH = 256
LATENT = 16
SIDE, CHANNELS = 32, 1  # of the pictures that memory is measured with
CASES = ((64, 3, 4_000), (32, 1, 20_000))  # side, channels and number of the samples
MEMORY_SIZES = (2_000, 20_000)


class ConvolutionalVAE(nn.Module):
    """The encoder of Burgess et al. 2018 (*Understanding disentangling in β-VAE*), and a decoder.

    Convolutions of 32, 32, 64 and 64 channels down to 4 by 4, then 256 units; one convolution fewer
    for pictures of 32 by 32.

    Parameters
    ----------
    side, channels
        Of the pictures.
    """

    def __init__(self, side: int = SIDE, channels: int = CHANNELS) -> None:
        super().__init__()
        widths = (channels, 32, 32, 64, 64) if side == 64 else (channels, 32, 32, 64)
        convolutions = [
            layer
            for inputs, outputs in itertools.pairwise(widths)
            for layer in (nn.Conv2d(inputs, outputs, 4, 2, 1), nn.ReLU())
        ]
        self.features = nn.Sequential(
            *convolutions, nn.Flatten(), nn.Linear(64 * 16, 256), nn.ReLU()
        )
        self.mean = nn.Linear(256, LATENT)
        self.log_variance = nn.Linear(256, LATENT)
        self.decoder = nn.Sequential(
            nn.Linear(LATENT, channels * side**2),
            nn.Unflatten(1, (channels, side, side)),
            nn.Sigmoid(),
        )

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log-variance."""
        features = self.features(x)
        return self.mean(features), self.log_variance(features)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Pictures in [0, 1]."""
        return self.decoder(z)


class MadeWhenRead(torch.utils.data.Dataset[torch.Tensor]):
    """Random pictures that take no memory."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index: int) -> torch.Tensor:
        return torch.rand(CHANNELS, SIDE, SIDE, generator=torch.Generator().manual_seed(index))


def bare_loop(model: ConvolutionalVAE, data: np.ndarray) -> np.ndarray:
    codes = np.empty((len(data), LATENT), np.float32)
    model.eval()
    with torch.inference_mode():
        for start in range(0, len(data), BATCH):
            batch = torch.from_numpy(data[start : start + BATCH])
            codes[start : start + BATCH] = model.encode(batch)[0].numpy()
    return codes


def seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compare(side: int, channels: int, n: int, rounds: int) -> dict[str, Any]:
    """Time both, in turn; the ratio of throughputs, ours to bare, is the median of the rounds'."""
    torch.manual_seed(0)
    model = ConvolutionalVAE(side, channels)
    data = np.random.default_rng(0).random((n, channels, side, side), dtype=np.float32)
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for number in range(rounds + 1):
        space = LatentSpace(model, data, batch_size=BATCH, device="cpu", progress=False)
        pair = {
            "bare": lambda: bare_loop(model, data),
            "ours": lambda space=space: space.codes,
        }
        for name in sorted(pair, reverse=bool(number % 2)):
            elapsed = seconds(pair[name])
            if number:  # the first round warms up
                times[name].append(elapsed)
    assert np.allclose(bare_loop(model, data), space.codes, atol=1e-5)
    row: dict[str, Any] = {"pictures": f"{side}×{side}×{channels}", "samples": n, "rounds": rounds}
    for name, values in times.items():
        row[f"{name}_median_ms"] = round(1000 * statistics.median(values), 1)
        row[f"{name}_p95_ms"] = round(1000 * float(np.quantile(values, 0.95)), 1)
    ratios = np.divide(times["bare"], times["ours"])
    return {**row, "ratio": round(float(np.median(ratios)), 3)}


def measure_memory(n: int) -> dict[str, Any]:
    """Growth of the peak resident memory in MB, and what the codes of it are."""
    model = ConvolutionalVAE()
    _encoded(model, 2 * BATCH)  # torch's own buffers are there from now on
    process = psutil.Process()
    before = process.memory_info().rss
    peak, stop = [before], threading.Event()

    def watch() -> None:
        while not stop.wait(0.005):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    codes = _encoded(model, n)
    stop.set()
    watcher.join()
    return {
        "samples": n,
        "growth_mb": round((peak[0] - before) / 2**20, 1),
        "codes_mb": round(codes.nbytes / 2**20, 1),
        "data_would_be_mb": round(n * SIDE * SIDE * CHANNELS * 4 / 2**20, 1),
    }


def _encoded(model: ConvolutionalVAE, n: int) -> np.ndarray:
    return LatentSpace(model, MadeWhenRead(n), batch_size=BATCH, device="cpu", progress=False).codes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--memory", type=int, help="measure memory for this many samples only")
    options = parser.parse_args()
    if options.memory:
        print(json.dumps(measure_memory(options.memory)))
        return
    command = [sys.executable, "-m", "benchmarks.encode", "--memory"]
    memory = [
        json.loads(subprocess.run([*command, str(n)], check=True, capture_output=True).stdout)
        for n in MEMORY_SIZES
    ]
    throughput = [compare(*case, options.rounds) for case in CASES]
    print(json.dumps({"throughput": throughput, "memory": memory}, indent=2))


if __name__ == "__main__":
    main()
