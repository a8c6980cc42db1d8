"""Pictures of one's own for tools/vectors.py: cut, scaled, and fitted to the data's ink."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Image
from latentwidgets.modalities.photo import read_photo
from latentwidgets.modalities.resample import resize
from latentwidgets.modalities.text import Phrase, Text
from latentwidgets.modalities.typed import read_typed
from latentwidgets.spaces.own import Ink

Array = NDArray[np.float32]
Case = dict[str, Any]


def photos(rng: np.random.Generator) -> list[Case]:
    """RGBA levels, made smaller, larger and neither; wide and high; opaque and not; grey and RGB.

    High ones are smooth: newer Pillows scale these along the columns first, which clips elsewhere.
    """
    cases = []
    for height, width, to, channels, off in [
        (37, 52, (8, 8), 1, 0),
        (61, 23, (16, 16), 3, 1),
        (5, 9, (32, 20), 3, 0),
        (8, 8, (8, 8), 1, 0),
        (1, 40, (4, 4), 1, 0),
        (30, 45, (20, 30), 3, 0),
        (17, 8, (8, 8), 3, 0),
    ]:
        for opaque in (True, False):
            levels = _smooth(height, width) if off else _noise(rng, height, width)
            if opaque:
                levels[..., 3] = 255
            elif not off:
                levels[0, :3, 3] = 0
            made = read_photo(Pillow.fromarray(levels, "RGBA"), Image(*to, channels))
            cases.append(
                {
                    "levels": levels,
                    "height": height,
                    "width": width,
                    "to": [*to, channels],
                    "off": off,
                    "fitted": np.rint(made * 255).astype(np.int64),
                }
            )
    return cases


def _noise(rng: np.random.Generator, height: int, width: int) -> NDArray[np.uint8]:
    """Noise beside flat parts: edges, where Lanczos goes below 0 and above 255."""
    levels = rng.integers(0, 256, (height, width, 4)).astype(np.uint8)
    levels[: height // 2, : width // 2, :3] = 255 * rng.integers(0, 2, 3)
    return levels


def _smooth(height: int, width: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(y / 7 + k) * np.cos(x / 5 - k) for k in range(4)]
    return np.rint(127.5 + 90 * np.stack(waves, axis=-1)).astype(np.uint8)


def inks(rng: np.random.Generator) -> list[Case]:
    """Strokes of several sizes and places, light on dark and the other way round."""
    cases = []
    for height, width, to, paper, inverted in [
        (320, 320, (8, 8), 0.0, False),
        (320, 320, (28, 28), 0.0, True),
        (96, 64, (24, 16), 1.0, False),
        (50, 75, (20, 30), 0.02, False),
        (40, 40, (400, 400), 0.0, False),
    ]:
        ink = Ink(
            np.array([paper], np.float32),
            True,
            float(rng.uniform(0.5, 0.95)),
            (float(rng.uniform(0.4, 0.6)), float(rng.uniform(0.4, 0.6))),
        )
        drawing = _strokes(rng, height, width)
        drawing = 1 - drawing if inverted else drawing
        cases.append(
            {
                "values": drawing,
                "height": height,
                "width": width,
                "to": to,
                "ink": {
                    "paper": ink.paper,
                    "drawn": True,
                    "extent": ink.extent,
                    "centre": ink.centre,
                },
                "fitted": ink.fit(drawing[..., None], Image(*to, 1)),
            }
        )
    return cases


def _strokes(rng: np.random.Generator, height: int, width: int) -> Array:
    """Lines with soft edges on paper with a faint grain."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    drawn = 0.03 * rng.random((height, width), np.float32)
    side = min(height, width)
    for _ in range(3):
        (y0, x0), (y1, x1) = rng.uniform(0.2, 0.6, (2, 2)) * (height, width)
        share = ((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / ((y1 - y0) ** 2 + (x1 - x0) ** 2)
        share = np.clip(share, 0, 1)
        apart = np.hypot(y - y0 - share * (y1 - y0), x - x0 - share * (x1 - x0))
        drawn = np.maximum(drawn, np.clip(0.05 * side - apart, 0, 1))
    return drawn.astype(np.float32)


def samples(rng: np.random.Generator) -> list[Case]:
    """Give outputs as the encoder takes them: of another size, in each layout and range."""
    cases = []
    for shape, to, layout, value_range in [
        ((8, 8, 1), (8, 8), "CHW", (0.0, 1.0)),
        ((8, 12, 3), (8, 12), "CHW", (-1.0, 1.0)),
        ((8, 12, 3), (4, 6), "flat-CHW", (0.0, 255.0)),
        ((6, 6, 3), (12, 12), "HWC", (-1.0, 1.0)),
        ((10, 10, 1), (7, 7), "HW", (0.0, 16.0)),
        ((9, 6, 3), (6, 4), "flat", (0.0, 1.0)),
    ]:
        output = rng.random(shape, np.float32)
        shown = Image(*to, shape[2], layout, value_range)
        taken = shown.from_canonical(resize(output[None], *to))
        cases.append(
            {
                "output": output,
                "of": dict(zip(("height", "width", "channels"), shape, strict=True)),
                "shown": shown.describe_raw(),
                "taken": taken,
            }
        )
    return cases


def typed(rng: np.random.Generator) -> list[Case]:
    """Sentences by tokens, letters, pieces, code points and a grammar; errors among them."""
    del rng
    words = Text(
        vocabulary=("<pad>", "the", "Cat", "cat", "sees", "<end>"),
        length=6,
        form="ids",
        hidden=(0,),
        end=5,
        ending=".",
        sentence_case=True,
    )
    letters = Text(vocabulary=("a", "b", " ", "ß"), length=5, form="ids", separator="")
    pieces = Text(
        vocabulary=("[pad]", "un", "##believ", "##able", "cat", "##s"),
        length=5,
        form="ids",
        hidden=(0,),
        joining="##",
    )
    marked = Text(
        vocabulary=("\u2581the", "\u2581cat", "s", "\u2581"), length=5, form="ids", joining="\u2581"
    )
    commas = Text(vocabulary=("c 4", "d", "e"), length=4, form="ids", separator=", ")
    points = Text(vocabulary=None, length=4, form="ids")
    grammar = Text(
        vocabulary=("-", "the", "old", "cat", "dog", "one", "many", "sleep"),
        length=5,
        form="ids",
        hidden=(0,),
        ending=".",
        phrases=(
            Phrase((0,), {"the": "the", "-": ""}),
            Phrase((1,), {"old": "very old", "-": ""}),
            Phrase(
                (2, 3),
                {"cat|one": "cat", "cat|many": "cats", "dog|one": "sheep", "dog|many": "sheep"},
            ),
            Phrase((4, 3), {"sleep|one": "sleeps", "sleep|many": "sleep"}),
        ),
    )
    cases = []
    for modality, texts in [
        (words, ["The cat sees the Cat.", "the CAT", "the dog sees a mouse", "  ", "cat " * 7]),
        (letters, ["abß a", "AB", "SS", "abx", "aaaaaaaa"]),
        (pieces, ["unbelievable cats", "Cats", "uncat", "dogs cat bird"]),
        (marked, ["the cats", "thecat"]),
        (commas, ["c 4, d,e", "C 4, f"]),
        (points, ["a\U0001f408", "abcde", "x" * 20_001]),
        (
            grammar,
            [
                "The very old cat sleeps.",
                "sheep sleep",
                "the sheep sleeps",
                "the cat sleep",
                "the old cat",
                "cats",
                "the wolf sleeps",
            ],
        ),
    ]:
        for text in texts:
            case: Case = {"modality": modality.describe_raw(), "text": text}
            try:
                case["values"], case["error"] = read_typed(text, modality), ""
            except DataError as error:
                case["values"], case["error"] = [], str(error)
            cases.append(case)
    return cases
