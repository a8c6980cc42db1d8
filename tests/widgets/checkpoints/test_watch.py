"""lw.watch: three lines in a plain loop; the training does not wait and is not changed."""

import gc
import itertools
import threading
import types

import numpy as np
import pytest
import torch
from torch import nn

import latentwidgets as lw
from latentwidgets.exceptions import ModelError, OptionError
from tests.widgets.checkpoints.models import TinyVAE, join_threads, pictures, train

TIMEOUT = 60


@pytest.fixture
def watched(page):
    data, labels = pictures()
    model = TinyVAE()
    watch = lw.watch(model, data, labels=labels, value_range=(0, 1), budget=1.0)
    yield watch, model, data
    watch.close()


def test_three_lines_record_a_training(watched):
    watch, model, data = watched
    train(model, data, 6, lambda epoch, loss: watch.step(epoch, loss=loss))
    watch.finish(TIMEOUT)
    assert watch.recording.rounds[0] == 0
    assert watch.recording.rounds[-1] == 6
    rounds, losses = watch.recording.curves["loss"]
    assert rounds.tolist() == [1, 2, 3, 4, 5, 6]
    assert losses[-1] < losses[0]
    kept = watch.recording.state(6)
    for name, value in model.state_dict().items():
        largest = float(value.abs().max())
        np.testing.assert_allclose(kept[name], value.numpy(), atol=largest / 100)


def test_it_is_seen_live_and_what_was_missed_is_made_up_for(watched, page):
    watch, model, data = watched
    timeline = watch.timeline
    page.wait_for(lambda: 0 in timeline.reel.taken)
    train(model, data, 5, lambda epoch, loss: watch.step(epoch, loss=loss))
    watch.finish(TIMEOUT)
    assert timeline.reel.missing == ()
    assert timeline.progress["taken"] == list(watch.recording.rounds)
    assert timeline.curves["loss"]["at"].tolist() == [1, 2, 3, 4, 5]
    assert timeline is watch.timeline
    assert "image/png" in watch._repr_mimebundle_()[0]


def test_looking_takes_one_thread_and_leaves_the_training_its_own(page):
    seen = {}

    class Noting(TinyVAE):
        def decode(self, z):
            seen[threading.current_thread().name] = torch.get_num_threads()
            return super().decode(z)

    data, labels = pictures()
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        watch = lw.watch(Noting(), data, labels=labels, value_range=(0, 1), budget=1.0)
        page.wait_for(lambda: 0 in watch.timeline.reel.taken)
        watch.finish(TIMEOUT)
        watch.close()
        assert seen["latentwidgets-watch"] == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_maps_taken_out_of_order_are_laid_again(watched):
    watch, model, data = watched
    train(model, data, 6, lambda epoch, loss: watch.step(epoch))
    watch.finish(TIMEOUT)
    reel = watch.reel
    rounds = watch.recording.rounds
    for at in (0, rounds[-1], *rounds[1:-1]):
        reel.take(at)
    assert reel.stale == (rounds[-1],)
    reel.take(rounds[-1])
    assert reel.stale == ()
    for before, after in itertools.pairwise(rounds):
        first, second = (reel.get(at).points.astype(float) for at in (before, after))
        left, _, right = np.linalg.svd((second - second.mean(0)).T @ (first - first.mean(0)))
        np.testing.assert_allclose(left @ right, np.eye(2), atol=1e-2)
        assert f"epochs {before}" in reel.get(after).words


def test_the_training_is_the_same_with_and_without(page):
    data, _ = pictures()
    found = []
    for is_watched in (False, True):
        model = TinyVAE().train()
        torch.manual_seed(5)
        on_epoch = lambda epoch, loss: None  # noqa: E731
        watch = None
        if is_watched:
            watch = lw.watch(model, data, value_range=(0, 1), budget=1.0)
            _ = watch.timeline
            on_epoch = lambda epoch, loss: watch.step(epoch, loss=loss)  # noqa: E731, B023
        torch.manual_seed(5)
        train(model, data, 8, on_epoch)
        assert model.training
        if watch:
            watch.finish(TIMEOUT)
            watch.close()
        found.append(torch.cat([value.flatten() for value in model.state_dict().values()]))
    torch.testing.assert_close(found[0], found[1], rtol=0, atol=0)


def test_epochs_counted_from_zero_leave_room_for_the_start(watched):
    watch, model, data = watched
    train(model, data, 3, lambda epoch, loss: watch.step(epoch), start=0)
    watch.finish(TIMEOUT)
    assert watch.recording.rounds == (-1, 0, 1, 2)


def test_memory_is_bounded(page):
    data, _ = pictures()
    model = TinyVAE()
    watch = lw.watch(model, data, most=5, value_range=(0, 1), budget=1.0)
    for epoch in range(1, 60):
        watch.step(epoch)
        assert watch._looking.wait(TIMEOUT)
    watch.finish(TIMEOUT)
    assert len(watch.recording) == 5
    assert watch.recording.rounds[0] == 0
    watch.close()


def test_a_step_that_would_cost_too_much_keeps_no_weights(watched):
    watch, _, _ = watched
    watch.budget = 1e-9
    for epoch in (1, 2, 3):
        watch.step(epoch, loss=1.0)
    watch.budget = 1.0
    watch.finish(TIMEOUT)
    assert watch.recording.rounds == (0, 1, 3), "the first and the last are kept all the same"
    assert len(watch.recording.curves["loss"][0]) == 3


def test_every(page):
    data, _ = pictures()
    watch = lw.watch(TinyVAE(), data, every=3, value_range=(0, 1), budget=1.0)
    for step in range(1, 8):
        watch.step(step)
        assert watch._looking.wait(TIMEOUT)
    assert watch.recording.rounds == (0, 1, 4, 7)
    watch.close()


def test_saved_and_opened_again(watched, tmp_path):
    watch, model, data = watched
    train(model, data, 4, lambda epoch, loss: watch.step(epoch, loss=loss))
    watch.finish(TIMEOUT)
    path = watch.save(tmp_path / "run.safetensors")
    timeline = lw.CheckpointTimeline(path, data, model=TinyVAE(), value_range=(0, 1))
    timeline.wait(TIMEOUT)
    assert timeline.rounds == watch.recording.rounds
    assert timeline.curves["loss"]["values"].shape == (4,)
    timeline.close()


def test_a_pair_of_modules(page):
    data, _ = pictures()
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
    decoder = nn.Sequential(nn.Linear(2, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))
    watch = lw.watch((encoder, decoder), data, value_range=(0, 1), budget=1.0)
    watch.step(1)
    watch.finish(TIMEOUT)
    assert {name[:2] for name in watch.recording.state(1)} == {"0.", "1."}
    watch.close()


def test_lightning_calls_it_by_its_hooks(watched):
    watch, _, _ = watched
    callback = watch.callback()
    logged = {"train_loss": torch.tensor(0.5), "name": "x", "many": torch.ones(3)}
    trainer = types.SimpleNamespace(current_epoch=0, callback_metrics=logged, sanity_checking=False)
    callback.setup(trainer, None, "fit")
    callback.on_train_start(trainer, None)
    for trainer.current_epoch in range(3):
        callback.on_train_batch_end(trainer, None, None, None, 0)
        callback.on_train_epoch_end(trainer, None)
    callback.on_fit_end(trainer, None)
    watch.finish(TIMEOUT)
    assert watch.recording.rounds[-1] == 3
    assert list(watch.recording.curves) == ["train_loss"]
    assert callback.state_dict() == {}
    assert not hasattr(callback, "other")


def test_it_is_of_lightnings_own_class_where_that_is_loaded(watched, monkeypatch):
    class Callback:
        """As of Lightning, as far as a trainer looks."""

    module = types.ModuleType("lightning.pytorch")
    module.Callback = Callback
    monkeypatch.setitem(__import__("sys").modules, "lightning.pytorch", module)
    assert isinstance(watched[0].callback(), Callback)


def test_what_cannot_be_watched_is_said():
    data, _ = pictures()
    with pytest.raises(ModelError, match="no weights that can be kept"):
        lw.watch(lambda z: z, data)
    with pytest.raises(OptionError, match="every=0"):
        lw.watch(TinyVAE(), data, every=0)
    with pytest.raises(OptionError, match="budget=2"):
        lw.watch(TinyVAE(), data, budget=2)
    model = TinyVAE()
    model.last = model.mean.weight * 2
    with pytest.raises(ModelError, match="cannot be copied"):
        lw.watch(model, data)


def test_a_step_takes_numbers(watched):
    watch, _, _ = watched
    with pytest.raises(OptionError, match="number of the epoch"):
        watch.step(1.5)
    with pytest.raises(OptionError, match="loss is a str"):
        watch.step(1, loss="low")


def test_a_watch_that_is_dropped_ends_its_thread(page):
    data, _ = pictures()
    watch = lw.watch(TinyVAE(), data, value_range=(0, 1), budget=1.0)
    watch.step(1)
    watch.finish(TIMEOUT)
    watch.close()
    del watch
    gc.collect()
    join_threads()


def test_a_training_run_again_is_not_mixed_with_the_one_before(watched):
    watch, model, data = watched
    train(model, data, 3, lambda epoch, loss: watch.step(epoch, loss=loss))
    watch.finish(TIMEOUT)
    before = watch.recording.packed(1)
    with pytest.raises(OptionError, match=r"step\(1\) was given after step\(3\).*new lw.watch"):
        train(model, data, 3, lambda epoch, loss: watch.step(epoch, loss=loss))
    with pytest.raises(OptionError, match="count this one on from 4"):
        watch.step(3)
    assert watch.recording.packed(1) is before
    assert watch.recording.curves["loss"][0].tolist() == [1, 2, 3]
    watch.step(4, loss=0.5)
    watch.finish(TIMEOUT)
    assert watch.recording.rounds == (0, 1, 2, 3, 4)
