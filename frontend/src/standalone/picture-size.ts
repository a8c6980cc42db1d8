// How large a picture is by what its file begins with, before its pixels are decoded.

type Size = readonly [width: number, height: number];

/** Of a PNG, JPEG, WebP, GIF or BMP file; null of any other, and of one that is cut off. */
export function pictureSize(file: Uint8Array): Size | null {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  try {
    switch (view.getUint16(0)) {
      case 0x8950:
        return [view.getUint32(16), view.getUint32(20)];
      case 0x4749: // GI
        return [view.getUint16(6, true), view.getUint16(8, true)];
      case 0x424d: // BM
        if (view.getUint32(14, true) === 12) {
          return [view.getUint16(18, true), view.getUint16(20, true)];
        }
        return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))];
      case 0x5249: // RI
        return ofWebp(view);
      case 0xffd8:
        return ofJpeg(view);
      default:
        return null;
    }
  } catch {
    return null; // it ends before that
  }
}

function ofWebp(view: DataView): Size | null {
  const bits = (at: number) => view.getUint32(at, true);
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 "
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case 0x5650384c: // VP8L
      return [(bits(21) & 0x3fff) + 1, ((bits(21) >>> 14) & 0x3fff) + 1];
    case 0x56503858: // VP8X
      return [(bits(24) & 0xffffff) + 1, (bits(26) >>> 8) + 1];
    default:
      return null;
  }
}

/** From segment to segment, so that a thumbnail within one is passed over. */
function ofJpeg(view: DataView): Size | null {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
