"""The interpolation player as a user's eyes and hands meet it."""

from __future__ import annotations

from typing import Any

from stage import Stage

SCRUBBER = ".lw-film .lw-range"
READY = "document.querySelector('.lw-tile-strip-canvas')?.dataset.shown"
CURVES = "document.querySelector('.lw-plot-speed .lw-plot-line').getAttribute('d')"
# The codes of both.
ENDS = "[0, 30].map(i => Array.from(fake.code(i)))"


class PlayerPage:
    """A player between sample 0, where the fake begins, and the sample in the middle."""

    def __init__(
        self, stage: Stage, *others: str, ready: bool = True, mounted: bool = False, **options: Any
    ) -> None:
        self.stage, self.page = stage, stage.page
        if not mounted:
            stage.mount("interpolation", *others, **{"nSamples": 60, **options})
        if ready:
            self.rest()

    def rest(self) -> None:
        """Wait until film and curves are there."""
        self.stage.wait(READY)
        self.stage.wait(CURVES)

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def choose(self, path: str) -> None:
        self.page.get_by_label("Path", exact=True).select_option(path)

    def words(self) -> str:
        return self.page.locator(".lw-way-words").inner_text()

    def scrub(self, position: float) -> None:
        """Drag the scrubber there."""
        box = self.page.locator(SCRUBBER).bounding_box()
        assert box
        y = box["y"] + box["height"] / 2
        at = float(self.page.locator(SCRUBBER).input_value())
        # The thumb's middle goes from half its width to the width less that.
        places = [box["x"] + 2.5 + share * (box["width"] - 5) for share in (at, position)]
        self.page.mouse.move(places[0], y)
        self.page.mouse.down()
        self.page.mouse.move(places[1], y, steps=6)
        self.page.mouse.up()

    def position(self) -> float:
        return float(self.page.locator(SCRUBBER).input_value())

    def save(self, name: str) -> bytes:
        """The bytes of the file that a button saves."""
        with self.page.expect_download(timeout=30_000) as info:
            saving = self.page.get_by_role("group", name="Save the way")
            saving.get_by_role("button", name=name, exact=True).click()
        self.stage.wait(
            f"document.querySelector('.lw-saving-words').textContent === '{name} saved.'"
        )
        return info.value.path().read_bytes()
