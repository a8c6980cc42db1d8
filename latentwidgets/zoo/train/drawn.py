"""Codes and outputs of a module in batches, and training data kept apart from the held-out ones."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latentwidgets.zoo.networks.gaussian import GaussianVAE

__all__ = ["apart_from", "decode_batches", "decode_tokens", "encode_means"]

_BATCH = 64
_KINDS = 3  # rest, hold, onset


def apart_from(drawn: NDArray[np.int64], held_out: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which drawn samples are none of the held-out ones."""
    known = {row.tobytes() for row in held_out}
    return np.array([row.tobytes() not in known for row in drawn])


def encode_means(module: GaussianVAE, samples: NDArray[np.generic]) -> NDArray[np.float32]:
    """Encode samples ``(n, ...)`` to posterior means, float32 ``(n, latent_size)``."""
    with torch.inference_mode():
        parts = [module.encode(part)[0] for part in torch.split(torch.from_numpy(samples), _BATCH)]
    codes: NDArray[np.float32] = torch.cat(parts).numpy()
    return codes


def decode_batches(
    decode: Callable[[Tensor], Tensor], codes: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Decode codes ``(n, latent_size)`` in batches."""
    with torch.inference_mode():
        parts = [decode(part) for part in torch.split(torch.from_numpy(codes), _BATCH)]
    outputs: NDArray[np.float32] = torch.cat(parts).numpy()
    return outputs


def decode_tokens(
    decode: Callable[[Tensor], Tensor], codes: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Decode codes to tokens ``(n, voices, steps)``, by a decoder that gives heads."""
    heads = decode_batches(decode, codes)
    kind = heads[..., :_KINDS].argmax(axis=-1)
    pitch = heads[..., _KINDS:].argmax(axis=-1)
    tokens: NDArray[np.int64] = np.where(kind == 2, 2 + pitch, kind)
    return tokens
