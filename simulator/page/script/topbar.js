/** The bar on top: which bot this is and whether it listens, the language, the light, one more phone, the panels. */

import { copyButton } from "./copy.js";
import { openDialog } from "./dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { current, follow, speak, switchTo } from "./language.js";
import { nextTheme, theme } from "./theme.js";
import { choose, listen, world } from "./world.js";

const THEME_SIGNS = { auto: "contrast", light: "sun", dark: "moon" };

export function topBar(table, panels) {
  const add = h("button", { type: "button", class: "tonal", onclick: () => table.ask() }, icon("add"), h("span", { words: "phone.add" }));
  const tools = h("button", { type: "button", class: "tonal tools", "aria-expanded": "false" }, icon("wrench"), h("span", { words: "tools" }));
  tools.addEventListener("click", () => panels.toggle());
  panels.onToggle = (open) => tools.setAttribute("aria-expanded", String(open));
  const mark = h("img", { src: "icon.svg", alt: "", width: "30", height: "30" });
  return h("header", { class: "top-bar" }, mark, h("h1", { words: "title" }), botState(), h("div", { class: "switches" }, languageSwitch(), themeSwitch(), add, tools));
}

function languageSwitch() {
  const make = (code, name) => h("button", { type: "button", lang: code, "aria-pressed": "false", onclick: () => switchTo(code) }, name);
  const buttons = { vi: make("vi", "Tiếng Việt"), en: make("en", "English") };
  const show = () => Object.entries(buttons).forEach(([code, button]) => button.setAttribute("aria-pressed", String(code === current())));
  follow(show);
  show();
  return h("div", { class: "segments", role: "group", label: "language.choose" }, Object.values(buttons));
}

function themeSwitch() {
  const button = h("button", { type: "button", class: "quiet" });
  const show = () => {
    replace(button, icon(THEME_SIGNS[theme()]));
    speak(button, "aria-label", `theme.${theme()}`);
    speak(button, "title", `theme.${theme()}`);
  };
  button.addEventListener("click", () => {
    nextTheme();
    show();
  });
  show();
  return button;
}

function botState() {
  const state = h("div", { class: "bot-state", role: "status" });
  const show = () => replace(state, world.bot ? listening() : waiting());
  for (const event of ["refreshed", "bot"]) listen(event, show);
  listen("line", ({ up }) => state.classList.toggle("cut", !up));
  show();
  return state;
}

function listening() {
  const { bot, bots } = world;
  const live = bot.polling || bot.webhook;
  const light = h("span", { class: live ? "light on" : "light" });
  const words = h("span", { words: live ? "bot.listening" : "bot.silent" });
  if (bots.length === 1) return [light, h("b", {}, bot.name), words];
  const choice = h("select", { label: "bot.choose" }, bots.map((known) => h("option", { value: known.id }, known.name)));
  choice.value = String(bot.id);
  choice.addEventListener("change", () => choose(Number(choice.value)));
  return [light, choice, words];
}

function waiting() {
  const how = h("button", { type: "button", class: "quiet text", words: "bot.how", onclick: explain });
  return [h("span", { class: "light" }), h("span", { words: "bot.none" }), how];
}

function explain() {
  const address = `${world.url || location.origin}/bot<TOKEN>/<METHOD>`;
  const python = `Application.builder().token(TOKEN).base_url("${world.url || location.origin}/bot")`;
  const lines = [address, python].map((text) => h("div", { class: "code-line" }, h("code", {}, text), copyButton(() => text)));
  openDialog("bot.how", h("div", { class: "form" }, h("p", { words: "bot.point" }), lines));
}
