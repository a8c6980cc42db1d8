"""An autoencoder of chord progressions that sings by the rules of voice leading."""

import math

import numpy as np
import torch
from torch import Tensor, nn

from latentwidgets.zoo.data.harmonies import (
    LOW,
    LOWEST_KEY,
    N_PITCHES,
    N_SLOTS,
    STEPS_PER_SLOT,
    ending_voicings,
    voicing_book,
)
from latentwidgets.zoo.data.voicing import ROUGHNESS, THIRDS, colour, roughness
from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense, one_hot
from latentwidgets.zoo.networks.music import NeighbourBlock, cosines

__all__ = ["TRAITS", "HarmonyVAE"]

#: Mean and standard deviation of the grammar's: -1 minor to 1 major, roughness, chords a bar.
TRAITS = {"mode": (0.0, 0.98), "tension": (0.255, 0.21), "density": (1.375, 0.28)}
_KEYS = 12
_BARS = N_SLOTS / 2
_FARTHEST = 6.0  # of a trait, standard deviations: beyond, nothing more is heard
# What a standard deviation of each trait adds to the scores, nats: more than the layers leave open.
_PULLS = (30.0, 45.0, 55.0)
_SPREAD = 2 * math.log(0.03)  # of the traits' posterior, as a log-variance: they are counted
_VARIANT_SHARE = 2.0
_LEAST = -1000.0  # of what the layers say, nats
_FORBIDDEN = -6e4  # below whatever all slots can add up to, so that it is never chosen
_ABSENT = -1e4


class HarmonyVAE(GaussianVAE):
    """Layers over the half bars of a progression, and the best way through the voicings.

    Samples are tokens ``(n, 4, steps)``; ``decode`` gives heads ``(n, 4, steps, 3 + pitches)``.

    The first dimensions of a code are the progression's mode, tension and density, counted on its
    notes; the next are the key, read off the first bass note. The others are the cosine transform,
    along the half bars, of some numbers each; from these the layers tell, in C, how likely each
    voicing of the grammar's book is and whether a chord begins. ``decode`` looks for the likeliest
    sequence of voicings, from the tonic on, in which each may follow the one before by the rules:
    the max-marginals of a chain (Viterbi 1967; Kschischang et al. 2001), so that the argmax of the
    heads is that sequence and their values still tell what was close.

    The layers see nothing of the traits. To what they say of a voicing the tension adds a multiple
    of its roughness, the mode a multiple of its major less its minor thirds and sixths; to what
    they say of a change the density adds a multiple of itself. So the best sequence's roughness can
    only rise with the tension, whatever the layers say (Everett 1963); likewise its major less its
    minor thirds with the mode, its chords with the density. Where they rise is learned: `misfit`.
    """

    waves: Tensor
    places: Tensor
    pulls: Tensor
    spread: Tensor
    book: Tensor
    worth: Tensor
    moves: Tensor
    opening: Tensor
    sung: Tensor
    tonic: Tensor
    classes: Tensor
    thirds: Tensor
    rough: Tensor

    def __init__(
        self, *, key_size: int = 4, slot_size: int = 6, width: int = 160, blocks: int = 2
    ) -> None:
        super().__init__(len(TRAITS) + key_size + N_SLOTS * slot_size)
        self.key_size, self.slot_size = key_size, slot_size
        self._keep_book()
        self._keep_classes()
        self.register_buffer("waves", cosines(N_SLOTS), persistent=False)
        self.register_buffer("places", torch.eye(N_SLOTS), persistent=False)
        self.register_buffer("pulls", torch.tensor(_PULLS), persistent=False)
        self.register_buffer("spread", torch.full((len(TRAITS),), _SPREAD), persistent=False)

        self.keys = nn.Parameter(torch.randn(_KEYS, key_size))
        self.key_spread = nn.Parameter(torch.full((key_size,), -4.0))
        self.encoder = nn.Sequential(
            dense(4 * self.reach + 1 + len(TRAITS) + N_SLOTS, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            nn.Linear(width, 2 * slot_size),
        )
        self.key = dense(key_size, 64, _KEYS)
        self.decoder = nn.Sequential(
            dense(slot_size + N_SLOTS, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            dense(width, width, len(self.book) + 1),
        )

    def encode(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        key, chords, begins = self._read(samples)
        traits = self.traits(samples)
        alike = traits[:, None].expand(-1, N_SLOTS, -1)
        told = torch.cat([chords.flatten(2), begins[..., None], alike, self._placed(traits)], dim=2)
        mean, log_variance = (
            part.flatten(1) for part in (self.waves @ self.encoder(told)).chunk(2, dim=2)
        )
        spread = torch.cat([self.spread, self.key_spread]).expand(len(key), -1)
        log_variance = torch.clamp(torch.cat([spread, log_variance], dim=1), -12.0, 4.0)
        return torch.cat([traits, key @ self.keys, mean], dim=1), log_variance

    def traits(self, samples: Tensor) -> Tensor:
        """Count the traits of samples ``(n, 4, steps)``, standardised by `TRAITS`: ``(n, 3)``.

        As `latentwidgets.zoo.data.chords.measure_harmonies` does, in half bars; no mode, 0, where
        there are no thirds.
        """
        tokens = samples[:, :, ::STEPS_PER_SLOT].transpose(1, 2)  # (n, slots, 4)
        struck = one_hot(tokens - 2, N_PITCHES) @ self.classes  # (n, slots, 4, 12)
        held = torch.eq(tokens, 1).float()[..., None]
        voices, heard = torch.zeros_like(struck[:, 0]), []
        for slot in range(N_SLOTS):
            voices = struck[:, slot] + held[:, slot] * voices
            heard.append(voices.sum(dim=1))
        sound = torch.stack(heard, dim=1)  # (n, slots, 12), voices a pitch class
        thirds = sound.sum(dim=1) * (struck[:, 0, 3] @ self.thirds)
        mode = thirds.sum(dim=1) / thirds.abs().sum(dim=1).clamp(min=1)
        tension = ((sound @ self.rough) * sound).sum(dim=(1, 2)) / (2 * N_SLOTS)
        density = torch.ge(tokens, 2).float().amax(dim=2).sum(dim=1) / _BARS
        middle, spread = torch.tensor(list(TRAITS.values()), device=samples.device).T
        standard: Tensor = (torch.stack([mode, tension, density], dim=1) - middle) / spread
        return standard

    def scores(self, codes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log-scores of keys ``(n, 12)``, of voicings ``(n, slots, k)``; logits of changes."""
        traits, key = codes[:, : len(TRAITS)], self._key_scores(codes)
        return key, *self._pulled(traits, *self._layers(codes))

    def decode(self, codes: Tensor) -> Tensor:
        """Heads ``(n, 4, steps, 3 + pitches)`` of the likeliest progression by the rules."""
        key, voicing, change = self.scores(codes)
        return self._heads(key, *self._best(voicing, change))

    def decode_without_rules(self, codes: Tensor) -> Tensor:
        """Heads of the likeliest voicing of each half bar, whatever came before; to compare."""
        key, voicing, change = self.scores(codes)
        return self._heads(key, voicing, -change, change)

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of a progression, and a share of that of its variants, nats, ``(n,)``.

        A variant is to come of the progression's code with the variant's traits. So the layers
        learn at which tension each chord gives way, and to which other.
        """
        _, keys, voicings, begins, *variants, traits = batch
        layers = self._layers(codes)
        key = nn.functional.nll_loss(self._key_scores(codes), keys, reduction="none")
        own = _loss(*self._pulled(codes[:, : len(TRAITS)], *layers), voicings, begins)
        n = traits.shape[1]
        alike = (part.repeat_interleave(n, dim=0) for part in layers)
        moved = self._pulled(traits.flatten(0, 1), *alike)
        others = _loss(*moved, *(part.flatten(0, 1) for part in variants))
        return key + own + _VARIANT_SHARE * torch.unflatten(others, 0, (-1, n)).mean(dim=1)

    def targets(self, samples: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Keys ``(n,)``, voicings ``(n, slots)``, changes ``(n, slots)`` of the grammar's own."""
        key, chords, begins = self._read(samples)
        heard = self.lowest + chords.argmax(dim=3)  # (n, slots, 4)
        matches = torch.eq(heard[:, :, None], self.book).all(dim=3)
        slots = torch.arange(N_SLOTS, device=begins.device)
        place = torch.where(begins > 0, slots, 0).cummax(dim=1).values
        return key.argmax(dim=1), matches.long().argmax(dim=2).gather(1, place), begins

    def _keep_book(self) -> None:
        """Keep the voicings in C, what each is worth to mode and tension, what may follow what."""
        book = voicing_book()
        pitches, first = torch.unique(torch.from_numpy(book.pitches), dim=0, return_inverse=True)
        self.register_buffer("book", pitches, persistent=False)
        worth = np.stack([colour(pitches.numpy()), roughness(pitches.numpy())])
        self.register_buffer("worth", torch.from_numpy(worth).float(), persistent=False)
        moves = torch.full((len(pitches), len(pitches)), _FORBIDDEN)
        before, after = torch.from_numpy(book.allowed).nonzero(as_tuple=True)
        moves[first[before], first[after]] = 0.0
        self.register_buffer("moves", moves, persistent=False)
        opening = torch.full((len(pitches),), _FORBIDDEN)
        opening[first[torch.from_numpy(ending_voicings(np.zeros(1, np.int64))[0])]] = 0.0
        self.register_buffer("opening", opening, persistent=False)
        self.lowest = LOW - LOWEST_KEY  # in C
        self.reach = N_PITCHES - _KEYS + 1
        sung = one_hot(pitches.T - self.lowest, self.reach)  # (4, k, reach)
        self.register_buffer("sung", (1 - sung) * _ABSENT, persistent=False)

    def _keep_classes(self) -> None:
        """Keep what pitch classes are to a key and to one another."""
        pitches = torch.arange(N_PITCHES) + LOW
        tonic = one_hot((pitches - LOWEST_KEY) % _KEYS, _KEYS)
        self.register_buffer("tonic", tonic, persistent=False)  # (pitches, keys upwards from G)
        self.register_buffer("classes", one_hot(pitches % _KEYS, _KEYS), persistent=False)
        steps = torch.arange(_KEYS)
        above = (steps - steps[:, None]) % _KEYS  # of a second class above a first, semitones
        self.register_buffer("thirds", torch.tensor(THIRDS).float()[above], persistent=False)
        apart = torch.minimum(above, _KEYS - above)
        self.register_buffer("rough", torch.tensor(ROUGHNESS)[apart], persistent=False)

    def _placed(self, like: Tensor) -> Tensor:
        """Which half bar each is, ``(n, slots, slots)``."""
        return self.places.expand(len(like), -1, -1)

    def _key_scores(self, codes: Tensor) -> Tensor:
        """Log-probabilities of keys, ``(n, 12)``."""
        own = codes[:, len(TRAITS) : len(TRAITS) + self.key_size]
        return nn.functional.log_softmax(self.key(own), dim=1)

    def _layers(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Return the layers' own scores of voicings ``(n, slots, k)``, changes ``(n, slots)``."""
        own = torch.unflatten(codes[:, len(TRAITS) + self.key_size :], 1, (N_SLOTS, self.slot_size))
        told = self.decoder(torch.cat([self.waves.T @ own, self._placed(codes)], dim=2))
        voicing = nn.functional.log_softmax(told[..., :-1], dim=2).clamp(min=_LEAST)
        return voicing, told[..., -1].clamp(_LEAST, -_LEAST)

    def _pulled(self, traits: Tensor, voicing: Tensor, change: Tensor) -> tuple[Tensor, Tensor]:
        """Add to the layers' scores what the traits do."""
        pull = traits.clamp(-_FARTHEST, _FARTHEST) * self.pulls
        return voicing + (pull[:, :2] @ self.worth)[:, None], change + pull[:, 2:]

    def _read(self, samples: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Key one-hot, chords in C ``(n, slots, 4, reach)``, whether they begin ``(n, slots)``."""
        tokens = samples[:, :, ::STEPS_PER_SLOT].transpose(1, 2)
        roll = one_hot(tokens - 2, N_PITCHES)
        key = roll[:, 0, 3] @ self.tonic
        shifted = torch.stack([roll[..., k : k + self.reach] for k in range(_KEYS)], dim=1)
        chords = (key[:, :, None, None, None] * shifted).sum(dim=1)
        return key, chords, (tokens[..., 3] >= 2).float()

    def _best(self, voicing: Tensor, change: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Max-marginals of voicings ``(n, slots, k)``; of staying and changing, ``(n, slots)``."""
        begins = change[..., None]  # more than staying is worth
        ahead = [voicing[:, 0] + self.opening]
        stay, begin = [ahead[0] + _FORBIDDEN], [ahead[0]]  # the first chord begins
        for slot in range(1, N_SLOTS):
            moved = (ahead[-1][:, :, None] + self.moves).amax(dim=1)
            stay.append(ahead[-1] + voicing[:, slot])
            begin.append(moved + begins[:, slot] + voicing[:, slot])
            ahead.append(torch.maximum(stay[-1], begin[-1]))
        back = [torch.zeros_like(voicing[:, 0])]
        for slot in range(N_SLOTS - 1, 0, -1):
            following = back[0] + voicing[:, slot]
            moved = (following[:, None] + self.moves).amax(dim=2)
            back.insert(0, torch.maximum(following, moved + begins[:, slot]))
        behind = torch.stack(back, dim=1)
        best = (torch.stack(ahead, dim=1) + behind).amax(dim=2, keepdim=True)
        marginal, stay_all, begin_all = (
            torch.stack(part, dim=1) + behind - best for part in (ahead, stay, begin)
        )
        return marginal, stay_all.amax(dim=2), begin_all.amax(dim=2)

    def _heads(self, key: Tensor, voicing: Tensor, stay: Tensor, begin: Tensor) -> Tensor:
        """Heads of the scores of a key, of voicings in C, and of holding or beginning."""
        n = len(key)
        in_c = (voicing[:, None, :, :, None] + self.sung[None, :, None]).amax(dim=3)
        moved = [
            nn.functional.pad(in_c, (k, _KEYS - 1 - k), value=_ABSENT) + key[:, k, None, None, None]
            for k in range(_KEYS)
        ]
        pitch = torch.stack(moved).amax(dim=0)  # (n, 4, slots, pitches)
        never = torch.full_like(stay, _ABSENT)
        kinds = torch.stack([never, stay, begin], dim=2)[:, None].expand(n, 4, N_SLOTS, 3)
        held = torch.stack([never, torch.zeros_like(stay), never], dim=2)
        held = held[:, None].expand(n, 4, N_SLOTS, 3)
        first = torch.cat([kinds, pitch], dim=3)
        later = torch.cat([held, pitch], dim=3)
        return torch.stack([first, *[later] * (STEPS_PER_SLOT - 1)], dim=3).flatten(2, 3)


def _loss(voicing: Tensor, change: Tensor, voicings: Tensor, begins: Tensor) -> Tensor:
    """Cross-entropy of every half bar's voicing and of the changes, ``(n,)``."""
    loss = nn.functional.cross_entropy(voicing.transpose(1, 2), voicings, reduction="none")
    struck = nn.functional.binary_cross_entropy_with_logits(change, begins, reduction="none")
    return (loss + struck).sum(dim=1)
