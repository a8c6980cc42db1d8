"""The built-in models as graphs, and opened again without torch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latentwidgets import zoo
from latentwidgets.models.onnx import OnnxBackend, export_cached, export_model, open_model

NAMES = ["digits/vae", "digits/vae-2d"]


@pytest.fixture(scope="module", params=NAMES)
def made(request):
    space = zoo.load(request.param, device="cpu")  # from its weights, by torch
    model = space.model
    samples = space.samples(np.arange(12)).transpose(0, 3, 1, 2)
    exported = export_model(model, space.codes, samples)
    opened = open_model(
        exported,
        name=model.name,
        latent_shape=model.latent_shape,
        modality=model.modality,
        prior=model.prior,
        digest=model.fingerprint(),
    )
    return space, samples, exported, opened


def test_the_graphs_agree_with_the_model(made):
    _, _, exported, _ = made
    assert exported.encoder_reason is None
    for graph in (exported.decoder, exported.encoder):
        assert graph.batched
        assert graph.precision == "float32"
        assert graph.parity.error < 1e-5 < graph.parity.tolerance == 1e-4
        assert (graph.parity.batches, graph.parity.n_codes) == ((1, 2, 5), 8)


def test_an_opened_model_decodes_and_encodes_as_the_former(made):
    space, samples, _, opened = made
    np.testing.assert_allclose(
        opened.decode(space.codes[:7]), space.model.decode(space.codes[:7]), atol=1e-5
    )
    ours, theirs = opened.encode(samples), space.model.encode(samples)
    np.testing.assert_allclose(ours.mean, theirs.mean, atol=1e-4)
    np.testing.assert_allclose(ours.log_variance, theirs.log_variance, atol=1e-4)
    assert opened.can_encode
    assert isinstance(opened.backend, OnnxBackend)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_code_gives_the_same_picture(made, data):
    space, _, _, opened = made
    shape = (data.draw(st.integers(1, 9)), *space.latent_shape)
    codes = data.draw(arrays(np.float32, shape, elements=st.floats(-8, 8, width=32)))
    np.testing.assert_allclose(opened.decode(codes), space.model.decode(codes), atol=1e-5)


def test_exporting_what_was_opened_gives_its_graphs(made, tmp_path):
    space, _, exported, opened = made
    assert export_model(opened, space.codes) is exported
    assert export_cached(opened, space.codes, folder=tmp_path) is exported
    assert list(tmp_path.iterdir()) == []
