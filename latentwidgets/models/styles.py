"""A StyleGAN-like generator: `mapping` from z to w and `synthesis` from w, found by attributes.

Its codes may be z, w, or w+ (a style for each layer). Karras et al., *A Style-Based Generator
Architecture for Generative Adversarial Networks*, 2019; w+: Abdal et al., *Image2StyleGAN*, 2019.
"""

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ModelError, OptionError
from latentwidgets.models.evaluation import evaluating
from latentwidgets.models.layers import SIZE_NAMES
from latentwidgets.models.protocol import Shape
from latentwidgets.models.torch_backend import TorchBackend
from latentwidgets.models.torch_module import class_name, is_module

Latent = Literal["z", "w", "w+"]

_Z_NAMES = ("z_dim", *SIZE_NAMES)
_LAYER_NAMES = ("num_ws", "n_layers", "num_layers", "n_styles")
_N_FOR_MEAN = 4096
_BATCH = 512


def is_style_generator(model: Any) -> bool:
    """Whether an object has a torch module `synthesis` and a `mapping` that can be called."""
    synthesis, mapping = getattr(model, "synthesis", None), getattr(model, "mapping", None)
    return is_module(synthesis) and callable(mapping)


def layers_of(model: Any) -> tuple[int, int] | None:
    """Tell how many layers take a style beside the code z or w, and its size; None: none do."""
    layers: tuple[int, int] | None = getattr(getattr(model, "backend", None), "layers", None)
    return layers


def check_latent(latent: str | None, truncation: float) -> None:
    """Raise an OptionError unless these are a latent space and a truncation."""
    if latent is not None and latent not in get_args(Latent):
        raise OptionError(f"latent={latent!r} is unknown: give 'z', 'w' or 'w+'.")
    number = isinstance(truncation, int | float) and not isinstance(truncation, bool)
    if not (number and 0 <= truncation <= 2):
        raise OptionError(
            f"truncation={truncation!r} was given: give a number from 0 to 2; 1: none."
        )


def adapt(
    model: Any, *, latent: Latent | None, truncation: float, device: str, seed: int
) -> "StyleBackend":
    """Adapt a generator with `mapping` and `synthesis`.

    Parameters
    ----------
    latent
        Which codes are decoded; z where None.
    truncation
        How far w goes from its mean, 1 for all the way: of the styles made from z, whether they
        are decoded (z) or make the map (w, w+).

    Raises
    ------
    ModelError
        Where mapping or synthesis cannot be called, or need a class.
    """
    from latentwidgets.models.style_module import StyleDecoder

    parts = [model] if is_module(model) else [model.synthesis, model.mapping]
    modules = [part for part in parts if is_module(part)]
    with evaluating(modules):
        decoder = StyleDecoder.of(model, _size_of_z(model), _n_layers(model), latent or "z")
    return StyleBackend(
        decoder, modules, name=class_name(model), truncation=truncation, device=device, seed=seed
    )


class StyleBackend(TorchBackend):
    """Decodes z, w or w+, and draws codes through the mapping."""

    def __init__(  # noqa: PLR0913
        self,
        decoder: Any,
        modules: list[Any],
        *,
        name: str,
        truncation: float,
        device: str,
        seed: int,
    ) -> None:
        super().__init__(
            name=name,
            decode=decoder,
            encode=None,
            decoder=modules,
            encoder=[],
            modules=[decoder, *modules],
            device=device,
            seed=seed,
            generator=decoder.latent == "z",
        )
        self.truncation = float(truncation)
        self._styled = decoder
        if self.truncation != 1:
            decoder.truncate(self.truncation, self._mean())

    @property
    def styled(self) -> Any:
        """The `StyleDecoder`: mapping, synthesis, and which codes it takes."""
        return self._styled

    @property
    def note(self) -> str:
        """What its codes are, in words."""
        cut = f", truncation {self.truncation:g} toward the mean w" if self.truncation != 1 else ""
        return f"codes {self._styled.latent}{cut}"

    @property
    def draws_codes(self) -> bool:
        """Whether codes are drawn through the mapping, and not from a prior of their own."""
        return bool(self._styled.latent != "z")

    def draw_codes(self, n: int, generator: np.random.Generator) -> NDArray[np.float32]:
        """Draw n codes w or w+: styles of z from the standard normal, truncated."""
        shape = self._styled.code_shape
        codes = np.empty((n, *shape), np.float32)
        for start in range(0, n, _BATCH):
            z = generator.standard_normal((min(_BATCH, n - start), self._styled.z_size), np.float32)
            w = self._run(self._styled.styles, z, self.dtype(self.decoder))
            w = np.asarray(w.float().cpu())
            codes[start : start + len(w)] = w[:, None] if self._styled.latent == "w+" else w
        return codes

    @property
    def layers(self) -> tuple[int, int] | None:
        """Layers and the size of a style, where each may have one beside the code; else None."""
        styled = self._styled
        if styled.latent == "w+" or not styled.n_layers:
            return None
        return int(styled.n_layers), int(styled.w_size)

    def spread(self, codes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Styles ``(n, *layers)`` that codes z or w come to."""
        return self.apply(self._styled.spread, codes)

    def decode_layers(self, styles: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a style for each layer, ``(n, *layers)``."""
        return self.apply(self._styled.decode_layers, styles)

    def latent_candidates(self, output: Shape | None) -> list[Shape]:  # noqa: ARG002
        """Give the shape of a code, which is known."""
        return [self._styled.code_shape]

    def _mean(self) -> Any:
        """Mean of w: what the mapping keeps of it from its training, else that of 4,096 draws."""
        import torch

        kept = getattr(self._styled.mapping, "w_avg", None)
        if isinstance(kept, torch.Tensor) and kept.shape == (self._styled.w_size,):
            return kept.detach().clone()
        z = np.random.default_rng(self.seed).standard_normal(
            (_N_FOR_MEAN, self._styled.z_size), np.float32
        )
        w = self._run(self._styled.styles, z, self.dtype(self.decoder))
        return w.mean(dim=0)


def _size_of_z(model: Any) -> int:
    mapping = model.mapping
    for owner in (model, mapping):
        for name in _Z_NAMES:
            size = getattr(owner, name, None)
            if isinstance(size, int) and not isinstance(size, bool) and size > 0:
                return size
    layers = mapping.modules() if is_module(mapping) else ()
    for layer in layers:
        if isinstance(features := getattr(layer, "in_features", None), int):
            return features
    raise ModelError(
        f"The size of z of {class_name(model)} cannot be told: give it an attribute z_dim."
    )


def _n_layers(model: Any) -> int | None:
    for owner in (model, model.synthesis, model.mapping):
        for name in _LAYER_NAMES:
            size = getattr(owner, name, None)
            if isinstance(size, int) and not isinstance(size, bool) and size > 0:
                return size
    return None
