"""Real data against small generators: one covers, one gives half of the modes, one gives one."""

import threading

import numpy as np
import pytest
from scipy.stats import norm

import latentwidgets as lw
from latentwidgets.exceptions import Cancelled, DataError
from latentwidgets.spaces.coverage import measure_coverage

SIDE = 8
KINDS = ("left", "right", "upper", "lower")


def halves():
    """Of each kind a picture whose half, where the kind says, is bright."""
    images = np.full((4, SIDE, SIDE), 0.2)
    half = SIDE // 2
    for image, place in zip(
        images,
        [np.s_[:, :half], np.s_[:, half:], np.s_[:half], np.s_[half:]],
        strict=True,
    ):
        image[place] = 0.8
    return images


class Generator:
    """Draws a kind among `kinds` by the first dimension; the others are its grain."""

    def __init__(self, kinds):
        self.kinds = np.asarray(kinds)
        self.basis = np.random.default_rng(5).normal(size=(7, SIDE * SIDE)) / 20

    def kind_of(self, z):
        places = (norm.cdf(np.asarray(z)[:, 0]) * len(self.kinds)).astype(int)
        return self.kinds[np.minimum(places, len(self.kinds) - 1)]

    def __call__(self, z):
        grain = (np.asarray(z, np.float64)[:, 1:] @ self.basis).reshape(-1, SIDE, SIDE)
        return np.clip(halves()[self.kind_of(z)] + grain, 0, 1).astype(np.float32)


class OnePicture(Generator):
    def __call__(self, z):
        return np.repeat(super().__call__(np.zeros((1, 8))), len(z), axis=0)


def space_of(model, n=400, **options):
    settings = {"latent_shape": 8, "prior": "normal", "value_range": (0, 1), "n_samples": n}
    return lw.LatentSpace(model, **{**settings, **options})


@pytest.fixture(scope="module")
def real():
    codes = np.random.default_rng(3).normal(size=(400, 8))
    source = Generator(range(4))
    return source(codes)[..., None], np.array(KINDS)[source.kind_of(codes)]


def measured(model, real, **options):
    images, labels = real
    return measure_coverage(space_of(model), images, labels=labels, n_samples=400, **options)


def test_a_generator_that_covers_is_not_blamed(real):
    found = measured(Generator(range(4)), real)
    assert found.grade == "good"
    assert "missing" not in found.verdict
    assert not found.kinds.missing
    assert len(found.bins.bins.missing) <= 0.1 * len(found.bins.bins.centres)
    assert "PCA of the outputs, real and generated together" in found.features


class Pictures:
    """Outputs of many directions, the first the strongest; `kept` of them, and a constant trace."""

    def __init__(self, kept, trace=0.0):
        spread = np.arange(1, 65) ** -0.5 / 20
        self.axes = np.linalg.qr(np.random.default_rng(7).normal(size=(64, 64)))[0] * spread
        self.kept = np.arange(64) < kept
        self.trace = trace / spread[-1] * self.axes[:, -1]

    def __call__(self, z):
        return np.clip(0.5 + (z * self.kept) @ self.axes.T + self.trace, 0, 1).reshape(
            -1, SIDE, SIDE
        )

    def space(self, n):
        return space_of(self, n, latent_shape=64)


@pytest.mark.parametrize("n", [100, 200])
def test_features_do_not_follow_the_few_real_samples_that_are_compared(n):
    """Fitted on the real ones alone, they hid a collapse, and blamed equals for what they are."""
    real = Pictures(64)(np.random.default_rng(3).normal(size=(n, 64)))[..., None]
    collapsed = measure_coverage(Pictures(3, trace=0.3).space(n), real, n_samples=n)
    assert collapsed.grade != "good"
    assert collapsed.scores.precision.value < 0.1
    assert collapsed.scores.coverage.value < 0.1
    equal = measure_coverage(Pictures(64).space(n), real, n_samples=n)
    assert equal.grade == "good"
    for name, slack in (("precision", 0.12), ("recall", 0.12), ("density", 0.25)):
        score = getattr(equal.scores, name)
        assert score.value == pytest.approx(score.expected, abs=slack), name
    assert equal.pairs.value == pytest.approx(equal.pairs.expected, rel=0.06)


def test_half_of_the_modes_are_named(real):
    found = measured(Generator([0, 2]), real)
    assert found.grade == "broken"
    assert found.verdict.startswith("Modes are missing: no ")
    assert {kind.label for kind in found.kinds.missing} == {"right", "lower"}
    cells = found.bins.bins
    lost = np.concatenate([cells.members(index)[0] for index in cells.missing])
    assert set(found.labels[lost]) == {"right", "lower"}
    assert len(lost) > 0.8 * np.isin(found.labels, ["right", "lower"]).sum()
    assert {measure.name for measure in found.measures} >= {"precision", "recall", "NDB"}
    assert all(measure.label for measure in found.measures)


def test_one_picture_gets_a_sentence_and_no_number(real):
    found = measured(OnePicture([1]), real)
    assert found.grade == "broken"
    assert found.verdict == "It generates one output only, 400 times."
    assert found.measures == ()
    assert found.bins is None


def test_labels_that_the_features_confuse_say_nothing(real):
    images, _ = real
    labels = np.random.default_rng(8).choice(["a", "b", "c"], size=len(images))
    found = measure_coverage(space_of(Generator([0, 2])), images, labels=labels, n_samples=400)
    assert found.kinds.kinds == ()
    assert "cannot be told apart" in found.kinds.note
    assert "no a" not in found.verdict


def test_the_map_the_codes_and_the_labels_belong_to_what_was_compared(real):
    images, labels = real
    space = space_of(Generator([0, 2]))
    found = measure_coverage(space, images, labels=labels, n_samples=100)
    assert found.map_real.shape == (100, 2)
    assert found.codes.shape == (len(found.generated), 8)
    np.testing.assert_allclose(space.decode(found.codes[:5]), found.generated[:5], atol=1e-6)
    assert 0 < found.explained <= 1
    for image, label in zip(found.real[:20], found.labels[:20], strict=True):
        bright = {
            "left": image[:, :4], "right": image[:, 4:], "upper": image[:4], "lower": image[4:],
        }  # fmt: skip
        assert bright[label].mean() > 0.7


@pytest.mark.parametrize(
    ("n_real", "n_codes", "words"),
    [(49, 400, "49 real"), (400, 30, "30 generated")],
)
def test_too_few_are_refused(real, n_real, n_codes, words):
    with pytest.raises(DataError, match=words):
        measure_coverage(space_of(Generator(range(4)), n=n_codes), real[0][:n_real])


def test_without_data_or_without_a_prior_there_is_a_sentence(real):
    with pytest.raises(DataError, match="give some by real="):
        measure_coverage(space_of(Generator(range(4))))
    pair = (lambda x: x.reshape(len(x), -1)[:, :8], Generator(range(4)))
    encoded = lw.LatentSpace(pair, real[0][..., 0], prior="none", progress=False)
    with pytest.raises(DataError, match="has no prior"):
        measure_coverage(encoded)


def test_outputs_that_are_not_finite_are_told(real):
    class Broken(Generator):
        def __call__(self, z):
            images = super().__call__(z).copy()
            images[np.asarray(z)[:, 1] > 1] = np.nan
            return images

    found = measured(Broken(range(4)), real)
    assert found.grade == "broken"
    assert "hold NaN" in " ".join(found.why)
    assert np.isfinite(found.generated).all()
    assert len(found.codes) == len(found.generated) < 400


def test_it_tells_its_steps_and_stops_on_request(real):
    cancel = threading.Event()
    told = []

    def hear(done, total, words):
        told.append((done, total, words))
        if done == 2:
            cancel.set()

    with pytest.raises(Cancelled):
        measured(Generator(range(4)), real, on_progress=hear, cancel=cancel)
    assert [done for done, _, _ in told] == [0, 1, 2]
