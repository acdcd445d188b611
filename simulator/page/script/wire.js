/** What went over the wire, newest first. Only the last few calls are kept on the page, however many go by. */

import * as api from "./api.js";
import { copyButton } from "./copy.js";
import { curl } from "./curl.js";
import { h, oncePerFrame, replace } from "./dom.js";
import { exactClock, number, speak } from "./language.js";
import { listen, world } from "./world.js";

const KEPT = 120;

export function wirePanel({ panels }) {
  let entries = [];
  let total = 0;
  const wanted = h("input", { type: "search", "placeholder-words": "wire.filter", label: "wire.filter" });
  const hold = h("button", { type: "button", class: "tonal", "aria-pressed": "false", words: "wire.pause" });
  const told = h("p", { class: "told" });
  const list = h("ol", { class: "calls" });
  const fits = (entry) => !wanted.value || `${entry.method} ${entry.chat ?? ""} ${entry.status}`.toLowerCase().includes(wanted.value.toLowerCase());
  const held = () => hold.getAttribute("aria-pressed") === "true";
  const draw = oncePerFrame(() => {
    if (panels.current !== "wire") return;
    show(list, entries.filter(fits));
    speak(told, "text", ["wire.told", { shown: number(list.children.length), total: number(total) }]);
  });
  listen("wire", (event) => {
    total = event.total ?? total + event.entries.length;
    if (held()) return;
    entries = [...event.entries.toReversed(), ...entries].slice(0, KEPT);
    draw();
  });
  listen("stats", (stats) => {
    total = Math.max(total, stats.accepted + stats.refused);
    draw();
  });
  listen("refreshed", async () => {
    const log = await api.wire({ limit: KEPT });
    [entries, total] = [log.entries.toSorted((a, b) => b.n - a.n), log.total];
    draw();
  });
  wanted.addEventListener("input", draw);
  hold.addEventListener("click", () => hold.setAttribute("aria-pressed", String(!held())));
  listen("panel", draw);
  return h("div", {}, h("p", { class: "lead", words: "wire.lead" }), h("div", { class: "wire-tools" }, wanted, hold), told, list);
}

/** Rows that stand stay as they are (and open); new ones come on top. */
function show(list, entries) {
  const standing = new Map([...list.children].map((row) => [row.dataset.n, row]));
  replace(list, entries.map((entry) => standing.get(String(entry.n)) ?? row(entry)));
}

function row(entry) {
  const fine = entry.status < 400 && !entry.fault;
  const summary = h(
    "summary",
    {},
    h("span", { class: fine ? "code fine" : "code bad" }, entry.status || "—"),
    h("b", {}, entry.method),
    h("span", { class: "to" }, entry.direction === "webhook" ? "webhook" : (entry.chat ?? "")),
    h("span", { class: "ms" }, `${entry.ms.toFixed(entry.ms < 10 ? 1 : 0)} ms`),
  );
  const call = h("details", {}, summary);
  call.addEventListener("toggle", () => call.open && call.children.length === 1 && call.append(inside(entry)), { once: true });
  return h("li", { "data-n": entry.n }, call);
}

function inside(entry) {
  const bot = world.bots.find((known) => known.id === entry.bot);
  const fault = entry.fault ? h("p", { class: "trouble", words: ["wire.fault", { fault: entry.fault.kind ?? entry.fault }] }) : null;
  const copyLine = entry.direction === "webhook" ? null : copyButton(() => curl(entry, bot, world.url || location.origin), { words: "wire.curl", kind: "tonal" });
  return h("div", { class: "inside" }, h("p", { class: "told" }, `#${entry.n} · ${exactClock(entry.time)}`), fault, json(entry.params), json(entry.answer), copyLine);
}

const json = (value) => h("pre", { tabindex: "0", label: "wire.body" }, h("code", {}, JSON.stringify(value, null, 2)));
