"""Models of melodies and harmonies."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

_OPTIONS = {"prior": "normal"}

ENTRIES = (
    Entry(
        name="melodies/vae",
        title="VAE of melodies of two bars: density, range and contour are dimensions",
        data="melodies",
        latent_shape=(68,),
        network="music:MelodyVAE",
        space_options=_OPTIONS,
        n_samples=1200,
        precision="float16",
    ),
    Entry(
        name="harmonies/vae",
        title="VAE of chords by the rules of voice leading: mode, tension, density are dimensions",
        data="harmonies",
        latent_shape=(55,),
        network="harmony:HarmonyVAE",
        counted=("mode", "tension", "density"),
        space_options=_OPTIONS,
        n_samples=1200,
        precision="float16",
    ),
)
