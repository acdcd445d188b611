/** Short words that come and go: toasts on a phone, a bot's alert, an SMS on the lock screen, and what a screen reader hears. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { codeIn } from "./codes.js";

const TOAST_MS = 4000;
const BANNER_MS = 15000;
const QUIET_MS = 900;

export function toast(place, text) {
  const note = h("div", { class: "toast", role: "status" }, text);
  place.querySelector(":scope > .toast")?.remove();
  place.append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

/** A bot's `show_alert`: stands until it is closed. */
export function alertBox(place, title, text) {
  const before = document.activeElement;
  const close = h("button", { type: "button", class: "filled", words: "alert.ok" });
  const box = h("div", { class: "alert-layer" }, h("div", { class: "alert-box", role: "alertdialog", "aria-label": title, "aria-modal": "true" }, h("b", {}, title), h("p", {}, text), close));
  const end = () => {
    box.remove();
    if (before?.isConnected) before.focus();
  };
  close.addEventListener("click", end);
  box.addEventListener("keydown", (event) => event.key === "Escape" && end());
  place.append(box);
  close.focus();
}

/** An SMS or e-mail as the phone would announce it; `use(code)` puts a code that it holds to use. */
export function banner(place, { sign, from, text }, use) {
  place.querySelector(":scope > .banner")?.remove();
  const code = codeIn(text);
  const note = h("div", { class: "banner", role: "status", "data-code": code }, icon(sign), h("div", {}, h("b", {}, from), h("p", {}, text)));
  const close = h("button", { type: "button", class: "quiet", hint: "banner.close", onclick: () => note.remove() }, icon("close"));
  note.append(close);
  if (code) {
    const enter = h("button", { type: "button", class: "code-button", words: ["banner.use", { code }] });
    enter.addEventListener("click", () => {
      note.remove();
      use(code);
    });
    note.append(enter);
  }
  place.append(note);
  leaveLater(note);
}

/** The code has been typed: its letter need not stand any longer. */
export function used(place, text) {
  const note = place.querySelector(":scope > .banner");
  if (note?.dataset.code && text?.replace(/\s/g, "") === note.dataset.code) note.remove();
}

function leaveLater(note) {
  setTimeout(() => (note.contains(document.activeElement) ? leaveLater(note) : note.remove()), BANNER_MS);
}

const region = h("div", { class: "unseen", "aria-live": "polite" });
let waiting = null;

export const liveRegion = () => region;

/** Says `sentence` to a screen reader; when many come at once, only the newest is said. */
export function announce(sentence) {
  const idle = waiting === null;
  waiting = sentence;
  if (!idle) return;
  setTimeout(() => {
    region.textContent = waiting;
    waiting = null;
  }, QUIET_MS);
}
