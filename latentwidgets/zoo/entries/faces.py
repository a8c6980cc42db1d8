"""A variational autoencoder of cartoon faces."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        name="faces/vae",
        title="Variational autoencoder of faces: glasses, smile and hair are directions",
        data="faces",
        latent_shape=(24,),
        network="vae:VariationalAutoencoder",
        network_options={"latent_size": 24},
        space_options={"prior": "normal", "value_range": (0.0, 1.0)},
        n_samples=400,
        directions=("sunglasses", "glasses", "smiling"),
        precision="float16",
    ),
)
