/** The authenticator app of every leader at once: secrets that were enrolled, and the code that holds now. */

import * as api from "./api.js";
import { tidySecret } from "./codes.js";
import { copyButton } from "./copy.js";
import { field } from "./dialog.js";
import { h, replace, svg } from "./dom.js";
import { icon } from "./icons.js";
import { follow, t } from "./language.js";
import { recall, remember } from "./memory.js";
import { avatar, roleName } from "./people.js";
import { secretShown } from "./scan.js";
import { PERIOD_SECONDS, codeOf, stepAt } from "./totp.js";
import { botId, listen, tell, world } from "./world.js";

const RING = 2 * Math.PI * 9;
const TICK_MS = 500;

const KEPT = "authenticators";

const place = (id) => `${botId()}:${id}`;

/** What this browser has enrolled for the person, else what the simulator was told when the person was made, else null. */
export function secretOf(person) {
  return (recall(KEPT, {})[place(person.id)] ?? person.authenticator) || null;
}

/** Keeps `secret` for person `id`; null forgets it. */
export function enrol(id, secret) {
  remember(KEPT, { ...recall(KEPT, {}), [place(id)]: secret ?? "" });
  tell("authenticator");
}

const enrolled = () => [...world.people.values()].filter(secretOf);

/** The newest secret that the bot has shown to this person, or null. */
export async function secretFromChat(person) {
  const chat = await api.chat(person, { bot: botId(), limit: 50 });
  for (const message of chat.messages.filter((message) => !message.out).toReversed()) {
    const secret = await secretShown(message);
    if (secret) return secret;
  }
  return null;
}

export function authenticatorPanel({ table }) {
  const list = h("ul", { class: "keys-of-people" });
  const form = enrolForm();
  const cards = new Map();
  const draw = () => {
    cards.clear();
    replace(list, enrolled().map((person) => keep(cards, person, table)));
    form.people();
    tick(cards);
  };
  for (const event of ["refreshed", "person", "person_gone", "authenticator"]) listen(event, () => (changed(cards) ? draw() : form.people()));
  follow(draw);
  setInterval(() => tick(cards), TICK_MS);
  return h("div", {}, h("p", { class: "lead", words: "authenticator.lead" }), list, form.element);
}

const changed = (cards) => {
  return enrolled().map(cardName).join() !== [...cards.keys()].join();
};

const cardName = (person) => `${person.id} ${secretOf(person)} ${person.name}`;

function keep(cards, person, table) {
  const card = codeCard(person, table);
  cards.set(cardName(person), card);
  return card.element;
}

function codeCard(person, table) {
  const digits = h("output", { class: "digits" }, "––– –––");
  const ring = svg("circle", { cx: 11, cy: 11, r: 9, class: "left" });
  const clock = svg("svg", { class: "ring", viewBox: "0 0 22 22", "aria-hidden": "true" }, svg("circle", { cx: 11, cy: 11, r: 9 }), ring);
  const seconds = h("span", { class: "seconds" });
  const plain = () => digits.textContent.replace(/\s/g, "");
  const fill = h("button", { type: "button", class: "tonal", words: "authenticator.fill" });
  fill.addEventListener("click", async () => (await table.point(person.id)).composer.put(plain()));
  const forget = h("button", { type: "button", class: "quiet", hint: ["authenticator.forget", { name: person.name }], onclick: () => enrol(person.id, null) }, icon("trash"));
  const who = h("div", { class: "who" }, h("b", {}, person.name), h("small", {}, roleName(person.role)));
  const element = h("li", {}, h("header", {}, avatar(person, true), who, forget), h("div", { class: "now" }, digits, h("span", { class: "time-left" }, clock, seconds)), h("footer", {}, copyButton(plain, { words: "copy.code", kind: "tonal" }), fill));
  return { element, digits, ring, seconds, secret: secretOf(person), step: null };
}

/** Codes follow the machine's own clock, as a real authenticator does. */
async function tick(cards) {
  const seconds = Date.now() / 1000;
  const step = stepAt(seconds);
  const left = PERIOD_SECONDS - (seconds % PERIOD_SECONDS);
  for (const card of cards.values()) {
    card.ring.style.strokeDashoffset = String(RING * (1 - left / PERIOD_SECONDS));
    card.seconds.textContent = t("seconds.short", { count: Math.ceil(left) });
    card.element.classList.toggle("ending", left < 6);
    if (card.step === step) continue;
    card.step = step;
    const code = await codeOf(card.secret, step).catch(() => "??????");
    card.digits.textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
  }
}

function enrolForm() {
  const person = field("person", "authenticator.person", []);
  const secret = field("secret", "authenticator.secret", "text", { autocomplete: "off", spellcheck: "false" });
  const [who, typed] = [person.querySelector("select"), secret.querySelector("input")];
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const save = (found, otherwise) => {
    told.hidden = Boolean(found);
    replace(told, found ? null : h("span", { words: otherwise }));
    if (!found) return;
    enrol(Number(who.value), found);
    typed.value = "";
  };
  const fromChat = h("button", { type: "button", class: "tonal" }, icon("picture"), h("span", { words: "authenticator.from_chat" }));
  fromChat.addEventListener("click", async () => save(await secretFromChat(Number(who.value)), "authenticator.none_in_chat"));
  const element = h("form", { class: "form card" }, h("h3", { words: "authenticator.add" }), person, fromChat, secret, h("button", { type: "submit", class: "filled", words: "authenticator.enrol" }), told);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    save(tidySecret(typed.value), "authenticator.bad_secret");
  });
  return { element, people: () => offer(who) };
}

function offer(select) {
  const chosen = select.value;
  const leaders = [...world.people.values()].toSorted((a, b) => rank(a) - rank(b)).slice(0, 200);
  if (select.options.length === leaders.length && leaders.every((person, place) => select.options[place].text === person.name)) return;
  replace(select, leaders.map((person) => h("option", { value: person.id }, person.name)));
  if (chosen) select.value = chosen;
}

const rank = (person) => ({ approver: 0, leader: 0, admin: 1, operator: 2, officer: 2 })[person.role] ?? 3;
