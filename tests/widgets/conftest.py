"""A small real space, and a page that hears and says what a browser would."""

import threading
from collections.abc import Mapping

import comm
import numpy as np
import pytest
from comm.base_comm import BaseComm
from ipywidgets.widgets.widget import _instances, _put_buffers

import latentwidgets as lw

TIMEOUT = 20
SIDE, DIMS, N = 8, 4, 60


class Linear:
    """A transformer as scikit-learn's: 4 numbers to an 8 by 8 picture and back."""

    def __init__(self, side=SIDE, dims=DIMS):
        self.n_features_in_ = side * side
        basis = np.random.default_rng(0).normal(size=(side * side, dims))
        self.basis = np.linalg.qr(basis)[0].astype(np.float32)

    def transform(self, x):
        return (x - 0.5) @ self.basis

    def inverse_transform(self, z):
        return np.clip(0.5 + z @ self.basis.T, 0, 1)


@pytest.fixture(scope="session")
def images():
    rng = np.random.default_rng(1)
    codes = rng.normal(size=(N, DIMS)).astype(np.float32) * [1.0, 0.7, 0.5, 0.3]
    return Linear().inverse_transform(codes).astype(np.float32).reshape(N, SIDE, SIDE)


@pytest.fixture
def make_space(images):
    def make(model=None, **options):
        options = {
            "labels": np.arange(N) % 3,
            "attributes": {"ink": images.mean(axis=(1, 2))},
            "value_range": (0, 1),
            "output_shape": (SIDE, SIDE),
            **options,
        }
        data = images.reshape(N, -1)
        return lw.LatentSpace(model or Linear(), data, progress=False, **options)

    return make


@pytest.fixture
def space(make_space):
    return make_space()


class _Comm(BaseComm):
    """The kernel's end of a channel whose other end is `page`."""

    page: "Page"

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.page.hear(self.comm_id, msg_type, data or {}, buffers or [])


class Page:
    """What a browser does: hears of each widget, sets traits, sends requests, waits for replies."""

    def __init__(self):
        self.opened: dict[str, Mapping] = {}
        self.updates: list[tuple[str, Mapping]] = []
        self.replies: dict[str, tuple[Mapping, list]] = {}
        self.progress: list[Mapping] = []
        self._changed = threading.Condition()
        self._count = 0

    def hear(self, comm_id, msg_type, data, buffers):
        if "state" in data:
            _put_buffers(data["state"], data["buffer_paths"], buffers)
        with self._changed:
            if msg_type == "comm_open":
                self.opened[comm_id] = data["state"]
            elif msg_type == "comm_close":
                self.opened.pop(comm_id, None)
            elif data["method"] == "update":
                self.updates.append((comm_id, data["state"]))
            elif data["method"] == "custom" and data["content"]["kind"] == "reply":
                self.replies[data["content"]["id"]] = (data["content"], list(buffers))
            elif data["method"] == "custom":
                self.progress.append(data["content"])
            self._changed.notify_all()

    def say(self, widget, data, buffers=()):
        """Send any message at all to a widget."""
        widget.comm.handle_msg({"content": {"data": data}, "buffers": list(buffers)})

    def set(self, widget, name, array):
        """Set a trait to an array, as `model.save_changes` does."""
        array = np.asarray(array)
        wire = {"dtype": array.dtype.name, "shape": list(array.shape)}
        data = {"method": "update", "state": {name: wire}, "buffer_paths": [[name, "data"]]}
        self.say(widget, data, [memoryview(array.tobytes())])

    def send(self, view, kind, /, key=None, **payload):
        """Send a request; return its id. Arrays go as buffers."""
        self._count += 1
        key = key or f"page-{self._count}"
        content, buffers = {"kind": kind, "id": key}, []
        for name, value in payload.items():
            if isinstance(value, np.ndarray):
                wire = {"dtype": value.dtype.name, "shape": list(value.shape)}
                content[name] = {**wire, "buffer": len(buffers)}
                buffers.append(memoryview(value.tobytes()))
            else:
                content[name] = value
        self.say(view.state, {"method": "custom", "content": content}, buffers)
        return key

    def reply(self, key):
        """Wait for the answer to a request."""
        with self._changed:
            assert self._changed.wait_for(lambda: key in self.replies, TIMEOUT), (
                f"no reply to {key}"
            )
            return self.replies[key]

    def ask(self, view, kind, /, **payload):
        """Send a request and return its result, arrays revived."""
        content, buffers = self.reply(self.send(view, kind, **payload))
        assert content["ok"], content["error"]
        return revive(content["result"], buffers)

    def fails(self, view, kind, /, **payload):
        """Send a request that must fail; return what is said."""
        content, _ = self.reply(self.send(view, kind, **payload))
        assert not content["ok"]
        return content["error"]

    def wait_for(self, condition):
        with self._changed:
            assert self._changed.wait_for(condition, TIMEOUT)


def revive(value, buffers=()):
    """Turn arrays on the wire into NumPy's."""
    if isinstance(value, Mapping) and "dtype" in value:
        data = value["data"] if "data" in value else buffers[value["buffer"]]
        return np.frombuffer(data, value["dtype"]).reshape(value["shape"])
    if isinstance(value, Mapping):
        return {name: revive(entry, buffers) for name, entry in value.items()}
    if isinstance(value, list):
        return [revive(entry, buffers) for entry in value]
    return value


@pytest.fixture
def page(monkeypatch):
    page = Page()

    def create(**options):
        connected = _Comm.__new__(_Comm)
        connected.page = page
        connected.__init__(**options)
        return connected

    monkeypatch.setattr(comm, "create_comm", create)
    return page


@pytest.fixture(autouse=True)
def _close_all():
    yield
    for widget in list(_instances.values()):
        widget.close()
