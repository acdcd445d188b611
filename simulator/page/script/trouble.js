/** What one messenger can be made to do wrong: one button a usual fault, those that are set, and one of one's own. */

import { field } from "./dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { follow, number } from "./language.js";
import { listen } from "./world.js";

/** `side` knows a messenger's faults: `kinds`, `methods`, `ready`, `whom()`, `events`, `known()`, `add`, `clear`, `clearOne`. */
export function troubleOf(side, attempt) {
  const ready = side.ready.map(({ name, fault }) => h("button", { type: "button", class: "tonal", words: `fault.ready.${name}`, onclick: () => attempt(() => side.add(fault)) }));
  return [h("div", { class: "ready" }, ready), standing(side), own(side, attempt)];
}

/** Faults that are set, with how often each has struck. */
function standing(side) {
  const list = h("ul", { class: "standing" });
  const box = h("div", { role: "status" }, list);
  const clear = h("button", { type: "button", class: "quiet text", words: "faults.clear", onclick: () => side.clear() });
  const draw = () => {
    const known = side.known();
    replace(list, known.map((fault) => drawFault(fault, side)));
    replace(box, known.length ? [h("h3", { words: "faults.standing" }), list, clear] : []);
  };
  for (const event of side.events) listen(event, draw);
  follow(draw);
  return box;
}

function drawFault(fault, side) {
  const facts = [fault.method, fault.chat, fault.times ? `×${number(fault.times)}` : null, fault.share < 1 ? `${number(fault.share * 100)}%` : null];
  const remove = h("button", { type: "button", class: "quiet", hint: "faults.remove", onclick: () => side.clearOne(fault.id) }, icon("close"));
  const words = h("div", {}, h("b", { words: `fault.${fault.kind}` }), h("small", {}, facts.filter(Boolean).join(" · ")));
  return h("li", { class: "card" }, words, h("span", { class: "hits", words: ["faults.hits", { count: number(fault.hits) }] }), remove);
}

function own(side, attempt) {
  const form = h("form", { class: "form" });
  form.append(
    field("kind", "faults.kind", side.kinds.map((kind) => [kind, [`fault.${kind}`]])),
    h("div", { class: "pair" }, field("method", "faults.method", "text", { list: "fault-methods", autocomplete: "off", spellcheck: "false", "placeholder-words": "faults.any" }), h("datalist", { id: "fault-methods" }, side.methods.map((method) => h("option", { value: method }))), side.whom()),
    h("div", { class: "pair" }, field("times", "faults.times", "number", { min: 1, value: 1 }), field("seconds", "faults.seconds", "number", { min: 0, step: "any", value: 3 })),
    h("div", { class: "pair" }, field("share", "faults.share", "number", { min: 0.001, max: 1, step: "any", value: 1 }), field("status", "faults.status", "number", { min: 400, max: 599, placeholder: "500" })),
    h("button", { type: "submit", class: "filled", words: "faults.add" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const facts = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    for (const name of ["chat", "person", "times", "seconds", "share", "status"]) if (name in facts) facts[name] = Number(facts[name]);
    attempt(() => side.add(facts.kind === "flood" ? { ...facts, retry_after: facts.seconds } : facts));
  });
  return h("details", { class: "card" }, h("summary", { words: "faults.own" }), form);
}
