"""Traversals, what they move and names of dimensions, from Python and as the page asks."""

import numpy as np
import pytest

import latentwidgets as lw
from tests.spaces.media import make_medium


def test_moved_and_movers_are_those_of_a_linear_decoder(space):
    grid = lw.TraversalGrid(space)
    basis = space.model.decode(np.eye(4, dtype=np.float32)) - space.model.decode(
        np.zeros((1, 4), np.float32)
    )
    moved = grid.moved(1)
    expected = np.abs(basis[1, ..., 0])
    assert moved.shape == (8, 8)
    assert np.corrcoef(moved.ravel(), expected.ravel())[0, 1] > 0.95
    sd = space.flat_codes.std(axis=0)
    found = dict(grid.movers(2, 3))
    np.testing.assert_allclose(
        [found[d] for d in range(4)], np.abs(basis[:, 2, 3, 0]) * sd, atol=0.02
    )
    assert list(found.values()) == sorted(found.values(), reverse=True)
    with pytest.raises(lw.ShapeError, match=r"\(8, 0\) is no place"):
        grid.movers(8, 0)
    with pytest.raises(lw.OptionError, match="4 is no dimension"):
        grid.moved(4)
    assert len(grid.figure().axes) >= 4


@pytest.mark.parametrize("kind", ["text", "melody", "series"])
def test_other_outputs_have_places_too(kind):
    space = make_medium(kind)
    grid = lw.TraversalGrid(space)
    moved = grid.moved(0)
    assert moved.ndim == 2
    assert np.isfinite(moved).all()
    assert moved.max() > 0
    row, column = np.unravel_index(moved.argmax(), moved.shape)
    assert len(grid.movers(int(row), int(column))) == space.latent_size


def test_the_page_names_a_dimension_and_hears_of_it(page, space):
    view = lw.DisentanglementView(space)
    assert page.ask(view, "name_dimension", dimension=2, name="ink") == {"before": None}
    assert space.dimension_names[2] == "ink"
    assert view.state.dimension_names == {"names": [[2, "ink"]]}
    assert page.ask(view, "name_dimension", dimension=2) == {"before": "ink"}
    assert dict(space.dimension_names) == {}


def test_with_few_samples_the_page_is_told_why(page, space):
    view = lw.DisentanglementView(space)
    found = page.ask(view, "disentanglement")
    assert "60 samples are too few" in found["refusal"]
    assert found["choices"] == ["label", "ink"]
    scatter = page.ask(view, "factor_scatter", dimension=1, factor="ink")
    np.testing.assert_allclose(scatter["x"], space.flat_codes[:, 1], atol=1e-6)
