"""The exported page of a real model, used as a reader does: it shows what Python decodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_page import BIG, CHOSEN, NEAREST, REBUILT, ExportedPage, export
from numpy.typing import NDArray
from playwright.sync_api import Browser

import latentwidgets as lw
from latentwidgets.modalities import atlas

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def space() -> lw.LatentSpace:
    return lw.zoo.load("digits/vae")


@pytest.fixture(scope="module")
def path(
    space: lw.LatentSpace, tmp_path_factory: pytest.TempPathFactory, built_parts: None
) -> Path:
    return export(space, tmp_path_factory.mktemp("page") / "digits of 2024.html")


@pytest.fixture(scope="module")
def digits(browser: Browser, path: Path) -> Iterator[ExportedPage]:
    page = ExportedPage(browser, path)
    yield page.ready()
    assert page.furthest <= 1
    page.close()


def start(page: ExportedPage) -> NDArray[np.float32]:
    """Move to a code drawn at random, so that the page keeps one; return it."""
    before = page.z() if page.kept() else None
    page.frame.get_by_role("button", name="Random").click()
    return page.moved(before)


def test_the_first_picture_is_there_before_the_model(
    browser: Browser, path: Path, space: lw.LatentSpace
) -> None:
    # A worker that never answers: a slow machine.
    page = ExportedPage(browser, path, script="window.Worker = class { postMessage() {} };")
    page.rest()
    explorer = lw.LatentExplorer(space)
    page.sees(space.decode(explorer.z[None])[0], levels=0)
    explorer.close()
    page.frame.locator(".lw-map-points canvas").wait_for()
    assert page.text(".lw-meter") == "page · starting …"
    # What the data alone can tell is told.
    page.frame.locator(".lw-badge", has_text="inside the data").wait_for()
    page.slide(12, 0.5, 0.8)
    page.frame.get_by_text("still decoding").wait_for()
    page.frame.get_by_role("button", name="Cancel").last.click()
    page.frame.get_by_text("Decoding was cancelled").wait_for()
    page.close()


def test_the_model_runs_in_the_page(digits: ExportedPage) -> None:
    assert digits.text("h1") == "Convolutional VAE with 16 dimensions"
    assert digits.text(".lw-name") == "digits/vae"
    assert "digits/vae" not in digits.text("h1")
    title = digits.frame.locator(".lw-meter").get_attribute("title") or ""
    assert "equal the model's own to" in title
    start(digits)
    assert digits.text(".lw-meter").startswith("page · ")
    assert digits.text(".lw-meter").endswith(" · cpu")


def test_a_slider_by_mouse(digits: ExportedPage, space: lw.LatentSpace) -> None:
    before = start(digits)
    digits.slide(12, 0.3, 0.8)
    z = digits.moved(before)
    assert np.flatnonzero(z != before).tolist() == [12]
    low, high = (ends[12] for ends in space.slider_ranges())
    assert z[12] == pytest.approx(low + 0.8 * (high - low), abs=float(0.03 * (high - low)))
    digits.sees(space.decode(z[None])[0])


def test_a_slider_by_keyboard(digits: ExportedPage, space: lw.LatentSpace) -> None:
    before = start(digits)
    digits.frame.get_by_role("button", name="Reset").click()
    mean = digits.moved(before)
    np.testing.assert_allclose(mean, space.codes.mean(axis=0), atol=1e-6)
    digits.frame.locator("[data-dimension='3']").get_by_text("0.00 sd", exact=True).wait_for()
    digits.frame.get_by_label("dimension 3", exact=True).press("ArrowRight")
    z = digits.moved(mean)
    low, high = (ends[3] for ends in space.slider_ranges())
    assert np.flatnonzero(z != mean).tolist() == [3]
    # From the mean, which may lie between two steps, to a step.
    assert 0 < z[3] - mean[3] < 1.51 * (high - low) / 200
    digits.sees(space.decode(z[None])[0])


def test_a_drag_on_the_map_holds_what_is_off_its_plane(
    digits: ExportedPage, space: lw.LatentSpace
) -> None:
    plane = space.project("pca", 2)

    def off(z: NDArray[np.float32]) -> NDArray[np.float64]:
        return z - plane.inverse(plane.locate(z[None]))[0]

    before = start(digits)
    digits.drag_map((0.4, 0.6), (0.6, 0.45))
    z = digits.moved(before)
    np.testing.assert_allclose(off(z), off(before), atol=1e-4)
    assert np.linalg.norm(plane.locate(z[None]) - plane.locate(before[None])) > 0.05
    digits.sees(space.decode(z[None])[0])


def test_a_sample_is_taken_and_stands_beside_its_reconstruction(
    digits: ExportedPage, space: lw.LatentSpace
) -> None:
    before = start(digits)
    digits.frame.locator(".lw-map-stage").press("Enter")
    z = digits.moved(before)
    index = int(np.flatnonzero((space.codes == z).all(axis=1))[0])
    label = space.labels[index] if space.labels is not None else None
    digits.frame.get_by_text(f"chosen {index}, label\u00a0{label}").wait_for()
    # The figure's own words: what is spoken of the picture names the nearest sample too.
    digits.frame.locator("figcaption", has_text=f"nearest sample\u00a0{index}").wait_for()
    (sample,), (rebuilt,) = space.samples([index]), space.decode(z[None])
    for selector in (CHOSEN, NEAREST):
        digits.sees(sample, selector, levels=0)
    for selector in (REBUILT, BIG):
        digits.sees(rebuilt, selector)
    # Python's word for it: 5 % of the data themselves lie where they are thin.
    (place,) = space.confidence(z).places
    assert digits.frame.locator(".lw-badge").get_attribute("data-place") == place


def test_a_click_on_a_point_takes_it_and_hovering_names_it(
    digits: ExportedPage, space: lw.LatentSpace
) -> None:
    start(digits)
    digits.frame.locator(".lw-map-stage").press("Enter")
    ring = digits.frame.locator(".lw-map-ring")
    ring.wait_for()
    before = start(digits)
    box = ring.bounding_box()
    assert box
    spot = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    digits.page.mouse.move(*spot)
    tooltip = digits.frame.locator(".lw-map-tooltip")
    tooltip.locator("dd").first.wait_for()
    index = int(tooltip.locator("b").inner_text().rsplit(" ", 1)[1])
    digits.page.mouse.click(*spot)
    np.testing.assert_array_equal(digits.moved(before), space.codes[index])


def test_colours(digits: ExportedPage) -> None:
    select = digits.frame.get_by_label("Colour by")
    assert digits.text(".lw-map-legend").split() == list("0123456789")
    select.select_option("ink")
    digits.wait("!document.querySelector('.lw-map-legend').innerText.includes('7\\n8')")
    select.select_option("split")
    digits.frame.locator(".lw-map-legend").get_by_text("train").wait_for()
    select.select_option("label")
    digits.frame.locator(".lw-map-legend").get_by_text("9").wait_for()


def test_undo_redo_and_bookmarks(digits: ExportedPage, space: lw.LatentSpace) -> None:
    first, second = start(digits), start(digits)
    digits.frame.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(digits.moved(second), first)
    digits.sees(space.decode(first[None])[0])
    digits.frame.get_by_role("button", name="Redo").click()
    np.testing.assert_array_equal(digits.moved(first), second)
    digits.frame.get_by_role("button", name="Bookmark this point").click()
    digits.frame.get_by_role("button", name="Undo").click()  # of the bookmark
    assert digits.frame.locator(".lw-bookmark").count() == 0
    digits.frame.get_by_role("button", name="Redo").click()
    first = second
    second = start(digits)
    digits.frame.get_by_role("button", name="bookmark 1", exact=True).click()
    np.testing.assert_array_equal(digits.moved(second), first)
    digits.sees(space.decode(first[None])[0])
    digits.frame.get_by_role("button", name="Remove bookmark").click()
    assert digits.frame.locator(".lw-bookmark").count() == 0


def test_strips_show_what_each_dimension_does(digits: ExportedPage, space: lw.LatentSpace) -> None:
    z = start(digits)
    strip = "[data-dimension='12'] canvas.lw-strip"
    # A strip drawn for the code before has the same size: told apart by what it shows.
    low, high = (ends[12] for ends in space.slider_ranges())
    columns = digits.picture(strip).shape[1] // 38
    codes = np.repeat(z[None], columns, axis=0)
    codes[:, 12] = low + (high - low) * np.arange(columns, dtype=np.float32) / (columns - 1)
    expected = atlas(space.decode(codes), columns=columns, size=38, square=False, exact=True)
    levels = np.frombuffer(expected.data, np.uint8).astype(int)
    apart = f"""(() => {{
      const canvas = document.querySelector("{strip}");
      const {{data}} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const wanted = {levels.tolist()};
      return data.length === wanted.length && wanted.every((v, i) => Math.abs(v - data[i]) <= 1);
    }})()"""
    digits.wait(apart)


def test_close_up_the_samples_take_the_place_of_dots(digits: ExportedPage) -> None:
    before = start(digits)
    stage = digits.frame.locator(".lw-map-stage")
    stage.press("Enter")
    digits.moved(before)
    drawn = """(() => {
      const canvas = document.querySelector('.lw-map-thumbnails');
      if (canvas.hidden) return false;
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((level, i) => i % 4 === 3 && level === 255);
    })()"""
    assert digits.frame.evaluate("document.querySelector('.lw-map-thumbnails').hidden")
    for _ in range(12):
        stage.press("+")
    digits.wait(drawn)
    stage.press("0")


@pytest.mark.parametrize(("method", "deep"), [("pca", True), ("tsne", False)])
def test_other_maps(digits: ExportedPage, space: lw.LatentSpace, method: str, deep: bool) -> None:
    before = start(digits)
    if deep:
        digits.frame.get_by_role("button", name="3-D").click()
        digits.frame.get_by_text("13 held").wait_for()
    else:
        digits.frame.get_by_label("Projection").select_option(method)
        digits.frame.get_by_text("t-SNE distances").or_(
            digits.frame.locator("select option:checked", has_text="t-SNE")
        ).first.wait_for(state="attached")
        # The page makes no map: it offers neither a perplexity nor a t-SNE in space.
        assert digits.frame.get_by_label("Perplexity").is_hidden()
        assert digits.frame.get_by_role("button", name="3-D").is_hidden()
    digits.rest()
    for key in ("ArrowRight", "ArrowUp"):
        digits.frame.locator(".lw-map-stage").press(key)
    z = digits.moved(before)
    digits.sees(space.decode(z[None])[0])


def test_a_finger_on_a_phone_in_the_dark(
    browser: Browser, path: Path, space: lw.LatentSpace
) -> None:
    phone = ExportedPage(
        browser, path, width=390, height=844, has_touch=True, is_mobile=True, color_scheme="dark"
    ).ready()
    assert phone.frame.locator("#lw-explorer").get_attribute("data-lw-theme") == "dark"
    assert phone.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    slider = phone.frame.get_by_label("dimension 12", exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    phone.page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 10)
    z = phone.moved()
    phone.sees(space.decode(z[None])[0])
    stage = phone.frame.locator(".lw-map-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    client = phone.context.new_cdp_session(phone.page)
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"]
    for kind, steps in (("touchStart", 0), ("touchMove", 10), ("touchMove", 30), ("touchEnd", -1)):
        points = [] if steps < 0 else [{"x": x + steps, "y": y + steps}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    after = phone.moved(z)
    phone.sees(space.decode(after[None])[0])
    phone.close()


def test_the_lines_copied_as_python_give_the_same_code_and_output(
    digits: ExportedPage, space: lw.LatentSpace
) -> None:
    z = start(digits)
    digits.frame.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    digits.frame.get_by_role("button", name="Journal").click()
    digits.frame.get_by_role("button", name="Copy as Python").click()
    field = digits.frame.get_by_label("Python that reproduces this figure")
    field.wait_for()
    made: dict[str, Any] = {}
    exec(field.input_value(), made)
    np.testing.assert_array_equal(made["z"], z)
    np.testing.assert_array_equal(made["output"], space.decode(z)[0])
    assert made["view"].as_python() == field.input_value()
    made["view"].close()
    digits.page.keyboard.press("Escape")


def test_a_reload_keeps_what_was_done(browser: Browser, path: Path, space: lw.LatentSpace) -> None:
    page = ExportedPage(browser, path).ready()
    page.frame.get_by_role("button", name="Bookmark this point").click()
    bookmarked = page.z()
    z = start(page)
    page.page.reload()
    page.ready()
    page.rest()
    page.sees(space.decode(z[None])[0])
    page.frame.get_by_role("button", name="bookmark 1", exact=True).click()
    np.testing.assert_array_equal(page.moved(z), bookmarked)
    page.frame.get_by_label("Colour by").select_option(index=1)
    page.frame.get_by_role("button", name="3-D").click()
    page.frame.locator('[title^="Undo: map: PCA in 3-D"]').wait_for()
    page.page.reload()
    page.ready()
    assert page.frame.locator(".lw-map [aria-pressed=true]", has_text="3D").is_visible()
    assert page.frame.get_by_label("Colour by").evaluate("select => select.selectedIndex") == 1
    page.frame.get_by_role("button", name="Journal").click()
    words = page.frame.locator(".lw-journal-words").all_inner_texts()
    assert words[:1] == ["map: PCA in 3-D"]
    assert words[2:] == ["went to bookmark 1", "drew a random code", "added bookmark 1"]
    page.frame.locator(".lw-journal-go", has_text="drew a random").click()
    np.testing.assert_array_equal(page.moved(bookmarked), z)
    # Rubbish of another hand is passed over.
    page.frame.evaluate("localStorage.setItem(Object.keys(localStorage)[0], '{\"z\": [1]}')")
    page.page.reload()
    page.ready()
    page.rest()
    assert page.frame.locator(".lw-bookmark").count() == 0
    page.close()
