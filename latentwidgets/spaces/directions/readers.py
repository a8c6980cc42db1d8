"""Reading attributes from outputs, without the model's own encoder.

A linear reader is fitted to the space's outputs for each attribute: the samples themselves where
they are kept, else what the model makes of their codes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities import Image, Modality, Text
from latentwidgets.spaces.directions.held_out import auc

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["LinearReader", "OutputFeatures", "features_of", "fit_reader"]

Array64 = NDArray[np.float64]
Codes = NDArray[np.float32]
Rows = NDArray[np.intp]

N_READ, N_DECODED = 600, 400  # outputs that readers are fitted to
PICTURE_SIDE = 24
MOST_FEATURES = 8192
MOST_AXES = 64
FRAME = 512  # samples of sound
MOST_FRAMES = 16
RIDGES = (1e-4, 1e-3, 1e-2, 1e-1)  # of the largest variance
FEWEST = 12  # outputs with a value, below which nothing is fitted
READ_STEP, DECODE_STEP = 128, 32

_known: "WeakKeyDictionary[LatentSpace, OutputFeatures]" = WeakKeyDictionary()


@dataclass(frozen=True)
class LinearReader:
    """A linear function of an output's features, in sd of what it reads in the space's outputs.

    Attributes
    ----------
    score
        On outputs that it was not fitted to: AUC of kinds, correlation of numbers.
    """

    weights: Array64
    offset: float
    score: float
    is_numeric: bool

    def read(self, features: Array64) -> Array64:
        """Read features ``(..., k)``."""
        readings: Array64 = features @ self.weights - self.offset
        return readings

    @property
    def is_blind(self) -> bool:
        """Whether it reads no better than a guess, as far as can be told."""
        return self.score < (0.3 if self.is_numeric else 0.65)


class OutputFeatures:
    """Principal axes of a space's outputs, and where outputs lie on them; the space is not held.

    Parameters
    ----------
    space
        Whose outputs.
    step
        Called between batches; it may raise `Cancelled`.
    """

    def __init__(self, space: "LatentSpace", step: Callable[[], object]) -> None:
        self._modality = space.modality
        order = np.random.default_rng([space.seed, 12]).permutation(space.n_samples)
        self.from_samples = _shows_samples(space)
        self.rows: Rows = order[: N_READ if self.from_samples else N_DECODED]
        self.order = order
        raw = self._raw(space, self.rows, step)
        self._mean, self._size = raw.mean(axis=0), np.ones(raw.shape[1])
        if not isinstance(space.modality, Image | Text):  # numbers of different units
            sd = raw.std(axis=0)
            self._size = np.where(sd > 1e-6 * max(1.0, float(sd.max())), sd, np.inf)
        centred = (raw - self._mean) / self._size
        values, vectors = np.linalg.eigh(centred @ centred.T)
        kept = np.flatnonzero(values > 1e-9 * max(float(values[-1]), 1e-30))[::-1][:MOST_AXES]
        self._axes = centred.T @ vectors[:, kept] / np.sqrt(values[kept])
        self.values: Array64 = centred @ self._axes

    @property
    def words(self) -> str:
        """What the readers are fitted to."""
        what = "samples" if self.from_samples else "decoded codes"
        return f"{len(self.rows):,} {what}"

    def of(self, outputs: Codes) -> Array64:
        """Features ``(n, k)`` of canonical outputs."""
        return self._placed(_raw_features(self._modality, outputs))

    def of_rows(self, space: "LatentSpace", rows: Rows, step: Callable[[], object]) -> Array64:
        """Features of some of the space's samples."""
        return self._placed(self._raw(space, rows, step))

    def _placed(self, raw: Array64) -> Array64:
        found: Array64 = ((raw - self._mean) / self._size) @ self._axes
        return found

    def _raw(self, space: "LatentSpace", rows: Rows, step: Callable[[], object]) -> Array64:
        parts = []
        size = READ_STEP if self.from_samples else DECODE_STEP
        for start in range(0, len(rows), size):
            step()
            some = rows[start : start + size]
            outputs = space.samples(some) if self.from_samples else space.decode(space.codes[some])
            parts.append(_raw_features(space.modality, outputs))
        return np.concatenate(parts)


def features_of(space: "LatentSpace", step: Callable[[], object]) -> OutputFeatures:
    """Find the features of a space's outputs, computed once."""
    found = _known.get(space)
    if found is None:
        found = _known[space] = OutputFeatures(space, step)
    return found


def fit_reader(features: Array64, values: Array64, *, is_numeric: bool) -> LinearReader | None:
    """Fit a ridge regression, its ridge and its score by a third that is held out.

    Parameters
    ----------
    features
        ``(n, k)``.
    values
        ``(n,)``, NaN where there is none; 0 and 1 of kinds.

    Returns
    -------
    LinearReader, or None
        None where there are too few outputs, or all have one value.
    """
    known = np.isfinite(values)
    features, values = features[known], values[known]
    if len(values) < FEWEST or values.std() == 0:
        return None
    test = np.zeros(len(values), bool)
    order = np.argsort(values, kind="stable")  # both thirds have all of its values
    test[order[1::3]] = True
    if values[test].std() == 0 or values[~test].std() == 0:
        return None
    best: tuple[float, Array64] | None = None
    for ridge in RIDGES:
        weights = _ridge(features[~test], values[~test], ridge)
        score = _score(features[test] @ weights, values[test], is_numeric=is_numeric)
        if best is None or score > best[0]:
            best = score, weights
    if best is None:
        return None
    score, weights = best
    readings = features @ weights
    sd = float(readings.std()) or 1.0
    return LinearReader(weights / sd, float(readings.mean()) / sd, score, is_numeric)


def _ridge(features: Array64, values: Array64, ridge: float) -> Array64:
    centred = features - features.mean(axis=0)
    gram = centred.T @ centred
    gram[np.diag_indices_from(gram)] += ridge * max(float(np.diag(gram).max(initial=0)), 1e-12)
    weights: Array64 = np.linalg.solve(gram, centred.T @ (values - values.mean()))
    return weights


def _score(readings: Array64, values: Array64, *, is_numeric: bool) -> float:
    if not is_numeric:
        return auc(readings[values > 0.5], readings[values <= 0.5])
    if readings.std() == 0:
        return 0.0
    return float(np.corrcoef(readings, values)[0, 1])


def _shows_samples(space: "LatentSpace") -> bool:
    """Whether the samples look as the outputs do, so that one reader may read both."""
    if not space.has_samples:
        return False
    shape = space.samples([0]).shape[1:]
    if not isinstance(space.modality, Image):
        return bool(shape == space.modality.shape)
    made = space.modality.shape
    return bool(shape[2] == made[2] and shape[0] * made[1] == shape[1] * made[0])


def _raw_features(modality: Modality, outputs: Codes) -> Array64:
    found: NDArray[Any]
    if isinstance(modality, Image):
        found = modality.pictures(outputs, PICTURE_SIDE).reshape(len(outputs), -1)
    elif isinstance(modality, Text):
        found = _words(outputs)
    elif modality.kind == "audio":
        found = _spectra(outputs)
    elif modality.kind == "melody":
        found = _notes(outputs)
    else:
        waves = np.abs(np.fft.rfft(np.nan_to_num(outputs), axis=1))  # wherever in it they begin
        found = np.concatenate([outputs, waves], axis=1).reshape(len(outputs), -1)
    return _pooled(np.nan_to_num(np.asarray(found, np.float64)))


def _words(outputs: Codes) -> Array64:
    """How probable each token is in each place.

    Tokens are numbered modulo what there is room for, which some hundred words do not exceed.
    """
    n, length = outputs.shape[:2]
    room = max(8, MOST_FEATURES // length)
    found = np.zeros((n, length, room))
    tokens, chances = outputs[..., 0].astype(np.int64), np.nan_to_num(outputs[..., 1])
    rows, places = np.arange(n)[:, None, None], np.arange(length)[None, :, None]
    np.add.at(found, (rows, places, tokens % room), np.where(tokens >= 0, chances, 0))
    return found.reshape(n, -1)


def _notes(outputs: Codes) -> Array64:
    """Count what begins and what sounds, at each step and pitch, and measure where it lies."""
    rolls = np.nan_to_num(outputs)
    begins, sounds = (rolls > 0.75).astype(np.float64), (rolls > 0.25).astype(np.float64)
    pitches = np.arange(rolls.shape[3], dtype=np.float64)
    n_begins = np.maximum(begins.sum(axis=(2, 3)), 1)
    mean = (begins @ pitches).sum(axis=2) / n_begins
    spread = np.sqrt(np.maximum((begins @ pitches**2).sum(axis=2) / n_begins - mean**2, 0))
    steps = np.arange(rolls.shape[2], dtype=np.float64)
    when = (begins.sum(axis=3) @ steps) / n_begins
    rise = ((begins @ pitches) @ steps) / n_begins - mean * when
    played = begins.max(axis=2)
    highest = played.shape[2] - played[..., ::-1].argmax(axis=2)
    reach = np.where(played.max(axis=2) > 0, highest - played.argmax(axis=2), 0)
    whole = [begins.sum(axis=(2, 3)), sounds.sum(axis=(2, 3)), mean, spread, reach, rise]
    each = [begins.sum(axis=3), sounds.sum(axis=3), begins.sum(axis=2), sounds.sum(axis=2)]
    parts = [part.reshape(len(rolls), -1) for part in (*whole, *whole, *each)]
    return np.concatenate(parts, axis=1)


def _spectra(outputs: Codes) -> Array64:
    """Loudness of frequencies in frames of sound, all channels together."""
    wave = outputs.mean(axis=2)
    n_frames = max(1, wave.shape[1] // FRAME)
    width = wave.shape[1] // n_frames
    frames = wave[:, : n_frames * width].reshape(len(wave), n_frames, width)
    loud = np.log1p(100 * np.abs(np.fft.rfft(frames * np.hanning(width), axis=2)) / width)
    groups = np.array_split(np.arange(n_frames), min(MOST_FRAMES, n_frames))
    return np.stack([loud[:, group].mean(axis=1) for group in groups], axis=1).reshape(
        len(wave), -1
    )


def _pooled(features: Array64) -> Array64:
    """Average neighbours where there are more numbers than a reader needs."""
    size = features.shape[1]
    if size <= MOST_FEATURES:
        return features
    starts = np.linspace(0, size, MOST_FEATURES, endpoint=False).astype(np.intp)
    means: Array64 = np.add.reduceat(features, starts, axis=1) / np.diff(np.r_[starts, size])
    return means
