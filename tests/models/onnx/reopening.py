"""What the tests of exported models share."""

import numpy as np

from latentwidgets.models.onnx import open_model


def codes_for(model, n=8):
    shape = (n, *model.latent_shape)
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


def reopened(model, exported):
    return open_model(
        exported,
        name=model.name,
        latent_shape=model.latent_shape,
        modality=model.modality,
        prior=model.prior,
        digest="made for a test",
    )
