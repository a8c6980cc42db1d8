"""Calls of torch functions with arrays: evaluation mode, no gradients, one device, one seed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import MissingEncoderError, ModelError
from latentwidgets.models.activation import watch
from latentwidgets.models.arrays import is_text, plain, to_array, to_posterior
from latentwidgets.models.devices import ACCELERATORS, choose_device
from latentwidgets.models.encoding import EncoderCall
from latentwidgets.models.evaluation import evaluating
from latentwidgets.models.fingerprint import fingerprint
from latentwidgets.models.layers import latent_candidates
from latentwidgets.models.lookups import looked_up_within
from latentwidgets.models.outputs import unwrap_decoding
from latentwidgets.models.protocol import Posterior, Range, Samples, Shape
from latentwidgets.models.randomness import SeededFunction
from latentwidgets.models.staging import Staging

if TYPE_CHECKING:
    import torch
    from torch import nn

STAGED = ("torch.float32", "torch.float64")  # precisions that NumPy has, and models usually


class TorchBackend:
    """Decoder and encoder that are functions of torch tensors.

    Parameters
    ----------
    name
        What the model is called.
    decode, encode
        Functions of one batch; `encode` is None where there is none.
    decoder, encoder
        Modules that hold the weights of each; they tell the precision of the inputs, and the
        decoder's tell shapes of a code.
    modules
        All modules that are put in evaluation mode and moved.
    device
        A device's name, or ``"auto"``: where the weights are if that is an accelerator, else the
        best there is.
    generator
        Whether it is a lone generator.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        name: str,
        decode: Callable[..., Any],
        encode: Callable[..., Any] | None,
        decoder: "Sequence[nn.Module]",
        encoder: "Sequence[nn.Module]",
        modules: "Sequence[nn.Module]",
        device: str,
        seed: int,
        generator: bool = False,
    ) -> None:
        self.name = name
        self.modules = tuple(modules)
        self.decoder, self.encoder = tuple(decoder), tuple(encoder)
        self.makes_codes_from_noise = generator
        self._decode = SeededFunction(decode, seed)
        self._encode = None if encode is None else EncoderCall(encode, seed)
        self.functions = (decode, encode)
        self.seed = seed
        self._staging = Staging()
        here = self.home()
        if device != "auto" or here is None:
            self.to(choose_device(device))
        elif here.partition(":")[0] in ACCELERATORS:
            self._device = here
        else:
            self.to(choose_device())

    @property
    def can_encode(self) -> bool:
        """Whether there is an encoder."""
        return self._encode is not None

    @property
    def device(self) -> str:
        """Where it computes."""
        return self._device

    @property
    def decodes_at_random(self) -> bool:
        """Whether decoding drew random numbers."""
        return bool(self._decode.draws)

    @property
    def sampled(self) -> int | None:
        """Which entry of what the encoder returns was drawn at random; seen at its first call."""
        return None if self._encode is None else self._encode.sampled

    def decode(self, codes: NDArray[np.float32]) -> NDArray[Any]:
        """Raw outputs of a batch of codes."""
        return self.apply(self._decoded, codes)

    def apply(
        self, call: "Callable[[torch.Tensor], Any]", codes: NDArray[np.float32]
    ) -> NDArray[Any]:
        """Call a function of the decoder's with a batch, as `decode` is called."""
        return to_array(self._run(call, codes, self.dtype(self.decoder)))

    def watch_decode(self, codes: NDArray[np.float32]) -> tuple[NDArray[Any], Range | None]:
        """Decode, and tell the range of a bounded activation that made the outputs."""
        try:
            output, range_of = self._run(
                lambda tensor: watch(lambda: self._decoded(tensor)),
                codes,
                self.dtype(self.decoder),
            )
        except Exception:  # noqa: BLE001 some compiled modules cannot be watched
            return self.decode(codes), None
        found = range_of(output) if hasattr(output, "untyped_storage") else None
        return to_array(output), found

    def encode(self, samples: Samples, *, whole: bool = False) -> Posterior:
        """Codes of a batch of samples."""
        call = self._encode
        if call is None:
            raise MissingEncoderError(f"{self.name} has no encoder.")
        if isinstance(samples, str) or is_text(samples):
            return to_posterior(*self._call(lambda: call(plain(samples), device=self.device)))
        if whole:
            with looked_up_within(self.encoder or self.modules):
                run = self._run(lambda ids: call(ids, device=self.device), samples, _whole())
                return to_posterior(*run)
        dtype = self.dtype(self.encoder)
        if self.device != "cpu" or str(dtype) not in STAGED:
            return to_posterior(
                *self._run(lambda tensor: call(tensor, device=self.device), samples, dtype)
            )
        with self._staging.copy_of(np.asarray(samples), dtype) as tensor:
            return to_posterior(*self._call(lambda: call(tensor, device=self.device)))

    def error_gradient(
        self, codes: NDArray[np.float32], target: NDArray[Any]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean squared difference of raw outputs and one raw output, and its gradient by the codes.

        Raises
        ------
        ModelError
            Where the outputs do not depend on the codes in a way that torch can differentiate.
        """
        import torch

        tensor = torch.tensor(codes, dtype=self.dtype(self.decoder), device=self.device)
        wanted = torch.tensor(target, dtype=torch.float32, device=self.device).reshape(1, -1)
        with evaluating(self.modules), self._differentiable():
            tensor.requires_grad_()
            outputs = self._decoded(tensor)
            if not (isinstance(outputs, torch.Tensor) and outputs.requires_grad):
                raise ModelError(f"{self.name} tells no gradients by its codes.")
            apart = outputs.float().reshape(len(tensor), -1) - wanted
            apart = torch.where(apart.isfinite(), apart, 1.0)
            errors = apart.square().mean(dim=1)
            (gradient,) = torch.autograd.grad(errors.sum(), tensor)
        return to_array(errors.detach()), to_array(gradient.float().nan_to_num(0.0))

    def chain_gradient(
        self, codes: NDArray[np.float32], *, one_by_one: bool = False, logits: bool = False
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean squared differences of successive raw outputs, and the gradient of their sum.

        Parameters
        ----------
        codes
            ``(n, *latent_shape)``, decoded as one batch.
        one_by_one
            Whether the model takes one code at a time.
        logits
            Whether outputs are scores along the last axis, compared by the square roots of their
            probabilities.

        Returns
        -------
        squares, gradients
            ``(n - 1,)`` and of the codes' shape.

        Raises
        ------
        ModelError
            Where the outputs do not depend on the codes in a way that torch can differentiate.
        """
        import torch

        tensor = torch.tensor(codes, dtype=self.dtype(self.decoder), device=self.device)
        with evaluating(self.modules), self._differentiable():
            tensor.requires_grad_()
            parts = [*tensor[:, None]] if one_by_one else [tensor]
            decoded = [self._decoded(part) for part in parts]
            if not all(isinstance(part, torch.Tensor) and part.requires_grad for part in decoded):
                raise ModelError(f"{self.name} tells no gradients by its codes.")
            outputs = torch.cat(decoded).float()
            if logits:
                outputs = outputs.softmax(dim=-1).clamp_min(1e-12).sqrt()
            apart = outputs.reshape(len(tensor), -1).diff(dim=0)
            apart = torch.where(apart.isfinite(), apart, 0.0)
            squares = apart.square().mean(dim=1)
            (gradient,) = torch.autograd.grad(squares.sum(), tensor)
        return to_array(squares.detach()), to_array(gradient.float().nan_to_num(0.0))

    def latent_candidates(self, output: Shape | None) -> list[Shape]:
        """Shapes of a code that the decoder's layers suggest."""
        return [shape for part in self.decoder for shape in latent_candidates(part, output)]

    def sample_candidates(self) -> list[Shape]:
        """Shapes of a sample are not seen in torch modules."""
        return []

    def digest(self) -> str:
        """Hexadecimal SHA-256 of class, code and weights."""
        return fingerprint(self.modules, self.functions)

    def to(self, device: str) -> None:
        """Move the modules to another device."""
        device = choose_device(device)
        for module in self.modules:
            module.to(device)
        self._device = device

    def dtype(self, part: "Sequence[nn.Module]") -> "torch.dtype":
        """Precision of the weights of a part, which its inputs take."""
        import torch

        weight = _first_weight((*part, *self.modules))
        return torch.float32 if weight is None else weight.dtype

    def home(self) -> str | None:
        """Device of the first weight, None where there is none."""
        weight = _first_weight((*self.decoder, *self.modules))
        return None if weight is None else str(weight.device)

    @contextmanager
    def _differentiable(self) -> "Iterator[None]":
        """Gradients are kept; cuDNN has none for a recurrent layer that is not in training."""
        import torch
        from torch import nn

        layers = (layer for part in self.modules for layer in part.modules())
        recurrent = any(isinstance(layer, nn.RNNBase) for layer in layers)
        enabled = torch.backends.cudnn.enabled and not recurrent
        with torch.enable_grad(), torch.backends.cudnn.flags(enabled=enabled):
            yield

    def _decoded(self, tensor: "torch.Tensor") -> Any:
        return unwrap_decoding(self._decode(tensor, device=self.device))

    def _run(
        self,
        call: "Callable[[torch.Tensor], Any]",
        array: NDArray[Any],
        dtype: "torch.dtype",
    ) -> Any:
        """Call with a copy of `array`, so that a model may change its input."""
        import torch

        tensor = torch.tensor(np.asarray(array), dtype=dtype, device=self.device)
        return self._call(lambda: call(tensor))

    def _call(self, call: Callable[[], Any]) -> Any:
        import torch

        with evaluating(self.modules), torch.inference_mode():
            return call()


def _whole() -> "torch.dtype":
    import torch

    return torch.int64


def _first_weight(modules: "Sequence[nn.Module]") -> "torch.Tensor | None":
    for module in modules:
        for tensor in chain(module.parameters(), module.buffers()):
            if tensor.is_floating_point():
                return tensor
    return None
