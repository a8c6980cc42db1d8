"""Principal components: a flat map, exact in both directions."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from latentwidgets.spaces.projections.base import Array32, Array64, Projection, ProjectionQuality

__all__ = ["PCAProjection", "principal_axes"]

_EIGH_LIMIT = 2048  # largest matrix decomposed whole
_BLOCK_ROWS = 8192
_OVERSAMPLING = 16
_MAX_ROUNDS = 30
_LATENT_TITLES = {1: "Latent axis", 2: "Latent plane", 3: "Latent space"}


class PCAProjection(Projection):
    """The plane (or the 3-D slice) through the mean along which the codes vary most.

    Pearson, *On lines and planes of closest fit to systems of points in space*, 1901. A space
    with no more dimensions than the map is shown as it is, on its own axes.

    Attributes
    ----------
    components
        float64 ``(dims, latent_size)``, orthonormal; rows of zeros for axes that the space lacks.
        The largest entry of each is positive.
    center
        float64 ``(latent_size,)``, the code at the map's origin.
    explained_variance_ratio
        float64 ``(dims,)``; NaN where the codes do not vary.
    """

    method = "pca"

    def __init__(
        self,
        codes: Array32,
        dims: int,
        *,
        latent_shape: tuple[int, ...],
        seed: int = 0,
        device: str = "cpu",
    ) -> None:
        size = codes.shape[1]
        is_whole_space = size <= dims
        if is_whole_space:
            self.center = np.zeros(size)
            self.components = np.eye(dims, size)
        else:
            self.center = codes.mean(axis=0, dtype=np.float64)
            self.components = principal_axes(codes, self.center, dims, device=device)
        blocks = _centred_blocks(codes, self.center)
        coordinates = np.concatenate([block @ self.components.T for block in blocks])
        self.explained_variance_ratio = _shares(codes, coordinates)
        super().__init__(
            codes,
            coordinates,
            latent_shape=latent_shape,
            title=_LATENT_TITLES[size] if is_whole_space else "PCA",
            note=_note(size, dims, float(self.explained_variance_ratio.sum())),
            seed=seed,
        )

    @classmethod
    def restore(  # noqa: PLR0913
        cls,
        codes: Array32,
        coordinates: Array32,
        *,
        center: Array64,
        components: Array64,
        explained_variance_ratio: Array64,
        quality: ProjectionQuality,
        latent_shape: tuple[int, ...],
        title: str,
        note: str,
        seed: int,
    ) -> "PCAProjection":
        """Make a map of what was found before, and compute nothing."""
        found = cls.__new__(cls)
        found.center, found.components = center, components
        found.explained_variance_ratio = explained_variance_ratio
        Projection.__init__(
            found, codes, coordinates, latent_shape=latent_shape, title=title, note=note, seed=seed
        )
        found.quality = quality
        return found

    @property
    def explained_variance(self) -> float | None:
        """Share of the codes' variance on the map; None where they do not vary."""
        total = float(self.explained_variance_ratio.sum())
        return None if np.isnan(total) else min(1.0, total)

    def transform(self, codes: ArrayLike) -> Array32:
        """Place codes ``(m, *latent_shape)``: ``(m, dims)``, exact."""
        flat = self._check_codes(codes)
        return ((flat - self.center) @ self.components.T).astype(np.float32)

    def locate(self, codes: ArrayLike) -> Array32:
        """Place codes; the same as `transform`, which is fast here."""
        return self.transform(codes)

    def inverse(self, points: ArrayLike, anchor: ArrayLike | None = None) -> Array32:
        """Return the codes ``(m, *latent_shape)`` at points ``(m, dims)``, exact on the plane.

        With an ``anchor`` the remainder is the anchor's own distance from the plane; without, it
        is zero.
        """
        flat = self.center + self._check_points(points) @ self.components
        if anchor is not None:
            offset = self._check_anchor(anchor, len(flat)) - self.center
            flat = flat + offset - (offset @ self.components.T) @ self.components
        return self._shape_codes(flat)


def principal_axes(codes: Array32, center: Array64, dims: int, *, device: str = "cpu") -> Array64:
    """Orthonormal directions of largest variance, ``(dims, d)``, for ``dims < d``.

    Where the codes span fewer directions, the rest are chosen deterministically across them.
    """
    n, size = codes.shape
    if size <= _EIGH_LIMIT:
        _, vectors = np.linalg.eigh(_scatter(codes, center, device))
        axes = vectors[:, ::-1][:, :dims].T
    elif n <= _EIGH_LIMIT:
        centred = codes - center
        _, vectors = np.linalg.eigh(centred @ centred.T)
        axes = _complete(vectors[:, ::-1][:, :dims].T @ centred, dims)
    else:
        axes = _complete(_leading_directions(codes, center, dims), dims)
    return axes * _signs(axes)


def _centred_blocks(codes: Array32, center: Array64) -> Iterator[Array64]:
    """Rows less the mean in float64, some at a time: a copy of all would be twice the codes."""
    for start in range(0, len(codes), _BLOCK_ROWS):
        yield codes[start : start + _BLOCK_ROWS] - center


def _scatter(codes: Array32, center: Array64, device: str) -> Array64:
    """Sum of outer products ``(d, d)`` of the centred codes."""
    if device.partition(":")[0] in {"cuda", "mps", "xpu"}:
        return _scatter_torch(codes, center, device)
    total = np.zeros((codes.shape[1], codes.shape[1]))
    for block in _centred_blocks(codes, center):
        total += block.T @ block
    return total


def _scatter_torch(codes: Array32, center: Array64, device: str) -> Array64:
    """Return `_scatter` through PyTorch: products in float32, as some GPUs have no other."""
    import torch

    total = np.zeros((codes.shape[1], codes.shape[1]))
    with torch.inference_mode():
        for rows in _centred_blocks(codes, center):
            block = torch.from_numpy(rows.astype(np.float32)).to(device)
            total += (block.T @ block).cpu().numpy().astype(np.float64)
    return total


def _leading_directions(codes: Array32, center: Array64, dims: int) -> Array64:
    """Return leading directions of a matrix too large to decompose whole.

    Subspace iteration from a seeded start (Halko, Martinsson & Tropp 2011), until the variance
    that they hold settles to a part in a million.
    """
    size = codes.shape[1]
    basis = np.random.default_rng(0).standard_normal((size, dims + _OVERSAMPLING))
    held = 0.0
    axes = basis.T
    for _ in range(_MAX_ROUNDS):
        basis, _ = np.linalg.qr(basis)
        image = np.zeros_like(basis)
        for block in _centred_blocks(codes, center):
            image += block.T @ (block @ basis)
        values, vectors = np.linalg.eigh(basis.T @ image)
        axes = (basis @ vectors[:, ::-1][:, :dims]).T
        settled = values[-dims:].sum() - held <= 1e-6 * values[-dims:].sum()
        if settled:
            break
        held, basis = values[-dims:].sum(), image
    return axes


def _complete(axes: Array64, dims: int) -> Array64:
    """Make rows orthonormal, in order; those without length give way to unit axes."""
    found: list[Array64] = []
    scale = max(float(np.linalg.norm(axes, axis=1).max()), np.finfo(float).tiny)
    for candidate in (*(axes / scale), *np.eye(2 * dims, axes.shape[1])):
        rest = candidate
        for _ in range(2):  # twice is enough (Kahan & Parlett)
            for axis in found:
                rest = rest - (rest @ axis) * axis
        length = float(np.linalg.norm(rest))
        if length > 1e-6:
            found.append(rest / length)
        if len(found) == dims:
            break
    return np.stack(found)


def _signs(axes: Array64) -> Array64:
    """Return +1 or -1 a row: the largest entry of each component becomes positive."""
    largest = np.abs(axes).argmax(axis=1)
    signs: Array64 = np.sign(axes[np.arange(len(axes)), largest])[:, None]
    return signs


def _shares(codes: Array32, coordinates: Array64) -> Array64:
    center = codes.mean(axis=0, dtype=np.float64)
    total = sum(float(np.square(block).sum()) for block in _centred_blocks(codes, center))
    shares = np.square(coordinates - coordinates.mean(axis=0)).sum(axis=0)
    return shares / total if total > 0 else np.full_like(shares, np.nan)


def _note(size: int, dims: int, share: float) -> str:
    if size < dims:
        return (
            f"The space has fewer dimensions ({size}) than the map ({dims}), shown as they are: "
            "there is nothing along the rest of the map's axes."
        )
    if size == dims:
        return "The space has as many dimensions as the map: this is all of it, on its own axes."
    if np.isnan(share):
        return "All samples have the same code, so no direction says more than another."
    return (
        f"This flat slice holds {share:.0%} of the variance of the codes; the other "
        f"{size - dims} dimensions are not seen here, so samples that look close may be far apart."
    )
