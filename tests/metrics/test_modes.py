"""NDB, closest pairs and the Vendi score: what tells a generator that has collapsed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import (
    closest_pairs,
    coverage_scores,
    density_coverage,
    ndb,
    precision_recall,
    vendi,
)


@pytest.fixture
def rng():
    return np.random.default_rng(21)


def modes(rng, counts, spread=0.1):
    centres = 10 * np.eye(len(counts))
    labels = np.repeat(np.arange(len(counts)), counts)
    return centres[labels] + spread * rng.standard_normal((len(labels), len(counts))), labels


def test_of_one_distribution_a_twentieth_of_the_bins_differs():
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        found.append(ndb(rng.standard_normal((800, 2)), rng.standard_normal((800, 2)), bins=20))
    values = np.array([score.value for score in found])
    assert values.mean() == pytest.approx(found[0].expected, abs=0.025)
    divergences = [score.divergence.value for score in found]
    assert np.mean(divergences) == pytest.approx(found[0].divergence.expected, rel=0.15)


def test_a_missing_mode_is_found_with_its_members(rng):
    real, labels = modes(rng, [200, 200, 200, 200])
    generated, _ = modes(rng, [300, 300, 150, 0])
    score = ndb(real, generated, bins=4, features="the plane")
    assert score.value == 1
    (missing,) = score.bins.missing
    members, made = score.bins.members(missing)
    assert set(labels[members]) == {3}
    assert len(made) == 0
    assert score.bins.starved[0] == missing
    assert len(score.bins.starved) == 2
    assert len(score.bins.crowded) == 2
    assert score.bins.real_shares.sum() == pytest.approx(1)
    assert "4 bins of k-means, in the plane, 800 real, 750 generated" in score.label
    assert score.interval[0] > 0.5


def test_the_test_of_a_bin_is_that_of_two_proportions(rng):
    real, _ = modes(rng, [300, 100])
    generated, _ = modes(rng, [200, 100])
    score = ndb(real, generated, bins=2)
    pooled = 200 / 700
    z = (1 / 3 - 1 / 4) / np.sqrt(pooled * (1 - pooled) * (1 / 400 + 1 / 300))
    assert sorted(score.bins.z) == pytest.approx([-z, z])
    assert score.value == float(z > 1.96)
    p, q = np.array([0.75, 0.25]), np.array([2 / 3, 1 / 3])
    m = (p + q) / 2
    assert score.divergence.value == pytest.approx(
        (p * np.log(p / m)).sum() / 2 + (q * np.log(q / m)).sum() / 2
    )


def test_a_generator_of_one_output_differs_in_nearly_every_bin(rng):
    real = rng.standard_normal((600, 3))
    score = ndb(real, np.repeat(real[:1], 600, axis=0))
    assert score.value == 1
    assert score.duplicates == (0, 599)
    assert score.divergence.value > 0.5
    assert len(score.bins.crowded) == 1


def test_copies_come_first_then_the_closest_pairs(rng):
    generated = rng.standard_normal((60, 4))
    generated[[7, 20]] = generated[3]
    generated[50] = generated[49]
    generated[31] = generated[30] + 1e-4
    found = closest_pairs(generated, n_pairs=3)
    assert [group.tolist() for group in found.copies] == [[3, 7, 20], [49, 50]]
    assert found.n_copies == 3
    assert found.pairs[0].tolist() == [30, 31]
    assert found.distances[0] == pytest.approx(2e-4)
    assert (np.diff(found.distances) >= 0).all()
    assert found.expected is None
    assert "3 of the generated are copies" in found.label
    assert found.support.value == pytest.approx(60 * 59 / 2 / 4)
    assert found.support.interval[0] < found.support.value < found.support.interval[1]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), n_pairs=st.integers(1, 12))
def test_pairs_are_those_of_the_whole_table(seed, n_pairs):
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((60, 2)) * rng.choice([0.1, 3.0], size=(60, 1))
    found = closest_pairs(rows, n_pairs=n_pairs)
    table = np.sqrt(((rows[:, None] - rows) ** 2).sum(axis=2))
    ordered = np.sort(table[np.triu_indices(60, 1)])
    np.testing.assert_allclose(found.distances, ordered[:n_pairs])
    np.testing.assert_allclose(table[tuple(found.pairs.T)], found.distances)
    np.fill_diagonal(table, np.inf)
    assert found.value == pytest.approx(table.min(axis=1).mean())


@pytest.mark.parametrize("n_different", [40, 400, 4000])
def test_the_birthday_paradox_counts_what_there_is(n_different):
    hits = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        drawn = rng.integers(n_different, size=300)[:, None] * 1.0
        found = closest_pairs(drawn)
        low, high = found.support.interval
        hits += low <= n_different <= high
        assert found.at_least <= found.support.value
    assert hits >= 14  # the interval takes pairs for independent, which groups of equals are not


def test_without_equal_pairs_there_is_a_bound_and_no_estimate(rng):
    found = closest_pairs(rng.standard_normal((400, 3)))
    assert found.support is None
    assert found.at_least == pytest.approx(400 * 399 / 2 / -np.log(0.05))


def test_distances_are_read_against_as_many_real_samples(rng):
    real, generated = rng.standard_normal((500, 3)), 0.5 * rng.standard_normal((300, 3))
    found = closest_pairs(generated, real)
    assert found.value == pytest.approx(found.expected / 2, rel=0.2)
    assert len(found.real_distances) == len(found.distances) == 10
    more = closest_pairs(np.concatenate([real, rng.standard_normal((2000, 3))]), real)
    assert more.value == pytest.approx(more.expected, rel=0.2)
    assert "500 distinct ones of 2,500 generated, as many real" in more.label


@pytest.mark.parametrize(("n", "d"), [(80, 5), (60, 200)])
def test_the_vendi_score_is_the_entropy_of_the_kernel(rng, n, d):
    real, generated = rng.standard_normal((n, d)), rng.standard_normal((n, d)) + 1
    score = vendi(real, generated)
    for rows, value in ((real, score.real), (generated, score.generated)):
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        shares = np.linalg.eigvalsh(unit @ unit.T / n)
        shares = shares[shares > 1e-12]
        assert value == pytest.approx(np.exp(-(shares * np.log(shares)).sum()))
    assert score.value == pytest.approx(score.generated / score.real)
    assert score.interval[0] <= score.value <= score.interval[1]


def test_the_vendi_score_is_that_of_its_authors(rng):
    from vendi_score.vendi import score_dual

    real, generated = rng.random((150, 20)), rng.random((150, 20)) ** 3
    score = vendi(real, generated)
    assert score.real == pytest.approx(score_dual(real))
    assert score.generated == pytest.approx(score_dual(generated))


def test_vendi_counts_orthogonal_kinds_and_one_output_as_one():
    kinds = np.repeat(np.eye(8), 10, axis=0)
    score = vendi(kinds, np.repeat(np.eye(8)[:2], 40, axis=0))
    assert score.real == pytest.approx(8)
    assert score.generated == pytest.approx(2)
    assert score.value == pytest.approx(1 / 4)
    assert score.expected == 1
    assert vendi(kinds, np.ones((80, 8))).generated == pytest.approx(1)


def test_vendi_compares_equal_numbers(rng):
    few, many = rng.standard_normal((100, 40)), rng.standard_normal((900, 40))
    score = vendi(many, few)
    assert score.value == pytest.approx(1, abs=0.1)
    assert "100 of each" in score.label


GOOD = np.random.default_rng(0).standard_normal((100, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: ndb(GOOD[:40], GOOD), DataError, "40 real samples are too few"),
        (lambda: precision_recall(GOOD[:49], GOOD), DataError, "49 real samples are too few"),
        (lambda: density_coverage(GOOD, GOOD[:49]), DataError, "49 generated samples are too"),
        (lambda: coverage_scores(GOOD, GOOD[:6]), DataError, "6 generated samples are too few"),
        (lambda: ndb(GOOD, GOOD[:40]), DataError, "40 generated samples are too few"),
        (lambda: ndb(GOOD, GOOD, bins=20), DataError, "too few for 20 bins"),
        (lambda: ndb(GOOD, GOOD, bins=1), OptionError, "from 2"),
        (lambda: ndb(GOOD, GOOD, level=0.9), OptionError, "between 0 and 0.5"),
        (lambda: ndb(np.ones((90, 2)), GOOD[:, :2]), DataError, "1 of the 90 real"),
        (lambda: ndb(GOOD, GOOD[:, :2]), ShapeError, "same features"),
        (lambda: closest_pairs(np.ones((300, 2))), DataError, "copies of one"),
        (lambda: closest_pairs(GOOD, np.ones((60, 3))), DataError, "All real samples are copies"),
        (lambda: closest_pairs(GOOD[:9]), DataError, "9 generated samples are too few"),
        (lambda: closest_pairs(GOOD, GOOD[:, :2]), ShapeError, "same features"),
        (lambda: closest_pairs(GOOD, n_pairs=0), OptionError, "n_pairs is 0"),
        (lambda: closest_pairs(np.full((90, 2), np.nan)), DataError, "NaN"),
        (lambda: vendi(GOOD, 0 * GOOD), DataError, "all 0"),
        (lambda: vendi(GOOD[:9], GOOD), DataError, "too few"),
    ],
)
def test_what_cannot_be_measured_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
