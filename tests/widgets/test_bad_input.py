"""Each view that diagnoses, given what cannot be measured: a sentence, and no number."""

import io
import json

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, ModelError
from tests.widgets.checkpoints.models import TinyVAE, pictures
from tests.widgets.conftest import revive

SIDE, N, TIMEOUT = 12, 200, 60
RNG = np.random.default_rng(0)
CODES = RNG.normal(size=(N, 4))
SIZE = CODES[:, 0]


class Plain:
    """Codes are the first numbers of a picture, turned about by some places."""

    n_features_in_ = SIDE * SIDE

    def __init__(self, dims, turn=0, limit=np.inf, one=False):
        self.dims, self.turn, self.limit, self.one = dims, turn, limit, one

    def transform(self, x):
        codes = np.roll(np.asarray(x, float)[:, : self.dims], self.turn, axis=1)
        codes[np.abs(np.asarray(x)[:, 0]) > self.limit] = np.nan
        return codes

    def inverse_transform(self, z):
        codes = np.roll(z, -self.turn, axis=1) * (not self.one)
        return np.pad(codes, ((0, 0), (0, SIDE * SIDE - self.dims)))


def space_of(codes=CODES, *, limit=np.inf, one=False, turn=0, **options):
    codes = np.asarray(codes, np.float32)
    data = np.pad(codes, ((0, 0), (0, SIDE * SIDE - codes.shape[1])))
    options = {"prior": "normal", "name": f"turned by {turn}", **options}
    model = Plain(codes.shape[1], turn, limit, one)
    return lw.LatentSpace(
        model, data, output_shape=(SIDE, SIDE), value_range=(-4, 4), progress=False, **options
    )


def attributes(**columns):
    return {"attributes": columns}


GAPS = np.where(np.arange(N) < 7, np.nan, SIZE)
# What the view of factors says, and figures that none may be given of.
CASES = {
    "a constant factor": (attributes(one=np.zeros(N)), "'one' has a single value"),
    "one class": ({"labels": ["cat"] * N}, "'label' has a single value"),
    "names without an order": (attributes(id=[f"s{i}" for i in range(N)]), "200 different values"),
    "missing values": (attributes(gaps=GAPS), "missing values in 7 of 200"),
    "missing names": (
        attributes(gaps=[None if i < 7 else "ab"[i % 2] for i in range(N)]),
        "missing values in 7 of 200",
    ),
    "few": ({"codes": CODES[:30], **attributes(size=SIZE[:30])}, "30 samples are too few"),
    "very few": ({"codes": CODES[:6], **attributes(size=SIZE[:6])}, "6 samples are too few"),
    "more dimensions than samples": (
        {"codes": RNG.normal(size=(60, 100)), **attributes(size=np.linspace(0, 1, 60))},
        "60 samples are too few",
    ),
    "all the same": (
        {"codes": np.repeat(CODES[:1], N, axis=0), **attributes(size=SIZE)},
        "All codes are equal",
    ),
    "codes that are not finite": (
        {"limit": 1.5, **attributes(size=SIZE)},
        "180 samples are too few",
    ),
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


pytestmark = pytest.mark.filterwarnings("ignore:20 of 200 samples were dropped")


def checked(value, path=""):
    """Places where a number is not finite."""
    if isinstance(value, dict):
        return [found for name, part in value.items() for found in checked(part, f"{path}.{name}")]
    if isinstance(value, list | tuple):
        return [found for part in value for found in checked(part, path)]
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return [] if np.isfinite(value).all() else [path]
    return [path] if isinstance(value, float) and not np.isfinite(value) else []


def is_drawn(view, caplog):
    data, _ = view._repr_mimebundle_()
    assert "image/png" in data
    assert "no still picture" not in caplog.text


def test_factors(page, case, caplog):
    options, sentence = case
    view = lw.DisentanglementView(space_of(**options))
    told = page.ask(view, "disentanglement")
    assert sentence in told["refusal"]
    assert "scores" not in told
    for method in ("dci", "infomec", "sap"):
        assert sentence in page.fails(view, "importances", method=method)
    with pytest.raises(DataError, match=sentence):
        view.figure()
    is_drawn(view, caplog)


def test_the_report(page, case):
    options, sentence = case
    view = lw.DiagnosisView(space_of(**options), n=60)
    report = page.ask(view, "diagnosis")["report"]
    json.dumps(view.to_dict(), allow_nan=False)
    for section in report["sections"]:
        assert section["verdict"].endswith(".")
        assert (section["grade"] != "unknown") or section["measures"] == []
        assert all(measure["value"] is not None for measure in section["measures"])
        assert all(None not in (measure["interval"] or []) for measure in section["measures"])
    view.figure().savefig(io.BytesIO(), dpi=30)
    n = len(view.space.codes)
    factors = view.diagnosis["factors"]
    if n >= N:  # of fewer it takes fewer bins
        assert factors.grade == "unknown"
        assert factors.measures == ()
        assert sentence in factors.verdict or "names are no factor" in factors.verdict


def test_coverage(page, case, caplog):
    options, _ = case
    view = lw.CoverageView(space_of(**options))
    content, buffers = page.reply(page.send(view, "coverage"))
    if not content["ok"]:
        few = ("too few to be compared", "are distinct", "hold NaN")
        assert any(words in content["error"] for words in few), content["error"]
        with pytest.raises(DataError, match="|".join(few)):
            view.figure()
    else:
        found = revive(content["result"], buffers)
        assert checked(found) == []
        assert all(measure["value"] is not None for measure in found["measures"])
        assert found["verdict"].endswith(".")
    is_drawn(view, caplog)


def test_two_models(page, case, caplog):
    options, sentence = case
    view = lw.SpaceComparison(space_of(**options), space_of(turn=1, **options))
    page.wait_for(lambda: view.report is not None or view.trouble)
    assert view.trouble == ""
    report = revive(view.report)
    assert checked(report) == []
    for row in report["figures"]:
        for one in row["values"]:
            assert one["value"] is not None or one["why"].endswith("."), row
    if report["overlap"] is None:
        assert report["refusal"].endswith(".")
    mig = [row for row in report["figures"] if row["name"] == "MIG"]
    for row in mig:
        assert [one["value"] for one in row["values"]] == [None, None]
        assert sentence in row["values"][0]["why"]
    if sentence.startswith("All codes"):
        assert "all are equal" in report["refusal"]
        assert not any("continuity" in row["name"] for row in report["figures"])
    is_drawn(view, caplog)
    view.close()


def test_a_training(page, case, caplog):
    options, sentence = case
    timeline = lw.CheckpointTimeline([space_of(**options), space_of(turn=1, **options)])
    timeline.wait(TIMEOUT)
    assert "MIG" not in timeline.figures()
    for at in timeline.rounds:
        shot = timeline.reel.get(at)
        assert shot.trouble == ""
        assert all(np.isfinite(figure.value) for figure in shot.figures)
        if "attributes" in options and len(timeline.reel.source.space(at).codes) >= 50:
            assert f"no MIG: {sentence[:10]}"[:7] in shot.words
            assert sentence in shot.words
        elif "attributes" in options:
            assert "too few for figures" in shot.words
            assert shot.figures == ()
    is_drawn(timeline, caplog)
    timeline.close()


def test_traversals(page, case, caplog):
    options, _ = case
    grid = lw.TraversalGrid(space_of(**options))
    assert np.isfinite(grid.moved(0)).all()
    assert all(np.isfinite(change) for _, change in grid.movers(0, 0))
    is_drawn(grid, caplog)


def test_names_of_few_kinds_are_factors(page):
    kinds = {
        "kind": np.where(SIZE > 0, "big", "small"),
        "three": np.array([*"abc"])[np.arange(N) % 3],
    }
    space = space_of(**attributes(**kinds))
    told = page.ask(lw.DisentanglementView(space), "disentanglement")
    assert told["names"] == ["kind", "three"]
    assert any("names have no order" in said for said in told["left_out"])
    assert np.isfinite(told["shares"]).all()
    assert space.diagnose()["factors"].grade != "unknown"


def test_copies_are_said(page):
    codes = np.repeat(CODES[:50], 4, axis=0)
    space = space_of(codes, **attributes(size=codes[:, 0]))
    found = lw.CoverageView(space).coverage
    assert "150 of the real are copies" in found.measures[0].label
    report = page.ask(lw.CoverageView(space), "coverage")
    assert report["pairs"]["n_real_copies"] == 150


def test_a_model_that_gives_one_output_only(page):
    space = space_of(one=True, **attributes(size=SIZE))
    report = page.ask(lw.CoverageView(space), "coverage")
    assert report["verdict"] == "It generates one output only, 200 times."
    assert report["measures"] == []
    found = space.diagnose()
    assert "Every code decodes to the same output" in found["use"].verdict
    grid = lw.TraversalGrid(space)
    assert grid.moved(0).max() == 0
    timeline = lw.CheckpointTimeline([space, space_of(one=True, turn=1)])
    timeline.wait(TIMEOUT)
    assert timeline.reel.get(0).words.endswith("all these codes give the same output")
    timeline.close()


def test_texts_that_read_the_same_are_one_output(page):
    def decode(z):
        sure = np.array([0.0, 4, 1]) + 0.1 * np.tanh(z[:, :1, None])
        return np.repeat(sure, 3, axis=1).astype(np.float32)

    modality = lw.Text(vocabulary=["<pad>", "cat", "dog"], hidden=(0,))
    space = lw.LatentSpace(
        decode, latent_shape=2, prior="normal", n_samples=60, modality=modality, progress=False
    )
    found = lw.CoverageView(
        space, real=np.random.default_rng(0).integers(1, 3, (60, 3)), n=60,
        features=lambda outputs: outputs[..., 0, 0],
    ).coverage  # fmt: skip
    assert found.verdict == "It generates one output only, 60 times."
    with pytest.raises(lw.OptionError, match="texts, whose numbers are tokens"):
        lw.CoverageView(space, features="pixels")


def test_models_that_leave_out_other_samples_are_not_compared():
    first, second = space_of(limit=1.5), space_of(limit=2.0, turn=1)
    with pytest.warns(UserWarning, match="were dropped"):
        alone = np.setxor1d(first.parts.contents.kept, second.parts.contents.kept)
    with pytest.raises(DataError, match=f"first of sample {alone[0]}, one of turned by 0"):
        lw.SpaceComparison(first, second)


def test_checkpoints_of_other_architectures_are_refused(page):
    data, _ = pictures()
    with pytest.raises(ModelError, match=r"one architecture; compare two models with SpaceCompar"):
        lw.CheckpointTimeline([TinyVAE(), TinyVAE(dims=5)], data, value_range=(0, 1))


@pytest.mark.filterwarnings("ignore:.*samples were dropped")
def test_a_sample_without_a_code_at_one_checkpoint_is_left_out_there(page):
    data, labels = pictures(90)
    worst = int(np.argmax(data.reshape(90, -1).sum(axis=1)))

    class Exploding(TinyVAE):
        limit = 0.0

        def encode(self, x):
            mean, log_variance = super().encode(x)
            bad = (x.flatten(1).sum(1) >= float(data[worst].sum()) - 1e-4) & (self.mean.bias[0] > 9)
            mean[bad] = float("nan")
            return mean, log_variance

    states = [Exploding().state_dict() for _ in range(3)]
    states[1]["mean.bias"] = states[1]["mean.bias"].clone()
    states[1]["mean.bias"][0] = 10
    timeline = lw.CheckpointTimeline(
        states, data, model=Exploding(), labels=labels, value_range=(0, 1)
    )
    timeline.wait(TIMEOUT)
    shots = [timeline.reel.get(at) for at in timeline.rounds]
    assert [len(shot.points) for shot in shots] == [90, 90, 90]
    assert np.flatnonzero(np.isnan(shots[1].points).any(axis=1)).tolist() == [worst]
    assert "without 1 of 90 samples, whose codes are not finite" in shots[1].words
    assert np.isfinite(shots[2].points).all()
    assert revive(timeline.described)["n"] == 90
    timeline.figure().savefig(io.BytesIO(), dpi=30)
    timeline.close()
