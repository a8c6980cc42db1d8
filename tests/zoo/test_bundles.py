"""The bundles of the zoo are those of its weights, and cost a visitor no torch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets import zoo
from latentwidgets.models.onnx import OnnxBackend
from latentwidgets.spaces.support import log_variances_of
from latentwidgets.zoo.pack import main
from latentwidgets.zoo.registry import ENTRIES, find

# Of sequences in test_sequence_cards.
NAMES = [entry.name for entry in ENTRIES if entry.name.startswith(("digits/", "cats/"))]
DASHBOARDS = sorted((Path(lw.__file__).parent / "app" / "dashboards").glob("*.ipynb"))


@pytest.fixture(scope="module", params=NAMES)
def pair(request):
    return zoo.load(request.param), zoo.load(request.param, device="cpu")


def test_a_bundle_is_up_to_date_with_its_weights(pair):
    bundle, built = pair
    np.testing.assert_allclose(bundle.codes, built.codes, atol=1e-5)
    rounded = find(built.name).precision == "float16"
    decoded = bundle.decode(built.codes), built.decode(built.codes)
    np.testing.assert_allclose(*decoded, atol=2e-2 if rounded else 2e-5)
    assert bundle.model.can_encode == built.model.can_encode
    if built.model.can_encode:
        samples = zoo.data(find(built.name).data).samples[:50]
        encoded = bundle.encode(samples), built.encode(samples)
        np.testing.assert_allclose(*encoded, atol=2e-2 if rounded else 2e-5)


def test_a_bundle_holds_the_data(pair):
    bundle, built = pair
    assert (bundle.name, bundle.model.prior) == (built.name, built.model.prior)
    assert bundle.latent_shape == built.latent_shape
    assert bundle.has_samples == built.has_samples
    if not built.has_samples:  # a generator: its codes are all there is
        return
    np.testing.assert_array_equal(bundle.labels, built.labels)
    assert bundle.labels.dtype == built.labels.dtype
    for name, values in built.attributes.items():
        np.testing.assert_array_equal(bundle.attributes[name], values)
        assert bundle.attributes[name].dtype == values.dtype
    everyone = np.arange(bundle.n_samples)
    np.testing.assert_allclose(bundle.samples(everyone), built.samples(everyone), atol=0.51 / 255)


def test_a_bundle_holds_maps_figures_and_credits(pair, monkeypatch):
    bundle, built = pair
    np.testing.assert_allclose(bundle.effects(), built.effects(), atol=2e-3)
    np.testing.assert_allclose(bundle.neighbor_radius(), built.neighbor_radius(), rtol=1e-5)
    monkeypatch.setattr("latentwidgets.spaces.space.project", None)
    for method, dims in (("pca", 2), ("pca", 3), ("tsne", 2)):
        assert bundle.project(method, dims).quality.trustworthiness > 0.5
    assert zoo.data(find(bundle.name).data).licence in bundle.about.credits
    assert find(bundle.name).licence in bundle.about.credits
    assert bundle.about.title == find(bundle.name).title


def test_a_bundle_names_what_the_rule_proposes_and_what_is_counted(pair):
    bundle, _ = pair
    names = {}
    if bundle.labels is not None or bundle.attributes:
        names = {found.dimension: found.name for found in bundle.disentanglement().proposals}
    names |= dict(enumerate(find(bundle.name).counted))
    assert dict(bundle.dimension_names) == names
    if bundle.name == "cats/beta-vae":  # by number and name, as its card and notebook 02 tell them
        assert bundle.dimension_names.title(2) == "z₂ ear_size"
        assert bundle.dimension_names.title(1) == "z₁ fur_hue + pattern"
        assert len(names) == 7


def test_a_bundle_keeps_the_posteriors_of_its_model(pair):
    bundle, built = pair
    if built.name == "cats/ae" or not built.model.can_encode:
        assert bundle.parts.contents.log_variances is None
        return
    assert bundle.parts.contents.log_variances.shape == bundle.flat_codes.shape
    np.testing.assert_allclose(log_variances_of(bundle), log_variances_of(built), atol=5e-3)


def test_bundles_are_small():
    sizes = [entry.bundle_path.stat().st_size for entry in ENTRIES]
    assert max(sizes) < 4_000_000
    assert sum(sizes) < 25_000_000


def test_options_of_the_module_build_it_from_the_weights():
    assert isinstance(zoo.load("digits/vae", progress=False).model.backend, OnnxBackend)
    assert not isinstance(zoo.load("digits/vae", batch_size=64).model.backend, OnnxBackend)


@pytest.mark.slow
def test_the_command_packs_a_bundle_again(tmp_path, capsys):
    main(["digits/vae-2d", "--output", str(tmp_path)])
    assert "digits-vae-2d.latent" in capsys.readouterr().out
    packed, shipped = lw.open(tmp_path / "digits-vae-2d.latent"), zoo.load("digits/vae-2d")
    np.testing.assert_allclose(packed.codes, shipped.codes, atol=1e-5)
    assert packed.about.credits == shipped.about.credits


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_a_visitor_of_a_dashboard_waits_for_no_torch(dashboard):
    cells = json.loads(dashboard.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    heavy = ["torch", "sklearn", "openTSNE", "pandas", "matplotlib.pyplot", "scipy.spatial"]
    code += f"\nimport sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "[]"
