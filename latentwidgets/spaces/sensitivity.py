"""What each latent dimension does to the output."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import Cancelled

__all__ = ["dead_dimensions", "measure_effects"]

Codes = NDArray[np.float32]
Decode = Callable[[Codes], NDArray[np.float32]]
Distance = Callable[[Codes, Codes], NDArray[np.float64]]

ANCHORS = 8
FEW_ANCHORS = 4  # above MANY_DIMENSIONS, where each anchor costs as many decodes
MANY_DIMENSIONS = 64
BATCH = 32  # small: a frame may wait for one batch
DEAD_SHARE = 1e-3
INVISIBLE_SHARE = 0.02
COLLAPSED_SD = 0.1  # Burda et al. (2016): a dimension is active where Var(mean) > 0.01


def measure_effects(  # noqa: PLR0913
    decode: Decode,
    distance: Distance,
    codes: Codes,
    sd: Codes,
    *,
    seed: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> Codes:
    """Measure how much the output changes as each dimension moves by one sd of the data.

    From a few anchors drawn among the codes, each dimension in turn is moved by its sd, up from
    every other anchor and down from the rest; the effect is the distance of the output from that of
    the anchor (of pictures the root mean square change), averaged over the anchors.

    Parameters
    ----------
    decode
        Codes ``(m, d)`` to canonical outputs ``(m, *shape)``, m at most 32.
    distance
        Between outputs, ``(m, *shape)`` each, to ``(m,)`` in [0, 1]: that of the modality.
    codes
        ``(n, d)``, from which the anchors are drawn.
    sd
        ``(d,)``, the step of each dimension. Dimensions of sd 0 have effect 0 and are not decoded.
    seed
        Of the anchors: 8 of them, or 4 above 64 dimensions.
    should_stop
        Asked before each batch.

    Returns
    -------
    float32, (d,)
        Within [0, 1]: 1 is the output's full range.

    Raises
    ------
    Cancelled
        Where `should_stop` says so.
    """
    n_anchors = min(len(codes), ANCHORS if len(sd) <= MANY_DIMENSIONS else FEW_ANCHORS)
    rows = np.random.default_rng(seed).choice(len(codes), n_anchors, replace=False)
    moving = np.flatnonzero(sd > 0)
    total = np.zeros(len(sd), np.float64)
    for number, anchor in enumerate(codes[rows]):
        _stop_if_asked(should_stop)
        centre = decode(anchor[None])
        step = sd if number % 2 == 0 else -sd
        for dims in _chunks(moving, BATCH):
            _stop_if_asked(should_stop)
            moved = np.repeat(anchor[None], len(dims), axis=0)
            moved[np.arange(len(dims)), dims] += step[dims]
            outputs = decode(moved)
            total[dims] += distance(outputs, np.broadcast_to(centre, outputs.shape))
    return (total / n_anchors).astype(np.float32)


def dead_dimensions(effects: Codes, sd: Codes | None = None) -> NDArray[np.bool_]:
    """Tell which dimensions do nothing worth a slider.

    A dimension is dead where its effect is below 0.1 % of the largest; or, where `sd` is given,
    where the encoder leaves it unused (variance of the codes below 0.01, the rule for inactive
    units of Burda et al., 2016) and its effect is below 2 % of the largest. Both are asked for in
    the second case because the variance alone depends on the scale of the codes.

    Parameters
    ----------
    effects
        ``(d,)``, from `measure_effects`.
    sd
        ``(d,)``, of the codes of a model with a standard normal prior.
    """
    largest = effects.max(initial=0.0)
    if largest == 0:  # nothing tells one dimension from another: fold none away
        return np.zeros(len(effects), dtype=bool)
    dead: NDArray[np.bool_] = effects < DEAD_SHARE * largest
    if sd is not None:
        dead = dead | ((sd < COLLAPSED_SD) & (effects < INVISIBLE_SHARE * largest))
    return dead


def _stop_if_asked(should_stop: Callable[[], bool] | None) -> None:
    if should_stop is not None and should_stop():
        raise Cancelled("The measurement of the sliders' effects was stopped.")


def _chunks(dims: NDArray[np.intp], size: int) -> Iterator[NDArray[np.intp]]:
    for start in range(0, len(dims), size):
        yield dims[start : start + size]
