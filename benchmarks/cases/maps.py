"""The map: the same points, with the same ten classes, at the same size on the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from IPython.display import display
from torch import nn

LATENT_SIZE = 16
N_CLASSES = 10
N_FEATURES = 64
WIDTH, HEIGHT = 800, 480
POINT_SIZE = 3


class LinearAutoencoder(nn.Module):
    """Two random linear maps: a model that costs nothing beside the map it is shown on."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.encoder = nn.Linear(N_FEATURES, LATENT_SIZE)
        self.decoder = nn.Linear(LATENT_SIZE, N_FEATURES)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Codes ``(n, 16)`` of flat images ``(n, 64)``."""
        return self.encoder(x)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Flat images ``(n, 64)`` of codes ``(n, 16)``."""
        return torch.sigmoid(self.decoder(z))


def prepare(n_points: int) -> tuple[Any, Any, Any]:
    """Encode and project ``n_points`` samples: what each map has before it is drawn.

    Returns
    -------
    space, coordinates (n, 2) float32, labels (n,) int
    """
    import latentwidgets as lw

    rng = np.random.default_rng(0)
    labels = rng.integers(0, N_CLASSES, n_points)
    centres = rng.uniform(0.2, 0.8, (N_CLASSES, N_FEATURES))
    data = centres[labels] + 0.12 * rng.standard_normal((n_points, N_FEATURES))
    space = lw.LatentSpace(
        LinearAutoencoder(),
        data.clip(0, 1).astype(np.float32),
        labels=labels,
        output_shape=(8, 8, 1),
        value_range=(0, 1),
        progress=False,
    )
    return space, space.project("pca", 2).coordinates, labels


def latentwidgets_map(prepared: tuple[Any, Any, Any]) -> None:
    """Show our map; its cursor decodes, which the others' do not."""
    import ipywidgets

    import latentwidgets as lw

    space, _coordinates, _labels = prepared
    layout = ipywidgets.Layout(width=f"{WIDTH}px", height=f"{HEIGHT}px")
    display(lw.LatentMap(space, layout=layout))


def jupyter_scatter_map(prepared: tuple[Any, Any, Any]) -> None:
    """jupyter-scatter, whose engine is regl-scatterplot."""
    import jscatter
    import pandas as pd

    _space, coordinates, labels = prepared
    table = pd.DataFrame(
        {"x": coordinates[:, 0], "y": coordinates[:, 1], "label": pd.Categorical(labels)}
    )
    scatter = jscatter.Scatter(
        data=table, x="x", y="y", color_by="label", width=WIDTH, height=HEIGHT
    )
    display(scatter.size(POINT_SIZE).show())


def plotly_scattergl_map(prepared: tuple[Any, Any, Any]) -> None:
    """Show a plotly `FigureWidget` with one `scattergl` trace."""
    import plotly.graph_objects as go

    _space, coordinates, labels = prepared
    marker = {"size": POINT_SIZE, "color": labels, "colorscale": "Viridis"}
    trace = go.Scattergl(
        x=coordinates[:, 0], y=coordinates[:, 1], mode="markers", marker=marker, hoverinfo="none"
    )
    layout = {
        "width": WIDTH,
        "height": HEIGHT,
        "dragmode": "pan",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }
    display(go.FigureWidget(data=[trace], layout=layout))
