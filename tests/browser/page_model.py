"""A small decoder that a page can run, and what it gives as Python computes it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from stage import Stage

SIDE, DIMS = 24, 16
BATCHES = (1, 2, 5)
NAN_FROM = 50.0  # of the first dimension: from there the first row of pixels is NaN
SHARED = ("decoder-worker.js", "onnxruntime.wasm.gz")

# The page's workers, counted; installed before a view is mounted.
COUNT_WORKERS = """() => {
  const Real = window.Worker;
  window.workers = {live: new Set(), made: 0};
  window.Worker = class extends Real {
    constructor(...args) { super(...args); workers.live.add(this); workers.made += 1; }
    terminate() { workers.live.delete(this); super.terminate(); }
  };
}"""
STORE = "[...globalThis[Symbol.for('latentwidgets.stores.v1')].values()][0].store"
READY = f"{STORE}.status.page.state === 'ready'"
REFUSED = f"{STORE}.status.page.state === 'refused'"


def _graph(weights: np.ndarray, bias: np.ndarray) -> bytes:
    """sigmoid(codes · weights + bias) as pictures, and NaN where the first dimension is far out."""
    first_row = np.arange(SIDE * SIDE) < SIDE
    constants = {
        "weights": weights,
        "bias": bias,
        "first": np.eye(DIMS, 1, dtype=np.float32),
        "far": np.float32([NAN_FROM]),
        "marked": first_row[None],
        "shape": np.int64([-1, 1, SIDE, SIDE]),
    }
    steps = [
        ("MatMul", ["codes", "weights"], "product"),
        ("Add", ["product", "bias"], "sum"),
        ("Sigmoid", ["sum"], "light"),
        ("MatMul", ["codes", "first"], "z0"),
        ("Sub", ["far", "z0"], "room"),
        ("Sqrt", ["room"], "root"),
        ("Mul", ["root", "light"], "broken"),
        ("Sub", ["broken", "broken"], "nothing"),
        ("Add", ["nothing", "light"], "marks"),
        ("Where", ["marked", "marks", "light"], "all"),
        ("Reshape", ["all", "shape"], "output"),
    ]
    graph = helper.make_graph(
        [helper.make_node(operator, inputs, [output]) for operator, inputs, output in steps],
        "decoder",
        [helper.make_tensor_value_info("codes", TensorProto.FLOAT, ["n", DIMS])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["n", 1, SIDE, SIDE])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


class ExportedDecoder:
    """An ONNX decoder of 16 numbers to a grey picture, with all that a page asks for."""

    def __init__(self, bundles: Path) -> None:
        rng = np.random.default_rng(3)
        self.weights = rng.normal(size=(DIMS, SIDE * SIDE)).astype(np.float32)
        self.bias = rng.normal(size=SIDE * SIDE).astype(np.float32)
        data = _graph(self.weights, self.bias)
        self._session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        codes = rng.normal(size=(sum(BATCHES), DIMS)).astype(np.float32)
        self._codes, self._outputs = codes, self.run(codes)
        self.files = {name: (bundles / name).read_bytes() for name in SHARED}
        self.files["decoder.onnx"] = data
        self.asked: list[str] = []

    def run(self, codes: Any) -> np.ndarray:
        """Raw outputs of a batch of codes."""
        (output,) = self._session.run(["output"], {"codes": np.asarray(codes, np.float32)})
        return output

    def options(self, n_samples: int = 300, *, disturbed: float = 0, **sheet: Any) -> dict:
        """What the fake space is mounted with; `disturbed` is added to what the probe expects."""
        probe = self._codes.tobytes() + (self._outputs + np.float32(disturbed)).tobytes()
        self.files["probe.f32"] = probe
        named = {"worker": SHARED[0], "wasm": SHARED[1], "decoder": "decoder.onnx"}
        assets = {key: self.asset(name) for key, name in named.items()}
        codes = {"name": "codes.f32", "key": "codes", "size": 4 * n_samples * DIMS}
        described = {
            **assets,
            "probe": self.asset("probe.f32"),
            "probe_every": 1,
            "codes": codes,
            "modality": {
                "kind": "image", "height": SIDE, "width": SIDE, "channels": 1,
                "layout": "CHW", "value_range": [0, 1],
            },
            "latent_shape": [DIMS],
            "batched": True,
            "precision": "float32",
            "parity": {"error": 0, "tolerance": 1e-4, "batches": BATCHES, "n_codes": 8},
            **sheet,
        }  # fmt: skip
        drawn = {"weights": self.weights.ravel().tolist(), "bias": self.bias.tolist()}
        # Of a quick kernel no page takes over that a busy machine slows down.
        return {"nSamples": n_samples, "delay": 200, "page": {"sheet": described, **drawn}}

    def serve(self, stage: Stage) -> None:
        """Let the fake kernel of a page read the files; those asked for are noted."""

        def give(route: Any) -> None:
            name = route.request.url.rsplit("/", 1)[1]
            self.asked.append(name)
            route.fulfill(body=self.files[name])

        stage.page.route("**/files/*", give)
        stage.page.evaluate(COUNT_WORKERS)

    def assert_shown(self, stage: Stage, z: list[float]) -> None:
        """The canvas shows this decoder's picture of `z`: each level exact, but where it rounds."""
        assert len(z) == DIMS
        shown = np.array(stage.pixels(".lw-big canvas"), float).reshape(-1, 4)
        expected = 255 * self.run([z]).ravel().astype(float)
        apart = np.abs(shown[:, :3] - expected[:, None])
        assert apart.max() <= 0.5 + 1e-3, "the nearest of 256 levels"
        assert (shown[:, 3] == 255).all()

    def asset(self, name: str) -> dict[str, Any]:
        """Describe a file as the kernel does."""
        data = self.files[name]
        return {"name": name, "key": hashlib.sha256(data).hexdigest(), "size": len(data)}
