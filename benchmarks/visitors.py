"""Ten visitors of a Voilà dashboard at once: when the last has its picture, and what each costs.

A visitor is what the server sees of one: the page fetched, which runs the notebook, then the
widgets' states asked for over the kernel's websocket, the decoded picture among them. No browser
takes part, since ten of them would take the two cores that the server is measured on.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from benchmarks.servers import VOILA, Server, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import psutil

N_VISITORS = 10
TIMEOUT = 120
CASES = {
    "bundle": 'import latentwidgets as lw\nlw.explore(lw.zoo.load("digits/vae"))',
    "torch": 'import latentwidgets as lw\nlw.explore(lw.zoo.load("digits/vae", device="cpu"))',
}
KERNEL_ID = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')
COMM = "latentwidgets-visitor"
PROTOCOL = "v1.kernel.websocket.jupyter.org"


def measure(n_rounds: int) -> list[dict[str, Any]]:
    """Measure each case in each round, in turn.

    Returns
    -------
    list of dict
        ``case``, ``round``, ``seconds`` until each visitor's picture, ``rss_mb`` and ``pss_mb`` of
        each visitor's kernel.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary) / "notebooks"
        folder.mkdir()
        for name, source in CASES.items():
            cell = nbformat.v4.new_code_cell(source)
            kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
            notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
            nbformat.write(notebook, folder / f"{name}.ipynb")
        with serve(VOILA, folder) as server:
            return [
                {"case": name, "round": number, **asyncio.run(_visit(server, f"{name}.ipynb"))}
                for number in range(n_rounds)
                for name in CASES
            ]


async def _visit(server: Server, notebook: str) -> dict[str, Any]:
    AsyncHTTPClient.configure(None, max_clients=2 * N_VISITORS)
    started = time.perf_counter()
    seconds = await asyncio.gather(
        *(_visitor(server, notebook, started) for _ in range(N_VISITORS))
    )
    memories = [_memory(kernel) for kernel in server.kernels()]
    await asyncio.to_thread(server.end_kernels)
    return {
        "seconds": sorted(seconds),
        "rss_mb": [rss for rss, _ in memories],
        "pss_mb": [pss for _, pss in memories],
    }


async def _visitor(server: Server, notebook: str, started: float) -> float:
    """Return the seconds until this visitor has the decoded picture."""
    page = await AsyncHTTPClient().fetch(server.page_of(notebook), request_timeout=TIMEOUT)
    found = KERNEL_ID.search(page.body.decode())
    if found is None:
        raise RuntimeError("Voilà's page names no kernel.")
    address = f"ws{server.url.removeprefix('http')}/api/kernels/{found[1]}/channels"
    socket = await websocket_connect(address, subprotocols=[PROTOCOL], max_message_size=2**28)
    for kind, content in (
        ("comm_open", {"comm_id": COMM, "target_name": "jupyter.widget.control", "data": {}}),
        ("comm_msg", {"comm_id": COMM, "data": {"method": "request_states"}}),
    ):
        message = _message(kind, content)
        data = serialize_msg_to_ws_v1(message, "shell", lambda part: json.dumps(part).encode())
        await socket.write_message(data, binary=True)
        answers = [text async for text in _answers(socket, message["header"]["msg_id"])]
    seconds = time.perf_counter() - started
    if not any("update_states" in text and "rgba8" in text for text in answers):
        raise RuntimeError("The states that the kernel sent hold no picture.")
    socket.close()
    return seconds


async def _answers(socket: Any, request: str) -> AsyncIterator[str]:
    """Give what the kernel sends for a request, until it has done with it."""
    while True:
        message = await asyncio.wait_for(socket.read_message(), TIMEOUT)
        if message is None:
            raise RuntimeError("The kernel's websocket closed before the picture came.")
        text = message.decode("latin-1")  # arrays stand behind the JSON
        if request in text:
            yield text
            if '"execution_state": "idle"' in text:
                return


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "username": "visitor",
        "session": "visitor",
        "msg_type": kind,
        "version": "5.3",
        "date": "",
    }
    return {
        "header": header,
        "parent_header": {},
        "metadata": {"version": "1.0.0"},  # of the protocol of the control comm
        "content": content,
    }


def _memory(kernel: psutil.Process) -> tuple[float, float]:
    memory = kernel.memory_full_info()
    return memory.rss / 1e6, memory.pss / 1e6
