"""What a direction is worth: figures, always together, and what they say in words."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from latentwidgets.exceptions import DataError

__all__ = ["DirectionQuality", "Effect"]

FAINT = 0.1  # sd of the reading for a step of one sd: below, nothing is seen to change
MOST_NAMED = 3
MOST_EFFECTS = 64
LONGEST_TEXT = 2000

Interval = tuple[float, float]


@dataclass(frozen=True)
class Effect:
    """How an attribute, read again from outputs, follows a move along the direction.

    Attributes
    ----------
    name
        Of the attribute.
    kind
        The kind that changes most, of an attribute of several; else None.
    slope
        For a step of one sd along the direction, in sd of the reading over the space's outputs.
    interval
        Its middle 95 % over bootstrap samples of the codes moved.
    monotonicity
        Share of steps that go the way of the slope: 1 always, 0.5 by chance.
    reader
        How well the reader reads on outputs that it was not fitted to: AUC of kinds, correlation of
        numbers; None of a reader of the user's own.
    is_blind
        Whether the reader is no better than a guess: the slope then says nothing.
    """

    name: str
    kind: str | None
    slope: float
    interval: Interval
    monotonicity: float
    reader: float | None
    is_blind: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether the attribute changes, beyond what is faint or may be chance."""
        return (
            not self.is_blind
            and abs(self.slope) >= FAINT
            and not self.interval[0] <= 0 <= self.interval[1]
        )

    @property
    def title(self) -> str:
        """The attribute, and its kind where there is one."""
        return self.name if self.kind is None else f"{self.name} {self.kind}"


@dataclass(frozen=True)
class DirectionQuality:
    """Figures on codes that the direction has not seen.

    Attributes
    ----------
    auc, auc_interval, null
        How often it orders two held-out codes, one with and one without, rightly; its bootstrap
        interval; and what fits to permuted labels reach. None where it was made without labels, or
        of too few.
    n_positive, n_negative
        How many codes of each side were scored.
    effect
        Of its own attribute or groups; None where there is no reader for it.
    side_effects
        What else changes: the same slope for every other attribute, the largest first.
    change
        How far the whole output moves for one sd, in [0, 1].
    reencoded
        How much of a step is found again when the model's own encoder reads the moved output: 1 is
        all of it. Circular, since the encoder was trained with the decoder; None without one.
    n_codes
        How many codes were moved, by -2 to 2 sd.
    label
        Estimators, counts and seed.
    words
        What the figures say.
    """

    auc: float | None
    auc_interval: Interval | None
    null: Interval | None
    n_positive: int
    n_negative: int
    effect: Effect | None
    side_effects: tuple[Effect, ...]
    change: float
    reencoded: float | None
    n_codes: int
    label: str

    @property
    def words(self) -> str:
        """What the figures say, in sentences."""
        said = [self._told_apart(), self._moved(), self._else_moved()]
        return " ".join(sentence for sentence in said if sentence)

    def __repr__(self) -> str:
        lines = [f"<DirectionQuality: {self.words}"]
        lines += [
            f"  {effect.title:24} {effect.slope:+.2f} sd a sd  "
            f"[{effect.interval[0]:+.2f}, {effect.interval[1]:+.2f}]"
            for effect in (*([self.effect] if self.effect else []), *self.side_effects)
        ]
        return "\n".join([*lines, f"  {self.label}>"])

    @property
    def tells_apart(self) -> bool | None:
        """Whether it orders held-out codes better than permuted labels do; None without labels."""
        if self.auc_interval is None or self.null is None:
            return None
        return (self.auc or 0) > self.null[1] and self.auc_interval[0] > 0.5

    def _told_apart(self) -> str:
        if self.auc is None or self.auc_interval is None or self.null is None:
            if self.n_positive:
                return (
                    f"Too few to hold any out ({self.n_positive} against {self.n_negative}): "
                    "whether it tells others apart is not known."
                )
            return ""
        low, high = self.auc_interval
        chance = f"by chance up to {self.null[1]:.2f}"
        figures = f"AUC {self.auc:.2f} ({low:.2f} to {high:.2f}, {chance})"
        if self.tells_apart:
            return f"Tells held-out codes apart: {figures}."
        return f"Tells held-out codes apart no better than chance: {figures}."

    def _moved(self) -> str:
        effect = self.effect
        if effect is None:
            return ""
        if effect.is_blind:
            return (
                f"{effect.title} cannot be read from the outputs themselves, so that the effect of "
                "moving along it is not known."
            )
        slope = f"{_signed(effect.slope)} sd for one sd"
        if not effect.is_seen:
            trap = " The codes tell it, the decoder does not use it: no handle, whatever the AUC."
            moving = "But moving" if self.tells_apart else "Moving"
            said = f"{moving} along it does not change {effect.title} in the outputs ({slope})."
            return said + (trap if self.tells_apart else "")
        steps = f"in {effect.monotonicity:.0%} of the steps"
        steady = "at nearly every step" if effect.monotonicity >= 0.9 else steps
        way = "" if effect.slope > 0 else " the wrong way"
        return f"Moving along it changes {effect.title}{way}: {slope}, {steady}."

    def _else_moved(self) -> str:
        seen = [effect for effect in self.side_effects if effect.is_seen]
        if not seen:
            readable = [effect for effect in self.side_effects if not effect.is_blind]
            if self.change == 0:
                return "The outputs do not change at all."
            if readable:
                return "Nothing else that can be read is seen to change."
            share = f"{self.change:.0%}" if self.change >= 0.01 else "less than 1%"
            return f"One sd along it changes the outputs by {share} of their range."
        named = ", ".join(f"{one.title} {_signed(one.slope)}" for one in seen[:MOST_NAMED])
        more = f" and {len(seen) - MOST_NAMED} more" if len(seen) > MOST_NAMED else ""
        also = "Also changes" if self.effect is not None else "For one sd it changes"
        return f"{also} {named}{more}."

    def describe(self) -> dict[str, Any]:
        """Give all figures as JSON, the words with them."""
        described = asdict(self)
        described["side_effects"] = [_described(effect) for effect in self.side_effects]
        described["effect"] = None if self.effect is None else _described(self.effect)
        for name in ("auc_interval", "null"):
            described[name] = None if described[name] is None else list(described[name])
        return {**described, "words": self.words, "tells_apart": self.tells_apart}

    @classmethod
    def from_description(cls, described: Any) -> "DirectionQuality":
        """Read `describe` back; it may come from a stranger.

        Raises
        ------
        DataError
            Where a figure is missing or cannot be.
        """
        given = _mapping(described)
        effects = given.get("side_effects")
        if not isinstance(effects, list) or len(effects) > MOST_EFFECTS:
            raise DataError(f"side_effects is no list of up to {MOST_EFFECTS} effects.")
        own = given.get("effect")
        return cls(
            auc=_share(given, "auc"),
            auc_interval=_interval(given.get("auc_interval"), optional=True),
            null=_interval(given.get("null"), optional=True),
            n_positive=_count(given, "n_positive"),
            n_negative=_count(given, "n_negative"),
            effect=None if own is None else _effect(own),
            side_effects=tuple(_effect(effect) for effect in effects),
            change=_number(given, "change"),
            reencoded=None if given.get("reencoded") is None else _number(given, "reencoded"),
            n_codes=_count(given, "n_codes"),
            label=_text(given, "label"),
        )


def _signed(value: float) -> str:
    """Write +0.55 or −0.11, with a true minus sign."""
    return f"{value:+.2f}".replace("-", "−")


def _described(effect: Effect) -> dict[str, Any]:
    return {
        **asdict(effect),
        "interval": list(effect.interval),
        "title": effect.title,
        "is_seen": effect.is_seen,
    }


def _effect(described: Any) -> Effect:
    given = _mapping(described)
    blind = given.get("is_blind", False)
    if not isinstance(blind, bool):
        raise DataError("is_blind is neither true nor false.")
    interval = _interval(given.get("interval"))
    return Effect(
        name=_text(given, "name"),
        kind=None if given.get("kind") is None else _text(given, "kind"),
        slope=_number(given, "slope"),
        interval=(0.0, 0.0) if interval is None else interval,
        monotonicity=_number(given, "monotonicity"),
        reader=None if given.get("reader") is None else _number(given, "reader"),
        is_blind=blind,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise DataError("The quality of a direction is no set of figures.")
    return value


def _number(given: Mapping[str, Any], name: str) -> float:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DataError(f"{name} is no finite number.")
    return float(value)


def _share(given: Mapping[str, Any], name: str) -> float | None:
    return None if given.get(name) is None else _number(given, name)


def _count(given: Mapping[str, Any], name: str) -> int:
    value = given.get(name)
    if type(value) is not int or not 0 <= value <= 2**53:
        raise DataError(f"{name} is no count.")
    return value


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise DataError(f"{name} is no text of up to {LONGEST_TEXT:,} characters.")
    return value


def _interval(value: Any, *, optional: bool = False) -> Interval | None:
    if value is None and optional:
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise DataError("An interval is no pair of numbers.")
    ends = {"low": value[0], "high": value[1]}
    return _number(ends, "low"), _number(ends, "high")
