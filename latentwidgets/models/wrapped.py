"""A user's model behind the one interface, with what was found out about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import (
    DataError,
    DecodeError,
    LatentWidgetsError,
    MissingEncoderError,
    ModelError,
    ShapeError,
)
from latentwidgets.models.arrays import code_points, is_text
from latentwidgets.models.batches import SAID, Mode, call_rows
from latentwidgets.models.fingerprint import fingerprint
from latentwidgets.models.kinds import is_of_tokens, said_of
from latentwidgets.models.protocol import Backend, Posterior, Prior, Shape
from latentwidgets.models.samples import SampleFit, fit_samples, has_channels_last

if TYPE_CHECKING:
    from latentwidgets.modalities import Modality

T = TypeVar("T")
MAX_LOOKED_AT = 256


@dataclass(repr=False, eq=False)
class WrappedModel:
    """A `LatentModel` made by `wrap`.

    Attributes
    ----------
    name
        What the model is called.
    latent_shape
        Shape of one code.
    modality
        What the outputs are.
    prior
        Distribution that codes may be drawn from; None where there is none.
    """

    backend: Backend
    name: str
    latent_shape: Shape
    modality: "Modality"
    prior: Prior | None
    mode: Mode = "batch"
    range_from: str = "as given"
    sample_fit: SampleFit | None = None

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""
        return self.backend.can_encode

    @property
    def device(self) -> str:
        """Where it computes."""
        return self.backend.device

    @property
    def note(self) -> str:
        """What is to be said of the codes, in words; empty where nothing is."""
        return str(getattr(self.backend, "note", ""))

    @property
    def draws_codes(self) -> bool:
        """Whether codes are drawn by the model itself, and not from a prior."""
        return bool(getattr(self.backend, "draws_codes", False))

    def draw_codes(self, n: int, generator: np.random.Generator) -> NDArray[np.float32]:
        """Draw n codes ``(n, *latent_shape)``, where `draws_codes`."""
        codes: NDArray[np.float32] = self.backend.draw_codes(n, generator)  # type: ignore[attr-defined]
        return codes

    def error_gradient(
        self, codes: NDArray[np.float32], target: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Measure how far the outputs of codes are from one output, and where to go.

        Parameters
        ----------
        codes
            ``(n, *latent_shape)``.
        target
            A canonical picture, of the modality's shape, finite.

        Returns
        -------
        errors, gradients
            Mean squared differences ``(n,)``, before outputs are clipped to the range, and their
            derivatives by the codes.

        Raises
        ------
        ModelError
            Where the model is no differentiable function of torch.
        """
        tell = getattr(self.backend, "error_gradient", None)
        span = getattr(self.modality, "value_range", None)
        if tell is None or span is None or self.mode == "bare":
            raise ModelError(f"{self.name} tells no gradients: it is no torch function of images.")
        raw = self.modality.from_canonical(target[None])
        rows = [codes] if self.mode == "batch" else [codes[i : i + 1] for i in range(len(codes))]
        told = [tell(part, raw) for part in rows]
        scale = np.float32((span[1] - span[0]) ** 2)
        errors: NDArray[np.float32] = np.concatenate([part[0] for part in told])
        slopes: NDArray[np.float32] = np.concatenate([part[1] for part in told])
        return errors / scale, slopes / scale

    def chain_gradient(
        self, codes: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Measure how the outputs change along codes, and where to go for less.

        Parameters
        ----------
        codes
            ``(n, *latent_shape)``, n from 2.

        Returns
        -------
        squares, gradients
            Mean squared differences of successive raw outputs ``(n - 1,)``, of texts given as
            scores those of the square roots of probabilities; the derivatives of their sum.

        Raises
        ------
        ModelError
            Where the model is no differentiable function of torch.
        """
        tell = getattr(self.backend, "chain_gradient", None)
        if tell is None or self.mode == "bare":
            raise ModelError(f"{self.name} tells no gradients: it is no torch function of batches.")
        logits = self.modality.kind == "text" and getattr(self.modality, "form", "") == "logits"

        def call() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            told: tuple[NDArray[np.float32], NDArray[np.float32]] = tell(
                codes, one_by_one=self.mode == "one", logits=logits
            )
            return told

        return guarded(self.name, "decoding for its gradients", call)

    def decode(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Decode one batch.

        Parameters
        ----------
        codes
            ``(n, *latent_shape)``; left unchanged whatever the model does.

        Returns
        -------
        ndarray
            Outputs in the modality's canonical form, ``(n, *modality.shape)``, float32; NaN where
            the model computed none.

        Raises
        ------
        ShapeError
            Where `codes`, or what the model returns, has another shape.
        DecodeError
            Where the model raises.
        """
        return self.modality.to_canonical(self.decode_raw(codes))

    def decode_raw(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Decode one batch to what the model itself gives, ``(n, *modality.raw_shape)``.

        Raises
        ------
        ShapeError, DecodeError
            As `decode` raises them.
        """
        codes = np.asarray(codes, np.float32)
        if codes.shape[1:] != self.latent_shape or codes.ndim == 0:
            raise ShapeError(
                f"Codes of shape {codes.shape} were given and {self.name} takes "
                f"(n, {', '.join(map(str, self.latent_shape))})."
            )
        n = len(codes)
        if n == 0:
            return np.zeros((0, *self.modality.raw_shape), np.float32)
        raw = guarded(self.name, "decoding", lambda: self._decode_rows(codes))
        expected = (n, *self.modality.raw_shape)
        if raw.dtype.kind == "U" and raw.shape == (n,) and len(expected) == 2:
            raw = code_points(raw, expected[1])
        if raw.size != np.prod(expected) or (n > 1 and len(raw) != n):
            raise ShapeError(
                f"{self.name} returned outputs of shape {raw.shape} for {n} codes, and {expected} "
                "was expected: the output must have one shape for every code."
            )
        return raw.reshape(expected)

    def encode(self, samples: NDArray[Any]) -> Posterior:
        """Encode one batch of samples, in the layout that the model takes.

        Raises
        ------
        MissingEncoderError
            Where there is no encoder.
        ShapeError
            Where the encoder's codes are not those that the decoder takes.
        DecodeError
            Where the model raises.
        """
        if not self.can_encode:
            raise MissingEncoderError(
                f"{self.name} has no encoder, so that it cannot encode data: "
                "give lw.wrap a pair (encoder, decoder)."
            )
        samples = samples_array(samples)
        if len(samples) == 0:
            return Posterior(np.zeros((0, *self.latent_shape), np.float32))
        if self.sample_fit is None:
            self.sample_fit, _ = fit_samples(
                self.backend,
                pair_of(samples),
                turned=has_channels_last(samples.shape[1:], self.modality),
                whole=is_of_tokens(self.modality),
            )
        fit = self.sample_fit
        posterior = guarded(self.name, "encoding", lambda: fit.apply(self.backend, samples))
        return shape_codes(posterior, len(samples), self.latent_shape, self.name)

    def fingerprint(self) -> str:
        """Digest of class, code and weights, hexadecimal SHA-256.

        Raises
        ------
        ModelError
            Where the content of something the model holds cannot be read.
        """
        return fingerprint(self.backend.digest(), self.latent_shape, str(self.sample_fit))

    def to(self, device: str) -> None:
        """Move to another device; the CPU, with a warning, where this machine lacks it."""
        self.backend.to(device)

    def __repr__(self) -> str:
        what = f"{self.name} on {self.device}: code {self.latent_shape}"
        said = [
            f"<{what}, prior {self.prior or 'none'}",
            f"{said_of(self.modality)} ({self.range_from})",
        ]
        if self.note:
            said.append(self.note)
        if SAID[self.mode]:
            said.append(f"decodes {SAID[self.mode]}")
        if self.backend.decodes_at_random:
            said.append("random, seeded")
        if not self.can_encode:
            said.append("no encoder")
        elif self.sample_fit is not None:
            said.append(f"encodes samples {self.sample_fit}")
        else:
            said.append("encoder not yet tried")
        return "; ".join(said) + ">"

    def _decode_rows(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        raw = call_rows(lambda batch: (self.backend.decode(batch),), codes, self.mode)[0]
        return np.zeros(0) if raw is None else raw


def guarded(name: str, doing: str, call: Callable[[], T]) -> T:
    """Call a model; what it raises becomes a `DecodeError` with its words and its cause."""
    try:
        return call()
    except LatentWidgetsError:
        raise
    except Exception as error:
        raise DecodeError(f"{name} raised while {doing}: {said_by(error)}") from error


def said_by(error: BaseException) -> str:
    """Tell an error of a model in its own words, with the remedy where one is known."""
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if "not implemented for 'Half'" in words or "not implemented for 'BFloat16'" in words:
        words += " (this device cannot compute in half precision: call model.float() first)"
    return words


def samples_array(samples: Any) -> NDArray[Any]:
    """Take a batch of samples as an array; tensors are brought to the CPU.

    Texts become an array ``(n,)`` of objects.

    Raises
    ------
    DataError
        Where it is no batch of numbers or of texts.
    """
    if isinstance(samples, list | tuple) and samples and isinstance(samples[0], str):
        samples = np.array(samples, object)
    array: NDArray[Any] = np.asarray(
        samples.detach().cpu() if hasattr(samples, "detach") else samples
    )
    if array.ndim == 1 and is_text(array):
        return array.astype(object)
    if array.ndim < 2 or array.dtype.kind not in "fiub":
        raise DataError(
            f"Samples of shape {array.shape} and type {array.dtype} were given: give a batch of "
            "numbers, (n, ...), or a list of texts."
        )
    return array


def pair_of(samples: NDArray[Any]) -> NDArray[Any]:
    """Take two samples to try a model on, finite ones where there are.

    Two, so that a batch axis can be told from others.
    """
    samples = samples[:MAX_LOOKED_AT]
    if samples.dtype.kind == "O":
        return samples[np.resize(np.arange(len(samples)), 2)]
    finite = np.flatnonzero(np.isfinite(samples.reshape(len(samples), -1)).all(axis=1))
    return samples[np.resize(finite if finite.size else np.arange(len(samples)), 2)]


def shape_codes(posterior: Posterior, n: int, latent_shape: Shape, name: str) -> Posterior:
    """Give codes the shape that the decoder takes.

    Codes of twice its size are mean and log-variance in one tensor, halved along the first axis.

    Raises
    ------
    ShapeError
        Where the encoder gives codes of another size.
    """
    mean, log_variance = posterior.mean, posterior.log_variance
    size = n * int(np.prod(latent_shape))
    if mean.size == 2 * size and log_variance is None and mean.ndim > 1:
        mean, log_variance = np.array_split(mean, 2, axis=1)
    if mean.size != size:
        raise ShapeError(
            f"The encoder of {name} gives codes of shape {mean.shape[1:]} and its decoder takes "
            f"{latent_shape}: give a pair of functions (encode, decode) whose codes agree."
        )
    shape = (n, *latent_shape)
    return Posterior(
        mean.reshape(shape), None if log_variance is None else log_variance.reshape(shape)
    )
