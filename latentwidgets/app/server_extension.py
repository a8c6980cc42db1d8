"""Jupyter server extension: kernel websockets send at once, page runtime files come from here.

The wheel switches it on by ``etc/jupyter/jupyter_server_config.d/latentwidgets.json``; see
docs/nodelay.md.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from latentwidgets.app import static_files
from latentwidgets.app.nodelay import is_wanted

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

_MARK = "_latentwidgets_nodelay"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "latentwidgets.app.server_extension"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    server.web_app.add_handlers(".*$", [static_files.route(server.base_url)])  # type: ignore[no-untyped-call]
    _send_without_delay(server)


def _send_without_delay(server: ServerApp) -> None:
    # The handler's class and not the connection's: another extension may have set that one.
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    if not is_wanted() or hasattr(KernelWebsocketHandler.open, _MARK):
        return
    original = KernelWebsocketHandler.open

    @wraps(original)
    async def open_without_delay(self: KernelWebsocketHandler, *args: Any, **kwargs: Any) -> None:
        self.set_nodelay(True)
        await original(self, *args, **kwargs)  # type: ignore[no-untyped-call]

    setattr(open_without_delay, _MARK, True)
    KernelWebsocketHandler.open = open_without_delay  # type: ignore[method-assign]
    server.log.info("latentwidgets: kernel websockets send without delay")
