"""What is built in, one family a file: names and where things are, nothing heavy."""

from latentwidgets.zoo.entries import (
    cats,
    digits,
    faces,
    gans,
    music,
    sentences,
    series,
    shapes,
    sound,
)
from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ALL", "Entry"]

#: In the order in which they are listed.
ALL: tuple[Entry, ...] = (
    *digits.ENTRIES,
    *cats.ENTRIES,
    *faces.ENTRIES,
    *shapes.ENTRIES,
    *gans.ENTRIES,
    *sentences.ENTRIES,
    *music.ENTRIES,
    *sound.ENTRIES,
    *series.ENTRIES,
)
