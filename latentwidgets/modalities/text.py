"""Text: between a model's tokens and the words that are read."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities.drawing import draw_text
from latentwidgets.modalities.fields import Fields
from latentwidgets.modalities.numeric import expect_outputs, expect_raw
from latentwidgets.modalities.payload import Values
from latentwidgets.modalities.tokenising import check_ids, ids_of, padded
from latentwidgets.modalities.tokens import (
    FORMS,
    NOT_COMPUTED,
    Form,
    from_ids,
    from_scores,
    overlap,
)
from latentwidgets.modalities.words import (
    LAST_CODE_POINT,
    Phrase,
    Word,
    text_of,
    token_text,
    words_of,
)

__all__ = ["Phrase", "Text", "Word"]

Tokens = NDArray[np.float32]
Joining = Literal["##", "▁", "Ġ"]

MOST_POSITIONS = 4096
MOST_FORMS = 20_000
MOST_PHRASES = 256
LEAST_PROBABILITY = 1e-9  # of the tokens that the canonical form does not keep


@dataclass(frozen=True)
class Text:
    """A model's output as text.

    A batch of texts is *canonical* as ``(n, L, K, 2)``, float32: for each of L positions its K most
    probable tokens, the most probable first; ``[..., 0]`` is the id, ``[..., 1]`` the probability.
    A position that was not computed has the id -1 and the probability NaN. `read` prints them.

    Attributes
    ----------
    vocabulary
        The token of each id; None where ids are Unicode code points.
    length
        L, positions of one text; inferred from the outputs where it is None.
    form
        What the model gives for one text: ``"logits"`` or ``"probabilities"`` ``(L, V)``, ``"ids"``
        ``(L,)``, or ``"strings"``: texts themselves, spelled as code points ``(L,)``, padded with
        0. Inferred where it is None.
    alternatives
        K, at most.
    separator
        Between words.
    hidden, end
        Ids that are not printed (padding, the start); the id after which nothing is printed.
    joining
        How tokens that are parts of words are marked: ``"##"`` at those that go on with the word
        before, ``"▁"`` or ``"Ġ"`` at those that begin one.
    sentence_case, ending
        Whether the first letter is printed large; what is printed after the last word.
    phrases
        How groups of slots are printed, in order, where words are made of several tokens.

    Raises
    ------
    OptionError
        Where a field has a value outside these.
    """

    kind: ClassVar[str] = "text"

    vocabulary: tuple[str, ...] | None = None
    length: int | None = None
    form: Form | None = None
    alternatives: int = 5
    separator: str = " "
    hidden: tuple[int, ...] = ()
    end: int | None = None
    joining: Joining | None = None
    sentence_case: bool = False
    ending: str = ""
    phrases: tuple[Phrase, ...] | None = None

    def __post_init__(self) -> None:
        if self.vocabulary is not None:
            object.__setattr__(self, "vocabulary", tuple(self.vocabulary))
            if not self.vocabulary or not all(isinstance(token, str) for token in self.vocabulary):
                raise OptionError("A vocabulary is a list of at least one token, each a str.")
        if self.form is not None and self.form not in FORMS:
            raise OptionError(f"form={self.form!r} is unknown: give one of {', '.join(FORMS)}.")
        if self.form in ("logits", "probabilities") and self.vocabulary is None:
            raise OptionError(f"form={self.form!r} needs vocabulary=[...], the token of each id.")
        if self.length is not None and not 1 <= self.length <= MOST_POSITIONS:
            raise OptionError(
                f"length={self.length} is no length of a text: give 1 to {MOST_POSITIONS}."
            )
        if self.alternatives < 1:
            raise OptionError(f"alternatives={self.alternatives} is below 1.")
        if self.joining not in (None, "##", "▁", "Ġ"):
            raise OptionError(f"joining={self.joining!r} is unknown: give '##', '▁' or 'Ġ'.")
        n = MOST_POSITIONS if self.length is None else self.length
        for phrase in self.phrases or ():
            if not phrase.slots or not all(0 <= slot < n for slot in phrase.slots):
                raise OptionError(
                    f"A phrase has the slots {phrase.slots}: give positions below {n}."
                )

    @property
    def size(self) -> int:
        """V, the number of tokens that there are."""
        return LAST_CODE_POINT + 1 if self.vocabulary is None else len(self.vocabulary)

    @property
    def is_spelled(self) -> bool:
        """Whether tokens are letters, which are words only between spaces."""
        if self.vocabulary is None:
            return True
        return self.separator == "" and all(len(token) <= 1 for token in self.vocabulary)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one canonical text, ``(L, K, 2)``."""
        kept = 1 if self.form in ("ids", "strings") else min(self.alternatives, self.size)
        return (self._length, kept, 2)

    @property
    def raw_shape(self) -> tuple[int, ...]:
        """Shape of one raw output: ``(L, V)`` or ``(L,)``."""
        scored = self.form in ("logits", "probabilities")
        return (self._length, self.size) if scored else (self._length,)

    def fitted(self, raw: NDArray[Any], *, sample: NDArray[Any] | None = None) -> "Text":
        """Infer form and length from raw outputs ``(n, L, V)``, ``(n, L)`` or texts ``(n,)``.

        Raises
        ------
        ShapeError
            Where they have another shape.
        OptionError
            Where they hold tokens outside the vocabulary.
        """
        if raw.dtype.kind in "UO" and raw.ndim == 1:
            longest = max((len(text) for text in [*raw, *_texts_of(sample)]), default=0)
            length = self.length or min(max(1, 2 * longest), MOST_POSITIONS)
            return replace(
                self,
                vocabulary=None,
                form="strings",
                length=length,
                separator="",
                hidden=(0,),
                end=0,
            )
        form = self.form or self._form_of(raw)
        fitted = replace(self, form=form, length=self.length or raw.shape[min(1, raw.ndim - 1)])
        if raw.shape[1:] != fitted.raw_shape:
            raise ShapeError(
                f"The model's output has shape {raw.shape[1:]} and {form} of {fitted.length} "
                f"positions and {fitted.size:,} tokens have {fitted.raw_shape}: give the whole "
                "vocabulary, and length=... and form=... as the model has them."
            )
        if form == "ids":
            check_ids(raw, self.size)
        return fitted

    def to_canonical(self, raw: NDArray[Any]) -> Tokens:
        """Turn raw outputs ``(n, *raw_shape)`` into tokens ``(n, L, K, 2)``.

        Raises
        ------
        ShapeError
            Where `raw` has another shape.
        """
        expect_raw(raw, self.raw_shape)
        if self.form in ("logits", "probabilities"):
            return from_scores(raw, self.shape[1], logits=self.form == "logits")
        return from_ids(raw)

    def from_canonical(self, outputs: Tokens) -> Tokens:
        """Turn tokens ``(n, L, K, 2)`` into raw outputs; those not kept become all but impossible.

        Raises
        ------
        ShapeError
            Where `outputs` has another shape.
        """
        expect_outputs(outputs, self.shape, "Texts")
        ids, probabilities = outputs[..., 0].astype(np.int64), outputs[..., 1]
        if self.form in ("ids", "strings"):
            return ids[..., 0].astype(np.float32)
        scores = np.full((*ids.shape[:2], self.size), LEAST_PROBABILITY, np.float32)
        # Of fewer tokens than are kept the first stands for those that are none.
        probabilities = np.where(ids < 0, probabilities[..., :1], probabilities)
        ids = np.where(ids < 0, ids[..., :1], ids)
        np.put_along_axis(scores, np.maximum(ids, 0), probabilities, axis=-1)
        scores[ids[..., 0] == NOT_COMPUTED] = np.nan
        return np.log(np.maximum(scores, LEAST_PROBABILITY)) if self.form == "logits" else scores

    def from_samples(self, samples: Any) -> Tokens:
        """Turn token ids ``(n, L)``, texts, or outputs in the raw form into canonical texts.

        Texts are split at the separator and looked up in the vocabulary, as tokens of probability
        1, without the ending and the capital that printing adds; what is missing at the end is
        filled with the first hidden token.

        Raises
        ------
        DataError
            Where a text is empty or a token is outside the vocabulary; or texts are given for a
            model whose words are made of several tokens (`phrases`, `joining`).
        ShapeError
            Where the array has another shape.
        """
        array = samples if isinstance(samples, np.ndarray) else None
        if array is None or array.dtype.kind in "UO":
            return self._widened(from_ids(ids_of(list(samples), self, self._length)))
        if array.ndim == 3 and array.shape[1:] == self.raw_shape:
            return self.to_canonical(array)
        if array.ndim != 2 or array.shape[1] > self._length:
            raise ShapeError(
                f"Samples of shape {array.shape} were given and token ids (n, {self._length}) "
                "were expected."
            )
        try:
            check_ids(array, self.size)
        except OptionError as error:
            raise DataError(str(error)) from None
        return self._widened(from_ids(padded(array.tolist(), self, self._length)))

    def distance(self, first: Tokens, second: Tokens) -> NDArray[np.float64]:
        """Probability that is not shared, averaged over the positions: ``(n,)`` in [0, 1]."""
        kept = 0.5 * (np.nansum(first[..., 1], -1) + np.nansum(second[..., 1], -1))
        apart: NDArray[np.float64] = (np.minimum(kept, 1) - overlap(first, second)).mean(axis=-1)
        return np.clip(apart, 0, 1)

    def pictures(self, outputs: Tokens, size: int) -> Tokens:
        """Refuse: a text is shown by its words, `texts`."""
        raise OptionError(f"Texts have no pictures ({len(outputs)} of size {size}): use texts.")

    def texts(self, outputs: Tokens) -> list[str]:
        """Print texts ``(n, L, K, 2)``."""
        return [text_of(output, self) for output in outputs]

    read = texts

    def words(self, output: Tokens) -> list[Word]:
        """Print the words of one text ``(L, K, 2)``, each with its slots and probability."""
        return words_of(output, self)

    def alternatives_of(self, output: Tokens, slot: int) -> list[tuple[str, float]]:
        """List the tokens kept at one slot of a text ``(L, K, 2)`` with their probabilities."""
        kept = output[slot].tolist()
        return [(token_text(int(token), self), share) for token, share in kept if token >= 0]

    def to_payload(
        self,
        output: Tokens,
        *,
        exact: bool = False,  # noqa: ARG002  numbers are exact
        max_raw_bytes: int = 0,  # noqa: ARG002
    ) -> Values:
        """Encode one text ``(L, K, 2)`` for the page."""
        return Values.of(output)

    def describe(self) -> dict[str, Any]:
        """Say to the page how texts are printed."""
        return {
            "kind": self.kind,
            "length": self._length,
            "alternatives": self.shape[1],
            "vocabulary": None if self.vocabulary is None else list(self.vocabulary),
            "form": self.form,
            "separator": self.separator,
            "hidden": list(self.hidden),
            "end": self.end,
            "joining": self.joining,
            "sentence_case": self.sentence_case,
            "ending": self.ending,
            "phrases": None
            if self.phrases is None
            else [{"slots": list(p.slots), "forms": dict(p.forms)} for p in self.phrases],
        }

    def describe_raw(self) -> dict[str, Any]:
        """Say all there is to know: with ``size``, V."""
        return {**self.describe(), "size": self.size}

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> "Text":
        """Read `describe_raw` back.

        Raises
        ------
        OptionError
            Where a field is missing or cannot be.
        """
        fields = Fields(description, cls.kind)
        length = fields.integer("length", 1, MOST_POSITIONS)
        text = cls(
            vocabulary=None if fields.is_null("vocabulary") else fields.texts("vocabulary"),
            length=length,
            form=cast("Form", fields.text("form")),
            alternatives=fields.integer("alternatives", 1, 1000),
            separator=fields.text("separator"),
            hidden=fields.integers("hidden", 0, LAST_CODE_POINT, most=1000),
            end=None if fields.is_null("end") else fields.integer("end", 0, LAST_CODE_POINT),
            joining=None if fields.is_null("joining") else cast("Joining", fields.text("joining")),
            sentence_case=fields.flag("sentence_case"),
            ending=fields.text("ending"),
            phrases=None
            if fields.is_null("phrases")
            else tuple(
                Phrase(
                    phrase.integers("slots", 0, length - 1, most=64),
                    phrase.table("forms", most=MOST_FORMS),
                )
                for phrase in fields.objects("phrases", most=MOST_PHRASES)
            ),
        )
        if fields.integer("size", 1, LAST_CODE_POINT + 1) != text.size:
            raise OptionError(
                f"The description of text outputs has size={description['size']} and a "
                f"vocabulary of {text.size}."
            )
        return text

    def draw(self, axes: Any, output: Tokens) -> None:
        """Print one text ``(L, K, 2)``, and below what else might stand where it is unsure."""
        draw_text(axes, output, self)

    @property
    def _length(self) -> int:
        if self.length is None:
            raise OptionError("The length of the texts is not known yet: give length=....")
        return self.length

    def _form_of(self, raw: NDArray[Any]) -> Form:
        if raw.ndim == 2:
            return "ids"
        if raw.ndim != 3:
            raise ShapeError(
                f"The model's output has shape {raw.shape[1:]}, which is no text: token ids (L,), "
                "or logits or probabilities (L, V) of V tokens were expected."
            )
        low, sums = np.nanmin(raw, initial=0), np.nansum(raw, axis=-1)
        return "probabilities" if low >= 0 and np.allclose(sums, 1, atol=1e-3) else "logits"

    def _widened(self, tokens: Tokens) -> Tokens:
        """Give each position as many alternatives as outputs have, of probability 0."""
        kept = self.shape[1]
        if kept == 1:
            return tokens
        rest = np.zeros((*tokens.shape[:2], kept - 1, 2), np.float32)
        rest[..., 0] = NOT_COMPUTED
        return np.concatenate([tokens, rest], axis=2)


def _texts_of(sample: NDArray[Any] | None) -> list[str]:
    if sample is None or sample.dtype.kind not in "UO":
        return []
    return [text for text in sample.ravel() if isinstance(text, str)]
