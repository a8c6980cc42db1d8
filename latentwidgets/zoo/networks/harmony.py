"""An autoencoder of chord progressions that sings by the rules of voice leading."""

import torch
from torch import Tensor, nn

from latentwidgets.zoo.data.harmonies import (
    LOW,
    LOWEST_KEY,
    N_PITCHES,
    N_SLOTS,
    STEPS_PER_SLOT,
    voicing_book,
)
from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense, one_hot
from latentwidgets.zoo.networks.music import NeighbourBlock, cosines

__all__ = ["HarmonyVAE"]

_KEYS = 12
_LEAST = -30.0  # of a log-probability, nats
_FORBIDDEN = -1000.0  # below the sum of the least of every slot, so that it is never chosen
_ABSENT = -1e4


class HarmonyVAE(GaussianVAE):
    """Layers over the half bars of a progression, and the best way through the voicings.

    Samples are tokens ``(n, 4, steps)``; ``decode`` gives heads ``(n, 4, steps, 3 + pitches)``.

    The first dimensions of a code are the key, read off the first bass note. The others are the
    cosine transform, along the half bars, of some numbers each; from these the layers tell, in C,
    how likely each voicing of the grammar's book is and whether a chord begins. ``decode`` looks
    for the likeliest sequence of voicings in which each may follow the one before by the rules: the
    max-marginals of a chain (Viterbi 1967; Kschischang et al. 2001), so that the argmax of the
    heads is that sequence and their values still tell what was close.
    """

    waves: Tensor
    book: Tensor
    moves: Tensor
    sung: Tensor
    tonic: Tensor

    def __init__(
        self, *, key_size: int = 4, slot_size: int = 6, width: int = 160, blocks: int = 2
    ) -> None:
        super().__init__(key_size + N_SLOTS * slot_size)
        book = voicing_book()
        pitches, first = torch.unique(torch.from_numpy(book.pitches), dim=0, return_inverse=True)
        self.register_buffer("book", pitches, persistent=False)
        moves = torch.full((len(pitches), len(pitches)), _FORBIDDEN)
        allowed = torch.from_numpy(book.allowed)
        before, after = allowed.nonzero(as_tuple=True)
        moves[first[before], first[after]] = 0.0
        self.register_buffer("moves", moves, persistent=False)
        self.lowest = LOW - LOWEST_KEY  # in C
        self.reach = N_PITCHES - _KEYS + 1
        sung = one_hot(pitches.T - self.lowest, self.reach)  # (4, k, reach)
        self.register_buffer("sung", (1 - sung) * _ABSENT, persistent=False)
        tonic = one_hot((torch.arange(N_PITCHES) + LOW - LOWEST_KEY) % _KEYS, _KEYS)
        self.register_buffer("tonic", tonic, persistent=False)  # (pitches, keys upwards from G)
        self.register_buffer("waves", cosines(N_SLOTS), persistent=False)
        self.key_size, self.slot_size = key_size, slot_size

        self.keys = nn.Parameter(torch.randn(_KEYS, key_size))
        self.key_spread = nn.Parameter(torch.full((key_size,), -4.0))
        self.encoder = nn.Sequential(
            dense(4 * self.reach + 1, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            nn.Linear(width, 2 * slot_size),
        )
        self.key = dense(key_size, 64, _KEYS)
        self.decoder = nn.Sequential(
            dense(slot_size, width),
            *(NeighbourBlock(width) for _ in range(blocks)),
            dense(width, width, len(pitches) + 1),
        )

    def encode(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior, each ``(n, latent_size)``."""
        key, chords, begins = self._read(samples)
        slots = self.waves @ self.encoder(torch.cat([chords.flatten(2), begins[..., None]], dim=2))
        mean, log_variance = (part.flatten(1) for part in slots.chunk(2, dim=2))
        spread = self.key_spread.expand(len(key), -1)
        log_variance = torch.clamp(torch.cat([spread, log_variance], dim=1), -12.0, 4.0)
        return torch.cat([key @ self.keys, mean], dim=1), log_variance

    def scores(self, codes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log-probabilities of keys ``(n, 12)``, voicings ``(n, slots, k)``; logits of changes."""
        own, slots = codes[:, : self.key_size], codes[:, self.key_size :]
        slots = self.waves.T @ torch.unflatten(slots, 1, (N_SLOTS, self.slot_size))
        told = self.decoder(slots)
        key = nn.functional.log_softmax(self.key(own), dim=1)
        return key, nn.functional.log_softmax(told[..., :-1], dim=2), told[..., -1]

    def decode(self, codes: Tensor) -> Tensor:
        """Heads ``(n, 4, steps, 3 + pitches)`` of the likeliest progression by the rules."""
        key, voicing, change = self.scores(codes)
        marginal, stay, begin = self._best(voicing.clamp(min=_LEAST), change)
        return self._heads(key, marginal, stay, begin)

    def decode_without_rules(self, codes: Tensor) -> Tensor:
        """Heads of the likeliest voicing of each half bar, whatever came before; to compare."""
        key, voicing, change = self.scores(codes)
        return self._heads(key, voicing, -change, change)

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of the key, of every half bar's voicing and of the changes, ``(n,)``."""
        _, keys, voicings, begins = batch
        key, voicing, change = self.scores(codes)
        loss = nn.functional.nll_loss(voicing.transpose(1, 2), voicings, reduction="none")
        struck = nn.functional.binary_cross_entropy_with_logits(change, begins, reduction="none")
        told = nn.functional.nll_loss(key, keys, reduction="none")
        return told + (loss + struck).sum(dim=1)

    def targets(self, samples: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Keys ``(n,)``, voicings ``(n, slots)``, changes ``(n, slots)`` of the grammar's own."""
        key, chords, begins = self._read(samples)
        heard = self.lowest + chords.argmax(dim=3)  # (n, slots, 4)
        matches = torch.eq(heard[:, :, None], self.book).all(dim=3)
        slots = torch.arange(N_SLOTS, device=begins.device)
        place = torch.where(begins > 0, slots, 0).cummax(dim=1).values
        return key.argmax(dim=1), matches.long().argmax(dim=2).gather(1, place), begins

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
        stays = nn.functional.logsigmoid(-change).clamp(min=_LEAST)[..., None]
        begins = nn.functional.logsigmoid(change).clamp(min=_LEAST)[..., None]
        ahead = [voicing[:, 0]]
        stay, begin = [ahead[0] + _FORBIDDEN], [ahead[0]]  # the first chord begins
        for slot in range(1, N_SLOTS):
            moved = (ahead[-1][:, :, None] + self.moves).amax(dim=1)
            stay.append(ahead[-1] + stays[:, slot] + voicing[:, slot])
            begin.append(moved + begins[:, slot] + voicing[:, slot])
            ahead.append(torch.maximum(stay[-1], begin[-1]))
        back = [torch.zeros_like(voicing[:, 0])]
        for slot in range(N_SLOTS - 1, 0, -1):
            following = back[0] + voicing[:, slot]
            moved = (following[:, None] + self.moves).amax(dim=2)
            back.insert(0, torch.maximum(following + stays[:, slot], moved + begins[:, slot]))
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
