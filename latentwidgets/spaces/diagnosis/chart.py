"""How much of the space a map shows."""

from typing import TYPE_CHECKING

from latentwidgets.exceptions import DataError
from latentwidgets.metrics import neighborhood_scores
from latentwidgets.spaces.diagnosis.drawing import draw_map
from latentwidgets.spaces.diagnosis.material import Material
from latentwidgets.spaces.diagnosis.report import Grade, Measure, Section

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

__all__ = ["look_at_map"]

KEY, TITLE = "map", "The map"
_LEAST = 50
_NEIGHBORS = 15
_ADVICE = (
    "t-SNE for neighbourhoods (its distances between groups mean little), three dimensions, and "
    "the badge at the cursor."
)
_GOOD = 0.5  # of the neighbours on the map are neighbours in the space


def look_at_map(material: Material) -> Section:
    """Measure the PCA map that a view begins with."""
    space = material.space
    if space.latent_size < 3:
        verdict = "Nothing is hidden: the space has no more dimensions than a map."
        return Section(KEY, TITLE, "good", verdict)
    if space.n_samples < _LEAST:
        raise DataError(f"{space.n_samples} samples are too few: give at least {_LEAST}.")
    projection = space.project("pca", 2)
    coordinates = projection.coordinates[material.rows]
    scores = neighborhood_scores(material.codes, coordinates, k=_NEIGHBORS, seed=material.seed)
    recall = scores.neighbor_recall.value
    grade: Grade = "good" if recall >= _GOOD else "look"
    explained = projection.explained_variance
    measures = [
        Measure.of("neighbour recall", scores.neighbor_recall),
        Measure.of("trustworthiness", scores.trustworthiness),
        Measure.of("continuity", scores.continuity),
    ]
    if explained is not None:
        measures.append(Measure("variance on the map", explained, "PCA, two components"))
    wrong = round(10 * (1 - recall))
    why = [material.drawn, "Measured for PCA in two dimensions; each map says its own."]

    labels, rows = space.labels, material.rows

    def draw(figure: "SubFigure") -> None:
        draw_map(figure, coordinates, labels, rows)

    return Section(
        KEY,
        TITLE,
        grade,
        f"Neighbours on the map are neighbours in the space, {10 - wrong} of 10 times."
        if grade == "good"
        else f"{wrong} of 10 neighbours on the map are not neighbours in the space.",
        why=tuple(word for word in why if word),
        advice=() if grade == "good" else (_ADVICE,),
        measures=tuple(measures),
        draw=draw,
    )
