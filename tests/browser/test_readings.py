"""The badge while the kernel decodes: read in the page at each frame, and never of another code."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from readings import PAST, STORE, WATCH, frames_told
from stage import Stage

pytestmark = pytest.mark.browser

READS = f"{STORE}.confidence && fake.count('asset') > 0"
TITLE = "document.querySelector('.lw-badge').title"


def drag(stage: Stage) -> list[Any]:
    """Drag the cursor over the map by mouse; what was seen at each frame of the screen."""
    stage.page.evaluate(WATCH)
    cross = stage.page.locator(".lw-map-cross").bounding_box()
    assert cross
    x, y = cross["x"] + cross["width"] / 2, cross["y"] + cross["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    for step in range(1, 25):
        stage.page.mouse.move(x + 4 * step, y + 2 * step)
        stage.page.evaluate("new Promise(requestAnimationFrame)")
    return stage.js("seen")


def codes_of(stage: Stage) -> np.ndarray:
    return np.array(stage.js("Array.from(fake.codes)"), np.float32).reshape(-1, 16)


def test_a_drag_by_the_kernel_is_read_at_each_frame(stage: Stage) -> None:
    stage.mount("map", "decoded", delay=5)
    stage.wait(READS)
    frames, told = frames_told(drag(stage), codes_of(stage))
    assert frames > 8
    assert told == frames
    stage.page.mouse.up()
    assert stage.js("fake.sent.filter(([m]) => m.name === 'codes.f32').length") == 1
    # At rest the gap follows from the kernel, and nothing else of the badge changes by it.
    before = stage.js(TITLE).splitlines()
    stage.wait(f"{TITLE}.includes('Encoded again')")
    assert stage.js(TITLE).splitlines()[:2] == before[:2]


def test_a_slider_s_drag_by_the_kernel_is_read_at_each_frame(stage: Stage) -> None:
    stage.mount("sliders", "decoded", delay=5)
    stage.wait(READS)
    stage.page.evaluate(WATCH)
    box = stage.page.get_by_label("dimension 1", exact=True).bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    stage.page.mouse.down()
    for step in range(20):
        stage.page.mouse.move(box["x"] + (0.3 + 0.03 * step) * box["width"], middle)
        stage.page.evaluate("new Promise(requestAnimationFrame)")
    stage.page.mouse.up()
    frames, told = frames_told(stage.js("seen"), codes_of(stage))
    assert frames > 8
    assert told == frames


def test_where_the_page_cannot_read_the_badge_says_that_it_is_of_before(stage: Stage) -> None:
    stage.mount("map", "decoded", pageReads=False, aboutDelay=150)
    stage.wait(f"{STORE}.confidence")
    seen = drag(stage)
    assert stage.js("fake.count('asset')") == 0
    frames, told = frames_told(seen, codes_of(stage))
    assert told < frames
    stage.page.mouse.up()
    stage.wait(f"!{STORE}.confidence.isPast && !{TITLE}.includes('{PAST}')")
    frames_told(stage.js("seen"), codes_of(stage))


def test_views_of_one_space_share_the_codes(stage: Stage) -> None:
    stage.mount("explorer", "decoded")
    stage.wait(READS)
    stage.idle()
    assert stage.js("[fake.count('support'), fake.count('asset')]") == [1, 1]


def test_a_page_without_a_badge_asks_for_no_codes(stage: Stage) -> None:
    stage.mount("map", "sliders")
    stage.wait("fake.count('about') > 0")
    stage.idle()
    assert stage.js("fake.count('support') + fake.count('asset')") == 0
