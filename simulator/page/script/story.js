/** The panel that walks a newcomer through a story on the phones, one button a step. */

import * as api from "./api.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { either, follow, speak, t } from "./language.js";
import { announce } from "./notice.js";
import { Play, Stuck } from "./play.js";
import { listen, world } from "./world.js";

const OWN = "stories/any-bot.json";

export function storyPanel({ table, panels }) {
  const box = h("div");
  let shown = null;
  const begin = async () => {
    if (shown) return;
    shown = true;
    const story = world.story ?? (await (await fetch(OWN)).json());
    const telling = new Telling(story, { table, panels });
    replace(box, telling.element);
  };
  listen("refreshed", begin);
  return box;
}

class Telling {
  #at = 0;
  #running = false;
  #alone = false;

  constructor(story, { table, panels }) {
    this.story = story;
    this.steps = story.chapters.flatMap((chapter) => chapter.steps.map((step, place) => ({ ...step, chapter: place === 0 ? chapter : null })));
    this.note = h("p", { class: "note", role: "status" });
    const stage = { point: (person) => table.point(person), show: (name) => table.show(name), panel: (name) => panels.open(name), note: (key, facts) => speak(this.note, "text", [key, facts]) };
    this.play = new Play(story, stage);
    this.panels = panels;
    this.title = h("h2");
    this.lead = h("p", { class: "lead" });
    this.bar = h("div", { class: "bar" }, h("span"));
    this.list = h("ol", { class: "steps" });
    this.alone = h("button", { type: "button", class: "tonal", "aria-pressed": "false", words: "story.alone", onclick: () => this.#playAlone() });
    this.again = h("button", { type: "button", class: "quiet text", words: "story.again", onclick: () => this.#again() });
    this.element = h("div", { class: "telling" }, this.title, this.lead, this.bar, h("div", { class: "ways" }, this.alone, this.again), this.list);
    follow(() => this.#draw());
    this.#draw();
  }

  #draw() {
    this.title.textContent = either(this.story.title);
    this.lead.textContent = either(this.story.lead ?? "");
    this.bar.firstChild.style.transform = `scaleX(${this.#at / this.steps.length})`;
    replace(this.list, this.steps.flatMap((step, place) => [step.chapter && this.#chapter(step.chapter), this.#entry(step, place)]));
    this.again.hidden = this.#at === 0;
    this.alone.hidden = this.#at >= this.steps.length;
    this.alone.setAttribute("aria-pressed", String(this.#alone));
  }

  #chapter(chapter) {
    return h("li", { class: "chapter" }, h("h3", {}, either(chapter.title)));
  }

  #entry(step, place) {
    const state = place < this.#at ? "done" : place === this.#at ? "next" : "later";
    const sign = h("span", { class: "sign" }, state === "done" ? icon("check") : String(place + 1));
    const entry = h("li", { class: `step ${state}`, "aria-current": state === "next" ? "step" : null }, sign, h("div", { class: "what" }, h("b", {}, either(step.title))));
    if (state === "next") entry.lastChild.append(h("p", {}, either(step.tell)), this.#go(), this.note, this.#wayOut());
    if (state === "done") entry.lastChild.append(h("span", { class: "unseen", words: "story.done" }));
    return entry;
  }

  #go() {
    this.button = h("button", { type: "button", class: "filled go", onclick: () => this.#step() }, icon("play"), h("span", { words: this.#at ? "story.next" : "story.begin" }));
    return this.button;
  }

  #wayOut() {
    this.skip = h("button", { type: "button", class: "quiet text", hidden: !this.note.classList.contains("bad"), words: "story.skip", onclick: () => this.#move(this.#at + 1) });
    return this.skip;
  }

  #move(at) {
    this.#at = at;
    this.note.textContent = "";
    this.note.classList.remove("bad");
    this.#draw();
    this.list.querySelector(".next")?.scrollIntoView({ block: "nearest" });
    if (at >= this.steps.length) announce(t("story.over"));
    else if (document.activeElement === document.body) this.button.focus({ preventScroll: true });
  }

  #again() {
    this.#alone = false;
    this.play.begin();
    this.#move(0);
  }

  async #step() {
    if (this.#running) return false;
    this.#running = true;
    this.button.setAttribute("aria-disabled", "true");
    this.button.classList.add("running");
    this.note.classList.remove("bad");
    speak(this.note, "text", "story.running");
    this.panels.stepAside();
    const trouble = await this.play.step(this.steps[this.#at]).then(() => null, (reason) => reason);
    this.#running = false;
    if (trouble) this.#stuck(trouble);
    else this.#move(this.#at + 1);
    return !trouble;
  }

  #stuck(trouble) {
    this.#alone = false;
    this.note.classList.add("bad");
    this.#draw();
    if (trouble instanceof Stuck) speak(this.note, "text", [trouble.key, trouble.facts]);
    else if (trouble instanceof api.Refusal) speak(this.note, "text", ["story.refused_because", { reason: trouble.message }]);
    else throw trouble;
  }

  async #playAlone() {
    this.#alone = !this.#alone;
    this.alone.setAttribute("aria-pressed", String(this.#alone));
    while (this.#alone && this.#at < this.steps.length) if (!(await this.#step())) break;
    this.#alone = false;
    this.#draw();
  }
}
