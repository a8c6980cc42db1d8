"""Autoencoders of cartoon cats: the same network trained to three ends."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

_RANGE = {"value_range": (0.0, 1.0)}
_NORMAL = {**_RANGE, "prior": "normal"}

ENTRIES = (
    Entry(
        name="cats/ae",
        title="Autoencoder of cats: sharp, and every dimension a bit of everything",
        data="cats",
        latent_shape=(10,),
        network="vae:Autoencoder",
        network_options={"latent_size": 10},
        space_options={**_RANGE, "prior": "none"},
        n_samples=300,
        precision="float16",
    ),
    Entry(
        name="cats/vae",
        title="Variational autoencoder of cats: any point near the middle is a cat",
        data="cats",
        latent_shape=(10,),
        network="vae:VariationalAutoencoder",
        network_options={"latent_size": 10},
        space_options=_NORMAL,
        n_samples=300,
        precision="float16",
    ),
    Entry(
        name="cats/beta-vae",
        title="β-TCVAE of cats: a slider for the ears, one for the fur, one for the tilt",
        data="cats",
        latent_shape=(10,),
        network="vae:VariationalAutoencoder",
        network_options={"latent_size": 10},
        space_options=_NORMAL,
        n_samples=450,
        precision="float16",
    ),
)
