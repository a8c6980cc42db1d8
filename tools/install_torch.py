"""Install the pinned torch before everything else, as a CPU build where there is no GPU.

On Linux the default build of torch draws in several gigabytes of CUDA packages. Where an index or a
folder that pip is configured for offers the CPU build, that one is taken; otherwise the default
build, and it says so.
"""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"


def _pip_install(requirement: str) -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--constraint", str(CONSTRAINTS)]
    return subprocess.run([*command, requirement], check=False).returncode == 0


def main() -> int:
    """Install torch; return the exit status."""
    pinned = re.search(r"^torch==(\S+)$", CONSTRAINTS.read_text(), re.MULTILINE)
    if pinned is None:
        print("constraints.txt pins no torch: it needs a line torch==VERSION.")
        return 1
    version = pinned[1]
    try:
        if metadata.version("torch").split("+")[0] == version:
            return 0
    except metadata.PackageNotFoundError:
        pass
    if shutil.which("nvidia-smi") is None and sys.platform == "linux":
        # A range cannot prefer a build, so the CPU build is asked for by its local version.
        if _pip_install(f"torch=={version}+cpu"):
            return 0
        print(
            "No CPU build of torch in the package indexes that pip knows: installing the default "
            "build, which on Linux is several gigabytes. To avoid that, set PIP_EXTRA_INDEX_URL to "
            "the CPU index named on PyTorch's 'Get started' page and run this again."
        )
    return 0 if _pip_install(f"torch=={version}") else 1


if __name__ == "__main__":
    sys.exit(main())
