"""What a page is given to decode by itself, and where a view says that it decodes."""

import hashlib
import threading

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import ExportError, OptionError
from latentwidgets.models.onnx import ExportedModel, Graph, Parity
from latentwidgets.models.onnx.sessions import open_session
from latentwidgets.runtimes import page as page_runtime
from latentwidgets.runtimes.page import SHARED_FILES, probe, shared_asset
from latentwidgets.widgets.handlers.page import PART_BYTES
from latentwidgets.widgets.state import _states
from tests.widgets.conftest import DIMS, SIDE, TIMEOUT, Linear, N

VIEWS = [lw.LatentExplorer, lw.LatentMap, lw.DecodedView, lw.LatentSliders]
GRAPH = np.random.default_rng(5).bytes(2 * PART_BYTES + 7)


class Exporter:
    """Stands in for a space's export: counted, held up while `gate` is closed, or failing."""

    def __init__(self):
        self.calls = 0
        self.error = None
        self.gate, self.begun = threading.Event(), threading.Event()
        self.gate.set()

    def __call__(self, precision="float32"):
        self.calls += 1
        self.begun.set()
        assert self.gate.wait(TIMEOUT)
        if self.error:
            raise self.error
        parity = Parity(error=1e-7, tolerance=1e-4, batches=(1, 2, 5), n_codes=8)
        return ExportedModel(Graph(GRAPH, parity, batched=True, precision=precision))


@pytest.fixture
def exporter(space, monkeypatch):
    exporter = Exporter()
    monkeypatch.setattr(space, "export", exporter)
    yield exporter
    exporter.gate.set()


@pytest.fixture
def view(page, space, exporter):
    return lw.LatentExplorer(space)


@pytest.fixture
def shared_files(tmp_path, monkeypatch):
    """The two files of all spaces, in a folder of the test's own."""
    monkeypatch.setattr(page_runtime, "STATIC", tmp_path)
    monkeypatch.setattr(page_runtime, "_shared", {})
    for name in SHARED_FILES:
        (tmp_path / name).write_bytes(name.encode() * 3)
    return tmp_path


def whole(page, view, asset):
    """A file as a page puts it together; its size and digest are as said."""
    data = b""
    while len(data) < asset["size"]:
        part = page.ask(view, "asset", name=asset["name"], start=len(data))["data"].tobytes()
        assert 0 < len(part) <= PART_BYTES
        data += part
    assert len(data) == asset["size"]
    assert hashlib.sha256(data).hexdigest() == asset["key"]
    return data


def test_a_page_gets_all_that_decoding_takes(page, view, space, shared_files):
    told = page.ask(view, "page_model")
    assert whole(page, view, told["decoder"]) == GRAPH
    for name in ("worker", "wasm"):
        path = shared_files / told[name]["name"]
        assert whole(page, view, told[name]) == path.read_bytes()
    codes = np.frombuffer(whole(page, view, told["codes"]), np.float32)
    np.testing.assert_array_equal(codes.reshape(N, DIMS), space.codes)
    assert told["latent_shape"] == [DIMS]
    assert told["modality"] == {
        "kind": "image", "height": SIDE, "width": SIDE, "channels": 1,
        "layout": space.modality.layout, "value_range": [0, 1],
    }  # fmt: skip
    assert (told["batched"], told["precision"]) == (True, "float32")
    assert told["parity"] == {"error": 1e-7, "tolerance": 1e-4, "batches": [1, 2, 5], "n_codes": 8}


def test_the_codes_that_others_are_measured_by_need_no_export(page, view, space, exporter):
    told = page.ask(view, "support")["codes"]
    codes = np.frombuffer(whole(page, view, told), np.float32)
    np.testing.assert_array_equal(codes.reshape(N, DIMS), space.codes)
    assert exporter.calls == 0


def test_the_probe_is_real_codes_and_what_the_model_gives_for_each(page, view, space, shared_files):
    probe = page.ask(view, "page_model")["probe"]
    numbers = np.frombuffer(whole(page, view, probe), np.float32)
    codes, outputs = np.split(numbers, [8 * DIMS])
    codes = codes.reshape(8, DIMS)
    assert all((codes[:, None] == space.codes[None]).all(2).any(1))
    assert len(np.unique(codes, axis=0)) == 8
    np.testing.assert_allclose(outputs, space.decode_raw(codes).ravel(), rtol=1e-6)


def test_of_large_outputs_the_probe_holds_each_nth_number():
    side = 200
    pixels = np.linspace(0, 1, 3 * side**2, dtype=np.float32).reshape(3, side, side)
    space = lw.LatentSpace(
        lambda z: pixels * np.abs(z).mean(1)[:, None, None, None],
        latent_shape=(2,), prior="normal", n_samples=12,
    )  # fmt: skip
    compared, every = probe(space, (1, 2, 5))
    assert every == 5
    whole_outputs = space.decode_raw(compared["codes"].reshape(8, 2)).reshape(8, -1)
    np.testing.assert_array_equal(compared["outputs"].reshape(8, -1), whole_outputs[:, ::5])
    assert compared["outputs"].size <= 2**18


def test_the_model_of_the_zoo_decodes_from_these_files_alone(page, shared_files):
    space = lw.zoo.load("digits/vae", device="cpu")  # from its weights, by torch
    view = lw.DecodedView(space)
    told = page.ask(view, "page_model")
    session = open_session(whole(page, view, told["decoder"]))
    numbers = np.frombuffer(whole(page, view, told["probe"]), np.float32)
    n = sum(told["parity"]["batches"])
    codes, outputs = np.split(numbers, [n * space.latent_size])
    (found,) = session.run(["output"], {"codes": codes.reshape(n, *told["latent_shape"])})
    assert np.abs(found.ravel() - outputs).max() <= 1e-5 * np.abs(outputs).max()


def test_many_codes_stay_where_they_are(page, view, shared_files, monkeypatch):
    monkeypatch.setattr(page_runtime, "MOST_CODE_BYTES", 4 * N * DIMS - 1)
    assert page.ask(view, "page_model")["codes"] is None
    assert page.ask(view, "support")["codes"] is None
    assert "codes.f32" in page.fails(view, "asset", name="codes.f32", start=0)


@pytest.mark.parametrize(
    "name",
    ["../pyproject.toml", "/etc/passwd", "explorer.js", "decoder-worker.js/../explorer.js",
     "..%2fexplorer.js", "", ".", "decoder.onnx\x00", "DECODER.ONNX", 7, None, ["decoder.onnx"]],
)  # fmt: skip
def test_no_other_file_is_given(page, view, shared_files, name):
    page.ask(view, "page_model")
    error = page.fails(view, "asset", name=name, start=0)
    assert error.startswith(("There is no file", "name is no text"))


@pytest.mark.parametrize("start", [len(GRAPH), 2**31, 2**70, -1, 0.5, "0", True, None, [0]])
def test_no_file_is_read_from_a_place_that_it_lacks(page, view, shared_files, start):
    page.ask(view, "page_model")
    error = page.fails(view, "asset", name="decoder.onnx", start=start)
    assert error.startswith(("There is no file", "start is no whole number"))
    assert len(page.ask(view, "asset", name="decoder.onnx", start=len(GRAPH) - 1)["data"]) == 1


def test_a_file_of_the_space_is_there_once_it_has_been_described(page, view, shared_files):
    assert "decoder.onnx" in page.fails(view, "asset", name="decoder.onnx", start=0)
    page.ask(view, "page_model")
    assert len(page.ask(view, "asset", name="decoder.onnx", start=0)["data"]) == PART_BYTES


def test_pages_that_ask_at_once_share_one_export(page, view, exporter, shared_files):
    exporter.gate.clear()
    keys = [page.send(view, "page_model", key=f"page{i}-1") for i in range(4)]
    assert exporter.begun.wait(TIMEOUT)
    exporter.gate.set()
    assert all(page.reply(key)[0]["ok"] for key in keys)
    page.ask(view, "page_model")
    assert exporter.calls == 1


def test_a_model_that_cannot_be_exported_is_said_in_its_words(page, view, exporter, shared_files):
    exporter.error = ExportError("The decoder draws random numbers. The kernel goes on.")
    assert page.fails(view, "page_model") == str(exporter.error)
    assert page.ask(view, "decode", z=np.zeros(DIMS, np.float32))["width"] == SIDE
    exporter.error = None
    assert page.ask(view, "page_model")["batched"], "the next page may be luckier"


def test_numpy_models_say_that_they_stay_in_the_kernel(page, make_space):
    view = lw.DecodedView(make_space(Linear()))
    assert "cannot be exported to ONNX" in page.fails(view, "page_model")


def test_a_clone_whose_front_end_was_not_built_says_so(page, view, tmp_path, monkeypatch):
    monkeypatch.setattr(page_runtime, "STATIC", tmp_path)
    monkeypatch.setattr(page_runtime, "_shared", {})
    assert "make install" in page.fails(view, "page_model")


def test_an_export_holds_up_neither_frames_nor_queries_nor_maps(page, view, exporter, shared_files):
    exporter.gate.clear()
    key = page.send(view, "page_model")
    assert exporter.begun.wait(TIMEOUT)
    z = np.zeros(DIMS, np.float32)
    assert page.ask(view, "decode", z=z)["width"] == SIDE
    assert page.ask(view, "about", z=z)["nearest"]["index"] >= 0
    assert page.ask(view, "project", method="pca", dims=3)["dims"] == 3
    name = SHARED_FILES[0]
    assert page.ask(view, "asset", name=name, start=0)["data"].tobytes() == shared_asset(name).data
    assert key not in page.replies
    exporter.gate.set()
    assert page.reply(key)[0]["ok"]


def test_a_view_closed_while_its_model_is_exported_gets_no_answer(
    page, view, exporter, shared_files
):
    exporter.gate.clear()
    key = page.send(view, "page_model")
    assert exporter.begun.wait(TIMEOUT)
    threads = [thread for thread in threading.enumerate() if "latentwidgets-exports" in thread.name]
    assert len(threads) == 1
    view.close()
    exporter.gate.set()
    threads[0].join(TIMEOUT)
    assert not threads[0].is_alive()
    assert key not in page.replies


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("runtime", ["auto", "page", "kernel"])
def test_every_view_takes_where_to_decode(page, space, view, runtime):
    made = view(space, runtime=runtime)
    assert made.state.runtime == runtime
    key = made.state.comm.comm_id
    told = [page.opened[key], *(state for comm, state in page.updates if comm == key)]
    assert [state["runtime"] for state in told if "runtime" in state][-1] == runtime


def test_a_view_that_says_nothing_leaves_what_another_said(page, space):
    lw.LatentMap(space, runtime="kernel")
    other = lw.DecodedView(space)
    assert other.state.runtime == "kernel"
    lw.LatentSliders(space, runtime="page")
    assert other.state.runtime == "page"
    assert {"runtime": "page"} in [state for _, state in page.updates]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("runtime", ["gpu", "", 1, ["page"]])
def test_a_wrong_runtime_is_refused_and_leaves_nothing_open(page, space, view, runtime):
    with pytest.raises(OptionError, match="runtime="):
        view(space, runtime=runtime)
    assert space not in _states
    assert page.opened == {}


def test_the_page_may_not_say_where_to_decode(page, space):
    view = lw.DecodedView(space, runtime="kernel")
    page.updates.clear()
    for sent in ("page", "webgpu", None):
        data = {"method": "update", "state": {"runtime": sent}, "buffer_paths": []}
        page.say(view.state, data)
        assert view.state.runtime == "kernel"
    told = [state for _, state in page.updates if "runtime" in state]
    assert told == [{"runtime": "kernel"}] * 3
