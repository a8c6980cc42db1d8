"""A direction: a unit vector in code space, and the sd of the data along it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.spaces.directions.geometry import NEARLY_NOTHING, project_away
from latentwidgets.spaces.directions.recipe import Recipe
from latentwidgets.spaces.sampling import as_codes

if TYPE_CHECKING:
    from latentwidgets.spaces.directions.measuring import Measurement
    from latentwidgets.spaces.directions.quality import DirectionQuality

__all__ = ["LONGEST_NAME", "Direction"]

Codes = NDArray[np.float32]
Reader = Callable[[Codes], NDArray[Any]]

LONGEST_NAME = 100
LONGEST_LABEL = 2000


@dataclass(frozen=True, eq=False)
class Direction:
    """A way to move through a latent space, with the step that the data take along it.

    Made by `LatentSpace.direction`, or read by `Direction.load`.

    Attributes
    ----------
    vector : float32, latent_shape
        Of length 1; read-only.
    scale
        The standard deviation of the data's codes along it: one unit of a slider.
    name
        What it is called.
    method
        ``"mean"``, ``"lda"``, ``"logistic"``, ``"svm"``, ``"regression"``, ``"pairs"``, ``"pca"``,
        ``"sefa"`` or ``"jacobian"``.
    label
        How it was made, in words: of which samples, how many, which seed.
    recipe
        The arguments with which `LatentSpace.direction` makes it again; None where it was changed
        since, or was made of what is not written down.
    fingerprint
        Of the model that it is of, where it came from a file that says so; else empty.
    """

    vector: Codes
    scale: float
    name: str
    method: str
    label: str
    measurement: "Measurement | None" = field(default=None, repr=False)
    recipe: Recipe | None = field(default=None, repr=False)
    fingerprint: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        vector = np.array(self.vector, np.float32)
        length = float(np.linalg.norm(vector.astype(np.float64)))
        if vector.ndim == 0 or not np.isfinite(length) or length < NEARLY_NOTHING:
            raise DataError(
                f"The direction {self.name!r} has a vector of length {length:g}: give one of "
                "finite numbers that is not zero."
            )
        # A unit vector stays what it is, to the last bit.
        if abs(length - 1) > 1e-6:
            vector = (vector / length).astype(np.float32)
        vector.flags.writeable = False
        if not (np.isfinite(self.scale) and self.scale > 0):
            raise DataError(
                f"The direction {self.name!r} has the scale {self.scale!r}: give a finite number "
                "above 0."
            )
        object.__setattr__(self, "vector", vector)
        object.__setattr__(self, "scale", float(self.scale))
        object.__setattr__(self, "name", check_name(self.name))
        object.__setattr__(self, "label", str(self.label)[:LONGEST_LABEL])

    def __repr__(self) -> str:
        return f"<Direction {self.name!r}: {self.label}; scale {self.scale:.4g}>"

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """Shape of one code."""
        return self.vector.shape

    @property
    def quality(self) -> "DirectionQuality":
        """What it is worth, measured on held-out codes when first asked for.

        Raises
        ------
        DataError
            Where it came from a file without figures and belongs to no space yet.
        """
        if self.measurement is None:
            raise DataError(
                f"The direction {self.name!r} came from a file without measurements: keep it in a "
                "space (space.directions.keep) to measure it there."
            )
        return self.measurement.quality(self)

    @property
    def measured(self) -> "DirectionQuality | None":
        """The quality where it has been measured; nothing is computed."""
        return None if self.measurement is None else self.measurement.known

    def measure(
        self,
        *,
        readers: Mapping[str, Reader] | None = None,
        should_stop: Callable[[], bool] | None = None,
        on_progress: Callable[[int, int], object] | None = None,
    ) -> "DirectionQuality":
        """Measure the quality again, with readers of your own.

        Parameters
        ----------
        readers
            ``{attribute: function}``: each takes canonical outputs ``(m, *modality.shape)`` and
            gives how much of the attribute it sees, ``(m,)``. They take the place of the linear
            readers that are fitted to the space's outputs; a name that is no attribute adds a row.
        should_stop, on_progress
            Asked and told between the steps.

        Raises
        ------
        DataError
            As `quality`.
        Cancelled
            Where `should_stop` says so.
        """
        if self.measurement is None:
            return self.quality
        return self.measurement.measure(
            self, readers=readers, should_stop=should_stop, on_progress=on_progress
        )

    def apply(self, codes: Any, amount_in_sd: float | NDArray[Any]) -> Codes:
        """Move codes along it.

        Parameters
        ----------
        codes
            ``(m, *latent_shape)``, flat, or one code.
        amount_in_sd
            A number, or one for each code.

        Returns
        -------
        float32, (m, *latent_shape)
            Of one code, too, a batch of one.

        Raises
        ------
        ShapeError
            Where codes or amounts have another shape.
        """
        batch = as_codes(codes, self.latent_shape)
        amounts = np.asarray(amount_in_sd, np.float64)
        if amounts.shape not in {(), (len(batch),)} or not np.isfinite(amounts).all():
            raise ShapeError(
                f"amount_in_sd has shape {amounts.shape} for {len(batch)} codes: give one finite "
                "number, or one for each code."
            )
        steps = (amounts * self.scale).reshape(-1, *[1] * len(self.latent_shape))
        moved: Codes = (batch.astype(np.float64) + steps * self.vector).astype(np.float32)
        return moved

    def orthogonal_to(self, *others: "Direction") -> "Direction":
        """Take out what it shares with others: ``w - Cᵀ(CCᵀ)⁻¹Cw``, the conditional projection.

        Moving along what remains leaves the position along each of the others as it is. Shen et
        al., *InterFaceGAN*, 2020.

        Raises
        ------
        DataError
            Where less than 1e-6 remains, since the others span it.
        ShapeError
            Where one is of another space.
        """
        if not others:
            raise OptionError("orthogonal_to was given no direction: name those to leave alone.")
        for other in others:
            if other.latent_shape != self.latent_shape:
                raise ShapeError(
                    f"{other.name!r} is a direction of codes of shape {other.latent_shape} and "
                    f"{self.name!r} of {self.latent_shape}: take directions of one space."
                )
        rest = project_away(
            self.vector.reshape(-1), np.stack([other.vector.reshape(-1) for other in others])
        )
        remainder = float(np.linalg.norm(rest))
        names = ", ".join(other.name for other in others)
        if remainder < NEARLY_NOTHING:
            raise DataError(
                f"Nothing of {self.name!r} remains beside {names}: it lies along "
                f"{'it' if len(others) == 1 else 'them'} (remainder {remainder:.1e}). Choose fewer "
                "directions."
            )
        vector = (rest / remainder).astype(np.float32).reshape(self.latent_shape)
        measurement = None
        if self.measurement is not None:
            measurement = self.measurement.conditioned(others)
        scale = None if measurement is None else measurement.scale_of(vector)
        said = "" if scale is not None else "; its scale is in proportion, for want of data"
        return replace(
            self,
            vector=vector,
            scale=self.scale * remainder if scale is None else scale,
            label=f"{self.label}; orthogonal to {names} ({remainder:.0%} of it remains){said}",
            measurement=measurement,
            recipe=None,
        )

    def renamed(self, name: str) -> "Direction":
        """Give it another name."""
        return replace(self, name=name)

    def flipped(self) -> "Direction":
        """Turn it round: what was more becomes less."""
        measurement = None if self.measurement is None else self.measurement.flipped()
        label = f"{self.label}; turned round"
        return replace(self, vector=-self.vector, label=label, measurement=measurement, recipe=None)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file, with what tells its model, and its quality where that was measured.

        Parameters
        ----------
        path
            Ends in ``.json`` or ``.npz``.

        Raises
        ------
        OptionError
            Where the path ends otherwise.
        OSError
            Where it cannot be written; a former file is still there.
        """
        from latentwidgets.spaces.directions.files import save

        return save(self, path)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> "Direction":
        """Read a direction that `save` wrote, or a page.

        Raises
        ------
        DataError
            Where the file is no such thing, damaged, or too large.
        OSError
            Where it is not there or may not be read.
        """
        from latentwidgets.spaces.directions.files import load

        return load(path)


def check_name(name: Any) -> str:
    """Return a name as it is kept.

    Raises
    ------
    OptionError
        Where it is no text of 1 to 100 characters.
    """
    kept = name.strip() if isinstance(name, str) else ""
    if not 0 < len(kept) <= LONGEST_NAME:
        raise OptionError(
            f"The name {str(name)[:40]!r} is no text of 1 to {LONGEST_NAME} characters."
        )
    return kept
