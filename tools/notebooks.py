"""Execute the notebooks and save them with their outputs, each widget as its still picture."""

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


def run(path: Path) -> None:
    """Execute one notebook in an empty folder and save it in place."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        NotebookClient(
            notebook, timeout=600, resources=resources, store_widget_state=False
        ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the hours at which it ran
        for output in cell.get("outputs", []):
            # Without a kernel the widget's own view would only say that its model is gone.
            if "image/png" in output.get("data", {}):
                output.data.pop(WIDGET, None)
    nbformat.write(notebook, path)


def main() -> None:
    """Run the notebooks named, or all."""
    for path in map(Path, sys.argv[1:] or sorted(NOTEBOOKS.glob("*.ipynb"))):
        print(path.name, flush=True)
        run(path)


if __name__ == "__main__":
    main()
