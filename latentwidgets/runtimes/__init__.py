"""Where decoding happens, apart from the thread that the user's cells run on."""

from latentwidgets.runtimes.kernel import BackgroundWorker, FrameWorker
from latentwidgets.runtimes.line import local_line

__all__ = ["BackgroundWorker", "FrameWorker", "local_line"]
