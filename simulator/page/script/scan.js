/** What an authenticator app finds in a message: the QR code of its picture, as a camera would, else a secret spelled out. */

import { secretIn, secretOfLink } from "./codes.js";
import { qrAt } from "./qr.js";

/** The TOTP secret that `message` shows, or null. */
export async function secretShown(message) {
  const code = message.media?.mime?.startsWith("image/") ? await qrAt(message.media.url) : null;
  return (code && secretOfLink(code)) || secretIn(message);
}
