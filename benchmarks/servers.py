"""The two servers: Voilà as our command starts it, and JupyterLab with the wheel installed.

All cases of a round are served by the same server, so that what it does for one it does for all.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

VOILA, LAB = "Voilà", "JupyterLab"
SERVERS = (VOILA, LAB)
ROOT = Path(__file__).parent.parent
# The line that jupyter_server writes when it has switched our extension on.
EXTENSION_LOADED = "latentwidgets: kernel websockets send without delay"
# What our command gives to Voilà; in JupyterLab the wheel's server extension does the same.
CONNECTION = "latentwidgets.app.nodelay.NoDelayConnection"
KERNEL_ID = re.compile(r"kernel-([0-9a-f-]{36})\.json")
LAB_SETTINGS = {
    "apputils-extension/notification.jupyterlab-settings": (
        '{"fetchNews": "false", "checkForUpdates": false}'
    ),
}


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    kind : {"Voilà", "JupyterLab"}
    url : str
        Address without a closing slash.
    construction : Path
        The file in which a case leaves the seconds that it took to construct its widgets.
    process : psutil.Process
    log : Path
    """

    kind: str
    url: str
    construction: Path
    process: psutil.Process
    log: Path

    def page_of(self, notebook: str) -> str:
        """Address of a notebook's page."""
        folder = "/voila/render/" if self.kind == VOILA else "/doc/tree/"
        return f"{self.url}{folder}{notebook}"

    def kernels(self) -> list[psutil.Process]:
        """Kernels that run now."""
        kernels = []
        for child in self.process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if any("ipykernel" in word for word in child.cmdline()):
                    kernels.append(child)
        return kernels

    def end_kernels(self, timeout: float = 30) -> None:
        """End every kernel and wait until it is gone, so that it takes no time of the next page.

        Not left to the page: Voilà 0.5 sends a page's farewell without the token that the
        server's own check wants, and one that failed to load sends none.

        Raises
        ------
        TimeoutError
            Where a kernel is still there after ``timeout`` seconds.
        """
        for kernel in self.kernels():
            found = KERNEL_ID.search(" ".join(kernel.cmdline()))
            if found:
                with contextlib.suppress(urllib.error.HTTPError):  # It has just ended by itself.
                    urllib.request.urlopen(self._end_request(found[1]), timeout=timeout).close()
        end = time.monotonic() + timeout
        while self.kernels():
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{self.kind} still runs a kernel {timeout:.0f} s after its end."
                )
            time.sleep(0.1)

    def _end_request(self, kernel_id: str) -> urllib.request.Request:
        if self.kind == VOILA:
            return urllib.request.Request(
                f"{self.url}/voila/api/shutdown/{kernel_id}", method="POST"
            )
        return urllib.request.Request(f"{self.url}/api/kernels/{kernel_id}", method="DELETE")

    def sends_without_delay(self) -> bool:
        """Whether Nagle's delay is off: told to Voilà, and in JupyterLab said by its log."""
        return self.kind == VOILA or EXTENSION_LOADED in self.log.read_text()


@contextlib.contextmanager
def serve(kind: str, folder: Path) -> Iterator[Server]:
    """Serve the notebooks of ``folder`` until the block ends.

    Raises
    ------
    RuntimeError
        Where the server does not answer; the end of its log is in the message.
    """
    port = _free_port()
    state = folder.parent / f"{folder.name}-{kind}"
    state.mkdir()
    log = state / "server.log"
    construction = state / "construction.json"
    command = _voila(folder, port) if kind == VOILA else _lab(folder, port, state)
    environment = {
        **os.environ,
        # Neither the settings nor the caches of whoever runs this take part.
        "HOME": str(state),
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(state / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(state / "workspaces"),
        "PYTHONPATH": str(ROOT),
        "BENCH_CONSTRUCTION": str(construction),
    }
    with log.open("w") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=folder
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_served(url, process, log)
        yield Server(kind, url, construction, psutil.Process(process.pid), log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _voila(folder: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "voila", str(folder), "--no-browser", f"--port={port}"),
        "--Voila.ip=127.0.0.1",
        f"--Voila.kernel_websocket_connection_class={CONNECTION}",
        "--Voila.tornado_settings=disable_check_xsrf=True",  # to end kernels from here
    ]


def _lab(folder: Path, port: int, state: Path) -> list[str]:
    for name, text in LAB_SETTINGS.items():
        settings = state / "settings" / "@jupyterlab" / name
        settings.parent.mkdir(parents=True)
        settings.write_text(text)
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",  # to end kernels from here
        f"--ServerApp.root_dir={folder}",
        # Lets the page be driven by its own commands ("run this cell"), without keys.
        "--LabApp.expose_app_in_browser=True",
    ]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_served(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{url}/", timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"{url} was not served:\n{log.read_text()[-2000:]}")
