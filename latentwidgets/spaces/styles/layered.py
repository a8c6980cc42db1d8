"""The same generator, with a style for each of its layers."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

from latentwidgets.exceptions import ModelError

if TYPE_CHECKING:
    from latentwidgets.spaces.space import LatentSpace

__all__ = ["layered"]


def layered(space: "LatentSpace") -> "LatentSpace":
    """Return a space of a style-based generator whose codes are w+, ``(layers, size)``.

    Parameters
    ----------
    space
        Of the generator's z or w; of w+ it is returned itself.

    Raises
    ------
    ModelError
        Where the model is no such generator, or was opened from a bundle that holds its decoder of
        z or w alone.
    """
    from latentwidgets.models.styles import StyleBackend
    from latentwidgets.spaces.space import LatentSpace

    backend = getattr(space.model, "backend", None)
    if not isinstance(backend, StyleBackend):
        raise ModelError(
            f"{space.name} has no layers that take styles of their own: give a generator with "
            "mapping and synthesis, a built-in one as lw.zoo.load('cats/style-gan', latent='w+')."
        )
    if backend.styled.latent == "w+":
        return space
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
