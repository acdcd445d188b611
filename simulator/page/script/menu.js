/** A small menu beside what opened it: arrows walk, Escape closes, the focus goes back. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const GAP_PX = 6;

/** `choices`: {words, sign, run, danger, row} or null; `row` is a line of small buttons ({text, label, run}). */
export function openMenu(anchor, choices) {
  document.querySelector(".menu")?.remove();
  const menu = h("div", { class: "menu", role: "menu", popover: "auto" });
  const close = (run) => () => {
    menu.hidePopover();
    run();
  };
  for (const choice of choices.filter(Boolean)) menu.append(choice.row ? line(choice.row, close) : entry(choice, close));
  menu.addEventListener("keydown", (event) => walk(menu, event));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && end(menu, anchor));
  (anchor.closest("section, aside, header") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor.getBoundingClientRect());
  menu.querySelector("[role=menuitem]")?.focus();
}

function entry(choice, close) {
  const words = choice.text ? h("span", {}, choice.text) : h("span", { words: choice.words });
  const note = choice.note ? h("small", {}, choice.note) : null;
  return h("button", { type: "button", role: "menuitem", class: choice.danger ? "danger" : null, onclick: close(choice.run) }, choice.sign ? icon(choice.sign) : null, words, note);
}

function line(buttons, close) {
  const made = buttons.map(({ text, label, run }) => h("button", { type: "button", role: "menuitem", label, onclick: close(run) }, text));
  return h("div", { class: "line", role: "group" }, made);
}

function walk(menu, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (!step) return;
  event.preventDefault();
  const entries = [...menu.querySelectorAll("[role=menuitem]")];
  entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus();
}

function end(menu, anchor) {
  const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
  menu.remove();
  if (inside && anchor.isConnected) anchor.focus();
}

function place(menu, at) {
  const { offsetWidth: wide, offsetHeight: high } = menu;
  const below = at.bottom + GAP_PX + high < innerHeight;
  const top = below ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - high - GAP_PX);
  const left = Math.max(GAP_PX, Math.min(at.left, innerWidth - wide - GAP_PX));
  menu.style.top = `${Math.min(top, innerHeight - high - GAP_PX)}px`;
  menu.style.left = `${left}px`;
}
