"""Spaces whose shortest ways are known."""

import numpy as np
import torch
from torch import nn

import latentwidgets as lw


class Sphere(nn.Module):
    """Latitude and longitude to a place on a sphere, as a series of one step."""

    def encode(self, x):
        place = (x.reshape(len(x), 3) - 0.5) / 0.4
        return torch.stack([torch.asin(place[:, 2]), torch.atan2(place[:, 1], place[:, 0])], 1)

    def decode(self, z):
        around = torch.cos(z[:, 0])
        place = [around * torch.cos(z[:, 1]), around * torch.sin(z[:, 1]), torch.sin(z[:, 0])]
        return 0.5 + 0.4 * torch.stack(place, 1).reshape(-1, 1, 3)


class Flat(nn.Module):
    """Codes that are their own outputs, in tenths."""

    def encode(self, x):
        return x.reshape(len(x), -1) * 10

    def decode(self, z):
        return (z / 10).reshape(len(z), 1, -1)


def sphere(n=400):
    """Cover the sphere evenly, but for the poles."""
    rng = np.random.default_rng(0)
    latitudes = np.arcsin(rng.uniform(-0.95, 0.95, n))
    codes = np.stack([latitudes, rng.uniform(-np.pi, np.pi, n)], 1).astype(np.float32)
    return _space(Sphere(), codes, 3)


def ring(n=600, seed=0):
    """Lay codes on a ring of radius 3: a straight line across it leaves the data."""
    rng = np.random.default_rng(seed)
    angles = rng.uniform(-np.pi, np.pi, n)
    codes = 3 * np.stack([np.cos(angles), np.sin(angles)], 1) + 0.1 * rng.normal(size=(n, 2))
    return _space(Flat(), codes.astype(np.float32), 2)


def _space(model, codes, channels):
    with torch.no_grad():
        data = model.decode(torch.from_numpy(codes)).numpy()
    names = tuple("xyz"[:channels])
    modality = lw.Series(channels=names, layout="TC", value_range=(-1, 1))
    return lw.LatentSpace(
        model, data, modality=modality, latent_shape=2, prior="none", progress=False
    )
