"""Autoencoders of melodies, with onset, hold and rest decided apart from the pitch."""

import torch
from torch import Tensor, nn

from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense, one_hot

__all__ = ["TRAITS", "MelodyVAE", "NeighbourBlock", "cosines", "traits"]

_KINDS = 3  # rest, hold, onset
_VARIANT_SHARE = 0.3
_PLACES = 49  # between the lowest and the highest note, at which the layers say what is likely
_OUTSIDE = -20.0  # for each semitone beyond them
#: Mean and standard deviation of the grammar's: notes a beat, semitones, semitones a bar.
TRAITS = {
    "density": (1.44, 0.58),
    "range": (10.7, 4.9),
    "contour": (0.0, 4.1),
    "middle": (14.5, 3.0),  # between the lowest and the highest note, an index
}


class MelodyVAE(GaussianVAE):
    """The same layers at every beat of a melody of one voice, each beat seeing its neighbours.

    Samples are tokens ``(n, 1, steps)``: 0 rest, 1 hold, 2 + i the onset of the i-th pitch.
    ``decode`` gives heads ``(n, 1, steps, 3 + pitches)``: logits of rest, hold and onset, then of
    the pitch, which is meant where there is an onset.

    The first four dimensions of a code are the melody's density, range, contour and middle, counted
    on its notes. The layers tell the pitches as places between the lowest and the highest note,
    which range and middle set, and how much each pitch class belongs: a wider melody is stretched,
    and stays in its key. The others are the discrete cosine transform, along the beats, of some
    numbers a beat: the first of them move the whole melody alike, the next its beginning against
    its end, and so on. That the decoder follows density and contour is learned from variants: see
    `misfit`.
    """

    waves: Tensor
    classes: Tensor

    def __init__(  # noqa: PLR0913
        self,
        latent_size: int = 68,
        *,
        steps: int = 32,
        pitches: int = 30,
        steps_per_beat: int = 4,
        width: int = 160,
        blocks: int = 2,
    ) -> None:
        super().__init__(latent_size)
        self.steps, self.pitches = steps, pitches
        self.beats, self.beat = steps // steps_per_beat, steps_per_beat
        self.own = (latent_size - len(TRAITS)) // self.beats  # numbers a beat
        self.register_buffer("waves", cosines(self.beats), persistent=False)
        self.encoder = nn.Sequential(
            dense(self.beat * (_KINDS + pitches + 1) + len(TRAITS), width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            nn.Linear(width, 2 * self.own),
        )
        self.decoder = nn.Sequential(
            dense(self.own + len(TRAITS), width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            dense(width, width, self.beat * (_KINDS + _PLACES)),
        )
        self.key = dense(2 * self.own + len(TRAITS), 64, 12)
        self.trait_spread = nn.Parameter(torch.full((len(TRAITS),), -6.0))
        self.register_buffer("classes", torch.arange(pitches) % 12, persistent=False)

    def features(self, samples: Tensor) -> Tensor:
        """One-hot kinds and pitches, and places in the range, of each beat ``(n, beats, ...)``."""
        melody = samples[:, 0]
        hot = one_hot(melody, 2 + self.pitches)
        onset = hot[..., 2:].sum(dim=2, keepdim=True)
        _, span, _, middle = raw_traits(samples).unbind(dim=1)
        place = (melody - 2 - middle[:, None]) / (span[:, None] + 1)
        place = torch.where(melody >= 2, place, torch.zeros_like(place))[..., None]
        heads = torch.cat([hot[..., :2], onset, hot[..., 2:], place], dim=2)
        return torch.unflatten(heads, 1, (self.beats, -1)).flatten(2)

    def encode(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        own = traits(samples)
        told = torch.cat([self.features(samples), own[:, None].expand(-1, self.beats, -1)], dim=2)
        mean, log_variance = (self.waves @ self.encoder(told)).chunk(2, dim=2)
        spread = self.trait_spread.expand(len(own), -1)
        log_variance = torch.cat([spread, log_variance.flatten(1)], dim=1)
        return torch.cat([own, mean.flatten(1)], dim=1), torch.clamp(log_variance, -12.0, 4.0)

    def decode(self, codes: Tensor) -> Tensor:
        """Heads ``(n, 1, steps, 3 + pitches)``."""
        own, others = codes[:, : len(TRAITS)], codes[:, len(TRAITS) :]
        waves = torch.unflatten(others, 1, (self.beats, self.own))
        told = torch.cat([self.waves.T @ waves, own[:, None].expand(-1, self.beats, -1)], dim=2)
        heads = torch.unflatten(self.decoder(told), 2, (self.beat, -1)).flatten(1, 2)
        key = self.key(torch.cat([own, waves[:, :2].flatten(1)], dim=1))
        pitches = heads[..., _KINDS:] @ self._places(own) + self._limits(own)
        pitches = pitches + key[:, self.classes][:, None]
        return torch.cat([heads[..., :_KINDS], pitches], dim=2)[:, None]

    def _reach(self, own: Tensor) -> tuple[Tensor, Tensor]:
        """Range and middle, ``(n, 1)``, of standardised traits."""
        (low, low_sd), (middle, middle_sd) = TRAITS["range"], TRAITS["middle"]
        return (low + low_sd * own[:, 1:2]).clamp(min=0), middle + middle_sd * own[:, 3:4]

    def _places(self, own: Tensor) -> Tensor:
        """Weights of the two places that each pitch lies between, ``(n, places, pitches)``."""
        span, middle = self._reach(own)
        pitch = torch.arange(self.pitches, dtype=torch.float32, device=own.device)
        place = ((pitch - middle) / (span + 1) + 0.5) * (_PLACES - 1)
        places = torch.arange(_PLACES, dtype=torch.float32, device=own.device)
        away = place[:, None] - places[:, None]
        return torch.clamp(1 - away.abs(), min=0)

    def _limits(self, own: Tensor) -> Tensor:
        """Scores of pitches below the lowest and above the highest note, ``(n, 1, pitches)``."""
        span, middle = self._reach(own)
        pitch = torch.arange(self.pitches, dtype=torch.float32, device=own.device)
        away = (pitch - middle).abs() - span / 2
        return _OUTSIDE * torch.clamp(away - 0.4, min=0)[:, None]

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of the melody, and a share of that of its variant, nats, ``(n,)``.

        The variant is to come of the melody's code with the variant's density, range and contour:
        what these dimensions do is thereby said, and not left to chance.
        """
        melodies, variants = batch
        moved = torch.cat([traits(variants), codes[:, len(TRAITS) :]], dim=1)
        own = self._loss(codes, melodies)
        return own + _VARIANT_SHARE * self._loss(moved, variants)

    def _loss(self, codes: Tensor, melodies: Tensor) -> Tensor:
        melody, heads = melodies[:, 0], self.decode(codes)[:, 0].transpose(1, 2)
        onset = melody >= 2
        kinds, pitches = melody.clamp(max=2), (melody - 2).clamp(min=0)
        loss = nn.functional.cross_entropy(heads[:, :_KINDS], kinds, reduction="none")
        pitch = nn.functional.cross_entropy(heads[:, _KINDS:], pitches, reduction="none")
        return (loss + onset * pitch).sum(dim=1)


def traits(samples: Tensor) -> Tensor:
    """Count the traits of melodies ``(n, 1, steps)``, standardised by `TRAITS`: ``(n, 4)``."""
    middle, spread = torch.tensor(list(TRAITS.values()), device=samples.device).T
    standard: Tensor = (raw_traits(samples) - middle) / spread
    return standard


def raw_traits(samples: Tensor) -> Tensor:
    """Count density, range, contour and middle of melodies ``(n, 1, steps)``: ``(n, 4)``.

    As `latentwidgets.zoo.data.notes.measure_melodies` does; 0 semitones where there are no notes.
    """
    melody = samples[:, 0].float()
    begins = (melody >= 2).float()
    steps = melody.shape[1]
    pitch, on = torch.zeros_like(melody[:, 0]), torch.zeros_like(melody[:, 0])
    heard, sounds = [], []
    for step in range(steps):
        start, rest = begins[:, step], (melody[:, step] == 0).float()
        pitch = start * (melody[:, step] - 2) + (1 - start) * pitch
        on = torch.maximum(start, on * (1 - rest))
        heard.append(pitch)
        sounds.append(on)
    height, weight = torch.stack(heard, dim=1), torch.stack(sounds, dim=1)
    count = weight.sum(dim=1, keepdim=True).clamp(min=1)
    time = torch.arange(steps, dtype=torch.float32, device=melody.device) / 16  # bars
    away = weight * (time - (weight * time).sum(dim=1, keepdim=True) / count)
    slope = (away * height).sum(dim=1) / away.square().sum(dim=1).clamp(min=1e-3)
    highest = (begins * (melody - 2)).amax(dim=1)
    lowest = (begins * (melody - 2) + (1 - begins) * highest[:, None]).amin(dim=1)
    density = begins.sum(dim=1) / (steps / 4)
    return torch.stack([density, highest - lowest, slope, (highest + lowest) / 2], dim=1)


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
