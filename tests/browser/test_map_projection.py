"""From PCA to t-SNE and back, flat and in space."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from map_page import MapPage
from stage import Stage

pytestmark = pytest.mark.browser
METHOD = "[aria-label=Projection]"


def arrived(view: MapPage, method: str, dims: int) -> None:
    """Wait until the kernel's projection is there and its points are at rest."""
    view.stage.wait(f"fake.current.key === '{method}-{dims}'")
    view.stage.page.locator(".lw-map-running").wait_for(state="hidden")
    view.stage.wait("document.querySelector('.lw-map-cross').style.display !== 'none'")
    view.rest()


def test_tsne_runs_live_and_the_points_walk_there(stage: Stage) -> None:
    view = MapPage(stage, tsneSteps=30)
    view.choose_nearest()
    stage.page.evaluate("""() => {
      window.texts = new Set();
      new MutationObserver(() => texts.add(document.querySelector('.lw-map-running').innerText))
        .observe(document.querySelector('.lw-map-running'), {subtree: true, characterData: true,
          childList: true});
    }""")
    stage.page.select_option(METHOD, "tsne")
    view.expect_redraw()
    arrived(view, "tsne", 2)
    texts = stage.js("[...texts]")
    assert sum("of 30" in text for text in texts) >= 3
    assert stage.page.locator(METHOD).input_value() == "tsne"
    assert view.sent("project")[-1]["perplexity"] == 30
    assert "trustworthiness 0.98" in stage.page.inner_text(".lw-map-top")
    assert not stage.page.locator(".lw-map-held").is_visible()
    assert view.cross() == pytest.approx(view.ring(), abs=0.5)


def test_another_perplexity_runs_again(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.select_option(METHOD, "tsne")
    view.expect_redraw()
    arrived(view, "tsne", 2)
    field = stage.page.get_by_label("Perplexity")
    field.fill("5")
    field.press("Enter")
    stage.wait("fake.count('project') === 2")
    assert view.sent("project")[-1]["perplexity"] == 5
    stage.page.locator(".lw-map-running").wait_for(state="hidden")


def test_a_running_projection_can_be_cancelled(stage: Stage) -> None:
    view = MapPage(stage, tsneSteps=10_000)
    place = view.choose_nearest()
    quality = stage.page.locator(".lw-map-quality")
    stage.page.select_option(METHOD, "tsne")
    # The figures are the old map's: gone while the points are on their way to another.
    quality.wait_for(state="hidden")
    stage.wait("/step [0-9]+ of/.test(document.querySelector('.lw-map-running').innerText)")
    view.expect_redraw()
    stage.page.get_by_role("button", name="Cancel").click()
    stage.page.locator(".lw-map-running").wait_for(state="hidden")
    view.rest()
    assert stage.page.locator(METHOD).input_value() == "pca"
    assert quality.is_visible()
    assert view.ring() == pytest.approx(place, abs=0.5)
    assert view.cross() is not None
    assert not stage.page.locator(".lw-map-notice").is_visible()


def test_a_projection_that_fails_says_why_and_the_map_stays(stage: Stage) -> None:
    view = MapPage(stage)
    stage.page.evaluate("""() => {
      const send = fake.state.onSend;
      fake.state.onSend = (content, buffers) => content.kind !== 'project' ? send(content, buffers)
        : fake.state.fire('msg:custom', {kind: 'reply', id: content.id, ok: false,
            error: 't-SNE needs at least 4 samples.'}, []);
    }""")
    stage.page.select_option(METHOD, "tsne")
    stage.page.get_by_text("t-SNE needs at least 4 samples.").wait_for()
    assert stage.page.locator(METHOD).input_value() == "pca"
    assert view.cross() is not None


def test_in_space_a_drag_turns_and_the_cursor_moves_in_the_plane_of_the_screen(
    stage: Stage,
) -> None:
    view = MapPage(stage)
    view.expect_redraw()
    stage.page.get_by_role("button", name="3-D").click()
    arrived(view, "pca", 3)
    before = view.cross()
    decodes = len(view.sent("decode"))
    assert before
    view.drag((60, 400), (140, 380))
    view.frames()
    assert len(view.sent("decode")) == decodes
    turned = view.cross()
    assert turned
    assert turned != pytest.approx(before, abs=1)
    view.drag(turned, (turned[0] + 70, turned[1] - 40))
    stage.wait(f"fake.count('decode') > {decodes}")
    assert len(view.sent("decode")[-1]["point"]) == 3
    assert view.cross() == pytest.approx((turned[0] + 70, turned[1] - 40), abs=1)
    stage.page.get_by_role("button", name="3-D").click()
    stage.wait("fake.current.key === 'pca-2'")


def test_less_motion_for_who_asked(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage(reduced_motion="reduce")
    view = MapPage(stage)
    stage.page.evaluate("""() => {
      window.clears = 0;
      const {clear} = WebGL2RenderingContext.prototype;
      WebGL2RenderingContext.prototype.clear = function (...args) {
        clears += 1;
        return clear.apply(this, args);
      };
    }""")
    view.expect_redraw()
    stage.page.get_by_role("button", name="3-D").click()
    arrived(view, "pca", 3)
    assert stage.js("clears") <= 4
