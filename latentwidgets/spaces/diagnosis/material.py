"""What the sections look at, drawn and decoded once: never more than so many samples."""

from collections.abc import Callable
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latentwidgets.exceptions import Cancelled, DataError
from latentwidgets.models.protocol import Posterior
from latentwidgets.spaces.given import as_samples
from latentwidgets.spaces.sampling import draw_codes

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["Features", "Material", "finite"]

_BATCH = 64  # a frame may wait for one
_COMPONENTS = 32
_PER_COMPONENT = 10  # samples

Array = NDArray[np.float32]
Floats = NDArray[np.float64]
Features = Callable[[Any], ArrayLike]


class Material:
    """Samples, posteriors, reconstructions and draws of a space, each made when first asked for.

    Parameters
    ----------
    space
        Left as it was.
    n_samples
        At most so many of each.
    real
        Canonical outputs to compare with, where the caller gave some.
    features
        Outputs to features, where the caller gave such, with their name.
    seed
        Of all that is drawn.
    cancel
        Once set, the next batch raises `Cancelled`.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        space: "LatentSpace",
        n_samples: int,
        real: Array | None,
        features: tuple[str, Features] | None,
        seed: int,
        cancel: Event | None,
    ) -> None:
        self.space = space
        self.seed = seed
        self._n_samples = n_samples
        self._given = real
        self._features = features
        self._cancel = cancel

    def check(self) -> None:
        """Raise `Cancelled` where that is asked for."""
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("The diagnosis was cancelled.")

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Which samples are looked at."""
        n = self.space.n_samples
        order = np.random.default_rng([self.seed, 1]).permutation(n)
        return np.sort(order[: self._n_samples])

    @property
    def drawn(self) -> str:
        """Which samples are looked at, in words; "" where that is all."""
        n = self.space.n_samples
        if len(self.rows) == n:
            return ""
        return f"Measured on {len(self.rows):,} of {n:,} samples, drawn at random (seed)."

    @property
    def can_reconstruct(self) -> bool:
        """Whether samples can be encoded and compared with what is decoded."""
        space = self.space
        return space.from_data and space.has_samples and space.model.can_encode

    @property
    def can_generate(self) -> bool:
        """Whether the model says what it would generate."""
        model = self.space.model
        draws = model.prior is not None or getattr(model, "draws_codes", False)
        return draws or not self.space.from_data

    @cached_property
    def codes(self) -> Array:
        """Codes of the samples looked at, ``(m, latent_size)``."""
        return self.space.flat_codes[self.rows]

    @cached_property
    def outputs(self) -> Array:
        """The samples looked at, canonical."""
        return self._in_batches(self.space.samples, self.rows)

    @cached_property
    def reconstructions(self) -> Array:
        """Their codes, decoded."""
        return self._in_batches(self.space.decode, self.codes)

    @cached_property
    def posterior(self) -> Posterior | None:
        """Means and log-variances ``(m, latent_size)``; None where the model tells none."""
        if not self.can_reconstruct:
            return None
        parts = self.space.parts
        means, logs = [], []
        for start in range(0, len(self.rows), _BATCH):
            self.check()
            rows = self.rows[start : start + _BATCH].astype(np.int64)
            samples = parts.contents.for_model(rows)
            if samples is None:
                shape = parts.contents.sample_shape
                samples = as_samples(self.outputs[start : start + _BATCH], parts.intake, shape)
            found = parts.batcher.posterior(samples)
            if found.log_variance is None:
                return None
            means.append(found.mean.reshape(len(rows), -1))
            logs.append(found.log_variance.reshape(len(rows), -1))
        return Posterior(np.concatenate(means), np.concatenate(logs))

    @cached_property
    def generated(self) -> Array:
        """As many outputs as are compared, decoded from the prior, or from the space's draws."""
        return self._in_batches(self.space.decode, self._drawn_codes)

    @cached_property
    def real(self) -> Array | None:
        """Outputs to compare with: those given, else the space's data; None where neither is."""
        if self._given is not None:
            return self._given[self.real_rows]
        return self.outputs if self.has_real else None

    @property
    def has_real(self) -> bool:
        """Whether there are outputs to compare with."""
        return self._given is not None or (self.space.from_data and self.space.has_samples)

    @cached_property
    def real_rows(self) -> NDArray[np.intp]:
        """Which of those given, or else of the space's samples, `real` are."""
        if self._given is None:
            return self.rows
        order = np.random.default_rng([self.seed, 2]).permutation(len(self._given))
        return order[: self._n_samples]

    @property
    def generated_codes(self) -> Array:
        """Codes of what is generated, ``(m, latent_size)``."""
        return self._drawn_codes

    @cached_property
    def feature_space(self) -> tuple[str, Floats | None, Floats]:
        """Name of the features, and those of the real and of the generated outputs."""
        real, generated = self.real, self.generated
        if self._features is not None:
            name, function = self._features
            found = [None if x is None else _rows(function(x), name) for x in (real, generated)]
            return name, found[0], _known(found[1])
        if self.space.model.can_encode:
            found = [None if x is None else self._encoded(x) for x in (real, generated)]
            return "the model's own encoder", found[0], _known(found[1])
        return self._components(real, generated)

    def decode(self, codes: Floats) -> Array:
        """Decode codes ``(m, latent_size)``, at most a batch of them."""
        self.check()
        return self.space.decode(codes.astype(np.float32))

    @cached_property
    def _drawn_codes(self) -> Array:
        space = self.space
        if not space.from_data:  # its codes are draws already, and no two are one
            return self.codes
        n = self._n_samples if self.real is None else len(self.real)
        generator = np.random.default_rng([self.seed, 3])
        with space.parts.batcher.lock:
            return draw_codes(space.model, n, generator).reshape(n, -1)

    def _encoded(self, outputs: Array) -> Floats:
        codes = self._in_batches(self.space.encode, outputs)
        return codes.reshape(len(codes), -1).astype(np.float64)

    def _components(
        self, real: Array | None, generated: Array
    ) -> tuple[str, Floats | None, Floats]:
        from sklearn.decomposition import PCA

        if self.space.modality.kind == "text":
            raise DataError(
                "Texts have no features by which they could be compared: give some by features=, "
                "or a model with an encoder."
            )
        found = [None if x is None else _flat(x) for x in (real, generated)]
        given = [rows for rows in found if rows is not None]
        # On the real samples alone they would follow each of these, and lay a generated one among
        # them wherever it lies: a collapsed generator seemed to cover. Pooled, none is favoured.
        pooled = np.concatenate(given)
        n = max(1, min(_COMPONENTS, len(pooled) // _PER_COMPONENT, pooled.shape[1]))
        components = PCA(n, svd_solver="randomized", random_state=self.seed).fit(pooled)
        whose = "real and generated together" if len(given) > 1 else "generated"
        name = f"PCA of the outputs, {whose}, {n} components"
        made = [None if rows is None else _rows(components.transform(rows), name) for rows in found]
        return name, made[0], _known(made[1])

    def _in_batches(self, function: Callable[[Any], Array], rows: NDArray[Any]) -> Array:
        parts = []
        for start in range(0, len(rows), _BATCH):
            self.check()
            parts.append(function(rows[start : start + _BATCH]))
        return np.concatenate(parts)


def finite(outputs: Array) -> Array:
    """Return the outputs without those that hold NaN."""
    whole = np.isfinite(outputs.reshape(len(outputs), -1)).all(axis=1)
    return outputs if whole.all() else outputs[whole]


def _flat(outputs: Array) -> Array:
    whole = finite(outputs)
    return whole.reshape(len(whole), -1)


def _rows(features: ArrayLike, name: str) -> Floats:
    array = np.asarray(features, np.float64)
    if array.ndim < 2:
        raise DataError(f"{name} gave an array of shape {array.shape}: give one row an output.")
    return array.reshape(len(array), -1)


def _known(features: Floats | None) -> Floats:
    assert features is not None  # noqa: S101  the generated outputs are there
    return features
