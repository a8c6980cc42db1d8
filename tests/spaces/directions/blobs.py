"""Spaces in which the right directions are known: codes are data, pictures are linear in them."""

import numpy as np

import latentwidgets as lw
from latentwidgets.modalities import Image
from latentwidgets.models import Posterior

SIDE, DIMS, N = 8, 6, 400


class Plain:
    """A `LatentModel`: the data are codes with a picture around them, decoded linearly.

    `gains` says how much each dimension of the code counts in the picture: 0 is one that the
    decoder does not use.
    """

    name = "plain"
    device = "cpu"
    prior = "normal"
    can_encode = True

    def __init__(self, gains=(1.0,) * DIMS):
        self.latent_shape = (DIMS,)
        self.modality = Image(SIDE, SIDE, 1, "HW")
        rng = np.random.default_rng(5)
        self.basis = np.linalg.qr(rng.normal(size=(SIDE * SIDE, DIMS)))[0]
        self.gains = np.asarray(gains)
        self.n_decoded = 0

    def encode(self, samples):
        codes = (samples.reshape(len(samples), -1) - 0.5) @ self.basis * 20
        return Posterior(codes.astype(np.float32))

    def decode(self, codes):
        self.n_decoded += len(codes)
        pixels = 0.5 + (codes * self.gains / 20) @ self.basis.T
        return pixels.reshape(-1, SIDE, SIDE, 1).astype(np.float32)

    def fingerprint(self):
        return "plain"

    def to(self, device):
        self.device = device


def codes_of(n=N, seed=0):
    """Codes whose attributes are known: ``glasses`` by dimension 0, ``age`` by dimension 1."""
    rng = np.random.default_rng(seed)
    glasses = rng.random(n) < 0.5
    age = rng.normal(size=n)
    codes = 0.4 * rng.normal(size=(n, DIMS))
    codes[:, 0] += np.where(glasses, 1.5, -1.5)
    codes[:, 1] += age
    return codes.astype(np.float32), glasses, age


def space_of(*, gains=(1.0,) * DIMS, n=N, **options):
    """A space of those codes; the samples are what a decoder that uses all of them gives."""
    codes, glasses, age = codes_of(n)
    rng = np.random.default_rng(9)
    attributes = {
        "glasses": glasses,
        "age": age,
        "dice": rng.integers(0, 2, n),
        "hair": np.array(["blond", "brown", "dark"])[rng.integers(0, 3, n)],
        **options.pop("attributes", {}),
    }
    data = Plain().decode(codes)
    return lw.LatentSpace(Plain(gains), data, attributes=attributes, progress=False, **options)
