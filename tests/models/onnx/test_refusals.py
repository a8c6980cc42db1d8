"""What cannot be exported is told in one sentence that says what was found and what to do."""

import re

import decoders
import numpy as np
import pytest
from reopening import codes_for
from sklearn.decomposition import PCA

import latentwidgets as lw
from latentwidgets.exceptions import ExportError
from latentwidgets.models import wrap
from latentwidgets.models.onnx import export_model, tracing
from latentwidgets.models.onnx.parity import Trial, relative_error


def refused(model):
    with pytest.raises(ExportError) as caught:
        export_model(model, codes_for(model))
    said = str(caught.value)
    assert said.startswith(f"{model.name} cannot be exported to ONNX: ")
    assert said.endswith(".")
    assert not said.endswith("..")
    assert "\n" not in said
    return said


def test_steps_that_depend_on_numbers(capfd):
    assert "use torch.where instead" in refused(wrap(decoders.Branching()))
    assert capfd.readouterr() == ("", "")


def test_random_numbers():
    assert "draws random numbers" in refused(wrap(decoders.Noisy()))


def test_random_numbers_that_were_not_seen():
    model = wrap(decoders.Noisy())
    model.backend._decode.draws = False
    assert "RandomNormal" in refused(model)


def test_models_that_are_not_of_torch():
    data = np.random.default_rng(0).random((20, 16), np.float32)
    assert "no torch model" in refused(wrap(PCA(3).fit(data), data))
    weights = data[:3, :16]
    numpy = wrap(lambda z: z @ weights, latent_shape=3, output_shape=(4, 4))
    assert "no torch model" in refused(numpy)


def test_a_graph_that_differs_is_never_given(monkeypatch):
    model = wrap(decoders.OneAtATime())
    record = lw.models.onnx.export.record_decoder

    def shifted(*given):
        trials = record(*given)
        return [Trial(t.rows, {"output": t.outputs["output"] + np.float32(0.01)}) for t in trials]

    monkeypatch.setattr(lw.models.onnx.export, "record_decoder", shifted)
    said = refused(model)
    assert 0.01 <= float(re.search(r"differs by (\S+) of", said)[1]) < 0.03
    assert "at most 0.0001" in said


def test_weights_beyond_what_a_file_holds(monkeypatch):
    monkeypatch.setattr(tracing, "MAX_BYTES", 1000)
    assert "2 GB at most" in refused(wrap(decoders.Dense()))


@pytest.mark.parametrize(
    ("found", "expected", "error"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([1.0, 2.2], [1.0, 2.0], 0.1),
        ([np.nan, 2.0], [np.nan, 2.0], 0.0),
        ([np.nan, 2.0], [1.0, 2.0], np.inf),
        ([1.0, 2.0], [np.nan, 2.0], np.inf),
        ([np.inf, 2.0], [np.inf, 2.0], 0.0),
        ([-np.inf, 2.0], [np.inf, 2.0], np.inf),
        ([np.nan, np.nan], [np.nan, np.nan], 0.0),
        ([0.0, 0.0], [0.0, 0.0], 0.0),
        ([1.0], [1.0, 2.0], np.inf),
    ],
)
def test_the_error_is_relative_and_holes_must_agree(found, expected, error):
    arrays = (np.array(part, np.float32) for part in (found, expected))
    assert relative_error(*arrays) == pytest.approx(error)
