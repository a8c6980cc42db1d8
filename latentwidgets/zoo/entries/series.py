"""Models of series."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        name="heartbeats/vae",
        title="VAE of heartbeats in two leads: rate, waves, axis",
        data="heartbeats",
        latent_shape=(8,),
        network="series:HeartbeatVAE",
        space_options={"prior": "normal"},
        n_samples=380,
    ),
)
