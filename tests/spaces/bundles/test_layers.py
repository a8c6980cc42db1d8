"""A style-based generator in a bundle: a style for each of its layers, without torch."""

import subprocess
import sys

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.networks.gans import StyleGenerator
from tests.spaces.bundles.forging import forge, unpack

N = 12
ON_ITS_OWN = """
import sys
import numpy as np
import latentwidgets as lw
space = lw.open(sys.argv[1]).layered()
mixed = space.mix_styles(space.codes[0], space.codes[1], ["coarse"], 0.75)
np.save(sys.argv[2], space.decode(mixed))
mixer = lw.StyleMixer(lw.open(sys.argv[1]))
assert list(mixer.style_groups) == ["coarse", "middle", "fine"]
assert mixer.groups == ("fine",)
print("torch" in sys.modules)
"""


@pytest.fixture(scope="module", params=["z", "w"])
def saved(request, tmp_path_factory):
    generator = StyleGenerator(5, w_size=4, channels=(8, 8, 6))
    space = lw.LatentSpace(
        generator, latent=request.param, truncation=0.8, n_samples=N, value_range=(0, 1)
    )
    return space, space.save(tmp_path_factory.mktemp("layers") / "style.latent")


@pytest.fixture
def bad(tmp_path):
    return tmp_path / "bad.latent"


def test_the_layers_are_those_of_torch(saved):
    space, path = saved
    expected, found = space.layered(), lw.open(path).layered()
    assert found.latent_shape == expected.latent_shape == (6, 4)
    np.testing.assert_allclose(found.codes, expected.codes, atol=1e-5)
    for groups in (["coarse"], ["middle", "fine"]):
        mixed = expected.mix_styles(expected.codes[:5], expected.codes[5:10], groups)
        np.testing.assert_allclose(found.decode(mixed), expected.decode(mixed), atol=1e-5)
    plain = lw.open(path)
    np.testing.assert_allclose(plain.decode(plain.codes), space.decode(space.codes), atol=1e-5)
    assert found.layered() is found
    assert found.sample(3, seed=0).shape == (3, 6, 4)


def test_they_mix_without_torch(saved, tmp_path):
    space, path = saved
    made = tmp_path / "mixed.npy"
    command = [sys.executable, "-c", ON_ITS_OWN, str(path), str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    layers = space.layered()
    mixed = layers.mix_styles(layers.codes[0], layers.codes[1], ["coarse"], 0.75)
    np.testing.assert_allclose(np.load(made), layers.decode(mixed), atol=1e-5)


def test_what_was_opened_is_saved_again_with_its_layers(saved, tmp_path):
    opened = lw.open(saved[1])
    assert opened.save(tmp_path / "again.latent").read_bytes() == saved[1].read_bytes()
    layers = opened.layered()
    again = lw.open(layers.save(tmp_path / "layers.latent"))
    np.testing.assert_array_equal(again.codes, layers.codes)
    np.testing.assert_array_equal(again.decode(again.codes[:3]), layers.decode(layers.codes[:3]))
    assert again.layered() is again
    half = lw.open(layers.save(tmp_path / "half.latent", precision="float16"))
    np.testing.assert_allclose(half.decode(again.codes), again.decode(again.codes), atol=1e-2)


def test_a_plain_generator_has_none(tmp_path):
    from latentwidgets.zoo.networks.gans import PlainGenerator

    space = lw.LatentSpace(PlainGenerator(4, channels=(8, 8)), prior="normal", n_samples=N)
    path = space.save(tmp_path / "plain.latent")
    assert "layers" not in unpack(path)[0]["model"]
    with pytest.raises(lw.ModelError, match="no layers that take styles"):
        lw.open(path).layered()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest, _: manifest.update(version=3), "which has no styles of layers"),
        (lambda manifest, _: manifest["model"].pop("layers"), "its decoder has none"),
        (lambda manifest, _: manifest["model"].update(layers=[6]), "not as it should be"),
        (lambda manifest, _: manifest["model"].update(layers=[0, 4]), "not as it should be"),
        (lambda manifest, _: manifest["model"].update(takes="all"), "not as it should be"),
        (lambda manifest, _: manifest["model"].update(layers=[4, 6]), "no styles of its layers"),
    ],
)
def test_what_does_not_fit_is_refused(saved, bad, tmp_path, change, said):
    path = lw.open(saved[1]).layered().save(tmp_path / "layers.latent")
    forge(path, bad, change)
    with pytest.raises(lw.BundleError, match=said):
        lw.open(bad)


def test_layers_that_the_graph_has_not_are_said_when_it_decodes(saved, bad):
    forge(saved[1], bad, lambda manifest, _: manifest["model"].update(layers=[7, 4]))
    space = lw.open(bad)
    with pytest.raises(lw.DecodeError):
        space.decode(space.codes[:1])
