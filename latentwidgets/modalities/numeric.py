"""What outputs that travel as numbers have in common, and the check of shapes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import ShapeError
from latentwidgets.modalities.payload import Values

__all__ = ["Numbers", "expect_outputs", "expect_raw"]

Outputs = NDArray[np.float32]


class Numbers:
    """Outputs that go to the page as their canonical numbers, and have no words."""

    def texts(self, outputs: Outputs) -> list[str] | None:  # noqa: ARG002
        """Return None: these outputs are no text."""
        return None

    def to_payload(
        self,
        output: Outputs,
        *,
        exact: bool = False,  # noqa: ARG002  numbers are exact
        max_raw_bytes: int = 0,  # noqa: ARG002
    ) -> Values:
        """Encode one canonical output for the page.

        Raises
        ------
        ShapeError
            Where it has more than two million numbers, and so passes the limit of one message.
        """
        return Values.of(output)


def expect_raw(raw: NDArray[Any], shape: tuple[int, ...]) -> None:
    """Raise `ShapeError` where raw outputs are not ``(n, *shape)``."""
    if raw.shape[1:] != shape or raw.ndim == 0:
        raise ShapeError(f"Raw outputs of shape {raw.shape} were given and {_batch(shape)}.")


def expect_outputs(outputs: Outputs, shape: tuple[int, ...], noun: str) -> None:
    """Raise `ShapeError` where canonical outputs are not ``(n, *shape)``."""
    if outputs.shape[1:] != shape or outputs.ndim == 0:
        raise ShapeError(f"{noun} of shape {outputs.shape} were given and {_batch(shape)}.")


def _batch(shape: tuple[int, ...]) -> str:
    return f"(n, {', '.join(map(str, shape))}) was expected"
