"""Kernel websockets of a real Jupyter server, with and without the extension."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from latentwidgets.app import server_extension

CONFIG = Path(server_extension.__file__).parent / "jupyter-config" / "latentwidgets.json"
# Starts a server with one kernel, opens its websocket and prints the option of the server's side.
PROBE = """
import asyncio, json, os, socket
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.websocket import websocket_connect

seen = []
def spy(self, message):
    stream = self.ws_connection.stream
    seen.append(stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
KernelWebsocketHandler.on_message = spy

async def main():
    app = ServerApp()
    app.initialize(["--ServerApp.port=0", "--ServerApp.open_browser=False", "--allow-root",
                    "--IdentityProvider.token=", "--ServerApp.log_level=ERROR"])
    while not app.http_server._sockets:
        await asyncio.sleep(0.01)
    port = next(iter(app.http_server._sockets.values())).getsockname()[1]
    kernel = await app.kernel_manager.start_kernel()
    address = f"ws://localhost:{port}/api/kernels/{kernel}/channels?session_id=one"
    link = await websocket_connect(address)
    await link.write_message('seen by the spy alone')
    while not seen:
        await asyncio.sleep(0.01)
    await app.kernel_manager.shutdown_all(now=True)
    print(json.dumps(seen), flush=True)
    os._exit(0)  # the server has nothing to save

asyncio.new_event_loop().run_until_complete(main())
"""


def _nodelay(folder: Path, *, extension: bool, environment: dict[str, str]) -> int:
    settings = json.loads(CONFIG.read_text())
    if not extension:
        settings["ServerApp"]["jpserver_extensions"] = {server_extension.__name__: False}
    (folder / "jupyter_server_config.d").mkdir()
    (folder / "jupyter_server_config.d" / CONFIG.name).write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        cwd=folder,
        # The folder decides, also over what the environment of the tests switches on.
        env={
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(folder),
            "JUPYTER_PREFER_ENV_PATH": "0",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    assert lines, done.stdout + done.stderr
    (found,) = json.loads(lines[-1])
    return found


@pytest.mark.parametrize(
    ("extension", "environment", "expected"),
    [(True, {}, True), (False, {}, False), (True, {"LATENTWIDGETS_NODELAY": "0"}, False)],
)
def test_a_kernel_websocket_sends_at_once_where_the_extension_is_on(
    tmp_path, extension, environment, expected
):
    found = _nodelay(tmp_path, extension=extension, environment=environment)
    assert bool(found) is expected


def test_the_wheel_switches_on_the_module_that_exists():
    (name,) = json.loads(CONFIG.read_text())["ServerApp"]["jpserver_extensions"]
    assert name == server_extension.__name__
    assert server_extension._jupyter_server_extension_points() == [{"module": name}]
