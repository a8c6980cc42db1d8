"""Training of the model of tones, and whether its tones are in tune."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.data.tones import SAMPLE_RATE, draw_tones, tone_controls
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.networks.sound import ToneVAE, analyze
from latentwidgets.zoo.train.bound import BoundRecipe, maximize_bound
from latentwidgets.zoo.train.drawn import decode_batches, encode_means
from latentwidgets.zoo.train.melodies import move_table
from latentwidgets.zoo.train.moves import monotony, quartile_direction
from latentwidgets.zoo.train.pitch import centroid, pitch
from latentwidgets.zoo.train.sheet import sheet, table
from latentwidgets.zoo.train.training import Run, Training

__all__ = ["RECIPE", "TRAININGS"]

RECIPE = BoundRecipe(n_epochs=100, beta=0.3, batch_size=64, n_drawn=2_500)
_SEED = 1  # of the drawn training tones; the set's own have 0
_IN_TUNE = 20.0  # cents
_N_MOVED = 60  # held-out tones that are moved

Waveforms = NDArray[np.float32]


def _train(module: ToneVAE, dataset: Dataset, run: Run) -> dict[str, Any]:  # noqa: ARG001
    # The held-out tones have phases, noise and factors of another seed: none can be drawn again.
    waveforms, factors = draw_tones(RECIPE.n_drawn, _SEED)
    with torch.inference_mode():
        found = torch.cat([analyze(part) for part in torch.split(torch.from_numpy(waveforms), 50)])
    found = found.clone()  # of no inference: the training differentiates by it
    module.standardize(found)
    controls = tone_controls(factors)
    wanted = (controls.pitch, controls.harmonics, controls.envelope, controls.noise[:, None])
    targets = [torch.from_numpy(values.astype(np.float32)) for values in wanted]
    return maximize_bound(module, (found, *targets), RECIPE, run)


def _evaluate(module: ToneVAE, dataset: Dataset) -> dict[str, Any]:
    is_test = dataset.is_test
    codes = encode_means(module, dataset.samples)
    held, waveforms = codes[is_test], dataset.samples[is_test]
    decoded = decode_batches(module.decode, held)
    true = dataset.factors["pitch"][is_test]
    heard = _each(waveforms, pitch)
    cents = 100 * np.abs(_each(decoded, pitch) - heard)
    figures: dict[str, Any] = {
        "within_20_cents": float((cents <= _IN_TUNE).mean()),
        "cents_median": float(np.nanmedian(cents)),
        "cents_95": float(np.nanquantile(cents, 0.95)),
        "estimator_cents_95": float(np.nanquantile(100 * np.abs(heard - true), 0.95)),
        "centroid_correlation": float(
            np.corrcoef(_each(waveforms, centroid), _each(decoded, centroid))[0, 1]
        ),
    }
    moves: dict[str, Any] = {}
    measures = {"brightness": centroid, "pitch": pitch}
    for name, what in measures.items():
        values = dataset.factors[name]
        unit, sd = quartile_direction(codes[~is_test], values[~is_test])

        def measure(
            some: NDArray[np.float32], what: Callable[[Waveforms, int], float] = what
        ) -> NDArray[np.float64]:
            return _each(decode_batches(module.decode, some), what)

        moves[name] = {"sd": sd, **monotony(held[:_N_MOVED], unit, sd, measure)}
    return {
        "headline": (
            f"{figures['within_20_cents']:.1%} in tune within 20 cents; brightness monotone "
            f"(Spearman {moves['brightness']['spearman']:.2f})"
        ),
        "reconstruction": figures,
        "moves": moves,
        "n_train": RECIPE.n_drawn,
        "n_test": int(is_test.sum()),
        "n_parameters": sum(value.numel() for value in module.parameters()),
    }


def _each(waveforms: Waveforms, measure: Callable[[Waveforms, int], float]) -> NDArray[np.float64]:
    return np.array([measure(waveform, SAMPLE_RATE) for waveform in waveforms])


_ABOUT = """\
Pitch is measured on the waveforms, of the tone and of its reconstruction, by YIN (de Cheveigné &
Kawahara 2002), which shares nothing with the model's own analysis; a tone in which it hears no
pitch counts as out of tune. Against the pitch that the tones were made with, the estimator is off
by up to {estimator_cents_95:.1f} cents in 95 of 100.

The decoder's layers give controls: pitch a frame, the amplitudes of 24 harmonics, loudness a frame
and noise; a fixed synthesis makes the waveform, in the spirit of DDSP (Engel et al. 2020). The loss
compares controls with those that the tones were made with, no waveforms: phases are free, and are
not reproduced. The encoder's layers are given a fixed analysis (autocorrelation, a phase vocoder).
The noise is the same every time, so that a code has one sound.

Directions: mean difference of the codes of the highest and the lowest quarter; {n} held-out tones
are moved from -2 to 2 standard deviations in nine steps. *brightness*: spectral centroid, Hz.
*pitch*: MIDI number, by YIN. Spearman: of each tone, mean over them; and of the mean curve."""


def _card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    found = figures["reconstruction"]
    return sheet(
        entry,
        figures,
        dataset,
        takes="waveforms `(n, 12000)` in [-1, 1] at 16 kHz.",
        gives="the same.",
        body=[
            table(
                ["held-out tones", ""],
                [
                    ["pitch within 20 cents of the tone's", f"{found['within_20_cents']:.1%}"],
                    ["median error, cents", f"{found['cents_median']:.2f}"],
                    ["95 of 100 within, cents", f"{found['cents_95']:.2f}"],
                    [
                        "correlation of spectral centroids, tone and reconstruction",
                        f"{found['centroid_correlation']:.3f}",
                    ],
                ],
            ),
            move_table(figures["moves"]),
            _ABOUT.format(n=_N_MOVED, **found),
        ],
    )


TRAININGS = {"tones/vae": Training(train=_train, evaluate=_evaluate, card=_card)}
