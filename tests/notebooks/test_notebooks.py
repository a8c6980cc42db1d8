"""Every notebook runs top to bottom, headless, and keeps a picture of each widget for GitHub."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_top_to_bottom_and_shows_pictures(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    bundles = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("execute_result", "display_data")
    ]
    widgets = [data for data in bundles if "application/vnd.jupyter.widget-view+json" in data]
    assert widgets, "the notebook shows at least one widget"
    assert all("image/png" in data for data in widgets)
    figures = [data for data in bundles if data.get("text/plain", "").startswith("<Figure")]
    assert all("image/png" in data for data in figures)


def test_there_are_notebooks():
    assert NOTEBOOKS
