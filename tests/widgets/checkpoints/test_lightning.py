"""`lw.watch` in Lightning's own trainer, by the callback as a user passes it."""

import numpy as np
import pytest
import pytorch_lightning as lightning
import torch

import latentwidgets as lw
from tests.widgets.checkpoints.models import TinyVAE, join_threads, pictures

TIMEOUT = 60
EPOCHS = 4
# Of Lightning itself, and of what it says about the size of a test.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:.*{words}")
    for words in ("LeafSpec", "does not have many workers", "The number of training batches")
]


class Module(lightning.LightningModule):
    """A small VAE as people write them for Lightning."""

    def __init__(self):
        super().__init__()
        self.vae = TinyVAE()
        self.seen = []  # what was logged, by epoch

    def encode(self, x):
        return self.vae.encode(x)

    def decode(self, z):
        return self.vae.decode(z)

    def loss(self, x):
        made, mean, _ = self.vae(x)
        return ((made - x) ** 2).sum() / len(x) + 0.01 * (mean**2).mean()

    def training_step(self, batch, _):
        loss = self.loss(batch)
        self.log("train_loss", loss, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, batch, _):
        self.log("val_loss", self.loss(batch))

    def on_train_epoch_end(self):
        self.log("epoch_sum", float(self.current_epoch + 1))
        self.seen.append({name: float(v) for name, v in self.trainer.callback_metrics.items()})

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), 1e-2)


@pytest.fixture
def data():
    return pictures()


@pytest.fixture
def fit(tmp_path, monkeypatch, data):
    """Train a few steps on the CPU, where everything that is written would be seen."""
    monkeypatch.chdir(tmp_path)

    def fit(model, watch, epochs=EPOCHS, **options):
        samples = torch.from_numpy(data[0])
        loader = torch.utils.data.DataLoader(samples, batch_size=30, shuffle=True)
        trainer = lightning.Trainer(
            max_epochs=epochs,
            callbacks=[watch.callback()],
            accelerator="cpu",
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            logger=False,
            **options,
        )
        trainer.fit(model, loader, torch.utils.data.DataLoader(samples[:30], batch_size=30))
        return trainer

    yield fit
    assert list(tmp_path.rglob("*")) == [], "nothing is left on disk"


@pytest.fixture
def watched(page, data):
    model = Module()
    watch = lw.watch(model, data[0], labels=data[1], value_range=(0, 1), budget=1.0)
    yield watch, model
    watch.close()
    join_threads()


def test_the_trainer_keeps_checkpoints_and_what_was_logged(watched, fit, page):
    watch, model = watched
    begun = {name: value.clone() for name, value in model.state_dict().items()}
    timeline = watch.timeline
    fit(model, watch)
    watch.finish(TIMEOUT)
    assert watch.recording.rounds == (0, 1, 2, 3, 4)
    for at, weights in ((0, begun), (EPOCHS, model.state_dict())):
        kept = watch.recording.state(at)
        assert kept.keys() == weights.keys()
        for name, value in weights.items():
            largest = float(value.abs().max())
            np.testing.assert_allclose(kept[name], value.numpy(), atol=largest / 100)
    curves = watch.recording.curves
    assert set(curves) == {"train_loss", "val_loss", "epoch_sum"}
    for name in ("train_loss", "val_loss"):
        rounds, values = curves[name]
        assert rounds.tolist() == [1, 2, 3, 4]
        np.testing.assert_allclose(values, [epoch[name] for epoch in model.seen], rtol=1e-6)
    assert curves["train_loss"][1][-1] < curves["train_loss"][1][0]
    assert curves["epoch_sum"][1].tolist() == [1, 2, 3, 4], "logged at the epoch's end"
    assert timeline.reel.taken == watch.recording.rounds
    assert timeline.progress["trouble"] == ""
    assert timeline.curves["val_loss"]["at"].tolist() == [1, 2, 3, 4]
    error = timeline.figures()["reconstruction error"]
    assert error[EPOCHS] < error[0]
    titles = [axes.get_title() for axes in watch.timeline.figure().axes]
    assert {"epochs 0", "epochs 4", "reconstruction error"} <= set(titles)


def test_what_was_logged_before_is_not_noted_again(watched, fit, page):
    watch, model = watched
    fit(model, watch, check_val_every_n_epoch=2)
    watch.finish(TIMEOUT)
    curves = watch.recording.curves
    assert curves["val_loss"][0].tolist() == [2, 4]
    assert curves["train_loss"][0].tolist() == [1, 2, 3, 4]


def test_the_callback_is_one_of_lightnings_own_and_leaves_the_training_as_it_is(page, fit, data):
    weights = []
    for is_watched in (False, True):
        torch.manual_seed(3)
        model = Module()
        watch = lw.watch(model, data[0], value_range=(0, 1), budget=1.0)
        assert isinstance(watch.callback(), lightning.Callback)
        if is_watched:
            _ = watch.timeline
        torch.manual_seed(4)
        fit(model, watch, epochs=2)
        assert model.training
        watch.finish(TIMEOUT)
        watch.close()
        weights.append(torch.cat([value.flatten() for value in model.state_dict().values()]))
    torch.testing.assert_close(weights[0], weights[1], rtol=0, atol=0)


def test_a_model_that_cannot_be_looked_at_is_trained_all_the_same(page, fit, data):
    class Broken(Module):
        is_broken = False

        def decode(self, z):
            if self.is_broken:
                raise ArithmeticError("no decoding today")
            return super().decode(z)

    model = Broken()
    watch = lw.watch(model, data[0], value_range=(0, 1), budget=1.0)
    watch.reel.source.subject._model.is_broken = True
    timeline = watch.timeline
    trainer = fit(model, watch)
    assert trainer.current_epoch == EPOCHS
    page.wait_for(lambda: "no decoding today" in timeline.progress["trouble"])
    watch.finish(TIMEOUT)
    assert watch.recording.rounds[-1] == EPOCHS
    assert watch.recording.curves["train_loss"][0].tolist() == [1, 2, 3, 4]
    watch.close()
    join_threads()


def test_a_training_that_fails_leaves_what_was_recorded(watched, fit, page):
    watch, model = watched
    timeline = watch.timeline

    def fail(epoch=model.on_train_epoch_end):
        epoch()
        if model.current_epoch == 2:
            raise FloatingPointError("it exploded")

    model.on_train_epoch_end = fail
    with pytest.raises(FloatingPointError, match="it exploded"):
        fit(model, watch)
    watch.finish(TIMEOUT)
    assert watch.recording.rounds[:3] == (0, 1, 2)
    assert set(timeline.reel.taken) == set(watch.recording.rounds)
    assert timeline.progress["trouble"] == ""


def test_weights_that_became_nan_are_said_where_they_are(watched, fit, page):
    watch, model = watched
    timeline = watch.timeline

    def spoil(epoch=model.on_train_epoch_end):
        epoch()
        if model.current_epoch == 2:
            with torch.no_grad():
                model.vae.mean.weight.fill_(float("nan"))

    model.on_train_epoch_end = spoil
    fit(model, watch)
    watch.finish(TIMEOUT)
    last = watch.recording.rounds[-1]
    assert "NaN" in timeline.reel.get(last).trouble
    assert timeline.reel.get(last).figures == ()
    assert timeline.reel.get(1).trouble == ""
    assert np.isnan(watch.recording.curves["train_loss"][1][-1])
