"""What a style carries over and what stays, when the layers of two codes are mixed."""

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
    chosen = max(
        range(1, module.num_ws),
        key=lambda layer: _worth(_agreement(module, judge, layer, first=True)),
    )
    return {
        "from_layer": chosen,
        "n_layers": module.num_ws,
        "n_pairs": _N_PAIRS,
        "factors": _agreement(module, judge, chosen, first=False),
        "by_layer": {
            layer: round(_worth(_agreement(module, judge, layer, first=True)), 3)
            for layer in range(1, module.num_ws)
        },
    }


def _worth(agreement: dict[str, dict[str, float]]) -> float:
    """How well the factors go where they should: the least of the means of either side."""
    carried = np.mean([agreement[name]["style"] for name in CARRIED])
    kept = np.mean([agreement[name]["content"] for name in KEPT])
    return float(min(carried, kept))


def _agreement(
    module: StyleGenerator, judge: CatJudge, layer: int, *, first: bool
) -> dict[str, dict[str, float]]:
    from scipy.stats import spearmanr

    draw = torch.Generator().manual_seed(_CHOICE_SEED if first else _SEED)
    n = _N_PAIRS // 2 if first else _N_PAIRS
    with torch.inference_mode():
        content, style = (
            module.mapping(torch.randn(n, module.z_dim, generator=draw)) for _ in "ab"
        )
        whole = [w[:, None].repeat(1, module.num_ws, 1) for w in (content, style)]
        mixed = torch.cat([whole[0][:, :layer], whole[1][:, layer:]], dim=1)
        read = [_read(module, judge, w) for w in (*whole, mixed)]
    found: dict[str, dict[str, float]] = {}
    for name in NUMBERS:
        pair = [float(spearmanr(read[2][name], read[i][name]).statistic) for i in (0, 1)]
        found[name] = {"content": pair[0], "style": pair[1]}
    differ = read[0]["pattern"] != read[1]["pattern"]
    pair = [float((read[2]["pattern"] == read[i]["pattern"])[differ].mean()) for i in (0, 1)]
    found["pattern"] = {"content": pair[0], "style": pair[1]}
    return found


def _read(module: StyleGenerator, judge: CatJudge, w: torch.Tensor) -> Read:
    parts = [module.synthesis(part) for part in torch.split(w, _AT_ONCE)]
    return judge.read(np.asarray(torch.cat(parts)))
