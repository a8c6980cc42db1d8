"""The head and the tables that the cards of sequence models share."""

from collections.abc import Mapping, Sequence
from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.entries import Entry

__all__ = ["sheet", "table"]

_HEAD = """\
# {name}

{title}. {n_parameters:,} parameters. Trained, and this card written, by
`python -m latentwidgets.zoo.train {name}`.

- Data: {data}, {data_licence}: {data_title}. Training on {n_train:,} samples; the figures below are
  measured on {n_test:,} held-out ones unless they say otherwise.
- Weights: {licence}.
- Input: {takes}
- Output: {gives}
- Latent: {latent_size} dimensions, standard normal prior.
- Settings: {recipe}.
"""
_TOOK = "- The training took {minutes:.0f} minutes with {threads} threads of a CPU.\n"


def sheet(  # noqa: PLR0913
    entry: Entry,
    figures: Mapping[str, Any],
    dataset: Dataset,
    *,
    takes: str,
    gives: str,
    body: Sequence[str],
) -> str:
    """Write a card: what the model is, then the paragraphs and tables of `body`."""
    recipe = ", ".join(f"{name} {value}" for name, value in figures["recipe"].items())
    head = _HEAD.format(
        name=entry.name,
        title=entry.title,
        licence=entry.licence,
        latent_size=entry.latent_size,
        data=entry.data,
        data_title=dataset.title,
        data_licence=dataset.licence,
        n_parameters=figures["n_parameters"],
        n_train=figures["n_train"],
        n_test=figures["n_test"],
        takes=takes,
        gives=gives,
        recipe=recipe,
    )
    took = _TOOK.format(**figures) if "minutes" in figures else ""
    return head + took + "\n" + "\n\n".join(part.strip("\n") for part in body) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
