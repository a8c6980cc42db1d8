"""An encoder as a function of arrays, whatever it returns."""

from collections.abc import Callable
from typing import Any

from latentwidgets.models.arrays import all_equal
from latentwidgets.models.outputs import Encoding, sample_position, unwrap_encoding
from latentwidgets.models.randomness import SeededFunction


class EncoderCall:
    """Calls an encoder and finds mean and log-variance in what it returns.

    At the first call it learns which entry of a triple such as ``(mean, log_variance, z)`` is the
    random sample, by a second call with another seed.
    """

    def __init__(self, function: Callable[..., Any], seed: int) -> None:
        self.call = SeededFunction(function, seed)
        self.sampled: int | None = None
        self.learnt = False

    def __call__(self, samples: Any, *, device: str = "cpu") -> Encoding:
        """Encode one batch and return mean and log-variance, as the encoder's own arrays."""
        output = self.call(samples, device=device)
        if not self.learnt:
            if isinstance(output, tuple | list) and len(output) > 2:
                second = self.call(samples, device=device, shift=1)
                self.sampled = sample_position(output, second, all_equal)
            self.learnt = True
        return unwrap_encoding(output, sampled=self.sampled)
