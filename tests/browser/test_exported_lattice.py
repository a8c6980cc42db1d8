"""An exported page without its model: blends of pictures decoded beforehand over the map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_page import ExportedPage
from numpy.typing import NDArray
from playwright.sync_api import Browser
from readings import COUNT_PICTURES, WATCH_PICTURES

import latentwidgets as lw

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='window.ran=1'></script><script>window.ran=1</script>"
HEIGHT, WIDTH, N, SIDE = 6, 9, 60, 32


class Linear:
    """A transformer as scikit-learn's: some numbers to a picture and back."""

    def __init__(self, dims: int) -> None:
        self.n_features_in_ = HEIGHT * WIDTH
        basis = np.random.default_rng(0).normal(size=(HEIGHT * WIDTH, dims))
        self.basis = np.linalg.qr(basis)[0].astype(np.float32)

    def transform(self, x: Any) -> Any:
        return (x - 0.5) @ self.basis

    def inverse_transform(self, z: Any) -> Any:
        return np.clip(0.5 + z @ self.basis.T, 0, 1)


def make_space(dims: int) -> lw.LatentSpace:
    codes = np.random.default_rng(1).normal(size=(N, dims)) / np.arange(1, dims + 1)
    return lw.LatentSpace(
        Linear(dims),
        Linear(dims).inverse_transform(codes).astype(np.float32),
        labels=np.array([HOSTILE, "b"])[np.arange(N) % 2],
        attributes={HOSTILE: np.array([HOSTILE, "d"])[np.arange(N) % 2]},
        output_shape=(HEIGHT, WIDTH),
        value_range=(0, 1),
        name=HOSTILE,
        progress=False,
    )


class Grid:
    """The pictures of a page as Python makes them."""

    def __init__(self, space: lw.LatentSpace) -> None:
        self.plane = space.project("pca", 2)
        low, high = self.plane.coordinates.min(axis=0), self.plane.coordinates.max(axis=0)
        margin = np.maximum(0.05 * (high - low), 1e-6)
        self.low, self.high = low - margin, high + margin
        xs, ys = (np.linspace(self.low[i], self.high[i], SIDE) for i in (0, 1))
        self.points = np.stack(np.meshgrid(xs, ys), axis=-1)
        codes = self.plane.inverse(self.points.reshape(-1, 2))
        self.pictures = space.decode(codes).reshape(SIDE, SIDE, HEIGHT, WIDTH, 1)

    def blend(self, z: NDArray[np.float32]) -> NDArray[np.float64]:
        point = self.plane.locate(z[None])[0]
        place = np.clip((point - self.low) / (self.high - self.low), 0, 1) * (SIDE - 1)
        x, y = np.minimum(place.astype(int), SIDE - 2)
        right, up = place - (x, y)
        (a, b), (c, d) = self.pictures[y : y + 2, x : x + 2]
        return (a * (1 - right) + b * right) * (1 - up) + (c * (1 - right) + d * right) * up

    def code(self, row: int, column: int) -> NDArray[np.float32]:
        return self.plane.inverse(self.points[row, column][None])[0]


@pytest.fixture(scope="module")
def space() -> lw.LatentSpace:
    return make_space(4)


@pytest.fixture(scope="module")
def grid(space: lw.LatentSpace) -> Grid:
    return Grid(space)


@pytest.fixture(scope="module")
def lattice(
    browser: Browser,
    space: lw.LatentSpace,
    grid: Grid,
    tmp_path_factory: pytest.TempPathFactory,
    built_parts: None,
) -> Iterator[ExportedPage]:
    explorer = lw.LatentExplorer(space)
    middle = grid.code(12, 20)
    # Off the plane and beside it: shown is what lies below.
    away = middle + 0.3 * np.linalg.svd(grid.plane.components)[2][-1]
    beyond = grid.plane.inverse(grid.high[None] + 5)[0]
    explorer.bookmarks = {"middle": middle, "away": away, "beyond": beyond, HOSTILE: middle}
    words = dict.fromkeys(("title", "description", "credits"), HOSTILE)
    path = tmp_path_factory.mktemp("page") / "lattice.html"
    page = ExportedPage(browser, explorer.save_html(path, **words))
    explorer.close()
    page.frame.locator(".lw-meter", has_text="blended").wait_for()
    yield page
    page.close()


def go_to(page: ExportedPage, bookmark: str) -> None:
    page.frame.get_by_role("button", name=bookmark, exact=True).click()
    page.rest()


def test_a_blend_says_what_it_is(lattice: ExportedPage, grid: Grid, space: lw.LatentSpace) -> None:
    lattice.rest()
    note = "A blend of 32×32 pictures; the model is not in this page."
    assert lattice.text(".lw-note") == note
    assert lattice.text(".lw-meter").startswith("blended")
    assert "cannot be exported" in (lattice.frame.locator(".lw-meter").get_attribute("title") or "")
    explorer = lw.LatentExplorer(space)
    lattice.sees(grid.blend(explorer.z))
    explorer.close()
    # What cannot be had here is not offered.
    assert lattice.frame.get_by_label("Dimensions").count() == 0
    assert lattice.frame.get_by_role("button", name="3-D").is_hidden()
    assert lattice.frame.locator(".lw-figure").count() == 2
    assert "off-plane" not in lattice.text(".lw-explorer")


def test_at_a_grid_point_a_picture_is_the_model_s_own(
    lattice: ExportedPage, grid: Grid, space: lw.LatentSpace
) -> None:
    go_to(lattice, "middle")
    lattice.sees(space.decode(grid.code(12, 20)[None])[0])
    go_to(lattice, "away")
    lattice.sees(space.decode(grid.code(12, 20)[None])[0])
    go_to(lattice, "beyond")
    lattice.sees(space.decode(grid.code(SIDE - 1, SIDE - 1)[None])[0])


def test_a_drag_shows_the_mean_of_the_four_around(lattice: ExportedPage, grid: Grid) -> None:
    go_to(lattice, "middle")
    lattice.drag_map((0.5, 0.5), (0.62, 0.4))
    z = lattice.moved()
    np.testing.assert_allclose(grid.plane.inverse(grid.plane.locate(z[None]))[0], z, atol=1e-5)
    lattice.sees(grid.blend(z))
    assert lattice.furthest <= 1


def test_in_a_drag_the_badge_tells_of_each_blend(lattice: ExportedPage) -> None:
    go_to(lattice, "middle")
    lattice.frame.evaluate(WATCH_PICTURES)
    lattice.drag_map((0.5, 0.5), (0.2, 0.3))
    lattice.rest()
    moved, told = lattice.frame.evaluate(COUNT_PICTURES)
    assert moved > 1
    assert told == moved


def test_a_sample_is_shown_as_it_is_beside_its_blend(
    lattice: ExportedPage, grid: Grid, space: lw.LatentSpace
) -> None:
    before = lattice.z()
    lattice.frame.locator(".lw-map-stage").press("Enter")
    z = lattice.moved(before)
    index = int(lattice.text("figure:nth-child(2) figcaption").split(",")[0].split()[1])
    on_plane = grid.plane.inverse(grid.plane.locate(space.codes[[index]]))[0]
    np.testing.assert_allclose(z, on_plane, atol=1e-5)
    lattice.sees(grid.blend(z))
    lattice.sees(space.samples([index])[0], "figure:nth-child(2) canvas", levels=0)


def test_names_and_labels_stay_text(lattice: ExportedPage) -> None:
    frame = lattice.frame
    assert lattice.text("h1") == HOSTILE
    assert HOSTILE in lattice.text(".lw-bookmarks")
    assert HOSTILE in lattice.frame.locator(".lw-map-legend").first.text_content()
    frame.get_by_label("Colour by").select_option(HOSTILE)
    # The heading says the name already.
    assert frame.locator(".lw-name").count() == 0
    lattice.page.mouse.move(0, 0)
    ring = frame.locator(".lw-map-ring").bounding_box()
    assert ring
    lattice.page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    frame.locator(".lw-map-tooltip dd").first.wait_for()
    assert HOSTILE in lattice.text(".lw-map-tooltip")
    assert frame.evaluate("window.ran === undefined && !document.querySelector('img[src=x]')")


@pytest.mark.parametrize("dims", [1, 2])
def test_of_few_dimensions_each_has_its_slider(
    browser: Browser, tmp_path: Path, dims: int, built_parts: None
) -> None:
    space = make_space(dims)
    explorer = lw.LatentExplorer(space)
    page = ExportedPage(browser, explorer.save_html(tmp_path / "few.html"))
    explorer.close()
    page.rest()
    page.slide(dims - 1, 0.4, 0.7)
    page.sees(Grid(space).blend(page.moved()))
    page.wait(f"document.querySelectorAll('.lw-strip[data-shown]').length === {dims}")
    page.close()
