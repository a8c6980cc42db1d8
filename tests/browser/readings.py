"""What the badge says at each frame of the screen, held against the codes of the data."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

STORE = "[...globalThis[Symbol.for('latentwidgets.stores.v1')].values()][0].store"
# From now on at each frame of the screen: the code shown, and what the badge says.
WATCH = f"""() => {{
  const store = {STORE};
  const badge = document.querySelector(".lw-badge");
  window.seen = [];
  const look = () => {{
    seen.push([Array.from(store.frame.z), badge.title, badge.innerText]);
    requestAnimationFrame(look);
  }};
  look();
}}"""
# Of a page whose state is its own: what picture and badge say at each frame of the screen.
WATCH_PICTURES = """() => {
  window.frames_seen = [];
  const look = () => {
    const canvas = document.querySelector(".lw-big canvas");
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const picture = copy.getImageData(0, 0, canvas.width, canvas.height).data.join();
    const distance = document.querySelector(".lw-badge").title.split("\\n")[0];
    frames_seen.push([picture, distance]);
    requestAnimationFrame(look);
  };
  look();
}"""
# How often the picture changed, and how often the badge with it.
COUNT_PICTURES = """() => {
  let [moved, told] = [0, 0];
  for (let i = 1; i < frames_seen.length; i++) {
    const [before, now] = [frames_seen[i - 1], frames_seen[i]];
    if (before[0] === now[0]) continue;
    moved += 1;
    if (before[1] !== now[1]) told += 1;
  }
  return [moved, told];
}"""
PAST = "Of a moment ago"


def frames_told(seen: list[Any], codes: np.ndarray) -> tuple[int, int]:
    """How many of the frames that show another code than the one before tell where it lies.

    Whatever is told as of now is of the code shown, to the three digits that are said.

    Returns
    -------
    frames, told : int
    """
    frames, told = 0, 0
    before = None
    for z, title, words in seen:
        is_past = PAST in title
        assert words.startswith("a moment ago: ") == is_past
        if not is_past:
            nearest = np.linalg.norm(codes.astype(np.float64) - z, axis=1).min()
            assert _distance(title) == pytest.approx(nearest, rel=6e-3, abs=1e-6)
        if before is not None and z != before:
            frames += 1
            told += not is_past
        before = z
    return frames, told


def _distance(title: str) -> float:
    found = re.search(r"is ([\d.e-]+) away", title)
    return float(found[1]) if found else 0.0
