"""Coverage and the report by mouse and keyboard, answered by Python over a small generator."""

from __future__ import annotations

import numpy as np
import pytest
from kernel import bring_kernel
from playwright.sync_api import expect
from stage import Stage

import latentwidgets as lw
from latentwidgets.widgets.covering import covering_of
from latentwidgets.widgets.diagnosing import diagnosing_of

pytestmark = pytest.mark.browser

DIMS, SIDE = 16, 8


def generator(kinds):
    """Bright left, right, upper or lower half, by the first dimension; the others are its grain."""
    basis = np.random.default_rng(5).normal(size=(DIMS - 1, SIDE * SIDE)) / 30
    clean = np.full((4, SIDE, SIDE), 0.2)
    clean[0, :, :4] = clean[1, :, 4:] = clean[2, :4] = clean[3, 4:] = 0.8
    edges = np.quantile(
        np.random.default_rng(0).normal(size=10_000), np.arange(1, len(kinds)) / len(kinds)
    )

    def kind_of(z):
        return np.asarray(kinds)[np.searchsorted(edges, np.asarray(z)[:, 0])]

    def decode(z):
        grain = (np.asarray(z)[:, 1:] @ basis).reshape(-1, SIDE, SIDE)
        return np.clip(clean[kind_of(z)] + grain, 0, 1).astype(np.float32)

    return decode, kind_of


@pytest.fixture
def space():
    decode, _ = generator([0, 2])
    options = {"latent_shape": DIMS, "prior": "normal", "value_range": (0, 1), "n_samples": 200}
    made = lw.LatentSpace(decode, name="half", **options)
    whole, kind_of = generator([0, 1, 2, 3])
    codes = np.random.default_rng(2).normal(size=(200, DIMS))
    names = np.array(["left", "right", "upper", "lower"])
    labels = names[kind_of(codes)]
    covering_of(made).give(made, real=whole(codes)[..., None], labels=labels, name="", n=200)
    diagnosing_of(made).give(whole(codes)[..., None], 200)
    return made


def test_what_is_missing_is_seen_first_and_can_be_opened(stage: Stage, space) -> None:
    bring_kernel(stage, space, "coverage", "coverage_tiles")
    stage.mount("coverage", dims=DIMS)
    verdict = stage.page.locator(".lw-coverage-verdict")
    expect(verdict).to_contain_text("Modes are missing: no ", timeout=60_000)
    expect(verdict).to_contain_text("broken")
    assert stage.page.locator(".lw-coverage-mark").inner_text() == "✗"
    never = stage.page.locator(".lw-coverage-group").filter(has_text="Real, and never made")
    expect(never.get_by_role("img").first).to_be_visible()
    bins = stage.page.locator(".lw-coverage-bin")
    bins.first.click()
    expect(bins.first).to_have_attribute("aria-pressed", "true")
    opened = stage.page.locator(".lw-coverage-open")
    expect(opened).to_contain_text("real samples in this bin")
    label = opened.get_by_role("img").first.get_attribute("aria-label")
    assert label
    assert label.rpartition(", ")[2] in {"right", "lower"}
    bins.first.press("Enter")
    expect(opened).to_be_hidden()
    expect(stage.page.get_by_text("exact copies among 200 generated")).to_be_visible()
    for words in ("precision", "recall", "coverage", "NDB"):
        name = stage.page.locator(".lw-coverage-name").get_by_text(words, exact=True)
        expect(name).to_be_visible()


def test_a_click_on_a_generated_sample_moves_there(stage: Stage, space) -> None:
    bring_kernel(stage, space, "coverage", "coverage_tiles")
    stage.mount("coverage", dims=DIMS)
    canvas = stage.page.locator(".lw-coverage-canvas")
    expect(stage.page.locator(".lw-coverage-group").first).to_be_visible(timeout=60_000)
    box = canvas.bounding_box()
    assert box
    for share in np.linspace(0.05, 0.95, 19):
        canvas.click(position={"x": share * box["width"], "y": box["height"] / 2})
        if stage.js("fake.lastSaved('z')"):
            break
    found = covering_of(space).found
    assert found
    z = np.array(stage.js("fake.lastSaved('z')"))
    assert np.abs(found.codes - z).max(axis=1).min() < 1e-6


def test_without_data_the_view_says_what_to_do(stage: Stage) -> None:
    decode, _ = generator([0, 2])
    options = {"latent_shape": DIMS, "prior": "normal", "value_range": (0, 1), "n_samples": 60}
    bring_kernel(stage, lw.LatentSpace(decode, **options), "coverage")
    stage.mount("coverage", dims=DIMS)
    expect(stage.page.locator(".lw-coverage-verdict")).to_contain_text("give some by real=")
    expect(stage.page.locator(".lw-coverage-body")).to_be_hidden()


def test_the_report_is_run_and_saved(stage: Stage, space) -> None:
    bring_kernel(stage, space, "diagnosis", "diagnosis_page")
    stage.mount("diagnosis", dims=DIMS)
    run = stage.page.get_by_role("button", name="Diagnose", exact=True)
    expect(run).to_be_visible()
    run.press("Enter")
    card = stage.page.get_by_role("article", name="What it generates")
    expect(card).to_contain_text("broken", timeout=60_000)
    expect(card.locator(".lw-diagnosis-mark")).to_have_text("✗")
    expect(card).to_contain_text("Modes are missing")
    expect(card.locator("img")).to_be_visible()
    with stage.page.expect_download() as saved:
        stage.page.get_by_role("button", name="Save as HTML").click()
    assert saved.value.suggested_filename.endswith(".html")
    page = saved.value.path().read_text("utf-8")
    assert "Modes are missing" in page
    assert "<script" not in page
