"""Snapshots of a training whose rounds move or go while they are taken."""

import pytest

import latentwidgets as lw
from tests.widgets.checkpoints.models import TinyGenerator, pictures


@pytest.fixture
def generator():
    data, _ = pictures()
    return lw.watch(TinyGenerator(), data, latent_shape=3, prior="normal", value_range=(0, 1))


def test_a_snapshot_taken_while_its_round_is_counted_otherwise_is_filed_there(
    generator, monkeypatch
):
    reel, recording = generator.reel, generator.recording

    def take(*given, shoot=reel._camera.take):
        monkeypatch.undo()
        recording.move(0, -1)  # as the training's first step does
        reel.move(0, -1)
        recording.add(0, recording.packed(-1))
        return shoot(*given)

    monkeypatch.setattr(reel._camera, "take", take)
    reel.take(0)
    assert reel.taken == (-1,)
    assert reel.missing == (0,)


def test_a_round_counted_otherwise_while_its_weights_are_read_is_taken_later(
    generator, monkeypatch
):
    reel, recording = generator.reel, generator.recording

    def space(at, read=reel.source.space):
        monkeypatch.undo()
        recording.move(0, -1)
        reel.move(0, -1)
        recording.add(0, recording.packed(-1))
        return read(at)

    monkeypatch.setattr(reel.source, "space", space)
    reel.take(0)
    assert reel.taken == ()
    reel.take(0)
    assert reel.taken == (0,)


def test_a_snapshot_of_a_round_that_goes_meanwhile_is_not_filed(generator, monkeypatch):
    reel, recording = generator.reel, generator.recording
    for at in range(1, 40):
        recording.add(at, recording.packed(0))

    def take(*given, shoot=reel._camera.take):
        gone = recording.add(40, recording.packed(0))
        assert gone == [39]
        reel.drop(gone)
        return shoot(*given)

    monkeypatch.setattr(reel._camera, "take", take)
    reel.take(39)
    assert reel.taken == ()
