/** Every SMS and e-mail that the bot has sent through the gateways, newest first, with their codes ready to copy. */

import * as api from "./api.js";
import { codeIn, deepLink } from "./codes.js";
import { copyButton } from "./copy.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { exactClock, follow } from "./language.js";
import { readableNumber } from "./people.js";
import { botId, listen, world } from "./world.js";

const MOST_SHOWN = 100;
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;)]/g;

export function inboxPanel({ table, count }) {
  const letters = [];
  const list = h("ul", { class: "letters" });
  const empty = h("p", { class: "nothing", words: "inbox.empty" });
  const wipe = h("button", { type: "button", class: "quiet text", words: "inbox.wipe" });
  const draw = () => {
    replace(list, letters.map((letter) => drawLetter(letter, table)));
    empty.hidden = letters.length > 0;
    wipe.hidden = !letters.length;
  };
  const take = (letter) => {
    letters.unshift(letter);
    letters.length = Math.min(letters.length, MOST_SHOWN);
    count(1);
    draw();
  };
  wipe.addEventListener("click", async () => {
    await Promise.all([api.emptySms(), api.emptyMail()]);
    letters.length = 0;
    draw();
  });
  listen("sms", ({ sms }) => take({ ...sms, kind: "sms" }));
  listen("mail", ({ mail }) => take({ ...mail, kind: "mail" }));
  listen("refreshed", () => reload(letters).then(draw));
  follow(draw);
  draw();
  return h("div", {}, h("p", { class: "lead", words: "inbox.lead" }), empty, list, wipe);
}

async function reload(letters) {
  const [sms, mail] = await Promise.all([api.sms(), api.mail()]);
  const all = [...sms.map((letter) => ({ ...letter, kind: "sms" })), ...mail.map((letter) => ({ ...letter, kind: "mail" }))];
  const newest = Math.max(0, ...all.map((letter) => letter.time));
  const since = letters.filter((letter) => letter.time > newest); // came while the lists were on their way
  letters.splice(0, letters.length, ...[...since, ...all].toSorted((a, b) => b.time - a.time).slice(0, MOST_SHOWN));
}

function drawLetter(letter, table) {
  const isSms = letter.kind === "sms";
  const address = isSms ? readableNumber(letter.phone) : letter.to;
  const name = world.people.get(letter.person)?.name;
  const head = h("header", {}, icon(isSms ? "phone" : "inbox"), h("b", {}, name ?? address), h("span", { class: "to" }, name ? address : ""), h("time", {}, exactClock(letter.time)));
  const subject = letter.subject ? h("p", { class: "subject" }, letter.subject) : null;
  return h("li", { class: "card letter" }, head, subject, h("p", {}, linked(letter, table)), codes(letter, table));
}

function codes(letter, table) {
  const code = codeIn(letter.text);
  if (!code) return null;
  const use = letter.person ? h("button", { type: "button", class: "tonal", words: "authenticator.fill" }) : null;
  use?.addEventListener("click", async () => (await table.point(letter.person)).composer.put(code));
  return h("footer", {}, h("output", { class: "digits" }, code), copyButton(() => code, { words: "copy.code", kind: "tonal" }), use);
}

/** Links to the bot open on the phone of whom the letter is for. */
function linked(letter, table) {
  const nodes = [];
  let at = 0;
  for (const found of letter.text.matchAll(LINK)) {
    nodes.push(letter.text.slice(at, found.index), follows(found[0], letter, table));
    at = found.index + found[0].length;
  }
  return [...nodes, letter.text.slice(at)];
}

function follows(url, letter, table) {
  if (!letter.person || !deepLink(url) || botId() === null) return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url);
  const open = h("button", { type: "button", class: "inline-link" }, url);
  open.addEventListener("click", async () => (await table.point(letter.person)).open({ url }));
  return open;
}
