"""Training of the models of sentences, and what they can and cannot do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.lexicon import SLOTS, VOCABULARY
from latentwidgets.zoo.data.sentences import WORDS, is_grammatical, word_ids
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.networks.gaussian import GaussianVAE
from latentwidgets.zoo.train.bound import BoundRecipe, maximize_bound
from latentwidgets.zoo.train.moves import mean_difference
from latentwidgets.zoo.train.sheet import sheet, table
from latentwidgets.zoo.train.training import Run, Training

__all__ = ["EDITS", "RECIPES", "TRAININGS", "edit_step", "edited", "morphemes_of"]

Ids = NDArray[np.int64]

#: Slot, the token that is there, the token that is wanted.
EDITS = {
    "singular to plural": ("number", "singular", "plural"),
    "present to past": ("tense", "present", "past"),
    "affirmed to negated": ("negation", "affirmed", "negated"),
    "object to plural": ("objects", "singular", "plural"),
}
RECIPES = {
    "sentences/vae": BoundRecipe(n_epochs=20, beta=0.1),
    "sentences/words": BoundRecipe(n_epochs=25, beta=0.05),
}
_STEPS = np.arange(0.5, 3.01, 0.1)  # times the mean difference
_N_STEP = 2_000  # training sentences on which the step is chosen

Decode = Callable[[NDArray[np.float32]], Ids]


def morphemes_of(dataset: Dataset) -> Ids:
    """Return the morphemes ``(n, 12)`` of a set of sentences, told by its attributes."""
    index = {token: place for place, token in enumerate(VOCABULARY)}
    columns = [[index[token] for token in dataset.attributes[name]] for name in SLOTS]
    return np.array(columns, np.int64).T


def edited(ids: Ids, edit: str, *, words: bool) -> tuple[NDArray[np.bool_], Ids]:
    """Tell which morphemes ``(n, 12)`` an edit applies to, and what should become of all."""
    slot, given, wanted = EDITS[edit]
    place = list(SLOTS).index(slot)
    changed = ids.copy()
    changed[:, place] = VOCABULARY.index(wanted)
    return ids[:, place] == VOCABULARY.index(given), word_ids(changed) if words else changed


def edit_step(
    codes: NDArray[np.float32], direction: NDArray[np.float32], wanted: Ids, decode: Decode
) -> float:
    """Choose how often to add a direction: the middle of the steps that do best."""
    shares = [_exact(decode(codes + step * direction), wanted).mean() for step in _STEPS]
    best = np.flatnonzero(np.isclose(shares, max(shares), atol=1e-6))
    return float(_STEPS[best[len(best) // 2]])


def _train(name: str, module: GaussianVAE, dataset: Dataset, run: Run) -> dict[str, Any]:
    samples = torch.from_numpy(dataset.samples[~dataset.is_test])
    return maximize_bound(module, (samples,), RECIPES[name], run)


def _evaluate(module: GaussianVAE, dataset: Dataset) -> dict[str, Any]:
    words = dataset.samples.shape[1] != len(SLOTS)
    ids, is_test = morphemes_of(dataset), dataset.is_test
    with torch.inference_mode():
        codes = torch.cat(
            [
                module.encode(part)[0]
                for part in torch.split(torch.from_numpy(dataset.samples), 2000)
            ]
        ).numpy()

    def decode(some: NDArray[np.float32]) -> Ids:
        with torch.inference_mode():
            chosen: Ids = (
                module.decode(torch.from_numpy(some.astype(np.float32))).argmax(-1).numpy()
            )
        return chosen

    held = codes[is_test]
    half = len(held) // 2
    exact = float(_exact(decode(held), dataset.samples[is_test]).mean())
    middles = decode((held[:half] + held[half : 2 * half]) / 2)
    midpoints = float(_is_sentence(middles, words=words).mean())
    edits = {}
    for edit, (slot, given, wanted) in EDITS.items():
        values = dataset.attributes[slot]
        applies, target = edited(ids, edit, words=words)
        has, lacks = ~is_test & (values == wanted), ~is_test & (values == given)
        direction = mean_difference(codes, has, lacks)
        tried = np.flatnonzero(lacks)[:_N_STEP]
        step = edit_step(codes[tried], direction, target[tried], decode)
        shown = is_test & applies
        right = _exact(decode(codes[shown] + step * direction), target[shown]).mean()
        edits[edit] = {"step": step, "exact": float(right), "n": int(shown.sum())}
    headline = (
        f"{exact:.1%} exact; midpoints {midpoints:.0%} grammatical; singular to plural "
        f"{edits['singular to plural']['exact']:.0%}"
    )
    return {
        "headline": headline,
        "exact": exact,
        "midpoints_grammatical": midpoints,
        "edits": edits,
        "n_train": int((~is_test).sum()),
        "n_test": int(is_test.sum()),
        "n_parameters": sum(value.numel() for value in module.parameters()),
    }


def _is_sentence(found: Ids, *, words: bool) -> NDArray[np.bool_]:
    """Tell of morphemes or words whether the grammar makes them."""
    return _parses(found) if words else is_grammatical(found)


def _parses(found: Ids) -> NDArray[np.bool_]:
    from latentwidgets.zoo.train.grammar import parse

    return np.array([parse([WORDS[word] for word in row]) for row in found])


def _exact(found: Ids, wanted: Ids) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (found == wanted).all(axis=1)
    return same


_MORPHEMES = """\
A sentence is twelve morphemes, each in a slot of its own; tables print them as English. That is why
the arithmetic works: *singular to plural* changes one slot, for dogs and for geese alike. The
grammar is regular by construction, and every combination of morphemes is a sentence, so that a
midpoint is grammatical as soon as each slot holds a morpheme of its own. Of natural text this says
little. `sentences/words` is the same grammar learned from whole words."""
_WHOLE = """\
The lesson: this model reproduces sentences that it has never seen, and cannot do arithmetic. With
whole words nothing ties dogs and dog to geese and goose, and one more word moves all that follow.
Reconstruction does not imply arithmetic; compare `sentences/vae`, which learned the same sentences
from morphemes in slots."""


def _card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    words = entry.name == "sentences/words"
    length = dataset.samples.shape[1]
    unit, size = ("words", len(WORDS)) if words else ("morphemes", len(VOCABULARY))
    rows = [
        ["unseen sentences reproduced exactly", f"{figures['exact']:.1%}"],
        [
            "midpoints of pairs of unseen sentences that are grammatical",
            f"{figures['midpoints_grammatical']:.1%}",
        ],
    ]
    rows += [
        [f"{edit}, exactly and nothing else (n = {found['n']})", f"{found['exact']:.1%}"]
        for edit, found in figures["edits"].items()
    ]
    steps = ", ".join(f"{edit} {found['step']:.1f}" for edit, found in figures["edits"].items())
    how = (
        "Arithmetic: the mean difference of the training codes of either kind, times a step chosen "
        f"on {_N_STEP:,} training sentences ({steps})."
    )
    return sheet(
        entry,
        figures,
        dataset,
        takes=f"ids of {unit}, `(n, {length})`.",
        gives=f"logits of {unit}, `(n, {length}, {size})`.",
        body=[table(["held-out sentences", "share"], rows), how, _WHOLE if words else _MORPHEMES],
    )


def _training(name: str) -> Training:
    return Training(
        train=lambda module, dataset, run: _train(name, module, dataset, run),
        evaluate=_evaluate,
        card=_card,
    )


TRAININGS = {name: _training(name) for name in RECIPES}
