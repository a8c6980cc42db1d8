"""`runtime="webgpu"`: the graphics card where the browser offers it, said where it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from page_model import READY, STORE, ExportedDecoder
from stage import Stage

pytestmark = pytest.mark.browser

ENGINES = {
    "wasm": ("decoder-worker.js", "onnxruntime.wasm.gz"),
    "webgpu": ("decoder-worker-webgpu.js", "onnxruntime-webgpu.wasm.gz"),
}
START = 60_000  # ms: ONNX Runtime compiles 27 MB of wasm, on a busy machine
ASKED = "fake.sent.find(([content]) => content.kind === 'page_model')[0].engine"


def mounted(stage: Stage, bundles: Path, engine: str) -> ExportedDecoder:
    """Mount the picture over a kernel that gives the files of `engine`, and wait for the page."""
    model = ExportedDecoder(bundles)
    model.files |= {name: (bundles / name).read_bytes() for name in ENGINES[engine]}
    worker, wasm = map(model.asset, ENGINES[engine])
    model.serve(stage)
    stage.mount("decoded", runtime="webgpu", **model.options(worker=worker, wasm=wasm))
    stage.wait(READY, timeout=START)
    return model


def test_a_secure_page_decodes_by_webgpu(open_stage: Callable[..., Stage], bundles: Path) -> None:
    # Chromium's own software adapter: this says that it works, not how fast.
    stage = open_stage(address="https://latent.test/")
    assert stage.page.evaluate("navigator.gpu.requestAdapter().then(Boolean)")
    model = mounted(stage, bundles, "webgpu")
    assert stage.js(ASKED) == "webgpu"
    stage.js("fake.setZ(Array(16).fill(0.25))")
    stage.wait("document.querySelector('.lw-meter').innerText.endsWith('webgpu')", timeout=START)
    stage.wait(f"{STORE}.frame.z[0] === 0.25", timeout=START)
    model.assert_shown(stage, [0.25] * 16)


def test_a_page_on_plain_http_says_that_it_has_none(
    open_stage: Callable[..., Stage], bundles: Path
) -> None:
    stage = open_stage()
    model = mounted(stage, bundles, "wasm")
    assert stage.js(ASKED) == "wasm"
    stage.js("fake.setZ(Array(16).fill(0.25))")
    meter = "document.querySelector('.lw-meter').innerText"
    stage.wait(f"{meter}.startsWith('page · ') && {meter}.endsWith('cpu')")
    title = stage.page.locator(".lw-meter").get_attribute("title")
    assert "WebGPU was asked for and is not offered" in title
    model.assert_shown(stage, [0.25] * 16)
