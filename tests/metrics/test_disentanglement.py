import itertools

import numpy as np
import pytest

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import dci, mig, mutual_information


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def grid(*sizes, repeat=1):
    """Every combination of classes, as often as said: factors that are exactly independent."""
    rows = np.array(list(itertools.product(*map(range, sizes))))
    return np.tile(rows, (repeat, 1))


def test_a_perfect_code_has_gap_1_and_is_at_its_ceiling():
    factors = grid(3, 4, 5, repeat=4)
    score = mig(-2.5 * factors + 1, factors)
    assert score.value == pytest.approx(1)
    assert score.ceiling == pytest.approx(1)
    np.testing.assert_allclose(score.information.entropies, np.log([3, 4, 5]))
    np.testing.assert_allclose(score.information.values, np.diag(np.log([3, 4, 5])), atol=1e-12)
    assert list(score.information.owners.values()) == [0, 1, 2]


def test_a_rotated_code_has_no_gap():
    factors = grid(8, 8, repeat=4)
    a, b = factors.T
    score = mig(np.stack([a + b, a - b], axis=1), factors)
    assert score.value == pytest.approx(0, abs=1e-12)
    # I(a; a + b) = H(a + b) - H(b): the sum's entropy less that of the other
    counts = np.bincount(a + b) / len(a)
    expected = -(counts * np.log(counts)).sum() - np.log(8)
    np.testing.assert_allclose(score.information.values, expected)
    assert set(score.information.owners.values()) == {None}


def test_a_duplicated_code_has_no_gap_and_no_owner():
    factors = grid(5, 5, repeat=10)
    score = mig(np.concatenate([factors, factors], axis=1), factors)
    assert score.value == pytest.approx(0, abs=1e-12)
    assert set(score.information.owners.values()) == {None}


def test_an_unrelated_code_scores_what_is_expected(rng):
    factors = rng.integers(6, size=(1500, 4))
    score = mig(rng.standard_normal((1500, 8)), factors)
    assert score.value == pytest.approx(score.expected, abs=0.01)
    assert score.value < 0.05
    assert score.ceiling > 0.97


def test_the_ceiling_is_below_1_where_classes_outnumber_the_bins(rng):
    sizes = (3, 6, 40, 32, 32)  # those of dSprites
    factors = np.stack([rng.integers(size, size=1000) for size in sizes], axis=1)
    score = mig(factors.astype(float), factors)
    assert score.value == score.ceiling == pytest.approx(0.81, abs=0.03)
    large = np.arange(40 * 200) % 40
    assert mig(large, large).ceiling == pytest.approx(np.log(20) / np.log(40))


def test_mutual_information_agrees_with_scikit_learn(rng):
    from sklearn.metrics import mutual_info_score

    codes = rng.standard_normal((900, 3))
    factors = {
        "sign": codes[:, 0] + rng.standard_normal(900) > 0,
        "word": np.where(codes[:, 1] > 0.3, "left", "right"),
        "size": codes[:, 2] ** 2,
    }
    table = mutual_information(codes, factors, bins=12)
    assert table.names == ("sign", "word", "size")

    def cut(values):
        return np.digitize(values, np.histogram_bin_edges(values, 12)[1:-1])

    for row, column in itertools.product(range(3), range(3)):
        target = list(factors.values())[column]
        classes = cut(target) if column == 2 else target
        expected = mutual_info_score(cut(codes[:, row]), classes)
        assert table.values[row, column] == pytest.approx(expected, abs=1e-9)
    assert ((table.shares >= 0) & (table.shares <= 1)).all()


def test_the_interval_holds_the_score_and_the_seed_fixes_it(rng):
    factors = rng.integers(4, size=(600, 2))
    codes = factors + rng.standard_normal((600, 2))
    score = mig(codes, factors, seed=1)
    assert score.interval[0] < score.value < score.interval[1]
    assert mig(codes, factors, seed=1).interval == score.interval
    assert mig(codes, factors, seed=2).interval != score.interval
    assert "20 equal-width bins" in score.label
    assert set(score.parts) == {"factor 0", "factor 1"}
    assert score.value == pytest.approx(np.mean(list(score.parts.values())))


def test_codes_of_any_shape_and_constant_dimensions_are_read(rng):
    factors = rng.integers(3, size=(400, 1))
    codes = rng.standard_normal((400, 2, 2, 2))
    codes[:, 0, 0, 0] = 7.0
    score = mig(codes, factors)
    assert score.information.values.shape == (8, 1)
    assert score.information.values[0, 0] == 0


def test_a_perfect_code_is_disentangled_complete_and_informative(rng):
    factors = {"a": rng.integers(4, size=800), "b": rng.uniform(size=800)}
    codes = np.stack([factors["b"], rng.standard_normal(800), factors["a"]], axis=1)
    scores = dci(codes, factors, trees=20)
    assert scores.disentanglement.value > 0.95
    assert scores.completeness.value > 0.95
    assert scores.informativeness.value > 0.98
    assert scores.importances.argmax(axis=0).tolist() == [2, 0]
    np.testing.assert_allclose(scores.importances.sum(axis=0), 1)
    for score in scores[:3]:
        assert score.ceiling > 0.95
        assert score.interval[0] <= score.value <= score.interval[1]
        assert "DCI-RF, 20 trees of 640 samples" in score.label
    assert list(scores.disentanglement.parts) == ["z0", "z1", "z2"]
    assert list(scores.completeness.parts) == ["a", "b"]


def test_a_rotated_code_is_informative_and_neither_of_the_others(rng):
    factors = rng.uniform(size=(800, 2))
    codes = factors @ np.array([[1.0, 1.0], [-1.0, 1.0]])
    scores = dci(codes, factors, trees=20)
    assert scores.informativeness.value > 0.9
    assert scores.disentanglement.value < 0.15
    assert scores.completeness.value < 0.15


def test_a_duplicated_code_is_disentangled_and_incomplete(rng):
    factors = rng.integers(5, size=(800, 2))
    codes = np.repeat(factors, 2, axis=1) + 1e-3 * rng.standard_normal((800, 4))
    scores = dci(codes, factors, trees=20)
    assert scores.disentanglement.value > 0.95
    assert scores.completeness.value < 0.7
    assert scores.completeness.ceiling > 0.95


def test_an_unrelated_code_tells_nothing(rng):
    factors = rng.integers(4, size=(600, 3))
    scores = dci(rng.standard_normal((600, 5)), factors, trees=10)
    for score in scores[:3]:
        assert score.value < 0.12
        assert score.value == pytest.approx(score.expected, abs=0.06)


def test_forests_are_seeded(rng):
    factors = rng.integers(3, size=(300, 2))
    codes = factors + rng.standard_normal((300, 2))
    first, again = dci(codes, factors, trees=10), dci(codes, factors, trees=10)
    assert first[:3] == again[:3]


GOOD = np.arange(400.0)[:, None]
HALF = np.arange(400) % 2


@pytest.mark.parametrize("metric", [mig, dci])
@pytest.mark.parametrize(
    ("codes", "factors", "error", "words"),
    [
        (GOOD[:150], HALF[:150], DataError, "150 samples are too few"),
        (GOOD, HALF[:300], ShapeError, "one value a sample"),
        (GOOD, np.zeros((400, 2, 2)), ShapeError, "expected \\(n, k\\)"),
        (np.full((400, 1), np.nan), HALF, DataError, "codes hold NaN"),
        (GOOD, np.where(HALF, np.nan, 1.0), DataError, "missing values"),
        (GOOD, np.zeros(400), DataError, "single value"),
        (GOOD, {"odd": np.array([None] * 400)}, DataError, "missing values in 400 of 400"),
        (GOOD, {"odd": np.array([object()] * 400)}, DataError, "numbers, booleans or strings"),
        (GOOD, {}, DataError, "No factors"),
        (np.zeros((0, 3)), np.zeros(0), ShapeError, "expected \\(n, d\\)"),
    ],
)
def test_what_cannot_be_measured_is_refused(metric, codes, factors, error, words):
    with pytest.raises(error, match=words):
        metric(codes, factors)


def test_wrong_options_are_refused():
    with pytest.raises(OptionError, match="at least 2"):
        mig(GOOD, HALF, bins=1)
    with pytest.raises(OptionError, match="at least 10"):
        dci(GOOD, HALF, trees=1)
