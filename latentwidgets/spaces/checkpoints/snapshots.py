"""What is seen of a model at one checkpoint: small enough to keep them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.checkpoints.figures import (
    FEW,
    Features,
    Measured,
    measure_coding,
    measure_coverage,
)
from latentwidgets.spaces.checkpoints.rows import placed, rows_of
from latentwidgets.spaces.checkpoints.sheets import Sheet, sheet_of
from latentwidgets.spaces.comparison.procrustes import align
from latentwidgets.spaces.coverage.measuring import differ

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
        float32 ``(n, 2)``, the map, laid over that of an earlier checkpoint; NaN where a sample has
        no finite code. Empty where there is no map.
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
        ``(n, 2)``, as they were laid; NaN where there is none.
    codes
        ``(n, d)``, likewise.
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
            space.flat_codes  # noqa: B018  encodes
        except DataError as error:
            return _nothing(str(error))
        check()
        decoded = _decoded(space, FIXED)
        if not np.isfinite(decoded).any():
            return _nothing("The model gives no finite number at this checkpoint.")
        sheet = sheet_of(space.modality, decoded, columns=FIXED_COLUMNS, size=FIXED_SIZE)
        check()
        same = "" if differ(decoded, space.modality) else "all these codes give the same output"
        if not space.from_data:
            return self._of_outputs(space, sheet, same, check)
        return self._of_codes(space, sheet, same, before, check)

    def _of_codes(
        self,
        space: "LatentSpace",
        sheet: Sheet,
        same: str,
        before: Before | None,
        check: Callable[[], object],
    ) -> Snapshot:
        """Show an autoencoder: its map is the plane of its codes."""
        projection = space.project("pca", 2)
        points = np.asarray(projection.coordinates, np.float64)
        rows, n = rows_of(space)
        laid, words = points, ""
        alignment = None
        both: NDArray[np.bool_] = np.zeros(len(rows), bool)
        if before is not None and before.points.shape == (n, 2):
            others = np.asarray(before.points, np.float64)[rows]
            both = np.asarray(np.isfinite(others).all(axis=1))
        if before is not None and both.any():
            # Not scaled: that a model spreads its codes, or lets them collapse, is to be seen.
            alignment = align(points[both], others[both], scale=False)
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
        known = before if before is not None and len(before.codes) == n else None
        earlier = () if known is None else (known.codes[rows], known.name)
        figures, refused = measure_coding(space, *earlier)
        said = f"{projection.title} of the codes{share}"
        if len(rows) < n:
            said += f", without {n - len(rows):,} of {n:,} samples, whose codes are not finite"
        words = "; ".join(part for part in (words, refused, same) if part)
        return Snapshot(
            placed(laid.astype(np.float32), rows, n),
            box,
            lattice,
            sheet,
            tuple(figures),
            f"{said}, {words}" if words else said,
        )

    def _of_outputs(
        self, space: "LatentSpace", sheet: Sheet, same: str, check: Callable[[], object]
    ) -> Snapshot:
        """Show a generator: its map is that of its outputs, for its codes never change."""
        if space.modality.kind == "text":
            return _of_texts(space, sheet)
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
        fewest = min(len(generated), len(generated) if real is None else len(real))
        few = f"; {fewest} samples are too few for figures of coverage" if fewest < FEW else ""
        return Snapshot(
            generated[:, :2].astype(np.float32),
            None,
            None,
            sheet,
            tuple(measure_coverage(self.features, real, generated)),
            "; ".join(
                part for part in (f"{words}, the same plane at every checkpoint{few}", same) if part
            ),
        )

    def real_points(self) -> Points | None:
        """Return the real samples on the map of a generator."""
        if self.features is None or self.real is None:
            return None
        return self.features.of(self.real[1::2])[:, :2].astype(np.float32)


def _nothing(trouble: str) -> Snapshot:
    return Snapshot(np.empty((0, 2), np.float32), None, None, None, trouble=trouble)


def _decoded(space: "LatentSpace", most: int) -> NDArray[np.float32]:
    """Decode the codes of some samples, the same at every checkpoint; NaN where there is none."""
    rows, n = rows_of(space)
    chosen = _spread(n, most)
    places = np.searchsorted(rows, chosen)
    there = np.isin(chosen, rows)
    outputs = np.full((len(chosen), *space.modality.shape), np.nan, np.float32)
    if there.any():
        outputs[there] = space.decode(space.codes[places[there]])
    return outputs


def _of_texts(space: "LatentSpace", sheet: Sheet) -> Snapshot:
    """Show a generator of texts, for which there is no plane: their numbers are tokens."""
    texts = space.modality.texts(space.decode(space.codes)) or []
    share = len(set(texts)) / len(texts)
    label = f"different texts among those of {len(texts):,} codes, as a share"
    return Snapshot(
        np.empty((0, 2), np.float32),
        None,
        None,
        sheet,
        (Measured("different", "different texts", share, None, label),),
        "There is no map: the outputs are texts, whose numbers are tokens and span no plane.",
    )


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
