"""Keep Nagle's algorithm off a kernel's websocket.

tornado ends each HTTP response, the websocket's handshake included, by switching TCP_NODELAY off.
From then on a reply that follows another closely waits for the browser's delayed acknowledgement,
about 40 ms: a picture that follows the hand at 20 frames a second instead of 60.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

if TYPE_CHECKING:
    import asyncio

__all__ = ["SWITCH", "NoDelayConnection", "is_wanted"]

SWITCH = "LATENTWIDGETS_NODELAY"


def is_wanted() -> bool:
    """Tell whether the change is on; the environment's ``LATENTWIDGETS_NODELAY=0`` turns it off."""
    return os.environ.get(SWITCH, "1") != "0"


class NoDelayConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket connection whose replies leave at once.

    For servers configured by hand: ``c.Voila.kernel_websocket_connection_class =
    "latentwidgets.app.nodelay.NoDelayConnection"``.
    """

    def connect(self) -> asyncio.Future[None] | None:  # type: ignore[override]  # as its parent's
        """Connect to the kernel's channels, with TCP_NODELAY set on the page's side."""
        if is_wanted():
            self.websocket_handler.set_nodelay(True)
        connected: asyncio.Future[None] | None = super().connect()
        return connected
