"""The errors of latentwidgets: each also subclasses the built-in error that callers catch."""

import unicodedata

__all__ = [
    "BundleError",
    "Cancelled",
    "DataError",
    "DecodeError",
    "ExportError",
    "ExpressionError",
    "LatentWidgetsError",
    "MissingEncoderError",
    "ModelError",
    "OptionError",
    "SessionError",
    "ShapeError",
]


class LatentWidgetsError(Exception):
    """Base of every error that latentwidgets raises on purpose."""


class ModelError(LatentWidgetsError, TypeError):
    """The object given as a model cannot be understood as one."""


class MissingEncoderError(ModelError):
    """An operation needs an encoder and the model has none."""


class ShapeError(LatentWidgetsError, ValueError):
    """An array has another shape than the model or the space expects."""


class DataError(LatentWidgetsError, ValueError):
    """The data, labels or attributes given cannot be used."""


class BundleError(LatentWidgetsError, ValueError):
    """A file cannot be opened as a space, or a space does not fit into one."""


class OptionError(LatentWidgetsError, ValueError):
    """An option has a value outside what it accepts."""


class ExpressionError(LatentWidgetsError, ValueError):
    """An expression over names cannot be computed.

    Attributes
    ----------
    reason
        In a sentence; the message also shows the place in the expression.
    text
        The expression.
    start, end
        The characters from `start` to before `end` are the place.
    """

    def __init__(self, reason: str, text: str, start: int, end: int) -> None:
        self.reason, self.text, self.start, self.end = reason, text, start, end
        super().__init__(f"{reason}\n{_marked(text, start, end)}")

    def __reduce__(self) -> tuple[type["ExpressionError"], tuple[str, str, int, int]]:
        return type(self), (self.reason, self.text, self.start, self.end)


class SessionError(LatentWidgetsError, ValueError):
    """A file cannot be loaded as a session, or is one of another model."""


class DecodeError(LatentWidgetsError, RuntimeError):
    """The model raised while it was encoding or decoding."""


class ExportError(LatentWidgetsError, RuntimeError):
    """The model cannot be written as an ONNX graph."""


class Cancelled(LatentWidgetsError, RuntimeError):
    """A computation was stopped on request."""


def _marked(text: str, start: int, end: int) -> str:
    """Show a part of a text, and carets under the place meant."""
    begin, stop = max(0, start - 40), min(end, start + 40)
    before, place = _in_line(text[begin:start]), _in_line(text[start:stop])
    before = f"…{before}" if begin else before
    after = _in_line(text[stop : stop + 20])
    carets = "^" * max(1, _columns(place))
    return f"  {before}{place}{after}\n  {' ' * _columns(before)}{carets}"


def _in_line(text: str) -> str:
    breaks = ("Cc", "Zl", "Zp")
    return "".join(" " if unicodedata.category(letter) in breaks else letter for letter in text)


def _columns(text: str) -> int:
    """Count the columns of a terminal that a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
