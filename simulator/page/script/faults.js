/** Trouble on demand: what Telegram, Zalo and the gateways do wrong, and what people do wrong. */

import * as api from "./api.js";
import { field } from "./dialog.js";
import { h, replace } from "./dom.js";
import { number } from "./language.js";
import { mischiefCard } from "./mischief.js";
import { clockCard } from "./moments.js";
import { troubleOf } from "./trouble.js";
import { listen, world } from "./world.js";
import { zaloSide } from "./zalofaults.js";

const telegramSide = {
  kinds: ["flood", "error", "html", "delay", "hold", "drop_after", "drop_before", "duplicate", "shuffle_album", "late_album", "restart", "sms", "mail"],
  methods: ["sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText", "deleteMessage", "answerCallbackQuery", "sendChatAction", "getFile", "getUpdates", "setWebhook", "setMyCommands"],
  ready: [
    { name: "flood", fault: { kind: "flood", method: "sendMessage", times: 5, retry_after: 3 } },
    { name: "drop", fault: { kind: "drop_after", method: "sendMessage", times: 1 } },
    { name: "slow", fault: { kind: "delay", seconds: 3, times: 10 } },
    { name: "restart", fault: { kind: "restart", seconds: 10 } },
    { name: "duplicate", fault: { kind: "duplicate", times: 1 } },
    { name: "sms", fault: { kind: "sms", times: 2 } },
  ],
  whom: () => field("chat", "faults.chat", "number", { "placeholder-words": "faults.any" }),
  events: ["refreshed", "faults"],
  known: () => world.faults,
  add: api.addFault,
  clear: api.clearFaults,
  clearOne: api.clearFault,
};

export function faultsPanel({ table }) {
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const attempt = async (work) => {
    const trouble = await work().then(() => null, (refusal) => refusal.message);
    told.hidden = !trouble;
    told.textContent = trouble ?? "";
  };
  const [telegram, zalo] = [telegramSide, zaloSide].map((side) => troubleOf(side, attempt));
  return h("div", {}, h("p", { class: "lead", words: "faults.lead" }), told, oneOf({ Telegram: telegram, Zalo: zalo }), limits(attempt), clockCard(attempt), mischiefCard(table));
}

/** A switch between messengers over the part of the one that is chosen. */
function oneOf(parts) {
  const shown = h("div", { class: "side" });
  const buttons = Object.keys(parts).map((name) => h("button", { type: "button", "aria-pressed": "false", onclick: () => choose(name) }, name));
  const choose = (name) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === name));
    replace(shown, parts[name]);
  };
  choose(Object.keys(parts)[0]);
  return h("div", { class: "sides" }, h("div", { class: "segments", role: "group", label: "faults.messenger" }, buttons), shown);
}

function limits(attempt) {
  const flood = h("input", { type: "checkbox", role: "switch" });
  flood.addEventListener("change", () => attempt(() => api.setFlood({ on: flood.checked })));
  const latency = h("input", { type: "range", min: 0, max: 2000, step: 50, value: 0 });
  const shown = h("output");
  const show = () => (shown.textContent = `${number(Number(latency.value))} ms`);
  latency.addEventListener("input", show);
  latency.addEventListener("change", () => attempt(() => api.setLatency(Number(latency.value) / 1000)));
  listen("refreshed", () => {
    flood.checked = Boolean(world.flood?.on);
    latency.value = String(world.latency * 1000);
    show();
  });
  show();
  return h("div", { class: "card limits" }, h("label", { class: "switch" }, flood, h("span", { words: "faults.limits" })), h("label", { class: "field" }, h("span", {}, h("span", { words: "faults.latency" }), " ", shown), latency));
}
