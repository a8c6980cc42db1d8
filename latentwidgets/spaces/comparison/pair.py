"""Whether two spaces hold the codes of the same samples."""

from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.spaces.contents import EncodedContents

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["check_pair"]

N_COMPARED = 16
TOLERANCE = 0.1  # of the range of outputs: bundles keep their samples rounded


def check_pair(first: "LatentSpace", second: "LatentSpace") -> None:
    """Raise where sample i of one is not sample i of the other, as far as can be told.

    Raises
    ------
    OptionError
        The two are one space.
    DataError
        A space has no data; their numbers, labels or samples differ.
    """
    if first is second:
        raise OptionError(
            "A space was given to be compared with itself: give two, such as of two models on the "
            "same data."
        )
    for space in (first, second):
        if not space.from_data:
            raise DataError(
                f"The codes of {space.name} are drawn from its prior, so that they match no "
                "sample of another: compare models that encode the same data."
            )
    _check_left_out(first, second)
    counts = first.n_samples, second.n_samples
    if counts[0] != counts[1]:
        raise DataError(
            f"{first.name} has {counts[0]:,} samples and {second.name} {counts[1]:,}: give both "
            "the same data in the same order, since sample i of one is matched with sample i of "
            "the other."
        )
    if first.labels is not None and second.labels is not None:
        apart = np.flatnonzero(first.labels.astype(str) != second.labels.astype(str))
        if len(apart):
            index = int(apart[0])
            raise DataError(
                f"The labels differ at {len(apart):,} of {counts[0]:,} samples, first at {index} "
                f"({first.labels[index]} and {second.labels[index]}): give both the same data in "
                "the same order."
            )
    _check_samples(first, second)


def _check_left_out(first: "LatentSpace", second: "LatentSpace") -> None:
    """Refuse where one left out other samples than the other, since their codes were not finite."""
    contents = [space.parts.contents for space in (first, second)]
    kept = [each.kept for each in contents if isinstance(each, EncodedContents)]
    n_all = {len(space.codes) + space.dropped for space in (first, second)}
    if len(kept) < 2 or len(n_all) > 1 or np.array_equal(kept[0], kept[1]):
        return
    alone = np.setxor1d(kept[0], kept[1])
    raise DataError(
        f"Of {len(alone):,} of {n_all.pop():,} samples, first of sample {int(alone[0])}, one of "
        f"{first.name} and {second.name} gives no finite code, and left them out: leave them out "
        "of the data of both."
    )


def _check_samples(first: "LatentSpace", second: "LatentSpace") -> None:
    if not (first.has_samples and second.has_samples):
        return
    n = first.n_samples
    chosen = np.unique(np.linspace(0, n - 1, min(n, N_COMPARED)).astype(np.intp))
    samples = first.samples(chosen), second.samples(chosen)
    shape = tuple(first.modality.shape)
    if first.modality.kind != second.modality.kind or any(
        outputs.shape[1:] != shape for outputs in samples
    ):
        return  # shown in sizes of their own: only the labels can tell
    apart = np.flatnonzero(first.modality.distance(*samples) > TOLERANCE)
    if len(apart):
        raise DataError(
            f"Sample {int(chosen[apart[0]])} of {first.name} is another than that of "
            f"{second.name}: give both the same data in the same order."
        )
