// A WAV file's samples, as latentwidgets/modalities/recording.py reads them: all of them, and at their own
// rate, where a browser's decoder would clip and resample.

const LARGEST_FILE = 7 * 2 ** 20; // bytes
const MOST_CHANNELS = 16;
const RATES = [1_000, 768_000] as const;
const [PCM, FLOATS, EXTENSIBLE] = [1, 3, 0xfffe];

export interface Waves {
  /** (n, channels) in [-1, 1]. */
  values: Float32Array;
  channels: number;
  /** Samples a second. */
  rate: number;
}

/** Whole numbers of 8, 16, 24 and 32 bits, floating-point ones of 32 and 64. */
export function readWav(file: Uint8Array): Waves {
  if (file.length > LARGEST_FILE) {
    const size = (file.length / 2 ** 20).toFixed(1);
    throw new Error(`The file has ${size} MiB: give one of at most ${LARGEST_FILE / 2 ** 20} MiB.`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (nameAt(file, 0) !== "RIFF" || nameAt(file, 8) !== "WAVE") {
    throw new Error("The file is no WAV file: record a sound, or give one that ends in .wav.");
  }
  const { header, start, stop } = chunksOf(file, view);
  if (header.byteLength < 16) throw cutOff();
  let coding = header.getUint16(0, true);
  const channels = header.getUint16(2, true);
  const rate = header.getUint32(4, true);
  const frame = header.getUint16(12, true);
  const width = header.getUint16(14, true) >> 3;
  if (coding === EXTENSIBLE) {
    if (header.byteLength < 26) throw cutOff();
    coding = header.getUint16(24, true);
  }
  if (channels < 1 || channels > MOST_CHANNELS || rate < RATES[0] || rate > RATES[1]) {
    throw new Error(
      `The WAV file says ${channels} channels at ${rate.toLocaleString("en-US")} Hz, which cannot be.`,
    );
  }
  if (frame !== width * channels || width === 0) {
    throw new Error("The WAV file is damaged: its header contradicts itself.");
  }
  const n = Math.floor((stop - start) / frame) * channels;
  if (n === 0) throw new Error("The WAV file holds no sound.");
  const read = reader(new DataView(view.buffer, view.byteOffset + start, n * width), coding, width);
  const values = new Float32Array(n);
  for (let i = 0; i < n; i++) values[i] = read(i * width);
  if (!values.every(Number.isFinite)) {
    throw new Error("The sound holds NaN or infinite values: give finite numbers.");
  }
  for (let i = 0; i < n; i++) values[i] = Math.min(1, Math.max(-1, values[i] as number));
  return { values, channels, rate };
}

const cutOff = () => new Error("The WAV file is damaged: its header is cut off.");

const nameAt = (file: Uint8Array, at: number) => String.fromCharCode(...file.subarray(at, at + 4));

/** The format, and where the samples are, among the parts of the file. */
function chunksOf(file: Uint8Array, view: DataView) {
  let header: DataView = new DataView(new ArrayBuffer(0));
  for (let at = 12; at + 8 <= file.length; ) {
    const [name, size] = [nameAt(file, at), view.getUint32(at + 4, true)];
    const [start, stop] = [at + 8, Math.min(file.length, at + 8 + size)];
    if (name === "data") return { header, start, stop };
    if (name === "fmt ") header = new DataView(view.buffer, view.byteOffset + start, stop - start);
    at += 8 + size + (size % 2);
  }
  throw new Error("The WAV file is damaged: it has no samples.");
}

/** What reads the number at a byte. */
function reader(view: DataView, coding: number, width: number): (at: number) => number {
  if (coding === FLOATS && width === 4) return (at) => view.getFloat32(at, true);
  if (coding === FLOATS && width === 8) return (at) => view.getFloat64(at, true);
  if (coding === PCM && width === 1) return (at) => (view.getUint8(at) - 128) / 128;
  if (coding === PCM && width === 2) return (at) => view.getInt16(at, true) / 2 ** 15;
  if (coding === PCM && width === 3) {
    return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23;
  }
  if (coding === PCM && width === 4) return (at) => view.getInt32(at, true) / 2 ** 31;
  throw new Error(
    `The WAV file is coded as number ${coding} with ${8 * width} bits: save it as PCM of 16 bits.`,
  );
}
