"""Content from one code, style from another: by the layers of a generator, or by dimensions."""

from latentwidgets.spaces.styles.groups import StyleGroup, StyleGroups
from latentwidgets.spaces.styles.mixing import mix
from latentwidgets.spaces.styles.proposing import propose

__all__ = ["StyleGroup", "StyleGroups", "mix", "propose"]
