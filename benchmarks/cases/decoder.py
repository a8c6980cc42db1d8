"""The decoder that every live case shows: 16 dimensions, about 0.55 M parameters, seeded weights.

The upper rows of its picture are a barcode of ``z[0]``, so that the page can tell which value
the pixels that it shows belong to.
"""

from __future__ import annotations

import torch
from torch import nn

LATENT_SIZE = 16
BARCODE_BITS = 10
BARCODE_LOW, BARCODE_HIGH = -4.0, 4.0
SLIDER_LIMIT = 3.0


class BarcodeDecoder(nn.Module):
    """A convolutional decoder whose picture carries a barcode of the first dimension.

    Parameters
    ----------
    size : int
        Height and width of the picture: 64 or 256.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        torch.manual_seed(0)
        self.start = nn.Sequential(
            nn.Linear(LATENT_SIZE, 256), nn.LeakyReLU(), nn.Linear(256, 32 * 8 * 8)
        )
        stages = [(32, 32), (32, 16), (16, 16)]
        if size == 256:
            stages += [(16, 8), (8, 4)]
        layers: list[nn.Module] = []
        for inputs, outputs in stages:
            layers += [nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU()]
        self.stages = nn.Sequential(*layers)
        self.colour = nn.Conv2d(stages[-1][1], 3, 3, padding=1)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Decode codes ``(n, 16)`` to images ``(n, 3, size, size)`` in [0, 1]."""
        features = self.stages(self.start(z).unflatten(1, (32, 8, 8)))
        # Untrained layers shrink the signal: the gain makes the picture change visibly with z.
        # Never near white, so that the page finds the picture's edges on a white page.
        images = 0.1 + 0.6 * torch.sigmoid(60 * self.colour(features))
        images[:, :, : self.size // 8] = self._barcode(z[:, 0])[:, None, None, :]
        return images

    def _barcode(self, values: torch.Tensor) -> torch.Tensor:
        """One row ``(n, size)``: a dark mark, ten bits from the highest, a light mark."""
        span = (values - BARCODE_LOW) / (BARCODE_HIGH - BARCODE_LOW)
        levels = (span.clamp(0, 1) * (2**BARCODE_BITS - 1)).round().long()
        places = 2 ** torch.arange(BARCODE_BITS - 1, -1, -1)
        bits = levels[:, None] // places % 2
        blocks = torch.cat([torch.zeros_like(bits[:, :1]), bits, torch.ones_like(bits[:, :1])], 1)
        columns = torch.arange(self.size) * blocks.shape[1] // self.size
        return blocks[:, columns].float()


def decoder(size: int) -> BarcodeDecoder:
    """Return the decoder in evaluation mode, on one thread, as on a shared machine."""
    torch.set_num_threads(1)
    return BarcodeDecoder(size).eval()
