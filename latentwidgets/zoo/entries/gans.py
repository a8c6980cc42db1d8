"""Generators: they have no encoder, and their map is made of codes drawn at random."""

from latentwidgets.zoo.entries.entry import Entry

__all__ = ["ENTRIES"]

_RANGE = {"value_range": (0.0, 1.0)}
_NORMAL = {**_RANGE, "prior": "normal"}

ENTRIES = (
    Entry(
        name="digits/gan",
        title="Generator of digits, trained against a critic",
        data="digits",
        latent_shape=(16,),
        network="gans:PlainGenerator",
        network_options={"z_size": 16, "channels": (64, 32)},
        space_options=_NORMAL,
        encodes=False,
        n_samples=1500,
    ),
    Entry(
        name="cats/style-gan",
        title="Style-based generator of cats: a mapping network, and a style for each layer",
        data="cats",
        latent_shape=(32,),
        network="gans:StyleGenerator",
        space_options={**_RANGE, "latent": "w"},
        encodes=False,
        n_samples=1500,
        precision="float16",
    ),
    Entry(
        name="cats/collapsed-gan",
        title="The same kind of generator without its safeguards: it makes a few cats only",
        data="cats",
        latent_shape=(16,),
        network="gans:StyleGenerator",
        network_options={"z_size": 16, "w_size": 16, "channels": (48, 48, 24, 16, 8)},
        space_options=_NORMAL,
        encodes=False,
        n_samples=1000,
        precision="float16",
    ),
)
