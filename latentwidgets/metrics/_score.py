"""The small object that every metric returns."""

from dataclasses import dataclass

__all__ = ["Score"]


@dataclass(frozen=True)
class Score:
    """One figure with what is needed to judge it.

    Attributes
    ----------
    value
        The metric.
    expected
        What an arrangement unrelated to the data would score, in closed form; None where unknown.
    interval
        95 % bootstrap interval over the samples.
    label
        Estimator and settings in words, for a caption.
    """

    value: float
    expected: float | None
    interval: tuple[float, float]
    label: str

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.label}: {self.value:.3f} [{low:.3f}, {high:.3f}]"
