import assert from "node:assert/strict";
import { test } from "node:test";
import { readPicture } from "../src/standalone/picture-file.ts";
import { pictureSize } from "../src/standalone/picture-size.ts";

const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));

/** Of 37 by 21 pixels, as Pillow writes them; of GIF and BMP the beginning. */
const FILES: Record<string, Uint8Array> = {
  png: bytesOf(
    "iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5AAAAGUlEQVR4nO3BgQAAAADDoPlT3+AEVQEA8AwJ",
  ),
  gif: bytesOf("R0lGODdhJQAVAIAAAAAAAAAAACwAAAAAJQAVAEAILwABCBxIsKDBgwgTKlzI"),
  bmp: bytesOf("Qk1mCQAAAAAAADYAAAAoAAAAJQAAABUAAAABABgAAAAA"),
  "bmp, from the top": Uint8Array.of(
    ...[0x42, 0x4d, ...new Array(12).fill(0), 40, 0, 0, 0, 37, 0, 0, 0, 0xeb, 0xff, 0xff, 0xff],
  ),
  "bmp of OS/2": Uint8Array.of(0x42, 0x4d, ...new Array(12).fill(0), 12, 0, 0, 0, 37, 0, 21, 0),
  webp: bytesOf("UklGRjQAAABXRUJQVlA4ICgAAADwAgCdASolABUAP83m7XA/uDIrJWgD8DmJaQAAKUNt8AD+6d0AAAAA"),
  "webp, lossless": bytesOf("UklGRhoAAABXRUJQVlA4TA4AAAAvJAAFAAcQEf0PRET/Aw=="),
  "webp, extended": bytesOf("UklGRm4AAABXRUJQVlA4WAoAAAAYAAAAJAAAFAAAQUxQSAoAAAABB1CyiAhERP8D"),
  jpeg: jpeg(0xc0),
  "jpeg, progressive": jpeg(0xc2),
};

/** With a table, a filled gap, and a thumbnail of 5 by 4 pixels within a segment. */
function jpeg(frame: number): Uint8Array {
  const thumbnail = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 4, 0, 5, 1, 1, 0x11, 0];
  const exif = [0xff, 0xe1, 0, 2 + thumbnail.length, ...thumbnail];
  const table = [0xff, 0xc4, 0, 4, 9, 9];
  return Uint8Array.of(
    ...[0xff, 0xd8, ...exif, ...table, 0xff, 0xff, frame, 0, 11, 8, 0, 21, 0, 37, 1, 1, 0x11, 0],
  );
}

for (const [name, file] of Object.entries(FILES)) {
  test(`the size of a picture is read from its beginning: ${name}`, () => {
    assert.deepEqual(pictureSize(file), [37, 21]);
    // Within another buffer, as a message brings it.
    const within = new Uint8Array(file.length + 9);
    within.set(file, 5);
    assert.deepEqual(pictureSize(within.subarray(5, 5 + file.length)), [37, 21]);
  });
}

test("one that is cut off has no size or its own, wherever it is cut", () => {
  for (const file of Object.values(FILES)) {
    for (let n = 0; n < file.length; n++) {
      const size = pictureSize(file.subarray(0, n));
      if (size) assert.deepEqual(size, [37, 21]);
    }
    assert.equal(pictureSize(file.subarray(0, 8)), null);
  }
});

test("what is no picture has no size", () => {
  for (const text of ["", "x", "<svg width='9' height='9'/>", "RIFF....WAVEfmt ................"]) {
    assert.equal(pictureSize(new TextEncoder().encode(text)), null, text);
  }
});

test("a small file of too many pixels is refused before it is decoded", async () => {
  const png = (FILES.png as Uint8Array).slice();
  new DataView(png.buffer).setUint32(16, 60_000);
  new DataView(png.buffer).setUint32(20, 50_000);
  // Where it decoded, this would be another error: node has no `createImageBitmap`.
  await assert.rejects(readPicture(png), {
    message: "The picture has 60000 by 50000 pixels: give one of at most 40 million.",
  });
  await assert.rejects(
    readPicture(Uint8Array.of(1, 2, 3)),
    /no picture that this browser can read/,
  );
});
