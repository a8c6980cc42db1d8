"""The machine and the versions that a figure belongs to."""

from __future__ import annotations

import platform
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

import psutil

DISTRIBUTIONS = (
    "latentwidgets",
    "torch",
    "numpy",
    "anywidget",
    "ipywidgets",
    "matplotlib",
    "ipympl",
    "jupyter-scatter",
    "plotly",
    "voila",
    "jupyterlab",
    "jupyter_server",
    "ipykernel",
)


def describe() -> dict[str, str]:
    """Return what identifies this machine, by name, in the order in which it is printed."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "processor": f"{_processor()}, {psutil.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{_system()}, {platform.machine()}",
        "browser": _browser(),
        "Python": platform.python_version(),
        "load at the start": " ".join(f"{load:.2f}" for load in psutil.getloadavg()),
        "packages": ", ".join(f"{name} {_version(name)}" for name in DISTRIBUTIONS),
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release()}"


def _browser() -> str:
    executable = shutil.which("chromium")
    if executable is None:
        return "none"
    shown = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True)
    return f"{shown.stdout.strip()}, headless, WebGL by SwiftShader"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
