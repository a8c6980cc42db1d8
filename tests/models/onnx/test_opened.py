"""A model that was opened from graphs, exported again."""

import numpy as np
import pytest

import latentwidgets as lw


@pytest.fixture(scope="module")
def space():
    return lw.zoo.load("digits/vae")  # from its bundle, in float32


def test_in_float32_it_gives_the_graphs_that_it_was_opened_from(space):
    assert space.export() is space.export()
    assert space.export() is space.model.backend.exported


def test_it_is_halved_and_compared_where_that_is_asked_for(space):
    whole, half = space.export(), space.export("float16")
    for graph, small in ((whole.decoder, half.decoder), (whole.encoder, half.encoder)):
        assert (graph.precision, small.precision) == ("float32", "float16")
        assert len(small.data) < 0.6 * len(graph.data)
        assert 0 < small.parity.error <= small.parity.tolerance == 1e-2


def test_a_bundle_saved_in_half_precision_decodes_nearly_the_same(space, tmp_path):
    path = space.save(tmp_path / "half.latent", precision="float16")
    again = lw.open(path)
    apart = np.abs(again.decode(space.codes[:50]) - space.decode(space.codes[:50])).max()
    assert 0 < apart < 1e-2
    assert again.export().decoder.precision == "float16", "it cannot be made whole again"
    assert again.export("float16") is again.model.backend.exported
