import functools

import numpy as np
import pytest
import torch
from signatures import OfficialVAE, flat_gan
from sklearn.decomposition import NMF, PCA, KernelPCA, TruncatedSVD
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from latentwidgets.exceptions import ModelError, OptionError, ShapeError
from latentwidgets.models import wrap


@pytest.mark.parametrize(
    "model",
    [
        PCA(6, random_state=0),
        NMF(6, random_state=0, max_iter=500, tol=1e-2),
        TruncatedSVD(6, random_state=0),
        KernelPCA(6, fit_inverse_transform=True),
        make_pipeline(StandardScaler(), PCA(6, random_state=0)),
    ],
    ids=lambda model: type(model).__name__,
)
def test_a_transformer_and_its_inverse(model, digits):
    images = digits[:300]
    flat = images.reshape(300, 64)
    model.fit(flat)
    wrapped = wrap(model, images)
    assert (wrapped.latent_shape, wrapped.prior) == ((6,), None)
    assert wrapped.modality.shape == (8, 8, 1)
    assert wrapped.modality.value_range == (0, 16)
    codes = wrapped.encode(images).mean
    np.testing.assert_allclose(codes, model.transform(flat), atol=2e-3, rtol=1e-3)
    expected = np.clip(model.inverse_transform(codes) / 16, 0, 1).reshape(300, 8, 8, 1)
    np.testing.assert_allclose(wrapped.decode(codes), expected, atol=1e-5)


def test_samples_that_are_not_finite_do_not_stand_for_the_data(digits):
    data = digits[:50].copy()
    data[:3] = np.nan
    wrapped = wrap(PCA(4).fit(digits.reshape(-1, 64)), data)
    assert wrapped.modality.value_range == (0, 16)
    assert wrapped.encode(data[3:]).mean.shape == (47, 4)


def test_a_transformer_knows_its_code_without_data(digits):
    wrapped = wrap(PCA(6).fit(digits.reshape(-1, 64)))
    assert wrapped.latent_shape == (6,)
    assert wrapped.encode(digits).mean.shape == (1797, 6)  # data as pictures: flattened


def test_a_transformer_that_is_not_fitted_says_so(digits):
    with pytest.raises(ModelError, match="not fitted"):
        wrap(PCA(6), digits)


def test_a_network_of_scikit_learn_by_its_predict(digits):
    flat = digits[:200].reshape(200, 64)
    codes = PCA(3, random_state=0).fit_transform(flat)
    network = MLPRegressor(
        hidden_layer_sizes=(8,), max_iter=30, tol=1, n_iter_no_change=1, random_state=0
    )
    network.fit(codes, flat)
    wrapped = wrap(network.predict, latent_shape=3, value_range=(0, 16))
    expected = np.clip(network.predict(codes[:5]) / 16, 0, 1)
    np.testing.assert_allclose(wrapped.decode(codes[:5]).reshape(5, 64), expected, atol=1e-4)


WEIGHTS = np.random.default_rng(0).random((4, 64), np.float32)


def decode_arrays(codes):
    if not isinstance(codes, np.ndarray):
        raise TypeError("an array is wanted")
    return np.tanh(codes @ WEIGHTS)


def encode_arrays(samples):
    return samples.reshape(len(samples), 64) @ np.linalg.pinv(WEIGHTS).astype(np.float32)


def test_functions_of_arrays(grey):
    wrapped = wrap((encode_arrays, decode_arrays), grey, value_range=(-1, 1))
    codes = wrapped.encode(grey).mean
    np.testing.assert_allclose(codes, encode_arrays(grey), rtol=1e-5)
    expected = decode_arrays(codes).reshape(6, 8, 8, 1) / 2 + 0.5
    np.testing.assert_allclose(wrapped.decode(codes), expected, atol=1e-6)
    assert wrapped.name == "decode_arrays"


def test_a_lone_function_is_asked_for_the_shape_of_its_codes():
    with pytest.raises(ModelError, match=r"Give latent_shape=, such as latent_shape=\(16,\)"):
        wrap(decode_arrays)
    wrapped = wrap(decode_arrays, latent_shape=4)
    assert wrapped.prior == "normal"
    assert wrapped.modality.value_range == (-1, 1)  # its outputs on the prior


def test_functions_of_tensors_find_the_modules_they_use(grey):
    model = OfficialVAE()
    model.train()

    def encode(x):
        return model.encode(x.flatten(1))

    def decode(z):
        return model.decode(z)

    wrapped = wrap((encode, decode), grey)
    assert wrapped.latent_shape == (5,)
    assert wrapped.prior == "normal"
    assert wrap(decode).latent_shape == (5,)  # from the layers seen
    assert wrap(model.decode).latent_shape == (5,)
    assert model.training


def test_a_function_of_tensors_with_dropout_is_evaluated():
    model = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.Dropout(0.5))
    decode = functools.partial(lambda net, z: net(z), model)
    wrapped = wrap(decode, latent_shape=4)
    codes = np.ones((1, 4), np.float32)
    np.testing.assert_array_equal(wrapped.decode(codes), wrapped.decode(codes))
    assert "random" not in repr(wrapped)
    assert model.training


def test_a_function_of_one_code_without_a_batch_axis(grey):
    def decode(code):
        assert code.shape == (4,)
        return (code @ WEIGHTS).reshape(8, 8)

    def encode(picture):
        assert picture.shape == (8, 8)
        return encode_arrays(picture[None])[0]

    wrapped = wrap((encode, decode), grey)
    codes = wrapped.encode(grey).mean
    np.testing.assert_allclose(codes, encode_arrays(grey), rtol=1e-4, atol=1e-5)
    assert wrapped.decode(codes).shape == (6, 8, 8, 1)
    assert wrapped.decode(codes[:1]).shape == (1, 8, 8, 1)
    assert "without a batch axis" in repr(wrapped)


def test_an_object_with_methods_of_arrays(grey):
    class Model:
        encode = staticmethod(encode_arrays)

        def decode(self, codes):
            return decode_arrays(codes)

    assert wrap(Model(), grey).name == "Model"


def test_eight_bit_pictures_keep_their_range():
    def decode(codes):
        return np.full((len(codes), 5, 7, 3), 51, np.uint8)

    wrapped = wrap(decode, latent_shape=2)
    assert wrapped.modality.layout == "HWC"
    np.testing.assert_allclose(wrapped.decode(np.zeros((1, 2), np.float32)), 0.2, rtol=1e-6)


def test_a_function_that_returns_another_shape_later_is_told_so():
    def decode(codes):
        return np.zeros((len(codes), 8, 8 if abs(codes).max() < 50 else 9))

    wrapped = wrap(decode, latent_shape=2)
    with pytest.raises(ShapeError, match="one shape for every code"):
        wrapped.decode(np.full((1, 2), 100, np.float32))


def test_a_pair_of_a_function_and_a_module(grey):
    wrapped = wrap((lambda x: x.flatten(1)[:, :12], flat_gan()), grey)
    np.testing.assert_array_equal(wrapped.encode(grey).mean, grey.reshape(6, 64)[:, :12])


def test_a_transformer_that_is_not_fitted_is_said(digits):
    for model in (PCA(3), make_pipeline(StandardScaler(), PCA(3))):
        with pytest.raises(ModelError, match=r"is not fitted: call its fit\(data\) first"):
            wrap(model, digits[:10].reshape(10, 64))


@pytest.mark.parametrize("value_range", [3, ("a", "b"), (0, 1, 2), (1, 0), (0, float("nan"))])
def test_a_wrong_value_range_is_said(value_range):
    with pytest.raises(OptionError, match=r"value_range=.* is no range"):
        wrap(lambda z: z, latent_shape=4, value_range=value_range)
