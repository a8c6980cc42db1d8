// From words to a tree, as latentwidgets/spaces/arithmetic/parser.py.

import { ExpressionError } from "./error.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Sums and products hold all their parts, so that a tree is never deep. */
export type Node =
  | { is: "number" | "name"; token: Token }
  | { is: "signed"; operator: Token; node: Node }
  | { is: "sum" | "product"; first: Node; rest: [Token, Node][] };

const MOST_NESTED = 50;

export function parse(text: string): Node {
  return new Parser(text).whole();
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Node {
    const node = this.#sum();
    if (this.#token.kind === ")") this.#fail("This parenthesis closes none");
    if (this.#token.kind !== "end") this.#fail("An operator was expected before this");
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #sum(): Node {
    return this.#chain("sum", ["+", "-"], () => this.#product());
  }

  #product(): Node {
    return this.#chain("product", ["*", "/"], () => this.#signed());
  }

  #chain(is: "sum" | "product", operators: readonly string[], part: () => Node): Node {
    const first = part();
    const rest: [Token, Node][] = [];
    for (let operator = this.#take(operators); operator; operator = this.#take(operators)) {
      rest.push([operator, part()]);
    }
    return rest.length > 0 ? { is, first, rest } : first;
  }

  #signed(): Node {
    let minus: Token | null = null;
    for (let sign = this.#take(["+", "-"]); sign; sign = this.#take(["+", "-"])) {
      if (sign.text === "-") minus = minus ? null : sign;
    }
    const node = this.#atom();
    return minus ? { is: "signed", operator: minus, node } : node;
  }

  #atom(): Node {
    const token = this.#token;
    if (token.kind !== "number" && token.kind !== "name" && token.kind !== "(") {
      this.#fail("A name, a number or a parenthesis was expected");
    }
    this.#at += 1;
    if (token.kind === "number" || token.kind === "name") return { is: token.kind, token };
    return this.#inner(token);
  }

  #inner({ start, end }: Token): Node {
    this.#depth += 1;
    if (this.#depth > MOST_NESTED) {
      throw new ExpressionError(
        `Parentheses are nested more than ${MOST_NESTED} deep.`,
        start,
        end,
      );
    }
    const node = this.#sum();
    if (this.#token.kind === "end") {
      throw new ExpressionError("This parenthesis is not closed.", start, end);
    }
    if (this.#token.kind !== ")") this.#fail("An operator was expected before this");
    this.#depth -= 1;
    this.#at += 1;
    return node;
  }

  #take(operators: readonly string[]): Token | null {
    const token = this.#token;
    if (token.kind !== "operator" || !operators.includes(token.text)) return null;
    this.#at += 1;
    return token;
  }

  #fail(reason: string): never {
    const { kind, start, end } = this.#token;
    const where = kind === "end" ? " at the end" : "";
    throw new ExpressionError(`${reason}${where}.`, start, Math.max(end, start + 1));
  }
}
