"""Spaces of real models whose outputs are no pictures: PCA of data, as a pair of torch layers."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

import latentwidgets as lw
from latentwidgets.zoo.data.sentences import draw_sentences, morpheme_text

LATENT = 8


class _Linear(nn.Module):
    """The first principal components of the data; their codes have unit variance."""

    def __init__(self, rows: NDArray[np.float32], shape: tuple[int, ...], gain: float) -> None:
        super().__init__()
        mean = rows.mean(axis=0).astype(np.float32)
        _, sd, axes = np.linalg.svd(rows - mean, full_matrices=False)
        scale = (sd[:LATENT] / np.sqrt(len(rows))).astype(np.float32)
        self.encoder = nn.Linear(rows.shape[1], LATENT)
        self.decoder = nn.Linear(LATENT, rows.shape[1])
        self.shape = shape
        with torch.no_grad():
            weight = torch.from_numpy(axes[:LATENT] / scale[:, None])
            self.encoder.weight.copy_(weight)
            self.encoder.bias.copy_(-weight @ torch.from_numpy(mean))
            self.decoder.weight.copy_(gain * torch.from_numpy(axes[:LATENT].T * scale))
            self.decoder.bias.copy_(gain * torch.from_numpy(mean))

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.decoder(z).reshape(-1, *self.shape)


class _Sentences(_Linear):
    def encode(self, ids: torch.Tensor) -> torch.Tensor:
        return self.encoder(nn.functional.one_hot(ids, self.shape[1]).flatten(1).float())


class _Beats(_Linear):
    def encode(self, series: torch.Tensor) -> torch.Tensor:
        return self.encoder(series.flatten(1))


def sentence_space(n: int = 200) -> lw.LatentSpace:
    """Sentences of twelve morphemes, printed by phrases."""
    ids = draw_sentences(n, seed=1)
    text = morpheme_text()
    size = len(text.vocabulary or ())
    rows = np.eye(size, dtype=np.float32)[ids].reshape(n, -1)
    model = _Sentences(rows, (ids.shape[1], size), gain=12.0)
    return lw.LatentSpace(model, ids, modality=text, latent_shape=LATENT, name="sentences/pca")


def unexportable_space(n: int = 60) -> lw.LatentSpace:
    """Sentences of plain functions, which no page can run."""
    ids = draw_sentences(n, seed=1)
    text = morpheme_text()
    size = len(text.vocabulary or ())
    axes = np.random.default_rng(0).standard_normal((LATENT, ids.shape[1] * size))

    def decode(codes: NDArray[np.float32]) -> NDArray[np.float32]:
        return (codes @ axes).astype(np.float32).reshape(len(codes), ids.shape[1], size)

    def encode(samples: NDArray[np.int64]) -> NDArray[np.float32]:
        rows = np.eye(size, dtype=np.float32)[samples].reshape(len(samples), -1)
        return (rows @ axes.T).astype(np.float32)

    return lw.LatentSpace(
        (encode, decode), ids, modality=text, latent_shape=LATENT, name="sentences/functions"
    )


def beat_space(n: int = 200) -> lw.LatentSpace:
    """Two leads of made-up heartbeats and a breath, 120 steps."""
    rng = np.random.default_rng(1)
    time = np.linspace(0, 1.19, 120, dtype=np.float32)[None]
    rate, height, depth, shift = rng.uniform(0.7, 1.3, (4, n, 1)).astype(np.float32)
    beat = (time * (1.2 * rate) + 0.2 * shift) % 1 - 0.5
    lead = height * np.exp(-((beat / 0.03) ** 2)) - 0.3 * np.exp(-(((beat - 0.07) / 0.03) ** 2))
    breath = 0.6 * depth * np.sin(2 * np.pi * (time / 1.2 + shift))
    series = np.stack([lead, 0.6 * lead + 0.3 * shift, breath], axis=2).astype(np.float32)
    model = _Beats(series.reshape(n, -1), series.shape[1:], gain=1.0)
    modality = lw.Series(
        channels=("lead I", "lead II", "breath"),
        units=("mV", "mV", "l"),
        interval=0.01,
        interval_unit="s",
        layout="TC",
    )
    return lw.LatentSpace(model, series, modality=modality, latent_shape=LATENT, name="beats/pca")
