"""A small VAE and a generator, trained or not, for timelines."""

import threading

import numpy as np
import torch
from torch import nn

SIDE, DIMS = 8, 3


class TinyVAE(nn.Module):
    """A VAE of two layers."""

    def __init__(self, dims=DIMS, seed=0):
        super().__init__()
        torch.manual_seed(seed)
        self.inner = nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, 16), nn.Tanh())
        self.mean, self.log_variance = nn.Linear(16, dims), nn.Linear(16, dims)
        self.outer = nn.Sequential(
            nn.Linear(dims, 16), nn.Tanh(), nn.Linear(16, SIDE * SIDE), nn.Sigmoid()
        )

    def encode(self, x):
        inner = self.inner(x)
        return self.mean(inner), self.log_variance(inner)

    def decode(self, z):
        return self.outer(z).view(-1, 1, SIDE, SIDE)

    def forward(self, x):
        mean, log_variance = self.encode(x)
        z = mean + torch.randn_like(mean) * torch.exp(log_variance / 2)
        return self.decode(z), mean, log_variance


class TinyGenerator(nn.Module):
    """From codes to pictures, and nothing back."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(DIMS, 16), nn.Tanh(), nn.Linear(16, 64), nn.Sigmoid())

    def forward(self, z):
        return self.layers(z).view(-1, 1, SIDE, SIDE)


def pictures(n=90):
    """Blobs of three kinds, ``(n, 1, 8, 8)``, and their kinds."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:SIDE, :SIDE]
    kinds = np.arange(n) % 3
    centres = np.array([[2, 2], [2, 5], [5, 4]])[kinds] + 0.4 * rng.normal(size=(n, 2))
    away = (y - centres[:, :1, None]) ** 2 + (x - centres[:, 1:, None]) ** 2
    return np.exp(-away / 3)[:, None].astype(np.float32), kinds


def train(model, data, epochs=1, on_epoch=lambda epoch, loss: None, start=1):
    """Train a VAE in a plain loop."""
    x = torch.from_numpy(data)
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for epoch in range(start, start + epochs):
        made, mean, log_variance = model(x)
        loss = ((made - x) ** 2).sum() / len(x) + 0.01 * (mean**2 + log_variance**2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        on_epoch(epoch, loss)


def join_threads(within=2.0):
    """Wait for the threads of watches, less than it waits for something to do."""
    for thread in threading.enumerate():
        if thread.name == "latentwidgets-watch":
            thread.join(within)
            assert not thread.is_alive()
