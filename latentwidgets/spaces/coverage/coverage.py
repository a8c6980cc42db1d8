"""What was found when real data and generated outputs were compared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.metrics import ClosestPairs, CoverageScores, NdbScore, Score, VendiRatio
from latentwidgets.spaces.coverage.kinds import Kinds

if TYPE_CHECKING:
    from latentwidgets.spaces.diagnosis.report import Grade, Measure

__all__ = ["Coverage"]

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Coverage:
    """Real data against outputs generated from the prior.

    Attributes
    ----------
    name
        Of the space.
    real_name
        What the real data are, in words.
    features
        In which they were compared.
    grade
        ``"good"``, ``"look"`` (worth a look) or ``"broken"``.
    verdict
        A plain sentence.
    why, advice
        Its reasons; what to try.
    real, generated
        The outputs, canonical: ``(n, ...)``, ``(m, ...)``.
    codes
        Of the generated ones, ``(m, latent_size)``.
    labels
        Of the real ones, ``(n,)``, or None.
    scores, bins, pairs, diversity
        The figures; None where none could be measured, which `verdict` says.
    kinds
        Labels that are made too seldom.
    map_real, map_generated
        float32 ``(n, 2)``, ``(m, 2)``: the first two principal components of the features.
    explained
        Share of the real features' variance on that map.
    seed
        Of all that was drawn.
    """

    name: str
    real_name: str
    features: str
    grade: "Grade"
    verdict: str
    why: tuple[str, ...]
    advice: tuple[str, ...]
    real: Array
    generated: Array
    codes: Array
    labels: NDArray[Any] | None
    scores: CoverageScores | None
    bins: NdbScore | None
    pairs: ClosestPairs | None
    diversity: VendiRatio | None
    kinds: Kinds
    map_real: Array
    map_generated: Array
    explained: float
    seed: int

    @property
    def measures(self) -> "tuple[Measure, ...]":
        """The figures by name, each with its label, interval and what equals would score."""
        from latentwidgets.spaces.diagnosis.report import Measure

        named: list[tuple[str, Score | None]] = []
        if self.scores is not None:
            named += [
                (name, getattr(self.scores, name))
                for name in ("precision", "recall", "density", "coverage")
            ]
        named += [("NDB", self.bins), ("nearest other", self.pairs), ("diversity", self.diversity)]
        return tuple(Measure.of(name, score) for name, score in named if score is not None)

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.verdict}"]
        lines += [f"    {reason}" for reason in self.why]
        lines += [f"    Try: {advice}" for advice in self.advice]
        lines += [f"    · {measure}" for measure in self.measures]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as JSON takes it, without the samples."""
        return {
            "name": self.name,
            "real": self.real_name,
            "features": self.features,
            "grade": self.grade,
            "verdict": self.verdict,
            "why": list(self.why),
            "advice": list(self.advice),
            "n_real": len(self.real),
            "n_generated": len(self.generated),
            "measures": [measure.to_dict() for measure in self.measures],
            "kinds": [
                {"label": kind.label, "expected": kind.expected, "share": kind.share}
                for kind in self.kinds.kinds
            ],
            "seed": self.seed,
        }
