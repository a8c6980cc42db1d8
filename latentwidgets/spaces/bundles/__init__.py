"""A space in one file: ``space.save("faces.latent")`` and ``latentwidgets.open``.

`archive` is the zip and its limits, `manifest` what stands in it, `arrays`, `columns`,
`thumbnails` and `maps` its members, `writing` and `reading` a whole space. See docs/bundles.md.
"""

from typing import TYPE_CHECKING

from latentwidgets.lazy import lazily

if TYPE_CHECKING:
    from latentwidgets.spaces.bundles.reading import open  # noqa: A004  public as lw.open
    from latentwidgets.spaces.bundles.writing import save

__all__ = ["open", "save"]

__getattr__ = lazily(__name__, {"open": "reading", "save": "writing"})
