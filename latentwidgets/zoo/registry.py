"""The list of what is built in, with the figures of each model's card."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.digits import ImageData, load_digits_data

if TYPE_CHECKING:
    from latentwidgets.zoo.architectures import VAE

__all__ = ["DATA", "ENTRIES", "Entry", "Listing", "find"]

_HERE = Path(__file__).parent

DATA: dict[str, Callable[[], ImageData]] = {"digits": load_digits_data}


@dataclass(frozen=True)
class Entry:
    """One built-in model.

    Attributes
    ----------
    name, title
        What `latentwidgets.zoo.load` takes; what it is, in words.
    data
        Name of the data that it was trained on.
    latent_size
        Number of dimensions of a code.
    architecture
        Name of its class in `latentwidgets.zoo.architectures`.
    licence
        Of the weights.
    """

    name: str
    title: str
    data: str
    latent_size: int
    architecture: str
    licence: str = "BSD-3-Clause"

    @property
    def weights_path(self) -> Path:
        """Where the safetensors file lies."""
        return _HERE / "weights" / f"{self._stem}.safetensors"

    @property
    def bundle_path(self) -> Path:
        """Where the bundle lies that `latentwidgets.zoo.load` opens."""
        return _HERE / "bundles" / f"{self._stem}.latent"

    @property
    def card_path(self) -> Path:
        """Where the model card lies; its figures, as JSON, are beside it."""
        return _HERE / "cards" / f"{self._stem}.md"

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The measured figures of the card."""
        figures: dict[str, Any] = json.loads(self.card_path.with_suffix(".json").read_text("utf-8"))
        return figures

    @property
    def card(self) -> str:
        """The model card, Markdown."""
        return self.card_path.read_text("utf-8")

    def build(self) -> "VAE":
        """Return the module, with fresh weights."""
        from latentwidgets.zoo import architectures

        module: VAE = getattr(architectures, self.architecture)(self.latent_size)
        return module

    @property
    def _stem(self) -> str:
        return self.name.replace("/", "-")


class Listing(Sequence[Entry]):
    """Built-in models, printed as a table."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __repr__(self) -> str:
        rows = [("name", "dims", "held-out MSE (PCA)", "licence", "what it is")]
        for entry in self:
            errors = entry.figures["reconstruction"]
            figures = f"{errors['test_mse']:.4f} ({errors['pca_test_mse']:.4f})"
            rows.append((entry.name, str(entry.latent_size), figures, entry.licence, entry.title))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return "\n".join(line.rstrip() for line in lines)


ENTRIES = Listing(
    [
        Entry(
            "digits/vae-2d", "Two-dimensional VAE: its plane is the map", "digits", 2, "DenseVAE"
        ),
        Entry("digits/vae", "Convolutional VAE with 16 dimensions", "digits", 16, "ConvVAE"),
    ]
)


def find(name: str) -> Entry:
    """Return the entry of that name, or raise `OptionError` with the names there are."""
    for entry in ENTRIES:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in ENTRIES)
    raise OptionError(f"There is no built-in model {name!r}: choose from {known}.")
