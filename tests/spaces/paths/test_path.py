"""A space's paths and palettes, and what is said of them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch import nn

import latentwidgets as lw
from latentwidgets.spaces.paths import Track, palette
from tests.spaces.media import KINDS, make_medium
from tests.spaces.paths.worlds import ring

CODES = hnp.arrays(np.float32, (4, 3), elements=st.floats(-50, 50, width=32))


class Bent(nn.Module):
    """A grey that rises slowly and then fast."""

    def decode(self, z):
        return torch.sigmoid(8 * z[:, :1] ** 3)[:, :, None, None].expand(-1, 1, 2, 2)


@pytest.fixture(scope="module")
def bent():
    return lw.LatentSpace(Bent(), latent_shape=2, prior="uniform", n_samples=100)


def test_a_path_is_measured_by_what_the_model_decodes(bent):
    path = bent.path([[-1, 0], [1, 0.5]], 9)
    assert path.name == "lerp"
    assert "uniform" in path.reason
    assert path.codes.shape == (9, 2)
    grey = bent.decode(path.codes).mean(axis=(1, 2, 3))
    assert path.speed == pytest.approx(np.abs(np.diff(grey)), abs=1e-6)
    assert path.length == pytest.approx(grey[-1] - grey[0], abs=1e-6)
    assert path.evenness == pytest.approx(path.speed.max() / path.speed.mean())
    assert path.lowest_density == path.density.min()
    assert path.density.shape == (9,)
    assert "root mean square" in path.speed_label
    assert "bandwidth" in path.density_label
    assert "length" in repr(path)


def test_at_constant_speed_the_output_changes_equally(bent):
    uneven = bent.path([[-1, 0], [1, 0.5]], 17)
    even = bent.path([[-1, 0], [1, 0.5]], 17, constant_speed=True)
    assert uneven.evenness > 2
    assert even.evenness < 1.1
    assert even.length == pytest.approx(uneven.length, rel=1e-3)
    assert np.array_equal(even.codes[[0, -1]], uneven.codes[[0, -1]])
    assert (np.diff(even.shares) > 0).all()


def test_a_way_along_which_nothing_changes_is_even(bent):
    path = bent.path([[0, -1], [0, 1]], 5, constant_speed=True)
    assert path.length == 0
    assert path.evenness == 1
    assert path.shares == pytest.approx(np.linspace(0, 1, 5))


@pytest.mark.parametrize("name", ["lerp", "slerp", "data"])
def test_each_anchor_is_reached_to_the_last_bit(name):
    space = ring()
    anchors = space.codes[:4]
    path = space.path(list(anchors), 6, name)
    assert path.codes.shape == (16, 2)
    assert np.array_equal(path.codes[::5], anchors)
    assert path.name == name
    assert path.reason
    assert np.array_equal(space.interpolate(anchors[0], anchors[1], 6, name), path.codes[:6])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_output_has_paths(kind):
    space = make_medium(kind)
    for name in ("lerp", "data", "geodesic"):
        path = space.path(space.codes[:2], 5, name)
        assert path.length > 0
        assert np.isfinite(path.speed).all()


@pytest.mark.parametrize(
    ("anchors", "error", "words"),
    [
        ([], lw.ShapeError, "0 anchor was given"),
        ([[1.0, 2.0]], lw.ShapeError, "1 anchor was given"),
        ([[1.0, 2.0], [1.0, 2.0, 3.0]], lw.ShapeError, r"\(3,\)"),
        ([[1.0, 2.0], ["a", "b"]], lw.ShapeError, "no array of numbers"),
        ([[1.0, 2.0], [np.nan, 2.0]], lw.DataError, "Anchor 2 holds NaN"),
        (np.zeros((65, 2)), lw.OptionError, "at most 64"),
    ],
)
def test_what_are_no_anchors_is_refused(bent, anchors, error, words):
    with pytest.raises(error, match=words):
        bent.path(anchors)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": "arc"}, "path='arc'"),
        ({"steps": 1}, "steps=1"),
        ({"steps": 2.5}, "steps=2.5"),
        ({"neighbours": 3}, "no option 'neighbours'.*neighbors"),
        ({"neighbors": 1}, "neighbors=1"),
        ({"knots": 2}, "knots=2"),
        ({"density_weight": -1}, "density_weight=-1"),
        ({"density_weight": np.nan}, "density_weight=nan"),
    ],
)
def test_options_that_cannot_be_are_refused(bent, options, words):
    with pytest.raises(lw.OptionError, match=words):
        bent.path([[0, 0], [1, 1]], **options)


@given(CODES, st.integers(2, 5), st.integers(2, 5))
def test_a_palette_of_four_is_bilinear_and_its_corners_are_exact(anchors, columns, rows):
    grid = palette(anchors, columns, rows, "lerp")
    corners = grid[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.tobytes() == anchors.tobytes()
    x, y = np.linspace(0, 1, columns), np.linspace(0, 1, rows)[:, None]
    weights = np.stack([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], -1)
    np.testing.assert_allclose(grid, weights @ anchors.astype(float), atol=1e-4)


def test_a_palette_of_three_is_barycentric(bent):
    a, b, c = np.float32([[0, 0], [1, 0], [0, 1]])
    grid = bent.palette([a, b, c], 3, 5)
    assert grid.shape == (5, 3, 2)
    assert np.array_equal(grid[-1], np.repeat(c[None], 3, axis=0))
    x, y = np.linspace(0, 1, 3), np.linspace(0, 1, 5)[:, None]
    np.testing.assert_allclose(grid[..., 0], x * (1 - y), atol=1e-6)
    np.testing.assert_allclose(grid[..., 1], y * np.ones(3), atol=1e-6)


def test_palettes_that_cannot_be_are_refused(bent):
    with pytest.raises(lw.ShapeError, match="three or four"):
        bent.palette([[0, 0], [1, 1]])
    with pytest.raises(lw.OptionError, match="'lerp' or 'slerp'"):
        bent.palette(np.eye(3, 2), path="data")
    with pytest.raises(lw.OptionError, match="100 by 4"):
        bent.palette(np.eye(3, 2), 100, 4)


def test_a_track_is_anywhere_between_its_knots():
    track = Track(np.float32([[0, 0], [2, 0], [2, 4]]), np.array([0, 0.25, 1]))
    np.testing.assert_allclose(
        track.at([0, 0.125, 0.25, 0.625, 1]), [[0, 0], [1, 0], [2, 0], [2, 2], [2, 4]]
    )
