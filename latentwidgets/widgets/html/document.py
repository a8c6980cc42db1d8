"""One HTML file: everything inside as text, and a content policy that lets nothing else in."""

import base64
import gzip
import hashlib
from html import escape
from pathlib import Path

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.runtimes.page import SOUND, STATIC
from latentwidgets.widgets.html import base85

__all__ = ["build_document"]

PARTS = STATIC / "standalone"

# What the page may do: run its own script and what that unpacks, compile wasm, start a worker.
# Nothing is fetched, so that nothing can leave it.
POLICY = (
    "default-src 'none'; script-src '{script}' blob: 'wasm-unsafe-eval'; worker-src blob:; "
    "style-src '{style}'; img-src data: blob:; base-uri 'none'; form-action 'none'"
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="latentwidgets">
<meta name="description" content="{summary}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main class="lw-page">
<h1>{title}</h1>
{description}
<noscript>
<p>This page is interactive where JavaScript is allowed; here is a still picture of it.</p>
<img src="data:image/png;base64,{still}" alt="{alt}">
</noscript>
<div id="lw-explorer" data-key="{key}"></div>
<footer>{credits}</footer>
</main>
{parts}
<script type="module">{script}</script>
</body>
</html>
"""


def build_document(  # noqa: PLR0913
    *,
    title: str,
    description: str,
    credits: str,  # noqa: A002  the word that people know
    still: bytes,
    data: bytes,
    runs_model: bool,
    plays_notes: bool = False,
    reads_media: bool = False,
) -> str:
    """Build the page.

    Parameters
    ----------
    title, description, credits
        Plain text; what looks like HTML in it is shown as it stands.
    still
        A PNG for where scripts are off.
    data
        What `ExportData` of the front end is read from, not yet compressed.
    runs_model
        Whether the page needs the worker and ONNX Runtime.
    plays_notes
        Whether it needs the library that plays melodies.
    reads_media
        Whether it needs what reads melodies, sounds and series of one's own.
    """
    script = _read(PARTS / "boot.js")
    style = _read(PARTS / "boot.css")
    parts = {
        "style": _packed(_read(PARTS / "app.css").encode()),
        "app": _packed(_read(PARTS / "app.js").encode()),
        "data": _packed(data),
    }
    if runs_model:
        parts["worker"] = _packed(_read(STATIC / "decoder-worker.js").encode())
        parts["wasm"] = _read_bytes(STATIC / "onnxruntime.wasm.gz")
    if plays_notes:
        parts["sound"] = _packed(_read_bytes(STATIC / SOUND))
    if reads_media:
        parts["own"] = _packed(_read(PARTS / "own-media.js").encode())
    policy = POLICY.format(script=_digest(script), style=_digest(style))
    paragraph = f'<p class="lw-page-about">{escape(description)}</p>' if description else ""
    return PAGE.format(
        policy=escape(policy),
        summary=escape(" ".join((description or f"An explorer of {title}.").split())),
        title=escape(title),
        style=style,
        description=paragraph,
        key=hashlib.sha256(data).hexdigest()[:16],
        still=base64.b64encode(still).decode(),
        alt=escape(f"{title}, a still picture"),
        credits=escape("\n".join(filter(None, [credits, "Made with latentwidgets."]))),
        parts="\n".join(
            f'<script type="text/plain" id="lw-{name}">{base85.encode(part)}</script>'
            for name, part in parts.items()
        ),
        script=script,
    )


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(path: Path) -> str:
    return _read_bytes(path).decode("utf-8")


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise LatentWidgetsError(
            f"{path.name} is missing, since the front end of this clone has not been built: run "
            "`make install`."
        ) from None
