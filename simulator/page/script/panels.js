/** The panels beside the phones, behind tabs; on a small screen they cover the phones. */

import { authenticatorPanel } from "./authenticator.js";
import { crowdPanel } from "./crowd.js";
import { h } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { icon } from "./icons.js";
import { inboxPanel } from "./inbox.js";
import { recall, remember } from "./memory.js";
import { storyPanel } from "./story.js";
import { wirePanel } from "./wire.js";
import { tell } from "./world.js";

const PANELS = [
  { name: "story", sign: "story", build: storyPanel },
  { name: "inbox", sign: "inbox", build: inboxPanel },
  { name: "authenticator", sign: "key", build: authenticatorPanel },
  { name: "crowd", sign: "crowd", build: crowdPanel },
  { name: "wire", sign: "wire", build: wirePanel },
  { name: "faults", sign: "fault", build: faultsPanel },
];

const NARROW = matchMedia("(max-width: 819px)");

export class Panels {
  onToggle = () => {};

  constructor(table) {
    this.tabs = h("div", { class: "panel-tabs", role: "tablist", label: "tools" });
    this.made = PANELS.map((panel) => this.#make(panel, table));
    this.element = h("aside", { class: "panels", label: "tools" }, this.tabs, this.made.map(({ frame }) => frame));
    this.tabs.addEventListener("keydown", (event) => this.#walk(event));
    const kept = recall("panel", "story");
    this.open(this.made.some(({ name }) => name === kept) ? kept : "story", { quietly: true });
    this.#show(!NARROW.matches);
    NARROW.addEventListener("change", () => this.#show(!NARROW.matches));
  }

  #make({ name, sign, build }, table) {
    const badge = h("span", { class: "count" });
    const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}` }, icon(sign), h("span", { words: `panel.${name}` }), badge);
    tab.addEventListener("click", () => this.open(name));
    this.tabs.append(tab);
    const count = (fresh) => (badge.textContent = fresh && this.current !== name ? String(Math.min(99, Number(badge.textContent || 0) + fresh)) : "");
    const frame = h("section", { class: `panel ${name}`, role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0" }, build({ table, panels: this, count }));
    return { name, tab, frame, badge };
  }

  open(name, { quietly = false } = {}) {
    this.current = name;
    for (const panel of this.made) {
      const chosen = panel.name === name;
      panel.tab.setAttribute("aria-selected", String(chosen));
      panel.tab.tabIndex = chosen ? 0 : -1;
      panel.frame.hidden = !chosen;
      if (chosen) panel.badge.textContent = "";
    }
    tell("panel", { name });
    if (quietly) return;
    remember("panel", name);
    this.#show(true);
  }

  toggle() {
    this.#show(this.element.hidden);
    if (!this.element.hidden) this.tabs.querySelector("[aria-selected=true]").focus();
  }

  /** On a small screen the phones must be seen again. */
  stepAside() {
    if (NARROW.matches) this.#show(false);
  }

  #show(open) {
    this.element.hidden = !open;
    this.onToggle(open);
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.made.findIndex(({ name }) => name === this.current);
    const next = this.made[(at + step + this.made.length) % this.made.length];
    this.open(next.name);
    next.tab.focus();
  }
}
