import subprocess
import sys

import numpy as np
import pytest

from latentwidgets import zoo
from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.glimpses import glimpse_html

NAMES = ["digits/vae-2d", "digits/vae"]


@pytest.fixture(scope="module", params=NAMES)
def space(request):
    return zoo.load(request.param, device="cpu")


def test_a_model_comes_with_its_data_encoded(space):
    assert space.codes.shape == (1797, *space.latent_shape)
    assert space.decode(space.codes[:3]).shape == (3, 8, 8, 1)
    assert space.name in repr(space)
    assert set(space.attributes) == {"ink", "width", "slant", "split"}
    np.testing.assert_array_equal(np.asarray(space.labels).astype(int), zoo.data("digits").labels)
    assert space.model.prior == "normal"


def test_the_card_states_what_the_shipped_weights_do(space):
    figures = zoo.registry.find(space.name).figures
    contents = zoo.data("digits")
    images = contents.samples.transpose(0, 2, 3, 1)
    squared = np.square(space.decode(space.codes) - images).mean(axis=(1, 2, 3))
    errors = figures["reconstruction"]
    assert squared[contents.is_test].mean() == pytest.approx(errors["test_mse"], rel=1e-3)
    assert squared[~contents.is_test].mean() == pytest.approx(errors["train_mse"], rel=1e-3)
    assert errors["test_mse"] < 0.6 * errors["pca_test_mse"]
    assert figures["classifier"]["real_test"] > 0.98
    active = space.codes[contents.is_test].var(axis=0) > 0.01
    assert figures["latent"]["active_units"] == active.sum() == space.latent_size


def test_an_independent_classifier_reads_the_reconstructions(space):
    from sklearn.neighbors import KNeighborsClassifier

    contents = zoo.data("digits")
    flat = contents.samples.reshape(len(contents), -1)
    reader = KNeighborsClassifier(3).fit(
        flat[~contents.is_test], contents.labels[~contents.is_test]
    )
    decoded = space.decode(space.codes[contents.is_test]).reshape(360, -1)
    stated = zoo.registry.find(space.name).figures["classifier"]["reconstructions"]
    found = reader.score(decoded, contents.labels[contents.is_test])
    assert found == pytest.approx(stated, abs=0.04)
    assert f"{stated:.1%}" in zoo.registry.find(space.name).card


def test_the_plane_of_the_two_dimensional_model_is_its_map():
    space = zoo.load("digits/vae-2d", device="cpu")
    projection = space.project()
    np.testing.assert_array_equal(projection.coordinates, space.codes)
    assert projection.title == "Latent plane"


def test_the_list_is_a_table_of_entries():
    listing = zoo.list()
    names = [entry.name for entry in listing]
    assert names[:2] == NAMES
    assert len(set(names)) == len(names)
    assert listing[1].latent_size == 16
    lines = repr(listing).splitlines()
    assert all(line.startswith(name) for name, line in zip(names, lines[1:], strict=True))
    assert all(entry.licence in entry.card for entry in listing)


def test_weights_are_small():
    assert all(entry.weights_path.stat().st_size < 2_500_000 for entry in zoo.list())


@pytest.mark.parametrize("name", ["digits", "", "../digits/vae", "digits/vae\0"])
def test_another_name_is_answered_with_the_names_there_are(name):
    with pytest.raises(OptionError, match="digits/vae-2d, digits/vae"):
        zoo.load(name)


def test_other_data_are_answered_with_the_data_there_are():
    with pytest.raises(OptionError, match=r"choose from .*digits"):
        zoo.data("dogs")


def test_looking_at_the_list_draws_in_nothing_heavy():
    code = (
        "import sys; from latentwidgets import zoo; repr(zoo.list());"
        "print([m for m in ('torch', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert answer.stdout.strip() == "[]"


def test_the_list_shows_what_each_model_makes():
    table = zoo.list()._repr_html_()
    assert table.count("<tr>") == len(zoo.list()) + 1
    for entry in zoo.list():
        assert f"<code>{entry.name}</code>" in table
        assert entry.figures["headline"] in repr(zoo.list())
    assert 'src="data:image/png;base64,' in table


def test_a_glimpse_of_a_text_model_is_text_and_no_markup(tmp_path):
    (tmp_path / "words.txt").write_text("<img src=x onerror=alert(1)>\nThe dog runs.\n", "utf-8")
    shown = glimpse_html(tmp_path / "words")
    assert shown == "&lt;img src=x onerror=alert(1)&gt;<br>The dog runs."
