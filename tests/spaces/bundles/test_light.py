"""Opening and exploring a bundle costs no heavy import."""

import json
import subprocess
import sys

import pytest

HEAVY = ["torch", "sklearn", "openTSNE", "pandas", "matplotlib.pyplot", "onnx", "jsonschema"]

ACTS = {
    "open": ([*HEAVY, "onnxruntime", "scipy.spatial", "PIL.Image"], "lw.open(path)"),
    "decode": (
        [*HEAVY, "scipy.spatial"],
        "space = lw.open(path); assert space.decode(space.codes[:3]).shape == (3, 8, 8, 1)",
    ),
    "encode and look at samples": (
        [*HEAVY, "scipy.spatial"],
        "space = lw.open(path); x = space.samples([1, 2]); assert space.encode(x).shape == (2, 3)",
    ),
    "explore": (
        [*HEAVY, "scipy.spatial"],
        """
explorer = lw.explore(lw.open(path))
assert explorer.state.frame_of_z() is not None
assert explorer.state.projection["quality"]["trustworthiness"] > 0
assert explorer.state.sliders["ready"]
explorer.close()
""",
    ),
    "t-SNE that is kept": (
        HEAVY,
        """
found = lw.open(path).project("tsne")
assert found.quality.k == 15
assert found.inverse(found.coordinates[:1]).shape == (1, 3)
""",
    ),
    "save again": (
        [*HEAVY, "scipy.spatial"],
        "lw.open(path).save(path.replace('small', 'again'))",
    ),
}


@pytest.mark.parametrize(("absent", "act"), ACTS.values(), ids=ACTS)
def test_nothing_heavy_is_imported(bundle, absent, act):
    code = (
        f"import json, sys; path = sys.argv[1]; import latentwidgets as lw\n{act}\n"
        f"print(json.dumps([name for name in {absent} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(bundle)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == []
