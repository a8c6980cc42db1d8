"""What was measured of a generator, as a card to read."""

from typing import Any

from latentwidgets.zoo.data import Dataset
from latentwidgets.zoo.entries import Entry

__all__ = ["collapse_card", "digits_card", "style_card"]

_HEAD = """\
# {name}

{title}. {n_parameters:,} parameters. Trained, and this card written, by
`python -m latentwidgets.zoo.train {name}` ({n_epochs} epochs of {steps} steps of {batch_size}
pictures, seed {seed}).

- Data: {data}, {data_licence}. {n_test:,} samples are held out; all figures are on these.
- Weights: {licence}.
- Codes: {codes}.
  There is no encoder: codes drawn at random make the map, and a picture of one's own is placed by
  optimisation (`space.invert`).
- The weights are of a run whose number of epochs was set while it ran, so that its learning rate
  fell by another curve at first: trained again, the figures come near these and are not the same.
"""

_COVERAGE = """
In {features}; {n_real:,} held-out and {n_generated:,} generated pictures:

| | value | 95 % interval | two samples of one distribution |
|---|---|---|---|
| density (Naeem 2020, k = 5) | {density} |
| coverage (Naeem 2020, k = 5) | {coverage} |
| precision (Kynkäänniemi 2019, k = 3) | {precision} |
| recall (Kynkäänniemi 2019, k = 3) | {recall} |

Exact copies among the generated: {copies}.
"""

_PAIRED = """
Training: critic and generator in pairs of a real and a generated picture, with the squared
gradients of the critic held down at both (Huang et al. 2024); the generator kept is the mean of
the late ones.{more}
"""

_WARM = """ Its {warm_up} first epochs are a warm-up as the decoder of a VAE, whose encoder is then
thrown away: from there a GAN of this size learns in minutes on a processor, and begins with every
kind of cat. {mixed:.0%} of the pictures that the critic sees are made with two styles, switched at
a random layer. Every epoch draws cats of its own, which are not those held out."""

_TWO_SPACES = """
Two spaces, two answers: by the pixels' components, which see shape, pose and colours, the cats are
among the data; the network that reads factors also sees lines that are not drawn as cleanly as the
data's (pupils, whiskers, stripes), and finds many cats beside them.
"""

_MIXING = """
## Mixing layers

Layers from number {from_layer} of {n_layers} take another code's style (`latent="w+"`). Read by an
independent network in {n_pairs} mixtures, whose layer was chosen on other pairs: Spearman
correlation with what is read in the code that gives the coarse layers (content) and in the one that
gives the fine layers (style); of the pattern the share of mixtures that have that of either, where
the two differ.

| factor | content | style |
|---|---|---|
{rows}
"""

_JUDGE = """
The network that reads is trained on 8,000 cats drawn for it alone; on 1,000 further ones it is
right on {pattern:.1%} of the patterns, and explains {least:.1%} of the variance or more of every
number but {worst} ({worst_share:.1%}).
"""

_COLLAPSE = """
Training: warmed up for {warm_up} epochs as the decoder of a VAE, so that it begins with every kind
of cat; then {balanced} epochs against a critic as the other generators are; then the two are out of
balance: {generator_steps} steps of the generator for each of the critic, no pairing of real and
generated pictures, and a critic that does not see a batch's variety. The critic's gradients are
held all the while, without which there would soon be no cat to see at all.

Missing patterns (made in less than 1 % of pictures, while each is a quarter of the data):
**{missing}**.

| round | coverage | recall | patterns made | variety of the pixels, of the data's |
|---|---|---|---|---|
{rounds}

The rounds are kept (`latentwidgets.zoo.timeline`). Coverage falls in two steps. Against the critic
every pattern is still made, but the pictures, cats at a glance, leave the data (precision). Once
the balance is lost each round makes nearly one cat, and another in the next, since the critic
learns to know each and the generator flees: the patterns made change from round to round. Spread
over the pixels tells nothing of that.
"""

_LIMITS = """
Limits: {what}; for teaching.
"""


def digits_card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    """Write the card of a generator of digits."""
    shares = "\n".join(f"| {digit} | {share:.1%} |" for digit, share in figures["shares"].items())
    return (
        _head(entry, figures, dataset)
        + _coverage(figures["pixels"])
        + "\nShare of each digit among 1,000 generated, as a support vector machine reads them:\n"
        + f"\n| digit | share |\n|---|---|\n{shares}\n"
        + _PAIRED.format(
            more=" Half of the pictures that the critic sees are deformed a little, real and\n"
            "generated alike. Settings were chosen on a fifth of the training samples."
        )
        + _LIMITS.format(what="digits of 13 writers at 8 by 8 pixels")
    )


def style_card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    """Write the card of the style-based generator."""
    mixing = figures["mixing"]
    rows = "\n".join(
        f"| {name} | {both['content']:.2f} | {both['style']:.2f} |"
        for name, both in mixing["factors"].items()
    )
    return (
        _head(entry, figures, dataset)
        + _cats(figures)
        + _TWO_SPACES
        + _MIXING.format(rows=rows, **{k: v for k, v in mixing.items() if k != "factors"})
        + _PAIRED.format(more=_WARM.format(**figures["recipe"]))
        + _LIMITS.format(what="small networks, trained for the time of a lecture")
    )


def collapse_card(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    """Write the card of the generator that collapsed."""
    rounds = "\n".join(
        f"| {at} | {was['coverage']:.2f} | {was['recall']:.2f} | {was['patterns']:.0f} of 4 | "
        f"{was['spread']:.0%} |"
        for at, was in figures["rounds"].items()
    )
    return (
        _head(entry, figures, dataset)
        + _cats(figures)
        + _COLLAPSE.format(
            missing=", ".join(figures["missing"]) or "none", rounds=rounds, **figures["recipe"]
        )
        + _LIMITS.format(what="made to fail, as a lesson")
    )


def _head(entry: Entry, figures: dict[str, Any], dataset: Dataset) -> str:
    return _HEAD.format(
        name=entry.name,
        title=entry.title,
        n_parameters=figures["n_parameters"],
        data=dataset.title,
        data_licence=dataset.licence,
        n_test=figures["n_test"],
        licence=entry.licence,
        codes=_codes(entry),
        **{key: figures["recipe"][key] for key in ("n_epochs", "steps", "batch_size", "seed")},
    )


def _codes(entry: Entry) -> str:
    if entry.space_options.get("latent") == "w":
        return f"w, {entry.latent_size} dimensions, made by the mapping from a standard normal z"
    return f"{entry.latent_size} dimensions, standard normal"


def _cats(figures: dict[str, Any]) -> str:
    patterns = "\n".join(
        f"| {name} | {figures['patterns']['real'][name]:.1%} | {share:.1%} |"
        for name, share in figures["patterns"]["generated"].items()
    )
    spread = ", ".join(f"{name} {value:.2f}" for name, value in figures["spread"].items())
    accuracy = dict(figures["judge_accuracy"])
    kinds = accuracy.pop("pattern")
    worst, *others = sorted(accuracy, key=accuracy.__getitem__)
    return (
        _coverage(figures["judge"])
        + _coverage(figures["pixels"])
        + f"\n| pattern | held-out | generated, as read |\n|---|---|---|\n{patterns}\n"
        + f"\nSpread of each factor as read, as a share of the data's: {spread}.\n"
        + _JUDGE.format(
            pattern=kinds,
            least=accuracy[others[0]],
            worst=worst,
            worst_share=accuracy[worst],
        )
    )


def _coverage(found: dict[str, Any]) -> str:
    lines = {}
    for name in ("density", "coverage", "precision", "recall"):
        score = found[name]
        low, high = score["interval"]
        expected = "–" if score["expected"] is None else f"{score['expected']:.3f}"
        lines[name] = f"{score['value']:.3f} | {low:.3f} – {high:.3f} | {expected}"
    return _COVERAGE.format(
        features=found["features"],
        n_real=found["n_real"],
        n_generated=found["n_generated"],
        copies=found["copies"],
        **lines,
    )
