"""Small deformations of small images."""

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["deform"]

_TURN = 0.17  # radians
_SHEAR = 0.15
_SCALE = 0.08
_SHIFT = 0.125  # of half the image's width: half a pixel of eight
_UPSAMPLING = 4  # deformed at a finer grid, then averaged: half a pixel's shift blurs less


def deform(images: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Turn, shear, scale and shift a random share of images ``(n, 1, h, w)`` in [0, 1]."""
    n = len(images)

    def uniform(limit: float) -> Tensor:
        return (2 * torch.rand(n, generator=generator) - 1) * limit

    angle, scale = uniform(_TURN), 1 + uniform(_SCALE)
    cosine, sine = scale * torch.cos(angle), scale * torch.sin(angle)
    first = torch.stack([cosine, uniform(_SHEAR) - sine, uniform(_SHIFT)], dim=1)
    second = torch.stack([sine, cosine, uniform(_SHIFT)], dim=1)
    fine = functional.interpolate(
        images, scale_factor=_UPSAMPLING, mode="bicubic", align_corners=False
    )
    grid = functional.affine_grid(
        torch.stack([first, second], dim=1), list(fine.shape), align_corners=False
    )
    moved = functional.grid_sample(fine, grid, align_corners=False)
    moved = functional.avg_pool2d(moved, _UPSAMPLING).clamp(0, 1)
    chosen = torch.rand(n, 1, 1, 1, generator=generator) < share
    return torch.where(chosen, moved, images)
