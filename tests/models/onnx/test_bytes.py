"""What the bytes of a graph hold, and what they must not."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import decoders
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from reopening import codes_for, reopened
from torch import nn

from latentwidgets.exceptions import MissingEncoderError, ModelError
from latentwidgets.models import wrap
from latentwidgets.models.onnx import ExportedModel, Graph, Parity, export_model


class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 256), nn.Tanh(), nn.Linear(256, 64), nn.Sigmoid())
        self.register_buffer("huge", nn.init.constant_(nn.Parameter(nn.Linear(1, 400).bias), 1e6))

    def forward(self, z):
        return (self.layers(z) * self.huge[:64] / self.huge[64:128]).view(-1, 8, 8)


@pytest.fixture(scope="module")
def model():
    return wrap(Wide())


@pytest.fixture(scope="module")
def exported(model):
    return export_model(model, codes_for(model))


@pytest.fixture(scope="module")
def halved(model):
    return export_model(model, codes_for(model), precision="float16")


def test_nothing_of_this_machine_is_inside(exported):
    data = exported.decoder.data
    for part in (Path.cwd(), Path.home(), Path(__file__).parent, Path(sys.prefix)):
        assert str(part).encode() not in data
    for words in (b"stack_trace", b"pkg.torch", b"Wide", b"forward", b".py"):
        assert words not in data


def test_inputs_and_outputs_have_their_names_and_a_free_axis(exported):
    graph = onnx.load_model_from_string(exported.decoder.data).graph
    onnx.checker.check_model(exported.decoder.data)
    (given,), (made,) = graph.input, graph.output
    assert (given.name, made.name) == ("codes", "output")
    axes = [
        [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in (given, made)
    ]
    assert axes == [["n", 6], ["n", 8, 8]]


def test_half_precision_halves_the_bytes_and_computes_in_float32(model, exported, halved):
    assert len(halved.decoder.data) < 0.6 * len(exported.decoder.data)
    assert halved.decoder.precision == "float16"
    assert halved.decoder.parity.tolerance == 1e-2
    codes = codes_for(model, 5)
    np.testing.assert_allclose(
        reopened(model, halved).decode(codes), model.decode(codes), atol=5e-3
    )
    kinds = {
        t.data_type for t in onnx.load_model_from_string(halved.decoder.data).graph.initializer
    }
    assert TensorProto.FLOAT16 in kinds
    assert TensorProto.FLOAT in kinds, "what half precision cannot hold stays as it is"


def test_one_session_serves_many_threads(model, exported):
    opened = reopened(model, exported)
    codes = codes_for(model, 4)
    expected, found = model.decode(codes), []
    threads = [
        threading.Thread(target=lambda: found.append(opened.decode(codes))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for pictures in found:
        np.testing.assert_allclose(pictures, expected, atol=1e-5)


def test_a_model_without_an_encoder_says_so(model, exported):
    opened = reopened(model, exported)
    assert not opened.can_encode
    with pytest.raises(MissingEncoderError):
        opened.encode(np.zeros((2, 8, 8), np.float32))
    with pytest.raises(MissingEncoderError):
        opened.backend.encode(np.zeros((2, 8, 8), np.float32))
    assert opened.fingerprint() == reopened(model, exported).fingerprint()
    assert "on cpu" in repr(opened)


def foreign(model, data):
    parity = Parity(0.0, 1e-4, (1,), 1)
    return reopened(model, ExportedModel(Graph(data, parity, batched=True, precision="float32")))


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: b"hello", lambda data: data[: len(data) // 2]]
)
def test_damaged_bytes_are_told_when_they_are_used(model, exported, spoil, capfd):
    opened = foreign(model, spoil(exported.decoder.data))
    with pytest.raises(ModelError, match="onnxruntime cannot read"):
        opened.decode(codes_for(model, 1))
    assert capfd.readouterr() == ("", "")


def add(initializer, *, domain=""):
    """A graph that adds a tensor to its codes."""
    values = [helper.make_tensor_value_info(name, 1, ["n", 6]) for name in ("codes", "output")]
    node = helper.make_node("Add", ["codes", "w"], ["output"], domain=domain)
    graph = helper.make_graph([node], "g", values[:1], values[1:], [initializer])
    opsets = [helper.make_opsetid("", 18)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    return helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()


def test_data_in_other_files_are_refused(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.arange(6, dtype=np.float32).tofile("secret.bin")
    tensor = TensorProto(name="w", data_type=1, dims=[6], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "secret.bin"), ("offset", "0"), ("length", "24")):
        tensor.external_data.add(key=key, value=value)
    with pytest.raises(ModelError, match="other files"):
        foreign(model, add(tensor)).decode(codes_for(model, 1))


def test_operations_that_onnxruntime_lacks_are_refused(model, capfd):
    tensor = onnx.numpy_helper.from_array(np.zeros(6, np.float32), "w")
    with pytest.raises(ModelError, match="operations that onnxruntime does not have"):
        foreign(model, add(tensor, domain="of.someone")).decode(codes_for(model, 1))
    assert capfd.readouterr() == ("", "")


def test_opening_needs_neither_torch_nor_scikit_learn(model, exported, tmp_path):
    (tmp_path / "graph").write_bytes(exported.decoder.data)
    code = """
import sys
import latentwidgets.models.onnx as onnx
light = [m for m in ("onnx", "onnxruntime", "torch", "sklearn", "scipy") if m in sys.modules]
import numpy as np
from latentwidgets.modalities import Image
graph = onnx.Graph(open(sys.argv[1], "rb").read(), onnx.Parity(0, 1, (1,), 1), True, "float32")
model = onnx.open_model(
    onnx.ExportedModel(graph), name="x", latent_shape=(6,), modality=Image(8, 8, 1, "HW"),
    prior=None, digest="d",
)
assert model.decode(np.zeros((3, 6), np.float32)).shape == (3, 8, 8, 1)
print(light, [m for m in ("onnx", "torch", "sklearn", "scipy") if m in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "graph")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split("\n")[0] == "[] []"


def test_a_graph_of_one_row_is_given_one_row(model):
    one = wrap(decoders.OneAtATime())
    exported = export_model(one, codes_for(one))
    opened = reopened(one, replace(exported, encoder_reason=None))
    assert opened.mode == "one"
    assert opened.decode(codes_for(one, 3)).shape == (3, 8, 8, 1)
