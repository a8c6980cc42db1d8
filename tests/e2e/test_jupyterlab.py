"""JupyterLab with the package installed: what a person does, checked against the model."""

import json

import nbformat
import numpy as np
import pytest
from pages import canvas_pixels, drag, run_cell, wait_for_line, wait_for_rest
from servers import free_port, jupyterlab, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SETUP = """
import latentwidgets as lw
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
digits = load_digits()
model = PCA(16, random_state=0).fit(digits.data)
explorer = lw.explore(model, digits.data, labels=digits.target, output_shape=(8, 8), progress=False)
explorer
"""
REPORT = """
import json
picture = explorer.space.decode(explorer.z)[0]
with open("report.json", "w") as file:
    json.dump({"z": explorer.z.ravel().tolist(), "picture": picture.tolist()}, file)
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, REPORT)]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "explore.ipynb")
    port = free_port()
    with served(jupyterlab(folder, port), f"http://localhost:{port}/lab", folder):
        yield folder, f"http://localhost:{port}/lab/tree/explore.ipynb"


@pytest.fixture
def opened(lab, page):
    folder, url = lab
    page.goto(f"{url}?reset")
    page.wait_for_function("window.jupyterapp !== undefined")
    run_cell(page, 0)
    page.wait_for_selector(".lw-explorer .lw-big canvas", timeout=60_000)
    wait_for_rest(page)
    return folder, page


def _report(folder, page) -> dict:
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    run_cell(page, 1)
    return json.loads(report.read_text())


def _assert_shown(page, picture) -> None:
    """The canvas shows the model's picture, each level of 255 exact."""
    expected = np.rint(np.asarray(picture) * 255).astype(np.uint8)
    np.testing.assert_array_equal(canvas_pixels(page)[..., :1], expected)


def test_a_dragged_slider_shows_what_the_model_decodes(opened):
    folder, page = opened
    wait_for_line(page)
    before = _report(folder, page)
    slider = page.locator(".lw-sliders input[type=range]").first
    drag(page, slider, (0.5, 0.5), (0.8, 0.5))
    wait_for_rest(page)
    after = _report(folder, page)
    moved = np.flatnonzero(np.asarray(before["z"]) != np.asarray(after["z"]))
    assert len(moved) == 1, "one slider moves one dimension"
    _assert_shown(page, after["picture"])


def test_a_drag_on_the_map_shows_what_the_model_decodes(opened):
    folder, page = opened
    before = _report(folder, page)
    drag(page, page.locator(".lw-map canvas").first, (0.45, 0.55), (0.6, 0.4))
    wait_for_rest(page)
    after = _report(folder, page)
    assert not np.allclose(before["z"], after["z"])
    _assert_shown(page, after["picture"])


def test_running_the_cell_again_leaks_nothing(opened):
    folder, page = opened
    count = (
        "import ipywidgets, threading; open('count.txt', 'w').write("
        "f'{len(ipywidgets.Widget.widgets) if hasattr(ipywidgets.Widget, \"widgets\") else 0} '"
        "f'{threading.active_count()}')"
    )
    seen = []
    for _ in range(5):
        run_cell(page, 0)
        page.evaluate(
            """async (code) => {
                const panel = window.jupyterapp.shell.currentWidget;
                await panel.sessionContext.session.kernel.requestExecute({code}).done;
            }""",
            count,
        )
        seen.append((folder / "count.txt").read_text())
    assert seen[-1] == seen[1], seen
