/** The messages of one chat on one phone. Holds the newest few: a flood of messages costs one drawing a frame. */

import { calm, h, oncePerFrame } from "./dom.js";
import { icon } from "./icons.js";
import { day } from "./language.js";
import { drawMessage } from "./message.js";

const KEPT = 120;
const NEAR_END_PX = 90;
const SAME_RUN_SECONDS = 300;

export class Log {
  #messages = new Map();
  #blocks = new Map();
  #stale = new Set();
  #kept = KEPT;
  #missed = 0;
  #following = true;
  #top = 0;
  #hands;

  constructor(hands, earlier) {
    this.#hands = hands;
    this.list = h("ol", { class: "log", tabindex: "0", label: ["log.name", { name: hands.person.name }] });
    this.toEnd = h("button", { type: "button", class: "to-end", hidden: true, hint: "log.to_end", onclick: () => this.#end() }, icon("down"), h("span", { class: "count" }));
    this.earlier = h("button", { type: "button", class: "earlier", words: "log.earlier", onclick: earlier });
    this.draw = oncePerFrame(() => this.#draw());
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener("load", () => this.#following && this.#end("auto"), { capture: true });
    new ResizeObserver(() => this.#following && this.#end("auto")).observe(this.list);
    this.list.addEventListener("keydown", (event) => this.#walk(event));
  }

  get oldest() {
    return Math.min(...this.#messages.keys());
  }

  get newestFirst() {
    return [...this.#messages.values()].toSorted((a, b) => b.id - a.id);
  }

  /** What the phone shows from now on; messages that came while it was asked for stay. */
  show(messages, arrived = []) {
    this.#messages = new Map([...messages, ...arrived].map((message) => [message.id, message]));
    this.#blocks.clear();
    this.#kept = KEPT;
    this.hasEarlier = messages.length >= 50;
    this.#draw({ toEnd: true });
  }

  prepend(messages) {
    const height = this.list.scrollHeight - this.list.scrollTop;
    for (const message of messages) this.#messages.set(message.id, message);
    this.#kept += messages.length;
    this.hasEarlier = messages.length >= 50;
    this.#draw({ stay: true });
    this.list.scrollTop = this.list.scrollHeight - height;
  }

  put(message) {
    if (!this.#messages.has(message.id) && !this.#following) this.#missed += 1;
    this.#messages.set(message.id, message);
    this.#stale.add(keyOf(message));
    this.draw();
  }

  remove(ids) {
    for (const id of ids) {
      const message = this.#messages.get(id);
      if (message) this.#stale.add(keyOf(message));
      this.#messages.delete(id);
    }
    this.draw();
  }

  mark(pinned) {
    const ids = new Set(pinned);
    for (const message of this.#messages.values()) {
      if (Boolean(message.pinned) === ids.has(message.id)) continue;
      message.pinned = ids.has(message.id);
      this.#stale.add(keyOf(message));
    }
    this.draw();
  }

  redraw() {
    this.#blocks.clear();
    this.#draw();
  }

  jump(id) {
    const entry = this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (!entry) return;
    entry.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    entry.focus({ preventScroll: true });
    entry.classList.add("found");
    setTimeout(() => entry.classList.remove("found"), 1500);
  }

  #draw({ toEnd = false, stay = false } = {}) {
    const follow = !stay && (toEnd || this.#following || this.#lastIsMine());
    this.#forget();
    const groups = this.#groups();
    for (const key of this.#blocks.keys()) if (!groups.has(key)) this.#blocks.delete(key);
    const held = this.#focusHeld();
    const nodes = this.#nodes(groups);
    this.#stale.clear();
    if (this.hasEarlier) nodes.unshift(this.#earlierEntry());
    settle(this.list, nodes);
    this.#giveBack(held);
    if (follow) this.#end("auto");
    this.#showMissed();
  }

  #earlierEntry() {
    this.earlierEntry ??= h("li", { class: "service" }, this.earlier);
    return this.earlierEntry;
  }

  #forget() {
    const extra = this.#messages.size - this.#kept;
    if (extra <= 0) return;
    this.hasEarlier = true;
    for (const id of [...this.#messages.keys()].toSorted((a, b) => a - b).slice(0, extra)) this.#messages.delete(id);
  }

  #groups() {
    const groups = new Map();
    for (const message of [...this.#messages.values()].toSorted((a, b) => a.id - b.id)) {
      const key = keyOf(message);
      if (groups.has(key)) groups.get(key).push(message);
      else groups.set(key, [message]);
    }
    return groups;
  }

  #nodes(groups) {
    const nodes = [];
    let before = null;
    for (const [key, parts] of groups) {
      const [first] = parts;
      if (!before || dayOf(before) !== dayOf(first)) nodes.push(this.#separator(first));
      if (!this.#blocks.has(key) || this.#stale.has(key)) this.#blocks.set(key, drawMessage(parts, this.#hands));
      const entry = this.#blocks.get(key);
      entry.classList.toggle("follows", Boolean(before) && sameRun(before, first));
      nodes.push(entry);
      before = parts.at(-1);
    }
    return nodes;
  }

  #separator(message) {
    const key = `day:${dayOf(message)}`;
    this.separators ??= new Map();
    const entry = this.separators.get(key) ?? h("li", { class: "service day" }, h("span"));
    entry.firstChild.textContent = day(message.date);
    this.separators.set(key, entry);
    return entry;
  }

  /** Which button of which message has the focus, so that a redrawn message can have it back. */
  #focusHeld() {
    const active = document.activeElement;
    const entry = active?.closest?.(".entry");
    if (!entry || !this.list.contains(entry)) return null;
    return { id: entry.dataset.id, place: [...entry.querySelectorAll("button, a, [role=button]")].indexOf(active), entry };
  }

  #giveBack(held) {
    if (!held || this.list.contains(held.entry)) return;
    const entry = this.list.querySelector(`[data-id="${CSS.escape(held.id)}"]`);
    const again = held.place >= 0 ? entry?.querySelectorAll("button, a, [role=button]")[held.place] : entry;
    (again ?? entry ?? this.list).focus({ preventScroll: true });
  }

  /** Who has scrolled back stays there; who is at the end stays at the end, whatever grows or shrinks. What has grown before the event came is not scrolling back. */
  #scrolled() {
    const back = this.list.scrollTop < this.#top;
    this.#top = this.list.scrollTop;
    this.#following = this.#atEnd() || (this.#following && !back);
    if (this.#following) this.#caughtUp();
    else this.#showMissed();
  }

  #atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PX;
  }

  #lastIsMine() {
    const last = this.newestFirst[0];
    return Boolean(last?.out && this.#stale.has(keyOf(last)));
  }

  #end(behavior = calm() ? "auto" : "smooth") {
    this.#following = true;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior });
    this.#caughtUp();
  }

  #caughtUp() {
    this.#missed = 0;
    this.#kept = KEPT;
    this.#showMissed();
  }

  #showMissed() {
    this.toEnd.hidden = this.#following;
    this.toEnd.lastChild.textContent = this.#missed ? String(this.#missed) : "";
  }

  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const on = document.activeElement;
    if (event.key === "Escape") this.#hands.leave();
    if (!step || (on !== this.list && !on.classList.contains("entry"))) return;
    event.preventDefault();
    const entries = [...this.list.querySelectorAll(".entry")];
    const at = on === this.list ? entries.length : entries.indexOf(on);
    entries[Math.max(0, Math.min(entries.length - 1, at + step))]?.focus();
  }
}

const keyOf = (message) => (message.album ? `album:${message.album}` : `message:${message.id}`);
const dayOf = (message) => new Date(message.date * 1000).toDateString();
const sameRun = (a, b) =>
  a.kind !== "service" && b.kind !== "service" && a.out === b.out && a.from?.id === b.from?.id && b.date - a.date < SAME_RUN_SECONDS;

/** Puts `nodes` into `list` in this order, touching only what is out of place. */
function settle(list, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
}
