"""A page that plays: its sound recorded, the sound library served, its steps measured."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from playwright.sync_api import Frame
    from stage import Stage

HERE = Path(__file__).parent
# A secure context, as the recorder needs one.
ADDRESS = "http://localhost/"
# Fourth differences of a sample: of tones up to a few kHz they are far below; of a cut, above.
CLICK = 0.02
QUIET = 1e-3


class SoundPage:
    """A stage whose sound is recorded."""

    def __init__(self, stage: Stage, bundles: Path) -> None:
        self.stage = stage
        self.page = stage.page
        self.asked: list[str] = []
        self._library = (bundles / "sound.js").read_bytes()
        self.page.evaluate((HERE / "sound_tap.js").read_text())
        self.page.route("**/files/*", self._give)

    def mount(self, medium: str, *names: str, width: int | None = None, **options: Any) -> None:
        """Mount views of a space whose outputs are melodies or sounds."""
        sound = None
        if medium == "melody":
            key = hashlib.sha256(self._library).hexdigest()
            sound = {"name": "sound.js", "key": key, "size": len(self._library)}
        given = {"medium": medium, "sound": sound, "categories": ["a", "b"], **options}
        self.stage.mount(*(names or ("decoded",)), width=width, **given)

    def press(self, name: str) -> None:
        """Press the main player's button of this name."""
        self.page.locator(".lw-sound-controls").get_by_role("button", name=name, exact=True).click()

    def wait_state(self, state: str) -> None:
        """Wait until the main player is in this state."""
        player = "document.querySelector('.lw-big [data-state]')"
        self.stage.wait(f"{player}.dataset.state === '{state}'", timeout=30_000)

    def wait_heard(self, seconds: float) -> None:
        """Wait until so much more has been recorded."""
        start = self.stage.js("tap.chunks.length")
        need = f"(tap.chunks.length - {start}) * 4096 / tap.rate >= {seconds}"
        self.stage.wait(need, timeout=1000 * (seconds + 30))

    def take(self) -> list[NDArray[np.float32]]:
        """All samples recorded so far, in stretches.

        Where other work keeps the machine from rendering in time, Chromium leaves something out: no
        player can help that, and a new stretch begins there.
        """
        return take(self.page.main_frame)

    def _give(self, route: Any) -> None:
        self.asked.append(route.request.url.rsplit("/", 1)[1])
        route.fulfill(body=self._library)


def take(frame: Frame) -> list[NDArray[np.float32]]:
    """What a page's tap has recorded, in stretches."""
    found = frame.evaluate("tap.take()")
    samples = np.frombuffer(base64.b64decode(found["samples"]), np.float32)
    return np.split(samples, found["breaks"])


def loudest(stretches: list[NDArray[np.float32]]) -> float:
    """The largest sample."""
    return max(float(np.abs(samples).max()) for samples in stretches if samples.size)


def largest_click(stretches: list[NDArray[np.float32]]) -> float:
    """The largest fourth difference: what a step in the sound shows, and a tone does not."""
    bends = (np.abs(np.diff(samples.astype(np.float64), 4)) for samples in stretches)
    return max(float(bend.max()) for bend in bends if bend.size)


def longest_silence(stretches: list[NDArray[np.float32]], rate: float) -> float:
    """Seconds of the longest silence between two sounds of one stretch."""
    loud = (np.flatnonzero(np.abs(samples) > QUIET) for samples in stretches)
    return max(float(np.diff(places).max()) for places in loud if places.size > 1) / rate
