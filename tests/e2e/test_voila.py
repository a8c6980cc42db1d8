"""The dashboard that `latentwidgets demo` serves, opened by a visitor."""

import re
import subprocess
import sys

import numpy as np
import pytest
from pages import (
    assert_decoded,
    drag,
    meter,
    wait_for_page_runtime,
    wait_for_rest,
)
from servers import free_port, served

import latentwidgets as lw
from latentwidgets.runtimes.page import ENGINES, shared_asset

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


@pytest.fixture(scope="module")
def space():
    return lw.zoo.load("digits/vae", progress=False)


def test_a_visitor_drags_a_slider_and_wanders_on_the_map(dashboard, page, space):
    url, _ = dashboard
    served = []
    page.on("response", lambda answer: served.append((answer.url, answer.status)))
    page.goto(url)
    page.wait_for_selector(".lw-explorer .lw-big canvas", timeout=90_000)
    wait_for_rest(page)
    first = assert_decoded(page, space)
    wait_for_page_runtime(page)
    _assert_files_come_from_the_server(url, served)
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.5, 0.5), (0.85, 0.5))
    wait_for_rest(page)
    assert meter(page).startswith("page · ")
    second = assert_decoded(page, space)
    assert np.count_nonzero(first != second) == 1, "one slider moves one dimension"
    drag(page, page.locator(".lw-map-stage").first, (0.4, 0.5), (0.6, 0.6))
    wait_for_rest(page)
    assert not np.allclose(second, assert_decoded(page, space)), "the cursor changed the code"
    assert meter(page).startswith("page · ")


def _assert_files_come_from_the_server(url, served) -> None:
    """What all spaces share is fetched where it is cached, and troubles no kernel."""
    for name in ENGINES["wasm"]:
        address = f"{url}latentwidgets/{shared_asset(name).key}/{name}"
        assert (address, 200) in served, [entry for entry in served if name in entry[0]]


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
        timeout=180,
        check=False,
    )
    assert done.returncode != 0
    assert port in done.stderr
    assert "Traceback" not in done.stderr
