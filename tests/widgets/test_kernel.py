"""A real kernel, spoken to as a front end does: its threads answer, while a cell runs too."""

import queue
import time

import numpy as np
import pytest
from jupyter_client import KernelManager
from websockets.sync.client import connect

from latentwidgets.runtimes.line import frame, unframe

SETUP = """
import numpy as np
import latentwidgets as lw

weights = np.random.default_rng(0).normal(size=(4, 64)).astype("float32")
space = lw.LatentSpace(
    lambda z: np.tanh(z @ weights), latent_shape=4, prior="normal", n_samples=30,
    output_shape=(8, 8), value_range=(-1, 1),
)
explorer = lw.explore(space)
"""
BUSY = """
import time
print("begun", flush=True)
while not np.array_equal(explorer.z, np.full(4, 2)):
    time.sleep(0.02)
print("heard", flush=True)
"""
DONE = ("status", "idle")


class Client:
    """A front end without a page."""

    def __init__(self, manager):
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.state_id = None

    def hear(self, wanted, timeout=60):
        """Return the first message from the kernel that is wanted."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            assert message["msg_type"] != "error", "\n".join(message["content"]["traceback"])
            if message["msg_type"] == "comm_open":
                self._note(message["content"])
            if wanted(message):
                return message
        raise AssertionError("the kernel did not say what was waited for")

    def _note(self, content):
        if content["data"]["state"].get("protocol") == 1:
            self.state_id = content["comm_id"]

    def run(self, code):
        """Execute a cell and return what it printed."""
        sent, printed = self.client.execute(code), []

        def is_done(message):
            ours = message["parent_header"].get("msg_id") == sent
            if ours and message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            state = message["content"].get("execution_state")
            return ours and (message["msg_type"], state) == DONE

        self.hear(is_done)
        return "".join(printed).strip()

    def say(self, data, buffers=(), subshell=None):
        session = self.client.session
        message = session.msg("comm_msg", {"comm_id": self.state_id, "data": data})
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        session.send(self.client.shell_channel.socket, message, buffers=list(buffers))

    def decode(self, key, z, subshell=None, timeout=60):
        """Ask for a picture and wait for it."""
        wire = {"dtype": "float32", "shape": [4], "buffer": 0}
        content = {"kind": "decode", "id": key, "z": wire}
        self.say({"method": "custom", "content": content}, [z.tobytes()], subshell)

        def is_answer(message):
            content = message["content"].get("data", {}).get("content", {})
            return message["msg_type"] == "comm_msg" and content.get("id") == key

        message = self.hear(is_answer, timeout)
        answer = message["content"]["data"]["content"]
        assert answer["ok"], answer
        pixels = answer["result"]["pixels"]
        return np.frombuffer(message["buffers"][pixels["buffer"]], np.uint8).reshape(8, 8, 4)

    def subshell(self):
        """Make a thread beside the cells', as JupyterLab does; None where the kernel has none."""
        info = self.client.kernel_info(reply=True, timeout=30)["content"]
        if "kernel subshells" not in info.get("supported_features", []):
            return None
        self.client.control_channel.send(self.client.session.msg("create_subshell_request", {}))
        return self.client.get_control_msg(timeout=30)["content"]["subshell_id"]


@pytest.fixture(scope="module")
def client():
    manager = KernelManager(kernel_name="python3", transport="ipc")
    manager.start_kernel()
    try:
        client = Client(manager)
        client.run(SETUP)
        yield client
    finally:
        client.client.stop_channels()
        manager.shutdown_kernel(now=True)


def expected(client, values):
    text = client.run(f"print(space.decode(np.array({values}, 'float32'))[0].ravel().tolist())")
    picture = np.array(text.strip("[]").split(","), float).reshape(8, 8)
    return np.rint(picture * 255)


@pytest.mark.slow
def test_a_frame_comes_back_from_the_worker_thread(client):
    values = [0.1, -0.2, 0.3, 0.5]
    picture = client.decode("a-1", np.array(values, np.float32))
    np.testing.assert_allclose(picture[..., 0], expected(client, values), atol=1)


@pytest.mark.slow
def test_frames_come_while_a_cell_runs(client):
    """On a subshell; the cell ends when it sees what the page has set."""
    subshell = client.subshell()
    if subshell is None:
        pytest.skip("this ipykernel has no subshells: messages wait for the cell")
    client.client.execute(BUSY)
    client.hear(lambda m: m["msg_type"] == "stream" and "begun" in m["content"]["text"])
    for step in range(3):
        client.decode(f"b-{step}", np.full(4, step, np.float32), subshell, timeout=10)
    z = {"dtype": "float32", "shape": [4]}
    data = {"method": "update", "state": {"z": z}, "buffer_paths": [["z", "data"]]}
    client.say(data, [np.full(4, 2, np.float32).tobytes()], subshell)
    client.hear(lambda m: m["msg_type"] == "stream" and "heard" in m["content"]["text"], 30)


@pytest.mark.slow
def test_noise_leaves_the_kernel_alive(client):
    client.say({"method": "custom", "content": {"kind": "decode", "id": "c-0", "z": 5}})
    client.say({"method": "update", "state": {"z": "text"}}, [])
    client.say({"method": "nonsense"}, [bytes(10 * 2**20)])
    client.say({"method": "update", "state": {"z": 1}, "buffer_paths": [["z", "data"]]}, [b""])
    client.decode("c-1", np.zeros(4, np.float32))
    assert client.run("print(explorer.z.shape)") == "(4,)"


def test_a_picture_is_answered_without_saying_busy(client):
    code = np.linspace(-1, 1, 4).astype(np.float32)
    said = []

    def is_idle(message):
        if message["msg_type"] != "status":
            return False
        said.append(message["content"]["execution_state"])
        return message["parent_header"].get("msg_type") == "comm_msg" and said[-1] == "idle"

    wire = {"dtype": "float32", "shape": [4], "buffer": 0}
    content = {"kind": "decode", "id": "quiet-1", "z": wire}
    client.say({"method": "custom", "content": content}, [code.tobytes()])
    client.hear(is_idle)
    assert "busy" not in said
    # What sets a trait runs the user's observers: that is the kernel at work.
    state = {"selection": {"dtype": "uint32", "shape": [0]}}
    said.clear()
    client.say({"method": "update", "state": state, "buffer_paths": [["selection", "data"]]}, [b""])
    client.hear(is_idle)
    assert said == ["busy", "idle"]


@pytest.mark.slow
def test_on_the_kernels_own_line_frames_come_while_a_cell_runs(client, tmp_path):
    client.say({"method": "custom", "content": {"kind": "line", "id": "line-1"}})
    heard = client.hear(
        lambda m: m["content"].get("data", {}).get("content", {}).get("id") == "line-1"
    )
    address = heard["content"]["data"]["content"]["result"]["address"]
    code = np.array([0.4, 0.3, -0.2, 0.1], np.float32)
    wire = {"dtype": "float32", "shape": [4], "buffer": 0}

    def ask(*messages):
        with connect(address, proxy=None) as connection:
            for content in messages:
                connection.send(frame(content, [code.tobytes()]))
            return unframe(connection.recv(timeout=10))

    answered = tmp_path / "answered"
    cell = f"""
import pathlib, time
print("begun", flush=True)
while not pathlib.Path({str(answered)!r}).exists():
    time.sleep(0.02)
"""
    client.client.execute(cell)  # runs until the answer has come
    client.hear(lambda m: m["msg_type"] == "stream" and "begun" in m["content"]["text"])
    noise = [{"kind": "decode"}, {"kind": "decode", "id": 3}, [1], None]
    try:
        content, buffers = ask(*noise, {"kind": "decode", "id": "line-2", "z": wire})
    finally:
        answered.touch()
    assert (content["id"], content["ok"]) == ("line-2", True)
    pixels = np.frombuffer(buffers[content["result"]["pixels"]["buffer"]], np.uint8)
    values = expected(client, code.tolist())
    np.testing.assert_allclose(pixels.reshape(8, 8, 4)[..., 0], values, atol=1)
