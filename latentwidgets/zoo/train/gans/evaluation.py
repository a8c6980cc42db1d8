"""The figures of a generator's card, each against samples that no training has seen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.cats import CAT_FACTORS
from latentwidgets.zoo.networks.gans import StyleGenerator
from latentwidgets.zoo.registry import find
from latentwidgets.zoo.timeline import read_timeline
from latentwidgets.zoo.train.gans.features import Features, generate, measure, pixel_components
from latentwidgets.zoo.train.gans.judge import NUMBERS, CatJudge, cat_judge
from latentwidgets.zoo.train.gans.mixing import measure_mixing

__all__ = ["evaluate_cats", "evaluate_collapse", "evaluate_digits"]

_N_GENERATED = 1000
_N_AT_A_ROUND = 500
_SEED = 100
_DIGIT_COMPONENTS, _CAT_COMPONENTS = 20, 50

Images = NDArray[np.float32]


def evaluate_digits(module: nn.Module, dataset: Dataset) -> dict[str, Any]:
    """Measure how a generator of digits covers those held out, and how often it makes each."""
    from sklearn.svm import SVC

    real = dataset.samples[dataset.is_test]
    labels = np.asarray(dataset.labels)
    generated = generate(module, len(real), _SEED)
    found = measure(real, generated, pixel_components(dataset, _DIGIT_COMPONENTS))
    train = dataset.samples[~dataset.is_test]
    judge = SVC(C=10).fit(train.reshape(len(train), -1), labels[~dataset.is_test])
    read = judge.predict(generate(module, _N_GENERATED, _SEED + 1).reshape(_N_GENERATED, -1))
    return {
        "headline": _headline(found),
        **_sizes(module, dataset),
        "pixels": found,
        "shares": {str(label): float((read == label).mean()) for label in np.unique(labels)},
    }


def evaluate_cats(module: StyleGenerator, dataset: Dataset) -> dict[str, Any]:
    """Measure coverage in two feature spaces, the factors of what is made, the mixing of styles."""
    judge = cat_judge()
    figures = _cats(module, dataset, judge)
    return {
        "headline": headline_of_cats(figures),
        **_sizes(module, dataset),
        **figures,
        "mixing": measure_mixing(module, judge),
    }


def evaluate_collapse(module: nn.Module, dataset: Dataset, name: str) -> dict[str, Any]:
    """Measure what is missing, and how it went missing over the rounds of the time line."""
    judge = cat_judge()
    figures = _cats(module, dataset, judge)
    missing = [kind for kind, share in figures["patterns"]["generated"].items() if share < 0.01]
    headline = (
        f"recall {figures['judge']['recall']['value']:.2f}, coverage "
        f"{figures['judge']['coverage']['value']:.2f}; missing: {', '.join(missing) or 'none'}"
    )
    return {
        "headline": headline,
        **_sizes(module, dataset),
        **figures,
        "missing": missing,
        "rounds": _rounds(module, dataset, judge, name),
    }


def _cats(module: nn.Module, dataset: Dataset, judge: CatJudge) -> dict[str, Any]:
    test = dataset.take(dataset.is_test)
    generated = generate(module, _N_GENERATED, _SEED)
    real = test.samples[:_N_GENERATED]
    read = judge.read(generated)
    kinds = CAT_FACTORS["pattern"]
    assert isinstance(kinds, tuple)  # noqa: S101
    return {
        "judge": measure(real, generated, _read_features(judge)),
        "pixels": measure(real, generated, pixel_components(dataset, _CAT_COMPONENTS)),
        "patterns": {
            "real": _shares(test.factors["pattern"], kinds),
            "generated": _shares(read["pattern"], kinds),
        },
        "spread": {
            factor: float(read[factor].std() / test.factors[factor].std()) for factor in NUMBERS
        },
        "judge_accuracy": judge.accuracy(),
    }


def _rounds(
    module: nn.Module, dataset: Dataset, judge: CatJudge, name: str
) -> dict[str, dict[str, float]]:
    """Coverage, recall, and patterns that are made, at each round that was kept."""
    import copy

    timeline = read_timeline(find(name).timeline_path)
    past, features = copy.deepcopy(module), _read_features(judge)
    real = dataset.samples[dataset.is_test][:_N_AT_A_ROUND]
    found = {}
    for at in timeline.rounds:
        timeline.load_into(past, at)
        generated = generate(past.eval(), _N_AT_A_ROUND, _SEED)
        figures = measure(real, generated, features)
        read = judge.read(generated)["pattern"]
        found[str(at)] = {
            "coverage": figures["coverage"]["value"],
            "recall": figures["recall"]["value"],
            "patterns": float(sum((read == kind).mean() >= 0.01 for kind in range(4))),
            "spread": float(generated.std(axis=0).mean() / real.std(axis=0).mean()),
        }
    return found


def _read_features(judge: CatJudge) -> Features:
    return Features(
        "the 64 features of a network that reads the factors of drawn cats", judge.features
    )


def headline_of_cats(figures: dict[str, Any]) -> str:
    """Say coverage and density in both feature spaces in a line."""
    read = figures["judge"]
    return (
        f"{_headline(figures['pixels'])} in PCA of the pixels; {read['coverage']['value']:.2f} and "
        f"{read['density']['value']:.2f} in a factor reader's features"
    )


def _headline(found: dict[str, Any]) -> str:
    density, coverage = found["density"]["value"], found["coverage"]["value"]
    return f"coverage {coverage:.2f}, density {density:.2f}"


def _shares(kinds: NDArray[Any], names: tuple[str, ...]) -> dict[str, float]:
    return {name: float((kinds == place).mean()) for place, name in enumerate(names)}


def _sizes(module: nn.Module, dataset: Dataset) -> dict[str, Any]:
    return {
        "n_test": int(dataset.is_test.sum()),
        "n_parameters": sum(p.numel() for p in module.parameters()),
    }
