"""The key of a map: ``"tsne-2-perplexity=50.0"`` is t-SNE on two axes with that perplexity."""

import re
from typing import Any

from latentwidgets.exceptions import OptionError

__all__ = ["is_map_key", "map_key", "read_map_key"]

LONGEST = 200
KEY = re.compile(r"([a-z0-9_]+)-([23])((?:-[a-z_]+=[0-9.]+)*)")
OPTION = re.compile(r"-([a-z_]+)=([0-9.]+)")
WHOLE = ("seed", "n_iterations")


def map_key(method: str, dims: int, options: dict[str, Any]) -> str:
    """Form the key."""
    return "-".join([method, str(dims), *(f"{name}={options[name]}" for name in sorted(options))])


def is_map_key(value: Any) -> bool:
    """Tell whether something may be a key; not whether there is such a map."""
    return isinstance(value, str) and len(value) <= LONGEST and KEY.fullmatch(value) is not None


def read_map_key(key: str) -> tuple[str, int, dict[str, Any]]:
    """Read method, number of axes and options.

    Raises
    ------
    OptionError
        Where it is no key.
    """
    found = KEY.fullmatch(key) if len(key) <= LONGEST else None
    if found is None:
        raise OptionError(f"{key[:40]!r} names no map, as 'pca-2' and 'tsne-3' do.")
    options: dict[str, Any] = {}
    for name, digits in OPTION.findall(found[3]):
        try:
            options[name] = int(digits) if name in WHOLE else float(digits)
        except ValueError as error:
            raise OptionError(f"The map {key[:40]!r} has {name}={digits!r}, no number.") from error
    return found[1], int(found[2]), options
