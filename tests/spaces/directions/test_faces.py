"""Directions on the drawn faces under a linear model: attributes go together, and it is said."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.data.faces import load_faces_data


@pytest.fixture(scope="module")
def space():
    from sklearn.decomposition import PCA

    faces = load_faces_data(900)
    flat = faces.samples.reshape(len(faces.samples), -1)
    chosen = ("glasses", "wearing_hat", "grey_hair", "old", "long_hair")
    attributes = {name: faces.attributes[name] for name in chosen}
    pca = PCA(40, random_state=0).fit(flat)
    return lw.LatentSpace(
        pca,
        flat,
        attributes=attributes,
        modality=lw.Image(64, 64, 3, "flat-CHW", (0.0, 1.0)),
        progress=False,
    )


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


def test_what_goes_together_in_the_data_leaks_and_is_taken_out(space):
    names = list(space.attributes)
    values = np.stack([space.attributes[name].astype(float) for name in names])
    together = np.abs(np.corrcoef(values) - np.eye(len(names)))
    first, second = (names[i] for i in np.unravel_index(together.argmax(), together.shape))
    direction, other = space.direction(first), space.direction(second)

    def leak(measured):
        return next(one for one in measured.quality.side_effects if one.name == second)

    before, after = leak(direction), leak(direction.orthogonal_to(other))
    assert before.is_seen
    assert abs(after.slope) < abs(before.slope) / 2
    rest = direction.orthogonal_to(other)
    assert abs(rest.vector.reshape(-1) @ other.vector.reshape(-1)) < 1e-6
