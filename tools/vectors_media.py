"""Melodies, sounds and series of one's own for tools/vectors.py, and how encoders take them."""

import io
import struct
from collections.abc import Callable
from typing import Any

import mido
import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError
from latentwidgets.modalities import Audio, Melody, Series, Text
from latentwidgets.modalities.midi import notes_of
from latentwidgets.modalities.pasted import fit_series, read_table
from latentwidgets.modalities.recording import fit_sound, read_wav
from latentwidgets.modalities.tune import fit_tune, read_tune
from latentwidgets.models.forms import sample_forms, samples_in

__all__ = ["recordings", "tables", "taken", "tunes"]

Array = NDArray[np.float32]
Case = dict[str, Any]
Read = tuple[Array, list[str]]
Event = tuple[int, int, int, int]  # ticks since the one before, channel, pitch, velocity

LEAD = [(0, 0, 60, 90), (240, 0, 60, 0), (0, 0, 64, 90), (500, 0, 64, 0)]
CHORD = [(0, 0, 60, 90), (0, 0, 67, 90), (960, 0, 60, 0), (0, 0, 67, 0), (0, 0, 67, 0)]


def tunes(rng: np.random.Generator) -> list[Case]:
    """MIDI files, whole and broken, and notes that were written, on several grids."""
    melody = Melody(1, 16, 55, 30, "heads")
    rolls = Melody(1, 16, 55, 30, "roll")
    voices = Melody(3, 16, 40, 42, "token-logits", steps_per_beat=1)
    narrow = Melody(1, 13, 60, 5, "tokens", steps_per_beat=3)
    low = [(delta, channel, pitch - 24, loud) for delta, channel, pitch, loud in LEAD]
    twice = [(0, 0, 60, 90), (100, 0, 60, 90), (140, 0, 60, 0), (7, 0, 62, 80)]
    one_step = [(0, 0, 60, 90), (40, 0, 64, 90), (200, 0, 60, 0), (90, 0, 64, 0)]
    files = [
        (melody, midi([LEAD])),
        (melody, midi([LEAD, [(120, 3, 72, 90), (300, 3, 72, 0)]])),
        (melody, midi([CHORD])),
        (rolls, midi([CHORD])),
        (melody, midi([low])),
        (melody, midi([twice])),
        (melody, midi([one_step])),
        (melody, midi([[(0, 9, 60, 90), (480, 9, 60, 0)]])),
        (melody, midi([LEAD, [(9000, 1, 60, 90), (10, 1, 60, 0)]])),
        (melody, midi([[(9000, 1, 60, 90), (10, 1, 60, 0)]])),
        (narrow, midi([LEAD])),
        (narrow, midi([[(0, 0, 60, 90), (90, 0, 60, 0), (0, 0, 75, 9), (90, 0, 75, 0)]])),
        (voices, midi([LEAD, CHORD])),
        (voices, midi([LEAD] * 4)),
        (voices, midi([[*LEAD, (0, 2, 50, 9), (480, 2, 50, 0), (0, 1, 52, 9), (480, 1, 52, 0)]])),
        (melody, midi([LEAD], ticks=96)),
        (melody, midi([[]])),
        (melody, b"MThd\0\0\0\6\0\1\0\0\x01\xe0"),
        (melody, midi([LEAD]).replace(b"\x01\xe0", b"\xe7\x28", 1)),
        (melody, b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\1\0\0" + b"\xff" * (1 << 16)),
    ]
    broken = [b"", b"MThd", b"not a MIDI file at all", midi([LEAD])[:-6], midi([LEAD])[:30]]
    cut = midi([LEAD])
    at = cut.index(b"MTrk") + 7  # the length of the track
    broken.append(cut[:at] + bytes([cut[at] - 6]) + cut[at + 1 : -6])
    files += [(melody, data) for data in broken]
    cases = [
        {
            "modality": m.describe_raw(),
            "file": list(data),
            **_read(lambda m=m, data=data: read_tune(data, m)),
        }
        for m, data in files
    ]
    for grid in (melody, rolls, voices):
        shape = grid.shape
        values = np.where(rng.random(shape) < 0.04, 1, 0).astype(np.float32)
        values[:, 1:][(values[:, :-1] == 1) & (values[:, 1:] == 0)] = 0.5
        parts = [notes_of(voice, grid.low, grid.steps_per_beat) for voice in values]
        made = _read(lambda parts=parts, grid=grid: fit_tune(parts, grid))
        cases.append({"modality": grid.describe_raw(), "values": values, **made})
    return cases


def midi(tracks: list[list[Event]], ticks: int = 480) -> bytes:
    """Write a MIDI file, without a look at what it says."""
    made = mido.MidiFile(ticks_per_beat=ticks)
    for events in tracks:
        track = mido.MidiTrack([mido.MetaMessage("track_name", name="a track")])
        for delta, channel, pitch, loud in events:
            track.append(
                mido.Message("note_on", note=pitch, velocity=loud, channel=channel, time=delta)
            )
        made.tracks.append(track)
    file = io.BytesIO()
    made.save(file=file)
    return file.getvalue()


def recordings(rng: np.random.Generator) -> list[Case]:
    """WAV files of each coding, cut, stretched, mixed and resampled; and damaged ones."""
    mono = Audio(8000.0, 400, 1, layout="S")
    stereo = Audio(8000.0, 300, 2, layout="CS")
    odd = Audio(7350.5, 200, 1, layout="S")
    sound = 0.5 * np.sin(np.arange(700) / 3)[:, None] * np.linspace(0, 1, 700)[:, None]
    both = np.concatenate([sound, 0.4 * rng.standard_normal((700, 1))], axis=1)
    short = both[:90]
    files = [
        (mono, wav(sound, 8000, "<i2")),
        (mono, wav(short, 8000, "<i2")),
        (mono, wav(sound, 8000, "u1")),
        (mono, wav(sound, 8000, "i3")),
        (mono, wav(sound, 8000, "<i4")),
        (mono, wav(3 * sound, 8000, "<f4")),
        (mono, wav(sound, 8000, "<f8", extensible=True)),
        (mono, wav(sound, 44100, "<i2")),
        (mono, wav(short, 1000, "<f4")),
        (mono, wav(sound, 11025, "<f4")),
        (odd, wav(both, 8000, "<f4")),
        (stereo, wav(both, 16000, "<i2")),
        (stereo, wav(sound, 8000, "<i2")),
        (mono, wav(np.zeros((700, 1)), 8000, "<i2")),
        (mono, wav(sound[:0], 8000, "<i2")),
        (mono, wav(np.where(np.arange(700) == 5, np.nan, 0)[:, None], 8000, "<f4")),
        (mono, wav(sound * 1e300, 8000, "<f8")),
        (mono, wav(sound, 8000, "<i2")[:44]),
        (mono, wav(sound, 8000, "<i2")[:40]),
        (mono, wav(sound, 8000, "<i2")[:30]),
        (mono, wav(sound, 8000, "<i2").replace(b"fmt ", b"fmx ")),
        (mono, wav(sound, 8000, "<i2").replace(b"data", b"dato")),
        (mono, wav(sound, 20, "<i2")),
        (mono, wav(sound, 8000, "<i2", coding=2)),
        (mono, wav(sound, 8000, "<i2", frame=3)),
        (mono, b"ID3\4 and so on"),
        (mono, b""),
        (Audio(768_000.0, 10, 1), wav(np.zeros((60_000, 1)), 1000, "u1")),
    ]
    return [
        {
            "modality": audio.describe_raw(),
            "file": list(data),
            **_read(lambda audio=audio, data=data: fit_sound(*read_wav(data), audio)),
        }
        for audio, data in files
    ]


def wav(  # noqa: PLR0913
    waves: NDArray[np.floating],
    rate: int,
    kind: str,
    *,
    extensible: bool = False,
    coding: int | None = None,
    frame: int | None = None,
) -> bytes:
    """Write a WAV file, without a look at what it says."""
    width, channels = int(kind[-1]), waves.shape[1]
    if "f" in kind:
        with np.errstate(over="ignore"):
            samples = waves.astype(kind).tobytes()
    elif width == 1:
        samples = np.rint(128 + 127 * waves).astype(np.uint8).tobytes()
    else:
        whole = np.rint(np.clip(waves, -1, 1) * (2.0 ** (8 * width - 1) - 1)).astype("<i8")
        samples = whole.reshape(-1, 1).view(np.uint8)[:, :width].tobytes()
    number = (3 if "f" in kind else 1) if coding is None else coding
    head = struct.pack(
        "<HHIIHH",
        0xFFFE if extensible else number,
        channels,
        rate,
        rate * width * channels,
        width * channels if frame is None else frame,
        8 * width,
    )
    if extensible:
        head += struct.pack("<HHIH", 22, 8 * width, 0, number) + bytes(14)
    parts = b"fmt " + struct.pack("<I", len(head)) + head
    parts += b"junk" + struct.pack("<I", 3) + b"abc\0"
    parts += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts


def tables(rng: np.random.Generator) -> list[Case]:
    """Numbers by commas, semicolons, tabs and spaces, and what is no table."""
    one = Series(steps=12, channels=("a",), layout="T", value_range=(0.0, 1.0))
    two = Series(steps=7, channels=("lead I", "lead II"), layout="TC", value_range=(0.0, 1.0))
    rows = rng.standard_normal((7, 2)).round(3)
    lines = "\n".join(",".join(map(str, row)) for row in rows)
    turned = "\n".join(" ".join(map(str, row)) for row in rows.T)
    timed = "\n".join(f"{0.5 * i},{a},{b}" for i, (a, b) in enumerate(rows))
    texts = [
        (two, lines),
        (two, f'\ufeff"lead I (mV)","lead II (mV)"\r\n{lines}\r\n\r\n'),
        (two, timed),
        (two, turned),
        (two, lines.replace(".", ",").replace(",-", ";-").replace(",0,", ";0,")),
        (two, "1,5;2\n\n-.5;\u22122e-3;\n+3.;4\n"),
        (two, "1\t2\n3\t4,5\n"),
        (one, " ".join(map(str, range(12)))),
        (one, "\n".join(map(str, range(40)))),
        (one, "3\n4"),
        (one, "1 , 2,3   4"),
        (one, "7"),
        (one, ""),
        (one, " \n\u2028 \n"),
        (one, "time\n"),
        (one, "1\nnan\n"),
        (one, "a,1\n"),
        (one, "1,2\n3\n"),
        (one, "1\n1e999\n"),
        (one, "1\n1e99\n2"),
        (one, "1\n<img src=x onerror=alert(1)> it's\n"),
        (one, "1\ncaf\u00e9\u200b\u00a0'\"\\x\n"),
        (one, "1;0x10"),
        (two, "1,2,3,4\n5,6,7,8\n9,10,11,12"),
        (one, "\n".join([",".join(["1"] * 1001)] * 2)),
    ]
    return [
        {
            "modality": modality.describe_raw(),
            "text": text,
            **_read(lambda text=text, m=modality: fit_series(read_table(text), m)),
        }
        for modality, text in texts
    ]


def taken(rng: np.random.Generator) -> list[Case]:
    """Give outputs in each form in which an encoder may take samples."""
    cases = []
    window = {"n_fft": 32, "hop": 8, "samples": 96, "channels": 1}
    for modality in (
        Melody(2, 9, 50, 11, "token-logits"),
        Melody(1, 9, 50, 11, "heads", voice_axis=False),
        Series(5, ("a", "b", "c"), layout="CT", value_range=(0.0, 1.0), units=("",) * 3),
        Series(6, ("a",), layout="T", value_range=(0.0, 1.0), units=("",)),
        Audio(8000.0, 60, 2, layout="CS"),
        Audio(8000.0, 60, 1, layout="S"),
        Audio(8000.0, form="magnitude", layout="FT", **window),
        Text(vocabulary=tuple("abcdef"), length=5, form="logits", alternatives=3),
    ):
        output = _output(rng, modality)
        cases += [
            {
                "modality": modality.describe(),
                "shown": form.describe_raw(),
                "output": output,
                "taken": np.asarray(samples_in(form, output[None]), np.float32),
            }
            for form in sample_forms(modality)
        ]
    return cases


def _output(rng: np.random.Generator, modality: Melody | Series | Audio | Text) -> Array:
    if isinstance(modality, Melody):
        cells = rng.choice([0, 0.5, 1], modality.shape, p=[0.9, 0.05, 0.05])
        return cells.astype(np.float32)
    if isinstance(modality, Text):
        raw = rng.standard_normal((1, *modality.raw_shape)).astype(np.float32)
        output = modality.to_canonical(raw)[0]
        output[1, :, 0], output[1, :, 1] = (0, -1, -1), (1, 0, 0)
        output[2, :, 0], output[2, :, 1] = -1, np.nan
        return output
    return rng.uniform(-1, 1, modality.shape).astype(np.float32)


def _read(read: Callable[[], Read]) -> Case:
    try:
        output, notices = read()
    except DataError as error:
        return {"output": [], "notices": [], "error": str(error)}
    return {"output": output, "notices": notices, "error": ""}
