"""A model that is ONNX graphs, run by onnxruntime without torch."""

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import MissingEncoderError, ModelError
from latentwidgets.models.batches import Mode
from latentwidgets.models.onnx.graphs import ExportedModel, Graph
from latentwidgets.models.onnx.sessions import open_session
from latentwidgets.models.protocol import Posterior, Prior, Range, Samples, Shape
from latentwidgets.models.samples import SampleFit
from latentwidgets.models.wrapped import WrappedModel

if TYPE_CHECKING:
    import onnxruntime

    from latentwidgets.modalities import Modality


def open_model(  # noqa: PLR0913
    exported: ExportedModel,
    *,
    name: str,
    latent_shape: Shape,
    modality: "Modality",
    prior: Prior | None,
    digest: str,
    origin: str | None = None,
    device: str = "cpu",
) -> WrappedModel:
    """Make a model of exported graphs. They are read when they are first called.

    Parameters
    ----------
    exported
        The graphs.
    name, latent_shape, modality, prior
        As of the model they were made of.
    digest
        What tells this model from others, the key of caches.
    origin
        What tells the model that the graphs were made of, whose codes mean the same here; None
        where that is not known.
    device
        Taken as it comes: the graphs are computed on the CPU.

    Returns
    -------
    WrappedModel
        Its `decode` and `encode` raise a `ModelError` where onnxruntime refuses the graphs.
    """
    backend = OnnxBackend(exported, name=name, digest=digest, origin=origin)
    backend.to(device)
    encoder = exported.encoder
    return WrappedModel(
        backend=backend,
        name=name,
        latent_shape=latent_shape,
        modality=modality,
        prior=prior,
        mode=_mode(exported.decoder),
        sample_fit=None if encoder is None else SampleFit("as given", _mode(encoder)),
    )


class OnnxBackend:
    """Decoder and encoder that are ONNX graphs.

    Parameters
    ----------
    exported
        The graphs.
    name
        What the model is called.
    digest
        What tells this model from others.
    origin
        What tells the model that the graphs were made of, where that is known.
    """

    decodes_at_random = False
    makes_codes_from_noise = False
    device = "cpu"

    def __init__(
        self, exported: ExportedModel, *, name: str, digest: str, origin: str | None = None
    ) -> None:
        self.exported = exported
        self.name = name
        self.origin = origin
        self._digest = digest
        self._decoder = _Runner(exported.decoder)
        self._encoder = None if exported.encoder is None else _Runner(exported.encoder)
        self._takes_layers = exported.takes == "layers"

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""
        return self._encoder is not None

    @property
    def layers(self) -> Shape | None:
        """Layers and the size of a style, where each may have one beside the code; else None."""
        return None if self._takes_layers else self.exported.decoder.layers

    def feeds(self, codes: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Give what the decoder's graph takes for a batch of codes."""
        layers = self.exported.decoder.layers
        if layers is None:
            return {"codes": codes}
        if self._takes_layers:
            nothing = np.zeros((len(codes), *self._decoder.shape("codes")), np.float32)
            return {"codes": nothing, "layers": codes}
        return {"codes": codes, "layers": np.full((len(codes), *layers), np.nan, np.float32)}

    def decode(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a batch of codes, float32."""
        return self._decoder.run(self.feeds(codes), ["output"])["output"]

    def spread(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Styles ``(n, *layers)`` that codes come to, of a graph with `layers`."""
        return self._decoder.run(self.feeds(codes), ["styles"])["styles"]

    def decode_layers(self, styles: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a style for each layer, ``(n, *layers)``."""
        codes = np.zeros((len(styles), *self._decoder.shape("codes")), np.float32)
        return self._decoder.run({"codes": codes, "layers": styles}, ["output"])["output"]

    def watch_decode(self, codes: NDArray[np.float32]) -> tuple[NDArray[Any], Range | None]:
        """Decode; no activation is seen in a graph."""
        return self.decode(codes), None

    def encode(self, samples: Samples, *, whole: bool = False) -> Posterior:  # noqa: ARG002
        """Codes of a batch of samples; the graph itself makes whole numbers of them.

        Raises
        ------
        MissingEncoderError
            Where there is no encoder.
        """
        if self._encoder is None:
            raise MissingEncoderError(f"{self.name} has no encoder.")
        outputs = self._encoder.run({"samples": np.asarray(samples)})
        return Posterior(outputs["mean"], outputs.get("log_variance"))

    def latent_candidates(self, output: Shape | None) -> list[Shape]:  # noqa: ARG002
        """Shapes of a code come with the graphs."""
        return []

    def sample_candidates(self) -> list[Shape]:
        """Shapes of a sample come with the graphs."""
        return []

    def digest(self) -> str:
        """Return what tells this model from others, as it was given."""
        return self._digest

    def to(self, device: str) -> None:
        """Stay on the CPU, where onnxruntime computes."""


class _Runner:
    """Calls one graph, made ready at the first call, from any number of threads."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None

    def run(
        self, feeds: dict[str, NDArray[Any]], names: list[str] | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """Compute the outputs of these names, all where None."""
        session = self._ready()
        names = names or [output.name for output in session.get_outputs()]
        given = {name: np.ascontiguousarray(rows, np.float32) for name, rows in feeds.items()}
        return dict(zip(names, session.run(names, given), strict=True))

    def shape(self, name: str) -> Shape:
        """Shape of one row of an input."""
        for given in self._ready().get_inputs():
            if given.name == name:
                return tuple(given.shape[1:])
        raise ModelError(f"The ONNX graph has no input {name!r}.")

    def _ready(self) -> "onnxruntime.InferenceSession":
        with self._lock:
            if self._session is None:
                self._session = open_session(self._graph.data)
            return self._session


def _mode(graph: Graph) -> Mode:
    return "batch" if graph.batched else "one"
