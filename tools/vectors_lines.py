"""The lines that reproduce figures, as Python writes them."""

from typing import Any

import numpy as np

from latentwidgets.spaces.identity import Identity
from latentwidgets.widgets.code_lines import Depicted, code_lines
from latentwidgets.widgets.code_ways import Known, KnownDirection, float32_text

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


def _operand(name: str, kind: str, z: np.ndarray) -> Case:
    return {"name": name, "kind": kind, "z": z}


def _tools(rng: np.random.Generator) -> tuple[list[tuple[np.ndarray, Case]], Known]:
    """Codes with the tools that gave them, and what lines may name."""
    a, b, mean, axis = rng.standard_normal((4, 6)).astype(np.float32)
    axis = (axis / np.linalg.norm(axis)).astype(np.float32)
    recipe = {"attribute": 'a "b"', "value": "3", "method": "lda"}
    groups = {"positive": list(range(8)), "negative": [9], "method": "mean"}
    paired = {"pairs": [[0, 7], [12, 3]], "method": "pairs"}
    known = Known(
        (2, 3),
        {"3": mean},
        {"coarse": np.array([0, 1]), "rest": np.array([4, 5])},
        {
            "made": KnownDirection(axis, 0.25, "lda", recipe),
            "two\nlines": KnownDirection(axis, 1e-5, "mean", None),
            "lassos": KnownDirection(axis, 2.0, "mean", groups),
            "pairs": KnownDirection(axis, 0.5, "pairs", paired),
        },
    )
    amounts = [
        {"name": name, "amount": amount}
        for name, amount in (("made", 1.5), ("two\nlines", -3.0), ("lassos", 0.05), ("pairs", 2.0))
    ]
    along = a.astype(np.float64)
    for amount in amounts:
        one = known.directions[amount["name"]]
        along = along + amount["amount"] * one.scale * one.vector.astype(np.float64)
    operands = [
        _operand("sample_12", "sample", a),
        _operand("3", "mean", mean),
        _operand("my <b>", "bookmark", b),
    ]
    terms = [
        {"operand": operand, "weight": weight}
        for operand, weight in zip(
            [*operands, None, operands[2]], (-1.0, 1 / 3, 1, 1, -1e-7), strict=True
        )
    ]
    total = sum(
        term["weight"] * term["operand"]["z"].astype(np.float64)
        for term in terms
        if term["operand"]
    )
    mixed = a.astype(np.float64)
    mixed[[4, 5]] = 0.75 * a[[4, 5]].astype(np.float64) + 0.25 * mean[[4, 5]].astype(np.float64)
    directions = {
        "from": a, "amounts": amounts, "ticked": [], "a": np.zeros(0, np.uint32),
        "b": np.zeros(0, np.uint32),
    }  # fmt: skip
    way = {
        "anchors": [operands[0], None, *operands[1:]], "path": "data", "pace": 1.0,
        "ping_pong": True, "constant_speed": True, "position": 0.5, "share": 0.4375, "z": b,
    }  # fmt: skip
    mix = {
        "content": operands[0], "style": operands[1], "groups": ["rest"], "strength": 0.25,
        "own": [{"name": 'my "ears"', "dims": np.array([5, 4], np.uint32)},
                {"name": "beyond", "dims": np.array([6], np.uint32)}],
    }  # fmt: skip
    tools = {
        "directions": directions, "arithmetic": {"terms": terms, "text": ""},
        "styles": mix, "interpolation": way,
    }  # fmt: skip
    codes = [along, total, mixed, b, a + 1]
    cases = [(np.asarray(z, np.float32), tools) for z in codes]
    mixed = mixed.astype(np.float32)
    kinds = (["none"], ['my "ears"'], ['my "ears"', "rest"], ["beyond"])
    return [*cases, *((mixed, {"styles": {**mix, "groups": each}}) for each in kinds)], known


LAYERS = Known((6,), {}, {"coarse": np.array([0, 1]), "fine": np.array([8, 9])}, {}, (5, 2))


def _told(known: Known) -> Case:
    """As a page has it."""
    return {
        "latentShape": list(known.latent_shape),
        "names": [{"name": name, "kind": "mean", "z": z} for name, z in known.means.items()],
        "groups": [{"name": name, "dims": dims} for name, dims in known.groups.items()],
        "layers": known.layers,
        "directions": [
            {"name": name, "vector": d.vector, "scale": d.scale, "method": d.method,
             "recipe": d.recipe}
            for name, d in known.directions.items()
        ],
    }  # fmt: skip


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
                "tools": {},
                "known": _told(Known()),
                "text": text,
            }
        )
    return [*cases, *_with_tools(rng)]


def _with_tools(rng: np.random.Generator) -> list[Case]:
    space = Identity("mine", "ab" * 32, (2, 3), 10, 7, (0.5,), (1.0,))
    given, ways = _tools(rng)
    mix = {**given[0][1]["styles"], "groups": ["coarse", "fine"]}
    z = given[0][0]
    empty = {**mix, "style": None}
    own = {**mix, "groups": ["fine", 'my "ears"'], "own": [{**mix["own"][0], "dims": [0, 4]}]}
    kinds = (mix, empty, own, given[-1][1]["styles"])
    layered = [(z, {"styles": each}, LAYERS) for each in kinds]
    cases = []
    for z, tools, known in [*((z, tools, ways) for z, tools in given), *layered]:
        depicted = Depicted(
            space, None, "1.2.3", "LatentExplorer", z, [], "pca-2", None, tools, known
        )
        cases.append(
            {
                "identity": {"space": space.describe(), "source": None, "package": "1.2.3"},
                "z": z,
                "selection": np.zeros(0, np.uint32),
                "map": "pca-2",
                "colour": None,
                "tools": tools,
                "known": _told(known),
                "text": code_lines(depicted),
            }
        )
    return cases


def numbers(rng: np.random.Generator) -> list[Case]:
    """Numbers of every size, and the digits that give them back."""
    drawn = rng.standard_normal(300) * 10.0 ** rng.integers(-44, 38, 300)
    values = np.concatenate([np.float32(NUMBERS), drawn.astype(np.float32)])
    return [{"values": values, "texts": [float32_text(value) for value in values]}]
