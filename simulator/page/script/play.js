/**
 * Plays a story on the phones with real messages. A story is data (stories/README.md): this module knows how to say,
 * press, share, wait and copy a code, and nothing of any bot.
 */

import * as api from "./api.js";
import { enrol, secretFromChat, secretOf } from "./authenticator.js";
import { codeIn, deepLink } from "./codes.js";
import { calm } from "./dom.js";
import { SAMPLES, sample } from "./samples.js";
import { codeOf, stepAt } from "./totp.js";
import { addPerson, botId, listen, now, world } from "./world.js";
import * as zalo from "./zaloapi.js";

const PATIENCE_SECONDS = 12;
const LOOK_AGAIN_MS = 120;
const READING_MS = 550;
const STEP_READING_MS = 4000;
const HEARD_KEPT = 300;

/** How long a person looks at each answer of a step, in ms: the answers of a long form are only glanced at. */
export const readingOf = (step) => Math.min(READING_MS, STEP_READING_MS / step.do.length);

/** A step could not be finished; `key` and `facts` say why in the catalogue's words. */
export class Stuck extends Error {
  constructor(key, facts = {}) {
    super(key);
    this.key = key;
    this.facts = facts;
  }
}

export class Play {
  cast = new Map();
  #values = {};
  #heard = new Map();
  #read = new Map();
  #inHand = new Map();
  #said = new Map();
  #usedCodes = new Set();
  #reading = READING_MS;

  /** `stage`: point(person) brings a phone into view and answers it, show(name) another, panel(name) shows a panel, note(key, facts) says what goes on. */
  constructor(story, stage) {
    this.story = story;
    this.stage = stage;
    for (const event of ["message", "edited"]) listen(event, ({ person, message }) => message.out || this.#listen(person, message));
  }

  #listen(person, message) {
    const heard = this.#heard.get(person) ?? [];
    heard.push(message);
    this.#said.set(person, this.#count(person) + 1);
    this.#heard.set(person, heard);
    if (heard.length > HEARD_KEPT) this.#forget(person, heard.length - HEARD_KEPT);
  }

  #forget(person, count) {
    this.#heard.get(person).splice(0, count);
    this.#read.set(person, Math.max(0, (this.#read.get(person) ?? 0) - count));
  }

  begin() {
    this.#values = {};
    for (const [person, heard] of this.#heard) this.#read.set(person, heard.length);
  }

  /** Everybody of the story, found by name or made. */
  async gather() {
    for (const [part, facts] of Object.entries(this.story.cast)) {
      const known = [...world.people.values()].find((person) => person.name === facts.name);
      this.cast.set(part, known?.id ?? (await addPerson(facts)).id);
    }
  }

  async step(step) {
    if (botId() === null) throw new Stuck("story.no_bot");
    await this.gather();
    this.#reading = readingOf(step);
    for (const deed of step.do) {
      try {
        await this.#deed({ who: step.who, ...deed });
        if (deed.enough && this.#lastWord(step.who).includes(folded(deed.enough))) break;
      } catch (trouble) {
        if (!deed.optional || !(trouble instanceof Stuck)) throw trouble;
      }
    }
  }

  async #deed(deed) {
    const kind = Object.keys(DEEDS).find((known) => known in deed);
    if (!kind) throw new Stuck("story.unknown", { deed: JSON.stringify(deed) });
    const person = this.cast.get(deed.who);
    if (person === undefined) throw new Stuck("story.nobody", { who: deed.who });
    const phone = SHOWN.has(kind) ? await this.stage.point(person) : null;
    await DEEDS[kind].call(this, { ...deed, person, phone, patience: deed.seconds ?? (deed.optional ? 2 : PATIENCE_SECONDS) });
  }

  /** Does `work` and waits until the bot has said or changed something, as a person reads before going on. */
  async answered({ person, patience, quietly }, work) {
    const before = this.#count(person);
    const answer = await work();
    if (answer === null) throw new Stuck("story.refused");
    if (quietly) return;
    await this.until(() => this.#count(person) > before, patience, "story.no_answer", { who: this.#name(person) });
    await pause(calm() ? 0 : this.#reading);
  }

  /** How often the bot has said or changed something to this person. */
  #count(person) {
    return this.#said.get(person) ?? 0;
  }

  #lastWord(part) {
    return folded(this.#heard.get(this.cast.get(part))?.at(-1)?.text);
  }

  #name(person) {
    return world.people.get(person)?.name ?? "";
  }

  async until(look, seconds, key, facts) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (performance.now() > end) throw new Stuck(key, facts);
      await pause(LOOK_AGAIN_MS);
    }
  }

  /** The next message that this person has not read and that contains `text`. */
  hears(person, text) {
    const heard = this.#heard.get(person) ?? [];
    const from = this.#read.get(person) ?? 0;
    const place = heard.findIndex((message, at) => at >= from && folded(message.text).includes(folded(text)));
    if (place < 0) return null;
    this.#read.set(person, place + 1);
    this.#inHand.set(person, heard[place].id);
    return heard[place];
  }

  /** The message that this person has heard last: other mail may have come since, and a press is meant for this one. */
  inHand(person) {
    return this.#inHand.get(person);
  }

  keep(values) {
    Object.assign(this.#values, values);
  }

  /** "{sms}", "{mail}", "{totp}", "{clock+2m}", "{date+2m}", and what `remember` has kept. */
  async fill(text, { person, patience }) {
    let filled = text;
    for (const [blank, name, plus] of text.matchAll(/\{(\w+)(?:\+(\d+)m)?\}/g)) filled = filled.replace(blank, await this.#value(name, Number(plus ?? 0), person, patience));
    return filled;
  }

  #value(name, minutes, person, patience) {
    if (name === "sms" || name === "mail") return this.#letterCode(name, person, patience);
    if (name === "totp") return this.#totp(person);
    if (name === "clock") return zoned(this.story.timezone, minutes, { hour: "2-digit", minute: "2-digit" });
    if (name === "date") return zoned(this.story.timezone, minutes, { day: "2-digit", month: "2-digit", year: "numeric" });
    if (name in this.#values) return this.#values[name];
    throw new Stuck("story.no_value", { name });
  }

  async #letterCode(box, person, patience) {
    const fresh = async () => {
      const letter = (await api[box]()).filter((known) => known.person === person).at(-1);
      const code = letter && codeIn(letter.text);
      return code && !this.#usedCodes.has(box + letter.id) ? { code, id: letter.id } : null;
    };
    const { code, id } = await this.until(fresh, patience, "story.no_letter", { who: this.#name(person) });
    this.#usedCodes.add(box + id);
    return code;
  }

  /** A code is good once: a second one in the same half minute waits for the next. */
  async #totp(person) {
    const secret = secretOf(world.people.get(person));
    if (!secret) throw new Stuck("story.no_secret", { who: this.#name(person) });
    const step = () => stepAt(Date.now() / 1000);
    if (this.#usedCodes.has(`${secret}${step()}`)) {
      this.stage.note("story.next_code");
      await this.until(() => !this.#usedCodes.has(`${secret}${step()}`), 31, "story.no_secret");
    }
    this.#usedCodes.add(`${secret}${step()}`);
    return codeOf(secret, step());
  }
}

const SHOWN = new Set(["start", "say", "press", "share", "photo", "hear", "follow", "act"]);

/** One function a deed; each is called on the play with the deed, its person and that person's phone. */
const DEEDS = {
  start(deed) {
    return this.answered(deed, () => deed.phone.start(typeof deed.start === "string" ? deed.start : null) ?? true);
  },

  async say(deed) {
    const text = await this.fill(deed.say, deed);
    return this.answered(deed, () => deed.phone.act("say", { text }));
  },

  async press(deed) {
    const title = await this.fill(deed.press, deed);
    const found = await this.until(() => findButton(deed.person, title, this.inHand(deed.person)), deed.patience, "story.no_button", { title, who: world.people.get(deed.person)?.name });
    if (found.message) return this.answered(deed, () => deed.phone.act("press", { message_id: found.message, row: found.row, column: found.column }));
    if (found.request === "location") return this.answered(deed, () => deed.phone.act("location", where(deed.at)));
    return this.answered(deed, () => deed.phone.use(found));
  },

  share(deed) {
    if (deed.share === "contact") return this.answered(deed, () => deed.phone.act("contact", { of: deed.person }));
    return this.answered(deed, () => deed.phone.act("location", where(deed.at)));
  },

  photo(deed) {
    const names = [deed.photo].flat().filter((name) => SAMPLES.includes(name));
    return this.answered(deed, async () => api.upload(deed.person, await Promise.all(names.map(sample)), { bot: botId(), kind: "photo", caption: deed.caption }));
  },

  async hear(deed) {
    const text = await this.fill(deed.hear, deed);
    const message = await this.until(() => this.hears(deed.person, text), deed.patience, "story.not_heard", { text, who: world.people.get(deed.person)?.name });
    for (const [name, pattern] of Object.entries(deed.remember ?? {})) {
      const found = new RegExp(pattern, "u").exec(message.text);
      if (found) this.keep({ [name]: found[1] ?? found[0] });
    }
  },

  async zalo(deed) {
    const text = folded(await this.fill(deed.text, deed));
    const owner = (await zalo.state()).people.find((person) => person.name === deed.zalo);
    if (!owner) throw new Stuck("story.nobody", { who: deed.zalo });
    this.stage.show(`zalo-${owner.number}`);
    const heard = async () => (await zalo.chat(owner.number)).messages.some((message) => !message.out && folded(message.text).includes(text));
    await this.until(heard, deed.patience, "story.not_heard", { text: deed.text, who: deed.zalo });
  },

  async enrol(deed) {
    const secret = await this.until(() => secretFromChat(deed.person), deed.patience, "story.no_secret", { who: world.people.get(deed.person)?.name });
    enrol(deed.person, secret);
  },

  async follow(deed) {
    const url = await this.until(() => newestLink(deed.follow, deed.person), deed.patience, "story.no_letter", { who: world.people.get(deed.person)?.name });
    return this.answered(deed, () => deed.phone.open({ url }) ?? true);
  },

  async act(deed) {
    await deed.phone.act(deed.act);
    await deed.phone.load();
  },

  fault(deed) {
    return api.addFault(deed.fault);
  },

  clear_faults() {
    return api.clearFaults();
  },

  count_anew() {
    return Promise.all([...world.crowds.keys()].map(api.resetCrowd));
  },

  panel(deed) {
    this.stage.panel(deed.panel);
  },

  pause(deed) {
    return pause(deed.pause * 1000);
  },
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Letters without marks or case, words without signs: "✅ Xác nhận gửi" is "xac nhan gui". */
export function folded(text) {
  const bare = (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The button with that title, on the message in hand, else the newest: in full first, then one that contains it; inline before the other keyboard. */
async function findButton(person, title, inHand) {
  const wanted = folded(title);
  const chat = await api.chat(person, { bot: botId(), limit: 20 });
  const inline = chat.messages.toReversed().flatMap((message) => message.buttons.flatMap((row, at) => row.map((button, column) => ({ text: button.text, message: message.id, row: at, column, data: button.data }))));
  const presses = inline.filter((button) => button.data);
  const keys = [...presses, ...(chat.keyboard?.buttons ?? []).flat()];
  return named(presses.filter((button) => button.message === inHand), wanted) ?? named(keys, wanted);
}

function named(keys, wanted) {
  return keys.find((button) => folded(button.text) === wanted) ?? keys.find((button) => folded(button.text).includes(wanted)) ?? null;
}

async function newestLink(box, person) {
  const letters = box === "chat" ? (await api.chat(person, { bot: botId(), limit: 20 })).messages : (await api[box]()).filter((letter) => letter.person === person);
  const links = letters.toReversed().flatMap((letter) => letter.text.match(/(?:https?|tg):\/\/[^\s<>"]+/g) ?? []);
  return links.find((url) => deepLink(url)?.payload) ?? null;
}

/** A commune's name or code, or [latitude, longitude]. */
function where(at) {
  if (Array.isArray(at)) return { latitude: at[0], longitude: at[1] };
  const area = world.areas.find((known) => known.code === at || folded(known.name).endsWith(folded(at ?? ""))) ?? { lat: 11.31, lon: 106.1 };
  return { latitude: area.lat, longitude: area.lon };
}

/** The moment `minutes` from now, rounded up to a whole minute, as people of the story's zone write it. */
function zoned(timeZone, minutes, options) {
  const at = Math.ceil((now() + minutes * 60) / 60) * 60_000;
  return new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(at);
}
