"""Activity of dimensions and the prior, on linear VAEs, where all of it has a closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.metrics import (
    active_units,
    aggregated_posterior,
    decoder_sensitivity,
    holes,
    kl_per_dimension,
    posterior_collapse,
)


@pytest.fixture
def rng():
    return np.random.default_rng(41)


class ProbabilisticPCA:
    """x = W z + noise, with orthogonal columns: posterior, KL and active units in closed form.

    A column of length w, at noise sd s, leaves the posterior variance v = s² / (w² + s²), and the
    means vary by 1 - v. A column of length 0 is asleep.
    """

    def __init__(self, lengths, noise=0.5, n=4000, seed=0):
        rng = np.random.default_rng(seed)
        d = len(lengths)
        axes = np.linalg.qr(rng.standard_normal((d + 4, d)))[0]
        self.weights = axes * np.asarray(lengths, float)
        z = rng.standard_normal((n, d))
        x = z @ self.weights.T + noise * rng.standard_normal((n, d + 4))
        self.variance = noise**2 / (np.square(lengths) + noise**2)
        self.mean = x @ self.weights * (self.variance / noise**2)
        self.log_variance = np.broadcast_to(np.log(self.variance), (n, d))

    def decode(self, codes):
        return codes @ self.weights.T


def test_kl_of_a_linear_vae_is_the_mutual_information():
    model = ProbabilisticPCA([3.0, 1.0, 0.2, 0.0])
    score = kl_per_dimension(model.mean, model.log_variance)
    np.testing.assert_allclose(score.values, -np.log(model.variance) / 2, atol=0.03)
    assert score.value == pytest.approx(score.values.sum())
    assert score.parts["z3"] == pytest.approx(0, abs=1e-12)
    low, high = score.intervals.T
    assert (low <= score.values).all()
    assert (score.values <= high).all()
    assert score.interval[0] < -np.log(model.variance).sum() / 2 < score.interval[1]
    assert "nats, 4 dimensions" in score.label


def test_kl_by_hand():
    mean = np.full((50, 1), 2.0)
    assert kl_per_dimension(mean, np.full((50, 1), np.log(4.0))).value == pytest.approx(
        (4 + 4 - 1 - np.log(4)) / 2
    )
    assert kl_per_dimension(0 * mean, 0 * mean).value == 0


def test_active_units_of_a_linear_vae_are_those_with_weights():
    model = ProbabilisticPCA([3.0, 1.0, 0.01, 0.0])
    score = active_units(model.mean)
    assert score.value == 2
    assert score.active.tolist() == [True, True, False, False]
    np.testing.assert_allclose(list(score.parts.values()), 1 - model.variance, atol=0.05)
    assert score.interval == (2.0, 2.0)
    assert active_units(100 * model.mean).value == 3


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**31), order=st.permutations(range(3)))
def test_the_order_of_dimensions_and_a_shift_do_not_matter(seed, order):
    rng = np.random.default_rng(seed)
    mean, logs = rng.standard_normal((60, 3)), rng.standard_normal((60, 3))
    first = kl_per_dimension(mean, logs)
    assert (first.values >= 0).all()
    assert kl_per_dimension(mean[:, order], logs[:, order]).value == pytest.approx(first.value)
    assert active_units(mean[:, order] + 7).value == active_units(mean).value


def test_the_decoder_moves_with_each_dimension_by_its_weight():
    model = ProbabilisticPCA([3.0, 1.0, 0.0])
    score = decoder_sensitivity(model.decode, np.random.default_rng(0).standard_normal((5000, 3)))
    np.testing.assert_allclose(score.values, [0.9, 0.1, 0], atol=0.05)
    assert score.value == 2
    assert score.moving.tolist() == [True, True, False]
    assert score.values.sum() == pytest.approx(1)  # of a linear decoder with orthogonal columns


def test_sleeping_dimensions_are_named_in_a_sentence():
    model = ProbabilisticPCA([2.0, 0.0, 1.0, 0.0])
    found = posterior_collapse(model.mean, model.log_variance)
    assert found.verdict == "2 of 4 dimensions are asleep: z1 and z3."
    assert found.asleep == (1, 3)
    assert found.collapsed
    assert found.disputed == ()
    assert "2 units active" in str(found)
    whole = posterior_collapse(0 * model.mean, 0 * model.mean)
    assert whole.verdict.startswith("Every dimension is asleep")
    awake = ProbabilisticPCA([2.0, 1.0])
    assert (
        posterior_collapse(awake.mean, awake.log_variance).verdict == "All 2 dimensions are awake."
    )


def test_measures_that_disagree_are_told(rng):
    # The mean of z1 hardly varies, for its scale is small; its posterior is narrow all the same.
    mean = rng.standard_normal((400, 2)) * [1, 0.05]
    logs = np.log(np.broadcast_to([0.1, 0.0001], (400, 2)))
    found = posterior_collapse(mean, logs)
    assert not found.collapsed
    assert found.disputed == (1,)
    assert "z1: the means vary by less than 0.01 and the KL is above 0.01 nats" in str(found)


def test_what_the_decoder_does_not_read_is_asleep_whatever_the_encoder_writes(rng):
    mean = rng.standard_normal((400, 3))
    logs = np.full((400, 3), -3.0)
    ignored = decoder_sensitivity(lambda z: z[:, :1], mean)
    assert posterior_collapse(mean, logs).asleep == ()
    found = posterior_collapse(mean, logs, sensitivity=ignored)
    assert found.asleep == found.unread == (1, 2)
    assert found.verdict == "2 of 3 dimensions are asleep: z1 and z2."
    assert "z1 and z2: the encoder writes there, and the output hardly moves" in str(found)


@pytest.mark.parametrize("prior", ["normal", "uniform"])
def test_codes_from_the_prior_are_not_called_different(prior):
    inside, differs, covered = 0, 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        codes = rng.standard_normal((300, 3)) if prior == "normal" else rng.uniform(-1, 1, (300, 3))
        found = aggregated_posterior(codes, prior=prior, seed=seed).discrepancy
        inside += found.null[0] <= found.value <= found.null[1]
        differs += found.differs
        covered += found.interval[0] <= 0 <= found.interval[1]
    assert inside >= 16
    assert differs <= 3
    assert covered >= 16


def test_the_discrepancy_of_a_wider_gaussian_has_a_closed_form(rng):
    d, spread = 2, 4.0  # variance of the codes; the kernel's own is d
    codes = 2 * rng.standard_normal((5000, d))
    found = aggregated_posterior(codes)

    def mean(variance):  # E exp(-|x - y|² / 2d), x - y of this variance
        return (d / (d + variance)) ** (d / 2)

    exact = mean(2 * spread) - 2 * mean(1 + spread) + mean(2)
    low, high = found.discrepancy.interval
    assert low < exact < high
    assert found.discrepancy.value == pytest.approx(exact, rel=0.1)
    assert found.discrepancy.differs
    assert found.gaussian.value == pytest.approx((d * (spread - 1 - np.log(spread))) / 2, rel=0.06)
    assert found.gaussian.interval[0] < 2 * (3 - np.log(4)) / 2 < found.gaussian.interval[1]


def test_the_gaussian_divergence_of_the_prior_is_what_is_expected():
    values = []
    for seed in range(40):
        codes = np.random.default_rng(seed).standard_normal((300, 4))
        score = aggregated_posterior(codes).gaussian
        values.append(score.value)
    assert np.mean(values) == pytest.approx(score.expected, rel=0.15)


def test_one_code_is_drawn_from_each_posterior():
    # The aggregated posterior of a linear VAE is the prior; its means alone are narrower.
    model = ProbabilisticPCA([1.0, 0.5, 0.0], n=1500)
    drawn = aggregated_posterior(model.mean, model.log_variance)
    assert drawn.gaussian.value == pytest.approx(drawn.gaussian.expected, abs=0.01)
    assert not drawn.discrepancy.differs
    assert "drawn from the posteriors" in drawn.discrepancy.label
    means = aggregated_posterior(model.mean)
    assert means.discrepancy.differs
    assert means.gaussian is None
    assert "do not spread in all dimensions" in means.refusal


@pytest.mark.parametrize("d", [2, 6])
def test_codes_from_the_prior_leave_a_hundredth_of_it_empty(d):
    shares = [
        holes(np.random.default_rng(seed).standard_normal((800, d)), seed=seed + 100).value
        for seed in range(10)
    ]
    assert np.mean(shares) == pytest.approx(0.01, abs=0.006)


def test_a_hole_in_the_codes_is_found(rng):
    codes = rng.uniform(-1, 1, (4000, 2))
    codes = codes[np.linalg.norm(codes, axis=1) > 0.6]  # 28 % of the prior, less its rim
    found = holes(codes, prior="uniform")
    assert found.radius < 0.1
    inner = np.pi * (0.6 - found.radius) ** 2 / 4  # where the k-th code is surely out of reach
    assert inner - 0.02 < found.value < 0.3
    assert (np.linalg.norm(found.draws[found.empty], axis=1) < 0.6).mean() > 0.9
    assert found.empty.mean() == found.value
    assert found.expected == pytest.approx(0.01)
    assert "k = 5" in found.label
    given = holes(codes, prior=found.draws)
    assert given.value == found.value
    assert "the prior given" in given.label


def test_a_collapsed_encoder_leaves_all_of_the_prior_empty():
    with pytest.raises(DataError, match="1 of the 200 codes are distinct"):
        holes(np.ones((200, 3)))


GOOD = np.random.default_rng(0).standard_normal((100, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: kl_per_dimension(GOOD, GOOD[:, :2]), ShapeError, "both need one number"),
        (lambda: kl_per_dimension(GOOD[:40], GOOD[:40]), DataError, "40 samples are too few"),
        (lambda: kl_per_dimension(GOOD, 1e4 + GOOD), DataError, "natural logarithms"),
        (lambda: active_units(np.full((60, 2), np.nan)), DataError, "NaN"),
        (lambda: active_units(GOOD, threshold=0), OptionError, "above 0"),
        (lambda: active_units(np.zeros((0, 2))), ShapeError, "expected"),
        (lambda: decoder_sensitivity(lambda z: z * 0, GOOD), DataError, "same output"),
        (lambda: decoder_sensitivity(lambda z: z, GOOD, pairs=1), OptionError, "pairs is 1"),
        (lambda: decoder_sensitivity(lambda z: z / 0 * 0, GOOD), DataError, "NaN or infinite"),
        (lambda: aggregated_posterior(GOOD, prior="cauchy"), OptionError, "'normal' or 'uniform'"),
        (lambda: aggregated_posterior(GOOD, 1e4 + GOOD), DataError, "natural logarithms"),
        (lambda: holes(GOOD, k=0), OptionError, "from 1"),
        (lambda: holes(GOOD, prior=GOOD[:, :2]), ShapeError, "same dimensions"),
        (lambda: holes(GOOD, draws=3), OptionError, "draws is 3"),
        (
            lambda: posterior_collapse(
                GOOD, GOOD, sensitivity=decoder_sensitivity(lambda z: z, GOOD[:, :2])
            ),
            ShapeError,
            "of the same model",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
def test_what_cannot_be_measured_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_uniform_prior_has_no_gaussian():
    found = aggregated_posterior(np.random.default_rng(0).uniform(-1, 1, (90, 2)), prior="uniform")
    assert found.gaussian is None
    assert "normal prior only" in found.refusal
