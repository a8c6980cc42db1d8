import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from latentwidgets.spaces.projections import PCAProjection, pca, project

FINITE = st.floats(-50, 50, width=32)
CODES = hnp.arrays(np.float32, st.tuples(st.integers(1, 25), st.integers(1, 8)), elements=FINITE)


@settings(max_examples=100, deadline=None)
@given(codes=CODES, dims=st.sampled_from([2, 3]), data=st.data())
def test_plane_and_space_answer_each_other_exactly(codes, dims, data):
    size = codes.shape[1]
    projection = project(codes, dims=dims, latent_shape=(size,))
    points = data.draw(hnp.arrays(np.float32, (3, dims), elements=FINITE))
    points[:, size:] = 0  # axes that the space lacks move nothing
    np.testing.assert_allclose(projection.transform(projection.inverse(points)), points, atol=1e-4)
    anchor = data.draw(hnp.arrays(np.float32, (3, size), elements=FINITE))
    np.testing.assert_allclose(
        projection.inverse(projection.transform(anchor), anchor=anchor), anchor, atol=1e-4
    )
    moved = projection.inverse(points, anchor=anchor)
    np.testing.assert_allclose(projection.transform(moved), points, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(codes=CODES, dims=st.sampled_from([2, 3]))
def test_components_are_orthonormal_with_their_largest_entry_positive(codes, dims):
    components = project(codes, dims=dims, latent_shape=codes.shape[1:]).components
    real = components[: codes.shape[1]]
    np.testing.assert_allclose(real @ real.T, np.eye(len(real)), atol=1e-9)
    assert (real[np.arange(len(real)), np.abs(real).argmax(axis=1)] > 0).all()
    assert not components[codes.shape[1] :].any()


@settings(max_examples=60, deadline=None)
@given(codes=CODES, dims=st.sampled_from([2, 3]))
def test_no_other_plane_holds_more_variance(codes, dims):
    variance = codes.astype(np.float64).var(axis=0).sum()
    assume(variance > 1e-3)
    projection = project(codes, dims=dims, latent_shape=codes.shape[1:])
    singular = np.linalg.svd(codes - codes.mean(axis=0, dtype=np.float64), compute_uv=False)
    best = np.square(singular[:dims]).sum() / np.square(singular).sum()
    assert projection.explained_variance == pytest.approx(best, abs=1e-9)
    assert projection.quality.explained_variance == projection.explained_variance


def test_agrees_with_scikit_learn():
    from sklearn.decomposition import PCA

    generator = np.random.default_rng(0)
    codes = (generator.standard_normal((300, 20)) * np.arange(1, 21)).astype(np.float32)
    ours, theirs = project(codes, dims=3, latent_shape=(20,)), PCA(3).fit(codes.astype(float))
    np.testing.assert_allclose(ours.explained_variance_ratio, theirs.explained_variance_ratio_)
    signs = np.sign((ours.components * theirs.components_).sum(axis=1))
    np.testing.assert_allclose(ours.components, signs[:, None] * theirs.components_, atol=1e-8)
    np.testing.assert_allclose(ours.coordinates, theirs.transform(codes) * signs, atol=1e-3)


@pytest.mark.parametrize("shape", [(40, 300), (300, 40), (120, 120)])
def test_wide_and_large_spaces_give_the_same_plane(monkeypatch, shape):
    generator = np.random.default_rng(1)
    codes = generator.standard_normal(shape).astype(np.float32)
    codes[:, 3] *= 12
    codes[:, 7] *= 9
    whole = PCAProjection(codes, 2, latent_shape=shape[1:])
    monkeypatch.setattr(pca, "_EIGH_LIMIT", 60)  # by the small side, or by iteration
    other = PCAProjection(codes, 2, latent_shape=shape[1:])
    np.testing.assert_allclose(other.components, whole.components, atol=1e-3)
    assert other.explained_variance == pytest.approx(whole.explained_variance, rel=1e-5)


def test_the_product_on_a_device_is_the_product_here():
    codes = np.random.default_rng(2).standard_normal((500, 30)).astype(np.float32)
    center = codes.mean(axis=0, dtype=np.float64)
    np.testing.assert_allclose(
        pca._scatter_torch(codes, center, "cpu"), pca._scatter(codes, center, "cpu"), atol=1e-2
    )


@pytest.mark.gpu
def test_a_space_on_a_gpu_is_projected_there():
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    codes = np.random.default_rng(2).standard_normal((5000, 64)).astype(np.float32)
    codes[:, 0] *= 5
    codes[:, 1] *= 3
    here, there = (project(codes, latent_shape=(64,), device=d) for d in ("cpu", "cuda"))
    np.testing.assert_allclose(here.components, there.components, atol=1e-4)


@pytest.mark.parametrize(
    ("size", "dims", "title"),
    [(1, 2, "Latent axis"), (2, 2, "Latent plane"), (2, 3, "Latent plane"), (3, 3, "Latent space")],
)
def test_a_space_no_larger_than_the_map_is_shown_on_its_own_axes(size, dims, title):
    codes = np.random.default_rng(0).standard_normal((30, size)).astype(np.float32) + 4
    projection = project(codes, dims=dims, latent_shape=(size,))
    assert projection.method == "pca"
    assert projection.title == title
    assert projection.explained_variance == pytest.approx(1)
    assert projection.held == 0
    np.testing.assert_array_equal(projection.coordinates[:, :size], codes)
    assert not projection.coordinates[:, size:].any()
    assert ("fewer dimensions" in projection.note) == (size < dims)


@pytest.mark.parametrize("n", [1, 40])
@pytest.mark.parametrize("shape", [(6,), (2, 3), (3000,)])
def test_samples_that_are_all_alike_still_make_a_map(n, shape):
    codes = np.full((n, int(np.prod(shape))), 2.5, np.float32)
    projection = project(codes, latent_shape=shape)
    assert not projection.coordinates.any()
    assert "same code" in projection.note
    assert projection.quality.explained_variance is None
    assert projection.quality.trustworthiness is None
    back = projection.inverse(np.zeros((1, 2)))
    np.testing.assert_allclose(back, np.full((1, *shape), 2.5))
    step = projection.inverse(np.array([[1.0, 2.0]]))
    np.testing.assert_allclose(projection.transform(step), [[1, 2]], atol=1e-5)


def test_two_samples_in_many_dimensions():
    codes = np.zeros((2, 5000), np.float32)
    codes[1, 10] = 3
    projection = project(codes, latent_shape=(5000,))
    np.testing.assert_allclose(projection.coordinates, [[-1.5, 0], [1.5, 0]], atol=1e-6)
    assert projection.explained_variance == pytest.approx(1)
    np.testing.assert_allclose(
        projection.components @ projection.components.T, np.eye(2), atol=1e-9
    )


def test_the_note_states_the_share_seen():
    codes = np.diag([4.0, 2.0, 2.0]).repeat(2, axis=0).astype(np.float32)
    codes[::2] *= -1
    projection = project(codes, latent_shape=(3,))
    assert projection.explained_variance == pytest.approx(20 / 24)
    assert "83% of the variance" in projection.note


def test_progress_is_reported_once():
    seen = []
    codes = np.random.default_rng(0).random((9, 4), dtype=np.float32)
    projection = project(codes, latent_shape=(4,), on_progress=lambda *args: seen.append(args))
    assert [(i, total) for i, total, _ in seen] == [(1, 1)]
    np.testing.assert_array_equal(seen[0][2], projection.coordinates)
