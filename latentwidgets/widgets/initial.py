"""What the page is given at the start, so that the first picture needs no round trip."""

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.runtimes.page import SOUND, shared_asset
from latentwidgets.spaces import dead_dimensions
from latentwidgets.spaces.paths import chosen_path
from latentwidgets.spaces.projections import METHODS
from latentwidgets.widgets.handlers.colours import colour_by, colour_names

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = [
    "describe",
    "describe_dimension_names",
    "describe_sliders",
    "effects_are_slow",
    "starting_code",
]

N_BINS = 24
MOST_ROWS = 5000  # a histogram 24 bins wide and a few pixels high needs no more
PROBE = 4
N_ANCHORS = 8
SLOW_SECONDS = 0.3


def describe(space: "LatentSpace") -> dict[str, Any]:
    """Describe a space for the page; where its outputs are played, the library is named too."""
    path, reason = chosen_path(space, "auto")
    played = space.modality.kind == "melody"
    return {
        "name": space.name,
        "n_samples": space.n_samples,
        "latent_shape": list(space.latent_shape),
        "latent_size": space.latent_size,
        "modality": dict(space.modality.describe()),
        "can_encode": space.model.can_encode,
        # A bundle may keep them and have no encoder, where that makes no graph.
        "has_posteriors": space.model.can_encode or space.parts.contents.log_variances is not None,
        "from_data": space.from_data,
        "has_samples": space.has_samples,
        "prior": space.model.prior,
        "device": space.device,
        "dropped": space.dropped,
        "path": {"name": path, "reason": reason},
        "projections": list(METHODS),
        "colours": [
            {"name": name, "kind": colour_by(space, name)["kind"]} for name in colour_names(space)
        ],
        **({"sound": shared_asset(SOUND).describe()} if played else {}),
    }


def describe_dimension_names(space: "LatentSpace") -> dict[str, Any]:
    """Describe what dimensions are called."""
    return {"names": [[dimension, name] for dimension, name in space.dimension_names.items()]}


def starting_code(space: "LatentSpace") -> NDArray[np.float32]:
    """Choose the sample nearest to the mean of all: a typical one, and crisp as the mean is not."""
    mean = space.flat_codes.mean(axis=0, dtype=np.float64).astype(np.float32)
    indices, _ = space.nearest(mean.reshape(space.latent_shape))
    code: NDArray[np.float32] = space.codes[int(indices[0])]
    return code


def describe_sliders(
    space: "LatentSpace", effects: NDArray[np.float32] | None = None
) -> dict[str, Any]:
    """Describe each dimension's slider.

    Before the effects are known none is dead; those with a name come first, then by spread.
    """
    codes = space.flat_codes
    low, high = space.slider_ranges()
    sd = codes.std(axis=0, dtype=np.float64).astype(np.float32)
    ready = effects is not None
    if effects is None:
        effects = np.zeros(space.latent_size, np.float32)
        dead = np.zeros(space.latent_size, np.uint8)
    else:
        dead = _dead(space, effects, sd)
    is_named = np.isin(np.arange(len(sd)), list(space.dimension_names))
    importance = effects if ready else sd + is_named * (1 + sd.max())
    return {
        "order": np.argsort(-importance, kind="stable").astype(np.uint32),
        "effect": effects,
        "low": low,
        "high": high,
        "mean": codes.mean(axis=0, dtype=np.float64).astype(np.float32),
        "sd": sd,
        "dead": dead,
        "histogram": _histograms(codes, low, high),
        "ready": ready,
    }


def effects_are_slow(space: "LatentSpace") -> bool:
    """Guess from one small batch whether measuring the effects would keep a cell waiting."""
    if space.parts.measured.effects is not None:
        return False
    n_decodes = N_ANCHORS * (space.latent_size + 1)
    started = time.perf_counter()
    space.decode(space.codes[:PROBE])
    seconds = (time.perf_counter() - started) / min(PROBE, space.n_samples)
    return seconds * n_decodes > SLOW_SECONDS


def _dead(
    space: "LatentSpace", effects: NDArray[np.float32], sd: NDArray[np.float32]
) -> NDArray[np.uint8]:
    collapsible = space.model.can_encode and space.model.prior == "normal"
    return dead_dimensions(effects, sd if collapsible else None).astype(np.uint8)


def _histograms(
    codes: NDArray[np.float32], low: NDArray[np.float32], high: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Count the codes of each dimension in 24 bins from low to high: ``(d, 24)``, highest 1."""
    n, d = codes.shape
    rows = codes[np.linspace(0, n - 1, min(n, MOST_ROWS)).astype(np.intp)]
    bins = np.floor((rows - low) / (high - low) * N_BINS).astype(np.int64)
    inside = (bins >= 0) & (bins < N_BINS)
    slots = (bins + np.arange(d) * N_BINS)[inside]
    counts = np.bincount(slots, minlength=d * N_BINS).reshape(d, N_BINS)
    shares = counts / np.maximum(counts.max(axis=1, keepdims=True), 1)
    heights: NDArray[np.float32] = shares.astype(np.float32)
    return heights
