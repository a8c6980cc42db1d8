"""Where decoding happens, apart from the thread that the user's cells run on."""

from latentwidgets.runtimes.kernel import BackgroundWorker, FrameWorker
from latentwidgets.runtimes.line import local_line
from latentwidgets.runtimes.page import PageModel

__all__ = ["RUNTIMES", "BackgroundWorker", "FrameWorker", "PageModel", "local_line"]

RUNTIMES = ("auto", "page", "webgpu", "kernel")
