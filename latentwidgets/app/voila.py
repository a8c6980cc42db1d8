"""A notebook as a Voilà dashboard whose picture follows the hand."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

import tornado.ioloop
from traitlets.config import Config
from voila.app import Voila

from latentwidgets.app import static_files
from latentwidgets.app.nodelay import NoDelayConnection
from latentwidgets.exceptions import OptionError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["serve"]

DEFAULT_PORT = 8866
HOST = "localhost"


class _Dashboard(Voila):  # type: ignore[misc]  # Voilà is not typed
    """Voilà that says where it is once it listens."""

    title = ""

    def listen(self) -> None:
        # The loop starts inside, after the port is bound: what is scheduled now runs then.
        tornado.ioloop.IOLoop.current().add_callback(self._announce)
        super().listen()

    def init_handlers(self) -> list[Any]:
        # First: Voilà's own rules take every address.
        return [static_files.route(self.base_url), *super().init_handlers()]

    def _announce(self) -> None:
        line = f"{self.title}: http://{HOST}:{self.port}/  (Ctrl+C stops it)"
        print(line, flush=True)  # noqa: T201


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            message = f"port {port} is not free: choose another, for example PORT={port + 1}"
            raise OptionError(message) from error


def serve(notebook: Path, *, title: str, port: int | None, open_browser: bool) -> None:
    """Serve one notebook to the browsers of this machine until Ctrl+C.

    Parameters
    ----------
    notebook
        The notebook to run for each visitor.
    title
        What the printed line calls it.
    port
        The port to listen on; None takes 8866 or the next free one.
    open_browser
        Whether to open the address in the user's browser.

    Raises
    ------
    OptionError
        The port asked for is not free.
    """
    if port is not None:
        _check_free(port)
    settings = Config()
    settings.Voila.update(
        ip=HOST,
        port=DEFAULT_PORT if port is None else port,
        port_retries=50 if port is None else 0,
        open_browser=open_browser,
        root_dir=str(notebook.parent),
        notebook_path=str(notebook),
        kernel_websocket_connection_class=NoDelayConnection,
        log_level="WARN",
    )
    # The visitor is the one who started it: an error's text helps.
    settings.VoilaConfiguration.update(show_tracebacks=True)
    app = _Dashboard(config=settings)
    app.title = title
    app.initialize([])
    app.start()
