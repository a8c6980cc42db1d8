"""A β-VAE of white shapes on black, the field's own test."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        name="shapes/beta-vae",
        title="β-VAE of shapes: places and sizes have dimensions of their own, turning does not",
        data="shapes",
        latent_shape=(10,),
        network="vae:VariationalAutoencoder",
        network_options={"latent_size": 10, "channels": 1},
        space_options={"prior": "normal", "value_range": (0.0, 1.0)},
        n_samples=1000,
        precision="float16",
    ),
)
