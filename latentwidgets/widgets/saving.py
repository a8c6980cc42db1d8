"""One output as a file of its kind."""

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.exceptions import OptionError
from latentwidgets.files import replacing
from latentwidgets.modalities import Audio, Image, Melody, Series, Text
from latentwidgets.modalities.payload import quantise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwidgets.modalities import Modality

__all__ = ["save_output"]


def save_output(
    output: "NDArray[np.float32]", modality: "Modality", path: str | os.PathLike[str]
) -> Path:
    """Write one canonical output; beside the target first, which is then replaced.

    Raises
    ------
    OSError
        Where the file cannot be written; one that was there is kept.
    """
    target = Path(path)
    if isinstance(modality, Melody):
        return modality.write_midi(output, target)
    if isinstance(modality, Audio):
        return modality.write_wav(output, target)
    with replacing(target) as beside:
        if isinstance(modality, Image):
            _write_png(output, beside)
        elif isinstance(modality, Text):
            beside.write_text(modality.read(output[None])[0] + "\n", encoding="utf-8")
        elif isinstance(modality, Series):
            _write_csv(output, modality, beside)
        else:
            raise OptionError(f"There is no file for {modality.kind}.")
    return target


def _write_png(output: "NDArray[np.float32]", path: Path) -> None:
    from PIL import Image as Pillow

    levels = quantise(np.nan_to_num(output))
    levels = levels[..., 0] if levels.shape[2] == 1 else levels
    Pillow.fromarray(levels).save(path, format="PNG")


def _write_csv(output: "NDArray[np.float32]", modality: Series, path: Path) -> None:
    names = [
        f"{name} ({unit})" if unit else name
        for name, unit in zip(modality.channels or (), modality.units, strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([_inert(name) for name in names])
        writer.writerows(
            [["" if np.isnan(value) else repr(value) for value in row] for row in output.tolist()]
        )


def _inert(text: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
