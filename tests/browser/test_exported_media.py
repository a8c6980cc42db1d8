"""Exported pages of real models whose outputs are no pictures, without Python and a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_page import ExportedPage, export
from media_spaces import beat_space, sentence_space, unexportable_space
from playwright.sync_api import Browser

import latentwidgets as lw

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("built_parts")]

TEXT = ".lw-text-words"
Open = Callable[..., ExportedPage]


@pytest.fixture(scope="module")
def spaces() -> dict[str, lw.LatentSpace]:
    return {"sentences": sentence_space(), "beats": beat_space()}


@pytest.fixture(scope="module")
def pages(
    spaces: dict[str, lw.LatentSpace],
    built_parts: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: export(space, folder / f"{name}.html") for name, space in spaces.items()}


@pytest.fixture
def open_page(browser: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    opened: list[ExportedPage] = []

    def open_(name: str, **options: Any) -> ExportedPage:
        opened.append(ExportedPage(browser, pages[name], **options).ready())
        return opened[-1]

    yield open_
    for page in opened:
        page.close()


def first_code(space: lw.LatentSpace) -> np.ndarray:
    """The code that a page begins with."""
    explorer = lw.LatentExplorer(space)
    try:
        return np.array(explorer.z, np.float32)
    finally:
        explorer.close()


def press(page: ExportedPage, dimension: int, place: float, z: np.ndarray) -> None:
    """Press a slider's track at a fraction of its width; `z` follows."""
    slider = page.page.get_by_label(f"dimension {dimension}", exact=True)
    box = slider.bounding_box()
    assert box
    page.page.mouse.click(box["x"] + place * box["width"], box["y"] + box["height"] / 2)
    z[dimension] = float(slider.input_value())


def test_a_sentence_reads_as_python_prints_it(
    open_page: Open, spaces: dict[str, lw.LatentSpace]
) -> None:
    page, space = open_page("sentences"), spaces["sentences"]
    modality = space.modality
    z, seen = first_code(space), set()
    for dimension, place in [(0, 0.1), (1, 0.9), (2, 0.2), (0, 0.9)]:
        before = page.frame.inner_text(TEXT)
        press(page, dimension, place, z)
        page.wait(f"document.querySelector('{TEXT}').innerText !== {before!r}")
        page.wait("document.querySelector('[data-lw-rest=true]')")
        expected = modality.texts(space.decode(z[None]))
        assert [page.frame.inner_text(TEXT)] == expected
        seen.update(expected or ())
    assert len(seen) == 4


def test_tracks_and_samples_are_sentences(
    open_page: Open, spaces: dict[str, lw.LatentSpace]
) -> None:
    page, space = open_page("sentences"), spaces["sentences"]
    page.wait("document.querySelectorAll('.lw-strip-text').length > 8")
    slider = page.page.locator(".lw-slider[data-dimension='0']")
    slider.hover()
    lines = (slider.get_attribute("title") or "").split("\n")[1:]
    low, high = space.slider_ranges()
    codes = np.repeat(first_code(space)[None], 15, axis=0)
    codes[:, 0] = np.linspace(low[0], high[0], 15)
    texts = space.modality.texts(space.decode(codes)) or []
    merged = [text for i, text in enumerate(texts) if i == 0 or text != texts[i - 1]]
    assert lines == merged
    page.page.locator(".lw-map-stage").focus()
    page.page.keyboard.press("Enter")
    page.wait("document.querySelectorAll('.lw-three .lw-filled').length === 3")
    chosen, rebuilt = page.page.locator(".lw-three .lw-text-plain").all_inner_texts()[1:]
    index = int(page.page.locator(".lw-figure:nth-child(2) figcaption").inner_text().split()[1])
    assert [chosen] == space.modality.texts(space.samples([index]))
    assert [rebuilt] == space.modality.texts(space.decode(space.codes[[index]]))


def test_a_series_is_drawn_by_the_model_in_the_page(
    open_page: Open, spaces: dict[str, lw.LatentSpace]
) -> None:
    page, space = open_page("beats"), spaces["beats"]
    z = first_code(space)
    press(page, 0, 0.9, z)
    page.wait("document.querySelector('.lw-key-before.lw-on')")
    page.wait("document.querySelector('[data-lw-rest=true]')")
    path = page.page.locator(".lw-big .lw-series-line:not(.lw-series-before)").first
    places = (path.get_attribute("d") or "")[1:].replace("h0", "").split("L")
    drawn = np.array([float(place.split(" ")[1]) for place in places])
    height = float(page.page.locator(".lw-big .lw-series-area").first.get_attribute("height") or 0)
    low, high = space.modality.describe()["value_range"]
    values = space.decode(z[None])[0, :, 0]
    assert np.abs(drawn - height * (high - values) / (high - low)).max() < 0.2
    page.wait("document.querySelector('.lw-strip[data-shown]')")


@pytest.mark.parametrize("name", ["sentences", "beats"])
def test_close_up_the_map_shows_the_samples(open_page: Open, name: str) -> None:
    page = open_page(name)
    stage = page.page.locator(".lw-map-stage")
    stage.focus()
    for _ in range(6):
        page.page.keyboard.press("+")
    page.wait(
        """(() => { const canvas = document.querySelector('.lw-map-thumbnails');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return !canvas.hidden && data.some((level) => level > 0); })()"""
    )


def test_without_its_model_a_page_shows_the_nearest_text_decoded_beforehand(
    browser: Browser, tmp_path: Path
) -> None:
    space = unexportable_space()
    page = ExportedPage(browser, export(space, tmp_path / "page.html"))
    plane = space.project("pca", 2)
    low, high = plane.coordinates.min(axis=0), plane.coordinates.max(axis=0)
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)
    place = (plane.locate(first_code(space)[None])[0] - low) / (high - low)
    point = low + np.floor(place * 31 + 0.5) / 31 * (high - low)
    nearest = space.modality.texts(space.decode(plane.inverse(point[None])))
    page.wait(f"document.querySelector('{TEXT}')?.textContent")
    assert [page.frame.inner_text(TEXT)] == nearest
    note = "document.querySelector('.lw-note')?.innerText"
    page.wait(f"{note}.includes('nearest of 32×32 points decoded beforehand')")
    page.wait("document.querySelector('.lw-three .lw-filled') !== null")
    page.close()
