"""The views that diagnose, over text, melodies, sound and series: numbers, figures, pages."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

import latentwidgets as lw
from tests.spaces import media
from tests.spaces.media import KINDS
from tests.widgets.conftest import revive

N, TIMEOUT = 200, 60
NONSENSE = re.compile(r"\bnan\b|\binf\b|undefined|\bNone\b(?! of)|\[object")
_spaces = {}


def space_of(kind, change=0.0):
    if (kind, change) not in _spaces:
        _spaces[kind, change] = media.make_medium(
            kind,
            N,
            change,
            prior="normal",
            attributes={"first": np.linspace(0, 1, N), "half": np.arange(N) % 2 == 0},
        )
    return _spaces[kind, change]


@pytest.fixture(params=KINDS)
def space(request):
    return space_of(request.param)


def still(view):
    """The picture that a saved notebook has of the view."""
    data, _ = view._repr_mimebundle_()
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as picture:
        return np.asarray(picture.convert("L"))


def drawn(view):
    """The words of a figure, which do not stick out; its still picture is not blank."""
    figure = view.figure()
    view.figure = lambda: figure  # drawn once, as the still picture
    assert len(np.unique(still(view))) > 10
    width = figure.bbox.width
    texts = [*figure.texts, *(text for part in figure.subfigs for text in part.texts)]
    for axes in figure.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes.yaxis.label]
        texts += axes.get_yticklabels() if axes.axison else []
    words = [text.get_text() for text in texts if text.get_text().strip()]
    for text in texts:
        if text.get_text().strip() and text.get_visible():
            box = text.get_window_extent()
            assert box.x0 >= -6, text
            assert box.x1 <= width + 6, text
    assert not NONSENSE.search("\n".join(words)), words
    return words + [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]


def test_traversals_are_drawn_and_measured(page, space):
    grid = lw.TraversalGrid(space)
    words = drawn(grid)
    assert "moves" in words
    kind = space.modality.kind
    moved = grid.moved(int(grid.state.sliders["order"][0]))
    shapes = {"text": (1, 5), "melody": (5, 8), "audio": (1, 400), "series": (2, 50)}
    assert moved.shape == shapes[kind]
    assert np.isfinite(moved).all()
    assert moved.max() > 0
    if kind == "text":
        assert moved.max() <= 1
        outputs = space.decode(np.repeat(space.codes[:1], 2, axis=0))
        printed = space.modality.texts(outputs)[0]
        assert any(printed.split()[0] in text for text in words), words


def test_factors_are_measured_of_any_medium(page, space):
    view = lw.DisentanglementView(space)
    assert set(drawn(view)) >= {"first", "half"}
    told = page.ask(view, "disentanglement")
    assert told["refusal"] is None
    assert len(told["shares"]) == space.latent_size * len(told["names"])
    assert np.isfinite(told["shares"]).all()
    assert told["shares"].max() <= 1
    if space.modality.kind == "series":  # of codes: the medium takes no part
        found = page.ask(view, "importances", method="dci", factors=["half"])
        assert np.isfinite(found["table"]).all()


def test_coverage_compares_and_shows_the_samples_themselves(page, space):
    view = lw.CoverageView(space, n=100)
    assert len(np.unique(still(view))) > 2, "it says that nothing was measured yet"
    found = view.coverage
    words = drawn(view)
    assert any(found.verdict[:30] in text for text in words)
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.features == "the model's own encoder"
    assert {measure.name for measure in found.measures} >= {"precision", "recall", "coverage"}
    report = page.ask(view, "coverage")
    indices = np.uint32([0, 3, 5])
    for name, outputs in (("real", found.real), ("generated", found.generated)):
        sheet = page.ask(view, "coverage_tiles", set=name, indices=indices, size=48)
        texts = space.modality.texts(outputs[indices])
        assert sheet.get("texts") == texts
        if texts is None:
            pixels = sheet["atlas"]["pixels"].reshape(-1, 4)
            assert np.count_nonzero(pixels[:, 3]) > 20, "something is drawn"
    assert report["n_generated"] == len(found.codes)
    np.testing.assert_allclose(space.decode(found.codes[:3]), found.generated[:3], atol=1e-5)


def test_a_diagnosis_is_a_view_a_page_and_a_dict(page, space, tmp_path):
    view = lw.DiagnosisView(space, n=100)
    report = view.diagnosis
    drawn(view)
    told = json.loads(json.dumps(view.to_dict(), allow_nan=False))
    assert told["sections"][0]["key"] == "reconstruction"
    assert not NONSENSE.search(str(report))
    grades = {section.key: section.grade for section in report.sections}
    assert "unknown" not in (grades["reconstruction"], grades["use"], grades["generation"])
    html = view.save_html(tmp_path / "report.html").read_text("utf-8")
    assert not NONSENSE.search(re.sub(r'"data:[^"]*"|<style>.*?</style>|<meta[^>]*>', "", html,
                                      flags=re.DOTALL))  # fmt: skip
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert len(pictures) >= 4
    for data in pictures:
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            assert len(np.unique(np.asarray(picture.convert("L")))) > 10
    asked = page.ask(view, "diagnosis")["report"]
    assert [section["verdict"] for section in asked["sections"]] == [
        section.verdict for section in report.sections
    ]
    if space.modality.kind == "text":
        printed = space.modality.texts(space.samples(range(N)))
        words = drawn(view)
        assert any(line in text for text in words for line in printed), "samples are read"


def test_dimensions_are_judged_by_what_is_read_not_by_the_numbers_of_tokens():
    """Two dimensions of one effect each: a word's number in the vocabulary is no amount."""

    def decode(z):
        logits = np.zeros((len(z), 2, 400), np.float32)
        for slot, (low, high) in enumerate([(1, 2), (3, 399)]):
            share = 5 * z[:, slot]
            logits[:, slot, low], logits[:, slot, high] = 8 - share, 8 + share
        return logits

    space = lw.LatentSpace(
        decode, latent_shape=2, prior="normal", n_samples=200, progress=False,
        modality=lw.Text(vocabulary=[f"w{i}" for i in range(400)]),
    )  # fmt: skip
    values = space.diagnose(n_samples=100)["use"]
    assert values.verdict == "Each of the 2 dimensions moves the output."
    from latentwidgets.metrics import decoder_sensitivity

    moved = decoder_sensitivity(
        space.decode, space.flat_codes, distance=space.modality.distance, pairs=64
    )
    first, second = moved.values
    assert first == pytest.approx(second, rel=0.5)


def test_two_models_are_compared(page, space):
    view = lw.SpaceComparison(space, space_of(space.modality.kind, 0.2))
    words = drawn(view)
    assert any("Procrustes" in text for text in words)
    page.wait_for(lambda: view.report is not None or view.trouble)
    assert view.trouble == ""
    report = revive(view.report)
    figures = {row["name"]: row["values"] for row in report["figures"]}
    assert all(one["value"] > 0 for one in figures["reconstruction error"])
    assert report["overlap"]["value"] > report["overlap"]["expected"]
    for row in report["figures"]:
        assert all(one["value"] is not None or one["why"] for one in row["values"]), row
    view.close()


def test_a_training_is_scrubbed_through(page, space):
    kind = space.modality.kind
    models = [media.make_model(kind, change) for change in (0.5, 0.2, 0.0)]
    timeline = lw.CheckpointTimeline(
        models,
        media.make_data(kind, N),
        modality=media.modality_of(kind),
        labels=np.arange(N) % 3,
        unit="epochs",
    )
    timeline.wait(TIMEOUT)
    words = drawn(timeline)
    assert "reconstruction error" in words
    for at in timeline.rounds:
        shot = timeline.reel.get(at)
        assert shot.trouble == ""
        assert np.isfinite(shot.points).all()
        printed = space.modality.texts(space.samples([0]))
        for sheet in (shot.fixed, shot.lattice):
            if printed is not None:
                assert len(sheet.texts) == sheet.n
                assert all(text.endswith(".") for text in sheet.texts)
            else:
                assert len(np.unique(np.frombuffer(sheet.picture.data, np.uint8))) > 2
    assert np.isfinite([*timeline.figures()["reconstruction error"].values()]).all()
    timeline.close()
