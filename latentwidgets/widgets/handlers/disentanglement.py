"""Which dimension is which factor: the live panel, importances on demand, names of dimensions."""

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces import colouring
from latentwidgets.spaces.disentanglement import classified, drawn
from latentwidgets.spaces.labels import named_columns
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from latentwidgets.metrics import DisentanglementScore
    from latentwidgets.spaces import LatentSpace

__all__ = [
    "describe_disentanglement",
    "disentanglement",
    "factor_scatter",
    "importances",
    "name_dimension",
]

MOST_FACTORS = 100
MOST_DOTS = 1500
METHODS = ("dci", "infomec", "sap")


def disentanglement(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `disentanglement`: the scores that are there at once."""
    return describe_disentanglement(context.space, _factors(request))


def importances(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Answer an `importances`: DCI by random forests, InfoMEC or SAP by an SVM; seconds."""
    from latentwidgets.metrics import dci, infomec, sap

    method = request.text("method")
    if method not in METHODS:
        raise OptionError(f"There is no method {method!r}: choose one of {METHODS}.")
    space = context.space
    codes, columns, _ = drawn(space, _factors(request))
    known = space.disentanglement(list(columns)).names
    usable = {name: columns[name] for name in known}
    figures: Mapping[str, DisentanglementScore]
    options: dict[str, Any] = {
        "seed": space.seed,
        "on_progress": lambda done, total: job.progress({"step": done, "total": total}),
        "cancel": job.cancelled,
    }
    left_out: list[str] = []
    if method == "sap":
        usable, left_out = classified(usable)
        score = sap(codes, usable, estimator="svm", **options)
        table = score.predicted
        figures = {"SAP by a linear SVM": score}
    elif method == "dci":
        found = dci(codes, usable, **options)
        table = found.importances
        figures = {
            "disentanglement": found.disentanglement,
            "completeness": found.completeness,
            "informativeness": found.informativeness,
        }
    else:
        told = infomec(codes, usable, **options)
        table = told.information
        figures = {
            "InfoM (modularity)": told.modularity,
            "InfoE (explicitness)": told.explicitness,
            "InfoC (compactness)": told.compactness,
        }
    return {
        "method": method,
        "names": list(usable),
        "left_out": left_out,
        "table": np.ascontiguousarray(table, np.float32).reshape(-1),
        "scores": [_score(name, one) for name, one in figures.items()],
    }


def factor_scatter(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `factor_scatter`: one dimension against one factor."""
    space = context.space
    columns = named_columns(space.labels, space.attributes)
    name = request.text("factor")
    if name not in columns:
        raise OptionError(f"There is no factor {name!r}: choose among {', '.join(columns)}.")
    dimension = request.integer("dimension", 0, space.latent_size - 1)
    shown = colouring(name, columns[name])
    n = space.n_samples
    rows = np.linspace(0, n - 1, min(n, MOST_DOTS)).astype(np.intp)
    values = shown.values[rows].astype(np.float32)
    if shown.kind == "categorical":
        values[shown.values[rows] == np.iinfo(np.uint16).max] = np.nan
    return {
        "x": np.ascontiguousarray(space.flat_codes[rows, dimension], np.float32),
        "y": values,
        "categories": shown.categories,
        "n": n,
    }


def name_dimension(context: Context, request: Request, job: Job) -> dict[str, Any]:  # noqa: ARG001
    """Answer a `name_dimension`; without a name it is taken away. Tells the one before."""
    names = context.space.dimension_names
    dimension = request.integer("dimension", 0, context.space.latent_size - 1)
    with _naming:
        before = names.get(dimension)
        if "name" in request:
            names[dimension] = request.text("name")
        elif before is not None:
            del names[dimension]
    return {"before": before}


def describe_disentanglement(
    space: "LatentSpace", factors: list[str] | None = None
) -> dict[str, Any]:
    """Describe what is known at once; where nothing can be measured, `refusal` says why."""
    columns = named_columns(space.labels, space.attributes)
    choices = list(columns)[:MOST_FACTORS]
    try:
        found = space.disentanglement(factors)
    except DataError as error:
        return {"choices": choices, "refusal": str(error)}
    scores = found.scores
    measured = {"MIG": scores.mig, "SAP by R²": scores.sap, "modularity": scores.modularity}
    return {
        "choices": choices,
        "refusal": None,
        "names": list(found.names),
        "shares": np.ascontiguousarray(found.shares, np.float32).reshape(-1),
        "scores": [_score(name, one) for name, one in measured.items() if one is not None],
        "proposals": [
            {"dimension": one.dimension, "name": one.name, "share": one.share}
            for one in found.proposals
        ],
        "sharing": list(found.sharing),
        "left_out": list(found.left_out.values()),
        "doubts": list(found.doubts),
        "rule": found.rule,
        "n": found.n,
        "bins": scores.information.bins,
    }


_naming = threading.Lock()


def _score(name: str, score: "DisentanglementScore") -> dict[str, Any]:
    low, high = score.interval
    return {
        "name": name,
        "value": float(score.value),
        "interval": [float(low), float(high)],
        "expected": None if score.expected is None else float(score.expected),
        "ceiling": float(score.ceiling),
        "label": score.label,
    }


def _factors(request: Request) -> list[str] | None:
    if "factors" not in request:
        return None
    names = request.content["factors"]
    if (
        not isinstance(names, list)
        or not 0 < len(names) <= MOST_FACTORS
        or not all(isinstance(name, str) for name in names)
    ):
        raise OptionError(f"factors is no list of 1 to {MOST_FACTORS} names.")
    return names
