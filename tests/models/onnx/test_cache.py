"""A model is exported once; what lies on disk is used only where it is whole and of this model."""

import logging
import os

import decoders
import pytest
import torch
from reopening import codes_for
from torch import nn

from latentwidgets.models import wrap
from latentwidgets.models.onnx import cache, export_cached
from latentwidgets.models.onnx.container import pack


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(7)  # weights that no other test draws
    return wrap(decoders.Dense())


@pytest.fixture(scope="module")
def exported(model):
    return cache.export_model(model, codes_for(model))


@pytest.fixture
def calls(monkeypatch, exported):
    """How often a model was exported, without the time that it takes."""
    made = []

    def instead(*given, **options):
        made.append(options["precision"])
        return exported

    monkeypatch.setattr(cache, "export_model", instead)
    return made


def test_the_second_time_is_read_from_disk(model, exported, calls, tmp_path):
    for _ in range(2):
        assert export_cached(model, codes_for(model), folder=tmp_path) == exported
    assert calls == ["float32"]
    assert [path.suffix for path in tmp_path.iterdir()] == [".graphs"]


def test_other_weights_precision_or_samples_are_others(model, calls, tmp_path):
    codes = codes_for(model)
    export_cached(model, codes, folder=tmp_path)
    export_cached(model, codes, folder=tmp_path, precision="float16")
    export_cached(wrap(decoders.Dense()), codes, folder=tmp_path)
    assert len(calls) == len(list(tmp_path.iterdir())) == 3


def test_an_encoder_is_part_of_it(calls, tmp_path, grey):
    model = wrap((nn.Sequential(nn.Flatten(), nn.Linear(64, 6)), decoders.Dense()))
    codes = codes_for(wrap(decoders.Dense()))
    for samples in (grey, grey, None, None):
        export_cached(model, codes, samples, folder=tmp_path)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"something else entirely",
        lambda data: data[:-1],
        lambda data: data[:30],
        lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
        lambda data: data[:100] + b"x" + data[101:],
    ],
)
def test_what_is_damaged_is_written_anew(model, exported, calls, tmp_path, spoil):
    export_cached(model, codes_for(model), folder=tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert export_cached(model, codes_for(model), folder=tmp_path) == exported
    assert path.read_bytes() == whole
    assert len(calls) == 2


def test_a_file_of_another_model_is_not_taken(model, exported, calls, tmp_path):
    export_cached(model, codes_for(model), folder=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(pack(exported, "another key"))
    export_cached(model, codes_for(model), folder=tmp_path)
    assert len(calls) == 2


def test_a_folder_that_cannot_be_written_is_told_once(model, calls, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "onnx"
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            export_cached(model, codes_for(model), folder=folder)
    assert len(calls) == 2
    assert [record.getMessage()[:29] for record in caplog.records] == [
        "Exported models are not kept "
    ]


def test_the_folder_does_not_grow_without_end(model, calls, tmp_path, monkeypatch):
    models = [model, *(wrap(decoders.Dense()) for _ in range(3))]
    paths = []
    for age, one in enumerate(models[:3]):
        export_cached(one, codes_for(one), folder=tmp_path)
        (new,) = set(tmp_path.iterdir()) - set(paths)
        os.utime(new, (1000 + age, 1000 + age))
        paths.append(new)
    export_cached(models[0], codes_for(model), folder=tmp_path)  # used, so that it is kept
    (tmp_path / ".left.part").write_bytes(b"x")
    os.utime(tmp_path / ".left.part", (1000, 1000))
    (tmp_path / "other.txt").write_text("not ours")
    monkeypatch.setattr(cache, "MAX_BYTES", int(2.5 * paths[0].stat().st_size))
    export_cached(models[3], codes_for(model), folder=tmp_path)
    left = set(tmp_path.iterdir())
    assert paths[0] in left
    assert not {paths[1], paths[2], tmp_path / ".left.part"} & left
    assert tmp_path / "other.txt" in left
    monkeypatch.setattr(cache, "MAX_BYTES", 1)
    export_cached(models[1], codes_for(model), folder=tmp_path)
    assert len(list(tmp_path.glob("*.graphs"))) == 1, "the newest stays, however large"


def test_a_model_that_cannot_be_told_from_others_is_not_kept(calls, tmp_path):
    class Opaque:
        def __getstate__(self):
            raise TypeError

    net, opaque = decoders.Dense(), Opaque()
    model = wrap(lambda z: net(z) if opaque else z, latent_shape=6)
    for _ in range(2):
        export_cached(model, codes_for(model), folder=tmp_path)
    assert len(calls) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_users_folder_of_caches_is_the_usual_place(model, calls, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    export_cached(model, codes_for(model))
    assert len(list((tmp_path / "latentwidgets" / "onnx").glob("*.graphs"))) == 1
