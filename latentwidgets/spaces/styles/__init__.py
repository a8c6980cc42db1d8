"""Content from one code, style from another: by the layers of a generator, or by dimensions."""

from latentwidgets.spaces.styles.groups import StyleGroup, StyleGroups
from latentwidgets.spaces.styles.layered import layers_of, spread
from latentwidgets.spaces.styles.mixing import mix
from latentwidgets.spaces.styles.proposing import of_layers, propose

__all__ = ["StyleGroup", "StyleGroups", "layers_of", "mix", "of_layers", "propose", "spread"]
