"""Autoencoders of melodies, with onset, hold and rest decided apart from the pitch."""

import torch
from torch import Tensor, nn

from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense, one_hot

__all__ = ["MelodyVAE", "NeighbourBlock", "cosines"]

_KINDS = 3  # rest, hold, onset


class MelodyVAE(GaussianVAE):
    """The same layers at every beat of a melody of one voice, each beat seeing its neighbours.

    Samples are tokens ``(n, 1, steps)``: 0 rest, 1 hold, 2 + i the onset of the i-th pitch.
    ``decode`` gives heads ``(n, 1, steps, 3 + pitches)``: logits of rest, hold and onset, then of
    the pitch, which is meant where there is an onset.

    The code is the discrete cosine transform, along the beats, of some numbers a beat: its first
    dimensions move the whole melody alike, the next ones its beginning against its end, and so on.
    """

    waves: Tensor

    def __init__(  # noqa: PLR0913
        self,
        latent_size: int = 64,
        *,
        steps: int = 32,
        pitches: int = 30,
        steps_per_beat: int = 4,
        width: int = 160,
        blocks: int = 2,
    ) -> None:
        super().__init__(latent_size)
        self.steps, self.pitches = steps, pitches
        self.beats, beat = steps // steps_per_beat, steps_per_beat * (_KINDS + pitches)
        self.own = latent_size // self.beats  # numbers a beat
        self.register_buffer("waves", cosines(self.beats), persistent=False)
        self.encoder = nn.Sequential(
            dense(beat, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            nn.Linear(width, 2 * self.own),
        )
        self.decoder = nn.Sequential(
            dense(self.own, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            dense(width, width, beat),
        )

    def features(self, samples: Tensor) -> Tensor:
        """One-hot kinds and pitches, ``(n, beats, steps of a beat x (3 + pitches))``."""
        melody = samples[:, 0]
        hot = one_hot(melody, 2 + self.pitches)
        onset = hot[..., 2:].sum(dim=2, keepdim=True)
        heads = torch.cat([hot[..., :2], onset, hot[..., 2:]], dim=2)
        return torch.unflatten(heads, 1, (self.beats, -1)).flatten(2)

    def encode(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        beats = self.waves @ self.encoder(self.features(samples))
        mean, log_variance = beats.chunk(2, dim=2)
        return mean.flatten(1), torch.clamp(log_variance.flatten(1), -12.0, 4.0)

    def decode(self, codes: Tensor) -> Tensor:
        """Heads ``(n, 1, steps, 3 + pitches)``."""
        beats = self.waves.T @ torch.unflatten(codes, 1, (self.beats, self.own))
        heads: Tensor = self.decoder(beats)
        return heads.reshape(-1, 1, self.steps, _KINDS + self.pitches)

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of the kinds, and of the pitches of the onsets, nats, ``(n,)``."""
        melody, heads = batch[0][:, 0], self.decode(codes)[:, 0].transpose(1, 2)
        onset = melody >= 2
        kinds, pitches = melody.clamp(max=2), (melody - 2).clamp(min=0)
        loss = nn.functional.cross_entropy(heads[:, :_KINDS], kinds, reduction="none")
        pitch = nn.functional.cross_entropy(heads[:, _KINDS:], pitches, reduction="none")
        return (loss + onset * pitch).sum(dim=1)


class NeighbourBlock(nn.Module):
    """A beat with its neighbours, through two layers, added to the beat: ``(n, beats, width)``."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(3 * width), nn.Linear(3 * width, width), nn.SiLU(), nn.Linear(width, width)
        )

    def forward(self, beats: Tensor) -> Tensor:
        """Return the changed beats."""
        edge = torch.zeros_like(beats[:, :1])
        before = torch.cat([edge, beats[:, :-1]], dim=1)
        after = torch.cat([beats[:, 1:], edge], dim=1)
        changed: Tensor = self.layers(torch.cat([before, beats, after], dim=2))
        return beats + changed


def cosines(n: int) -> Tensor:
    """Orthonormal discrete cosine transform of n numbers, ``(n, n)``: a wave a row."""
    time = (torch.arange(n) + 0.5) / n
    waves = torch.cos(torch.pi * torch.arange(n)[:, None] * time)
    return waves * torch.where(torch.arange(n)[:, None] == 0, 1 / n, 2 / n).sqrt()
