"""Write the built-in models as bundles: ``python -m latentwidgets.zoo.pack``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.spaces import open as open_bundle
from latentwidgets.zoo.building import build_space
from latentwidgets.zoo.data import load
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.glimpses import write_glimpse
from latentwidgets.zoo.registry import ENTRIES, find

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["main", "pack"]

_SAME = 1e-5  # between codes of the same weights on two machines
_ROUNDED = frozenset({"image", "audio"})  # kinds of data of which a bundle keeps no exact copy


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
    _keep_maps(space, entry)
    write_glimpse(space, glimpse)
    for attribute in entry.directions:
        direction = space.direction(attribute)
        direction.measure()  # kept with its figures
        space.directions.keep(direction)
    _name_dimensions(space, entry)
    headline = entry.figures["headline"]
    return space.save(
        bundle,
        title=entry.title,
        description=(
            f"Trained on {dataset.title}. {headline[:1].upper()}{headline[1:]} (held-out data). "
            f'The whole model card: latentwidgets.zoo.find("{entry.name}").card'
        ),
        credits=(
            f"Data: {dataset.name}, {dataset.licence}. Weights: the latentwidgets developers, "
            f"{entry.licence}."
        ),
        projections=list(entry.maps),
        precision=entry.precision,
        posteriors=_keeps_posteriors(entry, space),
    )


def _keep_maps(space: "LatentSpace", entry: Entry) -> None:
    """Keep the maps of the bundle there is, of the same codes: a last bit turns t-SNE's."""
    if not entry.bundle_path.is_file():
        return
    former = open_bundle(entry.bundle_path)
    if former.codes.shape == space.codes.shape and np.abs(former.codes - space.codes).max() < _SAME:
        space.parts.measured.maps = former.parts.measured.maps


def _name_dimensions(space: "LatentSpace", entry: Entry) -> None:
    """Name dimensions as `LatentSpace.disentanglement` proposes, and those that are counted."""
    if space.labels is not None or space.attributes:
        for proposal in space.disentanglement().proposals:
            space.dimension_names[proposal.dimension] = proposal.name
    for dimension, name in enumerate(entry.counted):
        space.dimension_names[dimension] = name


def _keeps_posteriors(entry: Entry, space: "LatentSpace") -> bool:
    """Whether the bundle keeps posteriors: other data than these are encoded again as they were."""
    variational = entry.encodes and space.model.prior == "normal"
    return variational and space.modality.kind in _ROUNDED


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
