"""Content from one code, style from another: groups of dimensions, and mixes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.spaces.styles import mix, propose
from latentwidgets.zoo.networks.gans import StyleGenerator
from tests.spaces.small_models import LinearModel

N = 300


@pytest.fixture
def known():
    """Codes of which it is known what they carry: 0 a size, 1 and 2 a class, 3 nothing."""
    rng = np.random.default_rng(0)
    size, fur = rng.normal(size=N), rng.integers(3, size=N)
    codes = rng.normal(size=(N, 4)).astype(np.float32)
    codes[:, 0] = size + 0.3 * rng.normal(size=N)
    codes[:, 1] += 3 * (fur == 1)
    codes[:, 2] -= 4 * (fur == 2)
    return codes, {"fur": fur.astype(str), "size": size, "noise": rng.normal(size=N)}


def test_each_dimension_goes_to_what_tells_most_of_it(known):
    codes, columns = known
    found = propose(codes, columns)
    assert {name: dims.tolist() for name, dims in found.items()} == {
        "fur": [1, 2],
        "size": [0],
        "the rest": [3],
    }
    assert "η²" in found.how
    r = np.corrcoef(codes[:, 0], columns["size"])[0, 1]
    assert found.all()[1].carries == f"size tells {100 * r**2:.0f} % of its variance"
    share = _eta_squared(codes[:, [1, 2]], columns["fur"])
    assert found.all()[0].carries.startswith(
        f"fur tells {100 * min(share):.0f} % to {100 * max(share):.0f} % of their variance"
    )
    assert "fur: 2 dimensions" in repr(found)


def _eta_squared(codes, classes):
    means = {name: codes[classes == name].mean(axis=0) for name in np.unique(classes)}
    explained = np.stack([means[name] for name in classes])
    return explained.var(axis=0) / codes.var(axis=0)


def test_only_the_attributes_asked_for_count(known):
    codes, columns = known
    found = propose(codes, columns, ["size"])
    assert list(found) == ["size", "the rest"]
    assert found["the rest"].tolist() == [1, 2, 3]
    with pytest.raises(lw.OptionError, match="no attribute 'tail': there are 'fur'"):
        propose(codes, columns, ["tail"])


def test_where_nothing_tells_dimensions_apart_one_is_told_so(known):
    codes, columns = known
    for useless in ({}, {"noise": columns["noise"]}, {"same": np.ones(N)}, {"names": np.arange(N)}):
        with pytest.raises(lw.OptionError, match="give groups of your own"):
            propose(codes[:, 3:], useless)


def test_samples_without_a_value_do_not_count(known):
    codes, columns = known
    gaps = {"size": np.where(np.arange(N) % 2 == 0, columns["size"], np.nan)}
    r = np.corrcoef(codes[::2, 0], columns["size"][::2])[0, 1]
    found = propose(codes, gaps)
    assert found["size"].tolist() == [0]
    assert f"{100 * r**2:.0f} %" in found.all()[0].carries


@pytest.fixture(scope="module")
def generator():
    return StyleGenerator(4, w_size=4, channels=(8, 8, 6))


@pytest.fixture(scope="module")
def layers(generator):
    return lw.LatentSpace(generator, latent="w+", n_samples=12, value_range=(0, 1))


def test_codes_with_a_style_for_each_layer_are_parted_by_layers(layers):
    n_layers, size = layers.latent_shape
    found = layers.style_groups()
    assert list(found) == ["coarse", "middle", "fine"]
    parts = np.concatenate(list(found.values()))
    np.testing.assert_array_equal(parts, np.arange(n_layers * size))
    assert all(len(dims) % size == 0 for dims in found.values())


def test_coarse_layers_of_one_and_fine_layers_of_another(layers, generator):
    import torch

    content, style = layers.codes[:2]
    mixed = layers.mix_styles(content, style, ["fine"])
    n_fine = len(layers.style_groups()["fine"]) // 4
    np.testing.assert_array_equal(mixed[:-n_fine], content[:-n_fine])
    np.testing.assert_array_equal(mixed[-n_fine:], style[-n_fine:])
    with torch.inference_mode():
        expected = generator.synthesis(torch.from_numpy(mixed[None]))[0].permute(1, 2, 0)
    np.testing.assert_allclose(layers.decode(mixed)[0], expected, atol=1e-5)


@pytest.mark.parametrize("latent", ["z", "w"])
def test_a_generator_of_z_or_w_has_a_space_with_layers(generator, layers, latent):
    space = lw.LatentSpace(
        generator, latent=latent, n_samples=5, value_range=(0, 1), labels=list("ababa")
    )
    layered = space.layered()
    assert layered.latent_shape == layers.latent_shape
    assert layered.labels.tolist() == list("ababa")
    np.testing.assert_allclose(layered.decode(layered.codes), space.decode(space.codes), atol=1e-5)
    assert layered.layered() is layered


def test_what_has_no_layers_says_so():
    space = lw.LatentSpace(LinearModel(), n_samples=4)
    with pytest.raises(lw.ModelError, match="no layers that take styles"):
        space.layered()


@pytest.fixture
def space():
    return lw.LatentSpace(LinearModel(), n_samples=4)


CODES = np.arange(12, dtype=np.float32).reshape(3, 4)


def test_dimensions_of_ones_own(space):
    a, b = CODES[0], CODES[1]
    assert space.mix_styles(a, b, {"fur": [1, 3]}).tolist() == [0, 5, 2, 7]
    assert space.mix_styles(a, b, {"fur": [1], "ears": [3]}, 0.25).tolist() == [0, 2, 2, 4]
    mask = np.array([True, False, False, False])
    assert space.mix_styles(a, b, {"one": mask}).tolist() == [4, 1, 2, 3]
    assert a.tolist() == [0, 1, 2, 3]


def test_batches_go_with_one_code_or_with_as_many(space):
    found = space.mix_styles(CODES, CODES[0], {"first": [0]})
    assert found.tolist() == [[0, 1, 2, 3], [0, 5, 6, 7], [0, 9, 10, 11]]
    assert space.mix_styles(CODES[:1], CODES[1:2], {"first": [0]}).shape == (1, 4)
    with pytest.raises(lw.ShapeError, match="3 codes of content and 2 of style"):
        space.mix_styles(CODES, CODES[:2], {"first": [0]})


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"strength": 1.5}, lw.OptionError, "strength=1.5 was given: give a number from 0 to 1"),
        ({"strength": np.nan}, lw.OptionError, "from 0 to 1"),
        ({"strength": True}, lw.OptionError, "from 0 to 1"),
        ({"groups": {"fur": []}}, lw.OptionError, "'fur' has no dimension"),
        ({"groups": {"fur": [4]}}, lw.OptionError, "has the dimension 4, and codes have 4"),
        ({"groups": {"fur": [-1]}}, lw.OptionError, "the dimension -1"),
        ({"groups": {"fur": [0.5]}}, lw.OptionError, "float64"),
        ({"groups": {}}, lw.OptionError, "No group was given"),
        ({"style": [1, 2]}, lw.ShapeError, "shape"),
        ({"style": [1, 2, 3, np.inf]}, lw.DataError, "infinite"),
    ],
)
def test_what_cannot_be_mixed_is_refused(space, change, error, said):
    given = {"content": CODES[0], "style": CODES[1], "groups": {"fur": [0]}, **change}
    with pytest.raises(error, match=said):
        space.mix_styles(**given)


def test_unknown_groups_are_named_with_those_there_are(layers):
    a, b = layers.codes[:2]
    with pytest.raises(lw.OptionError, match="no group 'fin': did you mean 'fine'"):
        layers.mix_styles(a, b, ["fin"])
    with pytest.raises(lw.OptionError, match="No group was given: give some of 'coarse'"):
        layers.mix_styles(a, b, [])
    with pytest.raises(lw.OptionError, match="int"):
        layers.mix_styles(a, b, 3)


@settings(deadline=None)
@given(st.floats(0, 1), st.sets(st.integers(0, 3), min_size=1))
def test_a_mix_lies_between_and_ends_at_its_ends(strength, chosen):
    dims = np.array(sorted(chosen))
    found = mix(CODES[0], CODES[2], dims, strength, (4,))[0]
    others = np.setdiff1d(np.arange(4), dims)
    np.testing.assert_array_equal(found[others], CODES[0][others])
    expected = CODES[0] + strength * (CODES[2] - CODES[0])
    np.testing.assert_allclose(found[dims], expected[dims], atol=1e-5)
    assert mix(CODES[0], CODES[2], dims, 0, (4,))[0].tobytes() == CODES[0].tobytes()
    assert mix(CODES[0], CODES[2], np.arange(4), 1, (4,))[0].tobytes() == CODES[2].tobytes()
