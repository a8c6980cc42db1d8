/** An expression cannot be computed; what is meant stands from `start` to before `end`. */
export class ExpressionError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(reason: string, start: number, end: number) {
    super(reason);
    this.start = start;
    this.end = end;
  }
}
