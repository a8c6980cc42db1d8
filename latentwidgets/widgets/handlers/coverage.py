"""`coverage`, `coverage_tiles`: real data against what the model generates."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.coverage import Coverage
from latentwidgets.widgets.covering import covering_of
from latentwidgets.widgets.handlers.context import Context, Job
from latentwidgets.widgets.handlers.pictures import Tiles
from latentwidgets.widgets.handlers.request import Request
from latentwidgets.widgets.handlers.samples import LARGEST_SIZE, MOST_ATLAS_PIXELS

__all__ = ["coverage", "coverage_tiles"]

MOST_TILES = 256
MOST_PAIRS = 6
MOST_COPIES = 4
SETS = ("real", "generated")


def coverage(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Compare, or return what was found before; `again` compares once more."""
    covering = covering_of(context.space)
    if request.flag("again"):
        covering.found = None
    return _described(covering.measure(context.space, _teller(job), job.cancelled))


def coverage_tiles(context: Context, request: Request, job: Job) -> dict[str, Any]:
    """Show some of the real or of the generated samples."""
    found = covering_of(context.space).found
    kind = request.text("set")
    if kind not in SETS:
        raise OptionError(f"There is no set {kind!r}: choose one of {SETS}.")
    if found is None:
        raise OptionError("Nothing was compared yet: measure first.")
    outputs = getattr(found, kind)
    indices = request.indices("indices", len(outputs), most=MOST_TILES)
    size = request.integer("size", 4, LARGEST_SIZE)
    size = min(size, math.isqrt(MOST_ATLAS_PIXELS // len(indices)))
    job.check()
    columns = math.isqrt(len(indices) - 1) + 1
    tiles = Tiles(context.space.modality, columns=columns, size=size, square=True)
    tiles.add(outputs[indices])
    return tiles.answer()


def _teller(job: Job) -> Callable[[int, int, str], None]:
    def tell(done: int, total: int, words: str) -> None:
        job.check()
        job.progress({"step": done, "total": total, "words": words})

    return tell


def _described(found: Coverage) -> dict[str, Any]:
    return {
        **found.to_dict(),
        "map": {
            "real": found.map_real.reshape(-1),
            "generated": found.map_generated.reshape(-1),
            "explained": found.explained,
        },
        "codes": np.ascontiguousarray(found.codes, np.float32).reshape(-1),
        "covered": None if found.scores is None else found.scores.covered.astype(np.uint8),
        "labels": None if found.labels is None else [str(label) for label in found.labels],
        "kinds": [
            {
                "label": kind.label,
                "n_real": kind.n_real,
                "n_generated": kind.n_generated,
                "expected": kind.expected,
                "share": kind.share,
                "state": kind.state,
            }
            for kind in found.kinds.kinds
        ],
        "kinds_note": found.kinds.note,
        "kinds_label": "" if found.kinds.told is None else _told(found),
        "bins": None if found.bins is None else _bins(found),
        "pairs": None if found.pairs is None else _pairs(found),
    }


def _told(found: Coverage) -> str:
    told = found.kinds.told
    assert told is not None  # noqa: S101
    low, high = told.interval
    return f"{told.value:.0%} [{low:.0%}, {high:.0%}], by chance {told.expected or 0:.0%}"


def _bins(found: Coverage) -> dict[str, Any]:
    assert found.bins is not None  # noqa: S101
    cells = found.bins.bins
    missing, starved, crowded = (
        set(indices.tolist()) for indices in (cells.missing, cells.starved, cells.crowded)
    )
    listed = [*cells.starved.tolist(), *cells.crowded.tolist()]
    return {
        "real": cells.real.astype(np.uint16),
        "generated": cells.generated.astype(np.uint16),
        "n": len(cells.centres),
        "limit": cells.limit,
        "listed": [
            {
                "index": index,
                "state": "missing"
                if index in missing
                else "starved"
                if index in starved
                else "crowded",
                "real_share": float(cells.real_shares[index]),
                "generated_share": float(cells.generated_shares[index]),
                "z": float(cells.z[index]),
                "label": _commonest(found.labels, cells.members(index)[0]),
                "shown": _typical(found, index),
            }
            for index in listed
        ],
        "n_missing": len(missing),
        "n_starved": len(starved),
        "n_crowded": len(crowded),
    }


def _typical(found: Coverage, index: int) -> int:
    """Return the real sample that lies nearest to the middle of a bin's on the map."""
    assert found.bins is not None  # noqa: S101
    members = found.bins.bins.members(index)[0]
    places = found.map_real[members]
    middle = places.mean(axis=0)
    return int(members[np.argmin(((places - middle) ** 2).sum(axis=1))])


def _commonest(labels: NDArray[Any] | None, members: NDArray[np.intp]) -> str:
    """Say which labels a bin's real samples mostly have."""
    if labels is None or labels.dtype.kind in "fc" or not len(members):
        return ""
    counts = Counter(str(label) for label in labels[members])
    label, count = counts.most_common(1)[0]
    return label if count == len(members) else f"{label} {count / len(members):.0%}"


def _pairs(found: Coverage) -> dict[str, Any]:
    assert found.pairs is not None  # noqa: S101
    pairs = found.pairs
    real = pairs.real_distances
    support = pairs.support
    return {
        "indices": pairs.pairs[:MOST_PAIRS].astype(np.uint32).reshape(-1),
        "distances": pairs.distances[:MOST_PAIRS].astype(np.float32),
        "real_distances": None if real is None else real[:MOST_PAIRS].astype(np.float32),
        "n_copies": pairs.n_copies,
        "n_real_copies": 0 if found.scores is None else found.scores.duplicates.real,
        "copies": [
            {"size": len(group), "shown": int(group[0])} for group in pairs.copies[:MOST_COPIES]
        ],
        "n_groups": len(pairs.copies),
        "support": None if support is None else [support.value, *support.interval],
        "at_least": pairs.at_least,
    }
