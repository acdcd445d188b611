/** Trouble on demand: what Telegram and the gateways do wrong, and what people do wrong. */

import * as api from "./api.js";
import { field } from "./dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { follow, number } from "./language.js";
import { mischiefCard } from "./mischief.js";
import { clockCard } from "./moments.js";
import { listen, world } from "./world.js";

const KINDS = ["flood", "error", "html", "delay", "hold", "drop_after", "drop_before", "duplicate", "shuffle_album", "late_album", "restart", "sms", "mail"];
const METHODS = ["sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText", "deleteMessage", "answerCallbackQuery", "sendChatAction", "getFile", "getUpdates", "setWebhook", "setMyCommands"];

const READY = [
  { name: "flood", fault: { kind: "flood", method: "sendMessage", times: 5, retry_after: 3 } },
  { name: "drop", fault: { kind: "drop_after", method: "sendMessage", times: 1 } },
  { name: "slow", fault: { kind: "delay", seconds: 3, times: 10 } },
  { name: "restart", fault: { kind: "restart", seconds: 10 } },
  { name: "duplicate", fault: { kind: "duplicate", times: 1 } },
  { name: "sms", fault: { kind: "sms", times: 2 } },
];

export function faultsPanel({ table }) {
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const attempt = async (work) => {
    const trouble = await work().then(() => null, (refusal) => refusal.message);
    told.hidden = !trouble;
    told.textContent = trouble ?? "";
  };
  const ready = READY.map(({ name, fault }) => h("button", { type: "button", class: "tonal", words: `fault.ready.${name}`, onclick: () => attempt(() => api.addFault(fault)) }));
  return h("div", {}, h("p", { class: "lead", words: "faults.lead" }), h("div", { class: "ready" }, ready), told, standing(), own(attempt), limits(attempt), clockCard(attempt), mischiefCard(table));
}

/** Faults that are set, with how often each has struck. */
function standing() {
  const list = h("ul", { class: "standing" });
  const box = h("div", { role: "status" }, list);
  const clear = h("button", { type: "button", class: "quiet text", words: "faults.clear", onclick: () => api.clearFaults() });
  const draw = () => {
    replace(list, world.faults.map(drawFault));
    replace(box, world.faults.length ? [h("h3", { words: "faults.standing" }), list, clear] : []);
  };
  for (const event of ["refreshed", "faults"]) listen(event, draw);
  follow(draw);
  return box;
}

function drawFault(fault) {
  const facts = [fault.method, fault.chat, fault.times ? `×${number(fault.times)}` : null, fault.share < 1 ? `${number(fault.share * 100)}%` : null];
  const remove = h("button", { type: "button", class: "quiet", hint: "faults.remove", onclick: () => api.clearFault(fault.id) }, icon("close"));
  const words = h("div", {}, h("b", { words: `fault.${fault.kind}` }), h("small", {}, facts.filter(Boolean).join(" · ")));
  return h("li", { class: "card" }, words, h("span", { class: "hits", words: ["faults.hits", { count: number(fault.hits) }] }), remove);
}

function own(attempt) {
  const form = h("form", { class: "form" });
  form.append(
    field("kind", "faults.kind", KINDS.map((kind) => [kind, [`fault.${kind}`]])),
    h("div", { class: "pair" }, field("method", "faults.method", "text", { list: "fault-methods", autocomplete: "off", spellcheck: "false", "placeholder-words": "faults.any" }), h("datalist", { id: "fault-methods" }, METHODS.map((method) => h("option", { value: method }))), field("chat", "faults.chat", "number", { "placeholder-words": "faults.any" })),
    h("div", { class: "pair" }, field("times", "faults.times", "number", { min: 1, value: 1 }), field("seconds", "faults.seconds", "number", { min: 0, step: "any", value: 3 })),
    h("div", { class: "pair" }, field("share", "faults.share", "number", { min: 0.001, max: 1, step: "any", value: 1 }), field("status", "faults.status", "number", { min: 400, max: 599, placeholder: "500" })),
    h("button", { type: "submit", class: "filled", words: "faults.add" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const facts = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    for (const name of ["chat", "times", "seconds", "share", "status"]) if (name in facts) facts[name] = Number(facts[name]);
    attempt(() => api.addFault(facts.kind === "flood" ? { ...facts, retry_after: facts.seconds } : facts));
  });
  return h("details", { class: "card" }, h("summary", { words: "faults.own" }), form);
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
