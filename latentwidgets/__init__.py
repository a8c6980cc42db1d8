"""Touch the latent space of any generative model: sliders, maps and decoded outputs in a notebook.

Public names are imported when first used: ``import latentwidgets`` draws in neither torch, nor
scikit-learn, nor matplotlib.
"""

from typing import TYPE_CHECKING, Any

from latentwidgets.lazy import lazily

if TYPE_CHECKING:
    from latentwidgets import metrics, zoo
    from latentwidgets.exceptions import (
        BundleError,
        Cancelled,
        DataError,
        DecodeError,
        ExportError,
        ExpressionError,
        LatentWidgetsError,
        MissingEncoderError,
        ModelError,
        OptionError,
        SessionError,
        ShapeError,
    )
    from latentwidgets.modalities import Audio, Image, Melody, Phrase, Series, Text
    from latentwidgets.models import wrap
    from latentwidgets.spaces import Direction, LatentSpace, open  # noqa: A004
    from latentwidgets.widgets import (
        CheckpointTimeline,
        CoverageView,
        DecodedView,
        DiagnosisView,
        DirectionStudio,
        DisentanglementView,
        InterpolationPlayer,
        LatentExplorer,
        LatentMap,
        LatentSliders,
        SampleEditor,
        SpaceComparison,
        StyleMixer,
        TraversalGrid,
        VectorArithmetic,
        Watch,
        explore,
        watch,
    )

    __version__: str

__all__ = [
    "Audio",
    "BundleError",
    "Cancelled",
    "CheckpointTimeline",
    "CoverageView",
    "DataError",
    "DecodeError",
    "DecodedView",
    "DiagnosisView",
    "Direction",
    "DirectionStudio",
    "DisentanglementView",
    "ExportError",
    "ExpressionError",
    "Image",
    "InterpolationPlayer",
    "LatentExplorer",
    "LatentMap",
    "LatentSliders",
    "LatentSpace",
    "LatentWidgetsError",
    "Melody",
    "MissingEncoderError",
    "ModelError",
    "OptionError",
    "Phrase",
    "SampleEditor",
    "Series",
    "SessionError",
    "ShapeError",
    "SpaceComparison",
    "StyleMixer",
    "Text",
    "TraversalGrid",
    "VectorArithmetic",
    "Watch",
    "__version__",
    "explore",
    "metrics",
    "open",
    "watch",
    "wrap",
    "zoo",
]

_HOMES = {
    "Audio": "modalities",
    "BundleError": "exceptions",
    "Cancelled": "exceptions",
    "CheckpointTimeline": "widgets",
    "CoverageView": "widgets",
    "DataError": "exceptions",
    "DecodeError": "exceptions",
    "DecodedView": "widgets",
    "DiagnosisView": "widgets",
    "Direction": "spaces",
    "DirectionStudio": "widgets",
    "DisentanglementView": "widgets",
    "ExportError": "exceptions",
    "ExpressionError": "exceptions",
    "Image": "modalities",
    "InterpolationPlayer": "widgets",
    "LatentExplorer": "widgets",
    "LatentMap": "widgets",
    "LatentSliders": "widgets",
    "LatentSpace": "spaces",
    "LatentWidgetsError": "exceptions",
    "Melody": "modalities",
    "MissingEncoderError": "exceptions",
    "ModelError": "exceptions",
    "OptionError": "exceptions",
    "Phrase": "modalities",
    "SampleEditor": "widgets",
    "Series": "modalities",
    "SessionError": "exceptions",
    "ShapeError": "exceptions",
    "StyleMixer": "widgets",
    "SpaceComparison": "widgets",
    "Text": "modalities",
    "TraversalGrid": "widgets",
    "VectorArithmetic": "widgets",
    "Watch": "widgets",
    "explore": "widgets",
    "metrics": "",
    "open": "spaces",
    "watch": "widgets",
    "wrap": "models",
    "zoo": "",
}
_find = lazily(__name__, _HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    return _find(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
