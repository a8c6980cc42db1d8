"""SAP, modularity and the panel, on codes whose scores are known."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwidgets.exceptions import Cancelled, DataError, OptionError, ShapeError
from latentwidgets.metrics import disentanglement_scores, mig, modularity, sap


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def grid(*sizes, repeat=1):
    rows = np.array(list(itertools.product(*map(range, sizes))))
    return np.tile(rows, (repeat, 1)).astype(float)


@pytest.mark.parametrize("angle", [0.0, 10.0, 30.0, 45.0])
def test_sap_of_a_turned_code_is_the_cosine_of_twice_the_angle(angle):
    factors = grid(8, 8, repeat=4)
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    score = sap(factors @ np.array([[c, -s], [s, c]]), factors)
    assert score.value == pytest.approx(np.cos(np.radians(2 * angle)), abs=1e-9)
    assert score.ceiling == pytest.approx(1)
    assert score.expected < 0.05
    assert "R² of a line, of " in score.label


def test_sap_agrees_with_numpy_and_its_mean_is_of_the_parts(rng):
    factors = {"size": rng.standard_normal(300), "on": rng.random(300) > 0.4}
    codes = np.stack([factors["size"] + rng.standard_normal(300), 3.0 * factors["on"]], axis=1)
    codes = np.concatenate([codes, rng.standard_normal((300, 2)), np.ones((300, 1))], axis=1)
    score = sap(codes, factors)
    for name, values in factors.items():
        squares = sorted(np.corrcoef(column, values)[0, 1] ** 2 for column in codes.T[:4])
        assert score.parts[name] == pytest.approx(squares[-1] - squares[-2])
    assert score.value == pytest.approx(np.mean(list(score.parts.values())))


def test_sap_by_classifiers_is_another_number_and_says_so(rng):
    factors = {"side": rng.integers(2, size=400), "kind": rng.choice(["a", "b", "c"], 400)}
    codes = np.stack([factors["side"], factors["kind"] == "a"], axis=1) + 0.0
    score = sap(codes, factors, estimator="svm")
    assert "linear SVM, balanced accuracy, of side, kind, n = 400" in score.label
    ordered = np.sort(score.predicted, axis=0)
    assert list(score.parts.values()) == pytest.approx((ordered[-1] - ordered[-2]).tolist())
    assert score.parts["side"] == pytest.approx(0.5, abs=0.08)  # 1, less the coin of the other
    assert score.interval[0] <= score.value <= score.interval[1]
    assert sap(codes, factors, estimator="svm") == score
    with pytest.raises(DataError, match="names for values"):
        sap(codes, factors)


def test_classifiers_tell_their_steps_and_stop_on_request(rng):
    from threading import Event

    factors, codes = rng.integers(2, size=(200, 1)), rng.standard_normal((200, 2))
    seen, stop = [], Event()
    sap(codes, factors, estimator="svm", on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(step, 5) for step in range(1, 6)]

    def halt(done, of):
        stop.set()

    with pytest.raises(Cancelled, match="SAP"):
        sap(codes, factors, estimator="svm", on_progress=halt, cancel=stop)


def test_modularity_of_known_codes(rng):
    factors = grid(6, 6, repeat=12)
    a, b = factors.T
    assert modularity(factors, factors).value == pytest.approx(1, abs=1e-9)
    assert modularity(np.stack([a, a, b], axis=1), factors).value == pytest.approx(1, abs=1e-9)
    turned = modularity(np.stack([a + b, a - b], axis=1), factors)
    assert turned.value == pytest.approx(0, abs=1e-9)
    assert turned.ceiling == pytest.approx(1)
    mixed = modularity(np.stack([a, a + b], axis=1), factors)
    assert mixed.parts["z0"] == pytest.approx(1, abs=1e-9)
    assert mixed.parts["z1"] == pytest.approx(0, abs=1e-9)


def test_modularity_by_the_papers_formula(rng):
    factors = {"a": rng.integers(4, size=900), "b": rng.integers(5, size=900)}
    codes = np.stack([factors["a"] + 0.4 * factors["b"], factors["b"] + rng.random(900)], axis=1)
    score = modularity(codes, factors)
    table = mig(codes, factors).information.values
    template = np.where(table == table.max(axis=1, keepdims=True), table, 0)
    deviation = ((table - template) ** 2).sum(axis=1) / (table.max(axis=1) ** 2 * (2 - 1))
    assert score.value == pytest.approx(np.mean(1 - deviation))


def test_dead_dimensions_are_left_out_of_modularity(rng):
    factors = rng.integers(5, size=(2000, 3))
    alive = factors + 0.1 * rng.standard_normal((2000, 3))
    sleeping = 0.01 * (factors @ rng.standard_normal((3, 2)))  # tells, and hardly varies
    noise, constant = rng.standard_normal((2000, 2)), np.ones((2000, 1))
    score = modularity(np.concatenate([alive, sleeping, noise, constant], axis=1), factors)
    assert score.active == (0, 1, 2)
    assert list(score.parts) == ["z0", "z1", "z2"]
    assert score.value > 0.99
    assert score.expected < 0.6
    assert "3 of 8 dimensions active" in score.label
    forced = modularity(alive, factors, active=[True, False, False])
    assert forced.active == (0,)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    order=st.permutations(range(3)),
    scale=st.sampled_from([-4.0, 0.125, 2.0]),
)
def test_neither_the_order_nor_the_scale_of_dimensions_matters(seed, order, scale):
    rng = np.random.default_rng(seed)
    factors = rng.integers(4, size=(300, 2))
    codes = np.concatenate([factors + rng.standard_normal((300, 2)), rng.random((300, 1))], axis=1)
    other = scale * codes[:, order]
    assert sap(other, factors).value == pytest.approx(sap(codes, factors).value)
    every = np.ones(3, bool)
    # A bin's edge belongs to the upper bin, so that mirrored codes may be binned a hair otherwise.
    slack = 0.05 if scale < 0 else 1e-9
    first, second = (modularity(z, factors, active=every) for z in (codes, other))
    assert second.value == pytest.approx(first.value, abs=slack)
    for score in (first, sap(codes, factors)):
        assert 0 <= score.value <= 1
        assert score.interval[0] - 1e-9 <= score.value <= score.interval[1] + 1e-9


@pytest.mark.parametrize("measure", [mig, sap, modularity])
def test_an_interval_is_as_wide_as_fresh_samples_are_apart(measure):
    values, widths = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        factors = rng.integers(5, size=(700, 2))
        codes = factors @ np.array([[1, 0.3], [0.2, 1]]) + 0.6 * rng.standard_normal((700, 2))
        score = measure(codes, factors)
        values.append(score.value)
        widths.append(score.interval[1] - score.interval[0])
    assert np.mean(widths) == pytest.approx(2 * 1.96 * np.std(values, ddof=1), rel=0.35)


def test_the_panel_is_the_scores_together(rng):
    factors = {
        "a": rng.integers(4, size=3000),
        "b": rng.random(3000),
        "c": rng.integers(9, size=3000),
    }
    codes = np.stack([*factors.values(), rng.standard_normal(3000)], axis=1)
    panel = disentanglement_scores(codes, factors, seed=4)
    alone = mig(codes, factors, seed=4), sap(codes, factors, seed=4)
    assert panel.mig.value == alone[0].value
    assert panel.sap.value == alone[1].value
    assert panel.modularity.value == modularity(codes, factors, seed=4).value
    assert panel.mig.interval == pytest.approx(alone[0].interval, abs=1e-12)
    assert panel.refusals == {}
    assert panel.warnings == ()
    assert list(panel.information.owners.values()) == [0, 1, 2]


def test_factors_that_cannot_be_used_are_left_out_in_words(rng):
    factors = {
        "good": rng.integers(3, size=400),
        "always": np.ones(400),
        "gaps": np.where(rng.random(400) < 0.1, np.nan, 1.0),
        "word": np.array(["x", "y", None, "z"] * 100, dtype=object),
        "name": rng.choice(["cat", "dog", "cow"], 400),
    }
    panel = disentanglement_scores(rng.standard_normal((400, 2)), factors)
    assert panel.information.names == ("good", "name")
    assert "single value" in panel.refusals["always"]
    assert "missing values in 100 of 400" in panel.refusals["word"]
    assert "missing values" in panel.refusals["gaps"]
    assert "names have no order" in panel.refusals["sap"]
    assert list(panel.sap.parts) == ["good"]
    assert panel.modularity is None
    assert "No dimension tells more" in panel.refusals["modularity"]
    with pytest.raises(DataError, match=r"can be used.*'always' has a single"):
        disentanglement_scores(rng.standard_normal((400, 2)), {"always": factors["always"]})


def test_too_few_labels_are_warned_of(rng):
    many = rng.integers(150, size=250)
    rare = np.arange(250) < 5
    panel = disentanglement_scores(rng.standard_normal((250, 2)), {"many": many, "rare": rare})
    assert "few for the" in panel.warnings[0]
    assert "rare" in panel.warnings[1]


def test_dimensions_that_share_a_factor_are_found(rng):
    factors = rng.integers(6, size=(900, 2))
    codes = np.stack([factors[:, 0], factors[:, 0] + 0.1, factors[:, 1]], axis=1).astype(float)
    table = disentanglement_scores(codes, factors).information
    assert table.sharers == {"factor 0": (0, 1), "factor 1": ()}


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda z, y: sap(z[:40], y[:40]), DataError, "40 samples are too few"),
        (lambda z, y: sap(z, y, estimator="lasso"), OptionError, "'r2' or 'svm'"),
        (lambda z, y: sap(z, np.arange(300), estimator="svm"), DataError, "merge classes"),
        (lambda z, y: modularity(z, y[:, 0]), DataError, "two or more"),
        (lambda z, y: modularity(z, y, active=[True]), ShapeError, "one for each"),
        (lambda z, y: modularity(np.ones((300, 2)), y), DataError, "No dimension tells"),
        (lambda z, y: modularity(z[:100], y[:100]), DataError, "too few for 20 bins"),
    ],
)
def test_what_cannot_be_measured_is_refused(rng, call, error, words):
    with pytest.raises(error, match=words):
        call(rng.standard_normal((300, 2)), rng.integers(3, size=(300, 2)))
