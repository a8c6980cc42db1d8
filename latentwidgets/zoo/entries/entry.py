"""One built-in model: its name, its files, what it is built of."""

import importlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Entry"]

_ZOO = Path(__file__).parents[1]


@dataclass(frozen=True)
class Entry:
    """One built-in model.

    Attributes
    ----------
    name, title
        What `latentwidgets.zoo.load` takes; what it is, in words.
    data
        Name of the data that it was trained on, for `latentwidgets.zoo.data`.
    latent_shape
        Of one code.
    network
        ``"module:Class"`` in `latentwidgets.zoo.networks`.
    network_options
        What the class is called with.
    space_options
        What `LatentSpace` is told of the model: ``prior``, ``value_range``, ``modality`` ...
    encodes
        Whether the network has an encoder; else the codes are drawn from its prior.
    n_samples
        How many of the data (the held-out ones first), or of the prior's codes, the bundle holds;
        all of the data where it is None.
    maps
        Maps that the bundle holds beside PCA's: ``(method, dims)``.
    directions
        Attributes whose directions the bundle keeps.
    counted
        Names of the first dimensions, where the network counts these on a sample.
    precision
        Of the weights in the bundle.
    licence
        Of the weights.
    """

    name: str
    title: str
    data: str
    latent_shape: tuple[int, ...]
    network: str
    network_options: Mapping[str, Any] = field(default_factory=dict)
    space_options: Mapping[str, Any] = field(default_factory=dict)
    encodes: bool = True
    n_samples: int | None = None
    maps: tuple[tuple[str, int], ...] = (("tsne", 2),)
    directions: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    precision: Literal["float32", "float16"] = "float32"
    licence: str = "BSD-3-Clause"

    @property
    def latent_size(self) -> int:
        """Number of dimensions of a code."""
        return math.prod(self.latent_shape)

    @property
    def weights_path(self) -> Path:
        """Where the safetensors file lies."""
        return _ZOO / "weights" / f"{self._stem}.safetensors"

    @property
    def timeline_path(self) -> Path:
        """Where weights kept over the training lie (`latentwidgets.zoo.timeline`), if any."""
        return _ZOO / "weights" / f"{self._stem}.timeline.safetensors"

    @property
    def bundle_path(self) -> Path:
        """Where the bundle lies that `latentwidgets.zoo.load` opens."""
        return _ZOO / "bundles" / f"{self._stem}.latent"

    @property
    def card_path(self) -> Path:
        """Where the model card lies; its figures, as JSON, are beside it."""
        return _ZOO / "cards" / f"{self._stem}.md"

    @property
    def glimpse_path(self) -> Path:
        """Where a few of its outputs lie, without the suffix (`latentwidgets.zoo.glimpses`)."""
        return _ZOO / "glimpses" / self._stem

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The measured figures of the card; ``headline`` says the main one in a line."""
        figures: dict[str, Any] = json.loads(self.card_path.with_suffix(".json").read_text("utf-8"))
        return figures

    @property
    def card(self) -> str:
        """The model card, Markdown."""
        return self.card_path.read_text("utf-8")

    def build(self) -> "nn.Module":
        """Return the module, with fresh weights."""
        file, _, name = self.network.partition(":")
        networks = importlib.import_module(f"latentwidgets.zoo.networks.{file}")
        module: nn.Module = getattr(networks, name)(**self.network_options)
        return module

    @property
    def _stem(self) -> str:
        return self.name.replace("/", "-")
