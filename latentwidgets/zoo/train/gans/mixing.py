"""What a style carries over and what stays, when the layers of two codes are mixed."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.networks.gans import StyleGenerator
from latentwidgets.zoo.train.gans.judge import NUMBERS, CatJudge

__all__ = ["measure_mixing"]

CARRIED = ("fur_hue", "fur_lightness", "pattern")
KEPT = ("tilt", "ear_size")

_N_PAIRS = 400
_CHOICE_SEED, _SEED = 11, 12
_AT_ONCE = 100

Read = dict[str, NDArray[Any]]


def measure_mixing(module: StyleGenerator, judge: CatJudge) -> dict[str, Any]:
    """Mix the coarse layers of one code with the fine layers of another, and read both factors.

    The layer at which the style takes over is chosen on pairs of codes of their own.

    Returns
    -------
    dict
        ``from_layer`` of ``n_layers``; for each factor ``content`` and ``style``: of numbers the
        Spearman correlation of what is read in the mixture with what is read in either, of the
        pattern the share of pairs of unlike patterns in which it is that of either.
    """
    trials = _agreement(module, judge, range(1, module.num_ws), _N_PAIRS // 2, _CHOICE_SEED)
    worth = {layer: _worth(found) for layer, found in trials.items()}
    chosen = max(worth, key=worth.__getitem__)
    return {
        "from_layer": chosen,
        "n_layers": module.num_ws,
        "n_pairs": _N_PAIRS,
        "factors": _agreement(module, judge, [chosen], _N_PAIRS, _SEED)[chosen],
        "by_layer": {str(layer): value for layer, value in worth.items()},
    }


def _worth(agreement: dict[str, dict[str, float]]) -> float:
    """How well the factors go where they should: the least of the means of either side."""
    carried = np.mean([agreement[name]["style"] for name in CARRIED])
    kept = np.mean([agreement[name]["content"] for name in KEPT])
    return float(min(carried, kept))


def _agreement(
    module: StyleGenerator, judge: CatJudge, layers: Iterable[int], n: int, seed: int
) -> dict[int, dict[str, dict[str, float]]]:
    """How well each factor of mixtures agrees with that of either code, for each layer."""
    draw = torch.Generator().manual_seed(seed)
    with torch.inference_mode():
        both = module.mapping(torch.randn(2 * n, module.z_dim, generator=draw))
        content, style = both[:, None].repeat(1, module.num_ws, 1).chunk(2)
        ends = _read(module, judge, content), _read(module, judge, style)
        return {
            layer: _compared(
                _read(module, judge, torch.cat([content[:, :layer], style[:, layer:]], dim=1)), ends
            )
            for layer in layers
        }


def _compared(mixed: Read, ends: tuple[Read, Read]) -> dict[str, dict[str, float]]:
    from scipy.stats import spearmanr

    found: dict[str, dict[str, float]] = {}
    for name in NUMBERS:
        pair = [float(spearmanr(mixed[name], end[name]).statistic) for end in ends]
        found[name] = {"content": pair[0], "style": pair[1]}
    differ = ends[0]["pattern"] != ends[1]["pattern"]
    pair = [float((mixed["pattern"] == end["pattern"])[differ].mean()) for end in ends]
    found["pattern"] = {"content": pair[0], "style": pair[1]}
    return found


def _read(module: StyleGenerator, judge: CatJudge, w: torch.Tensor) -> Read:
    parts = [module.synthesis(part) for part in torch.split(w, _AT_ONCE)]
    return judge.read(np.asarray(torch.cat(parts)))
