/** The phones on the table: side by side where there is room, one at a time behind tabs where there is not. */

import { h, replace } from "./dom.js";
import { openNewPhone } from "./enlist.js";
import { icon } from "./icons.js";
import { follow, t } from "./language.js";
import { recall, remember } from "./memory.js";
import { announce } from "./notice.js";
import { avatar, callName } from "./people.js";
import { Phone } from "./phone.js";
import { listen, world } from "./world.js";

const FIRST_PHONES = 8;
const CHAT_EVENTS = ["message", "edited", "deleted", "reaction", "keyboard", "pinned", "typing", "callback_answer", "payment", "inline_results"];
const SEEN_ON_PHONE = ["name", "role", "phone", "language", "deactivated"];

export class Table {
  phones = new Map();
  /** Puts phones with Zalo on this table; given by the page. */
  zalo = null;
  #front = null;
  #missed = new Map();

  constructor() {
    this.tabs = h("nav", { class: "phone-tabs", label: "phone.tabs" });
    this.row = h("div", { class: "phones" });
    this.element = h("div", { class: "table", id: "table", tabindex: "-1" }, this.tabs, this.row);
    for (const name of CHAT_EVENTS) listen(name, (event) => this.#pass(name, event));
    listen("refreshed", () => this.#lay());
    listen("person", ({ person }) => this.#changed(person));
    listen("person_gone", ({ id }) => this.#remove(id));
    listen("bot", () => this.#each((phone) => phone.botChanged()));
    for (const name of ["commands", "menu_button"]) listen(name, () => this.#each((phone) => phone.refreshCommands()));
    listen("group", ({ group }) => this.#each((phone) => phone.groupChanged(group)));
    listen("sms", ({ sms }) => this.phones.get(sms.person)?.letter({ sms }));
    listen("mail", ({ mail }) => this.phones.get(mail.person)?.letter({ mail }));
    follow(() => this.#each((phone) => phone.languageSwitched()));
  }

  ask() {
    openNewPhone((id) => this.phones.has(id), (id) => this.#take(id), () => this.zalo.ask());
  }

  /** The phone of person `id`, put on the table when it is not there yet. */
  async open(id) {
    if (!this.phones.has(id)) await this.#put(id);
    return this.phones.get(id);
  }

  /** Brings a phone into view and lights it for a moment. */
  async point(id) {
    const phone = await this.open(id);
    this.show(id);
    for (const other of this.phones.values()) other.element.classList.toggle("lit", other === phone);
    return phone;
  }

  /** A phone that another module made, under a name of its own; it does what a `Phone` is asked here. */
  seat(name, phone) {
    this.phones.set(name, phone);
    this.row.append(phone.element);
    phone.element.addEventListener("focusin", () => this.#seen(name));
    if (this.#front === null || this.#front === undefined) this.show(name);
    this.#drawTabs();
    this.#drawEmpty();
  }

  unseat(name) {
    this.#remove(name);
  }

  /** A message came to a phone that may be hidden behind another. */
  missed(name) {
    if (name !== this.#front) this.#miss(name);
  }

  show(id) {
    this.#front = id;
    this.#missed.delete(id);
    for (const [known, phone] of this.phones) phone.element.classList.toggle("front", known === id);
    this.phones.get(id)?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.phones.get(id)?.log.redraw();
    this.#drawTabs();
  }

  async #take(id) {
    this.#chosen = true;
    await this.#put(id);
    this.#keep();
    this.show(id);
    this.phones.get(id).composer.focus();
  }

  #chosen = recall("open") !== null;

  #keep() {
    if (this.#chosen) remember("open", [...this.phones.keys()]);
  }

  async #lay() {
    const kept = recall("open")?.filter((id) => world.people.has(id));
    const wanted = kept?.length ? kept : [...world.people.keys()].slice(0, FIRST_PHONES);
    for (const id of this.phones.keys()) if (typeof id === "number" && !world.people.has(id)) this.#remove(id);
    await Promise.all([...new Set([...this.phones.keys(), ...wanted])].map((id) => this.#put(id)));
    if (!this.phones.has(this.#front)) this.show([...this.phones.keys()][0]);
    this.#drawEmpty();
  }

  async #put(id) {
    const person = world.people.get(id);
    const known = this.phones.get(id);
    if (known) return known.load();
    if (!person) return undefined;
    const phone = new Phone(person, { putAway: () => this.#putAway(id) });
    this.phones.set(id, phone);
    this.row.append(phone.element);
    phone.element.addEventListener("focusin", () => this.#seen(id));
    this.#drawEmpty();
    this.#drawTabs();
    return phone.load();
  }

  #putAway(id) {
    this.#chosen = true;
    this.#remove(id);
    this.#keep();
  }

  #remove(id) {
    this.phones.get(id)?.element.remove();
    this.phones.delete(id);
    if (this.#front === id) this.show([...this.phones.keys()][0]);
    this.#drawTabs();
    this.#drawEmpty();
  }

  #seen(id) {
    this.phones.get(id)?.element.classList.remove("lit");
    if (this.#missed.delete(id)) this.#drawTabs();
  }

  #pass(name, event) {
    const phone = this.phones.get(event.person);
    if (!phone?.concerns(event)) return;
    phone.hear(name, event);
    if (name === "message" && !event.message.out && event.person !== this.#front) this.#miss(event.person);
  }

  #miss(id) {
    this.#missed.set(id, (this.#missed.get(id) ?? 0) + 1);
    const count = this.tabs.querySelector(`[data-person="${id}"] .count`);
    if (count) count.textContent = String(Math.min(99, this.#missed.get(id)));
  }

  async #changed(person) {
    const phone = this.phones.get(person.id);
    if (phone) return phone.personChanged(person, SEEN_ON_PHONE);
    if (!this.#chosen && this.phones.size < FIRST_PHONES) {
      await this.#put(person.id);
      if (this.#front === null) this.show(person.id);
    }
  }

  #each(work) {
    for (const phone of this.phones.values()) work(phone);
  }

  #drawTabs() {
    replace(this.tabs, [...this.phones.values()].map((phone) => this.#tab(phone)));
    this.tabs.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #tab(phone) {
    const { id, name } = phone.person;
    const tab = h("button", { type: "button", "data-person": id, "aria-current": id === this.#front ? "true" : null, "aria-controls": `phone-${id}` });
    tab.append(avatar(phone.person, true), h("span", {}, callName(name)), h("span", { class: "count" }, this.#missed.get(id) ? String(this.#missed.get(id)) : ""));
    tab.addEventListener("click", () => {
      this.show(id);
      announce(t("phone.name", { name }));
      this.tabs.querySelector(`[data-person="${id}"]`).focus();
    });
    return tab;
  }

  #drawEmpty() {
    this.emptyNote ??= h("div", { class: "no-phones" }, icon("phone"), h("p", { words: "phone.none" }), h("button", { type: "button", class: "filled", words: "phone.add", onclick: () => this.ask() }));
    if (this.phones.size) this.emptyNote.remove();
    else this.row.append(this.emptyNote);
  }
}
