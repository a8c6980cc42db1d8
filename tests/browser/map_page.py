"""The map as a user's eyes and hands meet it: pixels, places, drags."""

from __future__ import annotations

from typing import Any

from stage import Stage

FULL_DRAW = "performance.getEntriesByName('lw-map-full-draw').length > 0"
COUNT_PIXELS = """(([red, green, blue]) => {
  const canvas = document.querySelector('.lw-map-points canvas');
  const copy = document.createElement('canvas');
  copy.width = canvas.width; copy.height = canvas.height;
  const context = copy.getContext('2d', {willReadFrequently: true});
  context.drawImage(canvas, 0, 0);
  const {data} = context.getImageData(0, 0, copy.width, copy.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 100) continue;
    const near = (a, b) => Math.abs(a - b) < 14;
    if (near(data[i], red) && near(data[i + 1], green) && near(data[i + 2], blue)) count += 1;
  }
  return count;
})"""
# The first classes' colours on light ground.
BLUE, ORANGE, GREEN = (0, 114, 178), (230, 159, 0), (0, 158, 115)


class MapPage:
    """One mounted map, at rest."""

    def __init__(self, stage: Stage, **options: Any) -> None:
        self.stage = stage
        self.page = stage.page
        stage.mount("map", **options)
        self.rest()
        box = self.page.locator(".lw-map-stage").bounding_box()
        assert box
        self.left, self.top = box["x"], box["y"]
        self.width, self.height = box["width"], box["height"]

    def rest(self) -> None:
        """Wait until all points are drawn, and nothing is planned that would draw them anew."""
        self.stage.wait(f"{FULL_DRAW} && planned.size === 0", timeout=60_000)  # a busy machine

    def expect_redraw(self) -> None:
        """Forget the draws so far, so that `rest` waits for the next one, whatever it is for."""
        self.stage.page.evaluate("performance.clearMarks('lw-map-full-draw')")

    def frames(self, count: int = 3) -> None:
        """Let the page draw some frames."""
        self.page.evaluate(
            """(count) => new Promise(done => {
              const next = left => left ? requestAnimationFrame(() => next(left - 1)) : done();
              next(count);
            })""",
            count,
        )

    def pixels(self, colour: tuple[int, int, int]) -> int:
        """How many pixels of the points have (nearly) this colour."""
        return self.page.evaluate(f"{COUNT_PIXELS}({list(colour)})")

    def _place(self, name: str) -> tuple[float, float] | None:
        self.frames(2)  # marks move at the next one
        found = self.page.evaluate(
            f"""(() => {{
              const {{display, transform}} = document.querySelector('.lw-map-{name}').style;
              const numbers = transform.match(/-?[\\d.]+(?:e-?\\d+)?/g);
              return display === 'none' ? null : numbers.map(Number);
            }})()"""
        )
        return None if found is None else (found[0], found[1])

    def cross(self) -> tuple[float, float] | None:
        """Where the cursor is, in pixels of the map; None where it is not shown."""
        return self._place("cross")

    def ring(self) -> tuple[float, float] | None:
        """Where the chosen sample's ring is."""
        return self._place("ring")

    def choose_nearest(self) -> tuple[float, float]:
        """Take the sample nearest to the cursor by keyboard; returns where it lies."""
        self.page.locator(".lw-map-stage").focus()
        self.page.keyboard.press("Enter")
        self.stage.wait("document.querySelector('.lw-map-ring').style.display !== 'none'")
        place = self.ring()
        assert place
        return place

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(self.left + x, self.top + y)

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(self.left + x, self.top + y)

    def drag(self, *path: tuple[float, float], button: Any = "left", steps: int = 6) -> None:
        """Press at the first place, go through the others, release."""
        self.move(*path[0])
        self.page.mouse.down(button=button)
        for x, y in path[1:]:
            self.page.mouse.move(self.left + x, self.top + y, steps=steps)
        self.page.mouse.up(button=button)

    def loop_around_all(self) -> None:
        """A drag along the map's edges."""
        right, bottom = self.width - 3, self.height - 3
        self.drag((3, 100), (3, bottom), (right, bottom), (right, 3), (3, 3))

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """The page's messages of one kind."""
        return self.stage.js(f"fake.sent.map(([m]) => m).filter(m => m.kind === '{kind}')")
