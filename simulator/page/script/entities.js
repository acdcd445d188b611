/** A message's text drawn from its entities. Offsets count UTF-16 units, as JavaScript strings do. */

import { h } from "./dom.js";
import { format, moment, speak } from "./language.js";

/** Nodes for `text`; `open(link)` is called with what a link, a command or a mention stands for. */
export function drawText(text, entities, open) {
  const ordered = entities.filter((entity) => entity.length > 0).toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return draw(text, 0, text.length, ordered, open);
}

function draw(text, from, to, entities, open) {
  const nodes = [];
  const waiting = [...entities];
  let at = from;
  while (waiting.length) {
    const entity = waiting.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) nodes.push(between(nodes, text.slice(at, start)));
    const [inside, after] = share(waiting.splice(0), end);
    waiting.push(...after);
    nodes.push(dress(entity, text.slice(start, end), draw(text, start, end, inside, open), open));
    at = end;
  }
  if (at < to) nodes.push(between(nodes, text.slice(at, to)));
  return nodes;
}

/** A quotation or a listing ends its own line: the line break after it would show as an empty one. */
function between(nodes, words) {
  return BLOCKS.has(nodes.at(-1)?.tagName) ? words.replace(/^\n/, "") : words;
}

const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);

/** Which entities lie before `end`, and which after; one that crosses it is cut in two. */
function share(entities, end) {
  const inside = [];
  const after = [];
  for (const entity of entities) {
    const stop = entity.offset + entity.length;
    if (entity.offset >= end) after.push(entity);
    else if (stop <= end) inside.push(entity);
    else {
      inside.push({ ...entity, length: end - entity.offset });
      after.push({ ...entity, offset: end, length: stop - end });
    }
  }
  return [inside, after];
}

/** Codes of this length stay on one line: a browser would break them at their hyphens. */
const WHOLE_MOST = 14;
const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const LINKS = {
  url: (_, text) => ({ url: /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}` }),
  text_link: (entity) => ({ url: entity.url }),
  email: (_, text) => ({ copy: text }),
  phone_number: (_, text) => ({ copy: text }),
  mention: (_, text) => ({ copy: text }),
  text_mention: (_, text) => ({ copy: text }),
  hashtag: (_, text) => ({ copy: text }),
  cashtag: (_, text) => ({ copy: text }),
  bot_command: (_, text) => ({ command: text }),
};

function dress(entity, text, children, open) {
  const kind = entity.type;
  if (PLAIN[kind]) return h(PLAIN[kind], {}, children);
  if (LINKS[kind]) return link(children, () => open(LINKS[kind](entity, text)));
  if (kind === "code") return h("code", { class: text.length <= WHOLE_MOST ? "whole" : null }, children);
  if (kind === "pre") return h("pre", { "data-language": entity.language }, h("code", {}, children));
  if (kind === "spoiler") return spoiler(children);
  if (kind === "blockquote") return h("blockquote", {}, children);
  if (kind === "expandable_blockquote") return expandable(text, children);
  if (entity.unix_time) return time(entity, children);
  return h("span", { "data-look": entity.look }, children);
}

/** A browser breaks lines around a button, as if the full stop after it were a word: this one flows with the text. */
function link(children, follow) {
  const pressed = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    follow();
  };
  return h("span", { role: "button", tabindex: "0", class: "inline-link", onclick: pressed, onkeydown: pressed }, children);
}

function spoiler(children) {
  const cover = h("button", { type: "button", class: "spoiler", "aria-expanded": "false", label: "message.spoiler" }, h("span", {}, children));
  cover.addEventListener("click", () => {
    cover.setAttribute("aria-expanded", "true");
    cover.removeAttribute("aria-label");
    delete cover.dataset.words;
  });
  return cover;
}

const FOLDED_LINES = 3;
const LINE_CHARACTERS = 36;

function expandable(text, children) {
  const body = h("span", {}, children);
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_CHARACTERS)), 0);
  const quote = h("blockquote", { class: "expandable" }, body);
  if (lines <= FOLDED_LINES) return quote;
  quote.classList.add("folded");
  const toggle = h("button", { type: "button", class: "unfold", "aria-expanded": "false", words: "message.unfold" });
  toggle.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
    speak(toggle, "text", folded ? "message.unfold" : "message.fold");
  });
  quote.append(toggle);
  return quote;
}

function time(entity, children) {
  const when = new Date(entity.unix_time * 1000);
  const shape = entity.date_time_format ?? entity.format ?? "";
  const shown = shape && /^[wdDtT]+$/.test(shape) ? [written(shape, when)] : children;
  return h("time", { datetime: when.toISOString(), title: moment(entity.unix_time) }, shown);
}

const CLOCKS = { t: { hour: "2-digit", minute: "2-digit" }, T: { hour: "2-digit", minute: "2-digit", second: "2-digit" } };
const DAYS = { d: { day: "2-digit", month: "2-digit", year: "numeric" }, D: { day: "numeric", month: "long", year: "numeric" } };

/** Telegram's letters: w weekday, d and D short and long date, t and T short and long time. */
function written(shape, when) {
  const pick = (known) => Object.assign({}, ...[...shape].map((letter) => known[letter]).filter(Boolean));
  const parts = [pick(CLOCKS), { ...(shape.includes("w") ? { weekday: "long" } : {}), ...pick(DAYS) }];
  return parts.filter((options) => Object.keys(options).length).map((options) => format(options).format(when)).join(", ");
}
