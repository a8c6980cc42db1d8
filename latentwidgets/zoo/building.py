"""Built-in models as torch modules with their data, encoded here and now."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.zoo.data import Dataset, load
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.registry import find
from latentwidgets.zoo.weights import load_weights

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace

__all__ = ["build_space", "choose", "load_matched"]


def build_space(entry: Entry, **space_options: Any) -> "LatentSpace":
    """Make the space of a built-in model from its weights and data.

    Parameters
    ----------
    entry
        The model.
    **space_options
        Of `LatentSpace`, over those that the model has.

    Raises
    ------
    ModelError
        The weights are damaged.
    """
    from latentwidgets.spaces import LatentSpace

    module = entry.build()
    load_weights(module, entry.weights_path)
    defaults: dict[str, Any] = {
        "name": entry.name,
        "latent_shape": entry.latent_shape,
        "progress": False,
        **entry.space_options,
    }
    if "latent" in space_options:  # another of its latent spaces, of another shape
        del defaults["latent_shape"]
    if not entry.encodes:
        if entry.n_samples is not None:
            defaults["n_samples"] = entry.n_samples
        return LatentSpace(module, **{**defaults, **space_options})
    dataset = choose(load(entry.data), entry.n_samples)
    if dataset.modality is not None:
        defaults.setdefault("modality", dataset.modality)
    defaults |= {"labels": dataset.labels, "attributes": dataset.attributes}
    return LatentSpace(module, dataset.samples, **{**defaults, **space_options})


def choose(dataset: Dataset, n: int | None) -> Dataset:
    """Keep the first `n` samples of a set, those held out of training before the others."""
    if n is None or n >= len(dataset):
        return dataset
    return dataset.take(np.argsort(~dataset.is_test, kind="stable")[:n])


def load_matched(first: str, second: str) -> "tuple[LatentSpace, LatentSpace]":
    """Load two built-in models with the samples that both hold, in one order.

    Bundles keep the first samples of their data, of some models more than of others: the larger is
    then built from its weights, with torch, on as many.

    Raises
    ------
    OptionError
        There is no such model.
    """
    from latentwidgets.spaces import open as open_bundle

    entries = find(first), find(second)
    spaces = [open_bundle(entry.bundle_path) for entry in entries]
    same = entries[0].data == entries[1].data and all(entry.encodes for entry in entries)
    n = min(space.n_samples for space in spaces)
    if same:
        spaces = [
            space if space.n_samples == n else build_space(replace(entry, n_samples=n))
            for space, entry in zip(spaces, entries, strict=True)
        ]
    return spaces[0], spaces[1]
