/** Reads the QR code in a picture, as the camera of an authenticator app does. */

import decodeQR from "../vendor/qr/decode.js";

const LONGEST_SIDE = 1200;

/** What the QR code of the picture at `url` says, or null when there is none to be read. */
export async function qrAt(url) {
  const picture = await picturedAt(url);
  if (!picture) return null;
  try {
    return decodeQR(picture);
  } catch {
    return null;
  }
}

/** Its pixels on white, for pictures that are see-through; large ones made smaller, which decoders like better. */
async function picturedAt(url) {
  const blob = await (await fetch(url)).blob();
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height);
}
