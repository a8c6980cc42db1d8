"""The members of a bundle that is read, against what its manifest says of them."""

import hashlib
from collections.abc import Mapping

from latentwidgets.spaces.bundles.archive import DAMAGED
from latentwidgets.spaces.bundles.faults import Fault

__all__ = ["Members", "describe_members"]

Description = Mapping[str, int | str]


def describe_members(members: Mapping[str, bytes]) -> dict[str, dict[str, int | str]]:
    """Size and checksum of each member, for the manifest."""
    return {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    }


class Members:
    """Members by name, each checked, and each to be used.

    Raises
    ------
    Fault
        Where one is missing, too many, or not what the manifest says.
    """

    def __init__(self, members: Mapping[str, bytes], described: Mapping[str, Description]) -> None:
        missing = sorted(described.keys() - members.keys())
        if missing:
            raise Fault(f"{missing[0]} is missing: {DAMAGED}")
        extra = sorted(members.keys() - described.keys())
        if extra:
            raise Fault(f"it holds {extra[0]}, of which its manifest says nothing: {DAMAGED}")
        for name, found in describe_members(members).items():
            if found != described[name]:
                raise Fault(f"{name} is not what the manifest says (size or checksum): {DAMAGED}")
        self._members = members
        self._unused = set(members)

    def __getitem__(self, name: str) -> bytes:
        if name not in self._members:
            raise Fault(f"{name} is missing: {DAMAGED}")
        self._unused.discard(name)
        return self._members[name]

    def check_all_used(self) -> None:
        """Raise a `Fault` where something came along that is no part of the space."""
        if self._unused:
            raise Fault(f"it holds {min(self._unused)}, which is no part of the space")
