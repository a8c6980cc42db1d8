"""Names proposed for dimensions: right, absent, warned about; and names kept."""

import numpy as np
import pytest

import latentwidgets as lw

N = 2000


class Padded:
    """A transformer whose codes are the first numbers of a picture."""

    n_features_in_ = 16

    def __init__(self, dims):
        self.dims = dims

    def transform(self, x):
        return np.asarray(x)[:, : self.dims]

    def inverse_transform(self, z):
        return np.pad(z, ((0, 0), (0, 16 - z.shape[1])))


def make_space(codes, **options):
    codes = np.asarray(codes, np.float32)
    data = np.pad(codes, ((0, 0), (0, 16 - codes.shape[1])))
    return lw.LatentSpace(
        Padded(codes.shape[1]), data, output_shape=(4, 4), value_range=(-4, 4), progress=False,
        **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def factors():
    generator = np.random.default_rng(0)
    return {"size": generator.uniform(-1, 1, N), "tilt": generator.uniform(-1, 1, N)}


def noise(seed=1):
    return np.random.default_rng(seed).normal(size=N)


def test_a_perfect_code_has_its_names(factors):
    space = make_space(
        np.stack([noise(), factors["tilt"], factors["size"]], axis=1), attributes=factors
    )
    found = space.disentanglement()
    assert {one.dimension: one.name for one in found.proposals} == {1: "tilt", 2: "size"}
    assert found.sharing == ()
    surest = found.proposals[0]
    assert str(surest) in {f"z₁ ≈ tilt, {surest.share:.2f}", f"z₂ ≈ size, {surest.share:.2f}"}
    assert surest.share > 0.95
    assert found.scores.mig.value == pytest.approx(found.scores.mig.ceiling, abs=0.02)


def test_a_rotated_code_has_none_and_is_said_to_share(factors):
    half = np.sqrt(0.5)
    rotated = [half * (factors["size"] + sign * factors["tilt"]) for sign in (1, -1)]
    found = make_space(np.stack(rotated, axis=1), attributes=factors).disentanglement()
    assert found.proposals == ()
    assert any("share size" in said for said in found.sharing)
    assert any("tells about size and tilt at once" in said for said in found.sharing)


@pytest.mark.parametrize(("n_mixed", "named"), [(1, ["one"]), (2, ["one + two"]), (3, []), (4, [])])
def test_a_dimension_that_mixes_two_factors_is_named_after_both_and_of_more_after_none(
    n_mixed, named
):
    drawn = np.random.default_rng(3).integers(0, 2, (4, N))
    mixed = dict(zip(("one", "two", "three", "four"), drawn[:n_mixed], strict=False))
    code = sum(2**place * values for place, values in enumerate(mixed.values()))
    found = make_space(np.stack([code, noise()], axis=1), attributes=mixed).disentanglement()
    assert [one.name for one in found.proposals] == named
    assert all(one.share == pytest.approx(1, abs=0.02) for one in found.proposals)
    assert bool(found.sharing) == (n_mixed > 1)


def test_a_duplicated_dimension_owns_nothing_and_is_warned_about(factors):
    codes = np.stack([factors["size"], factors["size"], factors["tilt"]], axis=1)
    found = make_space(codes, attributes=factors).disentanglement()
    assert [one.name for one in found.proposals] == ["tilt"]
    assert found.sharing == ("z₀ and z₁ share size: no single dimension is it.",)


def test_where_samples_are_few_it_is_said_and_nothing_is_proposed_of_noise(factors):
    few = {name: values[:220] for name, values in factors.items()}
    codes = np.random.default_rng(5).normal(size=(220, 5))
    found = make_space(codes, attributes=few).disentanglement()
    assert found.proposals == ()
    assert found.sharing == ()
    assert found.doubts[0].startswith("220 samples are few for 20 bins of size and tilt")


def test_factors_with_which_nothing_can_be_measured_are_left_out_in_a_sentence(factors):
    codes = np.stack([factors["size"], factors["tilt"]], axis=1)
    missing = factors["size"].copy()
    missing[:7] = np.nan
    given = {
        **factors,
        "constant": np.ones(N),
        "gaps": missing,
        "id": [f"s{i}" for i in range(N)],
        "kind": np.where(factors["size"] > 0, "big", "small"),
    }
    found = make_space(codes, attributes=given).disentanglement()
    assert set(found.names) == {"size", "tilt", "kind"}
    assert "single value" in found.left_out["constant"]
    assert "7 of 2,000" in found.left_out["gaps"]
    assert "2,000 different values" in found.left_out["id"]


@pytest.mark.parametrize(
    ("n", "attributes", "said"),
    [
        (40, {"size": np.arange(40.0)}, "40 samples are too few"),
        (300, {"one": np.zeros(300)}, "single value"),
        (300, None, "neither labels nor attributes"),
    ],
)
def test_where_nothing_can_be_said_no_number_is_given(n, attributes, said):
    space = make_space(noise().reshape(-1, 4)[:n], attributes=attributes)
    with pytest.raises(lw.DataError, match=said):
        space.disentanglement()


def test_labels_that_an_attribute_repeats_are_no_factor_of_their_own(factors):
    kind = np.where(factors["size"] > 0, "big", "small")
    space = make_space(factors["size"][:, None], labels=kind, attributes={"kind": kind})
    assert space.disentanglement().names == ("kind",)
    with pytest.raises(lw.OptionError, match="no factor 'fur': choose among"):
        space.disentanglement(["fur"])


def test_names_are_kept_heard_and_checked(factors):
    space = make_space(np.stack([factors["size"], noise()], axis=1))
    heard = []
    leave = space.dimension_names.on_change(lambda: heard.append(dict(space.dimension_names)))
    space.dimension_names[0] = " size "
    assert space.dimension_names.title(0) == "z₀ size"
    assert space.dimension_names.title(1) == "z₁"
    with pytest.raises(lw.OptionError, match="z₀ is called 'size' already"):
        space.dimension_names[1] = "size"
    for wrong in (2, -1, True, "0"):
        with pytest.raises(lw.OptionError, match="no dimension of the 2"):
            space.dimension_names[wrong] = "x"
    with pytest.raises(lw.OptionError, match="1 to 100 characters"):
        space.dimension_names[1] = "  "
    leave()
    del space.dimension_names[0]
    assert heard == [{0: "size"}]
    assert dict(space.parts.dimension_names) == {}
