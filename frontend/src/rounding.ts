// Rounding as Python and NumPy do it.

const ROUND = 1.5 * 2 ** 52; // added and taken away: what is left is whole, halves even

/** To the nearest whole number, of two the even one; as `round` and `numpy.rint`. */
export const rint = (value: number): number => value + ROUND - ROUND;
