"""The editor's dashboard, `latentwidgets demo --dashboard editor`, as a visitor draws in it."""

import sys

import numpy as np
import pytest
from pages import wait_for_rest
from servers import free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEVEN = [(0.25, 0.2), (0.6, 0.2), (0.4, 0.6)]


def canvas(page, selector):
    pixels, width = page.eval_on_selector(
        selector,
        """canvas => [Array.from(canvas.getContext("2d")
             .getImageData(0, 0, canvas.width, canvas.height).data), canvas.width]""",
    )
    return np.array(pixels, float).reshape(-1, width, 4)[..., 0]


def test_a_visitor_draws_a_seven_and_keeps_what_the_model_lost(tmp_path, page):
    port = free_port()
    command = [sys.executable, "-m", "latentwidgets.app.cli", "demo", "--dashboard", "editor"]
    with served(
        [*command, "--port", str(port), "--no-browser"],
        f"http://localhost:{port}/static/",
        tmp_path,
    ):
        page.goto(f"http://localhost:{port}/")
        page.wait_for_selector(".lw-draw-canvas", timeout=120_000)
        wait_for_rest(page)
        page.get_by_label("Centre and scale as the data").wait_for(timeout=30_000)
        box = page.locator(".lw-draw-canvas").bounding_box()
        first, *rest = [
            (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN
        ]
        page.mouse.move(*first)
        page.mouse.down()
        for place in rest:
            page.mouse.move(*place, steps=5)
        page.mouse.up()
        page.wait_for_selector(".lw-wipe", timeout=60_000)
        wait_for_rest(page)
        before, after = (
            canvas(page, f".lw-wipe canvas:{which}") for which in ("first-child", "nth-child(2)")
        )
        assert before.shape == after.shape == (8, 8)
        assert np.abs(before - after).mean() < 30  # the model makes a seven of it
        assert before[1, 2:6].mean() > 128 > before[4:, :2].mean()
        page.wait_for_selector(".lw-map-overlay-spread circle", state="attached", timeout=30_000)
        page.get_by_label("Keep what the model lost").check()
        page.wait_for_function(
            """() => {
              const [a, b] = document.querySelectorAll(".lw-wipe canvas");
              const read = (c) => c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
              return read(a).every((level, i) => level === read(b)[i]);
            }""",
            timeout=30_000,
        )
