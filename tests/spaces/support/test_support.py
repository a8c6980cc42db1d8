"""Where the data carry a code: against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import latentwidgets as lw
from latentwidgets.exceptions import DataError, MissingEncoderError, OptionError
from latentwidgets.spaces.support import (
    Held,
    codes_on,
    gaps_of,
    read_place,
    spread_on,
    support_of,
    veil_over,
)

Array = NDArray[np.float32]


class Affine:
    """``D(z) = A z + b`` and ``E(x) = B (x - b)``: with B the inverse of A nothing is lost."""

    def __init__(self, forward: Any, back: Any, log_variance: Any = None) -> None:
        self.forward, self.back = np.asarray(forward), np.asarray(back)
        self.log_variance = log_variance

    def decode(self, codes: Array) -> Array:
        return (codes @ self.forward.T + 0.5).astype(np.float32)

    def encode(self, samples: Array) -> Any:
        mean = ((samples - 0.5) @ self.back.T).astype(np.float32)
        if self.log_variance is None:
            return mean
        return mean, np.broadcast_to(np.float32(self.log_variance), mean.shape).copy()


def space_of(codes: Array, back: Any = None, log_variance: Any = None) -> lw.LatentSpace:
    """A space whose data are the outputs of `codes`; `back` is the encoder's matrix."""
    d = codes.shape[1]
    forward = np.linalg.qr(np.random.default_rng(3).standard_normal((d, d)))[0]
    model = Affine(forward, forward.T if back is None else back @ forward.T, log_variance)
    return lw.LatentSpace(model, model.decode(codes), modality=lw.Series(), progress=False)


def normal(n: int, d: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)


def test_the_share_of_a_gaussian_is_that_of_its_radius() -> None:
    """In two dimensions the share of data as thin as at radius r is exp(-r²/2)."""
    space = space_of(normal(4000, 2))
    radii = np.array([0.2, 0.7, 1.2, 1.8, 2.4])
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    for radius in radii:
        found = space.confidence((radius * ring).astype(np.float32))
        expected = math.exp(-(radius**2) / 2)
        # Kernels of finite width flatten the summit a little.
        assert found.density_shares.mean() == pytest.approx(expected, abs=0.12)


def test_data_are_inside_and_what_is_far_is_far_outside() -> None:
    codes = normal(1500, 4)
    space = space_of(codes)
    own = space.confidence(space.codes)
    assert np.mean([place == "inside" for place in own.places]) == pytest.approx(0.95, abs=0.02)
    assert "far" not in own.places or own.places.count("far") <= 2
    # A code of the data is measured by the others, as the data's own figures are.
    assert own.density_shares.mean() == pytest.approx(0.5, abs=0.02)
    assert (own.distances == 0).all()
    away = space.confidence(np.full((1, 4), 9.0, np.float32))
    assert away.places == ("far",)
    assert away.density_shares[0] == 0
    nearest = np.linalg.norm(space.codes - 9, axis=1)
    assert away.distances[0] == pytest.approx(nearest.min(), rel=1e-5)
    assert away.indices[0] == nearest.argmin()
    assert away.ratios[0] == pytest.approx(nearest.min() / space.neighbor_radius(), rel=1e-5)


def test_a_hole_between_two_groups_is_no_inside() -> None:
    codes = np.concatenate([normal(300, 3) * 0.3 - 3, normal(300, 3, 1) * 0.3 + 3])
    space = space_of(codes.astype(np.float32))
    assert space.confidence(np.zeros((1, 3), np.float32)).places == ("far",)


def test_the_gap_of_an_exact_inverse_is_nought_and_of_a_shrinking_one_is_not() -> None:
    codes = normal(60, 3)
    exact = space_of(codes).confidence(codes[:5], gap=True)
    assert exact.gaps == pytest.approx(np.zeros(5), abs=1e-5)
    # The encoder halves the first dimension: the gap is half of it, at every code.
    shrinking = space_of(codes, back=np.diag([0.5, 1, 1]))
    z = np.array([[4, 0, 0], [0, 4, 0], [-2, 1, 1]], np.float32)
    found = shrinking.confidence(z, gap=True)
    assert found.gaps == pytest.approx([2, 0, 1], abs=1e-5)
    own = gaps_of(shrinking).own
    assert own == pytest.approx(np.sort(np.abs(shrinking.codes[:, 0]) / 2), abs=1e-5)
    assert found.gap_shares is not None
    assert found.gap_shares[0] == 1


def test_a_decoder_that_forgets_has_a_gap() -> None:
    """D drops the third dimension, so E(D(z)) cannot know it: the gap is its size."""
    codes = normal(80, 3) * np.float32([1, 1, 0])

    class Forgetful(Affine):
        def decode(self, codes: Array) -> Array:
            return super().decode(codes * np.float32([1, 1, 0]))

    model = Forgetful(np.eye(3), np.eye(3))
    space = lw.LatentSpace(model, model.decode(codes), modality=lw.Series(), progress=False)
    z = np.array([[0.1, 0.2, 0.0], [0.1, 0.2, 3.0]], np.float32)
    assert space.confidence(z, gap=True).gaps == pytest.approx([0, 3], abs=1e-5)


def test_the_word_is_the_worse_of_distance_and_density_and_the_gap_makes_it_thin() -> None:
    assert read_place(0) == "inside"
    assert read_place(0, 0.95) == "inside"
    assert read_place(0, 0.96) == "thin"
    assert read_place(0.5) == "thin"
    assert read_place(1, 0.99) == "far"


@pytest.mark.parametrize("off", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_the_veil_is_the_doubt_about_what_the_cursor_decodes(method: str, off: float) -> None:
    codes = normal(120, 5) * np.float32([3, 2, 1, 1, 1])
    space = space_of(codes)
    projection = space.project(method, 2)
    low, high = projection.coordinates.min(axis=0), projection.coordinates.max(axis=0)
    points = np.random.default_rng(0).uniform(low - 2, high + 2, (60, 2))
    held = Held(space.codes[7] + np.float32([0, 0, 0, 2.5, 2.5]), off)
    veil = veil_over(projection, support_of(space), points, held)
    expected = space.confidence(codes_on(projection, points, held)).doubts
    assert veil == pytest.approx(expected, abs=1e-3)
    assert veil.mean() < 1
    assert (veil.mean() > 0) == (method == "pca" or off == 1)  # t-SNE's surface keeps to the data


def test_off_the_plane_goes_from_the_plane_to_the_anchor() -> None:
    space = space_of(normal(100, 6))
    projection = space.project("pca", 2)
    anchor = space.codes[3]
    place = projection.locate(anchor[None])
    on = codes_on(projection, place, Held(anchor, 0.0))
    assert projection.inverse(place) == pytest.approx(on, abs=1e-6)
    assert codes_on(projection, place, Held(anchor))[0] == pytest.approx(anchor, abs=1e-5)
    half = codes_on(projection, place, Held(anchor, 0.5))[0]
    assert half == pytest.approx((on[0] + anchor) / 2, abs=1e-5)
    # Wherever on the way, it lies at the same place of the map.
    assert projection.locate(half[None]) == pytest.approx(place, abs=1e-5)


def test_posteriors_are_projected_exactly() -> None:
    log_variance = np.log(np.float32([0.5, 0.25, 0.1, 0.01]))
    space = space_of(normal(50, 4), log_variance=log_variance)
    projection = space.project("pca", 2)
    found = spread_on(space, projection, np.array([0, 9]))
    axes = projection.components
    expected = axes @ np.diag(np.exp(log_variance)) @ axes.T
    assert found.covariances == pytest.approx(np.stack([expected] * 2), rel=1e-5)
    assert found.points == pytest.approx(projection.coordinates[[0, 9]], abs=1e-4)


def test_posteriors_that_cannot_be_drawn_say_why() -> None:
    space = space_of(normal(40, 3))
    with pytest.raises(DataError, match="one code a sample, without a spread"):
        spread_on(space, space.project("pca", 2), np.array([0]))
    with pytest.raises(OptionError, match="bends and tears"):
        spread_on(space, space.project("tsne", 2), np.array([0]))
    decode = Affine(np.eye(3), np.eye(3)).decode
    lone = lw.LatentSpace(decode, latent_shape=3, prior="normal", modality=lw.Series())
    with pytest.raises(MissingEncoderError, match="no encoder"):
        spread_on(lone, lone.project("pca", 2), np.array([0]))
    with pytest.raises(MissingEncoderError, match="nothing can be encoded again"):
        lone.confidence(lone.codes[:1], gap=True)


@pytest.mark.parametrize("n", [1, 2])
def test_hardly_any_data_or_all_the_same(n: int) -> None:
    space = space_of(np.ones((n, 2), np.float32))
    found = space.confidence(space.codes[0] + np.float32([[0, 0], [5, 5]]))
    assert found.places == ("inside", "far")
    assert np.isfinite(found.ratios).all()


def test_a_gap_that_is_but_rounding_does_not_count() -> None:
    codes = normal(300, 4)
    space = space_of(codes)  # what it decodes is encoded to the very code, but for rounding
    found = space.confidence(codes, gap=True)
    assert found.gaps is not None
    assert found.gap_shares is not None
    assert found.gaps.max() < 1e-5
    assert found.gap_shares.max() > 0.95
    assert found.places == space.confidence(codes).places


def test_the_gap_of_words_does_not_count_since_they_change_in_steps() -> None:
    space = lw.zoo.load("sentences/vae")
    between = (space.codes[:20] + space.codes[1:21]) / 2
    found = space.confidence(between, gap=True)
    assert found.gap_shares is not None
    assert found.gap_shares.min() > 0.95  # the data's own come back to themselves
    plain = space.confidence(between)
    assert found.places == plain.places
