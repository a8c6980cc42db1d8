"""Series: lines that follow the code, the last rest beside them, values read at a crosshair."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from stage import Stage

pytestmark = pytest.mark.browser

HEIGHT = 0  # the dimension that lifts the beats


def mount(stage: Stage, *names: str, media: dict[str, Any] | None = None, **options: Any) -> None:
    stage.mount(*names, medium="series", media=media or {}, dims=6, dead=0, **options)
    stage.wait("document.querySelector('[data-lw-rest=true]')")


def lines(stage: Stage, which: str = ":not(.lw-series-before)") -> list[str]:
    """The paths of the big view's channels."""
    return stage.page.locator(f".lw-big .lw-series-line{which}").evaluate_all(
        "all => all.map(e => e.getAttribute('d'))"
    )


def move(stage: Stage, dimension: int, place: float) -> None:
    before = lines(stage)
    box = stage.page.get_by_label(f"dimension {dimension}", exact=True).bounding_box()
    assert box
    stage.page.mouse.click(box["x"] + place * box["width"], box["y"] + box["height"] / 2)
    stage.page.wait_for_function(
        """before => document.querySelector('[data-lw-rest=true]') && before !==
             document.querySelector('.lw-big .lw-series-line:not(.lw-series-before)')
               .getAttribute('d')""",
        arg=before[0],
    )


def places(path: str) -> list[tuple[float, float]]:
    """The places of a path without gaps."""
    return [
        (float(x), float(y))
        for x, y in (place.split(" ") for place in path[1:].replace("h0", "").split("L"))
    ]


def test_the_lines_are_those_of_the_values_on_a_fixed_axis(stage: Stage) -> None:
    mount(stage, "decoded", "sliders")
    size = stage.js(
        "(() => { const a = document.querySelector('.lw-big .lw-series-area');"
        " return [a.width.baseVal.value, a.height.baseVal.value]; })()"
    )
    for place in (0.05, 0.95):
        move(stage, HEIGHT, place)
        values = stage.js("Array.from(fake.medium.decode(fake.lastSaved('z')))")
        drawn = places(lines(stage)[0])
        assert len(drawn) == 120
        for step, (x, y) in enumerate(drawn):
            assert x == pytest.approx(size[0] * step / 119, abs=0.06)
            assert y == pytest.approx(size[1] * (2.5 - values[3 * step]) / 4, abs=0.06)


def test_units_have_panels_and_channels_a_legend(stage: Stage) -> None:
    mount(stage, "decoded")
    assert stage.page.locator(".lw-big .lw-series-area").count() == 2
    assert stage.page.locator(".lw-big .lw-series-unit").all_text_contents() == ["mV", "l"]
    for name in ("lead I (mV)", "lead II (mV)", "breath (l)"):
        assert stage.page.get_by_text(name, exact=True).is_visible()
    assert "time (s)" in stage.page.locator(".lw-series-axes text").all_text_contents()


def test_the_series_of_the_last_rest_stays_as_a_faint_line(stage: Stage) -> None:
    mount(stage, "decoded", "sliders")
    assert lines(stage, ".lw-series-before") == ["", "", ""]
    first = lines(stage)
    move(stage, HEIGHT, 0.95)
    assert lines(stage, ".lw-series-before") == first
    assert stage.page.get_by_text("at the last rest").is_visible()
    second = lines(stage)
    move(stage, HEIGHT, 0.05)
    assert lines(stage, ".lw-series-before") == second


def test_values_are_read_at_the_pointer_and_by_keys(stage: Stage) -> None:
    mount(stage, "decoded")
    frame = stage.page.locator(".lw-series-frame")
    readout = stage.page.locator(".lw-series-readout")
    box = stage.page.locator(".lw-big .lw-series-area").first.bounding_box()
    assert box
    stage.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    values = stage.js("Array.from(fake.medium.decode(fake.code(0)))")
    words = readout.inner_text()
    assert words.startswith(("0.59", "0.60"))
    step = round(100 * float(words.split("\u00a0")[0]))
    assert f"lead\u00a0I\u00a0{values[3 * step]:.2f}".replace("-", "\u2212") in words.replace(
        " I", "\u00a0I"
    )
    stage.page.mouse.move(5, 700)
    expect(readout).to_have_text("")
    frame.focus()
    stage.page.keyboard.press("End")
    assert (frame.get_attribute("aria-valuetext") or "").startswith("1.19\u00a0s")
    stage.page.keyboard.press("ArrowLeft")
    stage.page.keyboard.press("PageDown")
    assert frame.get_attribute("aria-valuenow") == "108"
    stage.page.keyboard.press("Escape")
    expect(readout).to_have_text("")


def test_gaps_are_left_and_said(stage: Stage) -> None:
    mount(stage, "decoded", media={"gap": True})
    assert all(path.count("M") == 2 for path in lines(stage))
    expect(stage.page.locator(".lw-note")).to_contain_text("NaN or infinity in 36 values")
    assert (stage.page.locator(".lw-big .lw-series-missing").get_attribute("d") or "").count(
        "M"
    ) == 12


def test_what_lies_beyond_the_axis_is_said(stage: Stage) -> None:
    mount(stage, "decoded", media={"beyond": True})
    assert stage.page.get_by_text("goes beyond the axis").is_visible()


def test_the_map_and_the_samples_show_small_lines(stage: Stage) -> None:
    mount(stage, "explorer")
    now = ".lw-series-line:not(.lw-series-before)"
    assert stage.page.locator(f".lw-map-picture {now}").first.get_attribute("d")
    nearest = stage.page.locator(f".lw-three .lw-figure-box.lw-filled {now}")
    expect(nearest.first).to_be_visible()


def test_an_empty_view_waits_for_its_first_series(stage: Stage) -> None:
    stage.mount("decoded", medium="series", dims=6, dead=0, firstFrame=False, delay=60_000)
    assert stage.page.get_by_text("The first series is on its way").is_visible()


def test_a_closed_view_leaves_nothing_behind(stage: Stage) -> None:
    before = stage.live()
    mount(stage, "explorer")
    stage.close()
    assert stage.live() == before
