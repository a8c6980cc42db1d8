"""Exported pages of torch models of several kinds: each shows what the model decodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from exported_page import NEAREST, ExportedPage, export
from playwright.sync_api import Browser
from torch import nn

import latentwidgets as lw

pytestmark = pytest.mark.browser


class Recurrent(nn.Module):
    """Row after row of a picture, by a GRU that is given the code at each step."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(6, 12, batch_first=True)
        self.row = nn.Linear(12, 7)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        states, _ = self.gru(z[:, None].repeat(1, 9, 1))
        return torch.sigmoid(3 * self.row(states))[:, None]


class Glass(nn.Module):
    """One number to a picture with an alpha channel, between half and full."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Linear(1, 4 * 5 * 8)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        light = torch.sigmoid(self.mix(z)).reshape(-1, 4, 5, 8)
        return torch.cat([light[:, :3], 0.5 + light[:, 3:] / 2], dim=1)


def spatial() -> nn.Module:
    return nn.Sequential(
        nn.ConvTranspose2d(5, 8, 4, 2, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(8, 3, 4, 2, 1),
        nn.Sigmoid(),
    )


@pytest.mark.parametrize(
    ("make", "latent_shape"),
    [(Recurrent, (6,)), (Glass, (1,)), (spatial, (5, 3, 2))],
    ids=["a recurrent network", "one dimension, four channels", "a spatial code, in colour"],
)
def test_a_generator_without_samples_or_labels(
    browser: Browser,
    tmp_path: Path,
    built_parts: None,
    make: Callable[[], nn.Module],
    latent_shape: tuple[int, ...],
) -> None:
    torch.manual_seed(3)
    space = lw.LatentSpace(
        make(), latent_shape=latent_shape, prior="normal", n_samples=80, progress=False
    )
    page = ExportedPage(browser, export(space, tmp_path / "page.html")).ready()
    assert f"{space.latent_size} dimension" in page.text(".lw-meta")
    assert "80 sampled codes" in page.text(".lw-meta")
    assert page.frame.get_by_label("Colour by").is_hidden()
    last = space.latent_size - 1
    if not page.frame.get_by_label(f"dimension {last}", exact=True).count():
        page.frame.get_by_role("button", name="All").click()
    page.slide(last, 0.4, 0.7)
    z = page.moved()
    page.sees(space.decode(z.reshape(1, *latent_shape))[0])
    page.drag_map((0.5, 0.5), (0.58, 0.55))
    z = page.moved(z)
    page.sees(space.decode(z.reshape(1, *latent_shape))[0])
    page.frame.locator(".lw-map-stage").press("Enter")
    z = page.moved(z)
    index = int(np.flatnonzero((space.flat_codes == z).all(axis=1))[0])
    page.frame.get_by_title(f"Go to sample {index}", exact=True).wait_for()
    (decoded,) = space.decode(space.codes[[index]])
    page.sees(decoded)
    page.sees(decoded, NEAREST)
    page.close()
