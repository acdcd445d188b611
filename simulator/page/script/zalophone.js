/** One person's phone with Zalo: no Start, no keyboards, no buttons from a bot; the Official Account has some. */

import { Composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { speak, t } from "./language.js";
import { Log } from "./log.js";
import { announce, toast } from "./notice.js";
import { avatar, callName, readableNumber } from "./people.js";
import { enlarge } from "./viewer.js";
import * as api from "./zaloapi.js";
import { attachMenu, messageMenu, personMenu } from "./zaloenlist.js";
import { asEntry } from "./zalomessage.js";

const TYPING_MS = 5000;
const OA = "oa";

export class ZaloPhone {
  #arrived = null;
  chat = null;

  /** `lines`: the bots and the Official Account, as [{id, name}]. */
  constructor(person, lines) {
    this.number = person.number;
    this.log = new Log(this.#hands(person), () => undefined);
    this.composer = new Composer(this.#writing());
    this.owner = h("header", { class: "owner" });
    this.heading = h("h3");
    this.status = h("p", { class: "status" });
    this.choice = h("select", { class: "chat-choice", label: "phone.chats", onchange: () => this.turnTo((this.chosen = this.choice.value)) });
    const face = h("span", { class: "avatar bot" }, icon("crowd"));
    this.head = h("div", { class: "chat-head" }, face, h("div", { class: "who" }, this.heading, this.status), this.choice);
    this.hello = h("div", { class: "hello" }, h("p", { words: "zalo.hello" }));
    this.frame = h("div", { class: "log-frame" }, this.hello, this.log.list, this.log.toEnd);
    this.device = h("div", { class: "device" }, this.head, this.frame, this.composer.element);
    this.element = h("section", { class: "phone zalo", id: `phone-${keyOf(person)}`, label: ["zalo.phone", { name: person.name }] }, this.owner, this.device);
    this.personChanged(person);
    this.offer(lines);
  }

  get oa() {
    return this.line === OA;
  }

  personChanged(person) {
    this.person = { ...person, id: keyOf(person) };
    const more = h("button", { type: "button", class: "quiet", hint: ["person.menu", { name: person.name }], "aria-haspopup": "menu" }, icon("more"));
    more.addEventListener("click", () => personMenu(this, more));
    const facts = ["Zalo", readableNumber(person.phone)].filter(Boolean).join(" · ");
    replace(this.owner, avatar(this.person), h("div", { class: "who" }, h("h2", {}, person.name), h("p", {}, facts)), more);
    this.#know(person.chats?.find((chat) => chat.line === this.line));
  }

  #know(chat) {
    if (!chat) return;
    this.chat = chat;
    this.composer.show({ commands: [], keyboard: null, started: true, blocked: chat.blocked });
  }

  /** The lines that this person can write on; the one that was chosen stays as long as it is there. */
  offer(lines) {
    this.lines = lines;
    replace(this.choice, lines.map((line) => h("option", { value: line.id }, line.name)));
    this.choice.hidden = lines.length < 2;
    const chosen = lines.find((line) => line.id === this.chosen) ?? lines[0];
    this.choice.value = chosen.id;
    if (chosen.id !== this.line) this.turnTo(chosen.id);
  }

  turnTo(line) {
    this.line = line;
    this.choice.value = line;
    this.heading.textContent = this.lines.find((known) => known.id === line)?.name ?? "";
    this.#typing(false);
    return this.load();
  }

  async load() {
    const arrived = (this.#arrived = []);
    const chat = await api.chat(this.number, this.line);
    if (arrived !== this.#arrived) return;
    this.#arrived = null;
    this.#know(chat);
    this.log.show([...chat.messages, ...arrived].map(asEntry));
    this.element.classList.toggle("empty", !chat.messages.length && !arrived.length);
  }

  message({ line, message }) {
    if (line !== this.line) return;
    this.element.classList.remove("empty");
    this.#arrived?.push(message);
    this.log.put(asEntry(message));
    if (message.out) return;
    this.#typing(false);
    announce(`${this.heading.textContent} → ${callName(this.person.name)}: ${message.text || t("message.media")}`);
  }

  chatChanged(chat) {
    if (chat.line === this.line) this.#typing(chat.typing);
  }

  #typing(busy) {
    clearTimeout(this.typingEnds);
    this.status.classList.toggle("busy", busy);
    speak(this.status, "text", busy ? "typing.typing" : this.oa ? "zalo.oa" : "zalo.bot");
    if (busy) this.typingEnds = setTimeout(() => this.#typing(false), TYPING_MS);
  }

  languageSwitched() {
    this.personChanged(this.person);
    this.load();
  }

  /** What only Telegram's phones follow. */
  botChanged() {}
  refreshCommands() {}
  groupChanged() {}

  act(what, facts = {}) {
    return this.#attempt(() => api.act(this.number, what, { line: this.line, ...facts }));
  }

  sendPictures(files, caption) {
    return this.#attempt(() => api.sendPictures(this.number, this.line, files, caption));
  }

  async #attempt(work) {
    try {
      return await work();
    } catch (refusal) {
      toast(this.frame, refusal.message);
      return null;
    }
  }

  #press(message, button) {
    if (button.share) return this.act("info");
    if (button.type.startsWith("oa.query.")) return this.act("press", { title: button.text, message_id: message.zalo });
    return toast(this.frame, `${button.text}: ${Object.values(button.payload).join(" · ")}`);
  }

  #hands(person) {
    return {
      person,
      group: false,
      open: () => undefined,
      press: (message, button) => this.#press(message, button),
      menu: messageMenu,
      enlarge,
      jump: () => undefined,
      react: () => undefined,
      leave: () => this.composer.focus(),
    };
  }

  #writing() {
    return {
      say: (text) => this.act("say", { text }),
      attach: (anchor) => attachMenu(this, anchor),
      unblock: () => this.act("unblock"),
    };
  }
}

/** How the table names a phone of Zalo among Telegram's. */
export const keyOf = (person) => `zalo-${person.number}`;
