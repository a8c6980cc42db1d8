"""The clinic's dashboard, `latentwidgets demo --dashboard clinic`, as a visitor reads it."""

import os
import sys

import numpy as np
import pytest
from pages import assert_decoded, wait_for_rest
from playwright.sync_api import expect
from servers import free_port, served

import latentwidgets as lw

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Read by every Python of the dashboard before anything else: bundles open without torch.
NO_TORCH = """
import sys


class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ImportError("torch is not here")


sys.meta_path.insert(0, NoTorch())
"""
LONG = 120_000


@pytest.fixture(scope="module")
def space():
    return lw.zoo.load("digits/vae", progress=False)


def test_a_visitor_reads_the_diagnosis_without_torch(tmp_path, page, monkeypatch, space):
    (tmp_path / "sitecustomize.py").write_text(NO_TORCH)
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    port = free_port()
    command = [sys.executable, "-m", "latentwidgets.app.cli", "demo", "--dashboard", "clinic"]
    with served(
        [*command, "--port", str(port), "--no-browser"],
        f"http://localhost:{port}/static/",
        tmp_path,
    ):
        page.goto(f"http://localhost:{port}/")
        page.wait_for_selector(".lw-diagnosis-run, .lw-diagnosis", timeout=LONG)
        _reads_the_report(page)
        _opens_a_factor_and_moves_along(page, space)
        _goes_to_a_generated_sample(page, space)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        words = page.locator("body").inner_text()
        for nonsense in ("undefined", "NaN", "[object", "Traceback", "torch is not here"):
            assert nonsense not in words, words[:4000]


def _reads_the_report(page) -> None:
    page.get_by_role("button", name="Diagnose", exact=True).click()
    cards = page.locator(".lw-diagnosis-card")
    expect(cards).to_have_count(6, timeout=LONG)
    generated = page.get_by_role("article", name="What it generates")
    expect(generated).to_contain_text("real and")
    expect(page.get_by_role("article", name="Use of the dimensions")).to_contain_text("nats")
    sizes = page.locator(".lw-diagnosis-picture").evaluate_all(
        "pictures => pictures.map((picture) => picture.naturalWidth)"
    )
    assert len(sizes) >= 5
    assert min(sizes) > 300


def _opens_a_factor_and_moves_along(page, space) -> None:
    page.locator(".lw-disent-cell").first.click()
    expect(page.locator(".lw-disent-strip canvas[data-shown]")).to_be_visible(timeout=LONG)
    wait_for_rest(page)
    before = assert_decoded(page, space)
    page.locator(".lw-disent-range").press("End")
    wait_for_rest(page)
    after = assert_decoded(page, space)
    assert np.count_nonzero(before != after) == 1, "one dimension was moved"


def _goes_to_a_generated_sample(page, space) -> None:
    verdict = page.locator(".lw-coverage-verdict")
    expect(page.locator(".lw-coverage-group").first).to_be_visible(timeout=LONG)
    expect(verdict).to_contain_text("of the")
    names = page.locator(".lw-coverage-name").all_inner_texts()
    assert {"precision", "recall", "density", "coverage"} <= set(names)
    before = assert_decoded(page, space)
    canvas = page.locator(".lw-coverage-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    at = page.locator(".lw-coverage-tile").first
    expect(at).to_be_visible()
    for share in np.linspace(0.3, 0.7, 17):
        canvas.click(position={"x": share * box["width"], "y": box["height"] / 2})
        wait_for_rest(page)
        after = assert_decoded(page, space)
        if not np.array_equal(before, after):
            return
    raise AssertionError("no generated sample was met on the map")
