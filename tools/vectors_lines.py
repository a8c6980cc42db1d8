"""The lines that reproduce figures, as Python writes them."""

from typing import Any

import numpy as np

from latentwidgets.spaces.identity import Identity
from latentwidgets.widgets.code_lines import Depicted, code_lines, float32_text

Case = dict[str, Any]

PLACES = [
    ("pca-2", None, []),
    ("pca-3", 'a "colour"\n', [3, 1, 2]),
    ("tsne-2-perplexity=30.0", "label", list(range(13))),
    ("tsne-3-perplexity=7.5-seed=4", "label", list(range(1001))),
]
NUMBERS = [
    0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e-4, 9.99e-5, 1e-7, 1.4e-45, 123456.789, 16777216.0, 1e10,
    1e15, 1e16, 3.4028234e38, -2.5e-12, 0.30000001192092896,
]  # fmt: skip


def lines(rng: np.random.Generator) -> list[Case]:
    """Spaces whose source is known and unknown, every kind of map."""
    cases = []
    for place, source in zip(PLACES, ['lw.zoo.load("faces/vae")', None] * 2, strict=True):
        key, colour, selection = place
        space = Identity('a "model"\nof mine', "ab" * 32, (2, 3), 10, 7, (0.5,), (1.0,))
        z = rng.standard_normal(9).astype(np.float32)
        text = code_lines(
            Depicted(space, source, "1.2.3", "LatentExplorer", z, selection, key, colour)
        )
        identity = {"space": space.describe(), "source": source, "package": "1.2.3"}
        cases.append(
            {
                "identity": identity,
                "z": z,
                "selection": np.array(selection, np.uint32),
                "map": key,
                "colour": colour,
                "text": text,
            }
        )
    return cases


def numbers(rng: np.random.Generator) -> list[Case]:
    """Numbers of every size, and the digits that give them back."""
    drawn = rng.standard_normal(300) * 10.0 ** rng.integers(-44, 38, 300)
    values = np.concatenate([np.float32(NUMBERS), drawn.astype(np.float32)])
    return [{"values": values, "texts": [float32_text(value) for value in values]}]
