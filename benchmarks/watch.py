"""A training, watched and not: what `lw.watch` adds to it, its view being open.

``python -m benchmarks.watch`` prints JSON. The same loop runs bare and watched in turns, each from
the same weights, so that what else the machine does falls on both. What is watched is the zoo's
convolutional VAE of digits on all its data, a step of the watch each epoch.

On a shared machine one training takes a tenth more or less than the next. What the watch itself
does is therefore counted too: the seconds that the loop waits for it, and the processor's seconds
of its thread. Were every one of these taken from the training, it would be slowed by their share.
"""

import argparse
import json
import os
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import torch

import latentwidgets as lw
from latentwidgets.zoo.networks.digits import ConvVAE

EPOCHS, SMALL = 120, 4  # long enough that the first look, which any training has, is small
BATCH = 64
SEED = 0


def train(epochs: int, *, watched: bool) -> dict[str, float]:
    """Train for some epochs; tell the seconds, and how much of them the loop waited."""
    dataset = lw.zoo.data("digits")
    torch.manual_seed(SEED)
    model = ConvVAE()
    data = torch.as_tensor(dataset.samples)
    optimiser = torch.optim.Adam(model.parameters(), 1e-3)
    watch = None
    if watched:
        watch = lw.watch(
            model, dataset.samples, labels=dataset.labels, prior="normal", value_range=(0, 1)
        )
        _ = watch.timeline  # looked at, as in a notebook
    beside: dict[int, float] = {}
    began = time.perf_counter()
    for epoch in range(1, epochs + 1):
        for part in torch.split(data[torch.randperm(len(data))], BATCH):
            mean, log_variance = model.encode(part)
            made = model.decode(mean + torch.randn_like(mean) * torch.exp(log_variance / 2))
            kl = 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).sum()
            loss = (((made - part) ** 2).sum() + kl) / len(part)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if watch is not None:
            watch.step(epoch, loss=loss)
            beside |= _processor_seconds("latentwidgets-watch")
    found = {"seconds": time.perf_counter() - began}
    if watch is not None:
        found["waited"] = watch.seconds_waited
        found["beside"] = sum(beside.values())
        found["kept"] = len(watch.recording)
        found["looked_at"] = len(watch.reel.taken)
        watch.close()
    return found


def _processor_seconds(name: str) -> dict[int, float]:
    """Return what the threads of a name have had of the processor, by their ids."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = {}
    for thread in threading.enumerate():
        if thread.name == name and thread.native_id is not None:
            stat = Path(f"/proc/self/task/{thread.native_id}/stat").read_text()
            user, system = stat.rpartition(")")[2].split()[11:13]
            found[thread.native_id] = (int(user) + int(system)) / ticks
    return found


def measure(rounds: int, *, small: bool) -> dict[str, Any]:
    epochs = SMALL if small else EPOCHS
    train(1, watched=False)
    pairs = []
    for number in range(rounds):
        order = (False, True) if number % 2 == 0 else (True, False)
        found = {watched: train(epochs, watched=watched) for watched in order}
        pairs.append((found[False], found[True]))
    slowdowns = [watched["seconds"] / bare["seconds"] - 1 for bare, watched in pairs]
    last = pairs[-1][1]
    return {
        "epochs": epochs,
        "bare_s": statistics.median(bare["seconds"] for bare, _ in pairs),
        "watched_s": statistics.median(watched["seconds"] for _, watched in pairs),
        "slowdown": statistics.median(slowdowns),
        "slowdowns": slowdowns,
        "waited": statistics.median(w["waited"] / w["seconds"] for _, w in pairs),
        "beside": statistics.median(w["beside"] / w["seconds"] for _, w in pairs),
        "kept": last["kept"],
        "looked_at": last["looked_at"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="a few epochs, to see that all works")
    options = parser.parse_args()
    print(json.dumps(measure(options.rounds, small=options.small), indent=2))


if __name__ == "__main__":
    main()
