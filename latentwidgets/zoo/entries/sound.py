"""Models of tones."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        name="tones/vae",
        title="VAE of an instrument's tones: pitch, brightness, attack, vibrato, breath",
        data="tones",
        latent_shape=(8,),
        network="sound:ToneVAE",
        space_options={"prior": "normal"},
        n_samples=1000,
    ),
)
