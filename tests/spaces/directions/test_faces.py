"""Directions on the drawn faces under a linear model: attributes go together, and it is said."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.data.faces import load_faces_data


def space_of(faces):
    from sklearn.decomposition import PCA

    flat = faces.samples.reshape(len(faces.samples), -1)
    chosen = ("glasses", "wearing_hat", "grey_hair", "old", "long_hair")
    return lw.LatentSpace(
        PCA(40, random_state=0).fit(flat),
        flat,
        attributes={name: faces.attributes[name] for name in chosen},
        modality=lw.Image(64, 64, 3, "flat-CHW", (0.0, 1.0)),
        progress=False,
    )


@pytest.fixture(scope="module")
def faces():
    return load_faces_data(900)


@pytest.fixture(scope="module")
def space(faces):
    return space_of(faces)


def test_glasses_are_told_apart_and_put_on(space):
    quality = space.direction("glasses").quality
    assert quality.auc_interval[0] > quality.null[1]
    assert quality.effect.slope > 0.3
    assert quality.effect.monotonicity > 0.9
    faces = space.codes[~space.attributes["glasses"]][:20]
    reader = space.direction("glasses", method="lda")
    before = faces.reshape(20, -1) @ reader.vector
    after = space.encode(space.decode(space.direction("glasses").apply(faces, 2.0)))
    assert (after.reshape(20, -1) @ reader.vector > before).all()


def test_what_goes_together_in_the_data_leaks_and_is_taken_out(faces):
    """Of the faces with grey hair alone, or glasses alone, one in three stays."""
    alike = faces.attributes["glasses"] == faces.attributes["grey_hair"]
    kept = alike | (np.arange(len(alike)) % 3 == 0)
    space = space_of(faces.take(np.flatnonzero(kept)))
    direction, other = space.direction("glasses"), space.direction("grey_hair")

    def leak(measured):
        return next(one for one in measured.quality.side_effects if one.name == "grey_hair")

    rest = direction.orthogonal_to(other)
    before, after = leak(direction), leak(rest)
    assert before.is_seen
    assert abs(after.slope) < abs(before.slope) / 2
    assert abs(rest.vector.reshape(-1) @ other.vector.reshape(-1)) < 1e-6
