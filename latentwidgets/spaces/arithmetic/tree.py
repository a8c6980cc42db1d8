"""An expression as a tree. Sums and products hold all their parts, so that it is never deep."""

from dataclasses import dataclass

from latentwidgets.spaces.arithmetic.tokens import Token

__all__ = ["Name", "Node", "Number", "Product", "Signed", "Sum"]


@dataclass(frozen=True)
class Number:
    """A number."""

    token: Token


@dataclass(frozen=True)
class Name:
    """What a name stands for."""

    token: Token


@dataclass(frozen=True)
class Signed:
    """What stands after a minus sign."""

    operator: Token
    node: "Node"


@dataclass(frozen=True)
class Sum:
    """The first part, and all that is added or subtracted."""

    first: "Node"
    rest: tuple[tuple[Token, "Node"], ...]


@dataclass(frozen=True)
class Product:
    """The first part, and all by which it is multiplied or divided."""

    first: "Node"
    rest: tuple[tuple[Token, "Node"], ...]


Node = Number | Name | Signed | Sum | Product
