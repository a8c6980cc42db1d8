"""A real kernel behind the fake page: some kinds of requests are answered by Python, of a space."""

from __future__ import annotations

import base64
from typing import Any

from stage import Stage

import latentwidgets as lw
from latentwidgets.exceptions import LatentWidgetsError
from latentwidgets.runtimes import PageModel
from latentwidgets.widgets.handlers import Context, Job, Maps, handle, read_request
from latentwidgets.widgets.wire import pack

Message = tuple[Any, list[str]]


def bring_kernel(stage: Stage, space: lw.LatentSpace, *kinds: str) -> list[dict[str, Any]]:
    """Answer these kinds of requests by the handlers over a real space; return what was asked."""
    context = Context(space, Maps(), PageModel(space))
    asked: list[dict[str, Any]] = []

    def answer(content: dict[str, Any], buffers: list[str]) -> list[Message]:
        asked.append(content)
        messages: list[Message] = []

        def say(kind: str, result: Any) -> None:
            packed, parts = pack(result)
            texts = [base64.b64encode(part).decode("ascii") for part in parts]
            message = {"kind": kind, "id": content["id"], "ok": True, "result": packed}
            messages.append((message, texts))

        request = read_request(content, [base64.b64decode(text) for text in buffers])
        try:
            result = handle(context, request, Job(progress=lambda told: say("progress", told)))
        except LatentWidgetsError as error:
            fault = {"kind": "reply", "id": content["id"], "ok": False, "error": str(error)}
            return [*messages, (fault, [])]
        say("reply", result)
        return messages

    stage.page.expose_function("kernelAnswer", answer)
    stage.page.evaluate("kinds => { window.kernelKinds = kinds; }", list(kinds))
    return asked
