"""The style mixer from Python: groups, what is set and heard, the figure."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.zoo.networks.gans import StyleGenerator
from tests.spaces.media import make_medium

OWN = {"look": [0, 2], "rest": [1, 3]}


@pytest.fixture
def mixer(page, space):
    return lw.StyleMixer(space, named=OWN)


def says(page, view, **state):
    page.say(view, {"method": "update", "state": state, "buffer_paths": []})


def test_it_begins_with_two_codes_and_the_last_group(mixer):
    np.testing.assert_array_equal(mixer.content, mixer.z)
    assert mixer.groups == ("rest",)
    assert mixer.strength == 1
    assert {name: dims.tolist() for name, dims in mixer.style_groups.items()} == OWN


def test_setting_any_of_it_moves_the_code_in_every_view(mixer, space):
    other = lw.DecodedView(space)
    content, style = space.codes[:2]
    mixer.content, mixer.style, mixer.groups, mixer.strength = content, style, ["look"], 0.5
    expected = space.mix_styles(content, style, {"look": OWN["look"]}, 0.5)
    np.testing.assert_allclose(other.z, expected, atol=1e-6)
    mixer.groups = []
    np.testing.assert_array_equal(other.z, content)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("groups", ["fur"], "give names among 'look', 'rest'"),
        ("groups", 3, "groups=3"),
        ("strength", 1.01, "from 0 to 1"),
        ("strength", "half", "from 0 to 1"),
        ("style", [1, 2], "shape"),
    ],
)
def test_what_is_not_possible_is_refused_and_all_stays(mixer, name, value, said):
    before, z = getattr(mixer, name), mixer.z
    with pytest.raises(ValueError, match=said):
        setattr(mixer, name, value)
    np.testing.assert_array_equal(getattr(mixer, name), before)
    np.testing.assert_array_equal(mixer.z, z)


def test_the_page_sets_what_it_has_mixed_and_no_nonsense(page, mixer):
    before = mixer.z
    says(page, mixer, strength=0.25, groups=["look"])
    assert (mixer.strength, mixer.groups) == (0.25, ("look",))
    np.testing.assert_array_equal(mixer.z, before)  # the page moves it itself
    says(page, mixer, strength=7, groups=["x", 4])
    says(page, mixer, strength=None, groups=None, proposed={})
    assert (mixer.strength, mixer.groups) == (0.25, ("look",))


def test_groups_of_ones_own_are_made_beside_the_others(page, mixer, space):
    content, style = space.codes[:2]
    mixer.content, mixer.style = content, style
    says(page, mixer, own_groups={"ears": [1, 0]}, groups=["ears"])
    assert (mixer.own_groups, mixer.groups) == ({"ears": [0, 1]}, ("ears",))
    np.testing.assert_array_equal(mixer.mixed, space.mix_styles(content, style, {"ears": [0, 1]}))
    assert list(mixer.style_groups) == ["look", "rest", "ears"]
    state = mixer.tool_states()["styles"]
    assert [(each["name"], each["dims"].tolist()) for each in state["own"]] == [("ears", [0, 1])]
    for wrong, said in (
        ({"look": [1]}, "names other than 'look', 'rest'"),
        ({"": [1]}, "names other than"),
        ({"x": [99]}, "has the dimension 99"),
        ({"x": []}, "has no dimension"),
        ([1], "give {'ears'"),
    ):
        with pytest.raises(ValueError, match=said):
            mixer.own_groups = wrong
        says(page, mixer, own_groups=wrong)
        assert mixer.own_groups == {"ears": [0, 1]}
    mixer.own_groups = {}
    assert mixer.groups == ()
    np.testing.assert_array_equal(mixer.z, content)


def test_the_page_is_told_of_the_groups(page, mixer, space):
    found = page.ask(mixer, "style_groups")
    assert [group["name"] for group in found["groups"]] == list(space.style_groups())
    opened = page.opened[mixer.comm.comm_id]["proposed"]
    assert [group["name"] for group in opened["groups"]] == ["look", "rest"]


def test_without_groups_it_says_why_and_leaves_no_view(page, make_space):
    space = make_space(labels=None, attributes=None)
    with pytest.raises(lw.OptionError, match="give groups of your own"):
        lw.StyleMixer(space)
    with pytest.raises(lw.OptionError, match="'look' has no dimension"):
        lw.StyleMixer(space, named={"look": []})
    view = lw.DecodedView(space)
    assert view.state._n_views == 1
    answer = page.ask(view, "style_groups")
    assert answer["groups"] == []
    assert "give groups of your own" in answer["how"]


def test_a_style_based_generator_gets_a_style_for_each_layer(page):
    generator = StyleGenerator(4, w_size=4, channels=(8, 6))
    mixer = lw.StyleMixer(generator, n_samples=6, latent="w", value_range=(0, 1))
    assert mixer.space.latent_shape == (4, 4)
    assert list(mixer.style_groups) == ["coarse", "middle", "fine"]
    assert mixer.groups == ("fine",)


def test_figures(mixer):
    figure = mixer.figure()
    assert len([axes for axes in figure.axes if axes.images]) == 15
    assert "look" not in figure.get_suptitle()
    mixer.groups = []
    assert "nothing" in mixer.figure().get_suptitle()


@pytest.mark.parametrize("kind", ["text", "melody", "audio", "series"])
def test_a_figure_of_every_medium(page, kind):
    mixer = lw.StyleMixer(make_medium(kind), named={"first": [0]})
    assert len(mixer.figure().axes) == 16
    mixer.close()


@pytest.mark.parametrize("latent", ["z", "w"])
def test_the_page_mixes_layers_of_codes_that_are_not_layered(page, latent):
    generator = StyleGenerator(4, w_size=4, channels=(8, 6))
    space = lw.LatentSpace(generator, n_samples=6, latent=latent, value_range=(0, 1))
    view = lw.DecodedView(space)
    found = page.ask(view, "style_groups")
    assert found["layers"] == [4, 4]
    assert [group["name"] for group in found["groups"]] == ["coarse", "middle", "fine"]
    layered = space.layered()
    codes = space.codes[:2].reshape(-1)
    styles = page.ask(view, "layer_styles", codes=codes)["codes"]
    np.testing.assert_allclose(styles.reshape(2, 4, 4), layered.codes[:2], atol=1e-6)
    mixed = layered.mix_styles(layered.codes[0], layered.codes[1], "fine")
    made = page.ask(view, "tiles", codes=mixed.reshape(-1), columns=1, size=8, layered=True)
    expected = page.ask(
        lw.DecodedView(layered), "tiles", codes=mixed.reshape(-1), columns=1, size=8
    )
    np.testing.assert_array_equal(made["atlas"]["pixels"], expected["atlas"]["pixels"])


def test_what_has_no_layers_refuses_to_mix_them(page, space):
    view = lw.DecodedView(space)
    codes = space.codes[:1].reshape(-1)
    for kind, more in (("layer_styles", {}), ("tiles", {"columns": 1, "size": 8, "layered": True})):
        assert "no layers that take styles" in page.fails(view, kind, codes=codes, **more)
