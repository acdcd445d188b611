/** One person's phone: the chat they look at, and everything their thumb can do in it. */

import * as actions from "./actions.js";
import * as api from "./api.js";
import { attachMenu } from "./attach.js";
import { deepLink, inviteLink } from "./codes.js";
import { Composer } from "./composer.js";
import { copy } from "./copy.js";
import { openDialog } from "./dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { speak, t } from "./language.js";
import { Log } from "./log.js";
import { alertBox, announce, banner, toast, used } from "./notice.js";
import { chatChoice, groupMenu } from "./groups.js";
import { openApp, openLogin } from "./miniapp.js";
import { avatar, callName, readableNumber, roleName } from "./people.js";
import { choosePlace } from "./place.js";
import { topicTabs } from "./topics.js";
import { enlarge } from "./viewer.js";
import { botId, now, world } from "./world.js";

const PAGE = 50;
const PRESS_WAITS_MS = 15000;
/** News that a chat asked for before it may not know of, besides its messages. */
const LASTING = new Set(["edited", "reaction", "deleted", "keyboard", "pinned"]);

export class Phone {
  #news = null;
  #typing = null;
  #pressed = new Map();

  constructor(person, { putAway }) {
    this.person = person;
    this.chat = person.id;
    this.thread = null;
    this.log = new Log(this.#hands(), () => this.#earlier());
    this.composer = new Composer(this.#writing());
    this.owner = h("header", { class: "owner" });
    this.face = h("span", { class: "face" });
    this.heading = h("h3");
    this.status = h("p", { class: "status" });
    this.choice = chatChoice((chat) => this.turnTo(chat));
    this.tools = h("button", { type: "button", class: "quiet", hidden: true, "aria-haspopup": "menu", onclick: () => groupMenu(this, world.groups.get(this.chat), this.tools) }, icon("more"));
    this.head = h("div", { class: "chat-head" }, this.face, h("div", { class: "who" }, this.heading, this.status), this.choice.element, this.tools);
    this.topics = topicTabs((thread) => this.turnTo(this.chat, thread));
    this.pin = h("button", { type: "button", class: "pinned-bar", hidden: true });
    this.hello = h("div", { class: "hello" });
    this.frame = h("div", { class: "log-frame" }, this.hello, this.log.list, this.log.toEnd);
    this.device = h("div", { class: "device" }, this.head, this.topics.element, this.pin, this.frame, this.composer.element);
    this.element = h("section", { class: "phone", id: `phone-${person.id}`, label: ["phone.name", { name: person.name }] }, this.owner, this.device);
    this.putAway = putAway;
    this.drawOwner();
    this.#drawHead();
  }

  get bot() {
    return botId();
  }

  get group() {
    return this.chat !== this.person.id;
  }

  /** Where what this person does now lands. */
  get place() {
    return { bot: this.bot, chat: this.chat, thread: this.thread };
  }

  /** Another chat, or another topic of it. */
  turnTo(chat, thread = null) {
    this.chat = chat;
    this.thread = thread;
    return this.load();
  }

  async load() {
    if (this.bot === null) return this.#alone();
    const news = (this.#news = []);
    const chat = await api.chat(this.person.id, { ...this.place, limit: PAGE });
    if (news !== this.#news) return;
    this.#news = null;
    this.blocked = chat.blocked;
    this.started = chat.started || this.group;
    this.title = chat.title;
    const arrived = news.filter(([name]) => name === "message").map(([, { message }]) => message);
    this.log.show(chat.messages, arrived);
    this.composer.show({ ...chat, started: this.started });
    this.#drawPinned(chat.pinned ?? []);
    this.#drawHead();
    this.element.classList.toggle("empty", !chat.messages.length && !arrived.length);
    for (const [name, event] of news) if (LASTING.has(name)) this[name](event);
  }

  async refreshCommands() {
    if (this.bot === null) return;
    const chat = await api.chat(this.person.id, { bot: this.bot, chat: this.chat, limit: 1 });
    this.composer.offer(chat.commands ?? [], chat.menu_button);
  }

  /** Somebody changed the person: the strip above the phone follows, and the chat when it was opened or blocked. */
  personChanged(person, seen) {
    const before = this.person;
    this.person = person;
    if (seen.some((fact) => before[fact] !== person[fact])) this.drawOwner();
    const own = person.chats?.find((chat) => chat.bot === this.bot);
    if (own && !this.group && (own.started !== this.started || own.blocked !== this.blocked)) this.load();
  }

  botChanged() {
    if (this.started === undefined && this.bot !== null) this.load();
    else this.#drawHead();
  }

  groupChanged(group) {
    if (group.id !== this.chat) return this.#drawHead();
    if (!group.members.includes(this.person.id)) return this.turnTo(this.person.id);
    const gone = this.thread !== null && !group.topics.some((topic) => topic.id === this.thread);
    return gone ? this.turnTo(this.chat) : this.#drawHead();
  }

  languageSwitched() {
    this.drawOwner();
    this.log.redraw();
  }

  #alone() {
    this.composer.show({ commands: [], keyboard: null, started: false });
    this.composer.begin.querySelector("button").disabled = true;
  }

  drawOwner() {
    const { person } = this;
    const more = h("button", { type: "button", class: "quiet", hint: ["person.menu", { name: person.name }], "aria-haspopup": "menu" }, icon("more"));
    more.addEventListener("click", () => actions.personMenu(this, more, this.putAway));
    const facts = [roleName(person.role), readableNumber(person.phone), person.language === "vi" ? null : person.language?.toUpperCase()];
    replace(this.owner, avatar(person), h("div", { class: "who" }, h("h2", {}, person.name), h("p", {}, facts.filter(Boolean).join(" · "))), more);
    this.element.classList.toggle("gone", Boolean(person.deactivated));
  }

  #drawHead() {
    const bot = world.bot;
    const group = world.groups.get(this.chat);
    const title = this.group ? this.title : (bot?.name ?? t("phone.no_bot"));
    speak(this.status, "text", this.#statusWords());
    const face = () => h("span", { class: "avatar bot" }, icon(this.group ? "crowd" : "phone"));
    replace(this.hello, face(), h("b", {}, title ?? ""), bot?.description ? h("p", {}, bot.description) : h("p", { words: "phone.hello" }));
    replace(this.face, face());
    this.heading.textContent = title ?? "";
    this.choice.offer(this.person, this.chat);
    this.tools.hidden = !group;
    if (group) speak(this.tools, "aria-label", ["group.menu", { title: group.title }]);
    this.topics.show(group, this.thread, this.person.id);
  }

  #statusWords() {
    if (this.#typing) return `typing.${this.#typing}`;
    return this.group ? `phone.${world.groups.get(this.chat)?.type ?? "group"}` : "phone.bot";
  }

  #drawPinned(ids) {
    const newest = ids[0];
    const message = this.log.newestFirst.find((known) => known.id === newest);
    this.pin.hidden = newest === undefined;
    replace(this.pin, icon("pin"), h("span", {}, message?.text || t("message.pinned")));
    this.pin.onclick = () => this.log.jump(newest);
    this.log.mark(ids);
  }

  async #earlier() {
    const chat = await api.chat(this.person.id, { ...this.place, limit: PAGE, before: this.log.oldest });
    this.log.prepend(chat.messages);
  }


  concerns(event) {
    const at = event.message ?? event;
    if (this.thread !== null && event.message && at.thread !== this.thread) return false;
    return at.chat === this.chat && (this.group || at.bot === this.bot || at.bot === undefined);
  }

  /** Something new in the chat; what comes while the chat is being asked for holds against an older answer. */
  hear(name, event) {
    this.#news?.push([name, event]);
    this[name](event);
  }

  message({ message }) {
    this.element.classList.remove("empty");
    this.log.put(message);
    if (message.out) return used(this.device, message.text);
    this.#type(null);
    announce(`${message.from?.name ?? ""} → ${callName(this.person.name)}: ${message.text || t("message.media")}`);
  }

  edited({ message }) {
    this.#free(message.id);
    this.log.put(message);
  }

  reaction({ message }) {
    this.log.put(message);
  }

  deleted({ ids }) {
    this.log.remove(ids);
  }

  keyboard({ keyboard, force_reply: forced }) {
    this.composer.keyboard(keyboard, forced);
  }

  pinned({ pinned }) {
    this.#drawPinned(pinned);
  }

  typing({ action, until }) {
    this.#type(action, (until - now()) * 1000);
  }

  #type(action, forMs = 0) {
    clearTimeout(this.typingEnds);
    const known = { typing: "typing", upload_photo: "photo", upload_document: "file", upload_video: "video", find_location: "place" };
    this.#typing = action ? (known[action] ?? "typing") : null;
    this.status.classList.toggle("busy", Boolean(action));
    speak(this.status, "text", this.#statusWords());
    if (action) this.typingEnds = setTimeout(() => this.#type(null), Math.max(0, forMs));
  }

  callback_answer({ message_id: id, text, alert, url }) {
    this.#free(id);
    if (url) this.open({ url });
    if (!text) return;
    announce(text);
    if (alert) alertBox(this.device, world.bot?.name ?? "Bot", text);
    else toast(this.frame, text);
  }

  inline_results(event) {
    this.composer.inline.offer(event);
  }

  payment({ paid, reason }) {
    toast(this.frame, paid ? t("invoice.paid") : reason || t("invoice.refused"));
  }

  letter({ sms, mail }) {
    const [sign, from, text] = sms ? ["phone", "SMS", sms.text] : ["inbox", mail.subject, mail.text];
    announce(`${from}: ${text}`);
    banner(this.device, { sign, from, text }, (code) => this.composer.put(code));
  }


  /** Does `what` as this person in this chat; a refusal is shown on the phone and answers null. */
  act(what, facts = {}) {
    return this.attempt(() => api.act(this.person.id, what, { ...this.place, ...facts }));
  }

  async attempt(work) {
    try {
      return await work();
    } catch (refusal) {
      toast(this.frame, refusal.message);
      return null;
    }
  }

  tell(key) {
    toast(this.frame, t(key));
  }

  react(message, emoji) {
    return this.act("react", { message_id: message.id, emoji });
  }

  async start(payload = null) {
    await this.act("start", payload ? { payload } : {});
    await this.load();
  }

  open({ url, command, copy: text }) {
    if (command) return this.act("say", { text: command });
    if (text) return this.#copied(text);
    if (inviteLink(url)) return this.#join(url);
    const deep = deepLink(url);
    if (!deep) return external(url);
    const bot = world.bots.find((known) => known.username.toLowerCase() === deep.username?.toLowerCase());
    if (!bot) return external(url);
    return this.start(deep.payload);
  }

  async #join(link) {
    const joined = await this.act("join", { link });
    if (joined?.chat) return this.turnTo(joined.chat);
    return joined && this.tell("group.asked");
  }

  async #copied(text) {
    await copy(text);
    toast(this.frame, t("copy.what", { text }));
  }

  #press(message, button, at, key) {
    if (button.copy) return this.#copied(button.copy);
    if (button.url) return this.open({ url: button.url });
    if (button.web_app) return openApp(this, button.web_app.url);
    if (button.login) return openLogin(this, button.login.url, external);
    if (button.switch !== undefined) return this.composer.put(`@${world.bot.username} ${button.switch?.query ?? button.switch}`);
    if (button.pay) return this.act("pay", { message_id: message.id });
    if (button.data === undefined || button.data === null) return toast(this.frame, t("keyboard.elsewhere"));
    key.setAttribute("aria-busy", "true");
    this.#pressed.set(message.id, key);
    setTimeout(() => this.#free(message.id), PRESS_WAITS_MS);
    return this.act("press", { message_id: message.id, ...at });
  }

  #free(id) {
    this.#pressed.get(id)?.removeAttribute("aria-busy");
    this.#pressed.delete(id);
  }

  use(button) {
    if (button.request === "contact") return this.act("contact", { of: this.person.id });
    if (button.request === "web_app") return openApp(this, button.url, button.text);
    if (button.request === "location") return choosePlace((at) => this.act("location", at));
    return this.act("say", { text: button.text });
  }

  #hands() {
    const phone = this;
    return {
      person: this.person,
      get group() {
        return phone.group;
      },
      open: (link) => this.open(link),
      press: (...press) => this.#press(...press),
      menu: (message, anchor) => actions.messageMenu(this, message, anchor),
      enlarge,
      jump: (id) => this.log.jump(id),
      react: (message, emoji) => this.react(message, emoji),
      leave: () => this.composer.focus(),
    };
  }

  #writing() {
    return {
      act: (what, facts) => this.act(what, facts),
      say: (text, more) => this.act("say", { text, ...more }),
      edit: (message, text) => this.act("edit", { message_id: message.id, text }),
      attach: (anchor) => attachMenu(this, anchor),
      commandMenu: (anchor, commands) => actions.commandMenu(this, anchor, commands),
      use: (button) => this.use(button),
      openApp: (url) => openApp(this, url),
      start: () => this.start(),
      unblock: () => this.act("unblock").then(() => this.load()),
    };
  }
}

function external(url, words = "link.outside") {
  const safe = /^https?:/i.test(url);
  const link = safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "filled", words: "link.open" }) : null;
  openDialog("link.title", h("div", { class: "form" }, h("p", { words }), h("code", { class: "address" }, url), link));
}
