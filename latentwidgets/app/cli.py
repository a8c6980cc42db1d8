"""The command ``latentwidgets``."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import metadata
from pathlib import Path

from latentwidgets.exceptions import LatentWidgetsError, OptionError

__all__ = ["main"]

DASHBOARDS = Path(__file__).parent / "dashboards"
PACKAGES = (
    "torch",
    "onnxruntime",
    "anywidget",
    "ipywidgets",
    "voila",
    "numpy",
    "scikit-learn",
    "openTSNE",
)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise OptionError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _demo(arguments: argparse.Namespace) -> None:
    from latentwidgets.app.voila import serve

    # Threads that spin while they wait make t-SNE several times slower on a busy machine; the
    # dashboard's kernels inherit this.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    asked = arguments.port or os.environ.get("PORT")
    browser = arguments.browser and os.environ.get("BROWSER", "").lower() != "none"
    serve(
        DASHBOARDS / f"{arguments.dashboard}.ipynb",
        title="latentwidgets demo",
        port=_port(asked) if asked else None,
        open_browser=browser,
    )


def _info(_: argparse.Namespace) -> None:
    from latentwidgets.models.devices import choose_device

    print(f"latentwidgets {metadata.version('latentwidgets')}, Python {sys.version.split()[0]}")
    for package in PACKAGES:
        print(f"  {package} {metadata.version(package)}")
    print(f"  models run on: {choose_device('auto')}")


def _zoo(_: argparse.Namespace) -> None:
    from latentwidgets import zoo

    print(zoo.list())


def _export(arguments: argparse.Namespace) -> None:
    import latentwidgets as lw

    # A file of that name comes first: a zoo's name may be the path of one.
    is_built_in = arguments.space in [entry.name for entry in lw.zoo.list()]
    if is_built_in and not Path(arguments.space).exists():
        space = lw.zoo.load(arguments.space)
    else:
        space = lw.open(arguments.space)
    path = lw.LatentExplorer(space).save_html(
        arguments.output,
        title=arguments.title,
        description=arguments.description,
        credits=arguments.credits,
        precision=arguments.precision,
    )
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="latentwidgets", description="Touch the latent space of a generative model."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="open the built-in explorer in the browser")
    demo.add_argument(
        "--dashboard",
        choices=sorted(path.stem for path in DASHBOARDS.glob("*.ipynb")),
        default="explorer",
        help="what to open: the explorer, the editor of what you draw, or the clinic, which says "
        "what is wrong with a model (default: %(default)s)",
    )
    demo.add_argument(
        "--port", help="port to listen on (default: PORT, else 8866 or the next free)"
    )
    demo.add_argument(
        "--no-browser",
        dest="browser",
        action="store_false",
        help="only print the address (as BROWSER=none does)",
    )
    demo.set_defaults(run=_demo)
    export = commands.add_parser(
        "export",
        help="a saved space as one HTML page",
        description="Write the explorer of a saved space as one HTML file that needs neither "
        "Python nor a network.",
    )
    export.add_argument(
        "space", metavar="SPACE", help="a .latent file, or a built-in model such as digits/vae"
    )
    export.add_argument(
        "-o", "--output", required=True, metavar="PAGE", help="the page to write, such as page.html"
    )
    export.add_argument("--title", help="above the explorer (default: the space's)")
    export.add_argument("--description", help="below the title (default: the space's)")
    export.add_argument("--credits", help="at the foot (default: the space's)")
    export.add_argument(
        "--precision",
        choices=("float32", "float16"),
        default="float32",
        help="of the model's weights; float16 takes half the room (default: %(default)s)",
    )
    export.set_defaults(run=_export)
    commands.add_parser("info", help="versions and device").set_defaults(run=_info)
    commands.add_parser("zoo", help="the built-in models").set_defaults(run=_zoo)
    return parser


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror}."
    return str(error)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit status.

    Parameters
    ----------
    argv
        The arguments after the program's name; None takes the process's own.
    """
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except (LatentWidgetsError, OSError) as error:
        print(f"latentwidgets: {_sentence(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
