"""What a person does in a page, and what they see there."""

import base64
import io

import numpy as np
from PIL import Image

PICTURE = ".lw-big canvas"


NOTEBOOK = """
            const app = window.jupyterapp;
            while (app.shell.currentWidget?.content?.widgets === undefined) {
                await new Promise(requestAnimationFrame);
            }
            const panel = app.shell.currentWidget;
            await panel.context.ready;
            await panel.sessionContext.ready;
"""


def restart_kernel(page) -> None:
    """Restart the kernel of JupyterLab's open notebook; what the page shows stays."""
    page.evaluate(
        f"""async () => {{{NOTEBOOK}
            const {{ kernel }} = panel.sessionContext.session;
            await kernel.info; // a question cut off is an error in the page
            await kernel.restart();
        }}"""
    )


def run_cell(page, index: int) -> None:
    """Run one cell of JupyterLab's open notebook and wait until it is done."""
    page.evaluate(
        f"""async (index) => {{{NOTEBOOK}
            panel.content.activeCellIndex = index;
            panel.content.deselectAll();
            await app.commands.execute("notebook:run-cell");
        }}""",
        index,
    )


def drag(page, locator, start, end, steps: int = 12) -> None:
    """Press at `start`, move to `end`, release: fractions of the element's box."""
    locator.wait_for()
    box = locator.bounding_box()
    x, y = start[0] * box["width"], start[1] * box["height"]
    # Waits until it stands still and nothing lies over it: a notebook moves its cells as they fill.
    locator.hover(position={"x": x, "y": y})
    box = locator.bounding_box()
    page.mouse.down()
    page.mouse.move(
        box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=steps
    )
    page.mouse.up()


def canvas_pixels(page, selector: str = PICTURE) -> np.ndarray:
    """Return the picture's own pixels, `(H, W, 3)` uint8, before the page scales them."""
    # A locator finds it behind a shadow root too, where marimo shows a widget.
    url = page.locator(selector).first.evaluate("(canvas) => canvas.toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB"))


def wait_for_rest(page, selector: str = ".lw-root") -> None:
    """Wait until the picture is exact and the kernel has heard of the last move."""
    page.wait_for_selector(f"{selector}[data-lw-rest=true]", timeout=30_000)


def wait_for_line(page) -> None:
    """Wait until pictures come straight from the kernel, as they do on its own machine."""
    page.wait_for_selector(".lw-meter[title*='straight from the kernel']", timeout=30_000)


STORES = "[...(globalThis[Symbol.for('latentwidgets.stores.v1')]?.values() ?? [])]"


def wait_for_page_runtime(page) -> None:
    """Wait until the page decodes by itself; where it gives up, its reason fails the test."""
    states = f"{STORES}.map(({{store}}) => store.status.page.state)"
    begun = "!states.includes('off') && !states.includes('preparing')"
    page.wait_for_function(
        f"(() => {{ const states = {states}; return states.length && {begun}; }})()",
        timeout=120_000,
    )
    said = page.evaluate(f"{STORES}.map(({{store}}) => store.status.page)")
    assert [status["state"] for status in said] == ["ready"], said


def meter(page) -> str:
    """Where pictures are decoded and how fast, as the view says it."""
    return page.locator(".lw-meter").inner_text()


def current_code(page) -> np.ndarray:
    """The code that the views show."""
    code = page.evaluate(f"Array.from({STORES}[0].store.z)")
    return np.asarray(code, np.float32)


def assert_decoded(page, space) -> np.ndarray:
    """Compare the canvas with what the model, here, gives for the page's code; return the code."""
    code = current_code(page)
    expected = np.rint(space.decode(code)[0] * 255)
    # Another process may sum in another order, and round to the next of 255 levels.
    np.testing.assert_allclose(canvas_pixels(page)[..., :1], expected, atol=1)
    return code
