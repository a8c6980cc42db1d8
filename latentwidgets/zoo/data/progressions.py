"""The chords of the built-in harmonies, in C, and which leads to which."""

from dataclasses import dataclass

import numpy as np

__all__ = ["CHORDS", "LINKS", "Chord"]


@dataclass(frozen=True)
class Chord:
    """A chord in C.

    Attributes
    ----------
    tones
        Pitch classes, the root first.
    inverted
        Whether the bass may have the third ("yes"), must ("only"), or may not ("no").
    function
        T(onic), S(ubdominant) or D(ominant).
    mode
        0 of minor, 1 of major, -1 of both.
    leads_to
        Names of the only chords that may follow; any by function where it is empty.
    """

    tones: tuple[int, ...]
    function: str
    mode: int
    inverted: str = "yes"
    leads_to: tuple[str, ...] = ()

    @property
    def basses(self) -> tuple[int, ...]:
        """Pitch classes that the bass may have."""
        if self.inverted == "only":
            return self.tones[1:2]
        return self.tones[:2] if self.inverted == "yes" else self.tones[:1]


_DOMINANTS = ("V", "V7")

CHORDS: dict[str, Chord] = {
    "I": Chord((0, 4, 7), "T", 1),
    "ii": Chord((2, 5, 9), "S", 1),
    "iii": Chord((4, 7, 11), "T", 1, "no"),
    "IV": Chord((5, 9, 0), "S", 1),
    "vi": Chord((9, 0, 4), "T", 1, "no"),
    "vii": Chord((11, 2, 5), "D", 1, "only"),
    "I7": Chord((0, 4, 7, 11), "T", 1, "no"),
    "ii7": Chord((2, 5, 9, 0), "S", 1),
    "IV7": Chord((5, 9, 0, 4), "S", 1, "no"),
    "vi7": Chord((9, 0, 4, 7), "T", 1, "no"),
    "iv+": Chord((5, 8, 0), "S", 1, "no"),  # of the minor
    "V7/IV": Chord((0, 4, 7, 10), "T", 1, "yes", ("IV", "ii", "iv+")),
    "V7/V": Chord((2, 6, 9, 0), "S", 1, "yes", _DOMINANTS),
    "V7/vi": Chord((4, 8, 11, 2), "T", 1, "yes", ("vi", "vi7")),
    "V": Chord((7, 11, 2), "D", -1),
    "V7": Chord((7, 11, 2, 5), "D", -1),
    "i": Chord((0, 3, 7), "T", 0),
    "ii-": Chord((2, 5, 8), "S", 0, "only"),
    "III": Chord((3, 7, 10), "T", 0, "no"),
    "iv": Chord((5, 8, 0), "S", 0),
    "VI": Chord((8, 0, 3), "T", 0, "no"),
    "VII": Chord((10, 2, 5), "T", 0, "no", ("III", "i", "VI")),
    "ii-7": Chord((2, 5, 8, 0), "S", 0),
    "iv7": Chord((5, 8, 0, 3), "S", 0, "no"),
    "VI7": Chord((8, 0, 3, 7), "T", 0, "no"),
    "vii7": Chord((11, 2, 5, 8), "D", 0, "yes", ("i", "V7")),
    "N": Chord((1, 5, 8), "S", 0, "only", _DOMINANTS),
    "V7/iv": Chord((0, 4, 7, 10), "T", 0, "yes", ("iv", "ii-")),
    "V7/V-": Chord((2, 6, 9, 0), "S", 0, "yes", _DOMINANTS),
}
_FUNCTIONS = {
    "T": {"T": 0.5, "S": 1.0, "D": 0.7},
    "S": {"T": 0.3, "S": 0.4, "D": 1.0},
    "D": {"T": 1.0, "S": 0.0, "D": 0.3},
}
_AGAIN = 0.1  # of the same root, for variety


def _links() -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    links = np.zeros((len(CHORDS), len(CHORDS)))
    for row, (name, chord) in enumerate(CHORDS.items()):
        for column, (other, following) in enumerate(CHORDS.items()):
            if chord.leads_to:
                links[row, column] = float(other in chord.leads_to)
                continue
            weight = _FUNCTIONS[chord.function][following.function]
            same = chord.tones[0] == following.tones[0]
            links[row, column] = weight * (_AGAIN if same else 1.0) * (name != other or 0.5)
    return links


#: float64 ``(k, k)``: how readily the second chord follows the first, unnormalised.
LINKS = _links()
