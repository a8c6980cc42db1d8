"""What the views of a space know of its coverage: with what it is compared, and what was found."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from latentwidgets import zoo
from latentwidgets.exceptions import DataError, LatentWidgetsError, OptionError
from latentwidgets.spaces.coverage import Coverage, measure_coverage
from latentwidgets.spaces.coverage.measuring import check_features
from latentwidgets.widgets.once import Once
from latentwidgets.zoo.data import DATA, DOWNLOADS
from latentwidgets.zoo.data import load as load_data

if TYPE_CHECKING:
    from latentwidgets.spaces import LatentSpace
    from latentwidgets.spaces.coverage.measuring import OnCoverage
    from latentwidgets.spaces.diagnosis.material import Features

__all__ = ["Covering", "covering_of", "data_of"]

MOST_SAMPLES = 10_000
_DEFAULT_SAMPLES = 1000

_lock = threading.Lock()
_coverings: "WeakKeyDictionary[LatentSpace, Covering]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class _Given:
    """What the comparison is of."""

    real: Any = None
    labels: NDArray[Any] | None = None
    features: "tuple[str, Features] | None" = None
    n_samples: int = _DEFAULT_SAMPLES


class Covering(Once[_Given, Coverage]):
    """The comparison of one space's outputs with real data: made once, for all views."""

    def __init__(self) -> None:
        super().__init__(_Given())

    def give(  # noqa: PLR0913
        self,
        space: "LatentSpace",
        *,
        real: Any = None,
        labels: Any = None,
        features: Any = None,
        name: str,
        n: int | None = None,
    ) -> None:
        """Say what is to be compared; what was found of something else is left."""
        n = _DEFAULT_SAMPLES if n is None else n
        whole = isinstance(n, int | np.integer) and not isinstance(n, bool)
        if not whole or not 50 <= n <= MOST_SAMPLES:
            limits = f"give a whole number from 50 to {MOST_SAMPLES:,}"
            raise OptionError(f"n={n!r} was given: {limits}.")
        if isinstance(real, str) and real not in DATA | DOWNLOADS:
            load_data(real)  # which says what there is
        if not (real is None or isinstance(real, str)):
            real = space.modality.from_samples(real)
            if len(real) == 0:
                raise DataError("There are no samples in real=: give some, or leave it out.")
        if labels is not None and (real is None or isinstance(real, str)):
            raise OptionError("labels= are those of the samples in real=: give both.")
        if labels is not None and len(labels) != len(real):
            raise DataError(
                f"{len(labels):,} labels were given and there are {len(real):,} real samples: "
                "give one label for each."
            )
        known = None if labels is None else np.asarray(labels)
        self.renew(_Given(real, known, check_features(features, name, space.modality), int(n)))

    def measure(
        self,
        space: "LatentSpace",
        on_progress: "OnCoverage" = lambda *_: None,
        cancel: threading.Event | None = None,
    ) -> Coverage:
        """Return what was found; compare first where that was not done yet."""
        return self.ask(lambda given: self._compare(space, given, on_progress, cancel), cancel)

    def _compare(
        self,
        space: "LatentSpace",
        given: _Given,
        on_progress: "OnCoverage",
        cancel: threading.Event | None,
    ) -> Coverage:
        real, labels, name = given.real, given.labels, "the samples given"
        if real is None and not (space.from_data and space.has_samples):
            real = data_of(space.name)
        if isinstance(real, str):
            on_progress(0, 1, f"reading the data set {real}")
            name = f"the built-in data {real}"
            dataset = load_data(real, given.n_samples)
            labels = dataset.labels
            real = _canonical(space, dataset.samples, real)
        return measure_coverage(
            space,
            real,
            labels=labels,
            real_name=name,
            features=given.features,
            n_samples=given.n_samples,
            seed=space.seed,
            on_progress=on_progress,
            cancel=cancel,
        )


def covering_of(space: "LatentSpace") -> Covering:
    """Return the comparison of a space, the same each time."""
    with _lock:
        return _coverings.setdefault(space, Covering())


def data_of(name: str) -> str | None:
    """Name the data that a built-in model was trained on; None of any other."""
    return next((entry.data for entry in zoo.list() if entry.name == name), None)


def _canonical(space: "LatentSpace", samples: Any, name: str) -> NDArray[np.float32]:
    try:
        outputs = space.modality.from_samples(samples)
    except LatentWidgetsError as error:
        raise DataError(f"The data set {name} is no output of {space.name}: {error}") from error
    return outputs
