"""Heartbeats as an electrocardiograph might draw them, in two leads: synthetic, for teaching.

Each beat is a sum of Gaussians for the waves P, Q, R, S and T, in the spirit of McSharry et al., *A
Dynamical Model for Generating Synthetic Electrocardiogram Signals*, 2003. Two leads of the frontal
plane see them by the heart's electrical axis. Nothing here is a patient's, and nothing diagnoses.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.dataset import Dataset

if TYPE_CHECKING:
    from latentwidgets.modalities import Series

__all__ = [
    "CHANNELS",
    "INTERVAL",
    "N_STEPS",
    "draw_heartbeats",
    "heartbeat_modality",
    "load_heartbeats_data",
]

Floats = NDArray[np.float64]

N_STEPS, INTERVAL = 256, 0.01  # steps; seconds between them
CHANNELS = ("lead I", "lead II")
_LEAD_ANGLES = np.radians([0.0, 60.0])
NOISE_SD = 0.015  # millivolts
#: What each factor may be.
FACTORS: dict[str, tuple[float, float]] = {
    "rate": (50.0, 110.0),  # beats a minute
    "phase": (0.0, 1.0),  # where in a beat the middle of the window is, 0 at the R wave
    "r_wave": (0.6, 1.8),  # height, mV
    "t_wave": (-0.25, 0.5),  # height, mV
    "st_level": (-0.2, 0.3),  # of the segment between S and T, mV
    "axis": (-20.0, 90.0),  # electrical axis, degrees
}
_N_TRAIN, _N_TEST = 1_000, 500


def draw_heartbeats(
    n: int, seed: int = 0, **factors: float
) -> tuple[NDArray[np.float32], dict[str, Floats]]:
    """Draw recordings of 2.56 s.

    Parameters
    ----------
    n
        How many.
    seed
        Of the factors and the noise.
    **factors
        To hold, instead of drawing them uniformly: ``rate`` (50 to 110 beats a minute), ``phase``
        (0 to 1), ``r_wave`` (0.6 to 1.8 mV), ``t_wave`` (-0.25 to 0.5 mV), ``st_level`` (-0.2 to
        0.3 mV), ``axis`` (-20 to 90 degrees).

    Returns
    -------
    Millivolts float32 ``(n, 256, 2)``, and the factors ``(n,)``.

    Raises
    ------
    OptionError
        There is no such factor, or it is out of its range.
    """
    rng = np.random.default_rng(seed)
    unknown = factors.keys() - FACTORS.keys()
    if unknown:
        raise OptionError(
            f"Heartbeats have no factor {min(unknown)!r}: choose from {', '.join(FACTORS)}."
        )
    drawn: dict[str, Floats] = {}
    for name, (low, high) in FACTORS.items():
        values = rng.uniform(low, high, n)
        if name in factors:
            if not low <= factors[name] <= high:
                raise OptionError(f"{name} is {factors[name]}: give a number from {low} to {high}.")
            values = np.full(n, float(factors[name]))
        drawn[name] = values
    noise = rng.normal(0, NOISE_SD, (n, N_STEPS, len(CHANNELS)))
    return (_beats(drawn) + noise).astype(np.float32), drawn


@cache
def heartbeat_modality() -> "Series":
    """Return the modality of the recordings."""
    from latentwidgets.modalities import Series

    return Series(
        steps=N_STEPS,
        channels=CHANNELS,
        units=("mV", "mV"),
        interval=INTERVAL,
        interval_unit="s",
        layout="TC",
    )


def load_heartbeats_data() -> Dataset:
    """Load 1,500 recordings, 500 of them held out; ``samples`` are float32 ``(1500, 256, 2)``.

    The attributes are the factors, and the ``split``. More training data are drawn by the training
    itself, from other seeds.
    """
    n = _N_TRAIN + _N_TEST
    samples, factors = draw_heartbeats(n)
    is_test = np.arange(n) >= _N_TRAIN
    return Dataset(
        name="heartbeats",
        title="synthetic heartbeats in two leads, 2.56 s at 100 Hz",
        licence="BSD-3-Clause",
        source="drawn by latentwidgets.zoo.data.heartbeats.draw_heartbeats",
        samples=samples,
        is_test=is_test,
        attributes={**factors, "split": np.where(is_test, "test", "train")},
        factors=factors,
        modality=heartbeat_modality(),
    )


def _beats(factors: dict[str, Floats]) -> Floats:
    """Millivolts ``(n, steps, 2)`` without noise."""
    column = {name: values[:, None, None] for name, values in factors.items()}
    period = 60 / column["rate"]
    time = (np.arange(N_STEPS) - N_STEPS / 2) * INTERVAL
    place = np.arange(-5, 6)  # beats before and after the middle of the window
    since = time[:, None] - (place - column["phase"]) * period  # from each R wave, s
    stretch = np.sqrt(period)  # the later waves come later in a slow heart (Bazett 1920)
    half = 0.5 * (1 + np.tanh((since - 0.07 * stretch) / 0.012))
    segment = half * 0.5 * (1 - np.tanh((since - 0.22 * stretch) / 0.04))
    axis = np.radians(factors["axis"])[:, None, None]
    quick = (
        _wave(since, -0.028, 0.010, -0.12)
        + _wave(since, 0.0, 0.013, 1.0)
        + _wave(since, 0.030, 0.011, -0.22)
    ) * column["r_wave"]
    slow = (
        _wave(since, -0.16 * stretch, 0.022, 0.13)
        + _wave(since, 0.30 * stretch, 0.045 * stretch, column["t_wave"])
        + column["st_level"] * segment
    )
    seen = [
        (quick * np.cos(axis - angle) + slow * np.cos(np.pi / 6 - angle)).sum(axis=2)
        for angle in _LEAD_ANGLES
    ]
    return np.stack(seen, axis=2)


def _wave(
    since: Floats, middle: Floats | float, width: Floats | float, height: Floats | float
) -> Floats:
    bump: Floats = height * np.exp(-0.5 * ((since - middle) / width) ** 2)
    return bump
