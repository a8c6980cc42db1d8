import copy
import functools
import threading

import numpy as np
import pytest
import torch
from signatures import OfficialVAE, flat_gan
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestRegressor

from latentwidgets.exceptions import ModelError
from latentwidgets.models import wrap
from latentwidgets.models.fingerprint import fingerprint


def test_equal_weights_give_equal_fingerprints_and_others_do_not(grey):
    model = OfficialVAE()
    first = wrap(model, grey).fingerprint()
    assert len(first) == 64
    assert wrap(copy.deepcopy(model), grey).fingerprint() == first
    assert wrap(model.train(), grey).fingerprint() == first
    assert wrap(OfficialVAE(), grey).fingerprint() != first
    with torch.no_grad():
        model.fc1.weight[0, 0] += 1e-6
    assert wrap(model, grey).fingerprint() != first


def test_settings_and_code_count_too():
    class Scaled(OfficialVAE):
        scale = 1.0

        def encode(self, x):
            mu, logvar = super().encode(x)
            return mu * self.scale, logvar

    class Shifted(OfficialVAE):
        def encode(self, x):
            mu, logvar = super().encode(x)
            return mu + 1, logvar

    Shifted.__qualname__ = Scaled.__qualname__
    Shifted.__name__ = Scaled.__name__
    model = Scaled()
    weights = model.state_dict()
    first = fingerprint(model)
    other = Shifted()
    other.load_state_dict(weights)
    assert fingerprint(other) != first
    model.scale = 2.0
    assert fingerprint(model) != first


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_precision_can_be_digested(dtype):
    assert fingerprint(flat_gan().to(dtype)) != fingerprint(flat_gan().to(dtype))


def test_transformers_by_what_they_learnt(digits):
    flat = digits.reshape(-1, 64)
    first = wrap(PCA(4, random_state=0).fit(flat)).fingerprint()
    assert wrap(PCA(4, random_state=0).fit(flat)).fingerprint() == first
    assert wrap(PCA(4, random_state=0).fit(flat[:900])).fingerprint() != first
    forest = RandomForestRegressor(3, random_state=0).fit(flat[:50], flat[:50, 0])
    again = RandomForestRegressor(3, random_state=0).fit(flat[:50], flat[:50, 0])
    assert fingerprint(forest) == fingerprint(again)


SCALE = 2.0


def scaled(z):
    return z * SCALE


def test_functions_by_code_closure_and_globals(monkeypatch):
    def make(weights):
        return lambda z: z @ weights

    ones = np.ones((2, 64))
    assert fingerprint(make(ones)) == fingerprint(make(ones.copy()))
    assert fingerprint(make(ones)) != fingerprint(make(ones * 2))
    assert fingerprint(lambda z: z + 1) != fingerprint(lambda z: z + 2)
    partial = functools.partial(np.dot, ones)
    assert fingerprint(partial) != fingerprint(functools.partial(np.dot, ones * 2))
    first = fingerprint(scaled)
    monkeypatch.setitem(scaled.__globals__, "SCALE", 3.0)
    assert fingerprint(scaled) != first


def test_equal_content_gives_equal_digests_whether_shared_or_copied():
    array = np.arange(4)
    assert fingerprint([array, array]) == fingerprint([array, array.copy()])
    loop = [1]
    loop.append(loop)
    assert len(fingerprint(loop)) == 64
    assert fingerprint({"a": {1, 2}}) != fingerprint({"a": {1, 3}})


def test_what_cannot_be_read_is_told_with_the_remedy():
    lock = threading.Lock()

    def decode(z):
        with lock:
            return np.zeros((len(z), 8, 8))

    wrapped = wrap(decode, latent_shape=2)
    with pytest.raises(ModelError, match="leave out cache="):
        wrapped.fingerprint()
