"""Small torch models of every medium but pictures, and spaces of them."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import latentwidgets as lw
from latentwidgets.modalities import Audio, Melody, Modality, Series, Text

VOCABULARY = ("<pad>", "the", "cat", "dog", "sees", "a", "bird")
LENGTH, VOICES, STEPS, PITCHES = 5, 2, 8, 5
SAMPLES, RATE, TIMES = 400, 8000, 50
N = 40


class TextVAE(nn.Module):
    """Token ids, which an embedding reads, to logits."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(1)
        size = len(VOCABULARY)
        self.embed = nn.Embedding(size, 6)
        self.into = nn.Linear(LENGTH * 6, 8)
        self.out = nn.Sequential(nn.Linear(4, LENGTH * size), nn.Unflatten(1, (LENGTH, size)))

    def encode(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.into(self.embed(ids).flatten(1)).chunk(2, 1)
        return mean, log_variance

    def decode(self, z: Tensor) -> Tensor:
        return 3 * self.out(z)


class MelodyVAE(nn.Module):
    """Tokens of two voices to heads, by a GRU over the steps."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.tokens = 2 + PITCHES
        self.into = nn.Linear(VOICES * STEPS * self.tokens, 6)
        self.steps = nn.GRU(3 + STEPS, 12, batch_first=True)
        self.out = nn.Linear(12, VOICES * (3 + PITCHES))
        self.register_buffer("clock", torch.eye(STEPS))

    def encode(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        one_hot = nn.functional.one_hot(tokens, self.tokens).float()
        mean, log_variance = self.into(one_hot.flatten(1)).chunk(2, 1)
        return mean, log_variance

    def decode(self, z: Tensor) -> Tensor:
        repeated = z[:, None].expand(-1, STEPS, -1)
        clock = self.clock[None].expand(z.shape[0], -1, -1)
        hidden, _ = self.steps(torch.cat([repeated, clock], 2))
        heads = self.out(hidden).view(-1, STEPS, VOICES, 3 + PITCHES)
        return 4 * heads.transpose(1, 2)


class WaveAE(nn.Module):
    """Waveforms to waveforms."""

    def __init__(self, samples: int = SAMPLES) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.encoder = nn.Linear(samples, 3)
        self.decoder = nn.Sequential(nn.Linear(3, samples), nn.Tanh())


class SeriesVAE(nn.Module):
    """Two channels over time, channels first, in their own units."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(2 * TIMES, 3))
        self.decoder = nn.Sequential(nn.Linear(3, 2 * TIMES), nn.Unflatten(1, (2, TIMES)))


def make_ids(n: int = N) -> np.ndarray:
    return np.random.default_rng(0).integers(0, len(VOCABULARY), (n, LENGTH))


def make_tokens(n: int = N) -> np.ndarray:
    """Notes of two steps each, now and then a rest."""
    tokens = np.ones((n, VOICES, STEPS), np.int64)
    notes = np.random.default_rng(0).integers(2, 2 + PITCHES, (n, VOICES, STEPS // 2))
    notes[..., 1] = 0
    tokens[..., ::2] = notes
    tokens[..., 3] = 0  # a rest is not held
    return tokens


def make_waves(n: int = N) -> np.ndarray:
    times = np.arange(SAMPLES) / RATE
    pitches = np.linspace(100, 900, n)
    return (0.8 * np.sin(2 * np.pi * pitches[:, None] * times)).astype(np.float32)


def make_series(n: int = N) -> np.ndarray:
    steps = np.random.default_rng(0).normal(size=(n, 2, TIMES))
    return np.cumsum(steps, axis=2).astype(np.float32)


def make_model(kind: str, change: float = 0.0) -> nn.Module:
    """Make the model of a kind; of another `change` it is another training of the same."""
    model: nn.Module = MODELS[kind]()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(change * torch.randn_like(parameter))
    return model


def make_data(kind: str, n: int = N) -> np.ndarray:
    """Make the samples of a kind, as its model takes them."""
    return DATA[kind](n)


def modality_of(kind: str) -> Modality:
    """Say what the outputs of a kind are."""
    if kind == "text":
        return Text(vocabulary=VOCABULARY, hidden=(0,), sentence_case=True, ending=".")
    if kind == "melody":
        return Melody(low=60, form="heads", names=("air", "bass"))
    if kind == "audio":
        return Audio(sample_rate=RATE)
    return Series(channels=("left", "right"), units=("mV", "mV"), interval=0.1)


def make_medium(kind: str, n: int = N, change: float = 0.0, **options: Any) -> lw.LatentSpace:
    """Make the space of a kind of output."""
    options = {"labels": np.arange(n) % 3, "progress": False, "name": f"small {kind}", **options}
    modality = modality_of(kind)
    model = make_model(kind, change)
    return lw.LatentSpace(model, make_data(kind, n), modality=modality, **options)


MODELS = {"text": TextVAE, "melody": MelodyVAE, "audio": WaveAE, "series": SeriesVAE}
DATA = {"text": make_ids, "melody": make_tokens, "audio": make_waves, "series": make_series}
KINDS = ("text", "melody", "audio", "series")
SHAPES = {
    "text": (LENGTH, 5, 2),
    "melody": (VOICES, STEPS, PITCHES),
    "audio": (SAMPLES, 1),
    "series": (TIMES, 2),
}
