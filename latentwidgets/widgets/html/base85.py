"""Bytes as text in a page: five characters for four bytes, a sixteenth shorter than base64."""

import base64

__all__ = ["encode"]

# Python's own alphabet, but for what a page might read as markup; frontend/src/standalone/base85.ts
# reads it.
_WITHOUT_MARKUP = bytes.maketrans(b"<>&", b",.:")


def encode(data: bytes) -> str:
    """Write bytes as text that stands in a page as it is."""
    return base64.b85encode(data).translate(_WITHOUT_MARKUP).decode("ascii")
