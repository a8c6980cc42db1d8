"""Real widgets behind the page: each half in Python, its half in TypeScript, and the wire between.

There is no server: what a widget says waits until the page takes it, and what the page says reaches
the widget as a front end would bring it.
"""

from __future__ import annotations

import base64
import queue
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import comm
import pytest
from comm.base_comm import BaseComm
from ipywidgets.widgets.widget import _put_buffers, _remove_buffers

if TYPE_CHECKING:
    from stage import Stage

    from latentwidgets.widgets.still import StillWidget

BYTES = "$bytes"
MODULES = {
    "CheckpointTimeline": "checkpoints",
    "CoverageView": "coverage",
    "DecodedView": "decoded",
    "DiagnosisView": "diagnosis",
    "DisentanglementView": "disentanglement",
    "LatentExplorer": "explorer",
    "LatentMap": "map",
    "SpaceComparison": "comparison",
    "TraversalGrid": "traversal",
}

# Models are kept by id; each takes what Python says of it, and tells Python what is saved or sent.
SETUP = """() => {
  const BYTES = "$bytes";
  const revive = (value) => {
    if (Array.isArray(value)) return value.map(revive);
    if (!value || typeof value !== "object") return value;
    if (BYTES in value) {
      return new DataView(Uint8Array.from(atob(value[BYTES]), (c) => c.charCodeAt(0)).buffer);
    }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, revive(v)]));
  };
  const written = (value) => {
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      let text = "";
      for (const byte of bytes) text += String.fromCharCode(byte);
      return { [BYTES]: btoa(text) };
    }
    if (Array.isArray(value)) return value.map(written);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, written(v)]));
  };
  class LiveModel extends fakeModule.FakeModel {
    constructor(id, traits) {
      super(traits, (content, buffers) =>
        kernelHear(id, { method: "custom", content }, (buffers ?? []).map(written)));
      this.id = id;
    }
    save_changes() {
      const state = Object.fromEntries([...this.dirty].map((name) => [name, this.traits[name]]));
      super.save_changes();
      kernelHear(this.id, { method: "update", state: written(state) }, []);
    }
    /** As Python sets traits: nothing goes back. */
    take(state) {
      Object.assign(this.traits, state);
      for (const name of Object.keys(state)) this.fire(`change:${name}`);
    }
  }
  window.live = new Map();
  const handle = ({ id, type, data, buffers }) => {
    if (type === "comm_open") live.set(id, new LiveModel(id, revive(data.state)));
    else if (type === "comm_close") live.delete(id);
    else if (data.method === "update") live.get(id)?.take(revive(data.state));
    else if (data.method === "custom") {
      live.get(id)?.fire("msg:custom", revive(data.content), buffers.map(revive));
    }
  };
  window.liveTake = async () => {
    const messages = await kernelTake();
    for (const message of messages) handle(message);
    return messages.length;
  };
  window.liveEnded = false;
  const later = (delay) => new Promise((done) => setTimeout(done, delay));
  (async () => {
    while (!liveEnded) await later((await liveTake()) ? 0 : 15);
  })().catch(() => {}); // the page has gone
}"""
MOUNT = """async ({ module, id, className }) => {
  while (!live.has(id)) await new Promise((done) => setTimeout(done, 10));
  const own = live.get(id);
  const contexts = [];
  const host = { getModel: async (reference) => {
    const model = live.get(reference.replace("anywidget:", ""));
    const context = Symbol("context");
    contexts.push([model, context]);
    return model.proxy(context, undefined);
  } };
  const element = document.createElement("div");
  element.className = `mount ${className}`;
  document.body.append(element);
  const cleanup = await widgets[module].render({
    model: own.proxy(Symbol("view"), undefined), el: element, host,
  });
  closers.push(async () => {
    for (const [model, context] of contexts) model.off(null, null, context);
    cleanup?.();
  });
}"""


class Live:
    """The wire between a page and the widgets that are made while it is there."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._comms: dict[str, BaseComm] = {}
        stage.page.expose_function("kernelTake", self._take)
        stage.page.expose_function("kernelHear", self._hear)
        stage.page.evaluate(SETUP)

    def open(self, **options: Any) -> BaseComm:
        """Make a widget's channel, as a kernel's front end does."""
        made = _Comm.__new__(_Comm)
        made.live = self
        made.__init__(**options)
        self._comms[made.comm_id] = made
        return made

    def say(self, key: str, kind: str, data: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Take what a widget says, of any thread, until the page asks for it."""
        told = dict(data)
        if "state" in told:
            _put_buffers(told["state"], told.pop("buffer_paths", []), buffers)
            buffers = ()
        self._said.put(
            {"id": key, "type": kind, "data": _written(told), "buffers": _written(list(buffers))}
        )

    def show(self, *views: StillWidget) -> None:
        """Render the views in the page, one below the other."""
        for view in views:
            name = type(view).__name__
            mounted = {"module": MODULES[name], "id": view.model_id, "className": f"of-{name}"}
            self.stage.page.evaluate(MOUNT, mounted)

    def end(self) -> None:
        """Leave the page alone, before its widgets close."""
        self.stage.page.evaluate("() => { window.liveEnded = true; }")

    def _take(self) -> list[dict[str, Any]]:
        found = []
        while not self._said.empty():
            found.append(self._said.get())
        return found

    def _hear(self, key: str, data: dict[str, Any], buffers: list[Any]) -> None:
        data, parts = _revived(data), [_revived(part) for part in buffers]
        if "state" in data:
            data["state"], data["buffer_paths"], parts = _remove_buffers(data["state"])
        self._comms[key].handle_msg({"content": {"data": data}, "buffers": parts})


class _Comm(BaseComm):
    live: Live

    def publish_msg(  # type: ignore[override]
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any
    ) -> None:
        self.live.say(self.comm_id, msg_type, data or {}, buffers or [])


def _written(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return {BYTES: base64.b64encode(value).decode("ascii")}
    if isinstance(value, Mapping):
        return {name: _written(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_written(entry) for entry in value]
    return value


def _revived(value: Any) -> Any:
    if isinstance(value, Mapping):
        if BYTES in value:
            return memoryview(base64.b64decode(value[BYTES]))
        return {name: _revived(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_revived(entry) for entry in value]
    return value


@contextmanager
def widgets_in(stage: Stage) -> Iterator[Live]:
    """Widgets that are made in the block speak to the page, and close at its end."""
    from ipywidgets.widgets.widget import _instances

    live = Live(stage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comm, "create_comm", live.open)
        patch.setenv("LATENTWIDGETS_LINE", "0")  # no port of this machine takes part
        before = set(_instances)
        try:
            yield live
            stage.close()
        finally:
            live.end()
            for key in set(_instances) - before:
                if key in _instances:
                    _instances[key].close()
