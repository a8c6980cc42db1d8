"""The live slider: the same decoder and picture, in the ways that a user could write it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from IPython.display import display

from benchmarks.cases.decoder import LATENT_SIZE, SLIDER_LIMIT, decoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def interact_imshow(size: int) -> None:
    """`interact` and matplotlib's `imshow`, in the few lines of most course notebooks."""
    import ipywidgets
    import matplotlib.pyplot as plt

    decode = _decode_function(size)

    def show(**values: float) -> None:
        plt.imshow(decode(list(values.values())))
        plt.axis("off")
        plt.show()

    ipywidgets.interact(show, **{f"z{i}": slider for i, slider in enumerate(_float_sliders())})


def image_png(size: int) -> None:
    """Sliders observed by a callback that writes PNG bytes to an `ipywidgets.Image`."""
    import ipywidgets
    from PIL import Image

    decode = _decode_function(size)
    sliders = _float_sliders()
    picture = ipywidgets.Image(format="png", width=256, height=256)

    def show(_change: object = None) -> None:
        pixels = (decode([slider.value for slider in sliders]) * 255 + 0.5).astype(np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, format="png")
        picture.value = buffer.getvalue()

    _observe(sliders, show)
    show()
    display(ipywidgets.VBox([*sliders, picture]))


def ipympl_set_data(size: int) -> None:
    """Give an ipympl figure's image its new data by `set_data`."""
    import ipywidgets
    import matplotlib.pyplot as plt

    decode = _decode_function(size)
    sliders = _float_sliders()
    with plt.ioff():
        figure = plt.figure(figsize=(4, 4))
    canvas: Any = figure.canvas  # ipympl's, which is a widget
    canvas.header_visible = canvas.toolbar_visible = canvas.footer_visible = False
    axes = figure.add_subplot()
    axes.axis("off")
    image = axes.imshow(decode([slider.value for slider in sliders]))

    def show(_change: object) -> None:
        image.set_data(decode([slider.value for slider in sliders]))
        canvas.draw_idle()

    _observe(sliders, show)
    display(ipywidgets.VBox([*sliders, canvas]))


def latentwidgets_kernel(size: int) -> None:
    """Our own sliders and decoded view, of one space, decoded in the kernel."""
    _latentwidgets(size, "kernel")


def latentwidgets_page(size: int) -> None:
    """Our own sliders and decoded view, of one space, decoded in the page."""
    _latentwidgets(size, "page")


def export(sizes: tuple[int, ...] = (64, 256)) -> None:
    """Export the models to ONNX, so that a kernel finds them on disk."""
    for size in sizes:
        _space(size).export()


def _latentwidgets(size: int, runtime: str) -> None:
    import ipywidgets

    import latentwidgets as lw

    space = _space(size)
    sliders = lw.LatentSliders(space, runtime=runtime)
    display(ipywidgets.VBox([sliders, lw.DecodedView(space)]))


def _space(size: int) -> Any:
    import latentwidgets as lw

    return lw.LatentSpace(
        decoder(size), latent_shape=(LATENT_SIZE,), value_range=(0, 1), prior="normal"
    )


def _decode_function(size: int) -> Callable[[list[float]], NDArray[np.float32]]:
    model = decoder(size)

    def decode(values: list[float]) -> NDArray[np.float32]:
        with torch.inference_mode():
            image = model(torch.tensor([values], dtype=torch.float32))[0]
        return image.permute(1, 2, 0).numpy()

    return decode


def _float_sliders() -> list[Any]:
    import ipywidgets

    return [
        ipywidgets.FloatSlider(
            value=0, min=-SLIDER_LIMIT, max=SLIDER_LIMIT, step=0.01, description=f"z{i}"
        )
        for i in range(LATENT_SIZE)
    ]


def _observe(sliders: list[Any], show: Callable[[object], None]) -> None:
    for slider in sliders:
        slider.observe(show, names="value")
