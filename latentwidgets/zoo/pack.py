"""Write the built-in models as bundles: ``python -m latentwidgets.zoo.pack``."""

import argparse
from pathlib import Path

from latentwidgets.zoo.building import build_space
from latentwidgets.zoo.data import load
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.registry import ENTRIES, find

__all__ = ["main", "pack"]


def pack(entry: Entry, folder: Path) -> Path:
    """Write the bundle of one model into a folder, and return its path."""
    dataset = load(entry.data)
    folder.mkdir(parents=True, exist_ok=True)
    return build_space(entry, device="cpu").save(
        folder / entry.bundle_path.name,
        title=entry.title,
        description=(
            f"Trained on {dataset.title}. {entry.figures['headline']} (held-out data). The whole "
            f'model card: latentwidgets.zoo.find("{entry.name}").card'
        ),
        credits=(
            f"Data: {dataset.name}, {dataset.licence}. Weights: the latentwidgets developers, "
            f"{entry.licence}."
        ),
        projections=list(entry.maps),
        precision=entry.precision,
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m latentwidgets.zoo.pack", description=__doc__)
    names = [entry.name for entry in ENTRIES]
    parser.add_argument("names", nargs="*", help=f"of {', '.join(names)} (default: all)")
    parser.add_argument("--output", type=Path, help="folder (default: the package's own)")
    options = parser.parse_args(arguments)
    for entry in map(find, options.names or names):
        path = pack(entry, options.output or entry.bundle_path.parent)
        print(f"{path.name}: {path.stat().st_size:,} bytes")  # noqa: T201  a command line prints


if __name__ == "__main__":
    main()
