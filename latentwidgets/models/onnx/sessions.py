"""Graphs made ready to run by onnxruntime, whose import is put off until then."""

import os
from typing import TYPE_CHECKING

from latentwidgets.exceptions import ModelError

if TYPE_CHECKING:
    import onnxruntime

MAX_THREADS = 4


def open_session(data: bytes, *, threads: int | None = None) -> "onnxruntime.InferenceSession":
    """Make a graph ready to run on the CPU.

    Parameters
    ----------
    data
        A serialised ONNX model. It may come from anyone: it can read no file and call no code that
        onnxruntime does not have itself.
    threads
        Number of threads that compute; None takes the physical cores, at most 4.

    Raises
    ------
    ModelError
        Where onnxruntime refuses it, or where it refers to files.
    """
    # Data outside the graph are named by an entry "location", in these very bytes. The names that
    # we export are short numbers, so that a plain search tells as much as reading the whole graph.
    if b"location" in data:
        raise ModelError(
            "The ONNX graph refers to data in other files, which is not allowed: save it with all "
            "its weights inside."
        )
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usual_threads() if threads is None else threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what it refuses is raised and said once
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        said = str(error).strip().splitlines()
        raise ModelError(
            f"onnxruntime cannot read the ONNX graph ({said[0] if said else type(error).__name__}):"
            " it is damaged, or uses operations that onnxruntime does not have."
        ) from error


def usual_threads() -> int:
    """Count the physical cores, at most 4: more than two processors are taken for pairs."""
    affinity = getattr(os, "sched_getaffinity", None)
    cpus = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(MAX_THREADS, cpus // 2 if cpus > 2 else cpus))
