"""What an exported page keeps too: posteriors as ellipses, names of dimensions as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from exported_page import ExportedPage, export
from playwright.sync_api import Browser, expect
from torch import nn

import latentwidgets as lw
from latentwidgets.spaces.support import spread_on

pytestmark = pytest.mark.browser

NAME = "<b onclick=alert(1)>slant</b>"
RADII = """() => {
  const {rx, ry} = document.querySelector('.lw-map-posteriors ellipse');
  return [rx.baseVal.value, ry.baseVal.value];
}"""


class Sorting(nn.Module):
    """Encodes by steps outside of torch, of which no graph can be made."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.down, self.up = nn.Linear(36, 6), nn.Linear(3, 36)

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """To means and log-variances."""
        ordered = torch.as_tensor(np.sort(x.numpy().reshape(len(x), -1), axis=1))
        mean, log_variance = self.down(ordered).chunk(2, dim=1)
        return mean, log_variance

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """To pictures of 6 by 6."""
        return torch.sigmoid(self.up(z)).reshape(-1, 1, 6, 6)


@pytest.fixture(scope="module")
def space() -> lw.LatentSpace:
    space = lw.zoo.load("digits/vae")
    space.dimension_names[12] = NAME
    return space


@pytest.fixture
def page(
    browser: Browser, space: lw.LatentSpace, tmp_path: Path, built_parts: None
) -> Iterator[ExportedPage]:
    opened = ExportedPage(browser, export(space, tmp_path / "digits.html")).ready()
    yield opened
    opened.close()


def test_the_chosen_samples_posterior_has_the_shape_that_python_finds(
    page: ExportedPage, space: lw.LatentSpace
) -> None:
    page.frame.get_by_role("button", name="Posteriors").click()
    page.wait("document.querySelectorAll('.lw-map-posteriors ellipse').length === 1")
    nearest = int(space.nearest(lw.LatentExplorer(space).z)[0][0])
    found = spread_on(space, space.project("pca", 2), np.array([nearest]))
    low, high = np.sqrt(np.linalg.eigvalsh(found.covariances[0]))
    rx, ry = page.frame.evaluate(RADII)
    assert ry > 1
    assert rx / ry == pytest.approx(high / low, rel=0.02)
    assert page.errors == []


def test_posteriors_kept_without_an_encoder_are_drawn_too(
    browser: Browser, tmp_path: Path, built_parts: None
) -> None:
    data = np.random.default_rng(0).random((60, 1, 6, 6), np.float32)
    lw.LatentSpace(Sorting(), data).save(tmp_path / "sorting.latent", posteriors=True)
    space = lw.open(tmp_path / "sorting.latent")
    assert not space.model.can_encode
    page = ExportedPage(browser, export(space, tmp_path / "sorting.html")).ready()
    page.frame.get_by_role("button", name="Posteriors").click()
    page.wait("document.querySelectorAll('.lw-map-posteriors ellipse').length === 1")
    page.close()


def test_on_a_map_that_is_no_plane_it_says_why(page: ExportedPage) -> None:
    page.frame.get_by_role("button", name="Posteriors").click()
    page.wait("document.querySelectorAll('.lw-map-posteriors ellipse').length === 1")
    page.frame.get_by_label("Projection").select_option("tsne")
    expect(page.frame.get_by_text("No posteriors: Only on a flat PCA map")).to_be_visible()
    expect(page.frame.locator(".lw-map-posteriors ellipse")).to_have_count(0)


def test_a_dimensions_name_labels_its_slider_as_text(page: ExportedPage) -> None:
    slider = page.frame.get_by_role("slider", name=f"dimension 12, {NAME}", exact=True)
    expect(slider).to_be_visible()
    assert page.frame.locator(".lw-slider-name b").count() == 0
