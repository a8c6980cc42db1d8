"""Songs: the built-in melodies, each over one of the built-in progressions."""

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwidgets.zoo.data.accompaniment import LOW, N_PITCHES, N_STEPS, STEPS_PER_BEAT, accompany
from latentwidgets.zoo.data.dataset import Dataset
from latentwidgets.zoo.data.voicing import VOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwidgets.modalities import Melody

__all__ = ["load_songs_data", "song_modality"]

#: Of the melody's own causes those that a key and chords leave as they are.
_MELODY_FACTORS = ("density", "syncopation", "contour", "range")


@cache
def song_modality() -> "Melody":
    """Return the modality of songs: five voices in sixteenths, tokens; the melody first."""
    from latentwidgets.modalities import Melody

    return Melody(
        voices=1 + len(VOICES),
        steps=N_STEPS,
        low=LOW,
        pitches=N_PITCHES,
        form="tokens",
        steps_per_beat=STEPS_PER_BEAT,
        tempo=90,
        names=("melody", *VOICES),
    )


def load_songs_data() -> Dataset:
    """Load 2,000 songs, 500 of them held out; ``samples`` are tokens int64 ``(2000, 5, 64)``.

    Each is a melody of the set ``melodies`` over a progression of ``harmonies``, chosen by lot,
    joined by `latentwidgets.zoo.data.accompaniment.accompany`; what is held out of the one is over
    what is held out of the other. The attributes are measured on the notes as they sound: those of
    the melody as in ``melodies``, those of the chords as in ``harmonies``, whose density is
    ``chords``.
    """
    from latentwidgets.zoo.data.harmonies import load_harmonies_data
    from latentwidgets.zoo.data.melodies import load_melodies_data
    from latentwidgets.zoo.data.notes import measure_melodies

    tunes, chords = load_melodies_data(), load_harmonies_data()
    chords = chords.take(_lots(tunes.is_test, chords.is_test))
    samples = accompany(tunes.samples, chords.samples)
    measured = measure_melodies(samples[:, :1])
    attributes: dict[str, NDArray[Any]] = {
        **{name: values for name, values in measured.items() if name != "mode"},
        **{name: chords.attributes[name] for name in ("mode", "tension", "cadence")},
        "chords": chords.attributes["density"],
        "split": chords.attributes["split"],
    }
    factors: dict[str, NDArray[Any]] = {
        **{name: tunes.factors[name] for name in _MELODY_FACTORS},
        **{name: chords.factors[name] for name in ("key", "mode", "tension", "cadence")},
        "chords": chords.factors["density"],
    }
    return Dataset(
        name="songs",
        title="melodies over chord progressions, four bars in five voices",
        licence="BSD-3-Clause",
        source="latentwidgets.zoo.data.accompaniment.accompany of melodies and harmonies",
        samples=samples,
        is_test=tunes.is_test,
        labels=chords.labels,
        attributes=attributes,
        factors=factors,
        modality=song_modality(),
    )


def _lots(tunes: "NDArray[np.bool_]", chords: "NDArray[np.bool_]") -> "NDArray[np.int64]":
    """Choose a progression for each tune, of the same part of the split.

    Both sets are drawn with one seed: those of one number have the same key, mode and more.
    """
    rng = np.random.default_rng(0)
    chosen = np.empty(len(tunes), np.int64)
    for part in (False, True):
        chosen[tunes == part] = rng.permutation(np.flatnonzero(chords == part))
    return chosen
