"""What no figure says: for the end of a card."""

__all__ = ["NOTES"]

NOTES = {
    "cats/ae": """\
Limits: nothing asks the codes to lie anywhere, so that there is no prior to draw from, and a slider
changes a bit of everything. The same network is trained with a KL term as `cats/vae`, and to give
each factor a dimension as `cats/beta-vae`.
""",
    "cats/vae": """\
Limits: the KL term keeps the codes together, near a standard normal, and does not care which way
they are turned: the sliders are as mixed as those of `cats/ae`.
""",
    "cats/beta-vae": """\
No label was used to train it. The codes were sketched on principal components, with the same loss,
and taught to the convolutions, which then went on by themselves (`docs/zoo.md` says what was tried
before). It does not always come out like this: of three seeds of a narrower sketch two gave five
factors a dimension of their own and one gave three, counted on training cats.

Limits: the colour of the fur and its lightness have a dimension each, but share them with the
pattern, whose four kinds lie in that plane like cards on a table: going far along *fur* one meets a
siamese. Two dimensions sleep.
""",
    "shapes/beta-vae": """\
Beside published figures: on dSprites, whose factors these are, the gap lies roughly between 0.05
and 0.4 over methods, settings and seeds; about 0.1 to 0.25 for a β-VAE and 0.2 to 0.45 for a
β-TCVAE (Chen et al. 2018; Locatello et al. 2019; Lin et al. 2020), with other networks, steep
edges, and some hundred times as many steps. Most of the distance to the ceiling is the orientation,
which no code can tell wholly, and the kind of shape.

Limits: the two places have a dimension each, and size is mixed into them. Every shape comes out as
a round blob: with β = 4 its kind and its turn cost more than they bring. That is what to see here.
""",
}
