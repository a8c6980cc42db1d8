"""What an exported page keeps too: posteriors as ellipses, names of dimensions as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from exported_page import ExportedPage, export
from playwright.sync_api import Browser, expect

import latentwidgets as lw
from latentwidgets.spaces.support import spread_on

pytestmark = pytest.mark.browser

NAME = "<b onclick=alert(1)>slant</b>"
RADII = """() => {
  const {rx, ry} = document.querySelector('.lw-map-posteriors ellipse');
  return [rx.baseVal.value, ry.baseVal.value];
}"""


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
    space = lw.zoo.load("tones/vae")
    assert not space.model.can_encode
    page = ExportedPage(browser, export(space, tmp_path / "tones.html")).ready()
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
