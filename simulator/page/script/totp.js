/** Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds. */

export const PERIOD_SECONDS = 30;
const DIGITS = 6;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function decode(base32) {
  let bits = "";
  for (const letter of base32.toUpperCase().replace(/[\s=-]/g, "")) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new Error(`not a base32 letter: ${letter}`);
    bits += value.toString(2).padStart(5, "0");
  }
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

export const stepAt = (seconds) => Math.floor(seconds / PERIOD_SECONDS);

/** The code of the time step `step` for a base32 secret. */
export async function codeOf(secret, step) {
  const key = await crypto.subtle.importKey("raw", decode(secret), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const at = mac.at(-1) & 15;
  const number = new DataView(mac.buffer).getUint32(at) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}
