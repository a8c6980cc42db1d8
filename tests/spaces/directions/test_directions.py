"""Directions from attributes, groups and pairs, where the right answer is known."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import latentwidgets as lw
from latentwidgets.spaces.directions import Direction
from latentwidgets.spaces.directions.fitting import FITS, shrunk_covariance
from latentwidgets.spaces.directions.geometry import project_away
from tests.spaces.directions.blobs import DIMS, N, space_of


@pytest.fixture(scope="module")
def space():
    return space_of()


def axis(number):
    return np.eye(DIMS)[number]


@pytest.mark.parametrize("method", ["mean", "lda", "logistic", "svm"])
def test_an_attribute_gives_its_dimension(space, method):
    direction = space.direction("glasses", method=method)
    assert direction.vector.dtype == np.float32
    assert np.linalg.norm(direction.vector) == pytest.approx(1, abs=1e-6)
    assert direction.vector @ axis(0) > 0.97
    assert direction.scale == pytest.approx((space.codes @ direction.vector).std(), rel=1e-5)
    assert direction.name == "glasses"
    n = int(space.attributes["glasses"].sum())
    assert f"{n} samples where glasses is True against {N - n} (False)" in direction.label


@pytest.mark.parametrize("method", ["mean", "regression", "lda"])
def test_numbers_give_their_dimension(space, method):
    direction = space.direction("age", method=method)
    assert direction.vector @ axis(1) > 0.97
    assert ("third" in direction.label) == (method != "regression")


def test_a_kind_among_several_is_chosen(space):
    with pytest.raises(lw.OptionError, match=r"has 3 kinds: choose one by value=.*blond, brown"):
        space.direction("hair")
    direction = space.direction("hair", value="brown", against="dark")
    assert direction.name == "hair brown"
    hair = space.attributes["hair"]
    expected = space.codes[hair == "brown"].mean(axis=0) - space.codes[hair == "dark"].mean(axis=0)
    np.testing.assert_allclose(direction.vector, expected / np.linalg.norm(expected), atol=1e-5)
    with pytest.raises(lw.OptionError, match="did you mean 'blond'"):
        space.direction("hair", value="blonde")


def test_two_groups_are_the_attribute_that_they_are(space):
    glasses = space.attributes["glasses"]
    by_name = space.direction("glasses")
    by_mask = space.direction(positive=glasses, negative=~glasses)
    by_rest = space.direction(positive=np.flatnonzero(glasses))
    np.testing.assert_allclose(by_mask.vector, by_name.vector, atol=1e-6)
    np.testing.assert_allclose(by_rest.vector, by_name.vector, atol=1e-6)


def test_pairs_give_the_mean_of_their_differences(space):
    rng = np.random.default_rng(0)
    before = space.codes[:50]
    after = before + 2 * axis(3) + 0.1 * rng.normal(size=before.shape)
    direction = space.direction(pairs=(before, after))
    assert direction.vector @ axis(3) > 0.999
    assert direction.quality.auc > 0.95
    indices = np.stack([np.arange(50), np.arange(50, 100)], axis=1)
    expected = (space.codes[50:100] - space.codes[:50]).mean(axis=0)
    found = space.direction(pairs=indices).vector
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-5)


def test_missing_values_are_left_out_and_counted():
    glasses = space_of().attributes["glasses"].astype(object)
    glasses[:40] = None
    ages = space_of().attributes["age"].copy()
    ages[:25] = np.nan
    space = space_of(attributes={"glasses": list(glasses), "age": ages})
    direction = space.direction("glasses")
    assert "40 without a value left out" in direction.label
    assert direction.vector @ axis(0) > 0.97
    assert "25 without a value left out" in space.direction("age").label


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"positive": []}, lw.DataError, "positive is an empty group"),
        ({"positive": [1], "negative": []}, lw.DataError, "negative is an empty group"),
        ({"positive": [1, 2], "negative": [2, 1]}, lw.DataError, "Both groups hold the same 2"),
        (
            {"positive": [1, 2, 3], "negative": [2, 3, 4]},
            lw.DataError,
            "2 samples are in both groups: take each out of one",
        ),
        ({"positive": np.arange(N)}, lw.DataError, "there is no rest"),
        ({"positive": [N]}, lw.DataError, f"Sample {N} was asked for"),
        ({"attribute": "glases"}, lw.OptionError, "did you mean 'glasses'"),
        ({"attribute": "one"}, lw.DataError, "'one' has one value, 1, for all samples"),
        ({"attribute": "still"}, lw.DataError, "'still' has one value, 0.5, for all samples"),
        ({"attribute": "empty"}, lw.DataError, "'empty' has no value for all samples"),
        ({"attribute": "age", "value": 3}, lw.OptionError, "numbers and no kinds"),
        ({"attribute": "glasses", "method": "regression"}, lw.OptionError, "it is for numbers"),
        ({}, lw.OptionError, "needs something to be made of"),
        ({"method": "magic"}, lw.OptionError, "choose one of"),
        ({"attribute": "age", "method": "pca"}, lw.OptionError, "leave attribute out"),
        ({"attribute": "age", "positive": [1]}, lw.OptionError, "made of one of them"),
        ({"negative": [1], "method": "pca"}, lw.OptionError, "without positive="),
        ({"pairs": [[1, 2, 3]]}, lw.DataError, r"give \(m, 2\)"),
        ({"method": "pca", "index": DIMS}, lw.OptionError, f"0 to {DIMS - 1}"),
    ],
)
def test_what_cannot_be_is_said(options, error, said):
    constant = {"one": np.ones(N, int), "still": np.full(N, 0.5), "empty": np.full(N, np.nan)}
    space = space_of(attributes=constant)
    with pytest.raises(error, match=said):
        space.direction(**options)
    assert len(space.directions) == 0


def test_groups_of_equal_codes_have_no_direction():
    model = space_of().model
    data = np.repeat(model.decode(np.zeros((1, DIMS), np.float32)), 10, axis=0)
    space = lw.LatentSpace(model, data, progress=False)
    with pytest.raises(lw.DataError, match="have the same mean"):
        space.direction(positive=[0, 1], negative=[2, 3])


def test_apply_moves_by_sd(space):
    direction = space.direction("glasses")
    moved = direction.apply(space.codes[:3], 2.0)
    expected = space.codes[:3] + 2 * direction.scale * direction.vector
    np.testing.assert_allclose(moved, expected, atol=1e-6)
    each = direction.apply(space.codes[:3], np.array([0, 1, -1]))
    np.testing.assert_array_equal(each[0], space.codes[0])
    assert direction.apply(space.codes[0], 1.0).shape == (1, DIMS)
    with pytest.raises(lw.ShapeError, match="one for each code"):
        direction.apply(space.codes[:3], [1, 2])


def test_orthogonal_to_others(space):
    glasses, age = space.direction("glasses"), space.direction("age")
    both = Direction(
        (glasses.vector + age.vector).astype(np.float32), 1.0, "both", "mean", "by hand"
    )
    rest = both.orthogonal_to(age)
    assert abs(rest.vector @ age.vector) < 1e-6
    assert rest.vector @ axis(0) > 0.97
    assert "orthogonal to age" in rest.label
    with pytest.raises(lw.DataError, match="Nothing of 'both' remains beside glasses, age"):
        both.orthogonal_to(glasses, age)
    with pytest.raises(lw.DataError, match="lies along it"):
        glasses.orthogonal_to(glasses)
    kept = glasses.orthogonal_to(age)
    assert kept.scale == pytest.approx((space.codes @ kept.vector).std(), rel=1e-5)
    assert kept.quality.auc > 0.95


numbers = st.floats(-10, 10, width=32)


@settings(deadline=None)
@given(
    vector=arrays(np.float64, 7, elements=numbers),
    conditions=arrays(np.float64, (3, 7), elements=numbers),
    copies=st.booleans(),
)
def test_the_conditional_projection(vector, conditions, copies):
    if copies:  # collinear conditions span less, and are no fault
        conditions[1] = 2 * conditions[0]
    rest = project_away(vector, conditions)
    size = max(1.0, np.linalg.norm(vector))
    strong = conditions[np.linalg.norm(conditions, axis=1) > 1e-3]
    if np.linalg.svd(strong, compute_uv=False)[-1:].sum() > 1e-3 or copies:
        assert np.abs(conditions @ rest).max() <= 1e-5 * size * max(1.0, np.abs(conditions).max())
    assert np.linalg.norm(rest) <= np.linalg.norm(vector) * (1 + 1e-9) + 1e-12
    np.testing.assert_allclose(project_away(rest, conditions), rest, atol=1e-7 * size)
    assert (vector - rest) @ rest == pytest.approx(0, abs=1e-6 * size**2)


def test_the_formula_of_the_paper():
    rng = np.random.default_rng(0)
    w, c = rng.normal(size=9), rng.normal(size=(3, 9))
    expected = w - c.T @ np.linalg.solve(c @ c.T, c @ w)
    np.testing.assert_allclose(project_away(w, c), expected, atol=1e-12)


def test_fits_agree_with_scikit_learn():
    from sklearn.covariance import LedoitWolf
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    rng = np.random.default_rng(3)
    has = rng.random(300) < 0.4
    codes = rng.normal(size=(300, 5)) @ rng.normal(size=(5, 5))
    codes[has] += [1, 0.5, 0, -0.5, 0]

    def unit(w):
        return w / np.linalg.norm(w)

    centred = codes - codes.mean(axis=0)
    expected = LedoitWolf(assume_centered=True).fit(centred).covariance_
    np.testing.assert_allclose(shrunk_covariance(centred), expected, rtol=1e-10, atol=1e-12)
    size = np.sqrt((centred**2).mean())
    machines = {
        "logistic": LogisticRegression(C=1 / 3, tol=1e-10, max_iter=1000),
        "svm": LinearSVC(
            C=1 / (1e-2 * 300), dual=False, tol=1e-9, max_iter=10000, intercept_scaling=1e3
        ),
    }
    for method, machine in machines.items():
        machine.fit(centred / size, has)
        found = unit(FITS[method](codes, has.astype(float)))
        assert found @ unit(machine.coef_[0]) > 0.9995, method
    lda = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.0).fit(codes, has)
    assert unit(FITS["lda"](codes, has.astype(float))) @ unit(lda.coef_[0]) > 0.99


def test_kept_by_name_in_order(space):
    kept = space_of().directions
    first = kept.keep(space.direction("glasses"))
    second = kept.keep(space.direction("glasses"))
    assert list(kept) == ["glasses", "glasses 2"]
    assert (first.name, second.name) == ("glasses", "glasses 2")
    kept.rename("glasses", "specs")
    assert list(kept) == ["specs", "glasses 2"]
    with pytest.raises(lw.OptionError, match="already"):
        kept.rename("specs", "glasses 2")
    with pytest.raises(lw.OptionError, match=r"no direction 'spec'.*did you mean 'specs'"):
        kept.find("spec")
    del kept["specs"]
    assert list(kept) == ["glasses 2"]
    with pytest.raises(lw.DataError, match="make one by"):
        kept["x"] = np.ones(DIMS)


@pytest.mark.parametrize("act", ["keep", "set", "rename", "replace", "delete"])
def test_who_listens_may_wait_for_another_that_looks(space, act):
    """A view's lane hears of a direction while another lane reads them all."""
    kept = space_of().directions
    first = kept.keep(space.direction("glasses"))
    free = []

    def listen():
        other = threading.Thread(target=kept.snapshot, daemon=True)
        other.start()
        other.join(5)
        free.append(not other.is_alive())

    kept.on_change(listen)
    {
        "keep": lambda: kept.keep(first),
        "set": lambda: kept.__setitem__("mine", first),
        "rename": lambda: kept.rename("glasses", "specs"),
        "replace": lambda: kept.replace([first]),
        "delete": lambda: kept.__delitem__("glasses"),
    }[act]()
    assert free == [True]


def test_a_direction_of_another_space_is_refused(space):
    other = Direction(np.ones(3, np.float32), 1.0, "other", "mean", "")
    with pytest.raises(lw.ShapeError, match=r"of codes of shape \(3,\) and this space has \(6,\)"):
        space.directions.keep(other)


def test_kept_directions_have_names_in_expressions():
    space = space_of()
    direction = space.directions.keep(space.direction("age", name="older"))
    np.testing.assert_allclose(space.names["older"], direction.scale * direction.vector, rtol=1e-6)
    del space.directions["older"]
    assert "older" not in space.names


def test_codes_of_any_shape():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(60, 2, 3)).astype(np.float32)
    codes[:30, 1, 2] += 4
    space = lw.LatentSpace(
        (lambda x: x, lambda z: np.tile(z[:, None], (1, 3, 2, 2)).reshape(-1, 6, 12)),
        codes,
        latent_shape=(2, 3),
        progress=False,
    )
    direction = space.direction(positive=np.arange(30))
    assert direction.vector.shape == (2, 3)
    assert direction.vector[1, 2] > 0.9
    assert direction.apply(codes[:2], 1).shape == (2, 2, 3)
