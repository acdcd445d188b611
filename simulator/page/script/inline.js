/** Inline mode: what is typed after the bot's name is asked of the bot, and its results stand above the field. */

import { h, replace } from "./dom.js";
import { world } from "./world.js";

const PAUSE_MS = 250;

export class Inline {
  #asked = null;
  #waiting = null;

  /** `act(what, facts)` acts on the phone; `chosen()` comes when a result was sent. */
  constructor(act, chosen) {
    this.act = act;
    this.chosen = chosen;
    this.element = h("div", { class: "suggestions inline-results", role: "group", label: "inline.results", hidden: true });
  }

  /** The text of the field has changed. */
  typed(text) {
    clearTimeout(this.#waiting);
    const name = world.bot ? `@${world.bot.username} ` : null;
    if (!name || !text.toLowerCase().startsWith(name.toLowerCase())) return this.#away();
    this.#waiting = setTimeout(() => this.#ask(text.slice(name.length).trim()), PAUSE_MS);
  }

  async #ask(query) {
    this.#asked = (await this.act("inline", { query }))?.query_id ?? null;
    if (this.early?.query_id === this.#asked) this.offer(this.early);
  }

  /** Results may come before the answer that names their query. */
  offer({ query_id: id, results }) {
    if (id !== this.#asked) return void (this.early = { query_id: id, results });
    this.element.hidden = !results.length;
    replace(this.element, results.map((result) => this.#result(id, result)));
  }

  #result(query, { id, title, description, kind }) {
    const choose = h("button", { type: "button" }, h("b", {}, title ?? kind), h("span", {}, description ?? ""));
    choose.addEventListener("click", async () => {
      this.#away();
      await this.act("choose", { query_id: query, result_id: id });
      this.chosen();
    });
    return choose;
  }

  #away() {
    this.#asked = null;
    this.element.hidden = true;
  }
}
