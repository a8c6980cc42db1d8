from threading import Event

import numpy as np
import pytest

from latentwidgets.exceptions import Cancelled, DataError, OptionError
from latentwidgets.metrics import (
    DrawnFactors,
    FactorSampler,
    beta_vae_score,
    factor_vae_score,
)

KINDS = np.array(["egg", "ham", "jam"])


def draw(n, seed):
    rng = np.random.default_rng(seed)
    return {
        "a": rng.integers(8, size=n),
        "b": rng.uniform(size=n),
        "kind": KINDS[rng.integers(3, size=n)],
        "d": rng.integers(2, size=n),
    }


def make(n, **factors):
    """Samples that are the factors themselves, as numbers of like size."""
    assert {len(values) for values in factors.values()} == {n}
    kinds = np.searchsorted(KINDS, factors["kind"])
    return np.stack([factors["a"] / 8, factors["b"], kinds / 3, factors["d"] / 2], axis=1)


SAMPLER = DrawnFactors(("a", "b", "kind", "d"), draw, make)
TURN = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]
SHARED = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2


@pytest.mark.parametrize("measure", [factor_vae_score, beta_vae_score])
def test_a_perfect_code_has_full_marks(measure):
    score = measure(lambda x: -3 * x[:, ::-1], SAMPLER, votes=90, batch=16)
    assert score.value == score.ceiling == 1
    assert score.expected == 0.25
    assert score.interval == (1.0, 1.0)
    assert set(score.parts) == {"a", "b", "kind", "d"}


def test_a_factor_shared_by_all_dimensions_has_none_that_stands_for_it():
    score = factor_vae_score(lambda x: x @ SHARED, SAMPLER, votes=240, batch=32)
    assert score.value < 0.5
    assert score.ceiling == 1


def test_a_factor_that_is_missing_costs_the_one_score_and_not_the_other():
    # Kim & Mnih's reason for their score: what moves none of the others is the missing one.
    line = beta_vae_score(lambda x: x[:, :3], SAMPLER, votes=240, batch=32)
    vote = factor_vae_score(lambda x: x[:, :3], SAMPLER, votes=240, batch=32)
    assert line.value > 0.97
    assert vote.value < 0.8
    assert vote.parts["d"] == 0


def test_a_code_that_knows_nothing_guesses():
    rng = np.random.default_rng(3)
    for measure in (factor_vae_score, beta_vae_score):
        score = measure(lambda x: rng.standard_normal((len(x), 5)), SAMPLER, votes=300, batch=8)
        low, high = score.interval
        assert low - 0.08 <= score.expected <= high + 0.08


def test_a_sleeping_dimension_has_no_vote():
    rng = np.random.default_rng(4)

    def represent(x):
        return np.concatenate([x, 1e-3 * rng.standard_normal((len(x), 3)), 0 * x[:, :1]], axis=1)

    assert factor_vae_score(represent, SAMPLER, votes=60, batch=16).value == 1


def test_scores_are_seeded_tell_their_votes_and_stop_on_request():
    seen, stop = [], Event()
    first = factor_vae_score(
        lambda x: x @ TURN,
        SAMPLER,
        votes=50,
        batch=8,
        on_progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(vote, 50) for vote in range(1, 51)]
    assert factor_vae_score(lambda x: x @ TURN, SAMPLER, votes=50, batch=8) == first
    assert "50 votes of 8 samples" in first.label

    def halt(done, of):
        stop.set()

    with pytest.raises(Cancelled, match="β-VAE score was cancelled"):
        beta_vae_score(lambda x: x, SAMPLER, on_progress=halt, cancel=stop)


@pytest.mark.parametrize("name", ["cats", "shapes"])
def test_built_in_data_can_be_drawn_with_a_factor_held(name):
    import latentwidgets as lw

    sampler = lw.zoo.factor_sampler(name)
    assert isinstance(sampler, FactorSampler)
    factors = dict(sampler.draw(3, 5))
    held = sampler.names[0]
    factors[held] = factors[held][[0, 0, 0]]
    assert sampler.render(factors).shape[0] == 3
    with pytest.raises(OptionError, match="cats, shapes"):
        lw.zoo.factor_sampler("digits")


def test_a_model_of_shapes_is_scored_by_its_place_in_the_picture():
    import latentwidgets as lw

    sampler = lw.zoo.factor_sampler("shapes")
    x, y = np.meshgrid(np.linspace(-1, 1, 64), np.linspace(-1, 1, 64))

    def centre_and_size(pictures):
        ink = pictures[:, 0]
        total = ink.sum(axis=(1, 2))
        return np.stack(
            [(ink * x).sum(axis=(1, 2)) / total, (ink * y).sum(axis=(1, 2)) / total, total / 999],
            axis=1,
        )

    score = factor_vae_score(centre_and_size, sampler, votes=60, batch=8)
    assert score.parts["x"] > 0.8
    assert score.parts["y"] > 0.8
    assert score.value < 0.8  # nothing tells shape and orientation apart


@pytest.mark.parametrize(
    ("represent", "options", "error", "words"),
    [
        (lambda x: x, {"votes": 10}, OptionError, "votes is 10"),
        (lambda x: x, {"batch": 0}, OptionError, "batch is 0"),
        (lambda x: np.ones((len(x), 2)), {"votes": 50}, DataError, "No dimension of the codes"),
        (lambda x: np.full((len(x), 2), np.nan), {"votes": 50}, DataError, "NaN"),
    ],
)
@pytest.mark.parametrize("measure", [factor_vae_score, beta_vae_score])
def test_what_cannot_be_measured_is_refused(measure, represent, options, error, words):
    with pytest.raises(error, match=words):
        measure(represent, SAMPLER, **options)


def test_a_single_factor_is_no_question():
    with pytest.raises(DataError, match="single factor"):
        factor_vae_score(lambda x: x, DrawnFactors(("a",), draw, make))
