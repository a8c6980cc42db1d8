"""Write the built-in models as bundles: ``python -m latentwidgets.zoo.pack``."""

import argparse
from pathlib import Path

from latentwidgets.zoo.building import build_space
from latentwidgets.zoo.registry import DATA, ENTRIES, Entry, find

__all__ = ["main", "pack"]


def pack(entry: Entry, folder: Path) -> Path:
    """Write the bundle of one model into a folder, and return its path."""
    contents = DATA[entry.data]()
    _, _, height, width = contents.images.shape
    folder.mkdir(parents=True, exist_ok=True)
    return build_space(entry, device="cpu").save(
        folder / entry.bundle_path.name,
        title=entry.title,
        description=(
            f"Trained on {len(contents) - contents.is_test.sum():,} of {len(contents):,} pictures "
            f"of handwritten {contents.name}, {height} by {width} pixels; the attribute 'split' "
            "tells which. The figures are in the model card: latentwidgets.zoo.list()."
        ),
        credits=(
            f"Data: {contents.name}, {contents.licence}. Weights: the latentwidgets developers, "
            f"{entry.licence}."
        ),
        projections=[("tsne", 2)],
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
