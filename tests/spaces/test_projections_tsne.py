import threading

import numpy as np
import pytest

from latentwidgets.exceptions import Cancelled, DataError, OptionError
from latentwidgets.spaces.projections import project


@pytest.fixture(scope="module")
def clusters():
    generator = np.random.default_rng(5)
    centers = 10 * generator.standard_normal((5, 8))
    return (centers[np.arange(300) % 5] + generator.standard_normal((300, 8))).astype(np.float32)


@pytest.fixture(scope="module", params=[2, 3])
def finished(request, clusters):
    return project(clusters, "tsne", request.param, latent_shape=(8,), n_iterations=150)


def test_clusters_stay_together(finished):
    group = np.arange(300) % 5
    distances = np.linalg.norm(finished.coordinates[:, None] - finished.coordinates[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (group[distances.argmin(axis=1)] == group).mean() == 1
    assert finished.quality.trustworthiness > 0.95


def test_three_dimensions_reach_the_divergence_of_scikit_learn(clusters):
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    codes = clusters[:120]
    ours = project(codes, "tsne", 3, latent_shape=(8,), perplexity=15, n_iterations=300)
    with threadpool_limits(1):
        theirs = TSNE(3, perplexity=15, init="pca", random_state=0, max_iter=300).fit(codes)
    assert ours.kl_divergence < 1.1 * theirs.kl_divergence_


def test_new_samples_land_in_their_cluster(finished, clusters):
    group = np.arange(300) % 5
    placed = finished.transform(clusters[:10] + 0.05)
    distances = np.linalg.norm(placed[:, None] - finished.coordinates[None], axis=2)
    np.testing.assert_array_equal(group[distances.argmin(axis=1)], group[:10])


def test_the_way_back_is_exact_at_a_sample_and_near_it_smooth(finished, clusters):
    np.testing.assert_array_equal(finished.inverse(finished.coordinates), clusters)
    near = finished.inverse(finished.coordinates[:20] + 1e-4)
    np.testing.assert_allclose(near, clusters[:20], atol=0.1)


def test_between_samples_the_code_is_their_weighted_mean():
    from latentwidgets.spaces.projections.inverse import NearPoints, weighted_mean

    lookup = NearPoints(np.array([[0, 0], [3, 0]], np.float32))
    values = np.array([[1.0], [5.0]], np.float32)
    mean = weighted_mean(lookup, values, np.array([[1.0, 0.0], [0.0, 0.0], [1e-30, 0.0]]))
    np.testing.assert_allclose(mean[:, 0], [(1 / 1 * 1 + 5 / 4) / (1 + 1 / 4), 1, 1])


def test_samples_at_one_place_share_it():
    from latentwidgets.spaces.projections.inverse import NearPoints, weighted_mean

    lookup = NearPoints(np.array([[0, 0], [0, 0], [3, 0]], np.float32))
    values = np.array([[1.0], [3.0], [9.0]], np.float32)
    np.testing.assert_allclose(weighted_mean(lookup, values, np.zeros((1, 2))), [[2.0]])


def test_the_map_moves_while_it_is_optimised(clusters):
    seen = []
    project(
        clusters,
        "tsne",
        latent_shape=(8,),
        n_iterations=60,
        on_progress=lambda *report: seen.append(report),
    )
    assert [iteration for iteration, _, _ in seen] == [0, 10, 20, 30, 40, 50, 60]
    assert {total for _, total, _ in seen} == {60}
    assert all(c.shape == (300, 2) and c.dtype == np.float32 for _, _, c in seen)
    assert not np.array_equal(seen[1][2], seen[-1][2])
    seen[0][2][:] = 0  # each is the receiver's own
    assert seen[1][2].any()


def test_cancel_stops_at_the_next_report_and_what_came_stays(clusters):
    cancel, seen = threading.Event(), []

    def receive(iteration, total, coordinates):
        seen.append(coordinates)
        if iteration >= 20:
            cancel.set()

    with pytest.raises(Cancelled):
        project(clusters, "tsne", latent_shape=(8,), on_progress=receive, cancel=cancel)
    assert len(seen) == 3
    assert np.isfinite(seen[-1]).all()
    again = project(clusters, "tsne", latent_shape=(8,), n_iterations=30)
    fresh = project(clusters, "tsne", latent_shape=(8,), n_iterations=30)
    np.testing.assert_array_equal(again.coordinates, fresh.coordinates)


def test_an_interrupt_in_the_receiver_comes_through(clusters):
    def receive(iteration, total, coordinates):
        if iteration:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project(clusters, "tsne", latent_shape=(8,), on_progress=receive)


def test_few_samples_lower_the_perplexity_and_the_note_says_so(clusters):
    projection = project(clusters[:10], "tsne", latent_shape=(8,), n_iterations=30)
    assert projection.perplexity == 3
    assert "lowered to 3" in projection.note
    assert (
        "lowered"
        not in project(clusters, "tsne", latent_shape=(8,), n_iterations=30, perplexity=12).note
    )


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("kind", ["five", "alike", "line", "one dimension"])
def test_degenerate_codes_still_make_a_map(clusters, dims, kind):
    line = np.linspace(0, 1, 40, dtype=np.float32)
    codes = {
        "five": clusters[:5],
        "alike": np.ones((30, 4), np.float32),
        "line": np.outer(line, [1, 2, 3]).astype(np.float32),
        "one dimension": line[:, None],
    }[kind]
    projection = project(codes, "tsne", dims, latent_shape=codes.shape[1:], n_iterations=60)
    assert np.isfinite(projection.coordinates).all()
    assert np.ptp(projection.coordinates, axis=0).min() > 0
    np.testing.assert_allclose(projection.inverse(projection.coordinates), codes, atol=1e-5)


def test_too_few_samples_are_refused_with_the_way_out(clusters):
    with pytest.raises(DataError, match=r"4 samples: it needs at least 5; use method='pca'"):
        project(clusters[:4], "tsne", latent_shape=(8,))


@pytest.mark.parametrize("perplexity", [0, 1, -3, np.nan, np.inf, "30", None, True])
def test_a_perplexity_out_of_range_is_refused(clusters, perplexity):
    with pytest.raises(OptionError, match="number of neighbours"):
        project(clusters, "tsne", latent_shape=(8,), perplexity=perplexity)


@pytest.mark.parametrize("n_iterations", [0, 2, 10_001, 7.5, "9"])
def test_a_number_of_iterations_out_of_range_is_refused(clusters, n_iterations):
    with pytest.raises(OptionError, match="whole number"):
        project(clusters, "tsne", latent_shape=(8,), n_iterations=n_iterations)


@pytest.mark.parametrize("size", [6, 40])
def test_among_many_codes_the_shortlist_finds_each_sample_itself(size):
    from sklearn.neighbors import NearestNeighbors

    from latentwidgets.spaces.projections.inverse import NearCodes

    generator = np.random.default_rng(0)
    spread = np.linspace(3, 0.1, size)
    codes = (generator.standard_normal((3000, size)) * spread + 7).astype(np.float32)
    near = NearCodes(codes)
    distances, indices = near.nearest(codes[::100].astype(np.float64), 5)
    np.testing.assert_array_equal(indices[:, 0], np.arange(0, 3000, 100))
    assert not distances[:, 0].any()
    expected, _ = NearestNeighbors(n_neighbors=5).fit(codes).kneighbors(codes[::100])
    np.testing.assert_allclose(distances, expected, rtol=0.05, atol=1e-3)


@pytest.mark.parametrize("n", [5, 7, 8, 10, 12, 20])
def test_few_samples_spread_out(n):
    codes = np.random.default_rng(n).normal(size=(n, 4)).astype(np.float32)
    for dims in (2, 3):
        projection = project(codes, "tsne", dims, latent_shape=(4,))
        distances = np.linalg.norm(
            projection.coordinates[:, None] - projection.coordinates[None], axis=-1
        )
        assert np.isfinite(distances).all()
        assert distances[~np.eye(n, dtype=bool)].min() > 0.01
