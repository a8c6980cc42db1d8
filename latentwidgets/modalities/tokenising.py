"""From texts, as users hold them, to token ids."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.modalities.tokens import NOT_COMPUTED, code_points

if TYPE_CHECKING:
    from latentwidgets.modalities.text import Text

__all__ = ["check_ids", "ids_of", "padded"]


def check_ids(ids: NDArray[Any], size: int) -> None:
    """Raise `OptionError` where there are no ids, or one is not below `size`."""
    if ids.shape[-1] == 0:
        raise OptionError("The texts have no tokens: give sequences of at least one.")
    finite = ids[np.isfinite(ids)]
    outside = finite[(np.floor(finite + 0.5) >= size) | (finite < 0)]
    if outside.size:
        raise OptionError(
            f"The token {outside[0]:g} is outside the vocabulary of {size:,} tokens: give the "
            "whole vocabulary, in the order of the ids."
        )


def ids_of(texts: Sequence[Any], modality: "Text", length: int) -> NDArray[np.float32]:
    """Look the tokens of texts up, ``(n, length)``.

    Raises
    ------
    DataError
        Where a text is empty or too long, or a token is outside the vocabulary; or words are made
        of several tokens, which a text does not tell.
    """
    for number, text in enumerate(texts):
        if not isinstance(text, str) or not text:
            raise DataError(
                f"Sample {number} is {text!r:.40}: a text that is not empty was expected."
            )
    if modality.vocabulary is None:
        return code_points(list(texts), length)
    if modality.phrases is not None or modality.joining is not None:
        raise DataError(
            "The model's words are made of several tokens, which cannot be told from a text: give "
            f"the samples as token ids (n, {length})."
        )
    known = {token: number for number, token in enumerate(modality.vocabulary)}
    rows = []
    for number, text in enumerate(texts):
        tokens = _split(text, modality, known)
        missing = [token for token in tokens if token not in known]
        if missing:
            raise DataError(
                f"Sample {number} has the token {missing[0]!r:.40}, which is outside the "
                f"vocabulary of {modality.size:,} tokens."
            )
        if len(tokens) > length:
            raise DataError(f"Sample {number} has {len(tokens)} tokens and a text has {length}.")
        rows.append([known[token] for token in tokens])
    return padded(rows, modality, length)


def _split(text: str, modality: "Text", known: Mapping[str, int]) -> list[str]:
    """Take a text apart, without what printing added: the ending, the capital."""
    bare = text.removesuffix(modality.ending)
    tokens = bare.split(modality.separator) if modality.separator else list(bare)
    if modality.sentence_case and tokens and tokens[0] not in known:
        tokens[0] = tokens[0][:1].lower() + tokens[0][1:]
    return tokens


def padded(rows: Sequence[Sequence[int]], modality: "Text", length: int) -> NDArray[np.float32]:
    """Fill ids up to `length`: the end once, then what is hidden; else they are not computed."""
    rest = modality.hidden[0] if modality.hidden else modality.end
    ids = np.full((len(rows), length), NOT_COMPUTED if rest is None else rest, np.float32)
    for row, tokens in zip(ids, rows, strict=True):
        row[: len(tokens)] = tokens
        if modality.end is not None and len(tokens) < length:
            row[len(tokens)] = modality.end
    return ids
