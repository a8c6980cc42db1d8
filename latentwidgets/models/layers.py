"""Shapes of a code that a decoder's own layers suggest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from latentwidgets.models.protocol import Shape

if TYPE_CHECKING:
    from torch import nn

MAX_CANDIDATES = 64
SIDES = (2, 3, 4, 5, 6, 7, 8, 12, 14, 16, 24, 28, 32, 48, 64)
SIZE_NAMES = ("latent_dim", "latent_size", "latent_dims", "z_dim", "dim_z", "nz", "z_size")


def latent_candidates(decoder: "nn.Module", output: Shape | None) -> list[Shape]:
    """List shapes of a code, the likeliest first, to be tried on the decoder.

    They come from the inputs of the layers in the order of their definition, and from attributes
    such as ``latent_dim``. A convolution takes codes of any height and width: (C, 1, 1) stands for
    a transposed one that opens the picture up from a point (as in DCGAN); more sides are listed
    where `output`, the shape of one sample, can tell the right one.
    """
    found: dict[Shape, None] = {}
    for shape in _shapes(decoder, output):
        found[shape] = None
        if len(found) == MAX_CANDIDATES:
            break
    return list(found)


def _shapes(decoder: "nn.Module", output: Shape | None) -> Iterator[Shape]:
    for layer in decoder.modules():
        yield from _of_layer(layer, output)
    for part in decoder.modules():
        for name in SIZE_NAMES:
            size = getattr(part, name, None)
            if isinstance(size, int) and not isinstance(size, bool) and size > 0:
                yield (size,)
                yield (size, 1, 1)


def _of_layer(layer: Any, output: Shape | None) -> Iterator[Shape]:
    recurrent = hasattr(layer, "weight_ih_l0") or hasattr(layer, "weight_ih")
    features = getattr(layer, "input_size" if recurrent else "in_features", None)
    channels = getattr(layer, "in_channels", None)
    dims = len(kernel) if isinstance(kernel := getattr(layer, "kernel_size", None), tuple) else 0
    if isinstance(features, int):
        yield (features,)
    elif isinstance(channels, int) and dims == 1:
        if getattr(layer, "transposed", False) and _opens(layer):
            yield (channels, 1)
    elif isinstance(channels, int) and dims == 2:
        if getattr(layer, "transposed", False) and _opens(layer):
            yield (channels, 1, 1)
        if output is not None:
            yield from ((channels, side, side) for side in SIDES)


def _opens(layer: Any) -> bool:
    """Whether a transposed convolution opens a point up, and does not just enlarge a map."""
    return not any(layer.padding) and min(layer.kernel_size) > max(layer.stride)
