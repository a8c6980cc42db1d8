"""Ways along which the output changes least."""

from threading import Event

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from tests.spaces.paths.worlds import ring, sphere
from tests.spaces.small_models import TinyVAE


def test_on_a_sphere_it_is_the_great_circle():
    space = sphere()
    a, b = np.float32([[0.9, -1.2], [0.9, 1.2]])
    path = space.path([a, b], 32, "geodesic", density_weight=0)
    first, last = (
        np.array([np.cos(t) * np.cos(p), np.cos(t) * np.sin(p), np.sin(t)]) for t, p in (a, b)
    )
    arc = np.arccos(first @ last)
    scale = 0.4 / np.sqrt(3) / 2  # of the decoder, of the mean over three numbers, of the range
    assert path.length == pytest.approx(scale * arc, rel=2e-3)
    assert path.evenness < 1.05
    assert space.path([a, b], 32, "lerp").length > 1.15 * path.length
    # Each knot lies in the plane of the great circle.
    normal = np.cross(first, last)
    places = (space.decode(path.codes)[:, 0] - 0.5) / 0.4
    assert np.abs(places @ normal).max() < 0.03
    assert path.codes[0].tobytes() == a.tobytes()
    assert path.codes[-1].tobytes() == b.tobytes()


def test_the_density_of_the_data_keeps_it_out_of_a_hole():
    space = ring()
    a, b = np.float32([[2.8, 1.1], [-2.8, 1.1]])
    near = space.path([a, b], 24, "geodesic")
    alone = space.path([a, b], 24, "geodesic", density_weight=0)
    assert alone.length == pytest.approx(np.linalg.norm(a - b) / 10 / np.sqrt(2) / 2, rel=1e-3)
    assert np.linalg.norm(near.codes, axis=1).min() > 2.4
    assert near.lowest_density > alone.lowest_density + 10
    assert near.length > alone.length


def test_several_anchors_are_each_reached_and_progress_is_told():
    space, told = sphere(), []
    anchors = np.float32([[0.2, 0], [0.5, 1], [0.1, 2]])
    path = space.path(
        anchors, 9, "geodesic", knots=8, on_progress=lambda *entry: told.append(entry)
    )
    assert path.codes.shape == (17, 2)
    for place, anchor in zip((0, 8, 16), anchors, strict=True):
        assert path.codes[place].tobytes() == anchor.tobytes()
    done = [entry[1] for entry in told if entry[0] == "geodesic"]
    assert done == sorted(done)
    assert {entry[2] for entry in told if entry[0] == "geodesic"} == {120}
    assert done[-1] == 120


def test_it_is_stopped_on_request():
    space, cancel = sphere(), Event()

    def tell(stage, done, total):
        if stage == "geodesic" and done == 2:
            cancel.set()

    anchors = np.float32([[0.9, -1.2], [0.9, 1.2]])
    with pytest.raises(lw.Cancelled):
        space.path(anchors, 8, "geodesic", on_progress=tell, cancel=cancel)
    assert len(space.path(anchors, 8, "lerp")) == 8


def test_a_model_without_gradients_says_what_to_do():
    space = lw.LatentSpace(
        lambda z: z.reshape(-1, 2, 2), latent_shape=4, prior="normal", value_range=(0, 1)
    )
    with pytest.raises(lw.ModelError, match=r"needs gradients.*path='data'"):
        space.path(space.sample(2, seed=0), 4, "geodesic")


def test_a_decoder_that_raises_at_some_code_says_so_in_its_words():
    class Fragile(nn.Module):
        def decode(self, z):
            if (z.abs() > 20).any():
                raise ValueError("no such place")
            return torch.sigmoid(z).reshape(-1, 1, 1, 2)

    space = lw.LatentSpace(Fragile(), latent_shape=2, prior="uniform")
    with pytest.raises(lw.DecodeError, match="no such place"):
        space.path([[0.0, 0.5], [30.0, 0.5]], 4, "geodesic")
    with pytest.raises(lw.DecodeError, match="no such place"):
        space.path([[0.0, 0.5], [30.0, 0.5]], 4, "lerp")


@pytest.mark.parametrize("one_by_one", [False, True])
def test_gradients_of_the_chain_are_those_of_differences(one_by_one):
    class OneByOne(TinyVAE):
        def decode(self, z):
            if one_by_one and len(z) > 1:
                raise ValueError("one, please")
            return super().decode(z)

    model = lw.wrap(OneByOne(), latent_shape=3).backend
    codes = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    squares, slopes = model.chain_gradient(codes, one_by_one=one_by_one)
    outputs = np.concatenate([model.decode(code[None]) for code in codes]).reshape(4, -1)
    np.testing.assert_allclose(squares, (np.diff(outputs, axis=0) ** 2).mean(axis=1), rtol=1e-4)
    numeric = np.empty_like(codes)
    for place in np.ndindex(codes.shape):
        moved = [codes.copy(), codes.copy()]
        moved[0][place] -= 1e-2
        moved[1][place] += 1e-2
        low, high = (model.chain_gradient(each, one_by_one=one_by_one)[0].sum() for each in moved)
        numeric[place] = (high - low) / 2e-2
    np.testing.assert_allclose(slopes, numeric, atol=2e-4)
