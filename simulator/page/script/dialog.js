/** A window over the page: a form, a map, a picture. Escape or a click beside it closes it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Shows `content` under a title (key of the catalogue); the answer closes it. */
export function openDialog(title, content, { wide = false, closed = () => {} } = {}) {
  const before = document.activeElement;
  const heading = h("h2", { words: title, id: "dialog-title" });
  const close = h("button", { type: "button", class: "quiet", hint: "dialog.close" }, icon("close"));
  const dialog = h("dialog", { class: wide ? "dialog wide" : "dialog", "aria-labelledby": "dialog-title" }, h("header", {}, heading, close), content);
  const end = () => dialog.close();
  close.addEventListener("click", end);
  dialog.addEventListener("click", (event) => event.target === dialog && end());
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
    if (before?.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return end;
}

/** A labelled field: `kind` as <input type>, or a list of [value, text] for a choice. */
export function field(name, words, kind = "text", more = {}) {
  const input = Array.isArray(kind) ? choice(kind, more) : h("input", { type: kind, ...more });
  input.name = name;
  return h("label", { class: "field" }, h("span", { words }), input);
}

function choice(options, more) {
  const { value, ...rest } = more;
  const made = options.map(([key, text]) => (Array.isArray(text) ? h("option", { value: key, words: text[0] }) : h("option", { value: key }, text)));
  const select = h("select", rest, made);
  if (value !== undefined) select.value = value;
  return select;
}

/** A window with a form: `save(facts)` may refuse, which is told in the window; otherwise it closes. */
export function form(title, content, button, save) {
  const told = h("p", { class: "trouble", role: "alert", hidden: true });
  const element = h("form", { class: "form" }, content, told, h("button", { type: "submit", class: "filled", words: button }));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = await save(new FormData(element)).then(() => null, (refusal) => refusal.message);
    if (trouble === null) close();
    told.hidden = trouble === null;
    told.textContent = trouble ?? "";
  });
  const close = openDialog(title, element);
}

/** Asks for one line of text. */
export function ask(title, words, save) {
  form(title, field("answer", words, "text", { required: true, autocomplete: "off", maxlength: "128" }), "dialog.save", (facts) => save(facts.get("answer")));
}
