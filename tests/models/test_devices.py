import types
import warnings

import numpy as np
import pytest
import torch
from signatures import OfficialVAE
from torch import nn

from latentwidgets.exceptions import DecodeError, ModelError, OptionError, ShapeError
from latentwidgets.modalities import Series, Text
from latentwidgets.models import choose_device, devices, free_memory, is_out_of_memory, wrap
from latentwidgets.models.devices import is_of_two_devices

NO_CUDA = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")


@pytest.fixture(autouse=True)
def _nothing_said_yet(monkeypatch):
    monkeypatch.setattr(devices, "_warned", set())


def have(monkeypatch, *kinds):
    for kind in ("cuda", "xpu"):
        monkeypatch.setattr(
            torch,
            kind,
            types.SimpleNamespace(
                is_available=lambda kind=kind: kind in kinds, device_count=lambda: 2
            ),
        )
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in kinds)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), "cpu"),
        (("cuda", "xpu"), "cuda"),
        (("mps",), "mps"),
        (("xpu",), "xpu"),
    ],
)
def test_the_best_device_there_is(monkeypatch, kinds, expected):
    have(monkeypatch, *kinds)
    assert choose_device() == expected


def test_a_device_that_is_there_is_taken_as_named(monkeypatch):
    have(monkeypatch, "cuda")
    assert choose_device("cuda:1") == "cuda:1"
    assert choose_device("cpu") == "cpu"


@NO_CUDA
def test_a_device_that_is_missing_becomes_the_cpu_and_is_said_once():
    with pytest.warns(UserWarning, match="no device 'cuda' on this machine: the CPU is used"):
        wrapped = wrap(OfficialVAE(), device="cuda")
    assert wrapped.device == "cpu"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wrapped.to("cuda")
        assert wrap(OfficialVAE(), device="cuda").device == "cpu"


def test_a_device_index_beyond_those_there_is_missing(monkeypatch):
    have(monkeypatch, "cuda")
    with pytest.warns(UserWarning, match="cuda:7"):
        assert choose_device("cuda:7") == "cpu"


@pytest.mark.parametrize("name", ["gpu", "cuda:x", ""])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(OptionError, match="is unknown"):
        choose_device(name)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"),
    ],
)
def test_memory_that_ran_out_is_known_also_when_wrapped(error):
    assert is_out_of_memory(error)

    def decode(z):
        if len(z) > 2:
            raise error
        return np.zeros((len(z), 8, 8))

    wrapped = wrap(decode, latent_shape=2)
    with pytest.raises(DecodeError) as raised:
        wrapped.decode(np.zeros((3, 2), np.float32))
    assert is_out_of_memory(raised.value)
    assert wrapped.decode(np.zeros((2, 2), np.float32)).shape == (2, 8, 8, 1)


def test_real_lack_of_memory_is_known():
    with pytest.raises(RuntimeError) as raised:
        torch.empty(2**60, dtype=torch.uint8)
    assert is_out_of_memory(raised.value)


@pytest.mark.parametrize(
    "error", [ValueError("out of memory"), RuntimeError("a shape"), KeyError()]
)
def test_other_errors_are_not_lack_of_memory(error):
    assert not is_out_of_memory(error)


def test_tensors_of_two_devices_are_known():
    with pytest.raises(RuntimeError) as raised:
        torch.add(torch.ones(2), torch.ones(2, device="meta"))
    outer = ModelError("it raised")
    outer.__cause__ = raised.value
    assert is_of_two_devices(outer)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("Expected all tensors to be on the same device, but got mat1 is on cpu"),
        RuntimeError("Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor)"),
        TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy"),
    ],
)
def test_what_torch_says_of_two_devices_on_cuda_is_known(error):
    assert is_of_two_devices(error)
    assert not is_of_two_devices(ValueError(str(error)))


@pytest.mark.parametrize("device", ["cpu", "cuda", "mps"])
def test_freeing_memory_is_harmless_where_there_is_no_such_device(device):
    free_memory(device)


@CUDA
@pytest.mark.gpu
def test_on_cuda_codes_go_there_and_pictures_come_back(grey):
    model = OfficialVAE()
    expected = wrap(model, grey, device="cpu").decode(np.zeros((2, 5), np.float32))
    wrapped = wrap(model, grey)
    assert wrapped.device.startswith("cuda")
    np.testing.assert_allclose(wrapped.decode(np.zeros((2, 5), np.float32)), expected, atol=1e-4)
    wrapped.to("cpu")
    assert next(model.parameters()).device.type == "cpu"


class MadeHere(nn.Module):
    """Adds a tensor that its code makes on the CPU, whatever its input is on."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 64)

    def forward(self, z):
        """Pictures in [0, 1]."""
        return torch.sigmoid(self.linear(z) + torch.zeros(64)).view(-1, 1, 8, 8)


@CUDA
@pytest.mark.gpu
def test_a_model_whose_own_code_needs_the_cpu_stays_there_and_says_so():
    model = MadeHere()
    with pytest.warns(UserWarning, match=r"makes tensors on the CPU.*device=z\.device"):
        wrapped = wrap(model, latent_shape=3)
    assert wrapped.device == "cpu"
    assert wrapped.decode(np.zeros((2, 3), np.float32)).shape == (2, 8, 8, 1)
    with pytest.raises(ShapeError, match="same device"):
        wrap(model, latent_shape=3, device="cuda")


@CUDA
@pytest.mark.gpu
def test_cuda_outlives_a_token_that_no_embedding_holds():
    with pytest.raises(ModelError, match="tokens from 7 to 7 for an embedding of 4"):
        wrap(
            (nn.Embedding(4, 2), nn.Linear(2, 9)), np.full((3, 5), 7), modality=Text([*"abcdefghi"])
        )
    assert torch.ones(2, device="cuda").sum().item() == 2


@CUDA
@pytest.mark.gpu
def test_a_recurrent_decoder_tells_gradients_on_cuda():
    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru, self.out = nn.GRU(3, 8, batch_first=True), nn.Linear(8, 2)

        def forward(self, z):
            return self.out(self.gru(z[:, None].expand(-1, 12, -1))[0])

    wrapped = wrap(Recurrent(), latent_shape=3, modality=Series())
    squares, gradients = wrapped.backend.chain_gradient(np.eye(3, dtype=np.float32))
    assert squares.shape == (2,)
    assert np.abs(gradients).max() > 0
