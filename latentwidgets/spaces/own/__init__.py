"""What is the user's own: read, brought into the model's form, and given a code."""

from latentwidgets.spaces.own.ink import Ink, ink_of
from latentwidgets.spaces.own.placement import (
    Placement,
    as_samples,
    can_keep_lost,
    difference_of,
    edited,
    lost_slots,
    place,
    scale_label,
    usual_error,
)
from latentwidgets.spaces.own.reading import Own, read_file, read_sample, read_text, read_values

__all__ = [
    "Ink",
    "Own",
    "Placement",
    "as_samples",
    "can_keep_lost",
    "difference_of",
    "edited",
    "ink_of",
    "lost_slots",
    "place",
    "read_file",
    "read_sample",
    "read_text",
    "read_values",
    "scale_label",
    "usual_error",
]
