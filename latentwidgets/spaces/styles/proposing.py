"""Which dimensions go together: the layers of a generator, or what carries an attribute."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.colouring import MISSING, colouring
from latentwidgets.spaces.styles.groups import StyleGroup, StyleGroups

__all__ = ["of_layers", "propose"]

Codes = NDArray[np.float32]
Array64 = NDArray[np.float64]

THIRDS = ("coarse", "middle", "fine")
DOES = ("pose and outline", "the parts and their shapes", "colours and fine detail")
REST = "the rest"
LEAST_SHARE = 0.05  # of a dimension's variance, that an attribute must tell to have it
TIMES_CHANCE = 4
MOST_ROWS = 20_000
LEAST_ROWS = 10
SIDES_OF_LAYERS = 2


def propose(
    codes: Codes,
    columns: Mapping[str, NDArray[Any]],
    attributes: Sequence[str] | None = None,
) -> StyleGroups:
    """Propose groups of dimensions.

    Codes with a style for each layer, ``(n, layers, size)``, are parted into coarse, middle and
    fine layers. Other codes are parted by attributes: each dimension goes to the attribute that
    tells most of its variance, r² of numbers and η² of classes (one-way analysis of variance),
    where that is at least 5 % and four times what chance would tell; else to the rest.

    Parameters
    ----------
    codes
        ``(n, *latent_shape)``.
    columns
        Labels and attributes by name.
    attributes
        The names of those that count; all where None. Given, they part layered codes too.

    Raises
    ------
    OptionError
        Where there is no such attribute, or none tells anything of any dimension.
    """
    layered = codes.ndim == 1 + SIDES_OF_LAYERS and codes.shape[1] >= len(THIRDS)
    if layered and attributes is None:
        return of_layers(*codes.shape[1:])
    chosen = list(columns) if attributes is None else list(attributes)
    for name in chosen:
        if name not in columns:
            known = ", ".join(map(repr, columns)) or "none"
            raise OptionError(f"There is no attribute {name!r}: there are {known}.")
    flat = codes.reshape(len(codes), -1)
    shares = {name: _shares(flat, name, columns[name]) for name in chosen}
    shares = {name: share for name, share in shares.items() if share.any()}
    if not shares:
        raise OptionError(
            "No attribute tells enough of any dimension to part them: give groups of your own, "
            "such as {'style': [0, 3], 'content': [1, 2]}."
        )
    return _by_attribute(shares)


def of_layers(n_layers: int, size: int) -> StyleGroups:
    """Part the layers of a generator, at least three, into coarse, middle and fine."""
    dims = np.arange(n_layers * size).reshape(n_layers, size)
    groups = []
    for name, does, layers in zip(
        THIRDS, DOES, np.array_split(np.arange(n_layers), 3), strict=True
    ):
        carries = f"layers {layers[0]} to {layers[-1]}: mostly {does}"
        groups.append(StyleGroup(name, dims[layers].reshape(-1), carries))
    how = (
        f"The {n_layers} layers in three parts, from the input on (Karras et al., 2019); what each "
        "does is what such generators mostly learn."
    )
    return StyleGroups(groups, how)


def _by_attribute(shares: dict[str, Array64]) -> StyleGroups:
    names = list(shares)
    table = np.stack([shares[name] for name in names])
    best, told = table.argmax(axis=0), table.max(axis=0)
    groups = []
    for index, name in enumerate(names):
        dims = np.flatnonzero((best == index) & (told > 0))
        if len(dims):
            least, most = told[dims].min(), told[dims].max()
            if len(dims) == 1:
                carries = f"{name} tells {_percent(most)} of its variance"
            else:
                carries = f"{name} tells {_percent(least)} to {_percent(most)} of their variance"
            groups.append(StyleGroup(name, dims, carries))
    rest = np.flatnonzero(told == 0)
    if len(rest):
        name = next(word for word in (REST, "all the rest") if word not in shares)
        groups.append(StyleGroup(name, rest, "no attribute tells much of these"))
    how = (
        "Each dimension goes to the attribute that tells most of its variance (r² of numbers, η² "
        f"of classes; at least {_percent(LEAST_SHARE)})."
    )
    return StyleGroups(groups, how)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _shares(codes: Codes, name: str, values: NDArray[Any]) -> Array64:
    """Find the share of each dimension's variance that an attribute tells; 0 where it is chance."""
    rows = np.linspace(0, len(codes) - 1, min(len(codes), MOST_ROWS)).astype(np.intp)
    column = colouring(name, values[rows])
    flat = codes[rows].astype(np.float64)
    none = np.zeros(flat.shape[1])
    missing = np.isnan(column.values) if column.kind == "numeric" else column.values == MISSING
    flat, known = flat[~missing], column.values[~missing]
    if len(flat) < LEAST_ROWS:
        return none
    flat -= flat.mean(axis=0)
    total = (flat**2).sum(axis=0)
    if column.kind == "numeric":
        centred = known.astype(np.float64) - known.mean(dtype=np.float64)
        free, told = 1, (centred @ flat) ** 2 / max(float(centred @ centred), np.finfo(float).tiny)
    else:
        counts = np.bincount(known)
        order = np.argsort(known, kind="stable")
        starts = np.concatenate([[0], np.cumsum(counts[counts > 0])[:-1]])
        sums = np.add.reduceat(flat[order], starts, axis=0)
        free = len(starts) - 1
        told = (sums**2 / counts[counts > 0][:, None]).sum(axis=0)
    if free < 1:
        return none
    share: Array64 = np.divide(told, total, out=none, where=total > 0)
    chance = free / (len(flat) - 1)
    share[share < max(LEAST_SHARE, TIMES_CHANCE * chance)] = 0
    return share
