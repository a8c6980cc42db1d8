"""Arithmetic and style mixing in exported pages: without Python, and the same as with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from exported_page import KEPT, ExportedPage, export
from PIL import Image as Pillow
from playwright.sync_api import Browser

import latentwidgets as lw
from latentwidgets.modalities.atlas import atlas
from latentwidgets.modalities.payload import to_rgba
from latentwidgets.zoo.networks.gans import StyleGenerator

pytestmark = pytest.mark.browser

CODE = f"{KEPT}.z"


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


def style_generator() -> StyleGenerator:
    """An untrained one in which another style is another picture, by 20 levels and more."""
    torch.manual_seed(1)
    generator = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    with torch.no_grad():
        for weights in generator.parameters():
            weights.mul_(2)
    return generator


def test_layers_of_one_code_go_into_another(
    open_page: Callable[[lw.LatentSpace], ExportedPage],
) -> None:
    generator = style_generator()
    space = lw.LatentSpace(generator, latent="w+", n_samples=12, value_range=(0, 1))
    page = open_page(space)
    page.frame.get_by_role("tab", name="Style").click()
    page.frame.locator(".lw-style-cell canvas").nth(8).wait_for()
    put(page, "content", "3")
    put(page, "style", "5")  # which it may have begun with
    expected = space.mix_styles(space.codes[3], space.codes[5], "fine")
    page.sees(space.decode(expected)[0])
    page.rest()
    np.testing.assert_allclose(page.z().reshape(space.latent_shape), expected, atol=1e-6)
    page.close()


@pytest.mark.parametrize("latent", ["z", "w"])
def test_layers_are_mixed_where_codes_have_none(
    open_page: Callable[[lw.LatentSpace], ExportedPage], latent: str
) -> None:
    generator = style_generator()
    space = lw.LatentSpace(generator, latent=latent, n_samples=12, value_range=(0, 1))
    check_layers(open_page(space), space)


def test_the_zoo_mixes_layers_by_mouse_and_keyboard(
    open_page: Callable[[lw.LatentSpace], ExportedPage],
) -> None:
    space = lw.zoo.load("cats/style-gan")
    check_layers(open_page(space), space)


def copied(page: ExportedPage) -> str:
    """The lines of "Copy as Python"."""
    page.frame.evaluate(
        """() => Object.defineProperty(navigator, "clipboard",
             {value: {writeText: async (text) => { window.copied = text; }}})"""
    )
    page.frame.get_by_role("button", name="Journal").click()
    page.frame.get_by_role("button", name="Copy as Python").click()
    page.frame.get_by_text("Copied: paste it into a cell.").wait_for()
    page.frame.get_by_role("button", name="Journal").click()
    return page.frame.evaluate("window.copied")


def check_layers(page: ExportedPage, space: lw.LatentSpace) -> None:
    """Content 3 and style 5, by mouse; groups and strength by keyboard; a cell of the grid."""
    layers = space.layered()
    page.frame.get_by_role("tab", name="Style").click()
    page.frame.locator(".lw-style-cell canvas").nth(8).wait_for()
    put(page, "content", "3")
    put(page, "style", "5")
    before = page.frame.evaluate(CODE)
    content, style = layers.codes[3], layers.codes[5]
    sees_mix(page, layers, layers.mix_styles(content, style, "fine"))
    page.frame.get_by_role("checkbox", name="coarse").press("Space")
    sees_mix(page, layers, layers.mix_styles(content, style, ["coarse", "fine"]))
    strength = page.frame.get_by_label("Strength")
    for _ in range(3):
        strength.press("PageDown")
    share = float(strength.input_value())
    assert 0 < share < 1
    sees_mix(page, layers, layers.mix_styles(content, style, ["coarse", "fine"], share))
    mix = layers.mix_styles(content, style, ["coarse", "fine"], share)
    with page.page.expect_download() as download:
        page.frame.get_by_role("button", name="Save PNG").click()
    saved = np.asarray(Pillow.open(download.value.path()).convert("RGB")).astype(int)
    exact = to_rgba(layers.decode(mix)[0])[..., :3].astype(int)
    assert saved.shape == exact.shape
    assert np.abs(saved - exact).max() <= 2
    lines = copied(page)
    assert "mix = layered.mix_styles(content, style, [" in lines
    made: dict[str, Any] = {"space": space}
    exec(compile(lines, "cell", "exec"), made)
    np.testing.assert_allclose(made["mixed_output"], layers.decode(mix)[0], atol=1e-4)
    cell = page.frame.locator(".lw-style-cell").nth(6)
    words = (cell.get_attribute("aria-label") or "").replace(",", "").split()
    chosen = [layers.codes[int(words[at].removeprefix("sample_"))] for at in (1, 3)]
    cell.click()
    sees_mix(page, layers, layers.mix_styles(*chosen, ["coarse", "fine"], share))
    assert page.frame.evaluate(CODE) == before, "the code stays where it is"
    page.frame.get_by_role("button", name="Undo").click()
    sees_mix(page, layers, layers.mix_styles(content, style, ["coarse", "fine"], share))
    page.close()


def sees_mix(page: ExportedPage, layers: lw.LatentSpace, mixed: np.ndarray) -> None:
    """Wait until the mix is as Python decodes it, in the tiles that Python makes."""
    picture = atlas(layers.decode(mixed), columns=1, size=160, square=False, exact=True)
    expected = np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 4)
    page.comes_to(expected, ".lw-style-mix canvas", levels=2)
