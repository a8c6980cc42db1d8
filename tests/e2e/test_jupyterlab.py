"""JupyterLab with the package installed: what a person does, checked against the model."""

import json

import nbformat
import numpy as np
import pytest
from pages import (
    canvas_pixels,
    current_code,
    drag,
    meter,
    restart_kernel,
    run_cell,
    wait_for_line,
    wait_for_page_runtime,
    wait_for_rest,
)
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
# A model that the page can decode, in each runtime: the kernel's decode is reported beside it.
ZOO = """
import latentwidgets as lw
explorer = lw.LatentExplorer(lw.zoo.load("digits/vae", progress=False), runtime={runtime!r})
explorer
"""
REPORT = """
import json
picture = explorer.space.decode(explorer.z)[0]
with open("report.json", "w") as file:
    json.dump({"z": explorer.z.ravel().tolist(), "picture": picture.tolist()}, file)
"""
PAGE, KERNEL = 2, 3  # the cells of `ZOO`


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook()
    sources = (SETUP, REPORT, ZOO.format(runtime="page"), ZOO.format(runtime="kernel"))
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "explore.ipynb")
    port = free_port()
    with served(jupyterlab(folder, port), f"http://localhost:{port}/lab", folder):
        yield folder, f"http://localhost:{port}/lab/tree/explore.ipynb"


@pytest.fixture
def open_cell(lab, page):
    """A function that runs one cell of the notebook, opened anew, and waits for its explorer."""
    folder, url = lab

    def open_(index):
        page.goto(f"{url}?reset")
        page.wait_for_function("window.jupyterapp !== undefined")
        restart_kernel(page)  # it would go on with what the test before did
        run_cell(page, index)
        page.wait_for_selector(".lw-explorer .lw-big canvas", timeout=60_000)
        wait_for_rest(page)
        return folder, page

    return open_


@pytest.fixture
def opened(open_cell):
    return open_cell(0)


def _report(folder, page) -> dict:
    """What the kernel holds when it has heard of the page's last move.

    That may come on another thread than the cells', and be heard after a cell that was run later.
    """
    report = folder / "report.json"
    code = current_code(page)
    for _ in range(20):
        report.unlink(missing_ok=True)
        run_cell(page, 1)
        said = json.loads(report.read_text())
        if np.array_equal(np.float32(said["z"]), code):
            return said
    raise AssertionError(f"the page shows {code}, the kernel holds {said['z']}")


def _assert_shown(page, picture, levels: int = 0) -> None:
    """The canvas shows the model's picture, each level of 255 exact, or `levels` from it."""
    expected = np.rint(np.asarray(picture) * 255)
    np.testing.assert_allclose(canvas_pixels(page)[..., :1], expected, rtol=0, atol=levels)


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
    drag(page, page.locator(".lw-map-stage").first, (0.45, 0.55), (0.6, 0.4))
    wait_for_rest(page)
    after = _report(folder, page)
    assert not np.allclose(before["z"], after["z"])
    _assert_shown(page, after["picture"])


def test_a_model_of_another_library_stays_with_the_kernel_and_the_meter_says_why(opened):
    _, page = opened
    page.wait_for_selector(".lw-meter[title*='They do not come from the page: PCA']")
    assert meter(page).startswith("kernel · ")


def test_a_model_of_torch_is_decoded_in_the_page_as_the_kernel_decodes_it(open_cell):
    folder, page = open_cell(PAGE)
    wait_for_page_runtime(page)
    slider = page.locator(".lw-sliders input[type=range]").first
    drag(page, slider, (0.5, 0.5), (0.8, 0.5))
    wait_for_rest(page)
    assert meter(page).startswith("page · ")
    after = _report(folder, page)
    _assert_shown(page, after["picture"], levels=1)
    drag(page, page.locator(".lw-map-stage").first, (0.45, 0.55), (0.6, 0.4))
    wait_for_rest(page)
    moved = _report(folder, page)
    assert not np.allclose(after["z"], moved["z"])
    _assert_shown(page, moved["picture"], levels=1)
    assert meter(page).startswith("page · ")


def test_the_same_model_is_decoded_by_the_kernel_where_that_is_asked_for(open_cell):
    folder, page = open_cell(KERNEL)
    wait_for_line(page)
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.5, 0.5), (0.8, 0.5))
    wait_for_rest(page)
    assert meter(page).startswith("kernel · ")
    after = _report(folder, page)
    _assert_shown(page, after["picture"])


def test_running_the_cell_again_leaks_nothing(opened):
    folder, page = opened
    count = (
        "import ipywidgets, threading; open('count.txt', 'w').write("
        "f'{len(ipywidgets.Widget.widgets) if hasattr(ipywidgets.Widget, \"widgets\") else 0} '"
        "f'{threading.active_count()}')"
    )

    def counted():
        page.evaluate(
            """async (code) => {
                const panel = window.jupyterapp.shell.currentWidget;
                await panel.sessionContext.session.kernel.requestExecute({code}).done;
            }""",
            count,
        )
        widgets, threads = (folder / "count.txt").read_text().split()
        return int(widgets), int(threads)

    seen = []
    for _ in range(5):
        run_cell(page, 0)
        seen.append(counted())
    # Some threads start when first needed and end after idle seconds, so that runs differ by a few.
    # With one more left behind by each run, the fifth has two more than the third.
    n_threads = max(threads for _, threads in seen[:3])
    for _ in range(20):
        if (now := counted())[1] <= n_threads:
            break
        page.wait_for_timeout(500)
    assert now[1] <= n_threads, [*seen, now]
    assert now[0] == seen[1][0]


def test_what_was_done_outlives_a_rerun_and_is_offered_after_a_restart(opened):
    folder, page = opened
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.5, 0.5), (0.8, 0.5))
    wait_for_rest(page)
    page.get_by_role("button", name="Bookmark this point").click()
    before = _report(folder, page)
    run_cell(page, 0)  # a new model and a new space
    page.locator(".lw-bookmark-go", has_text="bookmark 1").wait_for()
    wait_for_rest(page)
    assert _report(folder, page)["z"] == before["z"]
    page.get_by_role("button", name="Journal").click()
    assert page.locator(".lw-journal-words").first.inner_text() == "added bookmark 1"
    page.keyboard.press("Escape")
    drag(page, page.locator(".lw-sliders input[type=range]").first, (0.8, 0.5), (0.3, 0.5))
    wait_for_rest(page)
    bookmarked, before = before, _report(folder, page)
    assert before["z"] != bookmarked["z"]
    page.wait_for_function(
        """() => Object.entries(localStorage).some(([name, text]) =>
             name.includes("latentwidgets-session-") && JSON.parse(text).journal.length === 3)"""
    )
    restart_kernel(page)
    run_cell(page, 0)
    page.get_by_role("button", name="Go on from there").click()
    # The kernel takes its part of the session first.
    page.locator(".lw-bookmark-go", has_text="bookmark 1").wait_for()
    wait_for_rest(page)
    assert _report(folder, page)["z"] == before["z"]
