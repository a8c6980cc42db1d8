"""What a bundle was saved from: codes, sessions and directions go both ways."""

import numpy as np
import pytest
import torch

import latentwidgets as lw
from latentwidgets.spaces.identity import identify, model_fingerprint
from tests.spaces.bundles.forging import forge
from tests.spaces.bundles.make_fixture import FOLDER
from tests.spaces.bundles.small_space import make_space
from tests.spaces.small_models import TinyVAE


@pytest.fixture(scope="module")
def space():
    return make_space()


@pytest.fixture(scope="module")
def saved(space, tmp_path_factory):
    return space.save(tmp_path_factory.mktemp("origin") / "saved.latent")


def test_a_bundle_is_of_the_model_that_it_was_saved_from(space, saved, tmp_path):
    opened = lw.open(saved)
    assert model_fingerprint(opened.model) == model_fingerprint(space.model)
    here, there = identify(space), identify(opened)
    assert here.has_model_of(there)
    assert here.has_data_of(there)
    again = opened.save(tmp_path / "again.latent")
    assert again.read_bytes() == saved.read_bytes()
    half = lw.open(opened.save(tmp_path / "half.latent", precision="float16"))
    assert identify(half).has_model_of(here)


def test_bundles_of_other_weights_are_of_another_model(saved, tmp_path):
    model = TinyVAE()
    torch.nn.init.zeros_(model.mean.bias)
    other = lw.LatentSpace(model, prior="normal", latent_shape=3, n_samples=8, name="tiny")
    opened = lw.open(other.save(tmp_path / "other.latent"))
    assert not identify(opened).has_model_of(identify(lw.open(saved)))


def test_a_session_goes_from_the_model_to_its_bundle_and_back(space, saved, tmp_path):
    teacher, student = lw.LatentExplorer(space), lw.LatentExplorer(lw.open(saved))
    teacher.z = space.codes[3]
    teacher.selection = [1, 2, 5]
    student.load_session(teacher.save_session(tmp_path / "teacher.json"))
    np.testing.assert_array_equal(student.z, space.codes[3])
    assert list(student.selection) == [1, 2, 5]
    student.z = space.codes[7]
    teacher.load_session(student.save_session(tmp_path / "student.json"))
    np.testing.assert_array_equal(teacher.z, space.codes[7])


def test_a_direction_keeps_its_figures(space, saved):
    direction = space.direction("flag")
    opened = lw.open(saved)
    opened.directions.keep(direction)
    assert opened.directions["flag"].label == direction.label
    assert opened.directions["flag"].measured == direction.measured


def test_a_bundle_of_before_is_a_model_of_its_own_saved_again_too(space, tmp_path):
    opened = lw.open(FOLDER / "v4.latent")
    assert not identify(opened).has_model_of(identify(space))
    again = lw.open(opened.save(tmp_path / "again.latent"))
    assert identify(again).has_model_of(identify(opened))


def older(manifest, _):
    manifest["version"] = 4


def long(manifest, _):
    manifest["model"]["origin"] += "0"


@pytest.mark.parametrize(("change", "fault"), [(older, "4, which has no origin"), (long, "origin")])
def test_what_cannot_be_is_refused(saved, tmp_path, change, fault):
    bad = forge(saved, tmp_path / "bad.latent", change)
    with pytest.raises(lw.BundleError, match=fault):
        lw.open(bad)
