"""The decoder of a StyleGAN-like generator as one torch module.

This file needs torch at import, and is imported inside the functions that adapt such a generator.
"""

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from latentwidgets.exceptions import ModelError, OptionError
from latentwidgets.models.outputs import unwrap_decoding

_FIXED_NOISE = {"noise_mode": "const"}


class StyleDecoder(nn.Module):
    """Decodes z ``(n, z_size)``, w ``(n, w_size)`` or w+ ``(n, n_layers, w_size)``.

    Attributes
    ----------
    latent
        ``"z"``, ``"w"`` or ``"w+"``.
    code_shape
        Of one code.
    """

    mean: Tensor | None

    def __init__(  # noqa: PLR0913
        self,
        mapping: Callable[..., Any],
        synthesis: nn.Module,
        *,
        latent: str,
        z_size: int,
        w_size: int,
        n_layers: int | None,
        layered: bool,
    ) -> None:
        super().__init__()
        self.mapping, self.synthesis = mapping, synthesis
        self.latent, self.z_size, self.w_size = latent, z_size, w_size
        self.n_layers, self.layered = n_layers, layered
        self.n_more = _n_required(mapping) - 1
        self.options = _noise_options(synthesis)
        self.truncation = 1.0
        self.register_buffer("mean", None)
        shapes = {"z": (z_size,), "w": (w_size,), "w+": (n_layers or 0, w_size)}
        self.code_shape: tuple[int, ...] = shapes[latent]

    @classmethod
    def of(cls, model: Any, z_size: int, n_layers: int | None, latent: str) -> "StyleDecoder":
        """Make the decoder of a generator, its mapping called once to see what it gives.

        Raises
        ------
        ModelError
            Where mapping cannot be called on z alone.
        OptionError
            Where w+ is asked for and the number of layers is not known.
        """
        mapping, synthesis = model.mapping, model.synthesis
        if getattr(model, "c_dim", 0) or getattr(mapping, "c_dim", 0):
            raise ModelError(
                f"{type(model).__name__} makes pictures of a class that is given with z: give "
                "lw.wrap an object whose mapping fixes the class."
            )
        weight = next(synthesis.parameters(), None)
        z = torch.zeros(2, z_size) if weight is None else weight.new_zeros(2, z_size)
        try:
            with torch.inference_mode():
                w = mapping(z, *[None] * (_n_required(mapping) - 1))
        except Exception as error:
            raise ModelError(
                f"The mapping of {type(model).__name__} raised {type(error).__name__} for z of "
                f"size {z_size}: {error}"
            ) from error
        if not isinstance(w, Tensor) or w.ndim not in {2, 3} or len(w) != 2:
            raise ModelError(
                f"The mapping of {type(model).__name__} gives {_said(w)} for 2 codes: it must give "
                "(n, w_size) or (n, layers, w_size)."
            )
        layered = w.ndim == 3
        n_layers = int(w.shape[1]) if layered else n_layers
        if latent == "w+" and n_layers is None:
            raise OptionError(
                f"latent='w+' was given and the number of styles of {type(model).__name__} cannot "
                "be told: give it an attribute num_ws, or take latent='w'."
            )
        return cls(
            mapping,
            synthesis,
            latent=latent,
            z_size=z_size,
            w_size=int(w.shape[-1]),
            n_layers=n_layers,
            layered=layered,
        )

    def truncate(self, truncation: float, mean: Tensor) -> None:
        """Draw styles made from z toward the mean of w."""
        self.truncation, self.mean = truncation, mean

    def styles(self, z: Tensor) -> Tensor:
        """Styles ``(n, w_size)`` of z, truncated."""
        w: Tensor = self.mapping(z, *[None] * self.n_more)
        w = w[:, 0] if self.layered else w
        return w if self.mean is None else self.mean + self.truncation * (w - self.mean)

    def spread(self, codes: Tensor) -> Tensor:
        """Styles of each layer ``(n, n_layers, w_size)`` that codes z or w come to."""
        w = self.styles(codes) if self.latent == "z" else codes
        return w[:, None].expand(-1, self.n_layers or 1, -1)

    def decode_layers(self, styles: Tensor) -> Any:
        """Decode a style for each layer, ``(n, n_layers, w_size)``."""
        return unwrap_decoding(self.synthesis(styles, **self.options))

    def forward(self, codes: Tensor) -> Any:
        """Decode a batch of codes."""
        w = self.styles(codes) if self.latent == "z" else codes
        if self.layered and self.latent != "w+":
            w = w[:, None].expand(-1, self.n_layers or 1, -1)
        return unwrap_decoding(self.synthesis(w, **self.options))


def _n_required(call: Callable[..., Any]) -> int:
    """Count the arguments without a default; those after z (a class) are given as None."""
    parameters = _parameters(call)
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    n = sum(p.kind in plain and p.default is inspect.Parameter.empty for p in parameters)
    return max(1, n)


def _noise_options(synthesis: nn.Module) -> dict[str, str]:
    """Ask for fixed noise where synthesis takes such an option, or passes options on."""
    parameters = _parameters(synthesis)
    takes = any(
        p.name == "noise_mode" or p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters
    )
    return dict(_FIXED_NOISE) if takes else {}


def _parameters(call: Callable[..., Any]) -> list[inspect.Parameter]:
    function = call.forward if isinstance(call, nn.Module) else call
    return list(inspect.signature(function).parameters.values())


def _said(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return f"a {type(value).__name__}" + ("" if shape is None else f" of shape {tuple(shape)}")
