"""Where decoding happens, apart from the thread that the user's cells run on."""

from latentwidgets.runtimes.kernel import BackgroundWorker, FrameWorker

__all__ = ["BackgroundWorker", "FrameWorker"]
