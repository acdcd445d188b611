/** One message as a bubble (or one album as one bubble) with its buttons and reactions. Drawn whole, never patched. */

import { h } from "./dom.js";
import { drawText } from "./entities.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboard.js";
import { clock, t } from "./language.js";
import { album, body } from "./media.js";
import { colourOf } from "./people.js";

/**
 * The list entry of `parts` (one message, or an album's messages in order).
 * `hands` is what the bubble may ask for: open, press, menu, enlarge, jump, react.
 */
export function drawMessage(parts, hands) {
  const [first] = parts;
  if (first.kind === "service") return service(first);
  const entry = h("li", { class: `entry ${first.out ? "mine" : "theirs"}`, tabindex: "-1", "data-id": first.id });
  entry.append(h("div", { class: "stack" }, bubble(parts, hands), keyboardOf(parts, hands)));
  entry.addEventListener("keydown", (event) => {
    if (event.target !== entry || event.key !== "Enter") return;
    event.preventDefault();
    hands.menu(first, entry);
  });
  entry.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    hands.menu(first, entry);
  });
  return entry;
}

function service(message) {
  return h("li", { class: "service", tabindex: "-1", "data-id": message.id }, message.service ? h("span", { words: [`service.${message.service.kind}`, message.service] }) : h("span", {}, message.text));
}

function keyboardOf(parts, hands) {
  const holder = parts.find((message) => message.buttons.length);
  return holder ? inlineKeyboard(holder, hands) : null;
}

function bubble(parts, hands) {
  const worded = parts.find((message) => message.text) ?? parts[0];
  const shown = parts.length > 1 ? album(parts, hands) : body(parts[0], hands);
  const text = worded.text ? h("div", { class: "text" }, drawText(worded.text, worded.entities, hands.open)) : null;
  const above = worded.above && shown;
  const box = h("div", { class: shown ? `bubble with-${parts[0].kind}` : "bubble" });
  box.append(...[sender(parts[0], hands), forwarded(parts[0]), via(parts[0]), quote(parts[0], hands)].filter(Boolean));
  box.append(...(above ? [text, shown] : [shown, text]).filter(Boolean));
  box.append(foot(parts, text, hands), menuButton(parts[0], hands));
  return box;
}

function sender(message, hands) {
  if (message.out || !hands.group) return null;
  return h("div", { class: "sender", "data-colour": colourOf(message.from?.id ?? 0) }, message.from?.name ?? "");
}

function forwarded(message) {
  return message.forwarded_from ? h("div", { class: "forwarded", words: ["message.forwarded", { from: nameOf(message.forwarded_from) }] }) : null;
}

function via(message) {
  return message.via ? h("div", { class: "forwarded", words: ["message.via", { name: message.via }] }) : null;
}

const nameOf = (source) => (typeof source === "string" ? source : (source.name ?? t("message.someone")));

function quote(message, hands) {
  const target = message.reply_to;
  if (!target) return null;
  const from = target.from?.name ?? target.from ?? "";
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => hands.jump(target.id) },
    h("b", {}, from),
    h("span", {}, target.text || t("message.media")),
  );
}

function foot(parts, text, hands) {
  const message = parts.at(-1);
  const foot = h("div", { class: text ? "foot" : "foot bare" });
  const reactions = parts.flatMap((part) => part.reactions);
  if (reactions.length) foot.append(h("span", { class: "reactions" }, reactions.map((reaction) => chip(reaction, parts[0], hands))));
  foot.append(meta(message, parts));
  return foot;
}

function chip(reaction, message, hands) {
  return h(
    "button",
    {
      type: "button",
      class: reaction.mine ? "reaction mine" : "reaction",
      "aria-pressed": String(Boolean(reaction.mine)),
      label: ["message.reaction", reaction],
      onclick: () => hands.react(message, reaction.mine ? null : reaction.emoji),
    },
    reaction.emoji,
    reaction.count > 1 ? ` ${reaction.count}` : null,
  );
}

function meta(message, parts) {
  const marks = h("span", { class: "meta" });
  if (parts.some((part) => part.pinned)) marks.append(mark("pin", "message.pinned"));
  if (message.silent) marks.append(mark("bell_off", "message.silent"));
  if (parts.some((part) => part.edited)) marks.append(h("span", { words: "message.edited" }));
  marks.append(h("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)));
  if (message.out) marks.append(mark("checks", "message.sent"));
  return marks;
}

function mark(drawing, words) {
  const sign = h("span", { class: `mark ${drawing}`, role: "img", hint: words });
  sign.append(icon(drawing));
  return sign;
}

function menuButton(message, hands) {
  const button = h("button", { type: "button", class: "message-menu", tabindex: "-1", hint: "message.actions", "aria-haspopup": "menu" }, icon("more"));
  button.addEventListener("click", () => hands.menu(message, button));
  return button;
}
