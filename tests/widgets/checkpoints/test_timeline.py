"""CheckpointTimeline: where it comes from, what it sees, what the page is told, what is refused."""

import numpy as np
import pytest
import torch

import latentwidgets as lw
from latentwidgets.exceptions import DataError, ModelError, OptionError, ShapeError
from tests.widgets.checkpoints.models import TinyGenerator, TinyVAE, pictures, train
from tests.widgets.conftest import revive

TIMEOUT = 60


@pytest.fixture(scope="module")
def trained():
    """The same small model at five points of its training."""
    data, labels = pictures()
    model, states = TinyVAE(), {}
    for epoch in (0, 10, 40, 80):
        states[epoch] = {name: value.clone() for name, value in model.state_dict().items()}
        train(model, data, 40)
    return data, labels, states


@pytest.fixture
def timeline(trained, page):
    data, labels, states = trained
    timeline = lw.CheckpointTimeline(
        states, data, model=TinyVAE(), labels=labels, unit="epochs", value_range=(0, 1)
    )
    timeline.wait(TIMEOUT)
    yield timeline
    timeline.close()


class Asked:
    def __init__(self, view):
        self.state = view


def test_training_is_seen_in_the_figures(timeline):
    assert timeline.rounds == (0, 10, 40, 80)
    figures = timeline.figures()
    error = figures["reconstruction error"]
    assert error[80] < 0.7 * error[0]
    assert set(figures["neighbours kept"]) == {10, 40, 80}, "of the first there is none before"
    assert "information (KL)" in figures


def test_each_map_is_laid_over_the_one_before_and_not_scaled(timeline, trained):
    data, _, states = trained
    before, after = (timeline.reel.get(at).points.astype(float) for at in (40, 80))
    crossed = (after - after.mean(0)).T @ (before - before.mean(0))
    turn = np.linalg.svd(crossed)
    np.testing.assert_allclose(turn[0] @ turn[2], np.eye(2), atol=1e-3)
    module = TinyVAE()
    module.load_state_dict(states[80])
    codes = module.encode(torch.from_numpy(data))[0].detach().numpy()
    spread = np.linalg.svd(codes - codes.mean(0), compute_uv=False)[:2]
    laid = np.linalg.svd(after - after.mean(0), compute_uv=False)
    np.testing.assert_allclose(laid, spread, rtol=0.05)
    assert "Procrustes" in timeline.reel.get(80).words


def test_the_page_is_told_all_and_may_ask_again(timeline, page):
    progress = timeline.progress
    assert progress["taken"] == [0, 10, 40, 80]
    found = page.ask(Asked(timeline), "snapshot", at=40)
    assert found["points"].shape == (90, 2)
    assert found["lattice"]["columns"] == 12
    assert len(found["box"]) == 4
    assert found["fixed"]["n"] == 24
    described = revive(timeline.described)
    assert described["colour"]["categories"] == ["0", "1", "2"]
    assert "no snapshot of round 7" in page.fails(Asked(timeline), "snapshot", at=7)
    assert "choose 'snapshot'" in page.fails(Asked(timeline), "decode")
    assert "no whole number" in page.fails(Asked(timeline), "snapshot", at="x")


def test_the_page_may_set_the_round_and_nothing_else(timeline, page):
    page.say(timeline, {"method": "update", "state": {"at": 40}, "buffer_paths": []})
    assert timeline.at == 40
    page.say(timeline, {"method": "update", "state": {"at": "x"}, "buffer_paths": []})
    page.say(timeline, {"method": "update", "state": {"progress": None}, "buffer_paths": []})
    assert timeline.at == 40
    assert timeline.progress is not None


def test_a_file_gives_the_same_snapshots(timeline, trained, tmp_path):
    data, labels, _ = trained
    path = timeline.save(tmp_path / "run.safetensors")
    again = lw.CheckpointTimeline(path, data, model=TinyVAE(), labels=labels, value_range=(0, 1))
    again.wait(TIMEOUT)
    assert again.rounds == timeline.rounds
    np.testing.assert_array_equal(again.reel.get(80).points, timeline.reel.get(80).points)
    again.close()


def test_the_figure_shows_checkpoints_and_curves(timeline):
    titles = [axes.get_title() for axes in timeline.figure().axes]
    assert "epochs 0" in titles
    assert "epochs 80" in titles
    assert "reconstruction error" in titles


def test_spaces_and_modules_make_a_timeline(trained, page):
    data, labels, states = trained
    modules = []
    for state in states.values():
        modules.append(TinyVAE())
        modules[-1].load_state_dict(state)
    options = {"labels": labels, "value_range": (0, 1)}
    spaces = [lw.LatentSpace(module, data, progress=False, **options) for module in modules]
    of_spaces = lw.CheckpointTimeline(spaces, rounds=[0, 10, 40, 80])
    of_modules = lw.CheckpointTimeline(modules, data, **options)
    for timeline, at in ((of_spaces, 80), (of_modules, 3)):
        timeline.wait(TIMEOUT)
        assert timeline.figures()["reconstruction error"][at] < 0.3
        timeline.close()
    with pytest.raises(OptionError, match="made of spaces"):
        of_spaces.save("x.safetensors")


def test_a_generator_is_held_against_real_samples(page):
    data, _ = pictures()
    generators = [TinyGenerator() for _ in range(3)]
    with torch.no_grad():
        generators[2].layers[0].weight.zero_()  # all its outputs are one
    timeline = lw.CheckpointTimeline(
        generators, data, latent_shape=3, prior="normal", value_range=(0, 1)
    )
    timeline.wait(TIMEOUT)
    figures = timeline.figures()
    assert figures["spread"][0] > 0.01
    assert figures["spread"][2] == pytest.approx(0, abs=1e-6)
    assert "coverage" not in figures  # of 45 samples it would say nothing
    assert timeline.reel.get(0).lattice is None
    assert revive(timeline.described)["real"].shape == (45, 2)  # the other half finds the features
    timeline.close()


def test_weights_that_are_no_numbers_are_said_and_the_rest_is_seen(trained, page):
    data, _, states = trained
    broken = {name: value * float("nan") for name, value in states[80].items()}
    timeline = lw.CheckpointTimeline(
        {0: states[0], 1: broken, 2: states[80]}, data, model=TinyVAE(), value_range=(0, 1)
    )
    timeline.wait(TIMEOUT)
    assert "NaN" in timeline.reel.get(1).trouble
    assert timeline.reel.get(2).trouble == ""
    assert len(timeline.reel.get(2).points) == len(data)
    timeline.figure()
    timeline.close()


def test_what_makes_no_timeline_is_refused_in_a_sentence(trained, tmp_path):
    data, _labels, states = trained
    listed = list(states.values())
    other = TinyVAE(dims=5)
    with pytest.raises(ModelError, match="one architecture"):
        lw.CheckpointTimeline([*listed, other.state_dict()], data, model=TinyVAE())
    spaces = [
        lw.LatentSpace(module, data, value_range=(0, 1), progress=False)
        for module in (TinyVAE(), other)
    ]
    with pytest.raises(ShapeError, match="SpaceComparison"):
        lw.CheckpointTimeline(spaces)
    fewer = lw.LatentSpace(TinyVAE(), data[:-1], value_range=(0, 1), progress=False)
    with pytest.raises(DataError, match="90 samples"):
        lw.CheckpointTimeline([spaces[0], fewer])
    with pytest.raises(OptionError, match="model="):
        lw.CheckpointTimeline(listed, data)
    with pytest.raises(OptionError, match="no built-in timeline 'cats/ae'"):
        lw.CheckpointTimeline("cats/ae")
    with pytest.raises(OptionError, match="no timeline"):
        lw.CheckpointTimeline(3)
    with pytest.raises(OptionError, match="no 4 whole numbers"):
        lw.CheckpointTimeline(listed, data, model=TinyVAE(), rounds=[0, 0, 1, 2])
    with pytest.raises(OptionError, match="read once"):
        lw.CheckpointTimeline(listed, (row for row in data), model=TinyVAE())


def test_built_in_timelines_by_name(page):
    timeline = lw.CheckpointTimeline("digits/vae", most=60)
    timeline.wait(4 * TIMEOUT)
    error = timeline.figures()["reconstruction error"]
    assert error[400] < 0.25 * error[0]
    assert timeline.figures()["active of 16"][0] == 0
    timeline.close()
