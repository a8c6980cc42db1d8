"""Importances on a button, as the page asks for them: which factors each figure takes."""

import threading

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.metrics._progress import Steps
from tests.widgets.conftest import DIMS, SIDE, TIMEOUT, Linear

N = 300


@pytest.fixture(scope="module")
def codes():
    return np.random.default_rng(4).normal(size=(N, DIMS)).astype(np.float32)


def space_of(codes, **attributes):
    pictures = 0.5 + 0.05 * codes @ Linear().basis.T
    options = {"output_shape": (SIDE, SIDE), "value_range": (0, 1), "progress": False}
    return lw.LatentSpace(Linear(), pictures, attributes=attributes, **options)


def test_classes_are_read_by_a_linear_svm_and_what_is_left_out_is_said(page, codes):
    rare = np.where(np.arange(N) < 4, "odd", "even")
    side = np.where(codes[:, 1] > 0, "up", "down")
    view = lw.DisentanglementView(space_of(codes, side=side, height=codes[:, 0], rare=rare))
    found = page.ask(view, "importances", method="sap")
    assert found["names"] == ["side"]
    assert found["left_out"] == [
        "Left out, since numbers belong to SAP by R²: height.",
        "Left out, since a class has fewer than 10 samples: rare.",
    ]
    accuracies = found["table"]
    assert accuracies.shape == (DIMS,)
    assert accuracies[1] > 0.95
    assert np.delete(accuracies, 1).max() < 0.65
    (score,) = found["scores"]
    assert score["label"] == "SAP (linear SVM, balanced accuracy, of side, n = 300)"
    live = page.ask(view, "disentanglement")
    by_line = next(one for one in live["scores"] if one["name"] == "SAP by R²")
    assert by_line["label"] == "SAP (R² of a line, of side, height, rare, n = 300)"


def test_where_no_factor_has_classes_it_says_so(page, codes):
    view = lw.DisentanglementView(space_of(codes, height=codes[:, 0]))
    said = page.fails(view, "importances", method="sap")
    assert "No factor has classes" in str(said)
    assert "SAP by R²: height" in str(said)


@pytest.mark.parametrize(("method", "score"), [("dci", "disentanglement"), ("infomec", "InfoM")])
def test_the_slow_figures_are_answered_with_their_table(page, codes, method, score):
    factors = {"side": np.where(codes[:, 1] > 0, "up", "down"), "height": codes[:, 0]}
    view = lw.DisentanglementView(space_of(codes, **factors))
    found = page.ask(view, "importances", method=method)
    assert set(found["names"]) == {"side", "height"}
    table = np.asarray(found["table"]).reshape(DIMS, 2)
    owners = dict(zip(found["names"], table.argmax(axis=0).tolist(), strict=True))
    assert owners == {"side": 1, "height": 0}
    assert any(score in one["name"] for one in found["scores"])


@pytest.mark.parametrize("method", ["dci", "infomec"])
def test_the_slow_figures_are_cancelled(page, codes, monkeypatch, method):
    begun, gate = threading.Event(), threading.Event()
    step = Steps.done

    def slow(self):
        begun.set()
        assert gate.wait(TIMEOUT)
        step(self)

    monkeypatch.setattr(Steps, "done", slow)
    factors = {"side": np.where(codes[:, 1] > 0, "up", "down"), "height": codes[:, 0]}
    view = lw.DisentanglementView(space_of(codes, **factors))
    key = page.send(view, "importances", method=method)
    assert begun.wait(TIMEOUT)
    page.ask(view, "cancel", target=key)
    gate.set()
    content, _ = page.reply(key)
    assert content["cancelled"]
