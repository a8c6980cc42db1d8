"""What is seen of a widget where no kernel runs."""

import base64
import logging
import os
from typing import TYPE_CHECKING, Any

from latentwidgets.widgets.guard import Guarded

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["StillWidget"]

logger = logging.getLogger(__name__)


class StillWidget(Guarded):
    """A widget that a notebook shows, with a still picture of itself."""

    def figure(self) -> "Figure":
        """Draw what the view shows, as a matplotlib figure for a paper."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Add a still picture for where no kernel runs: GitHub, a saved or printed notebook."""
        bundle: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**kwargs)
        if bundle is None or _is_dashboard():
            return bundle
        data, metadata = bundle
        try:
            png = self._png()
        except Exception:
            logger.warning("%r has no still picture, since drawing it failed.", self, exc_info=True)
            return bundle
        data["image/png"] = base64.b64encode(png).decode("ascii")
        metadata["image/png"] = {"alt": self._alt()}
        return data, metadata

    def _png(self) -> bytes:
        from latentwidgets.widgets.figures import png

        return png(self.figure())

    def _alt(self) -> str:
        return f"{type(self).__name__}, a still picture"


def _is_dashboard() -> bool:
    """Tell whether Voilà runs the notebook: it saves nothing, and its visitors wait."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
