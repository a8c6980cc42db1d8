"""The page runtime's shared files from the notebook's own server: cached, no kernel troubled."""

from __future__ import annotations

import re

from tornado.web import HTTPError, RequestHandler

from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.runtimes.page import SHARED_FILES, shared_asset

__all__ = ["route"]

TYPES = {".js": "text/javascript", ".gz": "application/gzip"}


class _SharedFile(RequestHandler):
    """One of a few files of the package, at an address with its digest: it never changes there."""

    def get(self, key: str, name: str) -> None:
        try:
            asset = shared_asset(name)
        except LatentWidgetsError as error:  # a clone whose front end was not built
            raise HTTPError(404) from error
        if asset.key != key:  # the kernel runs another version than the server
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[name[name.rindex(".") :]])
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(bytes(asset.data))


def route(base_url: str) -> tuple[str, type[RequestHandler]]:
    """Serve the files under ``<base_url>latentwidgets/<digest>/<name>``: a rule for tornado."""
    base = re.escape(base_url.rstrip("/"))  # it may hold a user's name
    names = "|".join(map(re.escape, SHARED_FILES))
    return rf"{base}/latentwidgets/([0-9a-f]{{64}})/({names})", _SharedFile
