"""A view that cannot start says why, and leaves nothing behind."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

BREAK = """() => {
  window.Whole = window.ResizeObserver;
  window.ResizeObserver = class { constructor() { throw new Error("no <b>observer</b>"); } };
}"""
STORES = "globalThis[Symbol.for('latentwidgets.stores.v1')].size"
PAIR = """async () => {
  const pair = [0, 1].map((k) => new fakeModule.FakeSpace({ nSamples: 300, name: `model ${k}` }));
  window.fake = pair[0];
  const own = new fakeModule.FakeModel(
    { state: "anywidget:a", other: "anywidget:b", follow: "sample", report: null, trouble: "" });
  const host = { getModel: async (reference) =>
    pair[Number(reference.endsWith("b"))].state.proxy(Symbol("context"), undefined) };
  const element = document.createElement("div");
  document.body.append(element);
  closers.push(await widgets.comparison.render(
    { model: own.proxy(Symbol("view"), undefined), el: element, host }));
}"""


@pytest.mark.parametrize("widget", ["decoded", "comparison"])
def test_a_view_that_fails_to_start_says_why_and_leaves_nothing(stage: Stage, widget: str) -> None:
    before = stage.live()
    stage.page.evaluate(BREAK)
    if widget == "comparison":
        stage.page.evaluate(PAIR)
    else:
        stage.mount(widget)
    expect(stage.page.get_by_role("alert")).to_have_text(
        "The widget could not start: Error: no <b>observer</b>"
    )
    assert stage.js(STORES) == 0
    assert any("observer" in error for error in stage.errors), "the console has the whole of it"
    stage.errors.clear()
    stage.close()
    assert stage.page.get_by_role("alert").count() == 0
    assert stage.live() == before


def test_the_next_view_starts_where_one_has_failed(stage: Stage) -> None:
    stage.page.evaluate(BREAK)
    stage.mount("decoded")
    expect(stage.page.get_by_role("alert")).to_be_visible()
    stage.errors.clear()
    stage.page.evaluate("() => { window.ResizeObserver = Whole; }")
    stage.mount("decoded")
    stage.sees(stage.decoded("fake.plain('z')"))
