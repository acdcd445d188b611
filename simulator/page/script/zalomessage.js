/** A message of Zalo in the words of the log: the same bubbles, Zalo's styles and buttons. */

import { t } from "./language.js";

const LOOKS = { b: "bold", i: "italic", u: "underline", s: "strikethrough", code: "code", quote: "blockquote" };
const numbers = new Map();

/** Zalo's ids are not in order; the log wants numbers that are. */
function place(id) {
  if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  return numbers.get(id);
}

export function asEntry(message) {
  const words = wordsOf(message);
  return {
    id: place(message.id),
    zalo: message.id,
    date: message.time,
    out: message.out,
    from: { id: message.out ? 1 : 0, name: "" },
    kind: message.picture ? "photo" : "text",
    media: message.picture ? { url: message.picture, width: message.width, height: message.height } : null,
    text: words.text,
    entities: words.entities,
    buttons: buttonsOf(message).map((button) => [button]),
    reactions: [],
    reply_to: null,
  };
}

function wordsOf(message) {
  if (message.kind === "sticker") return { text: "😺", entities: [] };
  if (message.kind === "voice") return { text: `🎤 ${t("zalo.voice")}`, entities: [] };
  if (message.kind === "location") return { text: `📍 ${message.raw}`, entities: [] };
  if (message.kind === "unsupported") return { text: `📎 ${message.raw}`, entities: [] };
  if (message.kind === "image" && !message.picture) return { text: `${message.link ?? ""}\n${message.text}`.trim(), entities: [] };
  if (message.kind === "zns") return titled("ZNS", message.text);
  if (message.elements.length) return listed(message);
  return { text: message.text, entities: message.styles.flatMap(looksOf) };
}

const bold = (offset, length) => ({ type: "bold", offset, length });
const titled = (title, text) => ({ text: `${title}\n${text}`, entities: [bold(0, title.length)] });

function listed(message) {
  const entities = [];
  let text = message.text ? `${message.text}\n` : "";
  for (const { title = "", subtitle = "", content = "" } of message.elements) {
    if (title) entities.push(bold(text.length, title.length));
    text += `${[title, subtitle, content].filter((line) => typeof line === "string" && line).join("\n")}\n`;
  }
  return { text: text.trimEnd(), entities };
}

function looksOf({ start, len, st }) {
  return st.map((style) => ({ type: LOOKS[style] ?? "look", look: LOOKS[style] ? null : style, offset: start, length: len }));
}

function buttonsOf(message) {
  if (message.kind === "request") return [{ text: t("zalo.share"), share: true }];
  return message.buttons.map(({ title, type, payload }) => ({ text: title, type, payload, ...(type === "oa.open.url" ? { url: payload.url } : {}) }));
}
