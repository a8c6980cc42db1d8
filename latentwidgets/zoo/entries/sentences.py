"""Models of sentences."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

_OPTIONS = {"prior": "normal"}

ENTRIES = (
    Entry(
        name="sentences/vae",
        title="VAE of sentences as morphemes in slots: arithmetic works",
        data="sentences",
        latent_shape=(32,),
        network="sentences:SlotVAE",
        space_options=_OPTIONS,
        n_samples=1500,
        precision="float16",
    ),
    Entry(
        name="sentences/words",
        title="Recurrent VAE of sentences as whole words: it reconstructs, arithmetic fails",
        data="sentences-words",
        latent_shape=(32,),
        network="sentences:WordVAE",
        network_options={"tokens": 105},
        space_options=_OPTIONS,
        n_samples=1500,
        precision="float16",
    ),
)
