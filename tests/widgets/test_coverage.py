"""CoverageView and DiagnosisView: what is given, what the page is told, what is written."""

import json

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError
from tests.widgets.conftest import Linear


@pytest.fixture(scope="module")
def real():
    codes = np.random.default_rng(7).normal(size=(90, 4)).astype(np.float32)
    return Linear().inverse_transform(codes).reshape(90, 8, 8, 1)


@pytest.fixture
def made(make_space):
    return make_space(prior="normal", name="<b>linear</b>")


def test_the_page_is_told_what_was_found_and_shown_the_samples(made, real, page):
    view = lw.CoverageView(made, real=real, labels=["a", "b"] * 45, n=80)
    report = page.ask(view, "coverage")
    assert report["n_real"] == 80
    assert report["verdict"] == view.coverage.verdict
    assert len(report["map"]["real"]) == 160
    assert len(report["bins"]["real"]) == 80
    assert [told["result"]["step"] for told in page.progress][:2] == [0, 1]
    indices = np.uint32([0, 3, 5])
    sheet = page.ask(view, "coverage_tiles", set="real", indices=indices, size=16)
    assert sheet["atlas"]["width"] == sheet["columns"] * 16
    assert "choose one of" in page.fails(view, "coverage_tiles", set="x", indices=indices, size=16)
    view.close()


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"n": 20}, OptionError, "from 50"),
        ({"features": 3}, OptionError, "give a function"),
        ({"real": "dogs"}, OptionError, "no built-in data"),
    ],
)
def test_what_cannot_be_compared_is_refused_at_once(made, page, options, error, words):
    with pytest.raises(error, match=words):
        lw.CoverageView(made, **options)
    assert not page.opened


def test_labels_of_another_number_are_refused(made, real, page):
    with pytest.raises(DataError, match="one label for each"):
        lw.CoverageView(made, real=real, labels=["a"])


def test_features_of_the_users_are_named(made, real, page):
    view = lw.CoverageView(made, real=real, features="pixels")
    assert view.coverage.features == "the raw values of the outputs"
    view.close()


def test_the_report_is_a_dict_and_a_page_in_which_text_is_text(made, real, page, tmp_path):
    view = lw.DiagnosisView(made, real=real, n=60)
    assert page.ask(view, "diagnosis", known=True) == {"report": None}
    report = page.ask(view, "diagnosis")["report"]
    assert [section["key"] for section in report["sections"]] == [
        section.key for section in view.diagnosis.sections
    ]
    pictures = [
        section["picture"] for section in report["sections"] if section["picture"] is not None
    ]
    assert pictures
    assert all(bytes(picture[:4]) == b"\x89PNG" for picture in pictures)
    json.dumps(view.to_dict())
    text = view.save_html(tmp_path / "report.html").read_text("utf-8")
    assert "&lt;b&gt;linear&lt;/b&gt;" in text
    assert "<b>linear" not in text
    assert "default-src 'none'" in text.replace("&#x27;", "'")
    view.close()
