"""The explorer as a marimo notebook shows it: behind a shadow root, by marimo's own anywidget."""

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

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import latentwidgets as lw

    explorer = lw.explore("digits/vae")
    explorer
    return (explorer,)


@app.cell
def _(explorer):
    f"a code of {len(explorer.z)} numbers"
    return
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "notebook.py").write_text(NOTEBOOK)
    port = free_port()
    command = [
        *(sys.executable, "-m", "marimo", "run", "notebook.py"),
        *("--headless", "--no-token", "--port", str(port)),
    ]
    with served(command, f"http://localhost:{port}/", folder):
        yield f"http://localhost:{port}/"


def test_sliders_and_map_decode_in_marimo(notebook, page):
    space = lw.zoo.load("digits/vae")
    page.goto(notebook)
    page.get_by_text("a code of 16 numbers").wait_for()
    wait_for_rest(page)
    first = assert_decoded(page, space)
    wait_for_page_runtime(page)
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.5, 0.5), (0.85, 0.5))
    wait_for_rest(page)
    assert meter(page).startswith("page · ")
    second = assert_decoded(page, space)
    assert np.count_nonzero(first != second) == 1, "one slider moves one dimension"
    drag(page, page.locator(".lw-map-stage").first, (0.4, 0.5), (0.6, 0.6))
    wait_for_rest(page)
    assert not np.allclose(second, assert_decoded(page, space)), "the cursor changed the code"
