"""The map's small picture is the large one: of one code at each frame, whatever else is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

# At each frame of the screen, how far the two pictures' pixels are apart.
WATCH = """(() => {
  window.apart = [];
  window.seen = new Set();
  const read = (selector) => {
    const canvas = document.querySelector(selector);
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const look = () => {
    const [large, small] = [read(".lw-big canvas"), read(".lw-map-picture")];
    seen.add(large.join());
    apart.push(large.length === small.length ? large.findIndex((v, i) => v !== small[i]) : -2);
    requestAnimationFrame(look);
  };
  look();
})()"""

# Reading a JPEG takes now longer, now shorter.
UNEVEN = """(() => {
  const read = window.createImageBitmap;
  let calls = 0;
  window.createImageBitmap = async (...given) => {
    const late = calls++ % 2;
    const bitmap = await read(...given);
    if (late) await new Promise((done) => setTimeout(done, 40));
    return bitmap;
  };
})()"""


@pytest.mark.parametrize("encoding", ["rgba8", "jpeg"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pictures_are_of_one_code_at_each_frame(
    open_stage: Callable[..., Stage], encoding: str, scheme: str
) -> None:
    stage = open_stage(color_scheme=scheme)
    stage.mount("explorer", encoding=encoding, delay=5)
    stage.wait("document.querySelector('.lw-map-picture').dataset.shown")
    box = stage.page.locator(".lw-map-stage").bounding_box()
    assert box
    stage.page.evaluate(UNEVEN)
    stage.page.evaluate(WATCH)
    mouse = stage.page.mouse
    for lattice in ("false", "true"):
        button = stage.page.get_by_role("button", name="Lattice")
        if button.get_attribute("aria-pressed") != lattice:
            button.click()
        expect(button).to_have_attribute("aria-pressed", lattice)
        for across, down in [(0.3, 0.3), (0.7, 0.4), (0.5, 0.7)]:
            mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            mouse.down()
            for step in range(12):
                mouse.move(
                    box["x"] + across * box["width"] + 8 * step,
                    box["y"] + down * box["height"] + 4 * step,
                )
            mouse.up()
            stage.wait("document.querySelector('[data-lw-rest=true]')")
            stage.sees(stage.decoded(), ".lw-map-picture")
    assert stage.js("seen.size") > 12
    assert stage.js("apart.filter((pixel) => pixel !== -1).length") == 0
