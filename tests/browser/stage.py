"""A blank page onto which the built widgets are mounted, over a fake kernel in the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
# A plain http address, as of a notebook server in a classroom: not a "secure context".
ADDRESS = "http://latent.test/"
BLANK = """<!doctype html><meta charset="utf-8"><title>blank</title>
<meta name="viewport" content="width=device-width">
<body style="margin:16px"></body>"""

SETUP = """async ({fakeSource, bundles}) => {
  const load = (source) =>
    import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
  window.fakeModule = await load(fakeSource);
  window.widgets = {};
  for (const [name, {script, style}] of Object.entries(bundles)) {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    window.widgets[name] = (await load(script)).default;
  }
  window.closers = [];
}"""

MOUNT = """async ({names, options, mountOptions, width}) => {
  window.fake = new fakeModule.FakeSpace(options);
  for (const name of names) {
    const element = document.createElement("div");
    element.className = `mount mount-${name}`;
    if (width) element.style.width = `${width}px`;
    document.body.append(element);
    closers.push(await fake.mount(widgets[name], element, mountOptions));
  }
}"""


class Stage:
    """A blank page onto which widgets are mounted, all over one fake space."""

    def __init__(self, page: Page, bundles: Path, address: str = ADDRESS) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        page.add_init_script(path=HERE / "instrument.js")
        page.route("**/*", lambda route: route.fulfill(body=BLANK, content_type="text/html"))
        page.goto(address)
        # Playwright's own listeners come with its first wait: not to be counted as a view's.
        self.wait("true")
        scripts = {
            path.stem: {
                "script": path.read_text(),
                "style": path.with_suffix(".css").read_text(),
            }
            for path in bundles.glob("*.js")
            if path.with_suffix(".css").exists()
        }
        sources = [
            (HERE / name).read_text()
            for name in ("fake_media.js", "fake_directions.js", "fake_model.js")
        ]
        page.evaluate(SETUP, {"fakeSource": "\n".join(sources), "bundles": scripts})

    def mount(
        self,
        *names: str,
        width: int | None = None,
        mount_options: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Mount widgets (`"sliders"`, `"map"`, …) over a new `fake` space with `options`."""
        self.page.evaluate(
            MOUNT,
            {
                "names": names,
                "options": options,
                "mountOptions": mount_options or {},
                "width": width,
            },
        )

    def close(self) -> None:
        """Close every view that was mounted."""
        self.page.evaluate("async () => { for (const close of closers.splice(0)) await close(); }")

    def wait(self, expression: str, timeout: float = 15_000) -> None:
        """Wait until the JavaScript `expression` is true."""
        self.page.wait_for_function(f"() => {expression}", timeout=timeout)

    def idle(self) -> None:
        """Wait until the page plans nothing more: what a view asks for at rest, it has asked."""
        self.wait("planned.size === 0")

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression; its JSON is what comes back."""
        return json.loads(self.page.evaluate(f"JSON.stringify({expression} ?? null)"))

    def live(self) -> dict[str, int]:
        """Listeners on the page, observers and intervals that are on."""
        return self.page.evaluate("({...live})")

    def pixels(self, selector: str) -> list[int]:
        """The RGBA values on the canvas at `selector`, row by row."""
        return self.page.eval_on_selector(
            selector,
            """canvas => Array.from(canvas.getContext("2d")
                 .getImageData(0, 0, canvas.width, canvas.height).data)""",
        )

    def decoded(self, z: str = "fake.lastSaved('z')") -> list[int]:
        """What the fake decoder gives for the code that the JavaScript `z` says."""
        return self.js(f"Array.from(fake.decode({z}))")

    def sees(self, pixels: list[int], selector: str = ".lw-big canvas") -> None:
        """Wait until the canvas at `selector` shows exactly `pixels`."""
        self.page.wait_for_function(
            """([selector, wanted]) => {
              const canvas = document.querySelector(selector);
              const { data } = canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height);
              return data.length === wanted.length && wanted.every((v, i) => v === data[i]);
            }""",
            arg=[selector, pixels],
            timeout=15_000,
        )
