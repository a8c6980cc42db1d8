"""What was measured of a model of pictures, as a card to read."""

from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.entries import Entry
from latentwidgets.zoo.train.images.notes import NOTES

__all__ = ["card"]

_HEAD = """\
# {name}

{title}. {n_parameters:,} parameters, {n_decoder_parameters:,} of them in the decoder. Trained, and
this card written, by `python -m latentwidgets.zoo.train {name}`
({n_epochs} epochs of batches of {batch_size}, seed {seed}, minutes on one core).

- Data: {data_title}, {data_licence}. Trained on {n_images:,} pictures drawn with another seed;
  measured on the {n_test:,} held-out ones. Settings were chosen on the rest.
- Weights: {licence}.
- Input and output: images `(n, {channels}, 64, 64)` in [0, 1].
- Latent: {latent_size} dimensions, {prior}.
- Loss: {loss}.

| reconstruction, mean squared error a pixel | |
|---|---|
| this model | {test_mse:.5f} |
| PCA with {latent_size} components, clipped to [0, 1] | {pca_test_mse:.5f} |
"""

_SCORES = """
## Disentanglement

| | score | 95 % interval | unrelated codes | the true factors (ceiling) |
|---|---|---|---|---|
{rows}

Estimators: {labels}.

| factor | its dimension | share of its entropy there | second best dimension |
|---|---|---|---|
{factors}

{n_owned} of {n_factors} factors are *owned* by one dimension: it tells at least a fifth of the
factor's entropy, twice as much as any other dimension, and twice as much as it tells of any other
factor.
"""

_DIRECTIONS = """
## Attributes as directions

A direction is the normal of the plane that best tells training codes with an attribute from those
without (linear discriminant analysis, shrunk covariance). *AUC*: how well the place of a held-out
code along it tells who has it. *Effect*: what an independent judge sees, on average, on decoded
held-out faces moved by -2, -1, 0, 1 and 2 standard deviations along it (probability of the kind;
for a number, its value from 0 to 1).

Glasses and sunglasses are told from bare faces, dark hair (black or brown) from all other hair,
each colour from black. A hat hides hair, short hair all of it; the second AUC is that of faces
without a hat. Who goes on from black beyond brown meets the other colours: its effect rises and
falls.

| attribute | AUC | without a hat | effect | monotone |
|---|---|---|---|---|
{rows}

*Add sunglasses*: {n_faces} held-out faces without them, moved from mean to mean (of training faces
without, and with them) by {step_in_sd:.2f} standard deviations, chosen on training faces. The judge
then sees sunglasses on **{recognised:.1%}**. What it reads of the rest is unchanged (same kind; a
number within 0.15 of its range) on **{unchanged_mean:.1%}**:

| | {names} |
|---|{dashes}|
| decoded faces, moved | {shares} |
| drawn faces, sunglasses drawn on | {drawn} |

The second row is what the judge reads of pictures in which nothing else did change: the most that
a model could have. Where the first is clearly lower, the way moves that too. Not asked: {hidden},
hidden behind the glasses.

The judge is a small convolutional network trained on {n_judged:,} drawn faces that no model has
seen, and is not shipped. On {n_test:,} held-out drawn faces it reads: {accuracy}.
"""


def card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    """Write the card, Markdown."""
    recipe = figures["recipe"]
    parts = [
        _HEAD.format(
            name=entry.name,
            title=entry.title,
            licence=entry.licence,
            latent_size=entry.latent_size,
            data_title=dataset.title,
            data_licence=dataset.licence,
            channels=dataset.samples.shape[1],
            prior="standard normal prior" if "kl" in figures["latent"] else "no prior",
            loss=_loss(recipe),
            **{key: figures[key] for key in ("n_parameters", "n_decoder_parameters", "n_test")},
            **{key: recipe[key] for key in ("n_epochs", "batch_size", "seed", "n_images")},
            **figures["reconstruction"],
        )
    ]
    if "kl" in figures["latent"]:
        parts.append(_latent(figures["latent"], entry.latent_size))
    if "disentanglement" in figures:
        parts.append(_disentanglement(figures["disentanglement"]))
    if "directions" in figures:
        parts.append(_directions(figures))
    if entry.name in NOTES:
        parts.append(f"\n{NOTES[entry.name]}")
    return "".join(parts)


def _loss(recipe: dict[str, Any]) -> str:
    likelihood = "Bernoulli likelihood"
    if recipe["noise_sd"] is not None:
        likelihood = f"Gaussian likelihood, standard deviation {recipe['noise_sd']:g} a pixel"
    if recipe["kl"] == 0:
        return "squared error alone"
    parts = [f"{likelihood}; KL term × {recipe['kl']:g}"]
    if recipe["first_kl"] != recipe["kl"]:
        share = f"{recipe['warm_up']:.0%} of the training"
        parts.append(f"reached from {recipe['first_kl']:g} in equal factors over {share}")
    if recipe["total_correlation"]:
        parts.append(f"total correlation × {recipe['total_correlation']:g} more")
    if recipe["sketch"] is not None:
        sketch = recipe["sketch"]
        parts.append(
            f"after a sketch in which the KL term's weight fell from {sketch['first_kl']:g} to "
            f"{sketch['kl']:g} (likelihood of standard deviation 1)"
        )
    return ", ".join(parts)


def _latent(latent: dict[str, Any], size: int) -> str:
    listed = ", ".join(f"{value:.2f}" for value in latent["kl_per_dimension"])
    return (
        f"\nLatent use: {latent['active_units']} of {size} units are active (variance of the "
        f"posterior mean above 0.01). KL {latent['kl']:.2f} nats an image; by dimension: "
        f"{listed}.\n"
    )


def _disentanglement(found: dict[str, Any]) -> str:
    names = {
        "mig": "mutual information gap",
        "dci_disentanglement": "disentanglement",
        "dci_completeness": "completeness",
        "dci_informativeness": "informativeness",
    }
    rows = [
        f"| {words} | **{score['value']:.3f}** | {score['interval'][0]:.3f} to "
        f"{score['interval'][1]:.3f} | {score['expected']:.3f} | {score['ceiling']:.3f} |"
        for words, score in ((words, found[key]) for key, words in names.items())
    ]
    factors = []
    for column, name in enumerate(found["factors"]):
        shares = [row[column] for row in found["shares"]]
        order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
        mark = " (owned)" if found["owners"][name] is not None else ""
        factors.append(
            f"| {name} | z{order[0]}{mark} | {shares[order[0]]:.0%} | "
            f"z{order[1]}: {shares[order[1]]:.0%} |"
        )
    return _SCORES.format(
        rows="\n".join(rows),
        labels="; ".join(found[key]["label"] for key in names),
        factors="\n".join(factors),
        n_owned=found["n_owned"],
        n_factors=len(found["factors"]),
    )


def _uncovered(found: dict[str, Any]) -> str:
    return f"{found['auc_uncovered']:.3f}" if "auc_uncovered" in found else ""


def _directions(figures: dict[str, Any]) -> str:
    rows = [
        f"| {name} | {found['auc']:.3f} | {_uncovered(found)} "
        f"| {', '.join(f'{value:.2f}' for value in found['effect'])} "
        f"| {'yes' if found['monotone'] else 'no'} |"
        for name, found in figures["directions"].items()
    ]
    added, judge = figures["add_sunglasses"], figures["judge"]
    unchanged = added["unchanged"]
    return _DIRECTIONS.format(
        rows="\n".join(rows),
        names=" | ".join(unchanged),
        dashes="|".join("---" for _ in unchanged),
        shares=" | ".join(f"{share:.0%}" for share in unchanged.values()),
        drawn=" | ".join(f"{added['drawn'][name]:.0%}" for name in unchanged),
        accuracy=", ".join(f"{name} {value}" for name, value in judge["read"].items()),
        n_judged=judge["n_train"],
        n_test=figures["n_test"],
        hidden=", ".join(added["hidden"]),
        **{key: added[key] for key in ("n_faces", "step_in_sd", "recognised", "unchanged_mean")},
    )
