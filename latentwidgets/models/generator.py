"""A torch module that is a decoder alone, such as the generator of a GAN."""

from typing import Any

from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.torch_module import class_name


def adapt(model: Any, *, device: str, seed: int) -> TorchBackend:
    """Adapt a module whose call takes codes and returns outputs."""
    return TorchBackend(
        name=class_name(model),
        decode=model,
        encode=None,
        decoder=[model],
        encoder=[],
        modules=[model],
        device=device,
        seed=seed,
        generator=True,
    )
