"""The notebooks that the servers show, one for each case, and what to look at in each."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import nbformat

if TYPE_CHECKING:
    from pathlib import Path

OURS = "latentwidgets"
KERNEL, PAGE = f"{OURS}, kernel", f"{OURS}, page"


@dataclass(frozen=True)
class Case:
    """One notebook, and where its parts stand in the page.

    Parameters
    ----------
    name : str
        The row of the table.
    group : {"live", "map", "sliders"}
    size : int
        Height of the picture, number of points, or number of sliders.
    distribution : str
        The distribution on PyPI that it measures.
    module : str
        The module to look for, to know whether that is installed.
    cells : tuple of str
        Sources of the code cells; the last one shows what is measured.
    selectors : dict
        CSS selectors by role: ``picture``, ``slider``, ``canvas``, ``sliders``.
    pan_button : {"left", "right"}
        The mouse button that pans a map.
    ready : str
        A JavaScript expression that is true once the page is as it is to be measured.
    """

    name: str
    group: str
    size: int
    distribution: str
    module: str
    cells: tuple[str, ...]
    selectors: dict[str, str] = field(default_factory=dict)
    pan_button: Literal["left", "right"] = "left"
    ready: str = ""

    @property
    def notebook(self) -> str:
        """File name of the notebook."""
        words = "".join(letter if letter.isalnum() else "-" for letter in self.name.lower())
        return f"{self.group}-{words}-{self.size}.ipynb"

    @property
    def installed(self) -> bool:
        """Whether what it measures can be imported here."""
        return importlib.util.find_spec(self.module) is not None

    @property
    def is_ours(self) -> bool:
        """Whether this is the row that the others are compared with."""
        return self.distribution == OURS

    def write(self, folder: Path) -> None:
        """Write the notebook into ``folder``, its code folded, as a reader would have it."""
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(source, metadata={"jupyter": {"source_hidden": True}})
                for source in self.cells
            ],
            metadata={
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
        )
        nbformat.write(notebook, folder / self.notebook)


FLOAT_SLIDER = ".widget-slider .noUi-target"
OUR_PICTURE = ".lw-decoded .lw-big > canvas"
OUR_SLIDER = '[data-dimension="0"] input'
PAGE_READY = "document.querySelector('[data-lw-runtime=page]') !== null"
OUR_SLIDERS = ".lw-sliders .lw-range"
OUR_MAP = ".lw-map-points > canvas"


def live_cases(sizes: tuple[int, ...] = (64, 256)) -> list[Case]:
    """List the live sliders, for each size of picture; `interact`, their measure, first."""
    return [case for size in sizes for case in _live_cases(size)]


def _live_cases(size: int) -> list[Case]:
    def cells(function: str, magic: str = "inline") -> tuple[str, ...]:
        return (
            f"%matplotlib {magic}\nfrom benchmarks.cases import live",
            f"live.{function}({size})",
        )

    def peer(picture: str) -> dict[str, str]:
        return {"picture": picture, "slider": FLOAT_SLIDER}

    return [
        Case(
            name="interact + imshow",
            group="live",
            size=size,
            distribution="ipywidgets",
            module="ipywidgets",
            cells=cells("interact_imshow"),
            selectors=peer(".widget-interact img"),
        ),
        Case(
            name="ipywidgets.Image, PNG",
            group="live",
            size=size,
            distribution="ipywidgets",
            module="ipywidgets",
            cells=cells("image_png"),
            selectors=peer("img.widget-image"),
        ),
        Case(
            name="ipympl, set_data",
            group="live",
            size=size,
            distribution="ipympl",
            module="ipympl",
            cells=cells("ipympl_set_data", magic="widget"),
            selectors=peer(".jupyter-matplotlib canvas"),
        ),
        *(
            Case(
                name=name,
                group="live",
                size=size,
                distribution=OURS,
                module=OURS,
                cells=cells(function),
                selectors={"picture": OUR_PICTURE, "slider": OUR_SLIDER},
                ready=ready,
            )
            for name, function, ready in [
                (KERNEL, "latentwidgets_kernel", ""),
                (PAGE, "latentwidgets_page", PAGE_READY),
            ]
        ),
    ]


def map_cases(sizes: tuple[int, ...] = (10_000, 100_000)) -> list[Case]:
    """List the maps, for each number of points."""
    rows: list[tuple[str, str, str, str, Literal["left", "right"]]] = [
        ("jupyter-scatter", "jscatter", "jupyter_scatter_map", "canvas", "left"),
        ("plotly", "plotly", "plotly_scattergl_map", ".gl-canvas-context", "left"),
        (OURS, OURS, "latentwidgets_map", OUR_MAP, "right"),
    ]
    return [
        Case(
            name={"plotly": "plotly, scattergl"}.get(distribution, distribution),
            group="map",
            size=size,
            distribution=distribution,
            module=module,
            cells=(
                "from benchmarks.cases import maps",
                f"prepared = maps.prepare({size})",
                f"maps.{function}(prepared)",
            ),
            selectors={"canvas": canvas},
            pan_button=button,
        )
        for size in sizes
        for distribution, module, function, canvas, button in rows
    ]


def slider_cases(sizes: tuple[int, ...] = (16, 128, 512)) -> list[Case]:
    """List the banks of sliders, for each number of dimensions."""
    rows = [
        ("FloatSliders in a VBox", "ipywidgets", "float_sliders", ".noUi-handle"),
        (OURS, OURS, "latentwidgets_sliders", OUR_SLIDERS),
    ]
    return [
        Case(
            name=name,
            group="sliders",
            size=size,
            distribution=distribution,
            module=distribution,
            cells=("from benchmarks.cases import sliders", f"sliders.{function}({size})"),
            selectors={"sliders": selector},
        )
        for size in sizes
        for name, distribution, function, selector in rows
    ]
