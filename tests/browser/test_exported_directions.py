"""Directions in an exported page: those that came along, and those made there without Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_page import ExportedPage, export
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

import latentwidgets as lw
from latentwidgets.spaces.identity import identify

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def space() -> lw.LatentSpace:
    space = lw.zoo.load("digits/vae")
    space.directions.keep(space.direction("slant"))
    _ = space.directions["slant"].quality
    return space


@pytest.fixture(scope="module")
def path(
    space: lw.LatentSpace, tmp_path_factory: pytest.TempPathFactory, built_parts: None
) -> Path:
    return export(space, tmp_path_factory.mktemp("page") / "digits.html")


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[ExportedPage]:
    opened = ExportedPage(browser, path).ready()
    opened.frame.get_by_role("tab", name="Directions").click()
    yield opened
    opened.close()


def slider(page: ExportedPage, name: str) -> Any:
    return page.frame.get_by_role("slider", name=name, exact=True)


def begin(page: ExportedPage) -> NDArray[np.float32]:
    """Move to a code drawn at random, so that the page keeps one; return it."""
    page.frame.get_by_role("button", name="Random").click()
    return page.moved()


def test_what_came_along_moves_the_models_picture(
    page: ExportedPage, space: lw.LatentSpace
) -> None:
    direction = space.directions["slant"]
    assert page.text(".lw-quality-words") == direction.quality.words
    before = begin(page)
    slider(page, "slant").press("End")
    found = page.moved(before)
    np.testing.assert_allclose(found, direction.apply(before, 3)[0], atol=1e-5)
    page.sees(space.decode(found[None])[0])
    page.wait("document.querySelector('.lw-direction-strip canvas[data-shown]') !== null")


def test_made_of_an_attribute_it_is_the_one_that_python_makes(
    page: ExportedPage, space: lw.LatentSpace, tmp_path: Path
) -> None:
    page.frame.get_by_label("attribute", exact=True).select_option("label")
    kind = page.frame.get_by_label("kind", exact=True)
    expect(kind).to_be_enabled()
    kind.select_option("3")
    page.frame.get_by_role("button", name="Make", exact=True).click()
    expect(slider(page, "label 3")).to_be_focused()
    expect(page.frame.get_by_text("not measured: that needs Python")).to_be_visible()
    row = page.frame.get_by_label("Direction label 3")
    with page.page.expect_download() as waited:
        row.get_by_role("button", name="Save as a file").click()
    waited.value.save_as(tmp_path / "three.json")
    found = lw.Direction.load(tmp_path / "three.json")
    expected = space.direction("label", value=3)
    np.testing.assert_allclose(found.vector, expected.vector, atol=1e-5)
    assert found.scale == pytest.approx(expected.scale, rel=1e-5)
    with pytest.raises(lw.DataError, match="belongs to no space"):
        _ = found.quality
    assert found.fingerprint == identify(space).fingerprint
    load = page.frame.locator(".lw-making input[type=file]")
    load.set_input_files(replace(found, fingerprint="f" * 64).save(tmp_path / "other.json"))
    expect(slider(page, "label 3 2")).to_be_visible()
    alert = page.frame.locator(".lw-directions-message")
    expect(alert).to_contain_text("is of another model than")
    load.set_input_files(found.save(tmp_path / "three.npz"))
    expect(alert).to_contain_text("Reading .npz needs Python")


def test_made_of_pairs_it_is_the_one_that_python_makes(
    page: ExportedPage, space: lw.LatentSpace, tmp_path: Path
) -> None:
    for before, after in ((3, 14), (7, 9)):
        for label, number in (("without it", before), ("with it", after)):
            slot = page.frame.get_by_role("group", name=label, exact=True)
            slot.locator(".lw-slot-box").click()
            page.frame.get_by_role("combobox", name=f"Choose {label}").fill(str(number))
            page.frame.get_by_role("option", name=f"sample_{number}", exact=False).first.click()
            expect(slot).to_contain_text(f"sample_{number}")
        page.frame.get_by_role("button", name="Add pair").click()
    page.frame.get_by_role("button", name="Make from pairs").click()
    expect(slider(page, "pairs")).to_be_focused()
    row = page.frame.get_by_label("Direction pairs")
    with page.page.expect_download() as waited:
        row.get_by_role("button", name="Save as a file").click()
    waited.value.save_as(tmp_path / "pairs.json")
    found = lw.Direction.load(tmp_path / "pairs.json")
    expected = space.direction(pairs=[[3, 14], [7, 9]])
    np.testing.assert_allclose(found.vector, expected.vector, atol=1e-5)
    assert found.scale == pytest.approx(expected.scale, rel=1e-5)
    assert found.recipe == expected.recipe


def test_two_lassos_drawn_by_mouse(page: ExportedPage, space: lw.LatentSpace) -> None:
    for letter, middle in (("A", 0.3), ("B", 0.7)):
        page.frame.get_by_role("button", name="Lasso", exact=True).click()
        box = page.frame.locator(".lw-map-stage").bounding_box()
        assert box
        corners = [(-0.12, -0.2), (0.12, -0.2), (0.12, 0.2), (-0.12, 0.2), (-0.12, -0.2)]
        places = [
            (box["x"] + (middle + x) * box["width"], box["y"] + (0.5 + y) * box["height"])
            for x, y in corners
        ]
        page.page.mouse.move(*places[0])
        page.page.mouse.down()
        for place in places[1:]:
            page.page.mouse.move(*place, steps=4)
        page.page.mouse.up()
        page.frame.get_by_role("button", name=f"Selection → {letter}").click()
    page.wait("document.querySelectorAll('.lw-map-overlay-a circle').length > 5")
    page.wait("document.querySelectorAll('.lw-map-overlay-b circle').length > 5")
    page.frame.get_by_role("button", name="A against B").click()
    expect(slider(page, "groups")).to_be_focused()
    before = begin(page)
    slider(page, "groups").scroll_into_view_if_needed()
    box = slider(page, "groups").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=6)
    page.page.mouse.up()
    found = page.moved(before)
    page.sees(space.decode(found[None])[0])
    # Group A lay to the left on the plane: that is where the code has gone.
    plane = space.project("pca", 2)
    (x0, _), (x1, _) = plane.locate(np.stack([before, found]))
    assert x1 < x0


def test_it_is_there_after_a_reload(page: ExportedPage) -> None:
    page.frame.get_by_label("attribute", exact=True).select_option("ink")
    page.frame.get_by_role("button", name="Make", exact=True).click()
    expect(slider(page, "ink")).to_be_focused()
    page.page.reload()
    page.ready()
    page.frame.get_by_role("tab", name="Directions").click()
    expect(slider(page, "ink")).to_be_visible()
    assert len(page.kept()["directions"]) == 2


def test_what_needs_python_says_so(page: ExportedPage) -> None:
    without = page.frame.get_by_role("group", name="Without labels")
    assert "needs Python" in without.inner_text()
    assert page.frame.get_by_role("button", name="Find").count() == 0
