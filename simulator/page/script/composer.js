/** Where a person writes: commands, attachments, the answer or edit under way, and the keyboard that a bot offers. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { Inline } from "./inline.js";
import { replyKeyboard } from "./keyboard.js";
import { speak } from "./language.js";

export class Composer {
  #commands = [];
  #target = null;

  /** `hands`: say(text, {reply_to}), edit(message, text), attach(anchor), commandMenu(anchor), use(button), start(), unblock(). */
  constructor(hands) {
    this.hands = hands;
    this.input = h("textarea", { rows: "1", "placeholder-words": "composer.write", label: "composer.write" });
    this.commands = this.#tool("menu", "composer.commands", (anchor) => hands.commandMenu(anchor, this.#commands));
    this.app = h("button", { type: "button", class: "tool app", hidden: true, onclick: () => hands.openApp(this.menu.web_app.url) });
    this.toggle = this.#tool("keyboard", "composer.keyboard", () => this.#fold(!this.folded));
    this.send = h("button", { type: "submit", class: "send", hint: "composer.send" }, icon("send"));
    this.form = h("form", { class: "composer" }, this.commands, this.app, this.#tool("attach", "composer.attach", hands.attach), this.input, this.toggle, this.send);
    this.about = h("div", { class: "about", hidden: true });
    this.suggestions = h("div", { class: "suggestions", role: "group", label: "composer.commands", hidden: true });
    this.keys = h("div", { class: "keys" });
    this.begin = h("div", { class: "begin", hidden: true });
    this.inline = hands.act ? new Inline(hands.act, () => this.put("")) : null;
    this.element = h("div", { class: "foot-of-chat" }, this.suggestions, this.inline?.element, this.about, this.form, this.keys, this.begin);
    this.#listen();
  }

  #tool(sign, words, run) {
    const button = h("button", { type: "button", class: "tool", hint: words }, icon(sign));
    button.addEventListener("click", () => run(button));
    return button;
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit();
      }
      if (event.key === "Escape") this.#drop();
    });
    this.input.addEventListener("input", () => this.#typed());
  }

  /** What the chat is now: not started, blocked, or open with these commands and keyboard. */
  show(chat) {
    this.offer(chat.commands ?? [], chat.menu_button);
    const closed = chat.blocked ? ["composer.unblock", this.hands.unblock] : chat.started ? null : ["composer.start", this.hands.start];
    this.form.hidden = Boolean(closed) || chat.writes === false;
    this.keys.hidden = Boolean(closed);
    this.begin.hidden = !closed;
    if (closed) replace(this.begin, h("button", { type: "button", class: "filled", words: closed[0], onclick: closed[1] }));
    this.keyboard(chat.keyboard, chat.force_reply);
  }

  /** The menu beside the field: commands, or a Mini App when the bot has put one there. */
  offer(commands, menu = null) {
    this.#commands = commands;
    this.menu = menu;
    this.app.hidden = menu?.type !== "web_app";
    this.app.textContent = menu?.text ?? "";
    this.commands.hidden = !commands.length || !this.app.hidden;
  }

  keyboard(keyboard, forced) {
    this.shown = keyboard;
    const keys = replyKeyboard(keyboard, (button) => this.#press(button));
    replace(this.keys, keys);
    this.toggle.hidden = !keys;
    this.#fold(false);
    const placeholder = keyboard?.placeholder ?? forced?.placeholder;
    if (placeholder) {
      this.input.placeholder = placeholder;
      this.#forgetWords();
    } else speak(this.input, "placeholder", "composer.write");
  }

  #forgetWords() {
    const { placeholder, ...kept } = JSON.parse(this.input.dataset.words);
    this.input.dataset.words = JSON.stringify(kept);
  }

  #fold(folded) {
    this.folded = folded;
    this.keys.classList.toggle("folded", folded);
    this.keys.inert = folded;
    this.toggle.setAttribute("aria-pressed", String(!folded));
  }

  #press(button) {
    this.hands.use(button);
    if (this.shown?.one_time) this.#fold(true);
  }

  put(text) {
    this.input.value = text;
    this.#typed();
    this.focus();
  }

  focus() {
    this.input.focus();
  }

  answer(message) {
    this.#take({ kind: "reply", message });
  }

  revise(message) {
    this.#take({ kind: "edit", message });
    this.put(message.text);
  }

  #take(target) {
    this.#target = target;
    const words = target.kind === "reply" ? ["composer.replying", { from: target.message.from?.name ?? "" }] : "composer.editing";
    const drop = h("button", { type: "button", class: "quiet", hint: "composer.drop", onclick: () => this.#drop() }, icon("close"));
    replace(this.about, icon(target.kind), h("div", {}, h("b", { words }), h("span", {}, target.message.text)), drop);
    this.about.hidden = false;
    this.focus();
  }

  #drop() {
    if (this.#target?.kind === "edit") this.input.value = "";
    this.#target = null;
    this.about.hidden = true;
    this.suggestions.hidden = true;
    this.#grow();
  }

  #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const target = this.#target;
    this.input.value = "";
    this.#drop();
    if (target?.kind === "edit") this.hands.edit(target.message, text);
    else this.hands.say(text, { reply_to: target?.message.id });
  }

  #typed() {
    this.#grow();
    this.inline?.typed(this.input.value);
    const typed = /^\/(\w*)$/.exec(this.input.value)?.[1];
    const fitting = typed === undefined ? [] : this.#commands.filter(({ command }) => command.startsWith(typed.toLowerCase()));
    this.suggestions.hidden = !fitting.length;
    replace(this.suggestions, fitting.map((command) => this.#suggestion(command)));
  }

  #suggestion({ command, description }) {
    const choose = h("button", { type: "button" }, h("b", {}, `/${command}`), h("span", {}, description));
    choose.addEventListener("click", () => {
      this.input.value = "";
      this.#typed();
      this.hands.say(`/${command}`, {});
      this.focus();
    });
    return choose;
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }
}
