import struct

import pytest
import torch
from safetensors.torch import load_file, save_file

from latentwidgets import zoo
from latentwidgets.exceptions import ModelError
from latentwidgets.zoo.weights import load_weights

ENTRY = zoo.list()[0]


@pytest.fixture
def damaged(tmp_path):
    def write(change):
        path = tmp_path / "bad.safetensors"
        tensors = load_file(ENTRY.weights_path)
        change(tensors)
        save_file(tensors, path)
        return path

    return write


def refused(path, words):
    module = ENTRY.build()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    with pytest.raises(ModelError, match=words):
        load_weights(module, path)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


def test_missing_extra_and_mis_shaped_tensors_are_named(damaged):
    def change(tensors):
        del tensors["encoder.1.bias"]
        tensors["other"] = torch.zeros(2)
        tensors["decoder.0.weight"] = torch.zeros(5, 5)

    path = damaged(change)
    refused(path, "missing encoder.1.bias; unexpected other; decoder.0.weight is")


def test_a_long_list_of_faults_is_cut(damaged):
    refused(damaged(lambda tensors: tensors.clear()), "and 8 more")


@pytest.mark.parametrize(
    "content",
    [
        ENTRY.weights_path.read_bytes()[:5000],
        b"",
        b"\x80\x04\x95junk of a pickle",
        struct.pack("<Q", 1 << 60) + b"{}",
    ],
    ids=["truncated", "empty", "pickle", "header of 2^60 bytes"],
)
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    refused(path, "bad.safetensors cannot be read")


def test_a_missing_file_is_refused_without_its_folder(tmp_path):
    module = ENTRY.build()
    with pytest.raises(ModelError, match="cannot be read") as caught:
        load_weights(module, tmp_path / "none.safetensors")
    assert "none.safetensors" in str(caught.value)
