"""What an opened bundle holds in the place of data."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.spaces.bundles.kept import Kept
from latentwidgets.spaces.bundles.thumbnails import Sheets
from latentwidgets.spaces.contents import said_of

__all__ = ["StoredContents"]


@dataclass(frozen=True)
class StoredContents:
    """Codes that were stored, and what is known of each sample.

    Attributes
    ----------
    codes, labels, attributes, dropped, from_data, sample_shape
        As of `Contents`.
    sheets
        Small pictures of the samples, where they are pictures, or None.
    log_variances
        float16 ``(n, latent_size)``: of the codes' posteriors, or None.
    kept
        The samples, where they are no pictures, or None.
    file_name
        Of the bundle.
    """

    codes: NDArray[np.float32]
    labels: NDArray[Any] | None
    attributes: dict[str, NDArray[Any]]
    dropped: int
    from_data: bool
    sample_shape: tuple[int, ...] | None
    sheets: Sheets | None
    kept: Kept | None
    log_variances: NDArray[np.float16] | None
    file_name: str

    @property
    def has_samples(self) -> bool:
        """Whether the samples were stored, or pictures of them."""
        return self.sheets is not None or self.kept is not None

    def outputs(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Read some samples as canonical outputs; pictures in 8-bit levels."""
        if self.sheets is not None:
            return self.sheets.read(indices)
        if self.kept is not None:
            return self.kept.read(indices)
        why = "the data could not be shown or kept" if self.from_data else "there were no data"
        raise DataError(
            f"{self.file_name} holds no samples, since {why} when it was saved: decode the codes."
        )

    def for_model(self, indices: NDArray[np.int64]) -> None:
        """Give nothing: the samples as the encoder takes them were not stored."""

    def describe(self) -> str:
        """Say what there is, and what became of the pictures."""
        what = "samples" if self.from_data else "codes drawn at random"
        said = f"{len(self.codes):,} {what}{said_of(self.labels, self.attributes)}"
        if self.dropped:
            said += f", {self.dropped:,} dropped"
        said += f", from {self.file_name}"
        if self.sheets is not None and self.sheets.shrunk:
            (height, width), picture = self.sheets.tile, self.sheets.picture
            said += (
                f"; their pictures were kept at {height}×{width} and are shown enlarged to "
                f"{picture.height}×{picture.width}"
            )
        if self.from_data and not self.has_samples:
            said += "; the samples themselves are not in it"
        return said
