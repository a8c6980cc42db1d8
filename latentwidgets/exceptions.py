"""The errors of latentwidgets: each also subclasses the built-in error that callers catch."""

__all__ = [
    "BundleError",
    "Cancelled",
    "DataError",
    "DecodeError",
    "ExportError",
    "LatentWidgetsError",
    "MissingEncoderError",
    "ModelError",
    "OptionError",
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


class DecodeError(LatentWidgetsError, RuntimeError):
    """The model raised while it was encoding or decoding."""


class ExportError(LatentWidgetsError, RuntimeError):
    """The model cannot be written as an ONNX graph."""


class Cancelled(LatentWidgetsError, RuntimeError):
    """A computation was stopped on request."""
