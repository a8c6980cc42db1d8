"""Outputs in matplotlib's axes, for figures: text, melodies, sounds, lines."""

import textwrap
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.modalities.midi import notes_of
from latentwidgets.modalities.miniatures import COLOURS

if TYPE_CHECKING:
    from latentwidgets.modalities.melody import Melody
    from latentwidgets.modalities.protocol import Modality
    from latentwidgets.modalities.series import Series
    from latentwidgets.modalities.text import Text

__all__ = ["draw_lines", "draw_roll", "draw_small", "draw_text", "draw_texts", "draw_wave"]

Output = NDArray[np.float32]

SURE = 0.9  # words below are shown with what else might stand there
LIKELY = 0.02
MOST_UNSURE = 6
LOUDEST = 1e-3  # amplitudes below are the floor of a spectrogram: -60 dB
OTHER_SCRIPTS = (  # where they are installed
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Nirmala UI",
    "Noto Sans Thai",
    "Noto Emoji",
    "Segoe UI Emoji",
)
LEAST_BAR = 2.5  # pixels, so that notes of small rolls are seen
LEGEND_INCHES = 1.8  # that names of voices need
MOST_COLUMNS = 512  # of a spectrogram: a figure has no more pixels
LETTERS = 28  # in a line of a small text
SMALL = 160  # pixels of a small picture
TICKS_INCHES = 1.3  # that the names of notes need


def draw_small(axes: Any, modality: "Modality", output: Output) -> None:
    """Draw one canonical output among many, as its tile in the page: no axes, no legend.

    Of a text the words alone, in lines that fit.
    """
    axes.set_axis_off()
    texts = modality.texts(output[None])
    if texts is not None:
        lines = textwrap.fill(_plain(texts[0]), LETTERS)
        place = {"ha": "center", "va": "center", "transform": axes.transAxes}
        axes.text(0.5, 0.5, lines, fontsize=8, family=_fonts(), **place)
    elif modality.kind == "image":
        modality.draw(axes, output)
    elif modality.kind == "melody":
        axes.set_axis_on()
        modality.draw(axes, output)
        axes.set(xlabel="", ylabel="")  # said once by whoever draws many
        if axes.get_window_extent().width < TICKS_INCHES * axes.figure.dpi:
            axes.set(xticks=[], yticks=[])
    else:
        axes.imshow(modality.pictures(output[None], SMALL)[0], interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.set_axis_on()
        axes.spines[:].set_color("#cccccc")


def draw_texts(axes: Any, texts: Sequence[str], letters: int) -> None:
    """Print texts below one another, a line each, cut after so many letters."""
    axes.set_axis_off()
    lines = [text if len(text) <= letters else f"{text[: letters - 1]}…" for text in texts]
    place = {"ha": "left", "va": "top", "transform": axes.transAxes}
    axes.text(0, 1, _plain("\n".join(lines)), fontsize=7, family=_fonts(), **place)


def draw_text(axes: Any, output: Output, text: "Text") -> None:
    """Print one text ``(L, K, 2)``, and faint below what else might stand where it is unsure."""
    axes.set_axis_off()
    printed = text.read(output[None])[0]
    axes.text(
        0.5,
        0.62,
        _plain(printed),
        ha="center",
        va="center",
        wrap=True,
        fontsize=12,
        family=_fonts(),
    )
    slots = sorted({slot for word in text.words(output) for slot in word.slots})
    lines = []
    for slot in slots:
        likely = [found for found in text.alternatives_of(output, slot) if found[1] >= LIKELY]
        if len(likely) > 1 and likely[0][1] < SURE:
            lines.append(" · ".join(f"{token} {share:.0%}" for token, share in likely))
    rest = len(lines) - MOST_UNSURE
    said = [*lines[:MOST_UNSURE], *([f"and {rest} more"] if rest > 0 else [])]
    below = {"ha": "center", "va": "top", "fontsize": 7, "alpha": 0.55, "family": _fonts()}
    axes.text(0.5, 0.42, _plain("\n".join(said)), **below)


def draw_roll(axes: Any, output: Output, melody: "Melody") -> None:
    """Draw the piano roll of one melody ``(V, T, P)``; onsets are dark, voices have colours.

    Several are named below, where notes lie nowhere, unless the axes are small: one among many.
    Steps that were not computed are crossed out.
    """
    voices, steps, pitches = output.shape
    extent = axes.get_window_extent()
    is_wide = extent.width >= LEGEND_INCHES * axes.figure.dpi
    is_named = melody.names is not None and voices > 1 and is_wide
    thick = max(0.9, LEAST_BAR * pitches / extent.height)
    beat, low = melody.steps_per_beat, melody.low
    for number, voice in enumerate(output):
        colour = tuple(COLOURS[number % len(COLOURS)].tolist())
        notes = np.array(notes_of(voice, low, beat)).reshape(-1, 3)
        starts, ends, pitch = notes.T
        rows = (pitch - thick / 2, pitch + thick / 2)
        _draw_bars(axes, (starts, ends), rows, colour, 0.6)
        _draw_bars(axes, (starts, starts + 0.25 / beat), rows, colour, 1.0)
        if melody.names is not None and is_named:
            axes.plot([], [], color=colour, linewidth=4, label=_plain(melody.names[number]))
    for step in np.flatnonzero(np.isnan(output).any(axis=(0, 2))):
        axes.axvspan(step / beat, (step + 1) / beat, fill=False, hatch="xx", alpha=0.4)
    axes.set_xlim(0, steps / beat)
    axes.set_ylim(low - 0.5, low + pitches - 0.5)
    named = [pitch for pitch in range(low, low + pitches) if pitch % 12 == 0] or [low]
    axes.set_yticks(named, [_note_name(pitch) for pitch in named])
    axes.set_xlabel("beat")
    if is_named:
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.22),
            ncols=min(voices, 5),
            fontsize=7,
            frameon=False,
            handlelength=1,
            columnspacing=1,
        )


def _draw_bars(
    axes: Any,
    columns: tuple[NDArray[Any], NDArray[Any]],
    rows: tuple[NDArray[Any], NDArray[Any]],
    colour: tuple[float, ...],
    alpha: float,
) -> None:
    """Draw bars between columns and rows as one artist: of many, a grid of rolls takes seconds."""
    from matplotlib.collections import PolyCollection

    (left, right), (low, high) = columns, rows
    corners = [(left, low), (left, high), (right, high), (right, low)]
    bars = list(np.stack([np.stack(corner, axis=1) for corner in corners], axis=1))
    drawn = PolyCollection(bars, facecolor=colour, alpha=alpha, linewidth=0)
    axes.add_collection(drawn, autolim=False)


def draw_wave(axes: Any, output: Output, sample_rate: float, note: str | None) -> None:
    """Draw one sound ``(S, C)``: its waveform above its spectrogram, which shows the first channel.

    Decibels run from 0, the loudest of the sound, down to -60.
    """
    axes.set_axis_off()
    seconds = len(output) / sample_rate
    wave, spectrum = axes.inset_axes((0, 0.6, 1, 0.4)), axes.inset_axes((0, 0, 1, 0.55))
    times = np.arange(len(output)) / sample_rate
    for channel, values in enumerate(output.T):
        colour = tuple(COLOURS[channel % len(COLOURS)].tolist())
        wave.plot(times, values, linewidth=0.5, color=colour)
    wave.set_xlim(0, seconds)
    wave.set_ylim(-1, 1)
    wave.set_xticks([])
    extent = (0, seconds, 0, sample_rate / 2000)
    decibels = _decibels(np.nan_to_num(output[:, 0]))
    spectrum.imshow(
        decibels, origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=-60, vmax=0
    )
    spectrum.set_xlabel("time (s)")
    spectrum.set_ylabel("kHz")
    if note is not None:
        wave.set_title(note, fontsize=6, pad=2)


def draw_lines(axes: Any, output: Output, series: "Series", ends: tuple[float, float]) -> None:
    """Draw the lines of one series ``(T, C)``, with units."""
    times = np.arange(len(output)) * series.interval
    names = series.channels or ()
    units = series.units or ("",) * len(names)
    labels = [f"{name} ({unit})" if unit else name for name, unit in zip(names, units, strict=True)]
    for channel, (values, label) in enumerate(zip(output.T, labels, strict=True)):
        colour = tuple(COLOURS[channel % len(COLOURS)].tolist())
        axes.plot(times, values, linewidth=1, color=colour, label=_listed(label))
    axes.set_ylim(*ends)
    unit = _plain(series.interval_unit)
    axes.set_xlabel(f"time ({unit})" if unit else "step")
    if len(labels) > 1:
        axes.legend(loc="upper right", fontsize="small", frameon=False)
    elif units[:1] != ("",):
        axes.set_ylabel(_plain(labels[0]))


@cache
def _fonts() -> list[str]:
    """Matplotlib's own font, and fonts of this machine for the scripts that it lacks."""
    from matplotlib.font_manager import fontManager

    installed = set(fontManager.get_font_names())
    return ["DejaVu Sans", *(name for name in OTHER_SCRIPTS if name in installed)]


def _decibels(wave: Output) -> NDArray[np.float64]:
    """Magnitudes ``(frequencies, columns)`` of windows of 512 samples, below the loudest."""
    size = min(512, max(2, len(wave)))
    hop = max(1, size // 4, len(wave) // MOST_COLUMNS)
    padded = np.pad(wave.astype(np.float64), (size // 2, size - size // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    magnitude = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)).T
    top = max(float(magnitude.max()), 1e-9)
    levels: NDArray[np.float64] = 20 * np.log10(np.maximum(magnitude / top, LOUDEST))
    return levels


def _note_name(pitch: int) -> str:
    names = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
    return f"{names[pitch % 12]}{pitch // 12 - 1}"


def _plain(text: str) -> str:
    """Keep matplotlib from reading dollar signs as mathematics."""
    return text.replace("$", r"\$")


def _listed(label: str) -> str:
    """Write a label so that a legend lists it, which leaves out those that begin with "_"."""
    text = _plain(label)
    return f" {text}" if text.startswith("_") else text
