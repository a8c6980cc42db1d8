// Arrays as they cross between page and kernel, decoded once, here.

export type NumericArray = Float32Array | Uint32Array | Uint16Array | Uint8Array;
export type DType = "float32" | "uint32" | "uint16" | "uint8";

const CONSTRUCTORS = {
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
} as const;

interface WireArray {
  dtype: DType;
  shape: number[];
  data?: ArrayBuffer | ArrayBufferView;
  buffer?: number;
}

function isWireArray(value: object): value is WireArray {
  return "dtype" in value && "shape" in value && ("data" in value || "buffer" in value);
}

function readArray(wire: WireArray, buffers: readonly ArrayBufferView[]): NumericArray {
  const source = wire.data ?? buffers[wire.buffer ?? -1];
  const Numbers = CONSTRUCTORS[wire.dtype];
  if (!source || !Numbers) {
    throw new TypeError(`an array of ${wire.dtype} came without its bytes`);
  }
  // A message's buffer may be a window of a larger one, at any offset.
  const [bytes, offset] = ArrayBuffer.isView(source)
    ? [source.buffer, source.byteOffset]
    : [source, 0];
  const size = Numbers.BYTES_PER_ELEMENT;
  const length = wire.shape.reduce((product, extent) => product * extent, 1);
  if (source.byteLength !== length * size) {
    throw new RangeError(`${source.byteLength} bytes for an array of shape [${wire.shape}]`);
  }
  if (offset % size === 0) return new Numbers(bytes as ArrayBuffer, offset, length);
  return new Numbers(bytes.slice(offset, offset + length * size) as ArrayBuffer);
}

/** `value` with each array on the wire replaced by a flat typed array. */
export function revive<T>(value: unknown, buffers: readonly ArrayBufferView[] = []): T {
  const walk = (node: unknown): unknown => {
    if (typeof node !== "object" || node === null || ArrayBuffer.isView(node)) return node;
    if (Array.isArray(node)) return node.map(walk);
    if (isWireArray(node)) return readArray(node, buffers);
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]));
  };
  return walk(value) as T;
}

function dtypeOf(array: NumericArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Uint32Array) return "uint32";
  return array instanceof Uint16Array ? "uint16" : "uint8";
}

/** `array` as a trait carries it; a copy, since the model keeps it. */
export function toTrait(array: NumericArray): Record<string, unknown> {
  const copy = array.slice();
  return { dtype: dtypeOf(array), shape: [array.length], data: new DataView(copy.buffer) };
}

/** `payload` with each typed array moved to the list of buffers of one message. */
export function toMessage(payload: Record<string, unknown>): [object, ArrayBufferView[]] {
  const buffers: ArrayBufferView[] = [];
  const content: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(payload)) {
    if (ArrayBuffer.isView(value)) {
      const array = value as NumericArray;
      content[key] = { dtype: dtypeOf(array), shape: [array.length], buffer: buffers.length };
      buffers.push(array.slice());
    } else {
      content[key] = value;
    }
  }
  return [content, buffers];
}

export function sameArray(a: NumericArray | null, b: NumericArray | null): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  return a.every((value, i) => value === b[i]);
}
