// Bytes that stand in a page as text, as latentwidgets/widgets/html/base85.py writes them.

const ALPHABET =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";

/** Five characters to four bytes, the first the most significant; of the last, fewer. */
export function decodeBase85(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  const rest = text.length % 5;
  const bytes = new Uint8Array(Math.floor(text.length / 5) * 4 + Math.max(0, rest - 1));
  for (let i = 0, at = 0; i < text.length; i += 5, at += 4) {
    let number = 0;
    for (let j = 0; j < 5; j++) {
      // Beyond the end stands what rounds up: the last digit.
      const value = i + j < text.length ? (values[text.charCodeAt(i + j)] as number) : 84;
      number = number * 85 + value;
    }
    for (let j = 0; j < 4 && at + j < bytes.length; j++) {
      bytes[at + j] = Math.floor(number / 2 ** (24 - 8 * j)) & 0xff;
    }
  }
  return bytes;
}
