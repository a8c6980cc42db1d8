"""A bank of sliders of 16, 128 or 512 dimensions, with a button that sets every one from Python."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from IPython.display import display

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGE_SHAPE = (8, 8, 1)


def latentwidgets_sliders(n_dims: int) -> None:
    """Our bank of native inputs, over a model of ``n_dims`` dimensions."""
    import latentwidgets as lw

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(n_dims, 64), torch.nn.Sigmoid())
    space = lw.LatentSpace(
        model,
        latent_shape=(n_dims,),
        output_shape=IMAGE_SHAPE,
        value_range=(0, 1),
        prior="normal",
        progress=False,
    )
    started = time.perf_counter()
    sliders = lw.LatentSliders(space)
    _report_construction(started)

    def set_all(value: float) -> None:
        sliders.z = np.full(n_dims, value, dtype=np.float32)

    display(_update_button(set_all), sliders)


def float_sliders(n_dims: int) -> None:
    """One `FloatSlider` for each dimension, in a `VBox`."""
    import ipywidgets

    started = time.perf_counter()
    sliders = [
        ipywidgets.FloatSlider(min=-3, max=3, step=0.01, description=f"z{i}") for i in range(n_dims)
    ]
    box = ipywidgets.VBox(sliders)
    _report_construction(started)

    def set_all(value: float) -> None:
        for slider in sliders:
            slider.value = value

    display(_update_button(set_all), box)


def _update_button(set_all: Callable[[float], None]) -> object:
    """Make a button that sets every slider to 1, then to -1, and so on."""
    import ipywidgets

    button = ipywidgets.Button(description="set all")
    button.add_class("bench-set-all")
    sign = 1.0

    def clicked(_button: object) -> None:
        nonlocal sign
        set_all(sign)
        sign = -sign

    button.on_click(clicked)
    return button


def _report_construction(started: float) -> None:
    """Leave the seconds of construction where the measuring process reads them."""
    seconds = time.perf_counter() - started
    Path(os.environ["BENCH_CONSTRUCTION"]).write_text(json.dumps({"seconds": seconds}))
