"""The decoded view: the picture is the decode of z; what goes wrong is said over it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import Stage

pytestmark = pytest.mark.browser

BIG = ".lw-big canvas"
CODE = [0.5, -1, 0.25, 0, 1, -0.5, 0.1, 0.2, 0, 0, 0, 0, 0, 0, 0, 0]


def test_the_first_picture_needs_no_answer(stage: Stage) -> None:
    stage.mount("decoded", delay=60_000)
    stage.sees(stage.decoded("fake.code(0)"))
    assert stage.js("fake.count('decode')") == 0


def test_without_a_first_frame_the_view_waits_in_words(stage: Stage) -> None:
    stage.mount("decoded", firstFrame=False, delay=60_000)
    assert stage.page.get_by_text("The first picture is on its way").is_visible()


def test_without_a_first_frame_the_first_answer_is_shown(stage: Stage) -> None:
    stage.mount("decoded", firstFrame=False)
    stage.sees(stage.decoded("fake.code(0)"))
    assert not stage.page.get_by_text("The first picture is on its way").is_visible()


def test_z_set_in_python_is_shown(stage: Stage) -> None:
    stage.mount("decoded")
    stage.js(f"fake.setZ({CODE})")
    stage.sees(stage.decoded(str(CODE)))


def test_jpeg_frames_are_made_exact_at_rest(stage: Stage) -> None:
    stage.mount("decoded", encoding="jpeg")
    stage.js(f"fake.setZ({CODE})")
    stage.sees(stage.decoded(str(CODE)))
    assert stage.js("fake.sent.filter(([m]) => m.exact).length") == 1


def test_badge_says_how_far_the_data_are(stage: Stage) -> None:
    stage.mount("decoded")
    badge = stage.page.locator(".lw-badge")
    stage.wait("document.querySelector('.lw-badge').dataset.place === 'inside'")
    assert badge.locator(".lw-badge-words").inner_text() == "inside the data"
    stage.js("fake.setZ(Array(16).fill(6))")
    stage.wait("document.querySelector('.lw-badge').dataset.place === 'far'")
    assert badge.locator(".lw-badge-words").inner_text().startswith("far outside · ")


def test_the_badge_tells_its_figures_on_demand(stage: Stage) -> None:
    """By keyboard: Enter opens what stands behind the word, Escape closes it."""
    stage.mount("decoded")
    stage.js(f"fake.setZ({[0.5] + 15 * [0]})")
    stage.wait("fake.count('gap') > 0")
    badge = stage.page.locator(".lw-badge")
    badge.focus()
    stage.page.keyboard.press("Enter")
    details = stage.page.locator(".lw-badge-details")
    # The fake's encoder halves the first dimension; its own gaps are 0 to 0.99.
    details.get_by_text("lands 0.25 from the code: further than 26").wait_for()
    assert "the 1.9 within which 95 % of the data have five others" in details.inner_text()
    stage.js(f"fake.setZ({[1.98] + 15 * [0]})")
    stage.wait("document.querySelector('.lw-badge').innerText.includes('encoded elsewhere')")
    assert badge.get_attribute("data-place") == "thin"
    stage.page.keyboard.press("Escape")
    assert not details.is_visible()


def test_without_an_encoder_no_gap_is_asked_for(stage: Stage) -> None:
    stage.mount("decoded", canEncode=False)
    stage.page.locator(".lw-badge[data-place]").click()
    stage.page.get_by_text("Not measured: the model has no encoder.").wait_for()
    assert stage.js("fake.count('gap') + fake.count('gaps')") == 0


def test_meter_says_runtime_latency_and_device(stage: Stage) -> None:
    stage.mount("decoded")
    stage.js(f"fake.setZ({CODE})")
    stage.wait("fake.shown.length === 1")
    assert stage.page.locator(".lw-meter").inner_text().startswith("kernel · ")
    assert stage.page.locator(".lw-meter").inner_text().endswith(" ms · cpu")


def test_nearest_sample_is_shown_and_can_be_gone_to(stage: Stage) -> None:
    stage.mount("decoded")
    nearest = stage.page.get_by_role("button", name="nearest sample")
    nearest.click()
    stage.wait("document.querySelectorAll('.lw-filled').length === 3")
    captions = stage.page.locator("figcaption").all_inner_texts()
    assert captions[0] == "nearest sample\u00a00"
    assert captions[1].startswith("chosen 0, label\u00a0")
    assert captions[2] == "its reconstruction"
    assert stage.pixels(".lw-figure:nth-child(3) canvas") == stage.decoded("fake.code(0)")
    assert stage.pixels(".lw-figure:nth-child(2) canvas") != stage.decoded("fake.code(0)")


@pytest.mark.parametrize(
    ("options", "captions"),
    [
        ({"canEncode": False}, ["nearest sample\u00a00", "chosen"]),
        ({"hasSamples": False}, ["nearest sample\u00a00, decoded"]),
        (
            {"canEncode": False, "fromData": False, "hasSamples": False},
            ["nearest sampled code, decoded"],
        ),
    ],
)
def test_models_without_an_encoder_or_samples(
    stage: Stage, options: dict[str, bool], captions: list[str]
) -> None:
    stage.mount("decoded", **options)
    stage.wait("document.querySelector('.lw-filled')")
    assert stage.page.locator(".lw-three figcaption").all_inner_texts() == captions


def test_nothing_jumps_when_pictures_arrive(stage: Stage) -> None:
    stage.mount("decoded", firstFrame=False, delay=200, aboutDelay=200)
    heights = "[...document.querySelectorAll('.lw-decoded *')].map(e => e.offsetHeight).join()"
    visible = "document.querySelector('.lw-decoded').offsetHeight"
    before = stage.js(visible)
    stage.wait("document.querySelector('.lw-filled')")
    stage.wait("document.querySelector('.lw-big canvas').dataset.shown")
    assert stage.js(visible) == before, stage.js(heights)


def test_an_error_is_said_over_the_last_picture_and_the_next_move_works(stage: Stage) -> None:
    message = "The decoder raised ValueError: <img src=x onerror=boom()>"
    stage.mount("decoded", fail=message)
    stage.js(f"fake.setZ({CODE})")
    stage.page.get_by_text(message).wait_for()
    assert stage.pixels(BIG) == stage.decoded("fake.code(0)")
    assert stage.page.locator(".lw-decoded img").count() == 0
    stage.js("(fake.options.fail = null, fake.setZ(Array(16).fill(0.5)))")
    stage.sees(stage.decoded("Array(16).fill(0.5)"))
    assert not stage.page.locator(".lw-note").is_visible()


def test_a_slow_decode_is_shown_and_can_be_cancelled(stage: Stage) -> None:
    stage.mount("decoded", delay=60_000)
    stage.js(f"fake.setZ({CODE})")
    stage.page.get_by_text("still decoding").wait_for()
    assert stage.pixels(BIG) == stage.decoded("fake.code(0)")
    stage.js("fake.options.delay = 0")
    stage.page.get_by_role("button", name="Cancel").click()
    stage.page.get_by_text("Decoding was cancelled").wait_for()
    assert stage.js("fake.count('cancel')") == 1
    stage.js("fake.setZ(Array(16).fill(0.5))")
    stage.sees(stage.decoded("Array(16).fill(0.5)"))


def test_the_last_position_wins_over_a_slow_decode(stage: Stage) -> None:
    stage.mount("decoded", delay=150)
    stage.js("Array.from({ length: 29 }, (_, i) => fake.setZ(Array(16).fill((i + 1) / 10))).length")
    stage.sees(stage.decoded("Array(16).fill(2.9)"))
    assert stage.js("fake.count('decode')") == 2


def test_a_thousand_moves_in_a_second_decode_a_bounded_number(stage: Stage) -> None:
    stage.mount("decoded", delay=10)
    stage.page.evaluate(
        """() => new Promise(resolve => {
          let sent = 0;
          const burst = () => {
            for (let i = 0; i < 20; i++) fake.setZ(Array(16).fill(++sent / 500));
            if (sent < 1000) setTimeout(burst, 20); else resolve();
          };
          burst();
        })"""
    )
    stage.sees(stage.decoded("Array(16).fill(2)"))
    assert stage.js("fake.count('decode')") <= 150


def test_not_finite_values_are_said_in_words(stage: Stage) -> None:
    stage.mount("decoded", notFinite=37)
    stage.page.get_by_text("The decoder gave NaN or infinity in 37 values.").wait_for()


def test_a_picture_shown_smaller_says_so(stage: Stage) -> None:
    stage.mount("decoded", notice="Shown at a third of its size.")
    stage.page.get_by_text("Shown at a third of its size.").wait_for()


@pytest.mark.parametrize("busy", [False, True])
def test_a_dead_kernel_is_said_and_the_last_picture_stays(stage: Stage, *, busy: bool) -> None:
    stage.mount("decoded", delay=60_000)
    if busy:
        stage.js(f"fake.setZ({CODE})")
        stage.page.get_by_text("still decoding").wait_for()
    sent = stage.js("(fake.kill(), fake.sent.length)")
    stage.page.get_by_text("The kernel has stopped; the last picture stays.").wait_for()
    assert stage.page.locator(".lw-meter").inner_text() == "kernel stopped"
    stage.js("fake.setZ(Array(16).fill(0.5))")
    stage.idle()
    assert stage.js("fake.sent.length") == sent
    assert stage.pixels(BIG) == stage.decoded("fake.code(0)")


def test_no_frame_of_a_drag_is_blank(stage: Stage) -> None:
    stage.mount("decoded", encoding="jpeg")
    dark = stage.page.evaluate(
        """async () => {
          const canvas = document.querySelector(".lw-big canvas");
          let blank = 0;
          for (let i = 0; i < 60; i++) {
            fake.setZ(Array(16).fill(Math.sin(i / 6)));
            await new Promise(requestAnimationFrame);
            const { data } = canvas.getContext("2d")
              .getImageData(0, 0, canvas.width, canvas.height);
            if (!data.some((value, i) => i % 4 < 3 && value > 60)) blank += 1;
          }
          return blank;
        }"""
    )
    assert dark == 0


def test_a_closed_view_leaves_nothing_behind(stage: Stage) -> None:
    before = stage.live()
    stage.mount("decoded", delay=60_000)
    stage.js(f"fake.setZ({CODE})")
    stage.page.get_by_text("still decoding").wait_for()
    assert stage.live() != before
    stage.close()
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
    assert stage.js("globalThis[Symbol.for('latentwidgets.stores.v1')].size") == 0
    assert stage.page.locator(".mount").inner_html() == ""


def test_fifty_runs_of_the_cell_leak_nothing(stage: Stage) -> None:
    before = stage.live()
    for _ in range(50):
        stage.mount("decoded", nSamples=20)
        stage.close()
    assert stage.live() == before
    assert stage.js("globalThis[Symbol.for('latentwidgets.stores.v1')].size") == 0


def test_a_front_end_without_host_uses_the_widget_manager(stage: Stage) -> None:
    stage.mount("decoded", mount_options={"withHost": False})
    stage.sees(stage.decoded("fake.code(0)"))


def test_a_front_end_that_cannot_share_state_gets_a_sentence(stage: Stage) -> None:
    stage.mount("decoded", mount_options={"withHost": "none"})
    assert stage.page.get_by_role("alert").inner_text().startswith("This front end cannot join")
    stage.close()


def test_a_lost_state_gets_a_sentence(stage: Stage) -> None:
    stage.mount("decoded", mount_options={"traits": {"state": None}})
    stage.page.get_by_text("run its cell again").wait_for()


def test_the_theme_follows_the_front_end(open_stage: Callable[..., Stage]) -> None:
    stage = open_stage()
    stage.mount("decoded")
    theme = "document.querySelector('.mount').dataset.lwTheme"
    assert stage.js(theme) == "light"
    stage.page.evaluate("document.body.setAttribute('data-jp-theme-light', 'false')")
    stage.wait(f"{theme} === 'dark'")
