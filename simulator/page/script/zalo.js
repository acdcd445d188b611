/** The phones with Zalo on the table: who has one, and what happens on it. */

import { listen } from "./world.js";
import * as api from "./zaloapi.js";
import { openZaloPerson } from "./zaloenlist.js";
import { ZaloPhone, keyOf } from "./zalophone.js";

const FIRST_PHONES = 6;

export class ZaloPhones {
  #bots = new Map();
  #oa = null;
  #phones = new Map();

  constructor(table) {
    this.table = table;
    listen("refreshed", () => this.#refresh());
    listen("zalo_person", ({ person }) => this.#know(person));
    listen("zalo_person_gone", ({ number }) => this.#remove(number));
    listen("zalo_bot", ({ bot }) => this.#heard(bot));
    listen("zalo_chat", ({ number, chat }) => this.#phones.get(number)?.chatChanged(chat));
    listen("zalo_message", (event) => this.#message(event));
  }

  ask() {
    openZaloPerson(async (person) => {
      this.#put(person);
      this.table.show(keyOf(person));
      const phone = this.#phones.get(person.number);
      await phone.load();
      phone.composer.focus();
    });
  }

  get #lines() {
    return [...this.#bots.values(), { id: "oa", name: this.#oa?.name ?? "Official Account" }];
  }

  /** Who or what came while the state was asked for is not in it, and stays. */
  async #refresh() {
    const [people, bots] = [[...this.#phones.keys()], [...this.#bots.keys()]];
    const state = await api.state();
    this.#oa = state.oa;
    const here = new Set([...state.people.map((person) => person.number), ...state.bots.map((bot) => bot.id)]);
    for (const number of people) if (!here.has(number)) this.#remove(number);
    for (const id of bots) if (!here.has(id)) this.#bots.delete(id);
    for (const bot of state.bots) this.#bots.set(bot.id, bot);
    for (const person of state.people) this.#know(person);
    for (const phone of this.#phones.values()) phone.offer(this.#lines);
  }

  #know(person) {
    const phone = this.#phones.get(person.number);
    if (phone) phone.personChanged(person);
    else if (this.#phones.size < FIRST_PHONES) this.#put(person);
  }

  #put(person) {
    if (this.#phones.has(person.number)) return;
    const phone = new ZaloPhone(person, this.#lines);
    this.#phones.set(person.number, phone);
    this.table.seat(keyOf(person), phone);
  }

  #remove(number) {
    this.#phones.delete(number);
    this.table.unseat(`zalo-${number}`);
  }

  #heard(bot) {
    this.#bots.set(bot.id, bot);
    for (const phone of this.#phones.values()) phone.offer(this.#lines);
  }

  #message(event) {
    const phone = this.#phones.get(event.number);
    phone?.message(event);
    if (phone && !event.message.out) this.table.missed(keyOf(phone));
  }
}
