/** What a message carries besides words: pictures, files, sound, places, contacts. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { number, t } from "./language.js";
import { miniature } from "./map.js";

export function body(message, hands) {
  return DRAW[message.kind]?.(message, hands) ?? null;
}

/** Several pictures in one bubble, two in a row, an odd first one across. */
export function album(parts, hands) {
  const grid = h("div", { class: "album", "data-odd": parts.length % 2 === 1 });
  grid.append(...parts.map((part) => body(part, hands)).filter(Boolean));
  return grid;
}

const DRAW = {
  photo,
  animation: (message, hands) => (message.media?.mime?.startsWith("image/") ? photo(message, hands) : video(message)),
  sticker,
  video,
  video_note: video,
  voice: sound,
  audio: sound,
  document: file,
  location: place,
  venue: place,
  contact,
  dice: (message) => h("div", { class: "big-emoji" }, message.text || "🎲"),
  invoice,
  poll: () => h("div", { class: "file" }, icon("wire"), h("span", { words: "message.poll" })),
};

function photo(message, hands) {
  const { media } = message;
  const picture = h("img", { src: media.url, alt: message.text ? message.text.slice(0, 120) : t("message.photo"), decoding: "async" });
  if (media.width && media.height) Object.assign(picture, { width: media.width, height: media.height });
  return h("button", { type: "button", class: "photo", hint: "message.enlarge", onclick: () => hands.enlarge(message) }, picture);
}

function sticker(message) {
  const { media } = message;
  if (media?.mime?.startsWith("image/")) return h("img", { class: "sticker", src: media.url, alt: t("message.sticker") });
  return h("div", { class: "big-emoji" }, message.text || "🙂");
}

function video(message) {
  return h("video", { class: "video", src: message.media.url, controls: true, preload: "metadata", label: "message.video" });
}

function sound(message) {
  return h("audio", { class: "sound", src: message.media.url, controls: true, preload: "none", label: "message.sound" });
}

function file({ media }) {
  const link = h("a", { class: "file", href: media.url, download: media.name ?? "", target: "_blank", rel: "noopener" }, icon("file"));
  link.append(h("span", {}, h("b", {}, media.name ?? t("message.file")), h("small", {}, size(media.size))));
  return link;
}

function size(bytes) {
  if (!bytes) return "";
  return bytes < 100_000 ? `${number(Math.max(1, Math.round(bytes / 1000)))} kB` : `${number(Math.round(bytes / 100_000) / 10)} MB`;
}

function place(message) {
  const { latitude, longitude } = message.location;
  return h("figure", { class: "place" }, miniature(latitude, longitude), h("figcaption", {}, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
}

/** Stars are whole; money is told in hundredths, but for currencies that have none. */
function invoice({ invoice: { title, description, currency, total_amount: total } }) {
  const stars = currency === "XTR";
  const digits = stars ? 0 : new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  const amount = `${number(total / 10 ** digits)} ${stars ? "⭐" : currency}`;
  return h("div", { class: "invoice" }, h("b", {}, title), h("p", {}, description), h("small", {}, amount));
}

function contact(message) {
  const { first_name: name, phone } = message.contact;
  return h("div", { class: "contact" }, h("span", { class: "avatar" }, icon("person")), h("span", {}, h("b", {}, name), h("small", {}, phone)));
}
