"""What is said of a direction's worth, where the truth is known."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.spaces.directions import DirectionQuality
from latentwidgets.spaces.directions.held_out import auc
from tests.spaces.directions.blobs import DIMS, N, space_of


@pytest.fixture(scope="module")
def space():
    return space_of()


def test_a_true_attribute_is_told_apart_and_moved(space):
    quality = space.direction("glasses").quality
    assert quality.auc > 0.99
    assert quality.auc_interval[0] > 0.97 > quality.null[1]
    assert quality.tells_apart
    assert quality.effect.slope > 0.7
    assert quality.effect.monotonicity > 0.95
    assert quality.reencoded == pytest.approx(1, abs=0.01)
    assert "circular" in quality.label
    assert "without the encoder" in quality.label
    assert "Moving along it changes glasses" in quality.words


def test_permuted_labels_give_an_auc_near_a_half(space):
    quality = space.direction("dice").quality
    assert 0.4 < quality.auc < 0.6
    low, high = quality.null
    assert 0.35 < low < 0.5 < high < 0.65
    assert quality.tells_apart is False
    assert "no better than chance" in quality.words


def test_a_dimension_that_the_decoder_ignores_is_no_handle():
    space = space_of(gains=(0, *[1] * (DIMS - 1)))
    space_codes = space_of().codes  # the encoder of the space has the dimension, its decoder not
    np.testing.assert_allclose(space.codes, space_codes, atol=1e-4)
    quality = space.direction("glasses").quality
    assert quality.auc > 0.99
    assert abs(quality.effect.slope) < 0.1
    assert not quality.effect.is_seen
    assert "does not change glasses" in quality.words
    assert "no handle, whatever the AUC" in quality.words
    assert quality.reencoded == pytest.approx(0, abs=0.15)


def test_side_effects_tell_what_else_moves(space):
    clean = {one.name: one for one in space.direction("glasses").quality.side_effects}
    assert "glasses" not in clean
    assert abs(clean["age"].slope) < 0.15
    both = space.attributes["glasses"] & (space.attributes["age"] > 0)
    neither = ~space.attributes["glasses"] & (space.attributes["age"] < 0)
    mixed = space.direction(positive=both, negative=neither)
    slopes = {one.name: one for one in mixed.quality.side_effects}
    assert slopes["age"].is_seen
    assert slopes["age"].slope > 0.3
    assert "age +" in mixed.quality.words
    mended = mixed.orthogonal_to(space.direction("age"))
    slopes = {one.name: one for one in mended.quality.side_effects}
    assert abs(slopes["age"].slope) < 0.15
    assert slopes["glasses"].slope > 0.5


def test_what_cannot_be_read_is_said_to_be_so(space):
    slopes = {one.name: one for one in space.direction("glasses").quality.side_effects}
    assert slopes["dice"].is_blind
    quality = space.direction("dice").quality
    assert "cannot be read from the outputs" in quality.words


def test_without_labels_there_is_no_auc(space):
    quality = space.direction(method="pca").quality
    assert quality.auc is None
    assert quality.effect is None
    assert quality.tells_apart is None
    assert quality.words.startswith("For one sd it changes glasses")


def test_groups_of_two_samples_are_too_few_to_hold_out(space):
    quality = space.direction(positive=[0], negative=[1]).quality
    assert quality.auc is None
    assert "Too few to hold any out (1 against 1)" in quality.words


def test_readers_of_ones_own(space):
    def brightness(outputs):
        return outputs.mean(axis=(1, 2, 3))

    direction = space.direction("glasses")
    quality = direction.measure(readers={"brightness": brightness})
    found = {one.name: one for one in quality.side_effects}["brightness"]
    assert found.reader is None
    assert direction.quality is quality
    with pytest.raises(lw.DataError, match="one finite number for each"):
        direction.measure(readers={"brightness": lambda outputs: 3})


def test_measured_once_and_the_same_each_time():
    space = space_of()
    direction = space.directions.keep(space.direction("age"))
    assert direction.measured is None
    first = direction.quality
    decoded = space.model.n_decoded
    assert direction.quality is first
    assert direction.renamed("x").quality is first
    assert space.model.n_decoded == decoded
    assert space_of().direction("age").quality == first


def test_turned_round(space):
    direction = space.direction("glasses")
    turned = direction.flipped()
    np.testing.assert_array_equal(turned.vector, -direction.vector)
    assert turned.quality.auc == pytest.approx(direction.quality.auc, abs=0.01)
    assert turned.quality.effect.slope < 0 or "wrong way" not in turned.quality.words
    pair = space.direction(pairs=np.arange(60).reshape(30, 2))
    np.testing.assert_array_equal(pair.flipped().vector, -pair.vector)


def test_stopped_on_request_it_is_measured_later():
    space = space_of()
    direction = space.direction("glasses")
    heard = []

    def stop():
        return len(heard) > 3

    with pytest.raises(lw.Cancelled):
        direction.measure(should_stop=stop, on_progress=lambda *told: heard.append(told))
    assert direction.measured is None
    assert direction.quality.auc > 0.9
    assert all(0 < done < total for done, total in heard)


def test_many_samples_are_measured_by_a_part():
    space = space_of(n=9000)
    quality = space.direction("glasses").quality
    assert quality.n_positive + quality.n_negative <= 4000
    assert quality.auc > 0.99


def test_auc_with_ties():
    assert auc(np.array([1.0, 2]), np.array([0.0, 1])) == pytest.approx(0.875)
    assert auc(np.ones(5), np.ones(3)) == 0.5
    rng = np.random.default_rng(0)
    from sklearn.metrics import roc_auc_score

    scores, has = rng.integers(0, 9, 200).astype(float), rng.random(200) < 0.3
    assert auc(scores[has], scores[~has]) == pytest.approx(roc_auc_score(has, scores))


def test_described_and_read_back(space):
    quality = space.direction("glasses").quality
    described = quality.describe()
    assert described["words"] == quality.words
    assert DirectionQuality.from_description(described) == quality
    for name, value in [("auc", "high"), ("side_effects", 3), ("change", None), ("null", [1])]:
        with pytest.raises(lw.DataError):
            DirectionQuality.from_description({**described, name: value})


def test_spaces_without_attributes_are_measured_too():
    space = lw.LatentSpace(
        (lambda x: x[:, :3], lambda z: np.tile(z, (1, 4)).reshape(-1, 3, 4)),
        np.random.default_rng(0).normal(size=(N, 12)).astype(np.float32),
        latent_shape=3,
        progress=False,
    )
    pca = space.direction(method="pca").quality
    assert pca.side_effects == ()
    assert pca.change > 0
    assert "no attributes" in pca.label
    assert pca.words.startswith("One sd along it changes the outputs by")
