"""The interpolation player in an exported page: Python's ways, without Python."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from exported_page import BIG, ExportedPage, export
from playwright.sync_api import Browser

import latentwidgets as lw

pytestmark = pytest.mark.browser

WORDS = "document.querySelector('.lw-way-words').textContent"
LINE = "document.querySelector('.lw-plot-speed .lw-plot-line').getAttribute('d')"


@pytest.fixture(scope="module")
def digits() -> lw.LatentSpace:
    return lw.zoo.load("digits/vae")


@pytest.fixture
def page(browser: Browser, tmp_path: Path, built_parts: None, digits: lw.LatentSpace):
    page = ExportedPage(browser, export(digits, tmp_path / "page.html")).ready()
    page.page.get_by_role("tab", name="Interpolate").click()
    page.wait(LINE)
    yield page
    page.close()


def saved_codes(page: ExportedPage) -> np.ndarray:
    """The codes along the way, as the page writes them to a table."""
    with page.page.expect_download() as info:
        page.page.get_by_role("group", name="Save the way").get_by_text("CSV").click()
    rows = list(csv.reader(io.StringIO(info.value.path().read_text())))
    return np.array(rows[1:], float)[:, 1:].astype(np.float32)


def test_the_straight_way_and_what_is_said_of_it_are_pythons(
    page: ExportedPage, digits: lw.LatentSpace
) -> None:
    codes = saved_codes(page)
    path = digits.path(codes[[0, -1]], 61)
    np.testing.assert_allclose(codes, path.codes, atol=1e-5)
    np.testing.assert_array_equal(codes[-1], digits.flat_codes[898])
    said = page.page.locator(".lw-plots").inner_text()
    fine = digits.path(codes[[0, -1]], 65)
    low, high = fine.typical
    signed = "{:+.1f}".format
    for number in (fine.lowest_density, low, high):
        assert signed(number).replace("-", "−") in said
    assert f"length {fine.length:.3g}"[:11] in said
    assert f"{fine.evenness:.1f}×" in said


def test_the_way_through_the_data_is_pythons(page: ExportedPage, digits: lw.LatentSpace) -> None:
    page.page.get_by_label("Path", exact=True).select_option("data")
    page.wait(f"{WORDS}.startsWith('data: from sample')", timeout=60_000)
    codes = saved_codes(page)
    path = digits.path(codes[[0, -1]], 61, "data")
    np.testing.assert_allclose(codes, path.codes, atol=1e-4)


def test_a_geodesic_says_where_it_is_to_be_had(page: ExportedPage) -> None:
    page.page.get_by_label("Path", exact=True).select_option("geodesic")
    error = page.page.locator(".lw-way-error")
    error.wait_for()
    assert "found by Python" in error.inner_text()
    assert page.page.get_by_label("Path", exact=True).input_value() == "auto"


def test_the_scrubber_shows_what_the_model_decodes(
    page: ExportedPage, digits: lw.LatentSpace
) -> None:
    page.page.locator(".lw-film .lw-range").press("End")
    z = page.moved()
    np.testing.assert_array_equal(z, digits.flat_codes[898])
    page.sees(digits.decode(z[None])[0], BIG)
