"""How the learning rate goes over a training."""

import math

__all__ = ["cycle"]

_RISE = 0.1  # share of the steps in which the learning rate rises


def cycle(progress: float) -> float:
    """Learning rate as a share of its largest: a linear rise, then half a cosine down."""
    if progress < _RISE:
        return 0.04 + 0.96 * progress / _RISE
    return 0.5 * (1 + math.cos(math.pi * (progress - _RISE) / (1 - _RISE)))
