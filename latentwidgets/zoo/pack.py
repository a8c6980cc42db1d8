"""Write the built-in models as bundles: ``python -m latentwidgets.zoo.pack``."""

import argparse
from pathlib import Path

from latentwidgets.zoo.building import build_space
from latentwidgets.zoo.data import load
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.glimpses import write_glimpse
from latentwidgets.zoo.registry import ENTRIES, find

__all__ = ["main", "pack"]


def pack(entry: Entry, folder: Path | None = None) -> Path:
    """Write the bundle of one model and its glimpse, and return the bundle's path.

    Both go into the folder, or else to where the package has them.
    """
    dataset = load(entry.data)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    bundle, glimpse = (
        path if folder is None else folder / path.name
        for path in (entry.bundle_path, entry.glimpse_path)
    )
    space = build_space(entry, device="cpu")
    write_glimpse(space, glimpse)
    for attribute in entry.directions:
        direction = space.direction(attribute)
        direction.measure()  # kept with its figures
        space.directions.keep(direction)
    return space.save(
        bundle,
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
        path = pack(entry, options.output)
        print(f"{path.name}: {path.stat().st_size:,} bytes")  # noqa: T201  a command line prints


if __name__ == "__main__":
    main()
