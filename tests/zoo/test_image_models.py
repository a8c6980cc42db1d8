"""What the models of pictures are shipped to show, stated in their cards and measured again."""

import numpy as np
import pytest

from latentwidgets import zoo
from latentwidgets.metrics import mig, mutual_information
from latentwidgets.zoo.data.cats import cat_factors, draw_cats
from latentwidgets.zoo.data.faces import draw_faces, face_factors
from latentwidgets.zoo.data.shapes import draw_shapes, shape_factors
from latentwidgets.zoo.registry import find

NAMES = ["cats/ae", "cats/vae", "cats/beta-vae", "faces/vae", "shapes/beta-vae"]
CATS = ["cats/ae", "cats/vae", "cats/beta-vae"]
N, SEED = 700, 424_242  # no data set's, and no training's


@pytest.fixture(scope="module")
def spaces():
    return {name: zoo.load(name) for name in NAMES}


@pytest.fixture(scope="module")
def cats():
    return draw_cats(N, SEED), cat_factors(N, SEED)


@pytest.mark.parametrize("name", NAMES)
def test_the_bundle_decodes_what_it_encodes_better_than_pca(spaces, name):
    space, stated = spaces[name], find(name).figures["reconstruction"]
    everyone = np.arange(min(200, space.n_samples))
    apart = space.decode(space.codes[everyone]) - space.samples(everyone)
    assert np.square(apart).mean() == pytest.approx(stated["test_mse"], rel=0.15)
    assert stated["test_mse"] < stated["pca_test_mse"]
    assert space.decode(space.codes[:1]).shape[1:3] == (64, 64)


@pytest.mark.parametrize("name", NAMES)
def test_the_decoder_is_small_enough_for_a_page(name):
    entry = find(name)
    assert entry.figures["n_decoder_parameters"] < 400_000
    assert entry.bundle_path.stat().st_size < 4_000_000


@pytest.mark.parametrize("name", CATS)
def test_the_gap_is_what_the_card_says(spaces, cats, name):
    images, factors = cats
    score = mig(spaces[name].encode(images), factors)
    stated = find(name).figures["disentanglement"]["mig"]
    assert score.value == pytest.approx(stated["value"], abs=0.05)
    assert score.ceiling == pytest.approx(stated["ceiling"], abs=0.06)


def test_the_beta_vae_is_clearly_more_disentangled_than_the_autoencoder():
    plain, beta = (find(name).figures["disentanglement"] for name in ("cats/ae", "cats/beta-vae"))
    assert beta["mig"]["value"] > 4 * plain["mig"]["value"]
    assert beta["mig"]["interval"][0] > plain["mig"]["interval"][1]
    for part in ("dci_disentanglement", "dci_completeness"):
        assert beta[part]["value"] > plain[part]["value"] + 0.15
        assert beta[part]["interval"][0] > plain[part]["interval"][1]
    assert beta["n_owned"] >= 5
    assert plain["n_owned"] == 0
    assert len({owner for owner in beta["owners"].values() if owner is not None}) == beta["n_owned"]


def test_the_owners_of_the_factors_are_those_of_the_card(spaces, cats):
    images, factors = cats
    stated = find("cats/beta-vae").figures["disentanglement"]["owners"]
    codes = spaces["cats/beta-vae"].encode(images)
    for name, owner in stated.items():
        if owner is not None and factors[name].dtype.kind == "f":
            ranks = [np.argsort(np.argsort(values)) for values in (codes[:, owner], factors[name])]
            assert abs(np.corrcoef(*ranks)[0, 1]) > 0.7, name


def moved(space, dimension):
    """Pictures of the mean cat with one dimension lower and higher by the sd of the data."""
    codes = np.repeat(space.codes.mean(axis=0, keepdims=True), 2, axis=0)
    codes[:, dimension] += np.array([-1, 1]) * space.codes[:, dimension].std()
    return space.decode(codes)


def test_a_slider_is_ear_size_and_another_is_fur(spaces):
    space = spaces["cats/beta-vae"]
    owners = find("cats/beta-vae").figures["disentanglement"]["owners"]
    ears = np.square(np.subtract(*moved(space, owners["ear_size"]))).sum(axis=2)
    assert ears[:26].mean() > 2.5 * ears[26:].mean()  # where ears are
    hue = mutual_information(space.codes, {"hue": space.attributes["fur_hue"]}).values
    first, second = moved(space, int(hue.argmax()))
    coat = np.s_[24:30, 20:44]  # the forehead: from blue to ginger
    warmth = [
        float((picture[coat][..., 0] - picture[coat][..., 2]).mean()) for picture in (first, second)
    ]
    assert abs(warmth[0] - warmth[1]) > 0.2


def test_attributes_of_faces_are_directions():
    figures = find("faces/vae").figures
    hair = {"dark hair", "red hair", "blond hair", "grey hair"}
    told = {"glasses", "sunglasses", "smile", *hair}
    assert set(figures["directions"]) == told | {"brown hair"}
    for name in hair | {"brown hair"}:  # brown and black are the nearest: a hat hides which it is
        assert figures["directions"][name]["auc_uncovered"] >= 0.95, name
    for name in told:
        assert figures["directions"][name]["auc"] >= 0.95, name
        assert figures["directions"][name]["monotone"], name
    added = figures["add_sunglasses"]
    assert added["recognised"] >= 0.9
    assert added["unchanged_mean"] >= 0.85
    assert added["n_faces"] >= 200


def test_directions_of_faces_are_found_again_on_fresh_faces(spaces):
    from sklearn.metrics import roc_auc_score

    space, n = spaces["faces/vae"], 500
    factors = face_factors(n, SEED)
    codes = space.encode(draw_faces(n, SEED))
    half = np.arange(n) < 250
    for has in (factors["eyewear"] == 2, factors["smile"] > 0.5):
        vector = codes[half & has].mean(axis=0) - codes[half & ~has].mean(axis=0)
        assert roc_auc_score(has[~half], codes[~half] @ vector) > 0.93


def test_sunglasses_darken_the_eyes_and_leave_the_mouth(spaces):
    space, n = spaces["faces/vae"], 200
    eyewear = face_factors(n, SEED)["eyewear"]
    codes = space.encode(draw_faces(n, SEED))
    step = codes[eyewear == 2].mean(axis=0) - codes[eyewear == 0].mean(axis=0)
    bare = codes[eyewear == 0]
    change = space.decode(bare + step) - space.decode(bare)
    eyes, mouth = change[:, 26:36, 14:50], change[:, 42:52, 24:40]
    assert eyes.mean() < -0.15
    assert np.abs(mouth).mean() < 0.35 * np.abs(eyes).mean()


def test_the_gap_of_shapes_stands_beside_its_ceiling(spaces):
    figures = find("shapes/beta-vae").figures["disentanglement"]
    score = mig(spaces["shapes/beta-vae"].encode(draw_shapes(N, SEED)), shape_factors(N, SEED))
    assert score.value == pytest.approx(figures["mig"]["value"], abs=0.06)
    assert figures["mig"]["ceiling"] < 0.95
    assert {"x", "y"} <= {name for name, owner in figures["owners"].items() if owner is not None}
    assert "published" in find("shapes/beta-vae").card
