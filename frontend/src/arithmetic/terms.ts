// What an expression comes to: a sum of codes, each times a number. As terms.py of
// latentwidgets/spaces/arithmetic.

import { ExpressionError } from "./error.ts";
import { type Node, parse } from "./parser.ts";
import { advice, written } from "./spelling.ts";
import { type Token, tokensOf } from "./tokens.ts";

export interface Weighted {
  name: string;
  weight: number;
}

export interface Vocabulary {
  has(name: string): boolean;
  /** The names to advise where one is unknown. */
  names(): readonly string[];
}

type Weights = Map<string, number>; // in the order in which the names come
type Value = number | Weights;

/** Reads an expression as a sum of named codes, each name once; an ExpressionError says where not. */
export function termsOf(text: string, vocabulary: Vocabulary): Weighted[] {
  const value = evaluate(parse(text), vocabulary);
  if (value instanceof Map) return Array.from(value, ([name, weight]) => ({ name, weight }));
  const numbers = tokensOf(text).filter(({ kind }) => kind === "number");
  const quote = quoted(
    numbers.map((token) => token.text),
    vocabulary,
  );
  throw new ExpressionError(
    `This comes to a number, and no code: name at least one code.${quote}`,
    0,
    text.length,
  );
}

function evaluate(node: Node, vocabulary: Vocabulary): Value {
  switch (node.is) {
    case "number":
      return node.token.number;
    case "name":
      return named(node.token, vocabulary);
    case "signed":
      return scaled(evaluate(node.node, vocabulary), -1, node.operator);
    default: {
      const step = node.is === "sum" ? added : multiplied;
      let value = evaluate(node.first, vocabulary);
      for (const [operator, part] of node.rest) {
        value = step(value, evaluate(part, vocabulary), operator, vocabulary);
      }
      return value;
    }
  }
}

function named(token: Token, vocabulary: Vocabulary): Weights {
  const { text } = token;
  if (vocabulary.has(text)) return new Map([[text, 1]]);
  fail(`Nothing is called ${written(text)}. ${advice(text, vocabulary.names())}`, token);
}

function added(left: Value, right: Value, operator: Token, vocabulary: Vocabulary): Value {
  const sign = operator.text === "+" ? 1 : -1;
  if (typeof left === "number" && typeof right === "number") {
    return finite(left + sign * right, operator);
  }
  if (left instanceof Map && right instanceof Map) {
    const total = new Map(left);
    for (const [name, weight] of right) {
      total.set(name, finite((total.get(name) ?? 0) + sign * weight, operator));
    }
    return total;
  }
  const number = String(
    Number(((typeof left === "number" ? left : right) as number).toPrecision(6)),
  );
  const done = operator.text === "+" ? "added" : "subtracted";
  fail(
    `A number and a code cannot be ${done}: ${number} is no place in the space. Multiply a code by it.${quoted([number], vocabulary)}`,
    operator,
  );
}

function multiplied(left: Value, right: Value, operator: Token): Value {
  if (operator.text === "/") {
    if (right instanceof Map) {
      fail("Nothing can be divided by a code: divide by a number.", operator);
    }
    if (right === 0) fail("This divides by zero.", operator);
    if (typeof left === "number") return finite(left / right, operator);
    return mapped(left, (weight) => finite(weight / right, operator));
  }
  if (right instanceof Map) {
    if (left instanceof Map) {
      fail("Two codes cannot be multiplied: multiply a code by a number.", operator);
    }
    return scaled(right, left, operator);
  }
  return scaled(left, right, operator);
}

function scaled(value: Value, number: number, operator: Token): Value {
  if (typeof value === "number") return finite(value * number, operator);
  return mapped(value, (weight) => finite(weight * number, operator));
}

function mapped(weights: Weights, change: (weight: number) => number): Weights {
  return new Map(Array.from(weights, ([name, weight]) => [name, change(weight)]));
}

function finite(number: number, operator: Token): number {
  if (!Number.isFinite(number)) fail("The number that comes of this is too large.", operator);
  return number;
}

function fail(reason: string, { start, end }: Token): never {
  throw new ExpressionError(reason, start, end);
}

/** Tells how a class is written whose name is one of these numbers. */
function quoted(numbers: readonly string[], vocabulary: Vocabulary): string {
  const name = numbers.find((number) => vocabulary.has(number));
  return name === undefined ? "" : ` The class ${name} is written in quotes, "${name}".`;
}
