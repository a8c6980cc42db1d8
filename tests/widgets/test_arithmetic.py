"""Sums of codes from Python: the expression, the operands, the nearest samples, the figure."""

import numpy as np
import pytest

import latentwidgets as lw
from tests.spaces.media import make_medium
from tests.widgets.conftest import DIMS


@pytest.fixture
def view(page, space):
    return lw.VectorArithmetic(space, '"1" - "0" + sample_3')


def says(page, view, **state):
    page.say(view, {"method": "update", "state": state, "buffer_paths": []})


def test_the_expression_moves_the_code_in_every_view(view, space):
    other = lw.DecodedView(space)
    expected = space.names["1"] - space.names["0"] + space.codes[3]
    np.testing.assert_allclose(view.z, expected, atol=1e-6)
    view.expression = "ink - low_ink"
    np.testing.assert_allclose(other.z, space.names["ink"] - space.names["low_ink"], atol=1e-6)
    view.expression = ""
    assert view.computation is None
    assert len(view.nearest()[0]) == 0


def test_what_cannot_be_computed_leaves_all_as_it_was(view):
    before = view.z
    with pytest.raises(lw.ExpressionError, match="Nothing is called inky"):
        view.expression = "inky"
    with pytest.raises(lw.OptionError, match="int"):
        view.expression = 3
    assert view.expression == '"1" - "0" + sample_3'
    np.testing.assert_array_equal(view.z, before)


def test_a_wrong_expression_at_the_start_leaves_no_view(page, space):
    with pytest.raises(lw.ExpressionError):
        lw.VectorArithmetic(space, "1 +")
    assert lw.DecodedView(space).state._n_views == 1


def test_operands_are_codes_by_name(view):
    view.operands = {"mine": np.ones(DIMS)}
    view.expression = "2 * mine"
    np.testing.assert_array_equal(view.z, np.full(DIMS, 2))


def test_the_nearest_leave_out_what_is_part_of_the_sum(view, space):
    view.expression = "sample_3"
    indices, distances = view.nearest(2)
    every, far = space.nearest(space.codes[3], 3)
    assert every[0] == 3
    assert indices.tolist() == every[1:].tolist()
    np.testing.assert_allclose(distances, far[1:])


def test_the_page_sets_what_it_has_computed_and_no_nonsense(page, view):
    before = view.z
    says(page, view, expression="point - sample_1")
    assert view.expression == "point - sample_1"
    np.testing.assert_array_equal(view.z, before)  # the page moves it itself
    for wrong in (3, None, "x" * 20_001):
        says(page, view, expression=wrong)
        assert view.expression == "point - sample_1"
    says(page, view, operands=[{"name": "point", "z": "nonsense"}])
    assert dict(view.operands) == {}
    with pytest.raises(lw.ExpressionError, match="Nothing is called point"):
        view.figure()


def test_the_figure_has_a_column_for_each_operand_and_one_for_the_result(view):
    figure = view.figure()
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["1", "− 0", "+ sample_3", "= result"]
    drawn = [axes for axes in figure.axes if axes.images]
    assert len(drawn) == 3 + 3 + 4  # three samples over each mean
    view.expression = " + ".join(f"sample_{i}" for i in range(12))
    figure = view.figure()
    assert figure.get_suptitle() == "5 further terms are not drawn"
    view.expression = ""
    assert len(view.figure().axes) == 1


@pytest.mark.parametrize("kind", ["text", "melody", "audio", "series"])
def test_a_figure_of_every_medium(page, kind):
    view = lw.VectorArithmetic(make_medium(kind), '"0" - "1" + 0.5 * sample_2')
    figure = view.figure()
    assert len([axes for axes in figure.axes if axes.get_title()]) == 4
    view.close()
