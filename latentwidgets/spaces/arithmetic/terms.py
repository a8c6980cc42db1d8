"""What an expression comes to: a sum of codes, each times a number."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from latentwidgets.exceptions import ExpressionError
from latentwidgets.spaces.arithmetic.parser import parse
from latentwidgets.spaces.arithmetic.spelling import advice, written
from latentwidgets.spaces.arithmetic.tokens import Token, tokens_of
from latentwidgets.spaces.arithmetic.tree import Name, Node, Number, Product, Signed, Sum

__all__ = ["Weighted", "terms_of"]


@dataclass(frozen=True)
class Weighted:
    """A name and the number by which its code is multiplied."""

    name: str
    weight: float


Weights = dict[str, float]  # in the order in which the names come
Value = float | Weights


def terms_of(
    text: str, is_known: Callable[[str], bool], known: Callable[[], Sequence[str]]
) -> list[Weighted]:
    """Read an expression as a sum of named codes, each name once.

    Parameters
    ----------
    text
        The expression.
    is_known
        Tells whether a name stands for a code.
    known
        Gives the names to advise, where one is unknown.

    Raises
    ------
    ExpressionError
        Where it is no expression, holds an unknown name, or comes to no code; with the position.
    """
    tree = parse(text)
    value = _Evaluation(text, is_known, known).of(tree)
    if isinstance(value, dict):
        return [Weighted(name, weight) for name, weight in value.items()]
    quoted = [token.text for token in tokens_of(text) if token.kind == "number"]
    raise ExpressionError(
        f"This comes to a number, and no code: name at least one code.{_quote(quoted, is_known)}",
        text,
        0,
        len(text),
    )


class _Evaluation:
    def __init__(
        self, text: str, is_known: Callable[[str], bool], known: Callable[[], Sequence[str]]
    ) -> None:
        self.text, self.is_known, self.known = text, is_known, known

    def of(self, node: Node) -> Value:
        match node:
            case Number(token):
                return token.number
            case Name(token):
                return self.named(token)
            case Signed(operator, inner):
                return self.scaled(self.of(inner), -1.0, operator)
            case Sum(first, rest):
                value = self.of(first)
                for operator, part in rest:
                    value = self.added(value, self.of(part), operator)
                return value
            case Product(first, rest):
                value = self.of(first)
                for operator, part in rest:
                    value = self.multiplied(value, self.of(part), operator)
                return value

    def named(self, token: Token) -> Weights:
        if not self.is_known(token.text):
            advised = advice(token.text, self.known())
            raise self.error(f"Nothing is called {written(token.text)}. {advised}", token)
        return {token.text: 1.0}

    def added(self, left: Value, right: Value, operator: Token) -> Value:
        sign = 1.0 if operator.text == "+" else -1.0
        if isinstance(left, float) and isinstance(right, float):
            return self.finite(left + sign * right, operator)
        if isinstance(left, dict) and isinstance(right, dict):
            total = dict(left)
            for name, weight in right.items():
                total[name] = self.finite(total.get(name, 0.0) + sign * weight, operator)
            return total
        number = left if isinstance(left, float) else right
        done = "added" if operator.text == "+" else "subtracted"
        raise self.error(
            f"A number and a code cannot be {done}: {number:g} is no place in the space. Multiply "
            f"a code by it.{_quote([f'{number:g}'], self.is_known)}",
            operator,
        )

    def multiplied(self, left: Value, right: Value, operator: Token) -> Value:
        if operator.text == "/":
            if isinstance(right, dict):
                raise self.error("Nothing can be divided by a code: divide by a number.", operator)
            if right == 0:
                raise self.error("This divides by zero.", operator)
            if isinstance(left, float):
                return self.finite(left / right, operator)
            return {name: self.finite(w / right, operator) for name, w in left.items()}
        if isinstance(left, dict) and isinstance(right, dict):
            raise self.error(
                "Two codes cannot be multiplied: multiply a code by a number.", operator
            )
        if isinstance(right, dict):
            left, right = right, left
        return self.scaled(left, right, operator)  # type: ignore[arg-type]

    def scaled(self, value: Value, number: float, operator: Token) -> Value:
        if isinstance(value, float):
            return self.finite(value * number, operator)
        return {name: self.finite(w * number, operator) for name, w in value.items()}

    def finite(self, number: float, operator: Token) -> float:
        if not math.isfinite(number):
            raise self.error("The number that comes of this is too large.", operator)
        return number

    def error(self, reason: str, token: Token) -> ExpressionError:
        return ExpressionError(reason, self.text, token.start, token.end)


def _quote(numbers: Sequence[str], is_known: Callable[[str], bool]) -> str:
    """Tell how a class is written whose name is one of these numbers."""
    named = next((number for number in numbers if is_known(number)), None)
    return "" if named is None else f' The class {named} is written in quotes, "{named}".'
