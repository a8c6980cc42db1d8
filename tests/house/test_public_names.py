"""`import latentwidgets`: light, and every public name there when asked for."""

import importlib
import json
import subprocess
import sys

import pytest

import latentwidgets

HEAVY = ["torch", "sklearn", "matplotlib.pyplot", "anywidget", "openTSNE", "PIL", "scipy", "numpy"]

PROBE = f"""
import json, sys, psutil
before = psutil.Process().memory_info().rss
import latentwidgets
after = psutil.Process().memory_info().rss
loaded = [name for name in {HEAVY} if name in sys.modules]
dir(latentwidgets)
print(json.dumps({{"loaded": loaded, "megabytes": (after - before) / 2**20}}))
"""


def test_importing_the_package_draws_in_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(done.stdout)
    assert found["loaded"] == []
    assert found["megabytes"] <= 60


def test_a_space_of_functions_needs_no_torch():
    code = """
import sys
import numpy as np
import latentwidgets as lw
data = np.random.default_rng(0).random((20, 4, 4)).astype("float32")
w = np.random.default_rng(1).normal(size=(16, 3))
space = lw.LatentSpace((lambda x: x.reshape(len(x), 16) @ w, lambda z: z @ w.T), data)
assert space.decode(space.codes).shape == (20, 4, 4, 1)
print("torch" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", latentwidgets.__all__)
def test_every_public_name_is_there(name):
    assert getattr(latentwidgets, name) is not None
    assert name in dir(latentwidgets)


@pytest.mark.parametrize("package", ["metrics", "models.onnx", "spaces.bundles", "zoo"])
def test_names_that_are_imported_when_used_are_there(package):
    found = importlib.import_module(f"latentwidgets.{package}")
    for name in found.__all__:
        assert getattr(found, name) is not None
    with pytest.raises(AttributeError, match=f"'latentwidgets.{package}' has no attribute"):
        _ = found.explode


def test_the_public_names_are_sorted():
    assert latentwidgets.__all__ == sorted(latentwidgets.__all__)


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'explode'"):
        _ = latentwidgets.explode
