// The words of an expression, as latentwidgets/spaces/arithmetic/tokens.py.

import { ExpressionError } from "./error.ts";

export type TokenKind = "number" | "name" | "operator" | "(" | ")" | "end";

/** One word, from `start` to before `end`, counted as strings are here: in units of UTF-16. */
export interface Token {
  kind: TokenKind;
  /** Of an operator one of + - * /; of a name the name, without quotes. */
  text: string;
  start: number;
  end: number;
  number: number;
}

const MOST_CHARACTERS = 20_000;
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}\p{Pc}]*/uy;
const SPACE = /[\t\n\v\f\r\p{Zs}]+/uy;
const OPERATORS = new Map([
  ["+", "+"],
  ["-", "-"],
  ["−", "-"],
  ["*", "*"],
  ["×", "*"],
  ["/", "/"],
  ["÷", "/"],
]);
const QUOTES = new Map([
  ['"', '"'],
  ["'", "'"],
  ["“", "”"],
]);

/** Parts an expression into its words; the last is the end. */
export function tokensOf(text: string): Token[] {
  const { length } = [...text];
  if (length > MOST_CHARACTERS) {
    const start = [...text].slice(0, MOST_CHARACTERS).join("").length;
    throw new ExpressionError(
      `The expression is longer than ${MOST_CHARACTERS.toLocaleString("en")} characters: bookmark a part of it.`,
      start,
      start + 1,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    if (space) {
      at += space.length;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: "end", text: "", start: text.length, end: text.length, number: 0 });
  return tokens;
}

/** Whether a name can be written without quotes. */
export function isWord(name: string): boolean {
  return name !== "" && match(WORD, name, 0) === name;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function tokenAt(text: string, at: number): Token {
  const character = String.fromCodePoint(text.codePointAt(at) as number);
  const number = match(NUMBER, text, at);
  if (number) return numberAt(number, at);
  const one = { start: at, end: at + 1, number: 0 };
  const operator = OPERATORS.get(character);
  if (operator) return { kind: "operator", text: operator, ...one };
  if (character === "(" || character === ")") return { kind: character, text: character, ...one };
  const closing = QUOTES.get(character);
  if (closing) return quotedAt(text, at, closing);
  const word = match(WORD, text, at);
  if (word) return { kind: "name", text: word, start: at, end: at + word.length, number: 0 };
  throw new ExpressionError(
    `“${character}” means nothing here: write names, numbers, + − * / and parentheses, and a name with other characters in quotes.`,
    at,
    at + character.length,
  );
}

function numberAt(text: string, start: number): Token {
  const number = Number(text);
  const end = start + text.length;
  if (!Number.isFinite(number)) throw new ExpressionError("The number is too large.", start, end);
  return { kind: "number", text, start, end, number };
}

function quotedAt(text: string, start: number, closing: string): Token {
  let name = "";
  let end = start + 1;
  while (end < text.length && text[end] !== closing) {
    if (text[end] === "\\" && end + 1 < text.length) end += 1;
    name += text[end];
    end += 1;
  }
  if (end >= text.length) {
    throw new ExpressionError(
      `The quote is not closed: a ${closing} was expected.`,
      start,
      text.length,
    );
  }
  if (!name) throw new ExpressionError("There is no name in the quotes.", start, end + 1);
  return { kind: "name", text: name, start, end: end + 1, number: 0 };
}
