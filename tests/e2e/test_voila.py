"""The dashboard that `latentwidgets demo` serves, opened by a visitor."""

import re
import subprocess
import sys

import numpy as np
import pytest
from pages import canvas_pixels, drag, wait_for_rest
from servers import free_port, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voila")
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "latentwidgets.app.cli",
        "demo",
        "--port",
        str(port),
        "--no-browser",
    ]
    with served(command, f"http://localhost:{port}/static/", folder) as log:
        yield f"http://localhost:{port}/", log


def test_the_demo_prints_its_address(dashboard):
    url, log = dashboard
    assert re.search(rf"latentwidgets demo: {url}", log.read_text())


def test_a_visitor_drags_a_slider_and_wanders_on_the_map(dashboard, page):
    url, _ = dashboard
    page.goto(url)
    page.wait_for_selector(".lw-explorer .lw-big canvas", timeout=90_000)
    wait_for_rest(page)
    first = canvas_pixels(page)
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.5, 0.5), (0.85, 0.5))
    wait_for_rest(page)
    second = canvas_pixels(page)
    assert not np.array_equal(first, second), "the slider changed the picture"
    drag(page, page.locator(".lw-map canvas").first, (0.4, 0.5), (0.6, 0.6))
    wait_for_rest(page)
    assert not np.array_equal(second, canvas_pixels(page)), "the cursor changed the picture"


def test_the_port_and_the_browser_are_taken_from_the_environment(tmp_path):
    port = free_port()
    command = [
        "env",
        f"PORT={port}",
        "BROWSER=none",
        sys.executable,
        "-m",
        "latentwidgets.app.cli",
        "demo",
    ]
    with served(command, f"http://localhost:{port}/static/", tmp_path) as log:
        assert f"http://localhost:{port}/" in log.read_text()


def test_a_port_in_use_is_said_in_one_sentence(dashboard, tmp_path):
    url, _ = dashboard
    port = re.search(r":(\d+)/", url)[1]
    done = subprocess.run(
        [sys.executable, "-m", "latentwidgets.app.cli", "demo", "--port", port, "--no-browser"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert port in done.stderr
    assert "Traceback" not in done.stderr
