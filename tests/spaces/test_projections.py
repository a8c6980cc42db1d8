"""What holds of every projection."""

import threading

import numpy as np
import pytest

from latentwidgets.exceptions import Cancelled, DataError, OptionError, ShapeError
from latentwidgets.metrics import neighborhood_scores
from latentwidgets.spaces.projections import METHODS, base, project

QUICK = {"pca": {}, "tsne": {"n_iterations": 30}}


@pytest.fixture(scope="module")
def codes():
    generator = np.random.default_rng(3)
    centers = 6 * generator.standard_normal((4, 6))
    return (centers[np.arange(60) % 4] + generator.standard_normal((60, 6))).astype(np.float32)


@pytest.fixture(scope="module", params=[(m, d) for m in METHODS for d in (2, 3)], ids=str)
def projection(request, codes):
    method, dims = request.param
    return project(codes, method, dims, latent_shape=(2, 3), seed=4, **QUICK[method])


def test_the_map_has_a_place_for_each_sample(projection, codes):
    assert projection.coordinates.shape == (60, projection.dims)
    assert projection.coordinates.dtype == np.float32
    assert np.isfinite(projection.coordinates).all()
    assert projection.held == 6 - projection.dims
    assert projection.title
    assert projection.note
    assert "60 samples" in repr(projection)


def test_locate_is_exact_at_the_data(projection, codes):
    np.testing.assert_allclose(
        projection.locate(codes.reshape(60, 2, 3)), projection.coordinates, atol=1e-5
    )


def test_the_way_back_has_the_latent_shape_and_the_anchor_completes_it(projection, codes):
    shaped = codes.reshape(60, 2, 3)
    assert projection.inverse(projection.coordinates).shape == (60, 2, 3)
    back = projection.inverse(projection.locate(shaped), anchor=shaped)
    np.testing.assert_allclose(back, shaped, atol=1e-5)
    assert back.dtype == np.float32


def test_one_anchor_serves_many_points(projection, codes):
    anchor = codes[5].reshape(2, 3) + 0.5
    points = projection.coordinates[:7]
    single = [projection.inverse(point[None], anchor=anchor) for point in points]
    np.testing.assert_allclose(
        projection.inverse(points, anchor=anchor), np.concatenate(single), atol=1e-5
    )


def test_new_codes_are_placed_near_their_neighbours(projection, codes):
    near = codes[:4] + 0.01
    spread = projection.coordinates.std(axis=0).max()
    placed = projection.transform(near)
    assert placed.shape == (4, projection.dims)
    assert np.linalg.norm(placed - projection.coordinates[:4], axis=1).max() < 3 * spread
    assert projection.transform(near[:0]).shape == (0, projection.dims)
    assert projection.locate(near[:0]).shape == (0, projection.dims)


def test_quality_is_the_metrics_own(projection, codes):
    quality = projection.quality
    scores = neighborhood_scores(codes, projection.coordinates, k=15)
    assert (quality.k, quality.n_evaluated) == (15, 60)
    assert quality.trustworthiness == scores.trustworthiness.value
    assert quality.continuity == scores.continuity.value
    assert quality.neighbor_recall == scores.neighbor_recall.value
    assert (quality.explained_variance is None) == (projection.method == "tsne")


def test_quality_of_many_samples_is_measured_on_a_seeded_choice(codes, monkeypatch):
    monkeypatch.setattr(base, "_MAX_EVALUATED", 40)
    first, again, other = (project(codes, latent_shape=(6,), seed=s).quality for s in (0, 0, 1))
    assert first.n_evaluated == 40
    assert first == again
    assert first != other


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_decides(codes, method):
    def coordinates(seed):
        return project(codes, method, latent_shape=(6,), seed=seed, **QUICK[method]).coordinates

    np.testing.assert_array_equal(coordinates(1), coordinates(1))
    assert (method == "pca") == np.array_equal(coordinates(1), coordinates(2))


@pytest.mark.parametrize("method", METHODS)
def test_a_projection_cancelled_before_it_starts_leaves_its_inputs_alone(codes, method):
    cancel = threading.Event()
    cancel.set()
    kept = codes.copy()
    with pytest.raises(Cancelled):
        project(codes, method, latent_shape=(6,), cancel=cancel)
    np.testing.assert_array_equal(codes, kept)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"method": "umap"}, OptionError, "the maps are pca, tsne"),
        ({"dims": 4}, OptionError, "2 or 3 axes"),
        ({"dims": True}, OptionError, "2 or 3 axes"),
        ({"perplexity": 30}, OptionError, "it takes none"),
        ({"method": "tsne", "perplexty": 30}, OptionError, "n_iterations, perplexity"),
        ({"latent_shape": (7,)}, ShapeError, r"needs \(n, 7\)"),
        ({"codes_flat": np.zeros((0, 6))}, DataError, "at least one sample"),
        ({"codes_flat": np.full((3, 6), np.nan)}, DataError, "NaN"),
    ],
)
def test_bad_requests_are_refused_in_a_sentence(codes, arguments, error, words):
    with pytest.raises(error, match=words):
        project(**{"codes_flat": codes, "latent_shape": (6,)} | arguments)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda p: p.inverse(np.zeros((1, 5))), ShapeError),
        (lambda p: p.inverse(np.zeros(p.dims)), ShapeError),
        (lambda p: p.inverse(np.full((1, p.dims), np.nan)), DataError),
        (lambda p: p.inverse(np.zeros((1, p.dims)), anchor=np.zeros(5)), ShapeError),
        (lambda p: p.inverse(np.zeros((1, p.dims)), anchor=np.full(6, np.inf)), DataError),
        (lambda p: p.transform(np.zeros((1, 5))), ShapeError),
        (lambda p: p.locate(np.zeros((2, 3))), ShapeError),
        (lambda p: p.locate(np.full((1, 6), np.nan)), DataError),
    ],
)
def test_points_and_codes_of_another_shape_are_refused(projection, call, error):
    with pytest.raises(error):
        call(projection)
