"""The same generator, with a style for each of its layers."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError
from latentwidgets.models import styles
from latentwidgets.spaces.batching import Batcher
from latentwidgets.spaces.parts import Measured, Parts

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["layered", "layers_of", "spread"]


def layers_of(space: "LatentSpace") -> tuple[int, int] | None:
    """Tell how many layers take styles beside the code z or w, and their size; None: none do."""
    return styles.layers_of(space.model)


def spread(space: "LatentSpace", codes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Find the styles ``(n, layers, size)`` that codes ``(n, *latent_shape)`` come to.

    Raises
    ------
    ModelError
        Where there are no such layers.
    """
    backend: Any = getattr(space.model, "backend", None)
    if layers_of(space) is None:
        raise _without_layers(space)
    with space.parts.batcher.lock:
        return np.asarray(backend.spread(np.asarray(codes, np.float32)), np.float32)


def layered(space: "LatentSpace") -> "LatentSpace":
    """Return a space of a style-based generator whose codes are w+, ``(layers, size)``.

    Parameters
    ----------
    space
        Of the generator's z or w; of w+ it is returned itself.

    Raises
    ------
    ModelError
        Where the model is no such generator, or was opened from a bundle of an earlier version,
        which holds its decoder of z or w alone.
    """
    from latentwidgets.models.onnx import OnnxBackend
    from latentwidgets.models.styles import StyleBackend

    backend = getattr(space.model, "backend", None)
    if isinstance(backend, OnnxBackend) and backend.exported.decoder.layers is not None:
        return space if backend.layers is None else _of_graphs(space, backend)
    if not isinstance(backend, StyleBackend):
        raise _without_layers(space)
    return space if backend.styled.latent == "w+" else _of_torch(space, backend)


def _without_layers(space: "LatentSpace") -> ModelError:
    return ModelError(
        f"{space.name} has no layers that take styles of their own: give a generator with "
        "mapping and synthesis, or a built-in one such as lw.zoo.load('cats/style-gan')."
    )


def _of_graphs(space: "LatentSpace", backend: Any) -> "LatentSpace":
    """Let the graph that a bundle holds take its other input, of the same codes."""
    from latentwidgets.models.onnx import open_model
    from latentwidgets.spaces.space import LatentSpace

    parts = space.parts
    model = open_model(
        replace(backend.exported, takes="layers", encoder=None),
        name=space.name,
        latent_shape=backend.layers,
        modality=space.modality,
        prior=None,
        digest=f"{backend.digest()}, a style for each layer",
        device=space.device,
    )
    contents: Any = parts.contents  # of a bundle
    return LatentSpace.from_parts(
        Parts(
            model=model,
            batcher=Batcher(model),
            intake=parts.intake,
            contents=replace(contents, codes=spread(space, space.codes)),
            seed=parts.seed,
            measured=Measured(),
            source=None if space.source is None else f"{space.source}.layered()",
        )
    )


def _of_torch(space: "LatentSpace", backend: Any) -> "LatentSpace":
    from latentwidgets.spaces.space import LatentSpace

    decoder = backend.styled
    generator = SimpleNamespace(
        mapping=decoder.mapping,
        synthesis=decoder.synthesis,
        z_dim=decoder.z_size,
        num_ws=decoder.n_layers,
    )
    return LatentSpace(
        generator,
        latent="w+",
        truncation=backend.truncation,
        labels=space.labels,
        attributes=space.attributes or None,
        modality=space.modality,
        device=space.device,
        n_samples=space.n_samples,
        seed=space.seed,
        name=space.name,
    )
