"""What is built in, one family a file: names and where things are, nothing heavy."""

from latentwidgets.zoo.entries import digits, gans, music, sentences, series, sound
from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ALL", "Entry"]

#: In the order in which they are listed.
ALL: tuple[Entry, ...] = (
    *digits.ENTRIES,
    *gans.ENTRIES,
    *sentences.ENTRIES,
    *music.ENTRIES,
    *sound.ENTRIES,
    *series.ENTRIES,
)
