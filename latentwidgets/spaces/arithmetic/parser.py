"""From words to a tree, by recursive descent."""

from latentwidgets.exceptions import ExpressionError
from latentwidgets.spaces.arithmetic.tokens import Token, tokens_of
from latentwidgets.spaces.arithmetic.tree import Name, Node, Number, Product, Signed, Sum

__all__ = ["parse"]

MOST_NESTED = 50


def parse(text: str) -> Node:
    """Read an expression.

    Raises
    ------
    ExpressionError
        Where it is none, with the position.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.at = 0
        self.opened: list[Token] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def whole(self) -> Node:
        node = self.sum()
        if self.token.kind == ")":
            self.fail("This parenthesis closes none")
        if self.token.kind != "end":
            self.fail("An operator was expected before this")
        return node

    def sum(self) -> Node:
        first, rest = self.product(), []
        while operator := self.take("+", "-"):
            rest.append((operator, self.product()))
        return Sum(first, tuple(rest)) if rest else first

    def product(self) -> Node:
        first, rest = self.signed(), []
        while operator := self.take("*", "/"):
            rest.append((operator, self.signed()))
        return Product(first, tuple(rest)) if rest else first

    def signed(self) -> Node:
        minus: Token | None = None
        while sign := self.take("+", "-"):
            if sign.text == "-":
                minus = None if minus else sign
        node = self.atom()
        return Signed(minus, node) if minus else node

    def atom(self) -> Node:
        token = self.token
        if token.kind not in ("number", "name", "("):
            self.fail("A name, a number or a parenthesis was expected")
        self.at += 1
        if token.kind == "number":
            return Number(token)
        return Name(token) if token.kind == "name" else self.inner(token)

    def inner(self, opening: Token) -> Node:
        self.opened.append(opening)
        if len(self.opened) > MOST_NESTED:
            raise ExpressionError(
                f"Parentheses are nested more than {MOST_NESTED} deep.",
                self.text,
                opening.start,
                opening.end,
            )
        node = self.sum()
        if self.token.kind == "end":
            raise ExpressionError(
                "This parenthesis is not closed.", self.text, opening.start, opening.end
            )
        if self.token.kind != ")":
            self.fail("An operator was expected before this")
        self.opened.pop()
        self.at += 1
        return node

    def take(self, *operators: str) -> Token | None:
        token = self.token
        if token.kind != "operator" or token.text not in operators:
            return None
        self.at += 1
        return token

    def fail(self, reason: str) -> None:
        token = self.token
        where = " at the end" if token.kind == "end" else ""
        raise ExpressionError(
            f"{reason}{where}.", self.text, token.start, max(token.end, token.start + 1)
        )
