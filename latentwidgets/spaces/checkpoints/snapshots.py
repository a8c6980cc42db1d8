"""What is seen of a model at one checkpoint: small enough to keep them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.checkpoints.figures import (
    Features,
    Measured,
    measure_coding,
    measure_coverage,
)
from latentwidgets.spaces.checkpoints.sheets import Sheet, sheet_of
from latentwidgets.spaces.comparison.procrustes import align

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Before", "Camera", "Snapshot"]

LATTICE = 12  # tiles along a side of the map
LATTICE_SIZE = 28
FIXED = 24  # outputs that are followed
FIXED_COLUMNS = 6
FIXED_SIZE = 48
SPAN = (0.02, 0.98)  # quantiles of the points that the lattice reaches

Points = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A model at one checkpoint.

    Attributes
    ----------
    points
        float32 ``(n, 2)``, the map, laid over that of an earlier checkpoint.
    box
        Left, bottom, right, top of the lattice on the map; None where there is none.
    lattice
        Decoded outputs of a grid over the map, the uppermost row first.
    fixed
        The same samples rebuilt, or the same codes decoded, at every checkpoint.
    figures
        What was measured.
    words
        How the map was made and laid.
    trouble
        Why nothing is seen: the model gave no finite numbers; empty where all is well.
    """

    points: Points
    box: tuple[float, float, float, float] | None
    lattice: Sheet | None
    fixed: Sheet | None
    figures: tuple[Measured, ...] = ()
    words: str = ""
    trouble: str = ""


@dataclass(frozen=True, eq=False)
class Before:
    """An earlier checkpoint, over whose map a later one is laid.

    Attributes
    ----------
    name
        What it is called, such as ``"epochs 12"``.
    points
        ``(n, 2)``, as they were laid.
    codes
        ``(n, d)``.
    """

    name: str
    points: Points
    codes: NDArray[np.floating[Any]]


@dataclass(eq=False)
class Camera:
    """Takes snapshots of a model, each map laid over that of an earlier one.

    Attributes
    ----------
    features
        Of a generator: the outputs' own map, the same at every checkpoint.
    real
        Real outputs, of a generator.
    """

    features: Features | None = None
    real: NDArray[np.float32] | None = None

    def take(
        self,
        space: "LatentSpace",
        before: Before | None = None,
        check: Callable[[], object] = lambda: None,
    ) -> Snapshot:
        """Look at a model as it is now.

        Parameters
        ----------
        space
            Of the model at this checkpoint.
        before
            The checkpoint before, where there is one.
        check
            Called between steps; ends the work by raising.
        """
        try:
            codes = space.flat_codes
        except DataError as error:
            return _nothing(str(error))
        check()
        fixed = _spread(len(codes), FIXED)
        decoded = space.decode(space.codes[fixed])
        if not np.isfinite(decoded).any():
            return _nothing("The model gives no finite number at this checkpoint.")
        sheet = sheet_of(space.modality, decoded, columns=FIXED_COLUMNS, size=FIXED_SIZE)
        check()
        if not space.from_data:
            return self._of_outputs(space, sheet, check)
        return self._of_codes(space, sheet, before, check)

    def _of_codes(
        self,
        space: "LatentSpace",
        sheet: Sheet,
        before: Before | None,
        check: Callable[[], object],
    ) -> Snapshot:
        """Show an autoencoder: its map is the plane of its codes."""
        projection = space.project("pca", 2)
        points = np.asarray(projection.coordinates, np.float64)
        laid, words = points, ""
        alignment = None
        if before is not None and before.points.shape == points.shape:
            # Not scaled: that a model spreads its codes, or lets them collapse, is to be seen.
            alignment = align(points, before.points, scale=False)
            laid = alignment.apply(points)
            mirrored = " and mirrored" if alignment.mirrored else ""
            words = (
                f"turned{mirrored} to lie over that of {before.name} (orthogonal Procrustes, not "
                f"scaled); {alignment.residual:.0%} of the variance moved"
            )
        shown = projection.explained_variance
        share = "" if shown is None or np.isnan(shown) else f", {shown:.0%} of the variance"
        box = _box(laid)
        lattice = None
        if box is not None:
            places = _grid(box)
            own = places if alignment is None else alignment.invert(places)
            outputs = space.decode(projection.inverse(own))
            lattice = sheet_of(space.modality, outputs, columns=LATTICE, size=LATTICE_SIZE)
        check()
        figures = measure_coding(space, *(() if before is None else (before.codes, before.name)))
        said = f"{projection.title} of the codes{share}"
        return Snapshot(
            laid.astype(np.float32),
            box,
            lattice,
            sheet,
            tuple(figures),
            f"{said}, {words}" if words else said,
        )

    def _of_outputs(
        self, space: "LatentSpace", sheet: Sheet, check: Callable[[], object]
    ) -> Snapshot:
        """Show a generator: its map is that of its outputs, for its codes never change."""
        outputs = space.decode(space.codes)
        check()
        if self.features is None:
            # Fitted on other real samples than those compared: on its own a component is so
            # near to each of them that all else seems to lie amid the data.
            fitted = outputs if self.real is None else self.real[::2]
            self.features = Features(fitted, of_real=self.real is not None)
        generated = self.features.of(outputs)
        real = None if self.real is None else self.features.of(self.real[1::2])
        check()
        words = f"{self.features.name}; {self.features.shown:.0%} of the variance on this plane"
        return Snapshot(
            generated[:, :2].astype(np.float32),
            None,
            None,
            sheet,
            tuple(measure_coverage(self.features, real, generated)),
            f"{words}, the same plane at every checkpoint",
        )

    def real_points(self) -> Points | None:
        """Return the real samples on the map of a generator."""
        if self.features is None or self.real is None:
            return None
        return self.features.of(self.real[1::2])[:, :2].astype(np.float32)


def _nothing(trouble: str) -> Snapshot:
    return Snapshot(np.empty((0, 2), np.float32), None, None, None, trouble=trouble)


def _spread(n: int, most: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.intp))


def _box(points: NDArray[np.float64]) -> tuple[float, float, float, float] | None:
    (left, bottom), (right, top) = np.quantile(points, SPAN, axis=0)
    if not (right > left or top > bottom):
        return None
    # Square cells, so that tiles keep their proportions.
    half = max(right - left, top - bottom) / 2
    x, y = (left + right) / 2, (bottom + top) / 2
    return float(x - half), float(y - half), float(x + half), float(y + half)


def _grid(box: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Centres of the lattice's tiles, row by row from above."""
    left, bottom, right, top = box
    shares = (np.arange(LATTICE) + 0.5) / LATTICE
    x, y = left + shares * (right - left), top - shares * (top - bottom)
    return np.stack([np.tile(x, LATTICE), np.repeat(y, LATTICE)], axis=1)
