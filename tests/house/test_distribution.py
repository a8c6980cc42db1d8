"""The wheel and the sdist hold what a user needs, and the repository holds no built file."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLES = {"sliders.js", "decoded.js", "map.js", "explorer.js", "state.js", "explorer.css"}
SHIPPED = {
    "latentwidgets/spaces/bundles/manifest.schema.json",
    "latentwidgets/zoo/bundles/digits-vae.latent",
    "latentwidgets/zoo/bundles/digits-vae-2d.latent",
    "latentwidgets/py.typed",
    "latentwidgets/app/dashboards/editor.ipynb",
    "latentwidgets/app/dashboards/explorer.ipynb",
    "latentwidgets/zoo/weights/digits-vae.safetensors",
    "latentwidgets/zoo/weights/digits-vae-2d.safetensors",
}
CONFIG = "etc/jupyter/jupyter_server_config.d/latentwidgets.json"


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return listed.splitlines()


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of the tracked files as they stand, without anything built."""
    target = tmp_path_factory.mktemp("clone")
    for name in _tracked():
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(source.read_bytes())
    return target


def _build(tree: Path, hook: str, out: Path) -> Path:
    """Call one hook of the tree's own backend, in a process of its own as pip does."""
    script = (
        "import sys; sys.path.insert(0, 'build_backend'); import backend; "
        f"print(backend.{hook}(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(out)],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return out / done.stdout.strip().splitlines()[-1]


@pytest.mark.slow
def test_sdist_holds_bundles_and_builds_a_wheel_without_node(clone, tmp_path):
    sdist = _build(clone, "build_sdist", tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tree,) = (tmp_path / "unpacked").iterdir()
    static = tree / "latentwidgets" / "static"
    assert {path.name for path in static.iterdir()} >= BUNDLES
    assert (tree / "frontend" / "src").is_dir(), "the sdist is the source: front end included"

    (tree / "frontend" / "build.mjs").unlink()  # bundling again would fail
    wheel = _build(tree, "build_wheel", tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"latentwidgets/static/{name}" for name in BUNDLES} <= names
    assert names >= SHIPPED
    assert any(name.endswith(f".data/data/{CONFIG}") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "frontend/", "benchmarks/"))]


@pytest.mark.slow
def test_a_script_stays_below_one_megabyte(clone, tmp_path):
    wheel = _build(clone, "build_wheel", tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        sizes = {
            info.filename: info.file_size
            for info in archive.infolist()
            if "/static/" in info.filename
        }
    scripts = {name: size for name, size in sizes.items() if name.endswith((".js", ".css"))}
    assert max(scripts.values()) < 1_000_000, scripts
    # What is left is the wasm of ONNX Runtime, of which a page takes one build, once.
    assert sizes["latentwidgets/static/onnxruntime.wasm.gz"] < 4_000_000
    assert sum(sizes.values()) - sum(scripts.values()) < 11_000_000, sizes


def test_nothing_built_is_tracked():
    built = ("latentwidgets/static/", "frontend/node_modules/", "build/", "dist/")
    assert not [name for name in _tracked() if name.startswith(built)]


def test_no_tracked_file_is_executable_content_in_disguise():
    pickles = [
        name for name in _tracked() if name.endswith((".pt", ".pth", ".ckpt", ".pkl", ".npy"))
    ]
    assert pickles == [], "weights ship as safetensors, which cannot run code"
