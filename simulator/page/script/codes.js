/** Finds what people copy: one-time codes, authenticator secrets, links that open a bot. */

const CODE = /(?<![\d.,+:/-])\d{4,8}(?![\d:/]|[.,-]\d)/;
const OTPAUTH = /otpauth:\/\/totp\/[^\s"<>]*[?&]secret=([A-Z2-7]+)/i;
const SECRET = /^[A-Z2-7]{16,64}=*$/;

/** The one-time code in an SMS or e-mail: the longest run of 4 to 8 digits that is no phone number, or null. */
export function codeIn(text) {
  const all = text.match(new RegExp(CODE, "g")) ?? [];
  return all.toSorted((a, b) => Math.abs(a.length - 6) - Math.abs(b.length - 6))[0] ?? null;
}

/** The TOTP secret that a message spells out (otpauth link, code, copy button), or null. */
export function secretIn(message) {
  const spelled = message.entities.map((entity) => entity.url ?? message.text.slice(entity.offset, entity.offset + entity.length));
  const offered = message.buttons.flat().map((button) => button.copy ?? button.url ?? "");
  const link = [message.text, ...spelled, ...offered].map(secretOfLink).find(Boolean);
  if (link) return link;
  const words = [...spelled, ...offered, ...message.text.split(/\n/)];
  return words.map((text) => tidySecret(text)).find(Boolean) ?? null;
}

/** The secret in an otpauth link, or null. */
export const secretOfLink = (text) => OTPAUTH.exec(text)?.[1].toUpperCase() ?? null;

export function tidySecret(text) {
  const tidy = text.replace(/[\s-]/g, "").toUpperCase();
  return SECRET.test(tidy) ? tidy.replace(/=+$/, "") : null;
}

/** Whether this link lets people into a group. */
export const inviteLink = (url) => /^https:\/\/t\.me\/\+[A-Za-z0-9_-]{10,}$/.test(url ?? "");

/** `https://t.me/some_bot?start=payload` → {username, payload}; null for any other link. */
export function deepLink(url) {
  const web = /^(?:https?:\/\/)?(?:t(?:elegram)?\.me|telegram\.dog)\/([A-Za-z0-9_]{3,})\/?(?:\?(.*))?$/.exec(url);
  const own = /^tg:\/\/resolve\?(.*)$/.exec(url);
  if (!web && !own) return null;
  const facts = new URLSearchParams((web ? web[2] : own[1]) ?? "");
  return { username: web ? web[1] : facts.get("domain"), payload: facts.get("start") };
}
