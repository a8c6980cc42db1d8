"""The report about a space, on linear models of which everything is known."""

import hashlib
import io
import json
from threading import Event

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import Cancelled, DataError, OptionError, ShapeError
from latentwidgets.modalities import Image
from latentwidgets.models import Posterior

SIDE, NOISE = 8, 0.01
KEYS = ["reconstruction", "use", "prior", "factors", "generation", "map"]


class LinearVAE:
    """Probabilistic PCA of pictures: posterior in closed form; a weight of 0 leaves a sleeper."""

    name, device = "linear-vae", "cpu"

    def __init__(self, weights=(1.0, 0.8, 0.6), *, prior="normal", variances=True, decode=None):
        d = len(weights)
        axes = np.linalg.qr(np.random.default_rng(3).standard_normal((SIDE * SIDE, d)))[0]
        self.axes = 0.5 * axes * np.asarray(weights)
        self.latent_shape, self.prior, self.can_encode = (d,), prior, True
        self.modality = Image(SIDE, SIDE, 1, "HW")
        self.variances = variances
        self.other = decode
        lengths = (self.axes**2).sum(axis=0)
        self.variance = NOISE**2 / (lengths + NOISE**2)

    def data(self, n=400, seed=0):
        rng = np.random.default_rng(seed)
        z = rng.standard_normal((n, len(self.variance)))
        noise = NOISE * rng.standard_normal((n, SIDE * SIDE))
        pictures = 0.5 + z @ self.axes.T + noise
        return z, pictures.reshape(n, SIDE, SIDE).astype(np.float32)

    def encode(self, samples):
        x = samples.reshape(len(samples), -1) - 0.5
        mean = (x @ self.axes * self.variance / NOISE**2).astype(np.float32)
        spread = np.broadcast_to(np.log(self.variance), mean.shape).astype(np.float32)
        return Posterior(mean, spread if self.variances else None)

    def decode(self, codes):
        flat = codes.reshape(len(codes), -1)
        pixels = 0.5 + flat @ self.axes.T if self.other is None else self.other(flat)
        return pixels.reshape(-1, SIDE, SIDE, 1).astype(np.float32)

    def fingerprint(self):
        return hashlib.sha256(self.axes.tobytes()).hexdigest()

    def to(self, device):
        self.device = device


def space_of(model, n=400, *, factors=True, **options):
    z, pictures = model.data(n)
    attributes = {f"factor {i}": column for i, column in enumerate(z.T)} if factors else None
    return lw.LatentSpace(model, pictures, attributes=attributes, progress=False, **options)


@pytest.fixture(scope="module")
def healthy():
    return space_of(LinearVAE()).diagnose()


def test_a_healthy_model_is_good_on_all_sides(healthy):
    assert [section.key for section in healthy.sections] == KEYS
    assert {s.key: s.grade for s in healthy.sections} == dict.fromkeys(KEYS, "good") | {
        "map": "look"  # of three dimensions that are alike it shows two
    }
    assert healthy["use"].verdict == "All 3 dimensions are awake."
    assert "z0 ≈ factor 0" in healthy["factors"].verdict
    assert "the model's own encoder" in " ".join(healthy["generation"].why)
    assert healthy.summary.startswith("linear-vae — worth a look: the map; good: reconstruction,")


def test_each_figure_has_its_label_and_what_it_is_read_against(healthy):
    measures = {m.name: m for section in healthy.sections for m in section.measures}
    assert {"precision", "coverage", "NDB", "MIG", "holes", "KL, nats"} <= set(measures)
    assert all(measure.label for measure in measures.values())
    assert measures["coverage"].expected == pytest.approx(0.97, abs=0.01)
    assert measures["MIG"].ceiling > measures["MIG"].value
    low, high = measures["precision"].interval
    assert low <= measures["precision"].value <= high


def test_the_report_is_text_json_and_a_picture(healthy):
    text = str(healthy)
    assert repr(healthy) == text
    assert text.splitlines()[0].startswith("linear-vae — worth a look: the map; good: ")
    assert "✓ Reconstruction: Samples come back" in text
    assert max(map(len, text.splitlines())) <= 92
    assert "<" not in text.replace("< ", "")
    told = json.loads(json.dumps(healthy.to_dict(), allow_nan=False))
    assert [section["key"] for section in told["sections"]] == KEYS
    assert told["sections"][0]["measures"][0]["interval"][0] >= 0
    buffer = io.BytesIO()
    healthy.figure().savefig(buffer, format="png", dpi=40)
    assert buffer.getvalue().startswith(b"\x89PNG")
    with pytest.raises(KeyError):
        healthy["weather"]


def test_a_report_is_the_same_for_a_seed_and_leaves_the_space_as_it_was(healthy):
    space = space_of(LinearVAE())
    again = space.diagnose()
    assert again.to_dict() == healthy.to_dict()
    assert space.diagnose(seed=5).to_dict() != healthy.to_dict()
    np.testing.assert_array_equal(space.sample(3), space_of(LinearVAE()).sample(3))


def test_sleeping_dimensions_are_named():
    found = space_of(LinearVAE((1.0, 0.0, 0.7, 0.0)), factors=False).diagnose()["use"]
    assert found.grade == "look"
    assert found.verdict == "2 of 4 dimensions are asleep: z1 and z3."
    assert "fewer dimensions" in found.advice[0]


def test_a_decoder_that_gives_one_output_is_broken_and_never_a_number():
    model = LinearVAE(decode=lambda z: np.full((len(z), SIDE * SIDE), 0.5))
    report = space_of(model).diagnose()
    assert report["generation"].grade == "broken"
    assert "one output only, 400 times" in report["generation"].verdict
    assert report["generation"].measures == ()
    assert report["use"].grade == "unknown"
    assert "Every code decodes to the same output" in report["use"].verdict
    report.figure().savefig(io.BytesIO(), dpi=30)


def test_a_generator_that_knows_one_mode_is_told_with_what_it_misses():
    narrow = LinearVAE(decode=lambda z: 0.5 + 0.02 * z @ LinearVAE().axes.T)
    found = space_of(narrow).diagnose()["generation"]
    assert found.grade == "broken"
    assert found.verdict.startswith("Modes are missing")
    assert "starved" in found.why[0]


def test_a_generator_that_repeats_itself_is_told():
    few = LinearVAE(decode=lambda z: 0.5 + np.sign(z) @ LinearVAE().axes.T)
    found = space_of(few).diagnose()["generation"]
    assert found.grade == "broken"
    assert "exact copies" in found.verdict


def test_outputs_that_are_no_numbers_are_told():
    model = LinearVAE(decode=lambda z: np.where(z[:, :1] > 1, np.nan, 0.5) * np.ones(SIDE * SIDE))
    report = space_of(model).diagnose()
    assert report["generation"].grade == "broken"
    assert "NaN" in report["generation"].verdict
    assert report["use"].grade == "unknown"


def test_codes_that_do_not_fill_the_prior_leave_holes():
    model = LinearVAE()
    _, pictures = model.data(4000)
    codes = model.encode(pictures).mean
    halves = pictures[np.abs(codes[:, 0]) > 1.2]  # the band between has three quarters of the prior
    found = lw.LatentSpace(model, halves, progress=False).diagnose()["prior"]
    assert found.grade in {"look", "broken"}
    assert "no data are coded" in found.verdict


def test_what_cannot_be_measured_says_why_and_the_rest_is_there():
    plain = LinearVAE(prior=None, variances=False)
    report = space_of(plain, factors=False).diagnose()
    grades = {section.key: section.grade for section in report.sections}
    assert grades["reconstruction"] == grades["use"] == "good"
    assert grades["prior"] == grades["factors"] == grades["generation"] == "unknown"
    assert "has no prior" in report["prior"].verdict
    assert "no attributes" in report["factors"].verdict
    assert "attributes={name: values}" in report["factors"].advice[0]
    assert "no KL" in report["use"].why[0]


def test_few_samples_are_refused_in_words_without_a_number():
    report = space_of(LinearVAE(), 30).diagnose()
    assert report["reconstruction"].grade == "good"
    for key in ("use", "prior", "factors", "generation", "map"):
        assert report[key].grade == "unknown"
        assert "30 samples are too few" in report[key].verdict
        assert report[key].measures == ()


def test_a_generator_alone_is_compared_with_samples_that_are_given():
    generator = LinearVAE()
    generator.can_encode = False
    space = lw.LatentSpace(generator, n_samples=300, progress=False)
    alone = space.diagnose()["generation"]
    assert alone.grade == "unknown"
    assert "diagnose(real=samples)" in alone.advice[0]
    _, pictures = generator.data(300, seed=1)
    given = space.diagnose(real=pictures)["generation"]
    assert given.grade != "unknown"
    assert "PCA of the outputs, real and generated together, 32 components" in " ".join(given.why)
    named = space.diagnose(
        real=pictures,
        features=lambda outputs: outputs.reshape(len(outputs), -1) @ generator.axes,
        features_name="the true axes",
    )["generation"]
    assert named.grade == "good"
    assert "in the true axes" in named.measures[0].label


def test_attributes_that_are_no_factors_are_left_out_in_words():
    model = LinearVAE()
    z, pictures = model.data(400)
    attributes = {
        "size": z[:, 0],
        "twice": 2 * z[:, 0],
        "always": np.ones(400),
        "name": np.array([f"sample {i}" for i in range(400)]),
        "split": np.arange(400) % 2 == 0,
    }
    space = lw.LatentSpace(model, pictures, attributes=attributes, progress=False)
    found = space.diagnose()["factors"]
    words = " ".join(found.why)
    assert "400 names are no factor" in words
    assert "'always' has a single value" in words
    assert "go together in the data" in words
    assert "twice with size" in words
    assert "split" not in str(found)


def test_labels_stand_in_for_attributes():
    model = LinearVAE()
    z, pictures = model.data(400)
    space = lw.LatentSpace(model, pictures, labels=(z[:, 1] > 0).astype(int), progress=False)
    found = space.diagnose()["factors"]
    assert "z1 ≈ label" in found.verdict


def test_the_number_of_samples_is_bounded_and_said():
    report = space_of(LinearVAE(), 400).diagnose(n_samples=120)
    assert "Measured on 120 of 400 samples" in " ".join(report["use"].why)
    assert "n = 120" in report["reconstruction"].measures[0].label
    assert "120 real and 120 generated" in " ".join(report["generation"].why)


def test_progress_is_told_and_a_request_to_stop_is_heard():
    space, seen, stop = space_of(LinearVAE()), [], Event()
    space.diagnose(n_samples=60, on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(step, 6) for step in range(1, 7)]

    def halt(done, of):
        stop.set()

    with pytest.raises(Cancelled, match="diagnosis was cancelled"):
        space.diagnose(on_progress=halt, cancel=stop)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"n_samples": 20}, OptionError, "50"),
        ({"seed": -1}, OptionError, "seed"),
        ({"real": np.zeros((9, 3))}, ShapeError, "was expected"),
        ({"real": np.zeros((0, SIDE, SIDE))}, DataError, "no samples"),
    ],
)
def test_wrong_arguments_are_refused(options, error, words):
    with pytest.raises(error, match=words):
        space_of(LinearVAE()).diagnose(**options)


@pytest.mark.slow
def test_a_collapsed_generator_is_cried_and_a_sound_one_is_not():
    real = lw.zoo.data("cats").samples[:300]
    grades = {}
    for name in ("cats/collapsed-gan", "cats/style-gan"):
        report = lw.zoo.load(name).diagnose(real=real, n_samples=300)
        grades[name] = report["generation"].grade
    assert grades == {"cats/collapsed-gan": "broken", "cats/style-gan": "good"}


@pytest.mark.slow
def test_so_they_are_by_the_view_of_coverage():
    found = {
        name: lw.CoverageView(name, n=300) for name in ("cats/collapsed-gan", "cats/style-gan")
    }
    grades = {name: view.coverage.grade for name, view in found.items()}
    assert grades == {"cats/collapsed-gan": "broken", "cats/style-gan": "good"}


def test_a_space_from_a_bundle_is_diagnosed_without_torch():
    report = lw.zoo.load("digits/vae").diagnose(n_samples=200)
    assert [section.key for section in report.sections] == KEYS
    assert report["use"].grade != "unknown"
    assert "nats" in report["use"].why[0]
    report.figure().savefig(io.BytesIO(), dpi=30)
