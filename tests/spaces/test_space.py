"""The space as users meet it: codes, decodes, neighbours, effects, in NumPy and in any shape."""

import threading

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from torch import nn

from latentwidgets import LatentSpace
from latentwidgets.exceptions import Cancelled, DataError, DecodeError, OptionError, ShapeError
from latentwidgets.spaces.sampling import as_codes
from tests.spaces.small_models import LinearModel, TinyVAE


@pytest.fixture
def space(vae, pictures):
    return LatentSpace(vae, pictures[:, None], labels=[n % 3 for n in range(40)])


def test_codes_are_the_encoders_means(space, vae, pictures):
    with torch.inference_mode():
        expected = vae.encode(torch.from_numpy(pictures[:, None]))[0].numpy()
    np.testing.assert_allclose(space.codes, expected, atol=1e-5)
    assert space.codes.dtype == np.float32
    assert space.flat_codes.shape == (40, 3)
    assert space.flat_codes.base is not None


def test_decode_gives_the_models_pictures_for_codes_of_every_shape(space, vae):
    z = space.codes[:5]
    with torch.inference_mode():
        expected = np.moveaxis(vae.decode(torch.from_numpy(z)).numpy(), 1, -1)
    np.testing.assert_allclose(space.decode(z), expected, atol=1e-6)
    np.testing.assert_allclose(space.decode(z[0]), expected[:1], atol=1e-6)
    np.testing.assert_allclose(space.decode(torch.from_numpy(z)), expected, atol=1e-6)
    np.testing.assert_allclose(space.decode(z.tolist()), expected, atol=1e-6)
    assert space.decode(z[:0]).shape == (0, 8, 8, 1)


def test_spatial_codes_may_be_given_flat():
    space = LatentSpace(LinearModel(latent_shape=(2, 3, 1)), n_samples=5)
    assert space.codes.shape == (5, 2, 3, 1)
    expected = space.decode(space.codes)
    np.testing.assert_array_equal(space.decode(space.flat_codes), expected)
    np.testing.assert_array_equal(space.decode(space.codes[0]), expected[:1])
    np.testing.assert_array_equal(space.decode(space.flat_codes[0]), expected[:1])


@pytest.mark.parametrize(
    "z", [np.zeros(4), np.zeros((2, 4)), np.zeros((1, 1, 3)), 0.5, "abc", [[1, 2], [3]]]
)
def test_codes_of_a_wrong_shape_are_one_clear_sentence(space, z):
    with pytest.raises(ShapeError, match=r"\(n, 3\)"):
        space.decode(z)


def test_a_decoder_that_raises_is_said_and_the_next_call_works(linear):
    decode = linear.decode
    linear.decode = lambda codes: decode(codes[:, :, None, None, None] @ codes)
    space = LatentSpace(linear)
    with pytest.raises(DecodeError, match="decoder raised ValueError"):
        space.decode(space.codes[:2])
    linear.decode = decode
    assert space.decode(space.codes[:2]).shape == (2, 8, 8, 1)


def test_a_model_that_changes_its_input_changes_nothing_of_ours(pictures):
    class InPlace(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = TinyVAE()

        def encode(self, x):
            return self.inner.encode(x.mul_(0.5))

        def decode(self, z):
            return self.inner.decode(z.mul_(2))

    data, before = pictures[:, None], pictures[:, None].copy()
    space = LatentSpace(InPlace(), data)
    codes = space.codes.copy()
    space.decode(space.codes)
    np.testing.assert_array_equal(data, before)
    np.testing.assert_array_equal(space.codes, codes)


def test_training_mode_is_set_aside_and_restored(pictures):
    model = TinyVAE()
    model.decoder.append(nn.Dropout(0.9))
    model.train()
    space = LatentSpace(model, pictures[:, None])
    np.testing.assert_array_equal(space.decode(space.codes[0]), space.decode(space.codes[0]))
    assert model.training
    assert model.decoder[-1].training


def test_encode_takes_one_sample_many_and_pictures(space, pictures):
    expected = space.codes[4:5]
    one = pictures[4]
    for given_ in (
        one[None, None],
        one[None],
        torch.from_numpy(one[None, None]),
        one[None, :, :, None],  # a canonical picture, as decode gives them
        one[:, :, None],
        [torch.from_numpy(one[None])],
        one,
        pictures[4:5],
        one.astype(np.float64),
    ):
        np.testing.assert_allclose(space.encode(given_), expected, atol=1e-5)
    levels = Picture.fromarray(np.rint(one * 255).astype(np.uint8))
    np.testing.assert_allclose(space.encode(levels), expected, atol=0.01)
    np.testing.assert_allclose(space.encode([levels] * 2)[1:], expected, atol=0.01)
    np.testing.assert_allclose(space.encode(np.asarray(levels)), expected, atol=0.01)
    np.testing.assert_allclose(space.encode(levels.convert("RGB")), expected, atol=0.01)


def test_what_decode_gives_encode_takes_back():
    """A deterministic pair of inverse maps, in [-1, 1] and channels first."""
    weights = np.linalg.qr(np.random.default_rng(0).normal(size=(48, 48)))[0]
    space = LatentSpace(
        (
            lambda x: x.reshape(len(x), 48) @ weights,
            lambda z: (z @ weights.T).reshape(-1, 3, 4, 4),
        ),
        np.random.default_rng(1).uniform(-0.9, 0.9, (30, 3, 4, 4)).astype(np.float32),
        value_range=(-1, 1),
    )
    z = space.codes[:5]
    np.testing.assert_allclose(space.encode(space.decode(z)), z, atol=1e-4)
    np.testing.assert_allclose(
        space.reconstruct(space.samples([0, 1])), space.samples([0, 1]), atol=1e-4
    )


def test_nothing_that_can_be_encoded(space):
    with pytest.raises(DataError, match="NoneType was given to encode"):
        space.encode(None)


def test_samples_are_the_data_in_any_order(space, pictures):
    np.testing.assert_allclose(space.samples([30, 2])[..., 0], pictures[[30, 2]], atol=1e-6)
    assert space.samples(3).shape == (1, 8, 8, 1)
    assert space.samples([]).shape == (0, 8, 8, 1)
    assert space.has_samples


@pytest.mark.parametrize("indices", [[40], [-1], [1.5], [[1]], ["a"]])
def test_samples_that_are_not_there(space, indices):
    with pytest.raises(DataError, match=r"Sample -?\d+ was asked|Indices of shape"):
        space.samples(indices)


def test_samples_of_a_stream_are_not_kept(linear, pictures):
    space = LatentSpace(linear, iter([pictures]))
    assert not space.has_samples
    with pytest.raises(DataError, match="samples are not kept"):
        space.samples([0])


def test_without_data_codes_come_from_the_prior(vae):
    space = LatentSpace(vae, n_samples=3000, seed=4, labels=["a"] * 3000)
    assert space.codes.shape == (3000, 3)
    assert abs(space.codes.std() - 1) < 0.05
    np.testing.assert_array_equal(space.codes, LatentSpace(vae, n_samples=3000, seed=4).codes)
    assert not space.has_samples
    assert space.dropped == 0
    assert space.labels[0] == "a"
    with pytest.raises(DataError, match="There are no data"):
        space.samples([0])
    assert "3,000 codes drawn from the prior with labels" in repr(space)
    low, high = space.slider_ranges()
    assert low.tolist() == [-3] * 3
    assert high.tolist() == [3] * 3


def test_a_uniform_prior():
    space = LatentSpace(LinearModel(prior="uniform"))
    assert -1 <= space.codes.min() < -0.9
    assert 0.9 < space.codes.max() <= 1
    assert space.slider_ranges()[1].tolist() == [1] * 4


def test_samples_of_the_prior_are_seeded(space):
    np.testing.assert_array_equal(space.sample(3, seed=1), space.sample(3, seed=1))
    assert (space.sample(3) != space.sample(3)).all()
    assert space.sample(2).shape == (2, 3)
    assert space.sample(2).dtype == np.float32


def test_a_model_without_prior_gives_codes_of_the_data(pictures):
    space = LatentSpace(LinearModel(prior=None), pictures)
    for code in space.sample(5):
        assert space.nearest(code)[1][0] == 0


def test_ranges_cover_the_data_and_ignore_outliers():
    model = LinearModel()
    data = np.random.default_rng(0).random((2000, 8, 8)).astype(np.float32)
    data[0] = 1000
    space = LatentSpace(model, data)
    low, high = space.slider_ranges()
    inside = (space.flat_codes > low) & (space.flat_codes < high)
    assert inside.mean(axis=0).min() > 0.99
    assert not inside[0].any()
    assert low.dtype == high.dtype == np.float32


def test_nearest_is_exact(space):
    code = space.codes[3] + 0.01
    distances = np.linalg.norm(space.flat_codes - code, axis=1)
    indices, found = space.nearest(code, k=7)
    np.testing.assert_array_equal(indices, np.argsort(distances)[:7])
    np.testing.assert_allclose(found, np.sort(distances)[:7], rtol=1e-4)
    assert space.nearest(space.codes[9])[0][0] == 9
    assert space.nearest(space.codes[9])[1][0] == 0
    assert len(space.nearest(code, k=500)[0]) == 40


def test_the_radius_holds_the_data(space):
    radius = space.neighbor_radius()
    fifth = [space.nearest(code, k=6)[1][5] for code in space.codes]
    assert np.mean(np.array(fifth) <= radius + 1e-6) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("k", [0, -1, 1.5])
def test_no_number_of_neighbours(space, k):
    with pytest.raises(OptionError, match="k="):
        space.nearest(space.codes[0], k=k)


def test_several_codes_have_no_nearest(space):
    with pytest.raises(DataError, match="2 codes were given to nearest"):
        space.nearest(space.codes[:2])


@pytest.mark.parametrize(
    "data",
    [np.full((1, 8, 8), 0.3), np.full((30, 8, 8), 0.3), np.random.default_rng(0).random((2, 8, 8))],
    ids=["one sample", "duplicates", "fewer samples than dimensions"],
)
def test_few_or_equal_data_work_throughout(data):
    space = LatentSpace(LinearModel(), data.astype(np.float32), labels=["x"] * len(data))
    low, high = space.slider_ranges()
    assert (low < high).all()
    assert np.isfinite([low, high]).all()
    assert np.isfinite(space.effects()).all()
    assert space.effects().max() > 0
    assert np.isfinite(space.neighbor_radius())
    assert space.nearest(space.codes[0])[1][0] == 0
    assert np.isfinite(space.project().coordinates).all()
    assert space.reconstruct(data[:1]).shape == (1, 8, 8, 1)


def test_effects_tell_what_a_dimension_does():
    model = LinearModel()
    model.weights[:, 1] = 0  # nothing moves it, and it moves nothing
    model.weights[:, 2] *= 0.1
    data = 0.5 + 0.1 * np.random.default_rng(0).normal(size=(200, 8, 8)).astype(np.float32)
    space = LatentSpace(model, data)
    effects = space.effects()
    sd = space.flat_codes.std(axis=0)
    expected = sd * np.sqrt((model.weights**2).mean(axis=0))
    np.testing.assert_allclose(effects, expected, rtol=0.2, atol=1e-6)
    assert effects[1] == 0
    assert space.effects() is effects


def test_effects_can_be_stopped_and_asked_for_again(space):
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        space.effects(should_stop=stop)
    assert space.effects().shape == (3,)


def test_512_dimensions_are_measured_in_few_small_batches():
    model = LinearModel(latent_shape=(512,))
    sizes, decode = [], model.decode

    def counted(codes):
        sizes.append(len(codes))
        return decode(codes)

    model.decode = counted
    space = LatentSpace(model)
    assert (space.effects() > 0).all()
    assert max(sizes) <= 32
    assert sum(sizes) <= 4 * 513


def test_a_map_of_the_space(space):
    found = space.project("pca", 2)
    assert found.coordinates.shape == (40, 2)
    np.testing.assert_allclose(
        found.inverse(found.coordinates[:4], anchor=space.codes[:4]), space.codes[:4], atol=1e-4
    )
    with pytest.raises(OptionError):
        space.project("hyperbolic")


def test_a_frame_waits_for_one_small_batch_of_a_background_job_only():
    model = LinearModel(latent_shape=(512,))
    decode, order = model.decode, []
    started, waiting = threading.Event(), threading.Event()

    def watched(codes):
        order.append(len(codes))
        started.set()
        if len(order) == 3:  # in the middle of the job, once the frame has joined the queue
            waiting.wait(10)
        return decode(codes)

    model.decode = watched
    space = LatentSpace(model)
    job = threading.Thread(target=space.effects)
    job.start()
    started.wait(10)
    frame = threading.Thread(target=lambda: space.decode(np.zeros((7, 512))))
    frame.start()
    while not space._batcher.lock._waiting and frame.is_alive():
        pass
    waiting.set()
    frame.join(10)
    job.join(30)
    assert 7 in order[:5]


def test_a_message_of_the_repr_tells_what_was_found(space):
    _ = space.codes
    words = repr(space)
    for said in ("TinyVAE", "cpu", "(3,)", "normal", "8×8×1", "[0, 1]", "40 samples with labels"):
        assert said in words
    assert "\n" not in words
    assert "/" not in words


@pytest.mark.parametrize(
    "options",
    [{"seed": -1}, {"seed": 1.5}, {"n_samples": 0}, {"batch_size": 0}, {"prior": "cauchy"}],
)
def test_options_outside_what_they_accept(vae, options):
    with pytest.raises(OptionError, match=next(iter(options))):
        LatentSpace(vae, **options)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple),
    st.integers(0, 3),
    st.booleans(),
)
def test_any_code_comes_back_in_its_own_shape(shape, n, flat):
    codes = np.arange(n * int(np.prod(shape)), dtype=np.float32).reshape(n, *shape)
    given_ = codes.reshape(n, int(np.prod(shape))) if flat else codes
    found = as_codes(given_, shape)
    # (n, size) that is itself one code's shape reads as one code
    if given_.shape != shape and given_.shape != (int(np.prod(shape)),):
        np.testing.assert_array_equal(found, codes)
    assert found.shape[1:] == shape
    assert not np.shares_memory(found, given_)


@pytest.mark.parametrize("seed", [-1, 1.5, "a"])
def test_a_wrong_seed_is_said(linear, pictures, seed):
    space = LatentSpace(linear, pictures, progress=False)
    for call in (lambda: space.sample(2, seed=seed), lambda: space.project("pca", seed=seed)):
        with pytest.raises(OptionError, match="seed="):
            call()


def test_nearest_takes_finite_codes(linear, pictures):
    space = LatentSpace(linear, pictures, progress=False)
    with pytest.raises(DataError, match="NaN"):
        space.nearest([np.nan] * 4, k=3)


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_anchors_are_one_or_one_for_each_point(linear, pictures, method):
    projection = LatentSpace(linear, pictures, progress=False).project(method)
    points, codes = np.zeros((2, 2)), np.zeros((3, 4), np.float32)
    with pytest.raises(ShapeError, match="3 anchors were given for 2 points"):
        projection.inverse(points, codes)
    assert projection.inverse(points, codes[:2]).shape == (2, 4)
