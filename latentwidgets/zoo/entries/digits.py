"""Models of handwritten digits."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

_OPTIONS = {"prior": "normal", "value_range": (0.0, 1.0)}

ENTRIES = (
    Entry(
        name="digits/vae-2d",
        title="Two-dimensional VAE: its plane is the map",
        data="digits",
        latent_shape=(2,),
        network="digits:DenseVAE",
        space_options=_OPTIONS,
    ),
    Entry(
        name="digits/vae",
        title="Convolutional VAE with 16 dimensions",
        data="digits",
        latent_shape=(16,),
        network="digits:ConvVAE",
        space_options=_OPTIONS,
    ),
)
