"""The lines of `as_python` run, and give what the view shows, to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.widgets.code_lines import float32_text
from tests.widgets.conftest import DIMS, N


def run(text, **known):
    """Execute the lines as a notebook cell; return what they define."""
    names = dict(known)
    exec(compile(text, "cell", "exec"), names)
    return names


def test_the_lines_give_the_code_the_output_and_the_figure(page, space):
    view = lw.LatentExplorer(space)
    view.z = np.random.default_rng(3).normal(size=DIMS).astype(np.float32)
    view.selection = np.arange(10)
    view.show_map("pca", 3, colour="ink")
    text = view.as_python()
    assert f'# `space` is the LatentSpace of the model "{space.name}"' in text
    made = run(text, space=space)
    np.testing.assert_array_equal(made["z"], view.z)
    np.testing.assert_array_equal(made["output"], space.decode(view.z)[0])
    again = made["view"]
    assert isinstance(again, lw.LatentExplorer)
    assert again.selection.tolist() == list(range(10))
    assert again.state.current_map().dims == 3
    assert again.as_python() == text


@pytest.mark.parametrize("name", ["digits/vae", "digits/vae-2d"])
def test_a_built_in_space_is_had_by_its_name(page, name):
    space = lw.zoo.load(name)
    view = lw.LatentExplorer(space)
    view.z = space.sample(1, seed=5)[0]
    made = run(view.as_python())
    assert made["space"] is not space
    np.testing.assert_array_equal(made["output"], space.decode(view.z)[0])
    assert made["figure"].axes


def test_a_bundle_is_had_by_its_path(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lw.zoo.load("digits/vae-2d").save('a "b".latent')
    view = lw.DecodedView(lw.open('a "b".latent'))
    text = view.as_python()
    assert "show_map" not in text
    np.testing.assert_array_equal(run(text)["z"], view.z)


def test_tsne_is_had_again_with_its_perplexity_and_seed(page, space):
    view = lw.LatentMap(space)
    view.show_map("tsne", 2, perplexity=7.0)
    text = view.as_python()
    assert 'view.show_map("tsne", 2, perplexity=7.0, seed=0, colour="label")' in text
    before = view.state.current_map().coordinates
    view.show_map("pca", 2)
    made = run(text, space=space)
    np.testing.assert_array_equal(made["view"].state.current_map().coordinates, before)


def test_a_name_cannot_leave_its_comment(page, make_space):
    space = make_space(name='x"\nraise SystemExit\n#')
    text = lw.LatentSliders(space).as_python()
    made = run(text, space=space)
    assert made["view"].space is space


def test_many_selected_samples_are_counted(page, space, monkeypatch):
    monkeypatch.setattr("latentwidgets.widgets.code_lines.MOST_SELECTED", 3)
    view = lw.LatentMap(space)
    view.selection = np.arange(N)
    assert f"# {N} samples were selected: view.save_session keeps them." in view.as_python()


def test_an_unknown_colour_or_map_changes_nothing(page, space):
    view = lw.LatentMap(space)
    before = view.state.shown
    for change in ({"colour": "no"}, {"method": "no"}, {"dims": 5}, {"perplexity": 3}):
        with pytest.raises(lw.OptionError):
            view.show_map(**{"method": "pca", "dims": 3, **change})
        assert view.state.shown == before


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_is_written_to_the_bit(value):
    text = float32_text(np.float32(value))
    assert np.float32(float(text)) == np.float32(value)
    assert len(text) <= 20
