"""An expression computed in a space."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import DataError, ExpressionError
from latentwidgets.spaces.arithmetic.terms import terms_of
from latentwidgets.spaces.names import NamedCode, Names
from latentwidgets.spaces.sampling import as_codes

__all__ = ["Computation", "Term", "compute"]

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Term:
    """A code of the sum.

    Attributes
    ----------
    weight
        By which the code is multiplied.
    name, kind, z, count
        As of `latentwidgets.spaces.names.NamedCode`; the kind of one's own codes is ``"code"``.
    """

    weight: float
    name: str
    kind: str
    z: Array
    count: int


@dataclass(frozen=True)
class Computation:
    """What an expression comes to.

    Attributes
    ----------
    text
        The expression.
    terms
        The codes that were added, each name once, in the order in which they come.
    z : float32, latent_shape
        The sum.
    """

    text: str
    terms: tuple[Term, ...]
    z: Array


def compute(
    text: str, names: Names, codes: Mapping[str, Any], shape: tuple[int, ...]
) -> Computation:
    """Compute an expression over the names of a space, and codes of one's own by name.

    Raises
    ------
    ExpressionError
        Where it is no expression, holds an unknown name or comes to no code, with the position.
    ShapeError, DataError
        Where a code of one's own is none of the space.
    """
    if not isinstance(text, str):
        raise DataError(f"A {type(text).__name__} was given as an expression: give text.")
    own = {name: _own(name, z, shape) for name, z in codes.items()}

    def find(name: str) -> NamedCode | None:
        return None if name in own else names.find(name)

    weighted = terms_of(
        text,
        lambda name: name in own or find(name) is not None,
        lambda: [*own, *names, names.last_sample],
    )
    terms = []
    for entry in weighted:
        found = find(entry.name)
        if found is None:
            terms.append(Term(entry.weight, entry.name, "code", own[entry.name], 1))
        else:
            terms.append(Term(entry.weight, entry.name, found.kind, found.z, found.count))
    total = np.zeros(shape, np.float64)
    for term in terms:
        total += term.weight * term.z.astype(np.float64)
    with np.errstate(over="ignore"):
        z = total.astype(np.float32)
    if not np.isfinite(z).all():
        raise ExpressionError("The code that comes of this is too large.", text, 0, len(text))
    return Computation(text, tuple(terms), z)


def _own(name: str, z: Any, shape: tuple[int, ...]) -> Array:
    code = as_codes(z, shape)
    if len(code) != 1 or not np.isfinite(code).all():
        raise DataError(f"codes[{name!r}] is no single code of finite numbers: give one.")
    one: Array = code[0]
    return one
