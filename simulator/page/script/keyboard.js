/** The two keyboards a bot can show: buttons under a message, and the one in place of the letters. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STYLES = new Set(["primary", "success", "danger"]);
const SIGNS = { url: "link", copy: "copy", web_app: "phone", login: "key", switch: "reply", pay: "check" };
const REQUESTS = { contact: "person", location: "place" };

const BEARS_A_PICTURE = /^\p{Extended_Pictographic}/u;

const styleOf = (button) => (STYLES.has(button.style) ? button.style : null);

/** Buttons under `message`; a press is told as its row and column, as the person's thumb would. */
export function inlineKeyboard(message, hands) {
  const rows = message.buttons.map((buttons, row) =>
    h("div", { class: "row" }, buttons.map((button, column) => inlineButton(message, button, { row, column }, hands))),
  );
  return h("div", { class: "inline-keyboard" }, rows);
}

function inlineButton(message, button, at, hands) {
  const kind = Object.keys(SIGNS).find((known) => button[known] !== undefined && button[known] !== null);
  const key = h("button", { type: "button", class: "key", "data-style": styleOf(button) }, h("span", {}, button.text));
  if (kind) key.append(icon(SIGNS[kind]));
  key.addEventListener("click", () => hands.press(message, button, at, key));
  return key;
}

/** The keyboard in place of the letters, or nothing. */
export function replyKeyboard(keyboard, use) {
  if (!keyboard?.buttons?.length) return null;
  const rows = keyboard.buttons.map((buttons) => h("div", { class: "row" }, buttons.map((button) => replyButton(button, use))));
  return h("div", { class: keyboard.resize ? "reply-keyboard compact" : "reply-keyboard", role: "group", label: "keyboard.name" }, rows);
}

function replyButton(button, use) {
  const key = h("button", { type: "button", class: "key", "data-style": styleOf(button), onclick: () => use(button) });
  if (REQUESTS[button.request] && !BEARS_A_PICTURE.test(button.text)) key.append(icon(REQUESTS[button.request]));
  key.append(h("span", {}, button.text));
  return key;
}
