"""The further figures of the model of faces: attributes as directions, read by a judge."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.faces import FACE_FACTORS, draw_faces, face_factors
from latentwidgets.zoo.networks.vae import Autoencoder
from latentwidgets.zoo.train.images.directions import Question, edit, measure, read_unchanged
from latentwidgets.zoo.train.images.evaluation import decode, encode
from latentwidgets.zoo.train.images.judge import Drawn, Judge, train_judge

__all__ = ["SUNGLASSES", "directions", "questions"]

_N_JUDGED = 16_000
_HIDDEN = ("gaze",)

_NO_GLASSES, _GLASSES, _SUNGLASSES = range(3)
_BLACK, _BROWN = range(2)
SUNGLASSES = Question("sunglasses", "eyewear", (_SUNGLASSES,))


def questions() -> list[Question]:
    """List what is asked: both glasses from bare faces, smile, dark hair, colours from black."""
    colours = FACE_FACTORS["hair_colour"]
    assert isinstance(colours, tuple)  # noqa: S101  # kinds by name
    return [
        Question("glasses", "eyewear", (_GLASSES,), against=(_NO_GLASSES,)),
        Question("sunglasses", "eyewear", (_SUNGLASSES,), against=(_NO_GLASSES,)),
        Question("smile", "smile"),
        Question("dark hair", "hair_colour", (_BLACK, _BROWN), covered_by="hat"),
        *(
            Question(f"{colour} hair", "hair_colour", (kind,), (_BLACK,), covered_by="hat")
            for kind, colour in enumerate(colours)
            if kind != _BLACK
        ),
    ]


def directions(module: Autoencoder, dataset: Dataset) -> dict[str, Any]:
    """Measure each direction, and the adding of sunglasses, on held-out faces."""
    judge = train_judge(_draw, FACE_FACTORS, n=_N_JUDGED)
    parts = [dataset.take(~dataset.is_test), dataset.take(dataset.is_test)]
    train, test = (encode(module, part.samples)[0] for part in parts)
    causes = (parts[0].factors, parts[1].factors)

    def draw(codes: NDArray[np.float32]) -> NDArray[np.float32]:
        return decode(module, codes)

    added = edit(SUNGLASSES, (train, test), causes, draw, judge, _HIDDEN)
    return {
        "directions": {
            question.name: measure(question, (train, test), causes, draw, judge)
            for question in questions()
        },
        "add_sunglasses": added | {"drawn": _drawn(judge, causes[1], added["n_faces"])},
        "judge": {"n_train": _N_JUDGED, "read": _read(judge, parts[1])},
    }


def _drawn(judge: Judge, factors: Mapping[str, NDArray[Any]], n: int) -> dict[str, float]:
    """Share of faces of which the judge reads the same where nothing but sunglasses is drawn."""
    bare = np.flatnonzero(factors[SUNGLASSES.cause] != _SUNGLASSES)[:n]
    chosen: dict[str, Any] = {name: values[bare] for name, values in factors.items()}
    before, after = (
        draw_faces(len(bare), **chosen | changed)
        for changed in ({}, {SUNGLASSES.cause: SUNGLASSES.name})
    )
    return read_unchanged(judge, before, after, (SUNGLASSES.cause, *_HIDDEN))


def _draw(n: int, seed: int) -> Drawn:
    return draw_faces(n, seed), face_factors(n, seed)


def _read(judge: Judge, test: Dataset) -> dict[str, str]:
    """Say how well the judge reads drawn faces: right kinds, or the root mean squared error."""
    found = judge.read(test.samples)
    return {
        name: f"{np.mean(found[name] == test.factors[name]):.1%}"
        if kinds
        else f"± {np.sqrt(np.mean(np.square(found[name] - test.factors[name]))):.3f}"
        for name, kinds in FACE_FACTORS.items()
    }
