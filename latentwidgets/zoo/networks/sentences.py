"""Autoencoders of sentences: morphemes in slots, and whole words one after the other."""

import torch
from torch import Tensor, nn

from latentwidgets.zoo.networks.gaussian import GaussianVAE, dense, one_hot

__all__ = ["SlotVAE", "WordVAE"]


class SlotVAE(GaussianVAE):
    """Fully connected layers over morphemes, each in its slot.

    Samples are ids ``(n, slots)``; ``decode`` gives logits ``(n, slots, tokens)``.
    """

    def __init__(
        self, latent_size: int = 32, *, slots: int = 12, tokens: int = 60, width: int = 256
    ) -> None:
        super().__init__(latent_size)
        self.slots, self.tokens = slots, tokens
        self.encoder = dense(slots * tokens, width, width, 2 * latent_size)
        self.decoder = dense(latent_size, width, width, slots * tokens)

    def features(self, samples: Tensor) -> Tensor:
        """One-hot morphemes, flat."""
        return one_hot(samples, self.tokens).flatten(1)

    def decode(self, codes: Tensor) -> Tensor:
        """Logits of the morphemes in each slot, ``(n, slots, tokens)``."""
        return torch.unflatten(self.decoder(codes), 1, (self.slots, self.tokens))

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of the sentence, nats, ``(n,)``."""
        logits = self.decode(codes).transpose(1, 2)
        return nn.functional.cross_entropy(logits, batch[0], reduction="none").sum(dim=1)


class WordVAE(GaussianVAE):
    """Recurrent layers over whole words: what most people would try first.

    Samples are ids ``(n, length)``; ``decode`` gives logits ``(n, length, tokens)``. The code is
    given to the decoder at every position, and no word that it wrote before: nothing depends on a
    choice, and the decoder cannot do without the code. Cf. Bowman et al., *Generating Sentences
    from a Continuous Space*, 2016.
    """

    def __init__(
        self,
        latent_size: int = 32,
        *,
        length: int = 13,
        tokens: int = 110,
        width: int = 160,
        embedding: int = 48,
    ) -> None:
        super().__init__(latent_size)
        self.words = nn.Embedding(tokens, embedding)
        self.reader = nn.GRU(embedding, width, batch_first=True, bidirectional=True)
        self.encoder = nn.Linear(2 * width, 2 * latent_size)
        self.positions = nn.Parameter(0.1 * torch.randn(length, embedding))
        self.given = nn.Linear(latent_size, embedding)
        self.start = nn.Linear(latent_size, width)
        self.writer = nn.GRU(embedding, width, batch_first=True)
        self.choice = nn.Linear(width, tokens)

    def features(self, samples: Tensor) -> Tensor:
        """Return the last states of a reader in either direction, ``(n, 2 * width)``."""
        _, states = self.reader(self.words(samples.long()))
        return torch.cat([states[0], states[1]], dim=1)

    def decode(self, codes: Tensor) -> Tensor:
        """Logits of the words, ``(n, length, tokens)``."""
        inputs = self.given(codes)[:, None] + self.positions
        written, _ = self.writer(inputs, torch.tanh(self.start(codes))[None].contiguous())
        logits: Tensor = self.choice(written)
        return logits

    def misfit(self, codes: Tensor, batch: tuple[Tensor, ...]) -> Tensor:
        """Cross-entropy of the sentence with its end, nats, ``(n,)``."""
        logits = self.decode(codes).transpose(1, 2)
        return nn.functional.cross_entropy(logits, batch[0], reduction="none").sum(dim=1)
