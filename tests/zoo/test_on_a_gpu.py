"""The built-in models on a GPU."""

import numpy as np
import pytest
import torch

import latentwidgets as lw

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("name", [entry.name for entry in lw.zoo.list()])
def test_it_encodes_and_decodes_there_as_on_the_cpu(name):
    here, there = (lw.zoo.load(name, device=device) for device in ("cpu", "cuda"))
    assert there.device.startswith("cuda")
    codes = here.codes[:8]
    np.testing.assert_allclose(there.codes[:8], codes, atol=1e-2)
    expected, found = (np.asarray(space.decode(codes), np.float32) for space in (here, there))
    np.testing.assert_allclose(found, expected, atol=1e-2)
