"""Arithmetic and style mixing in exported pages: without Python, and the same as with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exported_page import ExportedPage, export
from playwright.sync_api import Browser

import latentwidgets as lw
from latentwidgets.zoo.networks.gans import StyleGenerator

pytestmark = pytest.mark.browser


@pytest.fixture
def open_page(
    browser: Browser, tmp_path: Path, built_parts: None
) -> Callable[[lw.LatentSpace], ExportedPage]:
    return lambda space: ExportedPage(browser, export(space, tmp_path / "page.html")).ready()


def put(page: ExportedPage, slot: str, name: str) -> None:
    group = page.frame.get_by_role("group", name=slot, exact=True)
    group.locator(".lw-slot-box").click()
    page.frame.get_by_role("combobox", name=f"Choose {slot}").fill(name)
    page.frame.locator(".lw-choice").first.click()


def test_a_typed_expression_comes_to_what_python_computes(
    open_page: Callable[[lw.LatentSpace], ExportedPage],
) -> None:
    space = lw.zoo.load("digits/vae")
    page = open_page(space)
    page.frame.get_by_role("tab", name="Arithmetic").click()
    text = '"3" - 0.5 * ("1" - sample_7) + low_ink / 4'
    field = page.frame.get_by_role("textbox", name="Expression")
    field.fill(text)
    field.press("Enter")
    z = page.moved(None)
    np.testing.assert_allclose(z, space.compute(text), atol=1e-5)
    page.sees(space.decode(z)[0])
    first = page.frame.get_by_role("button", name="Go to sample").first
    first.wait_for()
    arithmetic = lw.VectorArithmetic(space, text)
    nearest = arithmetic.nearest(1)[0][0]
    arithmetic.close()
    assert (first.get_attribute("aria-label") or "").startswith(f"Go to sample {nearest},")
    page.close()


def test_layers_of_one_code_go_into_another(
    open_page: Callable[[lw.LatentSpace], ExportedPage],
) -> None:
    generator = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    space = lw.LatentSpace(generator, latent="w+", n_samples=12, value_range=(0, 1))
    page = open_page(space)
    page.frame.get_by_role("tab", name="Style").click()
    page.frame.locator(".lw-style-cell canvas").nth(8).wait_for()
    put(page, "content", "3")
    before = page.moved(None)
    put(page, "style", "5")
    z = page.moved(before)
    expected = space.mix_styles(space.codes[3], space.codes[5], "fine")
    np.testing.assert_allclose(z.reshape(space.latent_shape), expected, atol=1e-6)
    page.sees(space.decode(expected)[0])
    page.close()
